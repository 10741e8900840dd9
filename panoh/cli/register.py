"""`panoh import register`: the same action as the page."""

import argparse
import sys
from pathlib import Path

from panoh.cli.acting import account
from panoh.cli.output import Fail, answer, answer_json, say
from panoh.cli.record import seal_own_events
from panoh.exchange.actions import import_register as bring
from panoh.exchange.queries import errors_workbook


def import_register(chosen: argparse.Namespace, data: Path) -> int:
    """Brings a register in; exit 0 whenever the file was read, whatever the counts."""
    user = account(data, chosen.account)
    try:
        content = chosen.file.read_bytes()
    except OSError:
        raise Fail(f"The file {chosen.file.name} cannot be read.", 2) from None
    result = bring(content, filename=chosen.file.name, by=user, dry_run=chosen.dry_run, progress=_progress)
    if chosen.errors is not None:
        chosen.errors.write_bytes(errors_workbook(result, by=user))
    seal_own_events()
    if chosen.json:
        answer_json(result.counts)
    else:
        answer(", ".join(f"{name} {count}" for name, count in result.counts.items()))
    return 0


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        say(f"{done} of {total}")
