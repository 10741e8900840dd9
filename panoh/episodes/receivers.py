"""What this room tells lower ones: what was billed under an agreement, and when somebody went to hospital and came home."""

import datetime as dt
from typing import Any

from panoh.cases.models import Case
from panoh.cases.signals import facts_wanted
from panoh.core.clock import DUSHANBE
from panoh.episodes.enums import ActState, EpisodeKind
from panoh.episodes.models import ActLine, CostLine
from panoh.guidance.engine import Fact
from panoh.guidance.enums import Happened
from panoh.network.models import Agreement
from panoh.referrals.signals import costs_asked
from panoh.referrals.spending import Cost


def acts_cost(*, agreement: Agreement, **_rest: Any) -> list[Cost]:
    """The lines of acts that were not given back, each for its person."""
    lines = ActLine.objects.filter(act__agreement=agreement).exclude(act__state=ActState.RETURNED)
    return [Cost(amount, None, person) for amount, person in lines.values_list("amount", "session__person")]


def care_cost(*, agreement: Agreement, **_rest: Any) -> list[Cost]:
    """Lines of care outside that were not struck out, each for its referral, where it came of one, and for its person."""
    lines = CostLine.objects.filter(agreement=agreement, struck_on=None, episode__case__is_practice=False)
    return [Cost(*each) for each in lines.values_list("amount", "episode__referral", "person")]


def hospital_days(case: Case, **_rest: Any) -> list[Fact]:
    """When the person was admitted somewhere and when they came home: the ward is called, the person is met. One query."""
    found = []
    rows = case.episodes.filter(kind=EpisodeKind.INPATIENT).values_list("begun_on", "ended_on", "pk")
    for begun, ended, key in rows:
        if begun is not None:
            found.append(Fact(Happened.HOSPITAL, _noon(begun), key, day_alone=True))
        if begun is not None and ended is not None:
            found.append(Fact(Happened.DISCHARGED, _noon(ended), key, day_alone=True))
    return found


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), DUSHANBE)


def connect() -> None:
    """Called once when the house starts."""
    costs_asked.connect(acts_cost)
    costs_asked.connect(care_cost)
    facts_wanted.connect(hospital_days, dispatch_uid="episodes.hospital_days")
