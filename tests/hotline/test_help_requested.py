"""Help is requested after a call: whoever has its danger keeps it, and its history says what happened."""

import pytest
from django.urls import reverse

from panoh.audit.guard import writes_allowed
from panoh.cases.actions import Answers
from panoh.cases.actions.dangers import end_danger, raise_again, take_on_danger
from panoh.cases.enums import DangerOutcome, Level, TaskKind
from panoh.cases.models import Task
from panoh.cases.policy import visible_requests
from panoh.cases.queries.danger import is_taken_on
from panoh.hotline import actions
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.models import Call
from tests.factories.accounts import make_secretariat, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_call, make_line, make_officer
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DONE = "Дома, брат рядом, ключи у него"


@pytest.fixture
def officer():
    make_secretariat()
    make_line()
    return make_officer()


def fresh(task):
    return Task.objects.select_related("danger", "request", "case", "owner").get(pk=task.pk)


def requested(officer, *, had_by=None, **facts):
    """The danger of a call after which help was requested by this officer; `had_by` took it on before."""
    make_call(by=officer, **{"dangers": ["life"], **facts})
    task = Task.objects.get(kind=TaskKind.DANGER)
    if had_by is not None:
        take_on_danger(task, by=had_by, owner=had_by)
    actions.send_call_on(Call.objects.get(), by=officer, answers=Answers())
    return fresh(task)


def page_of(client, user, task):
    sign_in(client, user)
    return client.get(reverse("desk:danger", args=[task.pk]))


def history(response):
    return [" ".join(item.get_text(" ", strip=True).split()) for item in soup_of(response).select("ul[data-history] li")]


def test_whoever_has_the_danger_of_a_call_keeps_it_when_a_colleague_requests_help(client, officer):
    coordinator, other = make_coordinator(), make_officer()
    task = requested(officer, had_by=other)

    assert (task.owner, task.taken_by, is_taken_on(task), ring_dangers()) == (other, other, True, 0)
    sign_in(client, other)
    day = main_text(client.get(reverse("desk:my_day")))
    assert (task.request.code in day, "You took this on" in day) == (True, True)
    page = page_of(client, other, task)
    assert "What was done, and the outcome" in main_text(page)
    assert not soup_of(page).select(f'a[href="{reverse("desk:request_detail", args=[task.request.code])}"]')  # no officer opens a request
    assert history(page)[0].endswith(f"{officer.username}: requested help")
    assert f"{other.username} has taken this on" in main_text(page_of(client, coordinator, task))

    sign_in(client, other)
    answers = {"version": task.version, "draft_id": "", "outcome": "ended", "how": "safe", "words": DONE}
    client.post(reverse("desk:danger", args=[task.pk]), answers)
    assert fresh(task).danger.outcome == DangerOutcome.SAFE


def test_a_request_is_seen_by_who_has_its_danger_until_it_is_over_or_anothers(officer):
    coordinator = make_coordinator()
    task = requested(officer, had_by=officer)
    assert visible_requests(officer).get() == task.request

    take_on_danger(task, by=coordinator, owner=coordinator)

    assert not visible_requests(officer).exists()


def test_who_is_only_asked_sees_no_request(officer):
    coordinator, task = make_coordinator(), requested(officer, had_by=officer)
    with writes_allowed():
        Task.objects.filter(pk=task.pk).update(taken_by=None)
    assert not visible_requests(officer).exists()
    assert visible_requests(coordinator).exists()


def test_the_history_says_what_happened(client, officer):
    coordinator, other = make_coordinator(), make_coordinator()
    task = requested(officer, had_by=officer)
    take_on_danger(fresh(task), by=officer, owner=officer, words=DONE)
    take_on_danger(fresh(task), by=coordinator, owner=other, said_yes=False)
    take_on_danger(fresh(task), by=other, owner=other)
    take_on_danger(fresh(task), by=coordinator, owner=coordinator)
    end_danger(fresh(task), by=coordinator, words=DONE, outcome=DangerOutcome.SAFE)
    again = raise_again(fresh(task), by=coordinator, owner=coordinator, words=DONE)

    said = [line.split(": ", 1)[1] for line in history(page_of(client, coordinator, again))]

    assert said == [
        f"{coordinator.username}: opened it again",
        f"{coordinator.username}: recorded that it ended: the person is safe",
        f"{coordinator.username}: took it on",
        f"{other.username}: took it on",
        f"{coordinator.username}: asked a colleague to take it on: {other.username}",
        f"{officer.username}: wrote what was done",
        f"{officer.username}: requested help",
        f"{officer.username}: took it on",
        f"{officer.username}: reported it",
    ]


@pytest.mark.parametrize("dangers", [["life"], ["own_life"], ["own_life", "child"]])
def test_that_help_is_requested_calls_nobody_back_to_a_danger_they_have(officer, dangers):
    make_call(by=officer, dangers=dangers)
    for task in Task.objects.filter(danger__isnull=False):
        take_on_danger(task, by=officer, owner=officer, look=Level.DAY)
    planned = set(Task.objects.filter(danger__isnull=False).values_list("pk", "due_at", "danger__look_at", "owner"))

    actions.send_call_on(Call.objects.get(), by=officer, answers=Answers())

    assert set(Task.objects.filter(danger__isnull=False).values_list("pk", "due_at", "danger__look_at", "owner")) == planned
    assert ring_dangers() == 0
