"""What makes a review due early: once for each cause, one task, answered by the next review."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import change_urgency, raise_risk
from panoh.cases.actions.reading import read_shared
from panoh.cases.actions.review import hold_review
from panoh.cases.actions.tasks import due_on
from panoh.cases.actions.triggers import trigger_review
from panoh.cases.enums import Outcome, ProgrammeState, ReviewCause, RiskLevel, TaskKind, Urgency
from panoh.cases.models import Case, ReviewTrigger, Task
from panoh.cases.queries.care import review_triggers
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.desk.frame.task_rows import task_title
from tests.factories.accounts import make_user
from tests.factories.care import make_programme, make_team
from tests.factories.instruments import make_response

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def under_way():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    return Case.objects.get(pk=case.pk), social


def open_reviews(case):
    return list(Task.objects.filter(case=case, kind=TaskKind.REVIEW, done_at=None).values_list("due_at", flat=True))


def test_what_happened_brings_the_one_review_forward_and_says_why():
    case, social = under_way()

    trigger_review(case, by=social, cause=ReviewCause.HOSPITAL, words="Операция, выписка в пятницу")

    day = today() + dt.timedelta(days=3)
    assert open_reviews(case) == [due_on(day)]
    assert Task.objects.get(kind=TaskKind.REVIEW, done_at=None).cause == ReviewCause.HOSPITAL
    assert Case.objects.get().review_due == day
    (row,) = review_triggers(case)
    assert (row.cause, row.due_on) == ("hospital", day)
    assert read_shared([row], by=social)[row.pk]["words"] == "Операция, выписка в пятницу"


@pytest.mark.parametrize(("cause", "said"), [("risk", ""), ("score", ""), ("threat", ": a threat to the person or the family")])
def test_the_name_of_the_task_tells_nothing_of_what_one_discipline_reads(cause, said):
    case, social = under_way()

    trigger_review(case, by=social, cause=cause)

    assert task_title(Task.objects.get(kind=TaskKind.REVIEW, done_at=None)) == f"Review the programme{said}"


def test_something_less_pressing_puts_nothing_off():
    case, social = under_way()
    trigger_review(case, by=social, cause=ReviewCause.THREAT)

    trigger_review(Case.objects.get(), by=social, cause=ReviewCause.ASKED)

    assert open_reviews(case) == [due_on(today() + dt.timedelta(days=1))]
    assert Task.objects.get(kind=TaskKind.REVIEW, done_at=None).cause == ReviewCause.THREAT
    assert Case.objects.get().review_due == today() + dt.timedelta(days=1)
    assert [row.cause for row in review_triggers(case)] == ["asked", "threat"]


def test_the_next_review_answers_what_happened():
    case, social = under_way()
    row = trigger_review(case, by=social, cause=ReviewCause.DETAINED)

    review = hold_review(Case.objects.get(), by=social, held_on=today(), outcome=Outcome.WORSE, next_on=today() + dt.timedelta(days=30))

    assert ReviewTrigger.objects.get(pk=row.pk).review == review
    assert review_triggers(case) == []
    assert Task.objects.get(kind=TaskKind.REVIEW, done_at=None).cause == ""


def test_a_trigger_can_be_taken_back_whole():
    case, social = under_way()
    before = open_reviews(case)
    trigger_review(case, by=social, cause=ReviewCause.THREAT)

    undo.take_back(undo.latest(social.actor).pk, by=social.actor)

    assert (open_reviews(case), ReviewTrigger.objects.count()) == (before, 0)


@pytest.mark.parametrize("state", [ProgrammeState.DRAFT, ProgrammeState.AGREED])
def test_without_a_programme_in_force_there_is_nothing_to_bring_forward(state):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=state)

    with pytest.raises(WrongState, match="no approved programme"):
        trigger_review(case, by=social, cause=ReviewCause.THREAT)


def test_a_day_that_has_not_come_and_a_case_of_others_are_refused():
    case, social = under_way()

    with pytest.raises(Invalid, match="This date is in the future"):
        trigger_review(case, by=social, cause=ReviewCause.THREAT, happened_on=today() + dt.timedelta(days=1))
    with pytest.raises(Denied):
        trigger_review(case, by=make_user(Role.SOCIAL_WORKER), cause=ReviewCause.THREAT)
    assert ReviewTrigger.objects.count() == 0


def test_an_alert_of_risk_brings_the_review_forward_once_however_often_it_comes():
    case, social = under_way()

    raise_risk(case, level=RiskLevel.LOW, by=social)
    raise_risk(Case.objects.get(), level=RiskLevel.HIGH, by=social)

    assert [row.cause for row in review_triggers(case)] == ["risk"]
    assert open_reviews(case) == [due_on(today() + dt.timedelta(days=1))]


def test_an_alert_without_a_programme_opens_no_review():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    raise_risk(case, level=RiskLevel.HIGH, by=social)

    assert ReviewTrigger.objects.count() == 0


@pytest.mark.parametrize(("urgency", "causes"), [(Urgency.RED, ["urgency"]), (Urgency.AMBER, [])])
def test_only_the_highest_urgency_brings_the_review_forward(urgency, causes):
    case, social = under_way()

    change_urgency(case, by=social, urgency=urgency, reason="Угрожают")

    assert [row.cause for row in review_triggers(case)] == causes


def answer(case, by, values, days=0):
    make_response(case, by=by, instrument="phq9", values=values, done_on=today() - dt.timedelta(days=days))


@pytest.mark.parametrize(
    ("before", "after", "causes"), [("111111110", "333333330", ["score"]), ("111111110", "211111110", []), ("333333330", "111111110", [])]
)
def test_only_a_score_that_is_worse_by_more_than_chance_brings_the_review_forward(before, after, causes):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    make_programme(case, by=psychologist, state=ProgrammeState.APPROVED)
    answer(Case.objects.get(), psychologist, before, days=30)
    assert review_triggers(case) == []

    answer(Case.objects.get(), psychologist, after)

    assert [row.cause for row in review_triggers(case)] == causes


def test_an_answer_that_came_before_is_not_compared_with_a_later_one():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    make_programme(case, by=psychologist, state=ProgrammeState.APPROVED)
    answer(Case.objects.get(), psychologist, "111111110")

    answer(Case.objects.get(), psychologist, "333333330", days=5)

    assert review_triggers(case) == []
