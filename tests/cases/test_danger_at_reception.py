"""A red request has a danger of its own from its reception, by whichever door it came; one that can wait has none."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import (
    Answers,
    admit,
    change_request_urgency,
    decline_request,
    reopen_request,
    triage_request,
)
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.requests import hasten_from_outside
from panoh.cases.danger import Signs
from panoh.cases.enums import DANGERS, DecisionReason, Kind, Need, TaskKind, Urgency
from panoh.cases.models import Danger, Request, Task
from panoh.cases.queries.urgency import words_on
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.hotline.enums import Soon
from panoh.people.data import PersonData
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.hotline import make_call, make_officer
from tests.pages import main_text, soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WORDS = "Говорили час, сестра остаётся на ночь"


@pytest.fixture
def coordinator():
    return make_coordinator()


def of_call(**facts):
    return make_call(**{"urgency": Soon.ROUTINE, "sending": Answers(), **facts}).request


def dangers():
    return [(task.kind, task.danger.level, task.danger.sources, task.owner) for task in Task.objects.filter(kind__in=DANGERS, done_at=None)]


def red(by, **facts):
    return make_request(by=by, urgency=Urgency.RED, **facts)


def admitted(request, by):
    triage_request(request, by=by, urgency=Urgency.RED)
    person = PersonData(sex="male", given_name="Кодир")
    return admit(request, person, by=by, organisation=by.organisation, kind=Kind.SURVIVOR)


DOORS = {
    "by hand": (lambda by: red(by, door="walk_in"), ("danger", "day", ["request"], None)),
    "by hand, within the hour": (lambda by: red(by, door="member", within_hour=True), ("danger", "hour", ["request"], None)),
    "a call": (lambda by: of_call(dangers=["detained"]), ("danger", "day", ["call"], None)),
    "a call within the hour": (lambda by: of_call(urgency=Soon.HOUR), ("danger", "hour", ["call"], None)),
    "a call of one's own life": (lambda by: of_call(dangers=["own_life"]), ("risk", "hour", ["call"], None)),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_red_request_has_one_danger_of_its_kind_with_its_hour(coordinator, door):
    receive, expected = DOORS[door]

    request = receive(coordinator)

    assert dangers() == [expected]
    assert Task.objects.get(kind__in=DANGERS).due_at == request.due_at
    assert undo.latest(coordinator.actor) is None


def test_a_call_of_both_is_two_dangers():
    of_call(dangers=["own_life", "child"])

    assert sorted(kind for kind, *_rest in dangers()) == ["danger", "risk"]


@pytest.mark.parametrize("urgency", [Urgency.AMBER, Urgency.GREEN])
def test_a_request_that_can_wait_has_none(coordinator, urgency):
    make_request(by=coordinator, urgency=urgency)

    assert dangers() == []


@pytest.mark.parametrize(
    ("signs", "kind"),
    [(Signs(), "danger"), (Signs(dangers=("child",)), "danger"), (Signs(suicide=("plan",)), "risk")],
    ids=["chosen", "signs", "suicide alone"],
)
@pytest.mark.parametrize("act", [triage_request, change_request_urgency], ids=["triage", "looked at again"])
def test_a_request_that_becomes_red_has_one_from_then_on(coordinator, act, signs, kind):
    request = make_request(by=coordinator, urgency=Urgency.AMBER)

    act(request, by=coordinator, urgency=Urgency.RED, signs=signs)

    assert [each for each, *_rest in dangers()] == [kind]
    assert undo.latest(coordinator.actor) is None


def test_a_danger_with_an_outcome_is_not_asked_of_again(coordinator):
    request = red(coordinator)
    end_danger(Task.objects.get(kind=TaskKind.DANGER), by=coordinator, words=WORDS)

    triage_request(request, by=coordinator, urgency=Urgency.RED)
    change_request_urgency(request, by=coordinator, urgency=Urgency.AMBER, reason="Поговорили, теперь дома с сестрой")
    decline_request(Request.objects.get(), by=coordinator, reason=DecisionReason.NO_CAPACITY, words="Мест нет до весны, извинились")

    assert (dangers(), Danger.objects.count()) == ([], 1)


def test_a_red_request_that_is_taken_up_again_has_one_again(coordinator):
    request = triage_request(red(coordinator), by=coordinator, urgency=Urgency.RED)
    end_danger(Task.objects.get(kind=TaskKind.DANGER), by=coordinator, words=WORDS)
    decline_request(request, by=coordinator, reason=DecisionReason.NO_CAPACITY, words="Мест нет до весны")
    assert dangers() == []

    reopen_request(Request.objects.get(), by=coordinator)

    assert [each for each, *_rest in dangers()] == ["danger"]


def test_admission_carries_it_with_what_was_written_and_who_has_it(coordinator):
    request = red(coordinator)
    task = Task.objects.get(kind=TaskKind.DANGER)
    take_on_danger(task, by=coordinator, owner=coordinator, words=WORDS)

    case = admitted(request, coordinator)

    task.refresh_from_db()
    assert (task.case, task.request, task.owner, task.taken_by, task.done_at) == (case, None, coordinator, coordinator, None)
    assert (task.due_at, Danger.objects.count(), words_on(coordinator, task)) == (request.due_at, 1, WORDS)


def test_a_danger_of_a_request_that_is_green_by_now_goes_on_in_the_case(coordinator):
    request = red(coordinator)
    triage_request(request, by=coordinator, urgency=Urgency.GREEN, words="Поговорили, теперь дома с сестрой")
    person = PersonData(sex="male", given_name="Кодир")

    case = admit(request, person, by=coordinator, organisation=coordinator.organisation, kind=Kind.SURVIVOR)

    assert (case.urgency, Task.objects.get(kind=TaskKind.DANGER).case, Danger.objects.get().outcome) == (Urgency.GREEN, case, "")


def test_what_a_writer_says_once_it_was_decided_is_a_danger_of_the_open_case(coordinator):
    case = make_case(by=coordinator)
    request = make_request(by=coordinator, person=case.person, needs=[Need.LEGAL])
    triage_request(request, by=coordinator, urgency=Urgency.GREEN)
    decline_request(request, by=coordinator, reason=DecisionReason.OTHER_SERVICE_FITS, words="Ёрии дигар лозим")

    for _twice in range(2):
        hasten_from_outside(request, by=SYSTEM, at=now())

    assert [(each.case, each.sources, each.level) for each in Danger.objects.all()] == [(case, ["message"], "hour")]


def test_the_page_of_a_red_request_has_i_have_it_above_all_else(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    request = red(coordinator)
    page = reverse("desk:request_detail", args=[request.code])
    first = soup_of(client.get(page)).main.find("form")
    assert first.get_text(strip=True).startswith("I have it")

    client.post(first["action"])

    assert Task.objects.get(kind=TaskKind.DANGER).taken_by == coordinator
    shown = text(client.get(page))
    assert ("You took this on" in shown, "I have it" in shown) == (True, False)


def test_who_helps_and_sees_a_red_request_takes_it_on_and_who_took_the_call_reads_who_has_it(client):
    make_secretariat()
    psychologist, officer = make_user(Role.PSYCHOLOGIST), make_officer()
    call = make_call(by=officer, dangers=["life"], sending=Answers())
    (task,) = call.request.tasks.filter(kind=TaskKind.DANGER)
    sign_in(client, officer)
    assert "nobody has taken it on" in main_text(client.get(reverse("desk:my_day")))

    sign_in(client, psychologist)
    client.post(reverse("desk:take_danger", args=[task.pk]))

    task.refresh_from_db()
    assert task.taken_by == psychologist
    sign_in(client, officer)
    day = soup_of(client.get(reverse("desk:my_day"))).main
    assert f"{psychologist.username} has taken this on" in day.get_text(" ", strip=True)
    assert day.select(f'a[href="{reverse("desk:danger", args=[task.pk])}"]') == []
