"""What the hotline puts into a day: each line says which it is, and is counted."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import add_own_task
from panoh.core.clock import DUSHANBE
from panoh.hotline.actions import acknowledge_dispatch, arrive, call_off, cannot_go, end_dispatch, raise_late_dispatches
from panoh.hotline.actions.callbacks import begin_visit
from panoh.hotline.models import Call, Dispatch, Visit
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator, make_request
from tests.factories.hotline import make_call, make_dispatch, make_line, make_officer, make_shift, make_worker, take_line
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=DUSHANBE)


@pytest.fixture
def officer():
    make_secretariat()
    make_line()
    return make_officer()


def day_of(client, user):
    """What each line of the hotline in the day names, and the number of the day: beside my day, and in the line of the date."""
    page = soup_of(client.get(reverse("desk:my_day")) if sign_in(client, user) else None)
    found = [item for item in page.main.select(".tasks .what") if item.a and item.a["href"].startswith(("/desk/hotline/", "/desk/tasks/"))]
    lines = [" ".join(item.p.get_text(" ", strip=True).split()) for item in found]
    rail, said = page.select_one(".rail a[aria-current=page] .count"), page.select_one(".title .quiet").get_text(" ", strip=True)
    return lines, rail.get_text() if rail else "", said.partition(": ")[2]


@time_machine.travel(NOON)
def test_two_who_are_sent_for_today_are_told_apart_and_counted_until_they_are_over(client, officer):
    worker = make_worker()
    sent = [make_dispatch(by=officer, worker=worker, clock="day", place=f"TJ-KT.{place}") for place in ("bokhtar", "kulob")]
    named = [f"Bokhtar {sent[0].code}", f"Kulob {sent[1].code}"]

    assert day_of(client, worker) == (named, "2", "2")

    acknowledge_dispatch(sent[0], by=worker)
    lines, *numbers = day_of(client, worker)
    assert (sorted(lines), numbers) == (sorted(named), ["2", "2"])  # to be there tomorrow noon
    with time_machine.travel(NOON + dt.timedelta(hours=13)):
        lines, *numbers = day_of(client, worker)
        assert (sorted(lines), numbers) == (sorted(named), ["2", "2"])

    arrive(sent[0], by=worker)
    end_dispatch(Dispatch.objects.get(pk=sent[0].pk), by=worker, outcome="Увезли с врачом")
    assert day_of(client, worker) == (named[1:], "1", "1")


def test_each_danger_told_at_a_call_names_its_call_and_is_counted(client, officer):
    calls = [make_call(by=officer, urgency="hour", place=place) for place in ("TJ-KT.bokhtar", "")]
    named = [f"Help is not requested yet Danger nobody has taken it on {call.code}" for call in calls]

    assert day_of(client, officer) == (named, "2", "2")
    assert day_of(client, make_coordinator()) == (named, "3", "3")  # and a step of the Unit

    sign_in(client, officer)
    board = soup_of(client.get(reverse("desk:hotline"))).select_one('section[aria-labelledby="alerts"]')
    assert [" ".join(item.get_text(" ", strip=True).split()) for item in board.select(".what p.quiet:not(:has(.badge))")] == [
        f"Bokhtar {calls[0].code}",
        f"Khatlon region {calls[1].code}",
    ]


def first_part(client, user):
    """What stands in the first part of the day: when, what, and what each line names; and the number of the day."""
    page = soup_of(client.get(reverse("desk:my_day")) if sign_in(client, user) else None)
    head = page.find(id="danger")
    found = head.find_parent("section").select("li") if head else []
    rail = page.select_one(".rail a[aria-current=page] .count")
    lines = [" ".join(item.get_text(" ", strip=True).split()) for row in found for item in row.select(".when, .what")]
    return lines, rail.get_text() if rail else ""


@pytest.mark.parametrize(
    ("clock", "until"), [("day", "12:00 27 November"), ("three_days", "12:00 29 November"), ("routine", "12:00 3 December")]
)
@time_machine.travel(NOON)
def test_whoever_is_on_the_way_reads_it_first_with_its_hour_and_counted_until_it_is_over(client, officer, clock, until):
    worker = make_worker()
    add_own_task(by=worker, words="Отчёт", due=NOON + dt.timedelta(minutes=1))
    row = make_dispatch(by=officer, worker=worker, clock=clock, place="TJ-KT.kulob")

    acknowledge_dispatch(row, by=worker)
    going = first_part(client, worker)
    arrive(row, by=worker)
    there = first_part(client, worker)
    end_dispatch(Dispatch.objects.get(pk=row.pk), by=worker, outcome="Увезли с врачом")

    on_the_way = ([f"until {until}", f"You have a dispatch Kulob {row.code}"], "2")
    assert (going, there, first_part(client, worker)) == (on_the_way, on_the_way, ([], "1"))


@time_machine.travel(NOON)
def test_where_somebody_is_sent_stands_before_every_other_danger_until_they_are_there(client, officer):
    coordinator, worker = make_coordinator(), make_user(Role.COORDINATOR, Role.REGIONAL_WORKER, regions=("TJ-KT",))
    make_request(by=coordinator, urgency="red")
    with time_machine.travel(NOON + dt.timedelta(hours=25)):  # that request is late by now
        row = make_dispatch(by=officer, worker=worker, clock="routine")
        titles = first_part(client, worker)[0][1::2]
        assert (len(titles) > 1, row.code in titles[0]) == (True, True)

        acknowledge_dispatch(row, by=worker)
        arrive(row, by=worker)
        assert row.code in first_part(client, worker)[0][1::2][-1]


def offered(client, worker):
    """Of the one row of the first part: its acts, whether each is a press, and where it leads."""
    (row,) = soup_of(client.get(reverse("desk:my_day")) if sign_in(client, worker) else None).find(id="danger").find_parent("section")("li")
    acts = [(found, found.find_parent("form")) for found in row.select(".do .btn")]
    return [(act.find(string=True).strip(), bool(form), form["action"] if form else act["href"]) for act, form in acts]


@time_machine.travel(NOON)
def test_a_dispatch_is_answered_in_its_row(client, officer):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker, clock="day")
    going, there = (reverse("desk:dispatch_move", args=[row.code, act]) for act in ("going", "there"))
    cannot = ("I cannot go", False, reverse("desk:dispatch_cannot", args=[row.code]))

    assert offered(client, worker) == [("I am going", True, going), cannot]
    client.post(going)
    assert offered(client, worker) == [("I am there", True, there), cannot]
    client.post(there)
    assert offered(client, worker) == [("Done", False, reverse("desk:dispatch_end", args=[row.code]))]


@time_machine.travel(NOON)
def test_a_dispatch_has_one_name_in_the_day_and_on_its_page(client, officer):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker, clock="day")

    (_when, said), _number = first_part(client, worker)

    page = soup_of(client.get(reverse("desk:dispatch", args=[row.code])))
    assert said.startswith(page.find(id="next").get_text(strip=True))


@time_machine.travel(NOON)
def test_who_is_out_says_in_the_day_that_they_are_back_and_can_take_it_back(client, officer):
    worker = make_worker()
    make_dispatch(by=officer, worker=worker)
    visit = begin_visit(by=worker, until=NOON + dt.timedelta(hours=3))

    def top():
        page = soup_of(client.get(reverse("desk:my_day")) if sign_in(client, worker) else None)
        rows = page.find(id="danger").find_parent("section").find_all("li")
        return page, next((row for row in rows if "You are out" in row.get_text()), None)

    page, row = top()
    assert row.find(class_="when").get_text(" ", strip=True) == "until 15:00 today"
    assert (row.get("class"), row.button.find(string=True).strip()) == (None, "I am back safely")
    assert page.select_one(".rail a[aria-current=page] .count").get_text() == "2"
    with time_machine.travel(NOON + dt.timedelta(hours=4)):
        assert top()[1]["class"] == ["late", "danger"]
        client.post(row.form["action"])
        assert "You are out" not in top()[0].main.get_text()
    undo.take_back(undo.latest(worker.actor).pk, by=worker.actor)
    assert Visit.objects.get(pk=visit.pk).back_at is None


@pytest.mark.parametrize("end", [cannot_go, call_off])
@time_machine.travel(NOON)
def test_what_cannot_be_gone_to_or_is_called_off_leaves_the_first_part(client, officer, end):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker, clock="day", place="TJ-KT.kulob")
    acknowledge_dispatch(row, by=worker)

    end(row, by=worker if end is cannot_go else officer, words="Дорога закрыта снегом")

    assert not any("You have a dispatch" in line for line in first_part(client, worker)[0])


@time_machine.travel(NOON)
def test_a_colleague_who_is_told_that_somebody_is_late_reads_no_code_that_does_not_open(client, officer):
    colleague = make_worker()
    row = make_dispatch(by=officer)

    with time_machine.travel(NOON + dt.timedelta(minutes=20)):
        raise_late_dispatches()
        assert day_of(client, colleague)[0] == [f"call: {officer.username}"]
        assert day_of(client, officer)[0] == [f"Khatlon region {row.code}"]


@time_machine.travel(NOON, tick=False)
def test_a_late_call_back_stands_in_the_day_of_who_took_the_call_and_of_who_is_on_shift(client, officer):
    call = make_call(by=officer)
    with writes_allowed():
        Call.objects.update(call_back_due_at=NOON - dt.timedelta(hours=8))
    colleague, on_shift = make_officer(organisation=officer.organisation), make_officer(organisation=officer.organisation)
    take_line(make_shift(on_shift))
    said = ([f"Khatlon region · overdue {call.code}"], "1", "1")

    assert day_of(client, officer) == said
    assert day_of(client, on_shift) == said
    assert day_of(client, colleague) == ([], "", "")
    assert "overdue" in soup_of(client.get(reverse("desk:hotline"))).find(id="backs").find_parent("section").get_text()

    with writes_allowed():
        Call.objects.update(call_from=dt.time(3), call_to=dt.time(4))
    assert day_of(client, officer)[0] == [f"Khatlon region · overdue · not now: outside the agreed hours {call.code}"]
    with writes_allowed():
        Call.objects.update(call_back_done_at=NOON)
    assert day_of(client, officer) == ([], "", "")
