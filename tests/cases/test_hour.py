"""A danger of the hour has one and the same hour: in the request, its tasks and the case, in the history and in every list."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import admit, change_request_urgency, change_urgency, go_on_with, triage_request
from panoh.cases.actions.risk import raise_risk
from panoh.cases.danger import DangerSign, Signs, SuicideSign
from panoh.cases.enums import DANGERS, Kind, RiskLevel, TaskKind, Urgency
from panoh.cases.models import Case, Request
from panoh.core.clock import now
from panoh.people.data import PersonData
from tests.factories.accounts import sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOUR = dt.timedelta(hours=1)
WORDS = "Рядом сестра, состояние ровное"
HIGH = Signs(suicide=(SuicideSign.PLAN,))


@pytest.fixture
def coordinator():
    return make_coordinator()


def dues(about, *kinds):
    return set(about.tasks.filter(kind__in=kinds, done_at=None).values_list("due_at", flat=True))


def looked(request, by, again):
    """High danger found at the first look, or at a second one."""
    if again:
        triage_request(request, by=by, urgency=Urgency.AMBER)
        return change_request_urgency(request, by=by, urgency=Urgency.RED, signs=HIGH)
    return triage_request(request, by=by, urgency=Urgency.RED, signs=HIGH)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("urgency", [Urgency.GREEN, Urgency.RED])
def test_high_danger_of_suicide_gives_the_request_its_hour_and_the_case_the_same(coordinator, urgency, again):
    request = make_request(by=coordinator, urgency=Urgency.GREEN if again else urgency)

    looked(request, coordinator, again)

    assert dt.timedelta() < request.due_at - now() < HOUR
    assert dues(request, TaskKind.DECIDE, TaskKind.RISK) == {request.due_at}
    assert request.get_urgency_display() == "at once, within an hour"

    admitted = admit(
        request, PersonData(sex="male", given_name="Кодир"), by=coordinator, organisation=coordinator.organisation, kind=Kind.SURVIVOR
    )
    case = Case.objects.get(pk=admitted.pk)
    assert dues(case, *DANGERS) == {request.due_at}
    assert case.get_urgency_display() == "at once, within an hour"


def test_the_hour_that_was_said_is_not_put_off_by_a_look(coordinator):
    with time_machine.travel(now(), tick=False) as clock:
        request = make_request(by=coordinator, urgency=Urgency.RED, within_hour=True)
        hour = request.due_at
        clock.shift(20 * 60)

        triage_request(request, by=coordinator, urgency=Urgency.RED, signs=HIGH)

        assert (request.due_at, dues(request, TaskKind.DECIDE, TaskKind.RISK)) == (hour, {hour})


@pytest.mark.parametrize("before", [Urgency.GREEN, Urgency.RED])
@pytest.mark.parametrize("found", ["at this look", "by a questionnaire"])
def test_a_danger_of_the_hour_gives_a_case_its_hour(before, found):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    if before == Urgency.RED:
        change_urgency(case, by=social, urgency=before)
    if found == "by a questionnaire":
        raise_risk(case, level=RiskLevel.HIGH, by=social)
    if before == Urgency.GREEN or found == "at this look":
        change_urgency(case, by=social, urgency=Urgency.RED, signs=HIGH if found == "at this look" else Signs(dangers=(DangerSign.LIFE,)))

        (hour,) = dues(case, *DANGERS)
        assert (case.within_hour, dt.timedelta() < hour - now() < HOUR) == (True, True)

    change_urgency(case, by=social, urgency=Urgency.AMBER, reason=WORDS)
    assert case.within_hour is False


def test_red_that_is_called_moderate_has_its_day(coordinator):
    request = make_request(by=coordinator)

    triage_request(request, by=coordinator, urgency=Urgency.RED, signs=Signs(suicide=(SuicideSign.METHOD,)))

    assert (request.within_hour, request.due_at) == (False, request.received_at + 24 * HOUR)


def history(client, name, about):
    page = soup_of(client.get(reverse(name, args=[about.code])))
    return " ".join(page.select_one('section[aria-labelledby="danger"] ul.stack:last-of-type').get_text(" ").split())


def test_the_history_says_the_hour_before_and_after(client, coordinator):
    sign_in(client, coordinator)
    request = make_request(by=coordinator)
    triage_request(request, by=coordinator, urgency=Urgency.RED, signs=Signs(dangers=(DangerSign.LIFE,)))
    change_request_urgency(request, by=coordinator, urgency=Urgency.RED, signs=HIGH)
    change_request_urgency(request, by=coordinator, urgency=Urgency.AMBER, reason=WORDS)

    rows = history(client, "desk:request_detail", request)

    assert "within seven days → at once, within 24 hours" in rows
    assert "at once, within 24 hours → at once, within an hour" in rows
    assert "at once, within an hour → within 72 hours" in rows


def test_the_history_of_a_case_says_the_hour_that_a_request_brought(client, coordinator):
    sign_in(client, coordinator)
    request, case = make_request(by=coordinator, urgency=Urgency.RED, within_hour=True), make_case(by=coordinator)
    triage_request(request, by=coordinator, urgency=Urgency.RED)

    go_on_with(Request.objects.get(), case, by=coordinator)

    assert "within seven days → at once, within an hour" in history(client, "desk:case_file", case)


def test_the_list_of_cases_and_the_day_say_the_hour(client, coordinator):
    sign_in(client, coordinator)
    case = make_case(by=coordinator)
    raise_risk(case, level=RiskLevel.HIGH, by=coordinator)
    make_request(by=coordinator, urgency=Urgency.RED, within_hour=True)

    for page in ("desk:cases", "desk:my_day"):
        shown = text(client.get(reverse(page)))
        assert ("at once, within an hour" in shown, "at once, within 24 hours" in shown) == (True, False)


@pytest.mark.parametrize("page", ["request_new", "request_triage", "request_urgency"])
def test_the_hour_is_chosen_at_the_form_of_a_request_its_triage_and_a_second_look(client, coordinator, page):
    sign_in(client, coordinator)
    request = None if page == "request_new" else make_request(by=coordinator, urgency=Urgency.RED)
    address = reverse(f"desk:{page}", args=[request.code] if request else [])
    choices = [each["value"] for each in soup_of(client.get(address)).select("[name=urgency]")]
    assert choices == ["hour", "red", "amber", "green"]

    answer = client.post(address, {"door": "walk_in", "asker": "person", "urgency": "hour", "version": request.version if request else 1})

    made = Request.objects.get()
    assert (answer.status_code, made.urgency, made.within_hour) == (302, Urgency.RED, True)
    assert dt.timedelta() < made.due_at - now() <= HOUR
    task = made.tasks.get(kind=TaskKind.DANGER)
    assert (task.danger.level, task.due_at) == ("hour", made.due_at)
    assert client.get(address).status_code == 200


def test_the_hour_is_chosen_at_a_second_look_at_a_case(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    address = reverse("desk:case_urgency", args=[case.code])

    assert client.post(address, {"urgency": "hour", "version": case.version}).status_code == 302

    case.refresh_from_db()
    assert (case.urgency, case.within_hour, case.tasks.get(kind=TaskKind.DANGER).danger.level) == (Urgency.RED, True, "hour")


def test_where_the_hour_was_said_red_is_the_hour(client, coordinator):
    sign_in(client, coordinator)
    request = make_request(by=coordinator, urgency=Urgency.RED, within_hour=True)

    page = soup_of(client.get(reverse("desk:request_triage", args=[request.code])))

    assert [each["value"] for each in page.select("[name=urgency]")] == ["red", "amber", "green"]
