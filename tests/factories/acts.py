"""A specialist outside with persons to help, and acts of completed work, by the house's own actions."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.actions import assign_worker
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.episodes.actions.acts import hand_in_act
from panoh.episodes.models import Act
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Agreement
from tests.factories.accounts import make_organisation, make_user
from tests.factories.agreements import make_engaged
from tests.factories.care import make_session
from tests.factories.cases import make_case, make_coordinator, show_case

HOUR = (Service.PSYCHOLOGY, TariffUnit.HOUR, "100.00")


@dataclass(frozen=True)
class Outside:
    """A specialist with an agreement, and who assigns."""

    user: User
    coordinator: User
    agreement: Agreement

    def entrust(self, case: Case | None = None) -> Case:
        """A case shared with the specialist's society and assigned to them."""
        case = case or make_case(by=self.coordinator)
        show_case(case, by=self.coordinator, organisation=self.user.organisation, until=None)
        assign_worker(case, by=self.coordinator, user=self.user, discipline=Discipline.PSYCHOLOGICAL)
        return case

    def again(self) -> User:
        """The account as another request reads it."""
        return User.objects.select_related("organisation").get(pk=self.user.pk)


def make_specialist(**facts: Any) -> Outside:
    """An account of a society outside, tied to a specialist with a personal agreement for psychological help at 100 somoni an hour."""
    coordinator = make_coordinator()
    user = make_user(Role.SPECIALIST, organisation=make_organisation(kind=OrganisationKind.OUTSIDE))
    given = {"prices": (HOUR,), "starts_on": today() - dt.timedelta(days=100), **facts}
    link = make_engaged(user, by=coordinator, **given)
    return Outside(user, coordinator, link.facility.agreements.get())


def make_act(outside: Outside, *, sessions: int = 1, minutes: int = 50) -> Act:
    """An act of this month with so many sessions of yesterday."""
    case = outside.entrust()
    for _each in range(sessions):
        make_session(case, by=outside.again(), minutes=minutes)
    (act,) = hand_in_act(by=outside.again(), month=today().replace(day=1))
    return act
