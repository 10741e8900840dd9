"""The duty pack: opens with the PIN while everything is locked, in memory alone, for the shift alone, and five wrong tries delete it."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.urls import reverse

from panoh.cases.actions.sessions import plan_session
from panoh.cases.enums import Discipline, SessionKind
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Invalid, WrongState
from panoh.hotline import pack, phone
from panoh.hotline.actions import CallBack, cannot_go, set_phone_pin
from panoh.hotline.actions.packing import make_pack, refresh_packs
from panoh.hotline.pins import is_pin
from panoh.vault import client as agent
from tests.factories.accounts import sign_in
from tests.factories.cases import make_case
from tests.factories.hotline import at, make_call, make_dispatch, make_shift, make_worker, take_line
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PIN = "402817"


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    """Memory is a folder of the test's own."""
    monkeypatch.setattr(pack, "MEMORY", tmp_path)
    monkeypatch.setattr("panoh.hotline.actions.packing._filled", {})


def packed(officer, **facts):
    shift = make_shift(officer, **facts)
    make_pack(by=officer, pin=PIN)
    return shift


def test_the_pack_holds_who_is_on_duty_and_whom_to_call_back(officer):
    call = make_call(by=officer, call_back=CallBack(allowed=True, number="+992901112233", what_to_say="Рақамро хато кардам"))
    packed(officer)

    found = pack.open_pack(officer.username.upper(), PIN)

    assert [row["who"] for row in found["shifts"]] == [officer.username]
    assert [(row["code"], row["number"], row["say"]) for row in found["calls"]] == [(call.code, "+992901112233", "Рақамро хато кардам")]


@pytest.fixture
def worker(officer):
    return make_worker()


def test_who_goes_out_today_takes_along_where_and_whom_by_codes_and_nothing_else(worker, officer):
    with time_machine.travel("2026-11-24T03:00:00Z", tick=False) as clock:
        row = make_dispatch(worker=worker, by=officer)
        case = make_case(workers=((worker, Discipline.SOCIAL),))
        plan_session(case, by=worker, discipline=Discipline.SOCIAL, kind=SessionKind.VISIT, at=now() + dt.timedelta(hours=2))
        plan_session(case, by=worker, discipline=Discipline.SOCIAL, kind=SessionKind.VISIT, at=now() + dt.timedelta(hours=26))
        make_call(by=officer)

        until = make_pack(by=worker, pin=PIN)

        found = pack.open_pack(worker.username, PIN)
        assert [(each["code"], each["words"]) for each in found["sent"]] == [(row.code, "Спросить у сестры, нужен врач")]
        assert [each["code"] for each in found["visits"]] == [case.code]
        assert found.keys() == {"at", "shifts", "sent", "visits"}
        assert until.astimezone(DUSHANBE) == dt.datetime(2026, 11, 25, tzinfo=DUSHANBE)
        clock.move_to(until)
        assert pack.open_pack(worker.username, PIN) is None


def test_done_for_the_day_the_pack_is_gone(worker, officer):
    row = make_dispatch(worker=worker, by=officer)
    make_pack(by=worker, pin=PIN)
    cannot_go(row, by=worker)
    refresh_packs()
    assert pack.open_pack(worker.username, PIN) is None
    with pytest.raises(WrongState):
        make_pack(by=worker, pin=PIN)


def test_the_page_of_the_pack_shows_where_to_go(client, worker, officer):
    row = make_dispatch(worker=worker, by=officer)
    sign_in(client, worker)
    client.post(reverse("desk:pack_new"), {"pin": PIN})
    page = client.post("/desk/pack/?language=en", {"account": worker.username, "pin": PIN}).content.decode()
    assert row.code in page
    assert "Спросить у сестры, нужен врач" in page
    assert "Callback due" not in page


def test_nothing_of_it_lies_in_the_data_folder_and_nothing_in_clear(officer, tmp_path):
    make_call(by=officer)
    packed(officer)

    before = {"server.key", "root.key"}
    assert not [path for path in Path(settings.DATA).rglob("*") if path.suffix in {".pack", ".key"} and path.name not in before]
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert stored
    for secret in ("901112233", PIN, "хато"):
        assert secret.encode() not in stored
    assert {path.stat().st_mode & 0o77 for path in tmp_path.rglob("*")} == {0}


def test_without_the_half_that_dies_with_the_machine_the_pin_opens_nothing(officer, tmp_path):
    packed(officer)
    (folder,) = tmp_path.iterdir()
    (folder / pack.PEPPER).unlink()

    assert pack.open_pack(officer.username, PIN) is None


def test_a_wrong_pin_a_wrong_account_and_five_tries(officer):
    packed(officer)
    assert pack.open_pack("nobody", PIN) is None
    for _ in range(4):
        assert pack.open_pack(officer.username, "000001") is None
    assert pack.open_pack(officer.username, PIN) is not None

    for _ in range(5):
        assert pack.open_pack(officer.username, "000001") is None
    assert pack.open_pack(officer.username, PIN) is None
    assert pack.holders() == []


