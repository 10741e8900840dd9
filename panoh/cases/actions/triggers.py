"""What makes a review due early: one task, however much happens, and it says why."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save
from panoh.cases.actions.tasks import due_on, new_task
from panoh.cases.enums import REVIEW_WITHIN, ProgrammeState, ReviewCause, TaskKind
from panoh.cases.events import ProgrammeEvent
from panoh.cases.models import Case, ReviewTrigger
from panoh.cases.policy import check_can
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.vault.actions import record_about, seal

NO_PROGRAMME = _("There is no approved programme yet. Approve one, then review it.")
NOT_HAPPENED = _("This date is in the future. Enter the date it happened or became known.")


@action(undo=_("The review was moved to an earlier date."))
def trigger_review(case: Case, *, by: User, cause: str, happened_on: dt.date | None = None, words: str = "") -> ReviewTrigger:
    """Something happened: the review of the programme is due early, and its task says why. One task, however much happens."""
    check_can(by, Permission.CASE_WORK, case)
    if not case.is_open or not case.programmes.filter(state=ProgrammeState.APPROVED).exists():
        raise WrongState(NO_PROGRAMME)
    happened = happened_on or today()
    if happened > today():
        raise Invalid(NOT_HAPPENED, {"happened_on": NOT_HAPPENED})
    return _bring_forward(case, by=by, cause=ReviewCause(cause), happened_on=happened, words=words)


def bring_forward_under_way(case: Case, *, by: User, cause: ReviewCause) -> None:
    """The same by itself, inside another act: an alert, a higher urgency. Only where a programme is in force, and once for each cause."""
    if not case.is_open or not case.programmes.filter(state=ProgrammeState.APPROVED).exists():
        return
    if not case.review_triggers.filter(review=None, cause=cause).exists():
        _bring_forward(case, by=by, cause=cause, happened_on=today())


def _bring_forward(case: Case, *, by: User, cause: ReviewCause, happened_on: dt.date, words: str = "") -> ReviewTrigger:
    due = today() + dt.timedelta(days=REVIEW_WITHIN[cause])
    row = ReviewTrigger(case=case, person_id=case.person_id, cause=cause, happened_on=happened_on, due_on=due, noted_at=now(), by=by.id)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    if case.review_due is None or case.review_due > due:
        case.review_due = due
        save(case)
    task = case.tasks.filter(kind=TaskKind.REVIEW, done_at=None).order_by("due_at").first()
    task = task or new_task(case, TaskKind.REVIEW, due=due, owner=case.lead or by)
    if not task.cause or task.due_at > due_on(due):
        task.due_at, task.cause = min(task.due_at, due_on(due)), cause
        save(task)
    record_about(ProgrammeEvent.REVIEW_CAUSED, by=by.actor, about=[row])
    return row
