"""A death: one act stops whatever would remind of the person. Relatives' cases stay as they are; no letter leaves by itself.

A danger may be of a child or of the household and does not end with the person: of each that whoever records the death may see to it is
written what came of it or who takes it on, and any other stays open with whom it is. A red request that waits is still looked at.

It is a fact about the person, so it holds in every organisation that helps them, seen by who records it or not: nobody rings a family in
mourning. Who records it learns nothing of the other cases; who leads one of them is told that it is closed, and not what was written.
"""

import datetime as dt
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import action, remove, save
from panoh.cases.actions.dangers import Ends, check_ends, keep_ends
from panoh.cases.actions.tasks import add_tasks, drop_tasks, new_task
from panoh.cases.enums import DANGERS, Attendance, CaseState, CloseReason, ClosingState, NotAttended, TaskKind
from panoh.cases.events import EndingEvent
from panoh.cases.guest_policy import check_can_record_death
from panoh.cases.models import Case, Closing, Death, Session, StateChange, Task
from panoh.cases.policy import visible_cases
from panoh.cases.queries.danger import dangers_left_by, is_in_danger
from panoh.core.actor import Actor
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.people.queries import records_of
from panoh.vault.actions import record_about, seal

LOOK_DAYS = 2  # working days
NOTHING_OPEN: Ends = MappingProxyType({})

KNOWN_ALREADY = _("This has already been recorded.")
NOT_YET = _("This date is in the future.")


@action(undo=_("Recorded."))
def record_death(
    case: Case, *, by: User, died_on: dt.date | None = None, words: str = "", tell: str = "", dangers: Ends = NOTHING_OPEN
) -> Death:
    """Records that the person of a case has died: closes their cases, stops tasks, planned meetings and follow-ups about them.

    `dangers`: of each open one what came of it, or who takes it on. Raises Invalid without.
    Who leads a case that was still open has one thing to do: to look at the file.
    """
    check_can_record_death(by, case)
    people = records_of(case.person)
    if Death.objects.filter(person__in=people).exists():
        raise WrongState(KNOWN_ALREADY)
    if died_on is not None and died_on > today():
        raise Invalid(NOT_YET, {"died_on": NOT_YET})
    left = dangers_left_by(case.person, by=by)
    check_ends(left, dangers, by=by)
    cases = list(Case.objects.filter(person__in=people).select_related("lead"))
    open_ones = [each for each in cases if each.is_open]
    row = Death(person_id=case.person_id, case=case, died_on=died_on, recorded_on=today(), by=by)
    row.stopped = {
        "tasks": [*(str(task.pk) for task in keep_ends(left, dangers, by=by)), *stop_tasks(cases, people)],
        "sessions": call_off(cases),
        "cases": {str(each.pk): _close(each, by=by) for each in open_ones},
        "closings": take_back_proposals(cases),
        "told": _tell_leads(open_ones, by=by),
    }
    seal(row, by=by.actor, words=words.strip(), tell=tell.strip())
    save(row)
    record_about(EndingEvent.DEATH_RECORDED, by=by.actor, about=cases)
    return row


def stop_tasks(cases: list[Case], people: list[UUID]) -> list[str]:
    """Inside an action: nothing is left to do about these people but what sees to a danger."""
    open_ones = Task.objects.filter(done_at=None).exclude(kind__in=DANGERS)
    waiting = open_ones.filter(request__person__in=people, case=None).select_related("request")
    found = [*open_ones.filter(case__in=cases), *(task for task in waiting if task.request is None or not is_in_danger(task.request))]
    return [str(task.pk) for task in drop_tasks(found)]


def call_off(cases: list[Case], *, ahead: bool = False) -> list[str]:
    """Inside an action: no meeting of these cases is planned any more; or, `ahead`, none that lies ahead."""
    planned = Session.objects.filter(case__in=cases, attendance=Attendance.PLANNED)
    found = list(planned.filter(at__gt=now()) if ahead else planned)
    for session in found:
        session.attendance, session.reason = Attendance.CALLED_OFF, NotAttended.OTHER
        save(session)
    return [str(session.pk) for session in found]


def take_back_proposals(cases: list[Case]) -> list[str]:
    """Inside an action: no closing waits for a decision any more."""
    found = list(Closing.objects.filter(case__in=cases, state=ClosingState.PROPOSED))
    for closing in found:
        closing.state = ClosingState.RETURNED
        save(closing)
    return [str(closing.pk) for closing in found]


def _tell_leads(cases: list[Case], *, by: User) -> list[str]:
    """Who leads a case, where somebody else closed it; of a case that nobody leads and who records it does not see, the coordinator."""
    seen = set(visible_cases(by).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True))
    due = add_working_days(today(), LOOK_DAYS)
    told = [case for case in cases if (case.lead_id or case.pk not in seen) and case.lead_id != by.pk]
    tasks = [new_task(case, TaskKind.DEATH, due=due, owner=case.lead, role=Role.COORDINATOR) for case in told]
    add_tasks(tasks)
    return [str(task.pk) for task in tasks]


def _close(case: Case, *, by: User) -> dict[str, str]:
    before = {"state": case.state, "held_until": _iso(case.held_until), "review_due": _iso(case.review_due)}
    move_anyhow(case, CaseState.CLOSED, by=by.actor)
    case.closed_on, case.close_reason, case.review_due, case.held_until = today(), CloseReason.DIED, None, None
    save(case)
    return before


def move_anyhow(case: Case, to: str, *, by: Actor) -> None:
    """Past the table of transitions: a death, and an erasing, closes from any state, and taking a death back leads where the case was."""
    change = StateChange(case=case, person_id=case.person_id, from_state=case.state, to_state=to, at=now(), by=by.ref)
    save(change)
    case.state = to


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@action(undo=_("Cancelled."))
def take_back_death(row: Death, *, by: User) -> Case:
    """It was a mistake: everything that it stopped goes on as it was."""
    case = row.case
    check_can_record_death(by, case)
    stopped = row.stopped
    for task in Task.objects.filter(pk__in=stopped["tasks"]):
        task.done_at, task.done_by = None, None
        save(task)
    for session in Session.objects.filter(pk__in=stopped["sessions"], attendance=Attendance.CALLED_OFF):
        session.attendance, session.reason = Attendance.PLANNED, ""
        save(session)
    for closing in Closing.objects.filter(pk__in=stopped["closings"]):
        closing.state = ClosingState.PROPOSED
        save(closing)
    for task in Task.objects.filter(pk__in=stopped["told"], done_at=None):
        remove(task)
    cases = list(Case.objects.filter(pk__in=stopped["cases"], close_reason=CloseReason.DIED))
    for each in cases:
        before = stopped["cases"][str(each.pk)]
        move_anyhow(each, before["state"], by=by.actor)
        each.closed_on, each.close_reason = None, ""
        each.held_until, each.review_due = _day(before["held_until"]), _day(before["review_due"])
        save(each)
    record_about(EndingEvent.DEATH_TAKEN_BACK, by=by.actor, about=cases or [case])
    remove(row)
    return Case.objects.get(pk=case.pk)
