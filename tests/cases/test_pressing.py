"""How urgent a case is said to be: what was chosen, or the most pressing of the dangers that are open in it and known to the reader."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import assign_worker, change_urgency
from panoh.cases.actions.dangers import end_danger, raise_again
from panoh.cases.danger import Signs
from panoh.cases.enums import Discipline, TaskKind, Urgency
from panoh.cases.finding import answer_caller
from panoh.cases.models import Task
from panoh.cases.queries.cases import URGENCY_NUMBERS
from panoh.consent.enums import DataKind
from panoh.core.clock import now
from panoh.people.search import feed
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator
from tests.factories.instruments import make_response
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Говорили час, сестра остаётся на ночь"
HIGH, MODERATE, LOW = "111111", "111000", "100000"


@pytest.fixture
def team(no_names):
    return make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)


def answered(case, by, values=HIGH):
    make_response(case, by=by, instrument="cssrs", values=values)
    return Task.objects.get(kind=TaskKind.RISK)


def shown(client, urgency):
    number = next((number for number, each in URGENCY_NUMBERS.items() if each == urgency), "")
    page = soup_of(client.get(reverse("desk:cases") + f"?urgency={number}"))
    return [row.th.get_text(strip=True) for row in page.select("tbody tr")]


@pytest.mark.parametrize(
    ("chosen", "values", "said"),
    [
        (Urgency.AMBER, HIGH, "at once, within an hour"),
        (Urgency.GREEN, MODERATE, "at once, within 24 hours"),
        (Urgency.GREEN, LOW, "within 72 hours"),
        (Urgency.RED, LOW, "at once, within 24 hours"),
        (Urgency.GREEN, "", "within seven days"),
    ],
)
def test_a_caller_is_answered_by_the_most_pressing_of_urgency_and_open_dangers(team, chosen, values, said):
    case, (social, psychologist) = team
    if chosen != case.urgency:
        change_urgency(case, by=social, urgency=chosen)
    if values:
        answered(case, psychologist, values)
    feed()

    (called,) = answer_caller(make_user(Role.DUTY_OFFICER), "Қодиров Ҷамшед 1984").called

    assert called.urgency == said


def test_the_list_of_what_is_urgent_at_once_holds_who_is_in_danger_until_that_is_over(client, team):
    case, (social, psychologist) = team
    sign_in(client, social)
    assert shown(client, "red") == []
    risk = answered(case, psychologist)

    assert shown(client, "red") == [case.code]
    assert "at once" in soup_of(client.get(reverse("desk:cases"))).select_one("tbody tr").get_text()

    end_danger(risk, by=psychologist, words=WORDS)
    assert shown(client, "red") == []


@pytest.mark.parametrize("days", [0, 4])
def test_a_low_answer_stands_among_what_is_urgent_within_three_days_until_somebody_has_acted(client, team, days):
    case, (social, psychologist) = team
    answered(case, psychologist, LOW)

    with time_machine.travel(now() + dt.timedelta(days=days), tick=False):
        sign_in(client, social)
        assert (shown(client, "red"), shown(client, "amber")) == ([], [case.code])


@pytest.mark.parametrize(
    ("chosen", "values", "under"),
    [
        (Urgency.AMBER, HIGH, "red"),
        (Urgency.GREEN, HIGH, "red"),
        (Urgency.GREEN, LOW, "amber"),
        (Urgency.AMBER, LOW, "amber"),
        (Urgency.RED, LOW, "red"),
        (Urgency.GREEN, "", "green"),
    ],
)
def test_a_case_is_found_under_its_most_pressing_urgency_and_under_no_other(client, team, chosen, values, under):
    case, (social, psychologist) = team
    sign_in(client, social)
    if chosen != case.urgency:
        change_urgency(case, by=social, urgency=chosen)
    if values:
        answered(case, psychologist, values)

    assert [each for each in Urgency if shown(client, each)] == [under]
    row = soup_of(client.get(reverse("desk:cases"))).select_one("tbody tr")
    assert ("at once" in row.get_text()) == (under == "red")


def test_a_danger_that_goes_on_after_its_end_is_at_once_also_where_the_case_is_not(client, team):
    case, (social, _psychologist) = team
    sign_in(client, social)
    change_urgency(case, by=social, urgency=Urgency.AMBER)
    task = end_danger(Task.objects.get(kind=TaskKind.DANGER), by=social, words=WORDS)
    case.refresh_from_db()
    change_urgency(case, by=social, urgency=Urgency.GREEN, reason=WORDS)

    raise_again(Task.objects.get(pk=task.pk), by=social, owner=social)

    assert shown(client, "red") == [case.code]


def test_the_filter_tells_nobody_of_a_danger_to_whom_it_is_not_shown(client, team):
    case, (_social, psychologist) = team
    answered(case, psychologist)
    lawyer = sign_in(client, make_lawyer())
    show_to_lawyers(case, [DataKind.NAME, DataKind.LEGAL])
    assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)

    assert [shown(client, urgency) for urgency in ("red", "amber", "green", "")] == [[], [], [], [case.code]]
    assert "at once" not in soup_of(client.get(reverse("desk:cases"))).select_one("tbody").get_text()


def test_after_its_end_a_danger_is_told_by_its_day_and_not_by_an_older_look(client, team):
    case, (social, psychologist) = team
    change_urgency(case, by=social, urgency=Urgency.GREEN, signs=Signs(suicide=("wish",)), reason=WORDS)
    sign_in(client, social)
    risk = answered(case, psychologist)

    end_danger(risk, by=psychologist, words=WORDS)

    page = main_text(client.get(reverse("desk:case_file", args=[case.code])))
    assert ("No danger was reported" in page, "by the answers: low" in page) == (False, False)
    assert "Since then there was a danger to life. It ended: " in page


def test_a_look_after_the_end_of_a_danger_is_told_again(client, team):
    case, (social, psychologist) = team
    sign_in(client, social)
    end_danger(answered(case, psychologist), by=psychologist, words=WORDS)
    change_urgency(case, by=social, urgency=Urgency.GREEN, signs=Signs(suicide=("none",)), reason=WORDS)

    page = main_text(client.get(reverse("desk:case_file", args=[case.code])))
    assert ("No danger was reported" in page, "Since then there was a danger to life" in page) == (True, False)
