"""Calls to a hotline, shifts, and who is sent, made by the house's own actions."""

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.core.clock import now
from panoh.hotline.actions import CallBack, plan_shift, record_call, send_worker, settle_lines, take_up_shift
from panoh.hotline.enums import Caller, Post, Soon
from panoh.hotline.models import Call, Dispatch, PhoneLine, Shift
from panoh.hotline.queries.handover import open_on
from panoh.vault import intake
from tests.factories.accounts import make_user


def make_line(region: str = "TJ-KT") -> PhoneLine:
    """The line of a region, with the others."""
    settle_lines()
    return PhoneLine.objects.get(region=region)


def make_officer(**facts: Any) -> User:
    """An officer of the hotline, of the secretariat."""
    return make_user(Role.DUTY_OFFICER, **facts)


def make_call(*, by: User | None = None, line: PhoneLine | None = None, **facts: Any) -> Call:
    """A conversation about a relative's health, with terms for calling back."""
    given: dict[str, Any] = {
        "urgency": Soon.THREE_DAYS,
        "caller": Caller.FAMILY,
        "needs": ["medical"],
        "region": "TJ-KT",
        "said": "Писараш дард мекашад, хоб намекунад",
        "call_back": CallBack(allowed=True, number="+992901112233", who_may_answer="танҳо худаш", what_to_say="Рақамро хато кардам"),
        **facts,
    }
    return record_call(line or make_line(), by=by or make_officer(), **given)


def at(hours: float, *, since: dt.datetime | None = None) -> dt.datetime:
    """So many hours from now."""
    return (since or now()) + dt.timedelta(hours=hours)


def make_shift(user: User | None = None, *, post: Post = Post.PRIMARY, start: float = 0, hours: float = 8, **facts: Any) -> Shift:
    """A shift on the line of Khatlon that begins so many hours from now."""
    line = facts.pop("line", None) or (make_line() if post in (Post.PRIMARY, Post.BACKUP) else None)
    begins = at(start)
    return plan_shift(
        by=make_user(Role.COORDINATOR), post=post, user=user or make_officer(), line=line, starts_at=begins, ends_at=at(hours, since=begins)
    )


def take_line(shift: Shift) -> Shift:
    """Whoever is planned takes the line with all that is open on it."""
    return take_up_shift(shift, by=shift.user, seen=[item.key for item in open_on(shift, shift.user)])


def make_worker(region: str = "TJ-KT") -> User:
    """A worker of the region."""
    return make_user(Role.REGIONAL_WORKER, regions=(region,))


def make_dispatch(*, by: User | None = None, worker: User | None = None, clock: Soon = Soon.HOUR, **facts: Any) -> Dispatch:
    """A worker of Khatlon who is sent."""
    given: dict[str, Any] = {"region": "TJ-KT", "words": "Спросить у сестры, нужен врач", **facts}
    return send_worker(by=by or make_officer(), worker=worker or make_worker(given["region"]), clock=clock, **given)


def sealed_record(data: Path, **facts: Any) -> bytes:
    """What was written down on a telephone, as its browser seals it."""
    key = intake.public_key(data)
    assert key is not None
    given = {"at": ["2026-11-27T01:00:00.000Z"], "way": ["call"], "urgency": ["three_days"], "caller": ["family"], **facts}
    said = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    return intake.seal(key, secrets.token_bytes(16), intake.Message("record", said))
