"""Acts of completed work in the sample: one to be paid, one waiting for the coordinator, and a session that stands in none yet."""

import datetime as dt

from panoh.cases.actions import record_unplanned
from panoh.cases.enums import Attendance, Discipline, SessionKind, Venue
from panoh.cases.models import Case
from panoh.core.clock import now, today
from panoh.demo.staff import Staff
from panoh.episodes.actions.acts import approve_act, hand_in_act


def make_acts(staff: Staff, cases: dict[str, Case]) -> None:
    """What the specialist outside did for the person entrusted to them."""
    case = cases["again"]
    for days_ago, minutes in ((26, 60), (19, 50)):
        _session(staff, case, days_ago, minutes)
    (paid,) = hand_in_act(by=staff.specialist, month=(today() - dt.timedelta(days=19)).replace(day=1))
    approve_act(paid, by=staff.coordinator)
    _session(staff, case, 12, 60)
    hand_in_act(by=staff.specialist, month=(today() - dt.timedelta(days=12)).replace(day=1))
    _session(staff, case, 5, 55)


def _session(staff: Staff, case: Case, days_ago: int, minutes: int) -> None:
    record_unplanned(
        case,
        by=staff.specialist,
        discipline=Discipline.PSYCHOLOGICAL,
        kind=SessionKind.INDIVIDUAL,
        at=now() - dt.timedelta(days=days_ago),
        attendance=Attendance.ATTENDED,
        minutes=minutes,
        venue=Venue.OUTSIDE,
        summary="Машқҳои нафаскашӣ, нақшаи ҳафта",
        notes="Дар бораи хоб гап задем",
    )
