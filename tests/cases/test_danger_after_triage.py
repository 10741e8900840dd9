"""What a call or a request was said to be in danger of stays an open danger after triage, until it has an end in words or somebody by name."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import (
    Answers,
    admit,
    change_request_urgency,
    decline_request,
    go_on_with,
    postpone_task,
    reopen_request,
    send_request_elsewhere,
    take_request_back,
    triage_request,
)
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.danger import Signs
from panoh.cases.enums import DangerOutcome, DecisionReason, Discipline, Kind, RequestState, TaskKind, Urgency
from panoh.cases.models import Case, Request, Task
from panoh.cases.queries.my_day import danger_lines
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Invalid, WrongState
from panoh.hotline.enums import Soon
from panoh.people.data import PersonData
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_session
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.hotline import make_call, make_worker
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WAITING = "Мест нет, ждёт очереди"
WORDS = "Говорили час, сестра остаётся на ночь"
LIFE = Signs(dangers=("life",))

LET_GO = {
    "decline": lambda request, by: decline_request(
        request, by=by, reason=DecisionReason.NO_CAPACITY, words="Мест нет до весны, извинились"
    ),
    "elsewhere": lambda request, by: send_request_elsewhere(request, by=by, words="Ба маркази дигари шаҳр"),
    "take back": lambda request, by: take_request_back(request, by=by, words="Передумали, больше не нужно"),
}
MADE = {
    "a call": lambda by: make_call(dangers=["life"], urgency=Soon.ROUTINE, sending=Answers()).request,
    "by hand": lambda by: make_request(by=by, urgency=Urgency.RED),
    "looked at again": lambda by: change_request_urgency(make_request(by=by), by=by, urgency=Urgency.RED, signs=LIFE),
}


@pytest.fixture
def coordinator():
    return make_coordinator()


def of_call(**facts):
    return make_call(**{"dangers": ["life"], "urgency": Soon.ROUTINE, "sending": Answers(), **facts}).request


def admitted(request, by, region="", **facts):
    person = PersonData(sex="male", given_name="Кодир", region=region)
    return admit(request, person, by=by, organisation=by.organisation, kind=Kind.SURVIVOR, **facts)


def slower(request, by, **facts):
    return triage_request(request, by=by, **{"urgency": Urgency.GREEN, "words": WAITING, **facts})


def open_ones():
    return list(Task.objects.filter(kind=TaskKind.DANGER, done_at=None))


@pytest.mark.parametrize("signs", [LIFE, Signs(), Signs(dangers=("no_shelter",))], ids=["ticked", "left off", "another"])
@pytest.mark.parametrize("made", MADE)
def test_a_danger_stays_open_when_triage_is_slower(coordinator, made, signs):
    request = MADE[made](coordinator)
    due = request.due_at

    slower(request, coordinator, signs=signs)

    (task,) = open_ones()
    assert (task.request, task.due_at, task.owner, request.urgency) == (request, due, None, Urgency.GREEN)
    assert list(danger_lines(coordinator)) == [{"line": request.tasks.get(kind=TaskKind.DANGER).pk}]


@pytest.mark.parametrize("way", LET_GO)
@pytest.mark.parametrize("made", MADE)
def test_a_request_is_let_go_after_a_slower_triage_only_with_an_end_or_a_name(coordinator, made, way):
    slower(MADE[made](coordinator), coordinator)

    with pytest.raises(Invalid, match="There is an open danger to life"):
        LET_GO[way](Request.objects.get(), coordinator)
    assert Request.objects.get().state == RequestState.TRIAGED

    end_danger(open_ones()[0], by=coordinator, words=WORDS)
    LET_GO[way](Request.objects.get(), coordinator)
    assert (Task.objects.filter(kind=TaskKind.DANGER).count(), open_ones()) == (1, [])


@pytest.mark.parametrize("way", LET_GO)
def test_whoever_took_it_on_keeps_it_and_there_is_one(coordinator, way):
    slower(of_call(), coordinator)
    task = take_on_danger(open_ones()[0], by=coordinator, owner=coordinator)
    change_request_urgency(Request.objects.get(), by=coordinator, urgency=Urgency.RED, signs=LIFE)

    LET_GO[way](Request.objects.get(), coordinator)

    assert open_ones() == [task]
    assert (Task.objects.filter(kind=TaskKind.DANGER).count(), open_ones()[0].owner) == (1, coordinator)


def test_the_decision_is_not_put_off_over_it(coordinator):
    slower(of_call(), coordinator)
    with pytest.raises(WrongState, match="A danger cannot be postponed"):
        postpone_task(Task.objects.get(kind=TaskKind.DECIDE), by=coordinator, due=today() + dt.timedelta(days=30))


def test_what_triage_itself_names_is_open_where_it_chooses_less(coordinator):
    request = slower(make_request(by=coordinator), coordinator, urgency=Urgency.AMBER, signs=LIFE)

    (task,) = open_ones()
    assert abs(task.due_at - now() - dt.timedelta(hours=24)) < dt.timedelta(minutes=1)
    assert undo.latest(coordinator.actor) is None
    assert request.urgency == Urgency.AMBER


def test_a_smaller_danger_stays_too_and_one_that_was_not_told_does_not_begin(coordinator):
    slower(of_call(dangers=["no_shelter"]), coordinator)
    assert len(open_ones()) == 1

    for urgency in (Urgency.AMBER, Urgency.GREEN):
        slower(make_request(by=coordinator, urgency=urgency), coordinator)
    assert len(open_ones()) == 1


@pytest.mark.parametrize("signs", [LIFE, Signs()], ids=["ticked", "left off"])
@pytest.mark.parametrize("made", MADE)
def test_a_slower_look_leaves_it_open_as_triage_does(made, signs, coordinator):
    request = triage_request(MADE[made](coordinator), by=coordinator, urgency=Urgency.RED, signs=LIFE)
    change_request_urgency(request, by=coordinator, urgency=Urgency.GREEN, signs=signs, reason=WAITING)

    (task,) = open_ones()
    assert task.request == request
    with pytest.raises(Invalid):
        LET_GO["decline"](request, coordinator)
    end_danger(task, by=coordinator, words=WORDS)
    LET_GO["decline"](Request.objects.get(), coordinator)
    assert (Request.objects.get().state, open_ones()) == (RequestState.DECLINED, [])


def test_what_was_written_of_it_before_triage_counts(coordinator):
    request = change_request_urgency(of_call(), by=coordinator, urgency=Urgency.AMBER, signs=LIFE, reason=WAITING)
    end_danger(open_ones()[0], by=coordinator, words=WORDS)

    slower(request, coordinator)

    assert open_ones() == []


def test_a_second_look_brings_the_one_danger_nearer(coordinator):
    request = slower(make_request(by=coordinator), coordinator, urgency=Urgency.GREEN, signs=Signs(dangers=("held_soon",)))
    before = open_ones()[0]

    change_request_urgency(request, by=coordinator, urgency=Urgency.AMBER, signs=LIFE, reason=WAITING)

    (task,) = open_ones()
    assert (task.pk, task.due_at < before.due_at) == (before.pk, True)


def test_an_undo_of_triage_leaves_the_request_red(coordinator):
    slower(of_call(), coordinator)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    request = Request.objects.get()
    assert (request.state, request.urgency, open_ones()) == (RequestState.NEW, Urgency.RED, [Task.objects.get(kind="danger")])
    triage_request(request, by=coordinator, urgency=Urgency.RED)
    with pytest.raises(Invalid, match="There is an open danger to life"):
        LET_GO["decline"](request, coordinator)


def test_no_undo_of_triage_takes_away_a_danger_that_somebody_took_on(coordinator):
    slower(of_call(), coordinator)
    other = make_coordinator()
    take_on_danger(open_ones()[0], by=other, owner=other)

    with pytest.raises(Conflict):
        undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)
    assert [task.owner for task in open_ones()] == [other]


@pytest.mark.parametrize("urgency", [Urgency.GREEN, Urgency.AMBER])
@pytest.mark.parametrize("has_it", ["nobody", "a coordinator"])
def test_it_goes_with_the_case_as_the_one_there(coordinator, urgency, has_it):
    request = slower(of_call(), coordinator, urgency=urgency)
    (task,) = open_ones()
    if has_it != "nobody":
        take_on_danger(task, by=coordinator, owner=coordinator)

    case = admitted(Request.objects.get(), coordinator)

    (goes,) = open_ones()
    assert (goes.case, goes.request, goes.due_at) == (case, None, request.received_at + dt.timedelta(hours=1))
    assert goes.taken_by == (None if has_it == "nobody" else coordinator)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)
    assert [(one.request, one.case) for one in open_ones()] == [(request, None)]


def test_a_meeting_does_not_end_what_was_told_at_the_request(coordinator):
    psychologist = make_user(Role.PSYCHOLOGIST)
    with time_machine.travel(now() - dt.timedelta(days=1), tick=False):
        request = slower(of_call(), coordinator, urgency=Urgency.AMBER)
        case = admitted(request, coordinator, workers=[(psychologist, Discipline.PSYCHOLOGICAL)])

    make_session(case, by=psychologist, at=now() - dt.timedelta(hours=1))

    assert [(task.case, task.owner) for task in open_ones()] == [(case, psychologist)]
    end_danger(open_ones()[0], by=psychologist, words=WORDS)
    assert open_ones() == []


def test_whoever_took_it_on_and_does_not_see_the_case_gives_it_to_who_leads_it(coordinator):
    worker, social = make_worker(), make_user(Role.SOCIAL_WORKER)
    request = slower(of_call(), coordinator)
    take_on_danger(open_ones()[0], by=coordinator, owner=worker)

    admitted(request, coordinator, region="TJ-SU", workers=[(social, Discipline.SOCIAL)])

    assert [(task.owner, task.taken_by) for task in open_ones()] == [(social, None)]


@pytest.mark.parametrize("urgency", [Urgency.GREEN, Urgency.RED])
def test_it_goes_on_in_a_case_that_is_there(coordinator, urgency):
    case = make_case(by=coordinator, urgency=urgency)
    request = slower(of_call(), coordinator)

    go_on_with(request, case, by=coordinator)

    (goes,) = open_ones()
    assert (goes.case, goes.due_at) == (case, request.received_at + dt.timedelta(hours=1))


def test_one_that_was_taken_on_when_the_request_was_let_go_goes_with_the_case_too(coordinator):
    request = triage_request(of_call(), by=coordinator, urgency=Urgency.RED)
    (task,) = open_ones()
    take_on_danger(task, by=coordinator, owner=coordinator)
    take_request_back(request, by=coordinator)
    reopen_request(request, by=coordinator)

    case = admitted(request, coordinator)

    assert [(task.case, task.taken_by) for task in open_ones()] == [(case, coordinator)]
    assert Case.objects.get() == case


def test_the_form_of_triage_comes_with_what_the_call_said(client, coordinator):
    request = of_call(dangers=["life", "held_soon"])
    sign_in(client, coordinator)

    page = soup_of(client.get(reverse("desk:request_triage", args=[request.code])))

    ticked = {box["value"] for box in page.select("[name=dangers][checked]")}
    assert ticked == {"life", "held_soon"}


def test_after_triage_the_page_of_the_request_names_the_danger_and_leads_to_it(client, coordinator):
    request = of_call()
    sign_in(client, coordinator)
    address = reverse("desk:request_triage", args=[request.code])
    typed = {"version": request.version, "urgency": "green", "needs": ["medical"]}

    refused = client.post(address, {**typed, "words": "нет"})
    assert (refused.status_code, "ten letters" in text(refused)) == (400, True)
    said = client.post(address, {**typed, "words": WAITING}, follow=True)

    (task,) = open_ones()
    assert "The danger is still open" in text(said)
    assert soup_of(said).main.find("a", href=reverse("desk:danger", args=[task.pk]))
    refuse = client.get(reverse("desk:request_refuse", args=[request.code]))
    assert soup_of(refuse).main.find("a", href=reverse("desk:danger", args=[task.pk]))
    (line,) = soup_of(client.get(reverse("desk:requests"))).select(".tasks li")
    assert "Danger" in [each.get_text(strip=True) for each in line.select(".badges .badge")]
    end_danger(task, by=coordinator, words=WORDS)
    again = soup_of(client.get(reverse("desk:request_urgency", args=[request.code])))
    assert again.select("[name=dangers][checked]") == []


def test_that_triage_cannot_be_undone_is_said_after_what_it_did(client):
    request = make_request()
    sign_in(client, make_coordinator())
    typed = {"version": request.version, "urgency": "red", "needs": ["medical"]}

    page = soup_of(client.post(reverse("desk:request_triage", args=[request.code]), typed, follow=True))

    said = [" ".join(part.get_text(" ").split()) for part in page.select("#said > *")]
    assert (len(said), "A record of danger cannot be undone" in said[-1]) == (2, True)


def test_whoever_triages_and_is_no_coordinator_sees_that_it_is_open(client):
    worker = sign_in(client, make_worker())
    request = slower(of_call(), worker)

    shown = [client.get(reverse(f"desk:{name}", args=[request.code])) for name in ("request_detail", "request_take_back")]
    page = [soup_of(one).main for one in shown]

    assert [(len(one.select('a[href=""]')), "Check urgently: person in danger" in one.get_text()) for one in page] == [(0, True), (0, True)]
    refused = client.post(reverse("desk:request_take_back", args=[request.code]), {"words": "Передумали, больше не нужно"})
    assert (refused.status_code, Request.objects.get().state) == (400, RequestState.TRIAGED)


@pytest.mark.parametrize("place", ["TJ-KT", "TJ-KT.danghara"])
def test_a_region_that_triage_puts_right_leaves_no_place_of_another(coordinator, place):
    request = make_request(by=coordinator, region="TJ-SU", place="TJ-SU.khujand")

    triage_request(request, by=coordinator, urgency=Urgency.GREEN, region="TJ-KT", place="" if place == "TJ-KT" else place)

    assert (request.region, request.place or "TJ-KT") == ("TJ-KT", place)


def test_after_triage_the_request_still_says_how_its_danger_ended(client, coordinator):
    request = make_request(by=coordinator, urgency=Urgency.RED)
    end_danger(request.tasks.get(kind=TaskKind.DANGER), by=coordinator, words=WORDS, outcome=DangerOutcome.SAFE)
    triage_request(Request.objects.get(), by=coordinator, urgency=Urgency.GREEN, words=WORDS, signs=Signs(suicide=("none",)))

    sign_in(client, coordinator)
    assert "How the danger ended : the person is safe" in text(client.get(reverse("desk:request_detail", args=[request.code])))
