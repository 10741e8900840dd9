"""Care outside and its costs, by the house's own actions."""

import datetime as dt
from decimal import Decimal
from typing import Any

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.episodes.actions.costs import Billing, add_cost
from panoh.episodes.actions.episode import open_episode
from panoh.episodes.actions.invoices import enter_invoice
from panoh.episodes.enums import EpisodeKind
from panoh.episodes.models import CostLine, Episode, Invoice
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Facility
from tests.factories.cases import make_case, make_coordinator
from tests.factories.network import make_facility


def make_episode(
    *, by: User | None = None, case: Case | None = None, facility: Facility | None = None, ago: int = 5, **facts: Any
) -> Episode:
    """In-patient treatment by a neurologist of the regional hospital, under way for five days."""
    by = by or make_coordinator()
    given: dict[str, Any] = {"kind": EpisodeKind.INPATIENT, **facts}
    if "referral" not in given:
        given = {"service": Service.NEUROLOGY, "facility": facility or make_facility(), **given}
    return open_episode(case or make_case(by=by), by=by, day=today() - dt.timedelta(days=ago), **given)


def make_cost(episode: Episode, *, by: User, quantity: str = "1", reason: str = "", **facts: Any) -> CostLine:
    """A line by the day."""
    given = {"unit": TariffUnit.DAY, "billing": Billing("funder", "A-1", reason), **facts}
    return add_cost(episode, by=by, quantity=Decimal(quantity), **given)


def make_invoice(by: User, facility: Facility, number: str = "7/1", amount: str = "100", **facts: Any) -> Invoice:
    """An invoice of today, in somoni."""
    given = {"dated_on": today(), "currency": "TJS", **facts}
    return enter_invoice(by=by, facility=facility, number=number, amount=Decimal(amount), **given)
