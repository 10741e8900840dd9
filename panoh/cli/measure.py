"""`panoh bench search`: how well and how fast names are found, with a real agent and real sealed rows in a folder that is thrown away."""

import argparse
import csv
import os
import shutil
import tempfile
from pathlib import Path

from panoh.agent import ring
from panoh.agent.stop import stop
from panoh.cli.instance import _open
from panoh.cli.output import Fail, answer, answer_json
from panoh.cli.pairs import Pair


def bench_search(chosen: argparse.Namespace, _data: Path) -> int:
    """Loads every target and so many invented people, asks every query, prints the figures."""
    pairs = _read(chosen.pairs)
    folder = Path(tempfile.mkdtemp(prefix="panoh-bench-"))
    os.environ["PANOH_DATA"] = str(folder)
    os.environ.pop("PANOH_DATABASE", None)  # its own file, whatever the instance uses
    try:
        ring.create(folder, None)
        _open(folder)
        from panoh.cli.search_quality import measure  # noqa: PLC0415 -- its models need Django ready

        figures = measure(folder, pairs, chosen.population)
    finally:
        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
    if chosen.json:
        answer_json(figures)
    else:
        for name, value in figures.items():
            answer(f"{name:18} {value}")
    return 0


def _read(file: Path) -> list[Pair]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = [
                Pair(row["query"], row["target"], row["source"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            ]
    except (OSError, UnicodeDecodeError, KeyError, csv.Error):
        raise Fail(f"{file.name} is not a file of pairs: query, target and source, tab-separated, with a header.", 2) from None
    if not rows or any(None in (row.query, row.target, row.source) for row in rows):
        raise Fail(f"{file.name} holds no pairs, or a line of it is short.", 2)
    return rows
