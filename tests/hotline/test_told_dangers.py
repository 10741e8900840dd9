"""A danger told at a call is a danger as any other, until help is requested or somebody wrote how it ended."""

import datetime as dt
import json
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import Undo
from panoh.cases.actions import Answers
from panoh.cases.actions.dangers import add_to_danger, end_danger, raise_again, take_on_danger
from panoh.cases.enums import DangerOutcome, Level, Source, TaskKind
from panoh.cases.models import Danger, Request, Task
from panoh.cases.queries.my_day import tasks_about
from panoh.core.clock import now
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.hotline import actions
from panoh.hotline.actions.notifications import asked_of
from panoh.hotline.actions.ring_planning import _asked as laid_out
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.enums import AlertKind, Post
from panoh.hotline.models import Alert, Call
from panoh.hotline.queries.calls import alerts, calls
from panoh.intake.actions import take_in
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_call, make_line, make_officer, make_shift
from tests.hotline.test_capture import sent
from tests.hotline.test_practice import set_practice
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WHY_NOT = "Сам перезвонил: это была шутка соседа"


@pytest.fixture
def officer():
    make_secretariat()
    make_line()
    return make_officer()


def told(officer, **facts):
    return make_call(by=officer, **{"urgency": "routine", "needs": ["medical"], **facts})


def rows_of(client, user):
    sign_in(client, user)
    page = soup_of(client.get(reverse("desk:my_day")))
    titles = [item.get_text(" ", strip=True) for item in page.main.select(".tasks .what > a")]
    return [title for title in titles if title.startswith(("Check urgently", "Danger to life"))]


def danger_of(call, kind=TaskKind.DANGER):
    return Task.objects.get(danger__call=call.pk, kind=kind, done_at=None)


def ended(task, by, words=WHY_NOT, outcome=DangerOutcome.NO_HELP, **facts):
    return end_danger(task, by=by, words=words, outcome=outcome, **facts)


@pytest.mark.parametrize(
    ("facts", "dangers"),
    [
        ({"dangers": ["own_life", "life"]}, {("risk", "hour"), ("danger", "hour")}),
        ({"dangers": ["own_life"]}, {("risk", "hour")}),
        ({"dangers": ["held_soon"]}, {("danger", "three_days")}),
        ({"dangers": ["child"]}, {("danger", "day")}),
        ({"urgency": "hour"}, {("danger", "hour")}),
        ({}, set()),
    ],
)
def test_saving_a_call_with_danger_makes_one_danger_a_kind(officer, facts, dangers):
    call = told(officer, **facts)

    rows = list(Danger.objects.all())
    assert {(row.kind, row.level) for row in rows} == dangers
    assert {(row.call, row.code, row.raised_by, tuple(row.sources)) for row in rows} <= {(call.pk, call.code, officer, (Source.CALL,))}
    assert not Request.objects.exists()


def test_it_stands_in_the_day_of_officers_and_the_coordinator_and_of_no_other_organisation(client, officer):
    call = told(officer, dangers=["own_life", "life"])

    for user in (officer, make_officer(), make_coordinator()):
        assert rows_of(client, user) == ["Danger to life: ask the person and act", "Check urgently: person in danger"]  # a line each
        page = soup_of(client.get(reverse("desk:my_day"))).main
        assert (call.code in page.text, "Help is not requested yet" in page.text) == (True, True)
        assert page.select(f'form[action="{reverse("desk:take_danger", args=[danger_of(call, TaskKind.RISK).pk])}"]')
        ring = client.get(reverse("desk:ringing")).content.decode()
        assert (call.code in ring, "I have it" in ring) == (True, True)
    other = make_officer(organisation=make_member(1))
    assert rows_of(client, other) == []
    assert client.get(reverse("desk:danger", args=[danger_of(call).pk])).status_code == 404


def test_a_danger_that_is_practised_is_seen_in_practice_alone(officer):
    set_practice(officer, True)
    call = told(officer, dangers=["life"])
    task, other = danger_of(call), make_officer()
    assert (task in tasks_about(officer, call.code), task in tasks_about(other, call.code)) == (True, False)
    set_practice(officer, False)
    assert task not in tasks_about(officer, call.code)


def test_whoever_presses_has_it_and_it_rings_no_more(client, officer):
    task = danger_of(told(officer, dangers=["life"], urgency="hour"))
    ring_dangers()
    other = make_officer()
    sign_in(client, other)

    client.post(reverse("desk:take_danger", args=[task.pk]))

    task.refresh_from_db()
    assert (task.owner, task.taken_by, Alert.objects.filter(state="open").exists()) == (other, other, False)
    with time_machine.travel(now() + dt.timedelta(minutes=50)):
        assert ring_dangers() == 0
    with time_machine.travel(now() + dt.timedelta(minutes=62)):
        assert ring_dangers() == 1  # to be looked at again
    with pytest.raises(Denied):
        ended(task, officer)


