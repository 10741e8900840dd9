"""An organisation that leaves, made by the house's own actions."""

import datetime as dt
from typing import Any

from panoh.accounts.models import Organisation, User
from panoh.accounts.roles import Role
from panoh.coalition.actions import agree_to_part, ask_to_agree, draw_up
from panoh.coalition.enums import LeavingWhy
from panoh.coalition.models import Departure
from panoh.core.clock import today
from tests.factories.accounts import make_organisation, make_secretariat, make_user
from tests.factories.cases import make_coordinator


def make_leaver() -> Organisation:
    """A member of its own, whose keys a test may destroy: the agent outlives the test."""
    make_secretariat()
    return make_organisation(name="Leaver")


def make_departure(
    organisation: Organisation | None = None, *, by: User | None = None, taker: Organisation | None = None, **facts: Any
) -> Departure:
    """A leaving that is prepared, with the last day today."""
    by = by or make_coordinator()
    given: dict[str, Any] = {"why": LeavingWhy.LEAVES, "last_day": today(), "tell_by": today() + dt.timedelta(days=14), **facts}
    return draw_up(organisation or make_leaver(), by=by, taker=taker or make_secretariat(), **given)


def agreed(departure: Departure) -> Departure:
    """The same, agreed to by a second person."""
    ask_to_agree(departure, by=departure.drawn_up_by)
    return agree_to_part(departure, by=make_user(Role.ADMINISTRATOR))
