"""Reviews of the programme with the person, on the same scales."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.assessment import add_rating
from panoh.cases.actions.corrections import amend
from panoh.cases.actions.drafting import check_attainment
from panoh.cases.actions.programme import REVIEW_DAYS
from panoh.cases.actions.tasks import finish_tasks, open_task
from panoh.cases.actions.triggers import NO_PROGRAMME
from panoh.cases.enums import Moment, Outcome, ProgrammeState, TaskKind
from panoh.cases.events import CareEvent
from panoh.cases.models import Case, Goal, GoalRating, Review
from panoh.cases.policy import check_can
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import record_about, seal

NOT_YET = _("This date is in the future. Enter the date of the review.")
NEXT_AHEAD = _("The next review must be later. Choose a later date.")
OTHER_GOAL = _("This goal belongs to another version. Open the page again.")
AUTHOR_ONLY = _("Only the person who recorded a review can correct it.")


def next_review(day: dt.date) -> dt.date:
    """When one looks again unless another day is chosen."""
    return day + dt.timedelta(days=REVIEW_DAYS)


@action(undo=_("Review recorded."))
def hold_review(
    case: Case,
    *,
    by: User,
    held_on: dt.date,
    outcome: str,
    next_on: dt.date | None = None,
    words: str = "",
    attainment: Mapping[UUID, int] | None = None,
    ratings: Mapping[str, int | None] | None = None,
    expected: int | None = None,
) -> Review:
    """Records a review: how things stand, each goal's attainment now, the capacities where they were rated, and when to look again."""
    check_can(by, Permission.CASE_WORK, case)
    programme = case.programmes.filter(state=ProgrammeState.APPROVED).first()
    if programme is None or not case.is_open:
        raise WrongState(NO_PROGRAMME)
    _check_days(held_on, next_on)
    review = Review(
        case=case, person_id=case.person_id, programme=programme, held_on=held_on, outcome=Outcome(outcome), next_on=next_on, by=by
    )
    seal(review, by=by.actor, words=words)
    save(review)
    _attain(review, attainment or {}, by=by)
    for trigger in case.review_triggers.filter(review=None):
        trigger.review = review
        save(trigger)
    if ratings and any(level is not None for level in ratings.values()):
        add_rating(case, by=by, moment=Moment.REVIEW, values=ratings, rated_on=held_on)
    case.review_due = next_on
    save(case, expected)
    finish_tasks(case, TaskKind.REVIEW, by=by)
    if next_on is not None:
        open_task(case, by=by, kind=TaskKind.REVIEW, due=next_on, owner=case.lead or by, target=programme.id)
    record_about(CareEvent.REVIEW_HELD, by=by.actor, about=[review])
    return review


def _attain(review: Review, attainment: Mapping[UUID, int], *, by: User) -> None:
    """Keeps where each goal stands on this day; what was rated before stays."""
    goals = {goal.pk: goal for goal in Goal.objects.filter(programme=review.programme_id, outcome="")}
    if set(attainment) - set(goals):
        raise Invalid(OTHER_GOAL)
    for value in attainment.values():
        check_attainment(value)
    save_all(
        [GoalRating(goal=goals[key], review=review, rated_on=review.held_on, value=value, by=by.id) for key, value in attainment.items()]
    )
    for key, value in attainment.items():
        if goals[key].attainment_now != value:
            goals[key].attainment_now = value
            save(goals[key])


@action(undo=_("Review corrected."))
def correct_review(
    review: Review, *, by: User, why: str, held_on: dt.date, outcome: str, words: str, expected: int | None = None
) -> Review:
    """Corrects a review of one's own; what stood there before is kept with the reason."""
    check_can(by, Permission.CASE_WORK, review.case)
    if review.by_id != by.id:
        raise Denied(AUTHOR_ONLY)
    _check_days(held_on, None)
    amend(review, by=by, why=why, values={"held_on": held_on, "outcome": Outcome(outcome)}, texts={"words": words}, expected=expected)
    return review


def _check_days(held_on: dt.date, next_on: dt.date | None) -> None:
    if held_on > today():
        raise Invalid(NOT_YET, {"held_on": NOT_YET})
    if next_on is not None and next_on <= today():
        raise Invalid(NEXT_AHEAD, {"next_on": NEXT_AHEAD})