def test_its_page_offers_what_to_do_and_the_outcome(client, officer):
    call = told(officer, dangers=["life"])
    task = danger_of(call)
    sign_in(client, officer)
    way = reverse("desk:danger", args=[task.pk])

    page = soup_of(client.get(way))
    forms = {form["action"] for form in page.main.select("form[action]")}
    links = {link["href"] for link in page.main.select("a[href]")}
    assert {reverse(f"desk:{name}", args=[call.code]) for name in ("call_send", "call_worker")} <= forms
    assert reverse("desk:call", args=[call.code]) in links
    assert "danger to life" in main_text(client.get(way))

    answers = {"version": task.version, "draft_id": "", "outcome": "ended", "how": "no_help", "words": "нет"}
    assert client.post(way, answers).status_code == 400
    client.post(way, answers | {"words": WHY_NOT})

    danger = Danger.objects.get()
    assert (danger.outcome, danger.ended_by, Alert.objects.filter(state="open").exists()) == ("no_help", officer.pk, False)
    shown = main_text(client.get(reverse("desk:call", args=[call.code])))
    assert ("no help is wanted after the call" in shown, "Help is not requested yet" in shown) == (True, False)
    assert WHY_NOT in client.post(reverse("desk:danger_told", args=[task.pk])).content.decode()


def test_no_help_is_an_outcome_of_a_call_alone(client, officer):
    request = told(officer, dangers=["life"], sending=Answers()).request
    coordinator = make_coordinator()
    sign_in(client, coordinator)
    page = client.get(reverse("desk:danger", args=[request.tasks.get(kind=TaskKind.DANGER).pk]))
    assert "no help is wanted after the call" not in page.content.decode()


def test_the_words_are_under_the_key_of_the_call(officer):
    call = told(officer, dangers=["life"])
    take_on_danger(danger_of(call), by=officer, owner=officer, words=WHY_NOT)

    row = Danger.objects.get().entries.exclude(reason=b"").get()
    assert row.sealing_subject() == call.sealing_subject()
    (opened,) = open_sealed([row], by=officer.actor, purpose=Purpose.OWN_WORK)
    assert opened.reason == WHY_NOT


@pytest.mark.parametrize("has_it", [False, True])
def test_help_that_is_requested_takes_the_same_danger_along(officer, has_it):
    call, coordinator = told(officer, dangers=["own_life", "life"]), make_coordinator()
    risk, danger = danger_of(call, TaskKind.RISK), danger_of(call)
    ring_dangers()
    if has_it:
        take_on_danger(risk, by=coordinator, owner=coordinator, words=WHY_NOT)
        take_on_danger(danger, by=officer, owner=officer)

    request = actions.send_call_on(Call.objects.get(), by=officer, answers=Answers())

    assert {task.pk for task in request.tasks.filter(kind__in=("risk", "danger"))} == {risk.pk, danger.pk}
    assert Danger.objects.count() == 2
    assert {(row.request, row.code, row.is_practice, row.call) for row in Danger.objects.all()} == {(request, "", None, call.pk)}
    assert set(tasks_about(coordinator, request.code).filter(kind="risk")) == {risk}
    risk.refresh_from_db()
    danger.refresh_from_db()
    assert (risk.owner, danger.owner, danger.role) == (coordinator, officer, "") if has_it else (None, None, "coordinator")
    if has_it:
        row = Danger.objects.get(kind="risk").entries.exclude(reason=b"").get()
        assert (row.request, row.sealing_subject()) == (request, request.sealing_subject())
        (opened,) = open_sealed([row], by=coordinator.actor, purpose=Purpose.OWN_WORK)
        assert opened.reason == WHY_NOT


def test_a_danger_that_is_over_goes_along_as_well(officer):
    call = told(officer, dangers=["life"])
    ended(danger_of(call), officer)

    request = actions.send_call_on(Call.objects.get(), by=officer, answers=Answers())

    assert [row.request for row in Danger.objects.order_by("raised_at")] == [request, request]
    assert Danger.objects.filter(ended_at=None).count() == 1


def test_neither_the_call_nor_the_request_after_it_is_undone(officer):
    told(officer, dangers=["held_soon"], urgency="three_days")
    actions.send_call_on(Call.objects.get(), by=officer, answers=Answers())

    assert [act.verb for act in Undo.objects.order_by("at")] == ["", ""]


