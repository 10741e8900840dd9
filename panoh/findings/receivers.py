"""What findings tell the guidance: a hearing that a lawyer has written down."""

import datetime as dt
from typing import Any

from panoh.cases.models import Case
from panoh.cases.signals import facts_wanted
from panoh.core.clock import DUSHANBE
from panoh.findings.models import LegalPart
from panoh.guidance.engine import Fact
from panoh.guidance.enums import Happened


def connect() -> None:
    """Called once, when the house is ready."""
    facts_wanted.connect(hearings, dispatch_uid="findings.hearings")


def hearings(case: Case, **_kwargs: Any) -> list[Fact]:
    """The days at court in the newest details of each legal assessment."""
    newest: dict[object, LegalPart] = {}
    for row in LegalPart.objects.filter(assessment__case=case).order_by("number"):
        newest[row.assessment_id] = row
    noon = dt.time(12)
    return [
        Fact(Happened.HEARING, dt.datetime.combine(row.hearing_on, noon, DUSHANBE), row.pk) for row in newest.values() if row.hearing_on
    ]
