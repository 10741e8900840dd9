"""Meetings of the coming days for everybody of the sample who holds any, so that no calendar is empty."""

import datetime as dt

from panoh.cases.actions import plan_session
from panoh.cases.enums import Discipline, SessionKind
from panoh.cases.models import Case
from panoh.core.clock import DUSHANBE, today
from panoh.demo.staff import Staff


def plan_days(staff: Staff, cases: dict[str, Case]) -> None:
    """One each, tomorrow and the days after."""
    for days, hour, user, discipline, kind, name in (
        (1, 10, staff.social_worker, Discipline.SOCIAL, SessionKind.VISIT, "first"),
        (1, 15, staff.physician, Discipline.MEDICAL, SessionKind.CONSULTATION, "first"),
        (2, 11, staff.regional_worker, Discipline.SOCIAL, SessionKind.ACCOMPANIMENT, "sister"),
        (2, 9, staff.member_worker, Discipline.SOCIAL, SessionKind.VISIT, "sister"),
        (3, 10, staff.lawyer, Discipline.LEGAL, SessionKind.CONSULTATION, "widow"),
        (3, 16, staff.specialist, Discipline.PSYCHOLOGICAL, SessionKind.INDIVIDUAL, "again"),
        (4, 14, staff.member_psychologist, Discipline.PSYCHOLOGICAL, SessionKind.FAMILY, "child"),
    ):
        at = dt.datetime.combine(today() + dt.timedelta(days=days), dt.time(hour), DUSHANBE)
        plan_session(cases[name], by=user, discipline=discipline, kind=kind, at=at)
