"""Versions of the guidance, by the house's own actions."""

import datetime as dt
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.guidance.actions import adopt_edition, agree_edition, change_step, draft_edition
from panoh.guidance.models import Edition
from tests.factories.accounts import make_user


def make_draft(*, by: User, step: str = "approve", **values: Any) -> Edition:
    """A draft with one step changed: the programme is approved within five days, unless other values are given."""
    edition = draft_edition(by=by)
    return change_step(edition, step, by=by, values=values or {"due": "5 days"})


def make_adopted(*, by: User, from_day: dt.date | None = None, step: str = "approve", **values: Any) -> Edition:
    """The same, read by two colleagues and adopted from today or that day on."""
    edition = make_draft(by=by, step=step, **values)
    for role in (Role.PSYCHOLOGIST, Role.SOCIAL_WORKER):
        agree_edition(edition, by=make_user(role), digest=edition.digest)
    return adopt_edition(edition, by=by, on=from_day or today())
