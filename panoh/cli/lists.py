"""`panoh list`: the same rows as the pages."""

import argparse
from pathlib import Path

from panoh.cli.acting import account
from panoh.cli.output import answer, answer_json
from panoh.cli.record import seal_own_events
from panoh.desk.lists import rows_of
from panoh.intake.actions import take_in


def list_rows(chosen: argparse.Namespace, data: Path) -> int:
    """Requests, referrals or cases that the account may see."""
    user = account(data, chosen.account)
    if chosen.what == "requests":
        while take_in(data):  # nobody else does it where nothing is served
            pass
    rows = rows_of(chosen.what, user)
    seal_own_events()
    if chosen.json:
        answer_json(rows)
    else:
        for row in rows:
            answer("  ".join(str(value) for value in row.values()))
    return 0
