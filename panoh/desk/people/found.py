"""What a search found, kept in the session for a quarter of an hour, so that who comes back from a case finds it again.

Ids of cases and why, nothing that was typed: a session is sealed under a key that opens no text. The words are kept as a draft is.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from panoh.accounts.drafts import SEARCH_KEPT as KEPT_FOR
from panoh.cases.finding import Answer
from panoh.core.clock import now

FOUND = "found"  # in the session, by number; and the number in the address
MOST = 5


def keep_found(session: SessionBase, answer: Answer, number: str) -> str:
    """Keeps it in place of what was kept under this number; answers under which it is kept now."""
    return _keep(session, number, [[[hit.case.pk.hex, *hit.why] for hit in answer.hits]])


def kept_found(session: SessionBase, number: str) -> dict[UUID, list[str]] | None:
    """The cases with why, None where nothing is kept under this number any more."""
    kept = _kept(session, number)
    return {UUID(case): why for case, *why in kept[0]} if kept and len(kept) == 1 else None


@dataclass(frozen=True, slots=True)
class Call:
    """Of whom it was answered to a caller, how it was found, and what was heard of the word of which of them."""

    cases: Sequence[UUID]
    complete: bool
    too_short: bool
    tag: str = ""
    heard: str = ""


def keep_call(session: SessionBase, call: Call, number: str) -> str:
    """The same of what was answered to a caller."""
    cases = [case.hex for case in call.cases]
    return _keep(session, number, [cases, call.complete, call.too_short, call.tag, call.heard])


def kept_call(session: SessionBase, number: str) -> Call | None:
    """What was answered, None where nothing is kept under this number any more."""
    kept = _kept(session, number)
    return Call([UUID(case) for case in kept[0]], *kept[1:]) if kept and len(kept) > 1 else None


def _keep(session: SessionBase, number: str, what: list[Any]) -> str:
    kept = dict(session.get(FOUND, {}))
    if kept.pop(number, None) is None:
        number = secrets.token_hex(4)
    session[FOUND] = dict([*kept.items(), (number, [now().timestamp(), *what])][-MOST:])
    return number


def _kept(session: SessionBase, number: str) -> list[Any]:
    shown, *what = session.get(FOUND, {}).get(number, [0.0])
    return what if dt.timedelta(0) <= now() - dt.datetime.fromtimestamp(shown, dt.UTC) < KEPT_FOR else []