def test_a_danger_from_the_field_telephone_is_the_same(client, agent, officer):
    sent(agent, officer, urgency="hour", dangers=["life"], needs=["medical"])
    take_in(agent)

    call = Call.objects.get()
    assert (danger_of(call).danger.raised_by, danger_of(call).danger.level) == (officer, Level.HOUR)
    for user in (officer, make_coordinator()):
        assert rows_of(client, user) == ["Check urgently: person in danger"]
        board = soup_of(client.get(reverse("desk:hotline")))
        (row,) = board.select('section[aria-labelledby="alerts"] li')
        assert "Help is not requested yet: danger to life" in row.get_text(" ", strip=True)
        assert [form["action"] for form in row.select("form")] == [reverse("desk:take_danger", args=[danger_of(call).pk])]

    actions.send_call_on(call, by=officer, answers=Answers())
    sign_in(client, officer)
    assert not soup_of(client.get(reverse("desk:hotline"))).select('section[aria-labelledby="alerts"] li')


def test_on_the_board_a_danger_that_somebody_has_stays_until_its_outcome(client, officer):
    task = danger_of(told(officer, dangers=["life"]))
    take_on_danger(task, by=officer, owner=officer)
    sign_in(client, make_officer())

    (row,) = soup_of(client.get(reverse("desk:hotline"))).select('section[aria-labelledby="alerts"] li')
    assert (f"{officer.username} has taken this on" in row.get_text(" ", strip=True), row.select("form")) == (True, [])
    task.refresh_from_db()
    ended(task, officer)
    assert not soup_of(client.get(reverse("desk:hotline"))).select('section[aria-labelledby="alerts"] li')


def test_the_call_stays_open_to_the_next_shift_until_it_has_an_outcome(officer):
    call = told(officer, dangers=["life"], call_back=actions.CallBack())
    with time_machine.travel(now() + dt.timedelta(days=2)):
        assert list(calls(make_officer())) == [call]
        ended(danger_of(call), officer)
        assert list(calls(make_officer())) == []


@pytest.mark.parametrize("facts", [{}, {"dangers": ["life"], "sending": Answers()}])
def test_without_danger_or_where_help_was_asked_for_the_call_has_none(officer, facts):
    told(officer, **facts)
    assert not Danger.objects.filter(call__isnull=False).exists()


def test_reaching_somebody_by_telephone_ends_nothing(officer):
    call = told(officer, dangers=["life"])
    actions.record_attempt(Call.objects.get(), by=officer, outcome="reached")
    assert danger_of(call)


@pytest.mark.parametrize("door", ["saved", "from the field telephone"])
def test_it_rings_by_the_steps_of_a_danger(client, agent, officer, door):
    second, director = make_officer(), make_user(Role.DIRECTOR)
    make_shift(second, start=-1, post=Post.BACKUP)
    with time_machine.travel(now(), tick=False) as clock:
        if door == "saved":
            make_call(by=officer, urgency="routine", dangers=["life"])
        else:
            sent(agent, officer, urgency="routine", dangers=["life"])
            take_in(agent)
        steps = []
        for minutes in (0, 14, 1, 15, 30, 30):
            clock.shift(minutes * 60)
            steps.append(ring_dangers())
        rows = Alert.objects.filter(kind=AlertKind.DANGER).order_by("step", "at")

        assert steps == [1, 0, 1, 1, 1, 0]
        assert {row.owner or row.role for row in rows} == {second, "coordinator", "director"}
        (alert,) = alerts(director)
        sign_in(client, director)
        page = main_text(client.get(reverse("desk:hotline_alert", args=[alert.pk])))
        call = Call.objects.get()
        assert (f"Call {officer.username} now" in page, call.code in page, "danger to life" in page) == (True, False, False)
        assert rows_of(client, second) == ["Check urgently: person in danger"]

        actions.see_to(alert, by=director)  # has reached them
        ended(danger_of(call), officer)
        assert (ring_dangers(), Alert.objects.filter(state="open").exists()) == (0, False)


def test_its_steps_are_laid_out_for_the_locked_server(officer):
    told(officer, dangers=["life"], urgency="hour")
    director = make_user(Role.DIRECTOR)
    assert director in [user for users in laid_out().values() for user in users]


def test_who_is_on_the_line_now_is_told_at_once_beside_the_coordinator(officer):
    shift, coordinator = make_shift(make_officer(), start=-1), make_coordinator()
    told(officer, dangers=["life"])
    ring_dangers()

    asked = [user for alert in Alert.objects.all() for user in asked_of(alert)]
    assert (shift.user in asked, coordinator in asked, officer in asked) == (True, True, False)


