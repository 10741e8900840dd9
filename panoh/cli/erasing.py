"""`panoh erase`: the same two steps as the page, by two accounts."""

import argparse
from pathlib import Path

from panoh.cli.acting import account
from panoh.cli.folder import running
from panoh.cli.output import Fail, answer
from panoh.cli.record import seal_own_events
from panoh.core.db.copies import is_sqlite
from panoh.core.errors import NotFound
from panoh.data_protection import actions
from panoh.data_protection.enums import ErasureState
from panoh.data_protection.models import Erasure
from panoh.data_protection.queries import erasures as queries
from panoh.people.search import feed


def erase(chosen: argparse.Namespace, data: Path) -> int:
    """The first account asks, a second one agrees; erased on its day, in an instance that unlocks itself at once."""
    user = account(data, chosen.account)
    try:
        case = queries.get_case(user, chosen.code)
    except NotFound:
        raise Fail(f"There is no case {chosen.code!r}.", 2) from None
    row = queries.erasure_of(case)
    if row is None:
        row = actions.ask_erasure(case, by=user)
        answer(f"Asked for {row.code}. The same by a second account completes it; nothing is erased yet.{_waits(row)}")
    else:
        if row.state == ErasureState.ASKED:
            actions.agree_to_erasure(row, by=user)
        actions.erase_due()
        feed()
        actions.close_copies(alone=is_sqlite() and not running(data))
        answer(_how_it_stands(row))
    seal_own_events()
    return 0


def _how_it_stands(row: Erasure) -> str:
    row.refresh_from_db()
    if row.state == ErasureState.DONE:
        return f"{row.code} is erased, also in every copy."
    if row.state == ErasureState.ERASED:
        return f"{row.code} is erased. The keys of older copies are set aside within minutes and destroyed three days later."
    if waits := _waits(row):
        return f"{row.code} is agreed to.{waits}"
    days = f"once the house has run on {row.days_left} more day{'s' * (row.days_left > 1)} and " if row.days_left else ""
    return f"{row.code} is agreed to. It is erased {days}not before {row.due_on:%d.%m.%Y}, unless someone calls it off."


def _waits(row: Erasure) -> str:
    hold = queries.hold_on(row)
    return f" It waits: {hold[0].label}." if hold is not None else ""
