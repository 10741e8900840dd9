"""A case of five years: so many sessions, scores, reviews and referrals that a page which reads them all would be slow."""

import datetime as dt
from dataclasses import dataclass

from panoh.accounts.models import User
from panoh.audit.trail import action, save_all
from panoh.cases.actions.programme import approve_programme
from panoh.cases.enums import Attendance, Capacity, Discipline, Moment, Outcome, ProgrammeState, SessionKind
from panoh.cases.events import CareEvent
from panoh.cases.models import CapacityRating, Case, GoalRating, Programme, Review, Session
from panoh.core.clock import now, today
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.referrals.actions import draft_referral
from panoh.vault.actions import record_about, seal_all
from tests.factories.care import make_programme
from tests.factories.cases import make_case
from tests.factories.instruments import make_response

DAYS = 5 * 365
SUMMARY = "Говорили о сне и о дороге домой; дышали вместе, договорились о следующей встрече и о том, кому позвонить, если станет хуже"


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    sessions: int = 300
    scores: int = 60
    ratings: int = 20
    reviews: int = 20
    referrals: int = 40


def make_long_case(*, by: User, coordinator: User, facility: Facility, size: Size = Size()) -> Case:
    """Admitted five years ago; led and worked on by `by`, with a programme of four goals in force."""
    case = make_case(by=coordinator, workers=((by, Discipline.PSYCHOLOGICAL),), admitted_on=today() - dt.timedelta(days=DAYS))
    programme = make_programme(case, by=by, goals=4, state=ProgrammeState.AGREED)
    approve_programme(programme, by=coordinator)
    _work(case, programme, by=by, size=size)
    for day in _days(size.scores):
        make_response(case, by=by, done_on=day)
    for number in range(size.referrals):
        draft_referral(case, by=by, service=list(Service)[number % len(Service)], complaints="Головные боли", facility=facility)
    return Case.objects.get(pk=case.pk)


@action
def _work(case: Case, programme: Programme, *, by: User, size: Size) -> None:
    """Everything at once, as the years would have left it."""
    about = {"case": case, "person_id": case.person_id}
    sessions = [
        Session(
            **about,
            discipline=Discipline.PSYCHOLOGICAL,
            kind=SessionKind.INDIVIDUAL,
            at=now() - dt.timedelta(days=1 + number * DAYS // (size.sessions + 1)),
            minutes=50,
            attendance=Attendance.ATTENDED,
            author=by,
        )
        for number in range(size.sessions)
    ]
    reviews = [Review(**about, programme=programme, held_on=day, outcome=Outcome.BETTER, by=by) for day in _days(size.reviews)]
    seal_all([(row, {"summary": SUMMARY, "notes": SUMMARY}) for row in sessions], by=by.actor)
    seal_all([(row, {"words": SUMMARY}) for row in reviews], by=by.actor)
    save_all(sessions)
    save_all(reviews)
    levels = {capacity.value: number % 5 for number, capacity in enumerate(Capacity)}
    save_all([CapacityRating(case=case, moment=Moment.REVIEW, rated_on=day, by=by.id, **levels) for day in _days(size.ratings)])
    save_all(
        [
            GoalRating(goal=goal, review=review, rated_on=review.held_on, value=-1, by=by.id)
            for goal in programme.goals.all()
            for review in reviews
        ]
    )
    record_about(CareEvent.SESSION_RECORDED, by=by.actor, about=[case])


def _days(count: int) -> list[dt.date]:
    return [today() - dt.timedelta(days=1 + number * DAYS // (count + 1)) for number in range(count)]
