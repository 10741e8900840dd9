"""Legal help, by the house's own actions."""

import datetime as dt
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.actions import share_case
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.legal.actions import note_milestone
from panoh.legal.enums import MilestoneKind
from panoh.legal.models import Milestone
from tests.factories.accounts import make_legal_unit, make_user
from tests.factories.cases import make_coordinator


def make_lawyer(*cases: Case) -> User:
    """A lawyer of the legal unit, to which these cases are shown."""
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    for case in cases:
        share_case(case, by=make_coordinator(), organisation=lawyer.organisation)
    return lawyer


def make_milestone(case: Case, *, by: User, ahead: int = 20, **facts: Any) -> Milestone:
    """A day at court in twenty days."""
    given = {"kind": MilestoneKind.HEARING, "held_on": today() + dt.timedelta(days=ahead), "words": "Зал на втором этаже", **facts}
    return note_milestone(case, by=by, **given)
