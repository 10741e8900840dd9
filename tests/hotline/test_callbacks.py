"""Calling back within agreed hours, workers of the region who are sent, visits: their clocks, and who is told."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.actions import deactivate_user, revoke_user
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import Answers, add_own_task
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.data_protection.leaving import revoke_person
from panoh.hotline.actions import (
    CallBack,
    acknowledge_dispatch,
    arrive,
    back_safely,
    begin_visit,
    call_off,
    cannot_go,
    end_dispatch,
    end_visit,
    is_outside,
    next_window,
    raise_late_dispatches,
    raise_overdue_visits,
    record_attempt,
    see_to,
    send_worker,
)
from panoh.hotline.enums import DISPATCH_TRANSITIONS, AlertKind, CallBackOutcome, DispatchState, Soon
from panoh.hotline.models import Alert, Call, Dispatch, Visit
from panoh.hotline.queries import callbacks as following
from panoh.hotline.queries import calls as queries
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import at, make_call, make_dispatch, make_officer, make_worker
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=DUSHANBE)


def agreed(start, end):
    return CallBack(allowed=True, number="+992901112233", start=dt.time(start), end=dt.time(end))


def told():
    rows = Alert.objects.filter(state="open").exclude(kind=AlertKind.SENT_TO_YOU)
    return sorted((alert.kind, alert.owner.username if alert.owner else alert.role) for alert in rows)


@pytest.mark.parametrize(("hour", "outside"), [(9, True), (10, False), (12, False), (13, True)])
def test_hours_that_were_agreed(officer, hour, outside):
    with time_machine.travel(NOON):
        call = make_call(by=officer, call_back=agreed(10, 12))

    assert is_outside(call, NOON.replace(hour=hour)) == outside


@pytest.mark.parametrize(("hour", "outside"), [(21, True), (22, False), (3, False), (7, True)])
def test_hours_may_reach_over_midnight(officer, hour, outside):
    with time_machine.travel(NOON):
        call = make_call(by=officer, call_back=agreed(22, 6))

    assert is_outside(call, NOON.replace(hour=hour)) == outside
    assert next_window(call, NOON) == NOON.replace(hour=22)


def test_a_call_that_is_to_be_answered_stands_in_the_list_until_it_is(officer):
    with time_machine.travel(NOON):
        call = make_call(by=officer, call_back=agreed(15, 17))
        make_call(by=officer, call_back=CallBack(allowed=False))
    with time_machine.travel(NOON + dt.timedelta(days=3)):
        (due,) = following.due_call_backs(make_officer())
        assert (due.code, due.call_back_due_at) == (call.code, NOON.replace(hour=15))
    with time_machine.travel(NOON.replace(hour=16)):
        record_attempt(Call.objects.get(pk=call.pk), by=officer, outcome=CallBackOutcome.REACHED)
        assert not following.due_call_backs(officer).exists()
        with pytest.raises(WrongState):
            record_attempt(Call.objects.get(pk=call.pk), by=officer, outcome=CallBackOutcome.REACHED)


def test_outside_the_agreed_hours_a_reason_is_wanted(officer):
    with time_machine.travel(NOON):
        call = make_call(by=officer, call_back=agreed(15, 17))
        with pytest.raises(Invalid) as refused:
            record_attempt(call, by=officer, outcome=CallBackOutcome.NO_ANSWER)
        assert list(refused.value.fields) == ["reason"]

        attempt = record_attempt(call, by=officer, outcome=CallBackOutcome.NO_ANSWER, reason="Хатар ба ҷон")

    assert attempt.is_outside
    (words,) = open_sealed([attempt], by=officer.actor, purpose=Purpose.OWN_WORK)
    assert words.reason == "Хатар ба ҷон"
    assert Call.objects.get().call_back_due_at == (NOON + dt.timedelta(days=1)).replace(hour=15)


def test_after_three_tries_the_coordinator_looks(officer):
    call = make_call(by=officer)
    for number in range(3):
        assert told() == [], number
        record_attempt(Call.objects.get(), by=officer, outcome=CallBackOutcome.NO_ANSWER)

    assert told() == [("not_reached", Role.COORDINATOR)]
    record_attempt(Call.objects.get(), by=officer, outcome=CallBackOutcome.NOT_NEEDED)
    assert told() == []
    assert not following.due_call_backs(officer).exists()
    assert len(following.attempts(call)) == 4


@pytest.mark.parametrize(("clock", "answer", "there"), [("hour", 0.25, 1), ("day", 2, 24), ("three_days", 12, 72), ("routine", 24, 168)])
def test_the_clocks_of_who_is_sent(officer, clock, answer, there):
    row = make_dispatch(by=officer, clock=Soon(clock))

    assert (row.acknowledge_by - row.sent_at, row.arrive_by - row.sent_at) == (dt.timedelta(hours=answer), dt.timedelta(hours=there))


def test_whoever_is_sent_reads_what_to_know_and_says_where_they_are(officer):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker)
    assert [alert.kind for alert in queries.alerts(worker)] == [AlertKind.SENT_TO_YOU]
    (words,) = open_sealed([row], by=worker.actor, purpose=Purpose.CARE)
    assert words.words == "Спросить у сестры, нужен врач"
    with pytest.raises(Denied):
        acknowledge_dispatch(row, by=officer)

    acknowledge_dispatch(row, by=worker)
    assert not queries.alerts(worker).exists()
    arrive(row, by=worker)
    end_dispatch(row, by=worker, outcome="Отведена к врачу")

    assert Dispatch.objects.get().state == DispatchState.DONE
    with pytest.raises(WrongState):
        call_off(row, by=officer)


def test_a_worker_of_a_member_who_is_sent_reads_it_and_no_other_organisation_does(officer):
    abroad = make_user(Role.REGIONAL_WORKER, organisation=make_member(1), regions=("TJ-KT",))
    row = make_dispatch(by=officer, worker=abroad)

    (words,) = open_sealed([row], by=abroad.actor, purpose=Purpose.CARE)
    assert words.words
    stranger = make_user(Role.REGIONAL_WORKER, organisation=make_member(2), regions=("TJ-KT",))
    with pytest.raises(NotFound):
        following.get_dispatch(stranger, row.code)
    (shut,) = open_sealed([row], by=stranger.actor, purpose=Purpose.CARE)
    assert shut.is_unreadable


def test_the_regions_of_whom_one_sends_stand_by_the_alphabet_of_who_reads(client, officer):
    make_user(Role.REGIONAL_WORKER, username="sent", regions=("TJ-SU", "TJ-DU", "TJ-KT"))
    with writes_allowed():
        User.objects.filter(pk=officer.pk).update(language="ru")
    sign_in(client, officer)
    call = make_call(by=officer)

    shown = text(client.get(reverse("desk:call_worker", args=[call.code])))

    assert "sent · Душанбе, Согдийская область, Хатлонская область" in shown


def test_where_nobody_works_a_worker_of_another_region_is_sent_and_the_form_says_so(client, officer):
    worker = make_worker("TJ-KT")
    call = make_call(by=officer, region="TJ-SU")
    sign_in(client, officer)
    page = reverse("desk:call_worker", args=[call.code])

    assert "Nobody works in Sughd" in text(client.get(page))
    client.post(page, {"place": "TJ-SU", "worker": str(worker.pk), "clock": "hour", "words": "Врач"})

    assert (Dispatch.objects.get().worker, Dispatch.objects.get().region) == (worker, "TJ-SU")


def test_only_who_covers_the_region_is_sent(officer):
    make_worker()
    for wrong in (make_worker("TJ-SU"), make_user(Role.SOCIAL_WORKER)):
        with pytest.raises(Invalid) as refused:
            make_dispatch(by=officer, worker=wrong)
        assert list(refused.value.fields) == ["worker"]
    with pytest.raises(Denied):
        send_worker(by=make_user(Role.SOCIAL_WORKER), worker=make_worker(), clock=Soon.HOUR, region="TJ-KT", words="Врач")
    worker = make_worker()
    assert following.coverage()["TJ-KT"].count(worker.username) == 1


@pytest.mark.parametrize(
    ("clock", "answered_by", "half", "end"),
    [("hour", 0.25, 0.5, 1), ("day", 2, 12, 24), ("three_days", 12, 36, 72), ("routine", 24, 84, 168)],
)
def test_no_answer_goes_to_who_sent_and_a_colleague_then_the_coordinator_then_the_director(officer, clock, answered_by, half, end):
    colleague = make_worker()
    row = make_dispatch(by=officer, clock=Soon(clock))
    first = sorted([("late", colleague.username), ("late", officer.username)])
    steps = [first, sorted([*first, ("late", Role.COORDINATOR)]), sorted([*first, ("late", Role.COORDINATOR), ("late", Role.DIRECTOR)])]
    for hours, before, after in zip((answered_by, half, end), ([], *steps), steps, strict=False):
        with time_machine.travel(at(hours - 0.05)):
            raise_late_dispatches()
            assert told() == before
        with time_machine.travel(at(hours + 0.05)):
            assert (raise_late_dispatches(), raise_late_dispatches(), told()) == (1, 0, after)
    acknowledge_dispatch(Dispatch.objects.get(pk=row.pk), by=row.worker)
    assert told() == []


def test_a_colleague_and_the_director_who_are_told_read_whom_to_call_and_nothing_of_the_dispatch(client, officer):
    colleague, director = make_worker(), make_user(Role.DIRECTOR)
    row = make_dispatch(by=officer)
    with time_machine.travel(at(1.1)):
        raise_late_dispatches()
        for reader in (colleague, director):
            sign_in(client, reader)
            (line,) = soup_of(client.get(reverse("desk:my_day"))).find(id="danger").find_parent("section").select("li")
            page = soup_of(client.get(line.select_one(".what a")["href"]))
            assert f"call: {officer.username}" in line.get_text()
            assert f"Call {officer.username}, who sent them" in page.main.get_text(" ", strip=True)
            assert row.code not in page.get_text() + line.get_text()
            client.post(page.main.select("form")[-1]["action"])
            assert soup_of(client.get(reverse("desk:my_day"))).find(id="danger") is None


def test_who_said_they_go_and_is_not_there_in_time_is_told(officer):
    row = make_dispatch(by=officer)
    acknowledge_dispatch(row, by=row.worker)
    with time_machine.travel(at(0.9)):
        assert raise_late_dispatches() == 0
    with time_machine.travel(at(1.1)):
        raise_late_dispatches()
        assert told() == sorted([("late", officer.username), ("late", Role.COORDINATOR), ("late", Role.DIRECTOR)])


@pytest.mark.parametrize("end", [deactivate_user, revoke_user])
@pytest.mark.parametrize("answered", [[], [acknowledge_dispatch], [acknowledge_dispatch, arrive]])
def test_who_is_sent_and_whose_account_ends_goes_nowhere_and_another_is_wanted_at_once(client, officer, end, answered):
    row = make_dispatch(by=officer)
    for answer in answered:
        answer(row, by=row.worker)

    end(row.worker, by=make_user(Role.ADMINISTRATOR))

    assert told() == sorted([("cannot_go", officer.username), ("cannot_go", Role.COORDINATOR)])
    sign_in(client, officer)
    page = text(client.get(reverse("desk:dispatch", args=[row.code])))
    assert ("Send someone else" in page, f"The access of {row.worker.username} has ended." in page) == (True, True)


@pytest.mark.parametrize("why", ["left", "lost", "taken"])
def test_only_coordinator_and_director_read_that_a_colleague_may_be_detained(client, officer, why):
    coordinator, director = make_coordinator(), make_user(Role.DIRECTOR)
    row = make_dispatch(by=officer)

    revoke_person(row.worker, by=coordinator, why=why)

    said, read = "A colleague cannot be reached and may be detained", []
    for user in (coordinator, director, officer):
        sign_in(client, user)
        day = soup_of(client.get(reverse("desk:my_day"))).main
        lines = [line for line in day.select("ul.tasks li") if said in line.get_text()]
        read.append([row.worker.username in line.get_text() for line in lines])
    assert read == ([[True], [True], []] if why == "taken" else [[], [], []])
    if why == "taken":
        sign_in(client, director)
        (form,) = [form for form in soup_of(client.get(reverse("desk:my_day"))).main.select("form") if "Mark as checked" in form.get_text()]
        client.post(form["action"])
        assert said not in text(client.get(reverse("desk:my_day")))
    sign_in(client, officer)
    page = text(client.get(reverse("desk:dispatch", args=[row.code])))
    assert ("Ask the coordinator before you call them." in page, "Call them if" in page) == (True, False)


@pytest.mark.parametrize("end", [deactivate_user, revoke_user])
def test_who_is_out_when_their_account_ends_is_missed_until_somebody_says_what_became_of_them(client, officer, end):
    worker, director = make_worker(), make_user(Role.DIRECTOR)
    visit = begin_visit(by=worker, until=now() + dt.timedelta(hours=3))

    end(worker, by=make_user(Role.ADMINISTRATOR))

    assert told() == sorted([("visit", Role.DUTY_OFFICER), ("visit", Role.COORDINATOR)])
    assert (following.visits_under_way(officer), Visit.objects.get().back_at) == ([visit], None)
    sign_in(client, officer)
    board = soup_of(client.get(reverse("desk:hotline"))).find(id="board")
    assert worker.username in board.get_text()
    with time_machine.travel(at(1.1)):
        assert (raise_overdue_visits(), raise_overdue_visits()) == (1, 0)
        assert told() == sorted(("visit", role) for role in (Role.DUTY_OFFICER, Role.COORDINATOR, Role.DIRECTOR))
        for alert in queries.alerts(director):
            with pytest.raises(WrongState, match="what became of them"):
                see_to(alert, by=director)
    (there,) = {link["href"] for link in board.select("a") if "is not back" in link.get_text()}
    page = client.get(there).url
    assert "their access has ended" in text(client.get(page))
    assert client.post(page, {"became": ""}).status_code == 400
    client.post(page, {"became": "care"})
    row = Visit.objects.get()
    assert (row.became, row.ended_by, row.back_at, told(), following.visits_under_way(officer)) == ("care", officer, None, [], [])
    assert client.post(page, {"became": "care"}).status_code == 404


def test_only_who_was_told_says_what_became_of_who_is_out(officer):
    worker = make_worker()
    begin_visit(by=worker, until=at(2))
    deactivate_user(worker, by=make_user(Role.ADMINISTRATOR))

    for alert in Alert.objects.filter(kind=AlertKind.VISIT_OVERDUE):
        with pytest.raises(Denied):
            end_visit(alert, by=make_worker(), became="back")


def test_who_cannot_go_says_so_and_somebody_is_told_at_once(officer):
    row = make_dispatch(by=officer)

    cannot_go(row, by=row.worker)

    assert told() == sorted([("cannot_go", officer.username), ("cannot_go", Role.COORDINATOR)])


def test_every_state_of_who_is_sent_is_reached():
    assert {to for states in DISPATCH_TRANSITIONS.values() for to in states} | {DispatchState.SENT} == set(DispatchState)


def test_a_visit_asks_no_place_and_one_tap_ends_it(officer):
    worker = make_worker()
    visit = begin_visit(by=worker, until=at(2))
    assert {field.name for field in Visit._meta.concrete_fields} == {
        "id",
        "version",
        "user",
        "organisation",
        "began_at",
        "expected_at",
        "back_at",
        "closed_at",
        "became",
        "ended_at",
        "ended_by",
        "raised",
        "is_practice",
    }
    with pytest.raises(WrongState):
        begin_visit(by=worker, until=at(2))
    with pytest.raises(Denied):
        back_safely(visit, by=officer)
    assert following.visits_under_way(officer) == [visit]

    back_safely(visit, by=worker)

    assert (following.visit_now(worker), following.visits_under_way(officer)) == (None, [])
    with pytest.raises(WrongState):
        back_safely(Visit.objects.get(), by=worker)


def test_whoever_is_not_back_in_time_is_looked_for(officer):
    worker, coordinator = make_worker(), make_coordinator()
    visit = begin_visit(by=worker, until=at(2))
    with time_machine.travel(at(2.2)):
        assert raise_overdue_visits() == 0
    with time_machine.travel(at(2.3)):
        raise_overdue_visits()
        assert [row.kind for row in queries.alerts(officer)] == [AlertKind.VISIT_OVERDUE]
        assert not queries.alerts(coordinator).exists()
    with time_machine.travel(at(2.8)):
        raise_overdue_visits()
        assert queries.alerts(coordinator).exists()
        back_safely(Visit.objects.get(pk=visit.pk), by=worker)
        assert not Alert.objects.filter(state="open").exists()


@pytest.mark.parametrize("hours", [-1, 25])
def test_a_visit_ends_within_a_day(hours):
    with pytest.raises(Invalid):
        begin_visit(by=make_worker(), until=at(hours))


def day_of(client):
    page = soup_of(client.get(reverse("desk:my_day")))
    titles = [item.get_text(strip=True) for item in page.main.select(".tasks .what > a")]
    number = page.select_one(".rail a[aria-current=page] .count")
    return titles, number.get_text(strip=True) if number else ""


@time_machine.travel(NOON)
def test_who_has_to_be_there_within_an_hour_reads_that_first_and_counted_until_it_is_done(client, officer):
    worker = sign_in(client, make_worker())
    for number in range(3):
        add_own_task(by=worker, words=f"Отчёт {number}", due=now() + dt.timedelta(seconds=number + 1))
    row = make_dispatch(by=officer, worker=worker)

    with time_machine.travel(NOON + dt.timedelta(minutes=5)):
        titles, number = day_of(client)
        assert titles == ["You have a dispatch", "Отчёт 0", "Отчёт 1", "Отчёт 2"]
        assert number == "4"

        acknowledge_dispatch(row, by=worker)
        assert day_of(client) == (["You have a dispatch", "Отчёт 0", "Отчёт 1", "Отчёт 2"], "4")

        arrive(row, by=worker)
        end_dispatch(row, by=worker, outcome="Увезли с врачом")
        assert day_of(client) == (["Отчёт 0", "Отчёт 1", "Отчёт 2"], "3")


@time_machine.travel(NOON)
def test_what_leaves_a_day_is_counted_and_nobody_elses_day_says_it(client, officer):
    worker = make_worker()
    sign_in(client, worker)
    make_dispatch(by=officer, worker=worker, clock=Soon.DAY)
    make_dispatch(by=officer, worker=make_worker())

    titles, number = day_of(client)

    assert (titles, number) == (["You have a dispatch"], "1")


@pytest.mark.parametrize("house", ["own", "a member"])
def test_who_sees_the_request_of_a_call_notes_that_they_called_back(client, officer, house):
    organisation = make_member() if house == "a member" else None
    worker = make_user(Role.REGIONAL_WORKER, regions=["TJ-KT"], **({"organisation": organisation} if organisation else {}))
    sign_in(client, worker)
    call = make_call(by=officer, sending=Answers())
    page, address = (reverse(f"desk:{name}", args=[call.request.code]) for name in ("request_detail", "request_call_back"))
    assert soup_of(client.get(page)).main.find("a", href=address)

    answered = client.post(address, {"outcome": CallBackOutcome.REACHED, "reason": ""})

    assert (answered.status_code, answered.url) == (302, page)
    assert (call.attempts.get().by, Call.objects.get().call_back_done_at is not None) == (worker, True)
    assert (client.get(address).status_code, soup_of(client.get(page)).main.find("a", href=address)) == (404, None)


def test_who_sees_neither_the_call_nor_its_request_notes_nothing(officer):
    stranger = make_user(Role.REGIONAL_WORKER, regions=["TJ-SU"])
    call = make_call(by=officer, sending=Answers())

    with pytest.raises(Denied):
        record_attempt(call, by=stranger, outcome=CallBackOutcome.REACHED)
    with pytest.raises(Denied):
        record_attempt(make_call(by=officer), by=stranger, outcome=CallBackOutcome.REACHED)
