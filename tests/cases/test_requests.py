"""Requests: their clock, their words, and where they may go."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions import (
    admit,
    decline_request,
    receive_request,
    reopen_request,
    send_request_elsewhere,
    take_request_back,
    triage_request,
)
from panoh.cases.actions.dangers import end_danger
from panoh.cases.enums import REQUEST_TRANSITIONS, Asker, DecisionReason, Door, Kind, Need, RequestState, TaskKind, Urgency
from panoh.cases.models import Case, Request, Task
from panoh.cases.policy import visible_requests
from panoh.cases.queries.cases import get_request, requests
from panoh.core.clock import now
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.people.data import PersonData
from panoh.vault.actions import open_sealed
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.examples import examples
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator, make_request
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(("urgency", "hours"), [(Urgency.RED, 24), (Urgency.AMBER, 72), (Urgency.GREEN, 168)])
def test_receive_request_sets_the_clock_of_its_urgency(coordinator, urgency, hours):
    request = make_request(by=coordinator, urgency=urgency)

    assert request.due_at - request.received_at == dt.timedelta(hours=hours)
    task = request.tasks.get(kind=TaskKind.TRIAGE)
    assert (task.role, task.owner, task.due_at) == (Role.COORDINATOR, None, request.due_at)


def test_receive_request_seals_its_words_under_a_key_of_its_own(coordinator):
    request = make_request(by=coordinator)

    stored = Request.objects.get(pk=request.pk)
    (opened,) = open_sealed([stored], by=coordinator.actor, purpose=Purpose.DECISION)
    assert (opened.family_name, opened.number, opened.need_words) == ("Раҳимова", "+992901112233", "Дарди сар ва бехобӣ")
    assert opened.triage_words == ""
    assert SubjectKey.objects.filter(kind="enquiry", subject=request.pk).count() == 1


def test_receive_request_needs_a_need(coordinator):
    with pytest.raises(Invalid) as refused:
        receive_request(by=coordinator, door=Door.LETTER, asker=Asker.RELATIVE, needs=[])

    assert set(refused.value.fields) == {"needs"}
    assert Request.objects.count() == 0


def test_a_member_of_staff_without_the_permission_takes_no_request():
    make_secretariat()

    with pytest.raises(Denied):
        make_request(by=make_user(Role.DIRECTOR))

    assert Request.objects.count() == 0


def test_the_hotline_officer_takes_a_request_and_sees_none_of_them():
    make_secretariat()
    officer = make_user(Role.DUTY_OFFICER)

    request = make_request(by=officer)

    assert not visible_requests(officer).exists()
    assert visible_requests(make_coordinator()).get() == request


def test_triage_moves_the_clock_with_the_urgency(coordinator):
    request = make_request(by=coordinator, urgency=Urgency.GREEN)

    triage_request(request, by=coordinator, urgency=Urgency.RED, needs=[Need.SHELTER, Need.LEGAL], words="Хатар ҳаст", kind=Kind.FAMILY)

    stored = Request.objects.get(pk=request.pk)
    assert stored.due_at - stored.received_at == dt.timedelta(hours=24)
    assert (stored.state, stored.urgency, stored.needs, stored.kind) == ("triaged", "red", ["shelter", "legal"], "family")
    assert open_sealed([stored], by=coordinator.actor, purpose=Purpose.DECISION)[0].triage_words == "Хатар ҳаст"
    left = [(task.kind, task.done_at is None) for task in stored.tasks.order_by("due_at", "kind")]
    assert left == [("danger", True), ("decide", True), ("triage", False)]


def test_the_decision_needs_words_and_finishes_the_task(coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    with pytest.raises(Invalid):
        decline_request(request, by=coordinator, reason=DecisionReason.NO_CAPACITY, words="  ")

    decline_request(request, by=coordinator, reason=DecisionReason.NO_CAPACITY, words="Ҷой нест")

    stored = Request.objects.get(pk=request.pk)
    assert (stored.state, stored.decision_reason, stored.decided_by) == ("declined", "no_capacity", coordinator)
    assert not Task.objects.filter(done_at=None).exists()


def test_only_the_coordinator_decides():
    make_secretariat()
    worker = make_user(Role.SOCIAL_WORKER)
    request = make_request(by=worker, state=RequestState.TRIAGED)

    with pytest.raises(Denied):
        send_request_elsewhere(request, by=worker, words="Ба маркази дигар")

    assert Request.objects.get(pk=request.pk).state == "triaged"


def test_two_people_who_triage_the_same_request_get_a_conflict(coordinator):
    mine = make_request(by=coordinator)
    theirs = Request.objects.get(pk=mine.pk)
    triage_request(theirs, by=make_coordinator(), urgency=Urgency.AMBER, words="Аввал")

    with pytest.raises(Conflict):
        triage_request(mine, by=coordinator, urgency=Urgency.GREEN, words="Дуюм")

    stored = Request.objects.get(pk=mine.pk)
    assert stored.urgency == "amber"
    assert open_sealed([stored], by=coordinator.actor, purpose=Purpose.DECISION)[0].triage_words == "Аввал"


def test_reopening_starts_the_clock_anew(coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED, received_at=now() - dt.timedelta(days=40), urgency=Urgency.RED)
    end_danger(request.tasks.get(kind=TaskKind.DANGER), by=coordinator, words="Она у сестры, врач был")
    take_request_back(request, by=coordinator)

    reopen_request(request, by=coordinator)

    assert request.state == "triaged"
    assert dt.timedelta(hours=23) < request.due_at - now() <= dt.timedelta(hours=24)
    assert sorted(request.tasks.filter(done_at=None).values_list("kind", flat=True)) == ["danger", "decide"]


def test_undo_takes_a_triage_back(coordinator):
    request = make_request(by=coordinator)
    triage_request(request, by=coordinator, urgency=Urgency.AMBER, words="Зуд")

    undo.take_back(undo.latest(coordinator.actor).id, by=coordinator.actor)

    stored = Request.objects.get(pk=request.pk)
    assert (stored.state, stored.urgency, bytes(stored.triage_words)) == ("new", "green", b"")
    assert [(task.kind, task.done_at) for task in stored.tasks.all()] == [("triage", None)]


@pytest.mark.parametrize("said", [{"urgency": "red"}, {"urgency": "amber", "dangers": ["life"], "words": "Врач уже у неё"}])
def test_a_danger_is_triaged_without_saying_what_is_asked_for(client, coordinator, said):
    sign_in(client, coordinator)
    request = make_request(by=coordinator, needs=[], urgency=Urgency.RED)

    sent = client.post(reverse("desk:request_triage", args=[request.code]), {"words": "Врач уже у неё", **said, "version": request.version})

    stored = Request.objects.get()
    assert (sent.status_code, stored.state, stored.urgency, stored.needs) == (302, "triaged", said["urgency"], [])


def test_a_triage_that_says_nothing_is_refused(client, coordinator):
    sign_in(client, coordinator)
    request = make_request(by=coordinator, needs=[], urgency=Urgency.RED)
    address, empty = reverse("desk:request_triage", args=[request.code]), {"urgency": "red", "words": " ", "version": request.version}

    refused = client.post(address, empty)
    assert (refused.status_code, "Nothing is filled in" in refused.text, Request.objects.get().state) == (400, True, "new")

    assert client.post(address, {**empty, "suicide": ["none"]}).status_code == 302


def test_a_red_request_is_written_down_without_saying_what_is_asked_for(client, coordinator):
    sign_in(client, coordinator)

    said = "What is asked for and the urgency are enough (in danger, the urgency alone)"
    assert said in client.get(reverse("desk:request_new")).text
    sent = client.post(reverse("desk:request_new"), {"door": "", "asker": "person", "urgency": "red"})

    stored = Request.objects.get()
    assert (sent.status_code, stored.urgency, stored.get_door_display()) == (302, "red", "not stated")


@pytest.mark.parametrize(
    ("role", "door"),
    [
        (Role.REGIONAL_WORKER, "regional_worker"),
        (Role.DUTY_OFFICER, "hotline"),
        (Role.MEMBER_WORKER, "member"),
        (Role.SOCIAL_WORKER, ""),
        (Role.COORDINATOR, ""),
    ],
)
def test_a_request_begins_with_the_way_that_is_known_and_keeps_none_that_was_not_said(client, role, door):
    sign_in(client, make_user(role))

    page = soup_of(client.get(reverse("desk:request_new")))
    sent = client.post(reverse("desk:request_new"), {"door": "", "asker": "person", "needs": ["medical"], "urgency": "green"})

    assert page.select_one("select[name=door] option")["value"] == ""
    assert [each["value"] for each in page.select("select[name=door] option[selected]") if each["value"]] == ([door] if door else [])
    assert (sent.status_code, Request.objects.get().get_door_display()) == (302, "not stated")


@pytest.mark.parametrize("urgency", ["amber", "green"])
def test_without_danger_it_is_said_what_is_asked_for(client, coordinator, urgency):
    sign_in(client, coordinator)
    request = make_request(by=coordinator)

    for address in (reverse("desk:request_triage", args=[request.code]), reverse("desk:request_new")):
        sent = client.post(address, {"door": "hotline", "asker": "person", "urgency": urgency, "version": request.version})
        shown = soup_of(sent)
        for away in shown.select("[hidden]"):
            away.decompose()
        page = " ".join(shown.get_text(" ").split())
        assert (sent.status_code, "What is asked for Choose at least one option" in page) == (400, True)

    assert Request.objects.get().state == "new"


def test_requests_list_puts_the_latest_due_time_first_and_hides_the_decided(coordinator):
    late = make_request(by=coordinator, received_at=now() - dt.timedelta(days=9))
    red = make_request(by=coordinator, urgency=Urgency.RED)
    green = make_request(by=coordinator)
    make_request(by=coordinator, state=RequestState.DECLINED)

    assert list(requests(coordinator)) == [late, red, green]
    assert requests(coordinator, "decided").get().state == "declined"


def test_a_request_of_another_organisation_is_not_found():
    make_secretariat()
    request = make_request(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(2))

    with pytest.raises(NotFound):
        get_request(stranger, request.code)
    assert get_request(make_coordinator(), request.code.lower().replace("-", " ")) == request


def _step(request, to, coordinator):
    match to:
        case RequestState.TRIAGED if request.state == RequestState.NEW:
            triage_request(request, by=coordinator, urgency=Urgency.GREEN)
        case RequestState.TRIAGED:
            reopen_request(request, by=coordinator)
        case RequestState.ADMITTED:
            admit(
                request,
                PersonData(sex="male", family_name="Раҳимов"),
                by=coordinator,
                organisation=coordinator.organisation,
                kind=Kind.SURVIVOR,
            )
        case RequestState.ELSEWHERE:
            send_request_elsewhere(request, by=coordinator, words="Ба ҷои дигар")
        case RequestState.DECLINED:
            decline_request(request, by=coordinator, reason=DecisionReason.NOT_ELIGIBLE, words="Не")
        case RequestState.WITHDRAWN:
            take_request_back(request, by=coordinator)


@examples(40)
@given(path=st.lists(st.sampled_from([state for state in RequestState if state != RequestState.NEW]), max_size=5))
def test_a_request_goes_where_the_table_allows_and_nowhere_else(coordinator, path):
    request = make_request(by=coordinator)

    for to in path:
        before = (Request.objects.values().get(pk=request.pk), Case.objects.count(), AuditEvent.objects.count())
        allowed = to in REQUEST_TRANSITIONS[RequestState(before[0]["state"])]
        row = Request.objects.get(pk=request.pk)
        if allowed:
            _step(row, to, coordinator)
            assert Request.objects.get(pk=request.pk).state == to
        else:
            with pytest.raises(WrongState):
                _step(row, to, coordinator)
            assert (Request.objects.values().get(pk=request.pk), Case.objects.count(), AuditEvent.objects.count()) == before
