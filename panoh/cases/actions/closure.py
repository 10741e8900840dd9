"""Closing a case, looking after it where the person agreed, and its end."""

import calendar
import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.assessment import add_rating
from panoh.cases.actions.corrections import amend
from panoh.cases.actions.dangers import DANGER_OPEN, check_seen_to
from panoh.cases.actions.death import call_off
from panoh.cases.actions.tasks import add_tasks, drop_tasks, finish_tasks, new_task
from panoh.cases.actions.work import change_state
from panoh.cases.ending_policy import check_can_close
from panoh.cases.enums import DANGERS, CaseState, CloseReason, Moment, Outcome, TaskKind
from panoh.cases.events import CareEvent
from panoh.cases.models import Case, Closing, FollowUp
from panoh.cases.policy import check_can
from panoh.cases.queries.danger import open_dangers, steps_of_danger
from panoh.cases.signals import case_closed
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

FOLLOW_UP_MONTHS = (3, 6, 12)
# Nobody to look after, or nothing that was begun.
WITHOUT_FOLLOW_UP = frozenset({CloseReason.DIED, CloseReason.DUPLICATE, CloseReason.NOT_ELIGIBLE})

ALREADY_CLOSED = _("This case is already closed.")
NOT_CLOSED = _("Follow-up is only for a closed case.")
DONE_ALREADY = _("This follow-up has been recorded. Correct it and give a reason.")
NOT_DONE = _("This follow-up has not been recorded yet.")
NOT_YET = _("This date is in the future. Enter the date it was done.")
DANGER_GOES_ON = _("A danger is still open. First write what came of it.")
NOT_ENDED_YET = _("Only a closed case can be closed for good.")
AUTHOR_ONLY = _("Only the person who recorded a follow-up can correct it.")


@action(undo=_("Case closed."))
def close_case(closing: Closing, *, by: User, with_follow_up: bool = False) -> Case:
    """Closes a case as it was proposed, by who agreed to it and did not propose it; what was still to do is dropped, done by nobody.

    Refused while a danger to life is open in it that nobody has taken on by name. What was not sent yet is called off with it.

    `with_follow_up`: the person agreed to be asked again after 3, 6 and 12 months (the desk knows the consent).
    """
    case = closing.case
    check_can_close(by, closing)
    if not case.is_open:
        raise WrongState(ALREADY_CLOSED)
    check_seen_to(case, field="agreed")
    if steps_of_danger(case):
        raise Invalid(DANGER_OPEN, {"agreed": DANGER_OPEN})
    (opened,) = open_sealed([closing], by=by.actor, purpose=Purpose.DECISION, fields=["words"])
    record_about(CareEvent.CASE_CLOSED, by=by.actor, about=[case])
    case.closed_on, case.close_reason, case.review_due, case.held_until = today(), closing.reason, None, None
    seal(case, by=by.actor, closing_words=opened.words or "")
    change_state(case, CaseState.CLOSED, by=by)
    _drop_open(case, by=by)
    case_closed.send(close_case, case=case, by=by)
    if with_follow_up and closing.reason not in WITHOUT_FOLLOW_UP:
        _plan_follow_ups(case, by=by)
    return case


def _drop_open(case: Case, *, by: User) -> None:
    """What there was to do and meetings ahead; a danger stays with who took it on."""
    tasks = drop_tasks(case.tasks.filter(done_at=None).exclude(kind__in=DANGERS))
    if call_off([case], ahead=True) or tasks:
        record_about(CareEvent.TASKS_DROPPED, by=by.actor, about=[case])


def _plan_follow_ups(case: Case, *, by: User) -> None:
    rows = [FollowUp(case=case, person_id=case.person_id, due_on=months_after(today(), count)) for count in FOLLOW_UP_MONTHS]
    save_all(rows)
    owner = case.lead or by
    add_tasks([new_task(case, TaskKind.FOLLOW_UP, due=row.due_on, owner=owner, target=row.id) for row in rows])


def months_after(day: dt.date, count: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + year, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@action(undo=_("Follow-up recorded."))
def record_follow_up(
    follow_up: FollowUp,
    *,
    by: User,
    done_on: dt.date,
    outcome: str,
    words: str = "",
    ratings: Mapping[str, int | None] | None = None,
    expected: int | None = None,
) -> FollowUp:
    """Records a look after closure. The first one moves the case to follow-up."""
    case = follow_up.case
    check_can(by, Permission.CASE_WORK, case)
    if case.state not in (CaseState.CLOSED, CaseState.FOLLOW_UP):
        raise WrongState(NOT_CLOSED)
    if follow_up.done_on is not None:
        raise WrongState(DONE_ALREADY)
    _check_day(done_on)
    follow_up.done_on, follow_up.outcome, follow_up.by = done_on, Outcome(outcome), by
    seal(follow_up, by=by.actor, words=words)
    save(follow_up, expected)
    if ratings and any(level is not None for level in ratings.values()):
        add_rating(case, by=by, moment=Moment.FOLLOW_UP, values=ratings, rated_on=done_on)
    record_about(CareEvent.FOLLOW_UP_DONE, by=by.actor, about=[follow_up])
    if case.state == CaseState.CLOSED:
        change_state(case, CaseState.FOLLOW_UP, by=by)
    finish_tasks(case, TaskKind.FOLLOW_UP, by=by, target=follow_up.id)
    return follow_up


@action(undo=_("Follow-up corrected."))
def correct_follow_up(
    follow_up: FollowUp, *, by: User, why: str, done_on: dt.date, outcome: str, words: str, expected: int | None = None
) -> FollowUp:
    """Corrects a recorded follow-up of one's own; what stood there before is kept with the reason."""
    check_can(by, Permission.CASE_WORK, follow_up.case)
    if follow_up.done_on is None:
        raise WrongState(NOT_DONE)
    if follow_up.by_id != by.id:
        raise Denied(AUTHOR_ONLY)
    _check_day(done_on)
    amend(follow_up, by=by, why=why, values={"done_on": done_on, "outcome": Outcome(outcome)}, texts={"words": words}, expected=expected)
    return follow_up


@action(undo=_("Case closed for good."))
def end_case(case: Case, *, by: User, expected: int | None = None) -> Case:
    """Ends a closed case: no further follow-up. What was planned and not done stays as not done; a danger that goes on keeps it open."""
    check_can(by, Permission.CASE_CLOSE, case)
    if case.state not in (CaseState.CLOSED, CaseState.FOLLOW_UP):
        raise WrongState(NOT_ENDED_YET)
    if open_dangers(case):
        raise WrongState(DANGER_GOES_ON)
    record_about(CareEvent.CASE_ENDED, by=by.actor, about=[case])
    change_state(case, CaseState.ENDED, by=by, expected=expected)
    drop_tasks(case.tasks.filter(kind=TaskKind.FOLLOW_UP, done_at=None))
    return case


def _check_day(done_on: dt.date) -> None:
    if done_on > today():
        raise Invalid(NOT_YET, {"done_on": NOT_YET})
