"""Which service of the programme a referral gives, and with what an outcome begins."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from panoh.cases.models import PlannedService
from panoh.cases.queries.programme import carried_on
from panoh.core.clock import DUSHANBE, now, today
from panoh.referrals.gap_finding import services_for
from panoh.referrals.models import Referral
from panoh.referrals.terms import terms_of


def begin_with(planned: PlannedService | None) -> dict[str, Any]:
    """With what a referral for a planned service begins: the facility that the programme names, and the help that it asks for."""
    if planned is None:
        return {}
    services = services_for(planned)
    begun: dict[str, Any] = {"planned": str(planned.pk), "facility": str(planned.facility_id or "")}
    return begun | ({"service": services[0]} if services else {})


def suggested(referral: Referral, services: Iterable[PlannedService]) -> PlannedService | None:
    """Of the services in force the one that the referral was drawn up for, in whichever version; without one the only one of the same
    facility, or else of the same help."""
    known = list(services)
    if referral.planned is not None:
        return carried_on(referral.planned, known)
    there = [row for row in known if row.facility_id == referral.facility_id]
    same = there or [row for row in known if row.facility_id is None and referral.service in services_for(row)]
    return same[0] if len(same) == 1 else None


def seen_on(referral: Referral) -> dt.date:
    """The likeliest day of the visit: that of the appointment once it has passed, today otherwise."""
    at = referral.appointment_at
    return at.astimezone(DUSHANBE).date() if at is not None and at <= now() else today()


def begin_outcome(referral: Referral) -> dict[str, Any]:
    """What of an outcome the referral knows beside the visit: price and currency of its agreement."""
    kept = terms_of(referral)
    return {"cost": kept.estimate, "currency": kept.currency} if kept is not None and kept.estimate and kept.currency else {}
