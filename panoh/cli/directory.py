"""`panoh import hsds` and `panoh export hsds`: the directory in a format of others."""

import argparse
from dataclasses import asdict
from pathlib import Path

from panoh.cli.acting import account
from panoh.cli.output import Fail, answer, answer_json, say
from panoh.cli.record import seal_own_events
from panoh.exchange.directory import export_directory, import_directory
from panoh.exchange.hsds.reading import refusal_line


def import_hsds(chosen: argparse.Namespace, data: Path) -> int:
    """Brings a package in; exit 1 with a line for each fault where one row cannot be, and then nothing is brought in."""
    user = account(data, chosen.account)
    if not chosen.path.exists():
        raise Fail(f"There is no {chosen.path.name}.", 2)
    outcome = import_directory(chosen.path, by=user)
    seal_own_events()
    if chosen.json:
        answer_json({**outcome.counts, "refusals": [asdict(each) for each in outcome.refusals], "ignored": outcome.ignored})
    else:
        answer(", ".join(f"{name} {count}" for name, count in outcome.counts.items()))
        for each in outcome.refusals:
            say(refusal_line(each))
        for name in outcome.ignored:
            say(f"{name}: not a field of HSDS 3.0, left out")
    if outcome.refusals:
        say(f"Nothing was brought in: {outcome.refused} of {outcome.rows} rows cannot be.")
        return 1
    return 0


def export_hsds(chosen: argparse.Namespace, data: Path) -> int:
    """Writes the directory into a new folder."""
    counts = export_directory(chosen.folder, by=account(data, chosen.account), public=chosen.public)
    seal_own_events()
    if chosen.json:
        answer_json(counts)
    else:
        answer(", ".join(f"{name} {count}" for name, count in counts.items()) or "Nothing may be told.")
    return 0