def test_the_words_of_an_open_danger_are_kept_and_it_rings_on(officer):
    call = told(officer, dangers=["life"], urgency="hour")
    take_on_danger(danger_of(call), by=officer, owner=officer, words=WHY_NOT)
    with time_machine.travel(now() + dt.timedelta(days=366)):
        assert (actions.forget_old_words(), ring_dangers()) == (0, 1)
        with pytest.raises(WrongState, match="still open"):
            actions.forget_words([Call.objects.get()], [])
        (kept,) = open_sealed([Call.objects.get()], by=officer.actor, purpose=Purpose.OWN_WORK)
        assert kept.said

        ended(danger_of(call), officer)
        actions.forget_old_words()
        assert bytes(Call.objects.get().said) == b""
        assert not Danger.objects.get().entries.exclude(reason=b"").exists()


def test_the_coordinator_writes_of_a_call_of_another_organisation(officer):
    other = make_officer(organisation=make_member(1))
    call = told(other, dangers=["life"])

    ended(danger_of(call), make_coordinator())

    row = Danger.objects.get().entries.exclude(reason=b"").get()
    (opened,) = open_sealed([row], by=other.actor, purpose=Purpose.OWN_WORK)
    assert opened.reason == WHY_NOT


def test_what_rang_of_a_call_of_before_is_a_danger(officer):
    call = told(officer, dangers=["own_life", "child"], urgency="day")
    with writes_allowed():
        Danger.objects.all().delete()
        facts = {"organisation": call.organisation, "role": "coordinator", "target": call.pk, "at": now(), "due_at": now()}
        for kind in ("call_danger", "danger"):
            Alert.objects.create(kind=kind, **facts)
        import_module("panoh.hotline.migrations.0017_dangers_of_calls").begin(apps, None)

    assert {(row.kind, row.level, row.code, row.raised_by) for row in Danger.objects.all()} == {
        (kind, "hour", call.code, officer) for kind in ("risk", "danger")
    }
    assert not Alert.objects.filter(state="open").exists()
    assert ring_dangers() == 2
    ended(danger_of(call), officer)


def test_who_takes_no_calls_is_not_given_it(officer):
    call = told(officer, dangers=["life"])
    with pytest.raises(Invalid):
        take_on_danger(danger_of(call), by=officer, owner=make_user(Role.SOCIAL_WORKER))


def test_of_a_danger_whose_words_are_forgotten_it_is_said_to_take_down_anew(officer):
    task = danger_of(told(officer, dangers=["life"]))
    ended(task, officer)
    actions.forget_words([Call.objects.get()], [])
    task.refresh_from_db()

    for act in (add_to_danger, raise_again):
        facts = {"owner": officer} if act is raise_again else {}
        with pytest.raises(WrongState, match="deleted twelve months later"):
            act(Task.objects.get(pk=task.pk), by=officer, words=WHY_NOT, **facts)


def test_two_dangers_of_one_call_are_told_apart_and_the_list_marks_what_is_open(client):
    officer = sign_in(client, make_officer())
    call = make_call(by=officer, dangers=["own_life", "child"], urgency="hour")
    first, second = Task.objects.filter(danger__call=call.pk).order_by("due_at", "pk")

    rows = [
        row.get_text(" ", strip=True) for row in soup_of(client.get(reverse("desk:hotline"))).select("section[aria-labelledby=alerts] li")
    ]
    assert [("thinks of ending" in row, "1/2" in row, "2/2" in row) for row in rows] == [(True, True, False), (False, False, True)]

    listed = reverse("desk:calls")
    assert len(soup_of(client.get(listed)).main.select(".badge--danger")) == 1
    for task in (first, second):
        end_danger(task, by=officer, words="Хатар гузашт, худаш гуфт", outcome=DangerOutcome.NO_HELP)
    assert soup_of(client.get(listed)).main.select(".badge--danger") == []
    assert {act.code for act in Undo.objects.filter(actor_ref=officer.pk) if act.verb and "ended" in str(act.sentence)} == {call.code}


@pytest.mark.parametrize(("signs", "stands"), [(["own_life"], True), ([""], False), ([], False)])
def test_a_danger_ticked_in_a_half_typed_call_stands_first_in_the_day_of_who_types(client, officer, signs, stands):
    line = make_line()
    there = reverse("desk:call_new", args=[line.region])
    sign_in(client, officer)
    typed = {"said": ["Задыхается, просит не класть трубку"], "dangers": signs}

    client.post(
        reverse("desk:draft", args=[f"call:{line.pk}"]), json.dumps(typed), content_type="application/json", headers={"X-Page": there}
    )

    row = soup_of(client.get(reverse("desk:my_day"))).select_one('section[aria-labelledby="danger"] li')
    assert (row is not None and "A danger that is not reported yet" in row.get_text()) == stands
    if stands:
        assert row.select_one(".do a")["href"] == f"{there}?draft=use"
        client.post(there, {**typed, "urgency": "hour", "caller": "not_said"})
        assert "A danger that is not reported yet" not in main_text(client.get(reverse("desk:my_day")))
