"""What legal help tells the guidance, the days at court, around which a person is prepared."""

import datetime as dt
from typing import Any

from panoh.cases.models import Case
from panoh.cases.signals import facts_wanted
from panoh.core.clock import DUSHANBE
from panoh.guidance.engine import Fact
from panoh.guidance.enums import Happened
from panoh.legal.queries.proceedings import hearings

NOON = dt.time(12)


def connect() -> None:
    """Called once, when the house is ready."""
    facts_wanted.connect(on_facts_wanted, dispatch_uid="legal.facts_wanted")


def on_facts_wanted(case: Case, **_kwargs: Any) -> list[Fact]:
    """Moved with its day, a hearing stays the same fact; put off or called off, it is none."""
    return [Fact(Happened.HEARING, dt.datetime.combine(day, NOON, DUSHANBE), key) for key, day in hearings(case)]
