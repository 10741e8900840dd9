"""`panoh report`: the same figures as the pages."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from panoh.cli.acting import account
from panoh.cli.output import Fail, answer
from panoh.cli.record import seal_own_events
from panoh.reporting.exports import report as make
from panoh.reporting.group_files import get_group, group_report


def report(chosen: argparse.Namespace, data: Path) -> int:
    """Figures for a period."""
    user = account(data, chosen.account)
    start, end = _date(chosen.start, "--from"), _date(chosen.end, "--to")
    chosen_format = "json" if chosen.json else chosen.format
    dimensions = {}
    if chosen.what == "crosstab":
        dimensions = {"rows": chosen.rows, "columns": chosen.columns, "by": chosen.by, "publish": chosen.publish}
    if chosen.what == "indicators":
        made = group_report(user, get_group(chosen.group), start, end, chosen_format)
    else:
        made = make(chosen.what, user, start, end, chosen_format, **dimensions)
    if isinstance(made, bytes):
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        answer(made.rstrip("\n"))
    seal_own_events()
    return 0


def _date(text: str, option: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Fail(f"{option} wants a date like 2015-01-31, not {text!r}.", 2) from None