def test_the_pack_ends_with_the_shift_and_the_next_but_within_a_day(officer):
    packed(officer, hours=8)
    with time_machine.travel(at(7.9)):
        assert pack.open_pack(officer.username, PIN)
    with time_machine.travel(at(8.1)):
        assert pack.open_pack(officer.username, PIN) is None

    make_shift(officer, start=9, hours=8)
    until = make_pack(by=officer, pin=PIN)
    assert dt.timedelta(hours=16) < until - now() < dt.timedelta(hours=18)


@pytest.mark.parametrize("choose", [make_pack, set_phone_pin])
@pytest.mark.parametrize(
    ("pins", "why"),
    [
        ("12345 40281 abcdef ١٢٣٤٥٦ 4028.7", "Enter at least six digits and nothing else"),
        ("111111 0000000 121212 123123 1212121 12341234", "a repeat"),
        ("112233 111222 998877 110022 111000", "a repeat"),
        ("123456 654321 456789 890123 1234567890 135791 975319", "digits in order"),
        ("200001 194537 421984 210047 119990", "a year"),
        ("170586 310199 860517 991231", "a date"),
        ("159753 147258 123321 102030", "such as the last six on a banknote"),
    ],
)
def test_a_pin_that_everybody_has_is_refused_with_why_and_what_to_choose_instead(officer, agent, choose, pins, why):
    make_shift(officer)
    for pin in pins.split():
        with pytest.raises(Invalid, match=why):
            choose(by=officer, pin=pin)
    assert (pack.holders(), phone.holders()) == ([], {})


@pytest.mark.parametrize("pin", ["402817", "883041", "137306", "321399", "013245", "4028175"])
def test_a_pin_of_digits_by_chance_is_taken(pin):
    assert is_pin(pin)


def test_hardly_any_pin_by_chance_is_refused():
    taken = sum(is_pin(f"{one:06}") for one in range(0, 1_000_000, 37))
    assert taken / len(range(0, 1_000_000, 37)) > 0.8


def test_without_a_shift_or_without_memory_there_is_no_pack(officer, monkeypatch):
    with pytest.raises(WrongState):
        make_pack(by=officer, pin=PIN)
    make_shift(officer)
    monkeypatch.setattr(pack, "MEMORY", Path("/nowhere"))
    with pytest.raises(WrongState):
        make_pack(by=officer, pin=PIN)
    assert pack.open_pack(officer.username, PIN) is None


def test_the_worker_fills_it_anew_without_the_pin_and_drops_it_when_the_shift_is_handed_over(officer):
    shift = packed(officer)
    call = make_call(by=officer)
    assert refresh_packs() == 0
    with time_machine.travel(at(-1)):  # the clock was set back
        assert refresh_packs() == 1
    with time_machine.travel(at(0.3)):
        assert refresh_packs() == 1
        assert [row["code"] for row in pack.open_pack(officer.username, PIN)["calls"]] == [call.code]
        take_line(shift)
        from panoh.hotline.actions import end_shift  # noqa: PLC0415 -- beside its one use

        end_shift(shift, by=officer, note="Ором")
        refresh_packs()
        assert pack.open_pack(officer.username, PIN) is None


def test_while_locked_the_page_opens_it_without_a_database_and_everything_else_stays_shut(client, officer, monkeypatch):
    make_call(by=officer)
    packed(officer)
    sign_in(client, officer)
    monkeypatch.setattr(agent, "status", lambda: agent.Status(running=True, locked=True, unlocks_itself=False))
    with connection.execute_wrapper(lambda *_: pytest.fail("the locked server asked its database")):
        assert client.get("/desk/hotline/").status_code == 503
        assert client.get("/desk/pack/").status_code == 200
        wrong = client.post("/desk/pack/?language=en", {"account": officer.username, "pin": "000001"})
        opened = client.post("/desk/pack/", {"account": officer.username, "pin": PIN})

    assert (wrong.status_code, "Could not open the pack." in wrong.content.decode()) == (403, True)
    shown = opened.content.decode()
    assert ("tel:+992901112233" in shown, opened["Cache-Control"]) == (True, "no-store")


def test_an_officer_makes_it_on_the_page_of_shifts(client, officer):
    sign_in(client, officer)
    make_shift(officer)
    page = soup_of(client.get(reverse("desk:my_shifts")))
    assert page.select_one(f"a[href='{reverse('desk:pack_new')}']")

    client.post(reverse("desk:pack_new"), {"pin": PIN})

    assert pack.open_pack(officer.username, PIN)


def test_tries_take_turns_so_that_none_is_uncounted_and_no_page_waits_for_its_turn(officer, client, no_sleep):
    packed(officer)

    with pack._one_at_a_time(pack.memory_folder()):
        answer = client.post("/desk/pack/?language=en", {"account": officer.username, "pin": PIN})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")
    assert "Someone else is trying at this moment" in answer.content.decode()
    assert pack.open_pack(officer.username, PIN) is not None
