"""Reviews: the same scales again."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions.reading import read_shared
from panoh.cases.actions.review import correct_review, hold_review
from panoh.cases.enums import Outcome, ProgrammeState, TaskKind
from panoh.cases.models import Amendment, CapacityRating, Case, Goal, Review, Task
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from tests.days import TODAY, taken
from tests.factories.accounts import make_user
from tests.factories.care import make_programme, make_team
from tests.factories.cases import make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def make_approved():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, goals=2, state=ProgrammeState.APPROVED)
    return Case.objects.get(), social


def test_hold_review_moves_the_goals_and_sets_the_next_day():
    case, social = make_approved()
    first, second = Goal.objects.order_by("position")
    later = today() + dt.timedelta(days=90)

    hold_review(
        case,
        by=social,
        held_on=today(),
        outcome=Outcome.BETTER,
        next_on=later,
        words="Спит",
        attainment={first.pk: 0},
        ratings={"mental": 2},
    )

    assert list(Goal.objects.order_by("position").values_list("attainment_at_start", "attainment_now")) == [(-2, 0), (-2, -2)]
    review = Review.objects.get()
    assert (review.outcome, review.programme.state, review.next_on) == ("better", "approved", later)
    assert read_shared([review], by=social) == {review.pk: {"words": "Спит"}}
    assert Case.objects.get().review_due == later
    assert [(rating.moment, rating.mental) for rating in CapacityRating.objects.all()] == [("review", 2)]
    tasks = Task.objects.filter(case=case, kind=TaskKind.REVIEW, done_at=None)
    assert [task.due_at.date() for task in tasks] == [later]
    assert second.attainment_now == -2


def test_a_review_can_be_taken_back_whole():
    case, social = make_approved()
    due = case.review_due
    goal = Goal.objects.order_by("position")[0]
    hold_review(case, by=social, held_on=today(), outcome=Outcome.BETTER, attainment={goal.pk: 2}, ratings={"mental": 2})

    undo.take_back(undo.latest(social.actor).pk, by=social.actor)

    assert (Review.objects.count(), CapacityRating.objects.count(), Goal.objects.get(pk=goal.pk).attainment_now) == (0, 0, -2)
    assert Case.objects.get().review_due == due
    assert Task.objects.filter(case=case, kind=TaskKind.REVIEW, done_at=None).count() == 1


def test_hold_review_without_an_approved_programme_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.AGREED)

    with pytest.raises(WrongState, match="no approved programme"):
        hold_review(case, by=social, held_on=today(), outcome=Outcome.SAME)


def test_hold_review_on_a_case_of_others_is_refused():
    case, _social = make_approved()

    with pytest.raises(Denied):
        hold_review(case, by=make_user(Role.SOCIAL_WORKER), held_on=today(), outcome=Outcome.SAME)


@pytest.mark.parametrize(
    "facts", [{"held_on": dt.timedelta(days=1)}, {"next_on": TODAY}, {"attainment": {"goal": 3}}, {"attainment": {"other": 0}}]
)
def test_hold_review_refuses_what_cannot_be_and_changes_nothing(facts):
    case, social = make_approved()
    other, _colleague = make_team(Role.SOCIAL_WORKER)
    stranger = make_programme(other, by=_colleague[0])
    keys = {"goal": Goal.objects.filter(programme__case=case)[0].pk, "other": stranger.goals.get().pk}
    given = {"held_on": today(), "outcome": Outcome.SAME, **taken(facts)}
    if "attainment" in given:
        given["attainment"] = {keys[name]: value for name, value in given["attainment"].items()}

    with pytest.raises(Invalid):
        hold_review(case, by=social, **given)
    assert (Review.objects.count(), set(Goal.objects.values_list("attainment_now", flat=True))) == (0, {-2})


def test_hold_review_from_an_older_page_conflicts():
    case, social = make_approved()
    version = case.version
    hold_review(case, by=social, held_on=today(), outcome=Outcome.SAME, expected=version)

    with pytest.raises(Conflict):
        hold_review(Case.objects.get(), by=social, held_on=today(), outcome=Outcome.WORSE, expected=version)
    assert Review.objects.count() == 1


def test_correct_review_is_for_its_author():
    case, social = make_approved()
    review = hold_review(case, by=social, held_on=today(), outcome=Outcome.SAME, words="Так же")

    with pytest.raises(Denied, match="Only the person who recorded a review can correct it"):
        correct_review(review, by=make_coordinator(), why="x", held_on=today(), outcome=Outcome.WORSE, words="")
    correct_review(review, by=social, why="Ошибка", held_on=today(), outcome=Outcome.BETTER, words="Так же")

    assert Review.objects.get().outcome == "better"
    assert list(Amendment.objects.values_list("model", "field")) == [("review", "outcome")]
