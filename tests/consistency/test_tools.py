"""The recipes that papers tell one to call."""

import datetime as dt
import random
import re
import shutil
import subprocess
from pathlib import Path

from tests.consistency.house import ROOT
from tests.order import part_of


def test_a_migration_is_written_where_nothing_runs_and_no_key_is_open() -> None:
    made = subprocess.run([ROOT / "tools/migrations", "people", "nothing"], capture_output=True, text=True, check=False)

    assert (made.returncode, made.stdout) == (0, "No changes detected in app 'people'\n"), made.stderr


def test_a_run_that_came_to_its_end_notes_when_on_what_and_what_came_of_it(tmp_path: Path) -> None:
    for name in ("tools/note-run", "docs/last-runs.tsv"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / name, tmp_path / name)
    before = (tmp_path / "docs/last-runs.tsv").read_text(encoding="utf-8")

    for said in (["make test-all", "0"], ["make check-guarantees", "1", "PostgreSQL", "a clock that jumps"]):
        subprocess.run([tmp_path / "tools/note-run", *said], check=True)

    noted = (tmp_path / "docs/last-runs.tsv").read_text(encoding="utf-8").removeprefix(before)
    assert [line.split("\t")[2:] for line in noted.splitlines()] == [
        ["make test-all", "passed"],
        ["make check-guarantees", "failed; left out: PostgreSQL; left out: a clock that jumps"],
    ]


def test_the_parts_of_a_run_are_all_of_it_and_each_test_once() -> None:
    tests = [f"test_{nth}" for nth in range(10)]

    parts = [part_of(random.sample(tests, 10), f"{nth}/3") for nth in (1, 2, 3)]  # each run asks them in another order

    assert sorted(test for part in parts for test in part) == tests
    assert part_of(tests, "") == set(tests)


def test_every_noted_run_has_day_commit_name_and_result() -> None:
    heads, *lines = [line.split("\t") for line in (ROOT / "docs/last-runs.tsv").read_text(encoding="utf-8").splitlines()]
    assert heads == ["date", "commit", "run", "result"]
    for when, commit, run, result in lines:
        assert dt.datetime.fromisoformat(when).tzinfo is not None
        assert commit
        assert re.fullmatch(r"make test-all|make check-guarantees( PART=\d+/\d+)?|PANOH_EXAMPLES=wide", run)
        assert result.startswith(("passed", "failed"))
