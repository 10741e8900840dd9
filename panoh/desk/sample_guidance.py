"""The guidance in the sample: cases it has counted for from their admission, so that something is late; a step left out, one declined."""

import datetime as dt

from panoh.audit.trail import action, record, save
from panoh.cases import actions
from panoh.cases.enums import HappeningKind
from panoh.cases.events import StepEvent
from panoh.cases.models import Case
from panoh.core.clock import DUSHANBE, now
from panoh.desk.sample_staff import Staff


def make_guidance(staff: Staff, cases: dict[str, Case]) -> None:
    """Late and on time, done, left out and declined."""
    for name in ("widow", "detained", "child"):
        _count_from_admission(cases[name], staff)
    first = cases["first"]
    actions.decline_step(cases["sister"], "first_session", "", by=staff.regional_worker, words="Пока хочет говорить только с врачом")
    actions.skip_step(cases["widow"], "baseline", "", by=staff.social_worker, reason="not_needed")
    actions.note_happening(first, by=staff.social_worker, kind=HappeningKind.HEARING, at=now() + dt.timedelta(days=20))
    actions.raise_late_steps()


@action
def _count_from_admission(case: Case, staff: Staff) -> None:
    record(StepEvent.GUIDANCE_MOVED, by=staff.coordinator.actor)
    row = Case.objects.get(pk=case.pk)
    row.guided_since = dt.datetime.combine(row.admitted_on, dt.time(9), DUSHANBE)
    save(row)
