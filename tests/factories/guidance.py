"""Versions of the guidance, by the house's own actions."""

import datetime as dt
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.guidance.actions import adopt_edition, agree_edition, change_step, draft_edition
from panoh.guidance.models import Edition
from tests.factories.accounts import make_user

# A step that the Unit adds, as the form gives it.
NEW_STEP: dict[str, Any] = {
    "number": "11.1",
    "role": "social_worker",
    "trigger": ["admitted"],
    "done_by": [],
    "repeat": "once",
    "due": "5 days",
    "escalation": ["coordinator"],
    "reasons": ["not_needed"],
    "title": {"en": "Show the house", "ru": "Показать дом", "tg": "Хонаро нишон додан"},
    "how": {"en": "Walk through together.", "ru": "Пройдите вместе.", "tg": "Якҷоя гузаред."},
}


def make_draft(*, by: User, step: str = "approve", **values: Any) -> Edition:
    """A draft with one step changed: the programme is approved within five days, unless other values are given."""
    edition = draft_edition(by=by)
    return change_step(edition, step, by=by, values=values or {"due": "5 days"})


def make_adopted(*, by: User, from_day: dt.date | None = None, step: str = "approve", **values: Any) -> Edition:
    """The same, read by two colleagues and adopted from today or that day on."""
    return adopt(make_draft(by=by, step=step, **values), by=by, from_day=from_day)


def adopt(edition: Edition, *, by: User, from_day: dt.date | None = None) -> Edition:
    """Has a draft read by two colleagues and adopts it."""
    for role in (Role.PSYCHOLOGIST, Role.SOCIAL_WORKER):
        agree_edition(edition, by=make_user(role), digest=edition.digest)
    return adopt_edition(edition, by=by, on=from_day or today())
