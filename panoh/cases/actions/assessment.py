"""Assessments of each discipline, and the seven capacities."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save
from panoh.cases.actions.corrections import amend
from panoh.cases.actions.questions import Own, keep_own_answers
from panoh.cases.actions.tasks import finish_tasks
from panoh.cases.anchors import LEVELS
from panoh.cases.enums import Capacity, Discipline, Moment, TaskKind
from panoh.cases.events import CareEvent
from panoh.cases.models import Assessment, CapacityRating, Case
from panoh.cases.policy import check_can, check_discipline
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import record_about, seal

CLOSED = _("This case is closed. Reopen it before a new assessment.")
NOT_YET = _("This date is in the future. Enter the date it was done.")
BEFORE_ADMISSION = _("This date is before the admission. Check both dates.")
NO_SUMMARY = _("Write a summary that everyone on the case can read.")
AUTHOR_ONLY = _("Only its author can correct an assessment.")
NOTHING_RATED = _("Rate at least one capacity. Leave empty what you did not talk about.")
NO_SUCH_LEVEL = _("Choose a level from 0 to 4.")
NOT_THAT_MOMENT = _("Rate an open case at admission, review or closure, and a closed case at follow-up.")


@action(undo=_("Assessment recorded."))
def record_assessment(
    case: Case,
    *,
    by: User,
    discipline: str,
    done_on: dt.date,
    summary: str,
    findings: str = "",
    recommendations: str = "",
    own: Own | None = None,
) -> Assessment:
    """Records what one discipline found, and finishes its task. Findings stay within the discipline, the summary is for all on the case."""
    check_discipline(by, case, discipline)
    if not case.is_open:
        raise WrongState(CLOSED)
    _check(case, done_on, summary)
    row = Assessment(case=case, person_id=case.person_id, discipline=Discipline(discipline), done_on=done_on, by=by)
    seal(row, by=by.actor, summary=summary, findings=findings, recommendations=recommendations)
    save(row)
    finish_tasks(case, TaskKind.ASSESS, by=by, discipline=row.discipline)
    record_about(CareEvent.ASSESSMENT_DONE, by=by.actor, about=[row])
    keep_own_answers(case, own or {}, by=by, discipline=row.discipline, target=row.id)
    return row


@action(undo=_("Assessment corrected."))
def correct_assessment(
    row: Assessment, *, by: User, why: str, done_on: dt.date, summary: str, findings: str, recommendations: str, expected: int | None = None
) -> Assessment:
    """Corrects an assessment of one's own; what stood there before is kept with the reason."""
    check_discipline(by, row.case, row.discipline)
    if row.by_id != by.id:
        raise Denied(AUTHOR_ONLY)
    _check(row.case, done_on, summary)
    texts = {"summary": summary, "findings": findings, "recommendations": recommendations}
    amend(row, by=by, why=why, values={"done_on": done_on}, texts=texts, expected=expected)
    return row


@action(undo=_("Capacities rated."))
def rate_capacities(
    case: Case, *, by: User, moment: str, values: Mapping[str, int | None], rated_on: dt.date | None = None
) -> CapacityRating:
    """Rates the seven capacities with the person, each 0 to 4 or not at all."""
    check_can(by, Permission.CASE_WORK, case)
    if case.is_open == (moment == Moment.FOLLOW_UP):
        raise WrongState(NOT_THAT_MOMENT)
    return add_rating(case, by=by, moment=moment, values=values, rated_on=rated_on)


def add_rating(case: Case, *, by: User, moment: str, values: Mapping[str, int | None], rated_on: dt.date | None = None) -> CapacityRating:
    """Saves a rating inside an action that has checked who rates and when."""
    day = rated_on or today()
    levels = {capacity.value: values.get(capacity.value) for capacity in Capacity}
    if not any(level is not None for level in levels.values()):
        raise Invalid(NOTHING_RATED)
    wrong = {name: NO_SUCH_LEVEL for name, level in levels.items() if level is not None and level not in LEVELS}
    if wrong:
        raise Invalid(NO_SUCH_LEVEL, wrong)
    _check_day(case, day, "rated_on")
    rating = CapacityRating(case=case, moment=Moment(moment), rated_on=day, by=by.id, **levels)
    save(rating)
    record_about(CareEvent.CAPACITIES_RATED, by=by.actor, about=[case])
    return rating


def _check(case: Case, done_on: dt.date, summary: str) -> None:
    if not summary.strip():
        raise Invalid(NO_SUMMARY, {"summary": NO_SUMMARY})
    _check_day(case, done_on, "done_on")


def _check_day(case: Case, day: dt.date, field: str) -> None:
    if day > today():
        raise Invalid(NOT_YET, {field: NOT_YET})
    if day < case.admitted_on:
        raise Invalid(BEFORE_ADMISSION, {field: BEFORE_ADMISSION})
