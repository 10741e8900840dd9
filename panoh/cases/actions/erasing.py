"""What is left of cases when the person's file is erased: what is counted. All work on them ends."""

from uuid import UUID

from django.db.models import Q

from panoh.accounts.drafts import forget_drafts_about
from panoh.audit.trail import save
from panoh.cases.actions.cues import end_cues
from panoh.cases.actions.death import call_off, move_anyhow, stop_tasks, take_back_proposals
from panoh.cases.enums import CaseState, CloseReason
from panoh.cases.models import Case, Task
from panoh.core.actor import Actor
from panoh.core.clock import now, today


def end_for_good(people: list[UUID], *, by: Actor) -> list[Case]:
    """Inside an action: the cases of these people are closed to everybody from today; answers the cases.

    Kind, sex, region, days and codes stay, so that every figure stays as it is; the district goes.
    """
    cases = list(Case.objects.filter(person__in=people))
    end_cues(cases)
    stop_tasks(cases, people)
    call_off(cases)
    take_back_proposals(cases)
    for case in cases:
        _let_go(case)
        if case.is_open:
            move_anyhow(case, CaseState.CLOSED, by=by)
            case.closed_on, case.close_reason = today(), CloseReason.ERASED
        case.review_due = case.held_until = case.lead = None
        case.place, case.erased_on = "", today()
        save(case)
        forget_drafts_about(case.code)
    for task in Task.objects.filter(Q(case__in=cases) | Q(request__person__in=people)).exclude(words=b""):
        task.words = b""  # under the organisation's key, which stays
        save(task)
    return cases


def _let_go(case: Case) -> None:
    for share in case.shares.filter(ended_at=None):
        share.ended_at = now()
        save(share)
    for assignment in case.assignments.filter(ends_on=None):
        assignment.ends_on = max(today(), assignment.starts_on)
        save(assignment)
