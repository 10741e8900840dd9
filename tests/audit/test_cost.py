"""What the record, the keys, the sealing and row-level security take of a page: `bench/case_file.py`, on both databases."""

import os
import re
import subprocess
import sys
from contextlib import nullcontext

import pytest

from tests.postgresql import cluster

LINE = re.compile(r"^(\w+) +[\d.]+ +[\d.]+ +[\d.]+ +\d+ +([\d.]+) +([\d.]+) +[\d.]+$", re.MULTILINE)


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["SQLite", "PostgreSQL"])
def test_what_record_keys_sealing_and_row_level_security_take_of_each_page_is_measured(name, record_property):
    """Printed, not asserted: milliseconds are of the machine and of what else it does. The aim is five, and twelve on PostgreSQL."""
    pages = measured(name)
    most = max(pages, key=lambda page: sum(pages[page]))
    trust, with_rls = pages[most]
    record_property(
        "figure", f"{name}, the most of {len(pages)} pages: {trust} ms of {most} for 95 of 100, and {with_rls} ms of row-level security"
    )
    assert len(pages) == 8


def measured(name):
    """page → milliseconds of record, keys and sealing for 95 of 100, and what row-level security adds."""
    with cluster(options="") if name == "PostgreSQL" else nullcontext() as server:
        database = {"PANOH_TEST_DATABASE": server.url} if server else {}
        done = subprocess.run([sys.executable, "bench/case_file.py", "60"], env=os.environ | database, capture_output=True, text=True)
    pages = {page: (float(trust), float(with_rls)) for page, trust, with_rls in LINE.findall(done.stdout)}
    assert pages, done.stderr
    return pages
