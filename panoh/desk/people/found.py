"""What a search found, kept in the session for a quarter of an hour, so that who comes back from a case finds it again.

Ids of cases and why, nothing that was typed: a session is sealed under a key that opens no text.
"""

import datetime as dt
import secrets
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from panoh.cases.finding import Answer
from panoh.core.clock import now

FOUND = "found"  # in the session, by number; and the number in the address
KEPT_FOR = dt.timedelta(minutes=15)
MOST = 5


def keep_found(session: SessionBase, answer: Answer, number: str) -> str:
    """Keeps it in place of what was kept under this number; answers under which it is kept now."""
    kept = dict(session.get(FOUND, {}))
    if kept.pop(number, None) is None:
        number = secrets.token_hex(4)
    hits = [[hit.case.pk.hex, *hit.why] for hit in answer.hits]
    session[FOUND] = dict([*kept.items(), (number, [now().timestamp(), hits])][-MOST:])
    return number


def kept_found(session: SessionBase, number: str) -> dict[UUID, list[str]] | None:
    """The cases with why, None where nothing is kept under this number any more."""
    shown, hits = session.get(FOUND, {}).get(number, (0.0, []))[:2]
    if not dt.timedelta(0) <= now() - dt.datetime.fromtimestamp(shown, dt.UTC) < KEPT_FOR:
        return None
    return {UUID(case): why for case, *why in hits}
