"""Goals are met only where goals were set; who decides on the closing sees what became of each."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions.ending import propose_closing
from panoh.cases.enums import CloseReason, GoalOutcome, ProgrammeState
from panoh.cases.models import Case, Closing, Goal, PlannedService
from panoh.core.errors import Invalid
from tests.factories.accounts import sign_in
from tests.factories.care import make_programme, make_session, make_team
from tests.factories.cases import make_coordinator
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return make_team(Role.SOCIAL_WORKER)


def goals_met(case, by, words="Вернулась к шитью"):
    return propose_closing(case, by=by, reason=CloseReason.GOALS_MET, words=words)


def test_goals_that_were_never_set_are_not_met(client, team):
    case, (social,) = team
    with pytest.raises(Invalid, match="No goal was set"):
        goals_met(case, social)
    sign_in(client, social)

    refused = client.post(reverse("desk:close_case", args=[case.code]), {"reason": "goals_met", "words": "Вернулась к шитью"})

    assert (refused.status_code, Closing.objects.count()) == (400, 0)
    assert "No goal was set in this case, so none was met" in main_text(refused)


def test_without_a_goal_another_reason_is_accepted(team):
    case, (social,) = team
    propose_closing(case, by=social, reason=CloseReason.PERSON_CHOSE, words="Так решила")
    assert Closing.objects.get().reason == CloseReason.PERSON_CHOSE


@pytest.mark.parametrize(
    ("facts", "is_enough"),
    [
        ({}, False),
        ({"outcome": GoalOutcome.DROPPED}, False),
        ({"outcome": GoalOutcome.NOT_ACHIEVED, "attainment_now": 1}, False),
        ({"outcome": GoalOutcome.PARTLY}, True),
        ({"outcome": GoalOutcome.ACHIEVED}, True),
        ({"attainment_now": 0}, True),
    ],
)
def test_where_no_goal_was_reached_words_say_what_was(team, facts, is_enough):
    case, (social,) = team
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    if facts:
        with writes_allowed():
            Goal.objects.update(**facts)

    if is_enough:
        goals_met(case, social, words="Хватит")
    else:
        with pytest.raises(Invalid, match="No goal of this case is marked as reached"):
            goals_met(case, social, words="Хватит")
        goals_met(case, social)
    assert Closing.objects.count() == 1


def test_who_decides_sees_each_goal_with_what_became_of_it(client, team):
    case, (social,) = team
    make_programme(case, by=social, goals=2, state=ProgrammeState.APPROVED)
    first = Goal.objects.order_by("position").first()
    with writes_allowed():
        Goal.objects.filter(pk=first.pk).update(outcome=GoalOutcome.PARTLY, attainment_now=-1)
    goals_met(case, social)
    sign_in(client, make_coordinator())

    shown = soup_of(client.get(reverse("desk:decide_closing", args=[case.code]))).select_one("[aria-labelledby=proposed]")

    assert [" ".join(row.get_text(" ").split()) for row in shown.select("dl div")] == [
        "Goal 1 was −2, now −1, partly achieved",
        "Goal 2 was −2, now −2, not ended yet",
    ]


def test_who_proposes_and_who_decides_see_what_was_planned_and_is_open(client, team):
    case, (social,) = team
    make_programme(case, by=social, state=ProgrammeState.APPROVED, times=8)
    make_session(Case.objects.get(), by=social, discipline="social", service=PlannedService.objects.get())
    sign_in(client, social)
    proposed = main_text(client.get(reverse("desk:close_case", args=[case.code])))
    goals_met(case, social)
    sign_in(client, make_coordinator())
    decided = main_text(client.get(reverse("desk:decide_closing", args=[case.code])))

    for page in (proposed, decided):
        assert "1 of 8" in page
        assert "If the case is closed: these tasks end as not done." in page
