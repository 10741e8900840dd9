"""What was written down on a telephone comes in once, whole, marked, before the eyes of whom it concerns; nothing in it is believed."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.urls import reverse

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import Answers
from panoh.cases.queries.cases import requests
from panoh.cases.queries.my_day import danger_lines
from panoh.core.clock import now
from panoh.core.errors import Denied, Invalid, Locked
from panoh.hotline import phone, receivers
from panoh.hotline.actions import end_phone_pins, send_call_on, set_phone_pin
from panoh.hotline.enums import AlertKind, AlertState, Caller, Soon, Way
from panoh.hotline.models import Alert, Call
from panoh.hotline.queries.calls import alerts, calls
from panoh.intake.actions import take_in
from panoh.intake.models import Taken
from panoh.vault import client as agent_client
from panoh.vault import intake
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_line, make_officer, make_shift, make_worker, sealed_record
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PIN = "402817"
PLANES = "Ғӣқӯҳҷ й\u0301 漢字 \U0001f512 \U00020000 \U000e0041 \U0010fffd"


@pytest.fixture
def data(agent: Path):
    """The data folder with a secretariat and its lines."""
    make_secretariat()
    make_line()
    return agent


@pytest.fixture
def officer(data):
    return make_officer()


def sent(data: Path, by, **facts) -> bytes:
    """A record that the officer's telephone sent with the sign-in of this day; answers it as it was sealed."""
    set_phone_pin(by=by, pin=PIN)
    sealed = sealed_record(data, **facts)
    phone.lay_down(sealed, str(phone.sign_in(by.username, PIN)))
    return sealed


def words_of(call, by):
    (opened,) = open_sealed([call], by=by.actor, purpose=Purpose.OWN_WORK)
    return opened


def test_a_record_becomes_a_call_of_who_sent_it_at_the_time_of_the_telephone(data, officer):
    at = now() - dt.timedelta(hours=5)
    sent(
        data,
        officer,
        at=at.isoformat(),
        way="visit",
        urgency="three_days",
        needs=["medical", "social"],
        place="TJ-SU.khujand",
        said=PLANES,
        may_call_back="yes",
        number="90 111 22 33",
        call_from="10:00",
        call_to="12:00",
        who_may_answer="хоҳар",
    )
    assert take_in(data) == 1

    call = Call.objects.get()
    assert (call.taken_by, call.way, call.line.region, call.region, call.is_late) == (officer, Way.VISIT, "TJ-SU", "TJ-SU", False)
    assert abs(call.begun_at - at) < dt.timedelta(seconds=1)
    assert (call.urgency, call.caller, call.needs, call.may_call_back) == (Soon.THREE_DAYS, Caller.FAMILY, ["medical", "social"], True)
    opened = words_of(call, officer)
    assert (opened.said, opened.number, opened.who_may_answer) == (PLANES, "+992901112233", "хоҳар")
    assert list(calls(officer)) == [call]
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs.index("intake.opened") < verbs.index("hotline.capture_taken_in")
    assert intake.waiting(data) == []


def test_sent_again_and_again_also_by_another_sign_in_it_is_one(data, officer):
    sealed = sent(data, officer)
    take_in(data)
    for _ in range(3):
        phone.lay_down(sealed, str(phone.sign_in(officer.username, PIN)))
        assert take_in(data) == 1
        with writes_allowed():
            Taken.objects.all().delete()  # they are kept for a while; the call knows its number for good

    assert (Call.objects.count(), Alert.objects.count(), intake.waiting(data)) == (1, 1, [])


def test_broken_off_between_it_begins_again_and_is_one(data, officer, monkeypatch):
    sent(data, officer)

    def broken(*_args, **_kwargs):
        raise RuntimeError

    for module, name in (("capture", "write_down"), ("capture", "record_about"), ("capture", "raise_alert")):
        with monkeypatch.context() as patched:
            patched.setattr(f"panoh.hotline.actions.{module}.{name}", broken)
            with pytest.raises(RuntimeError):
                take_in(data)
        assert (Call.objects.count(), len(intake.waiting(data))) == (0, 1)
    assert (take_in(data), Call.objects.count()) == (1, 1)


def test_locked_it_waits(data, officer):
    set_phone_pin(by=officer, pin=PIN)
    agent_client.lock()
    try:
        phone.lay_down(sealed_record(data), str(phone.sign_in(officer.username, PIN)))
        with pytest.raises(Locked):
            take_in(data)
    finally:
        agent_client.unlock(None)
    assert (take_in(data), Call.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, ["officer"]),
        ({"urgency": "hour"}, ["coordinator", "officer"]),
        ({"urgency": "routine", "dangers": ["own_life"]}, ["coordinator", "officer"]),
        ({"urgency": "routine"}, ["officer"]),
    ],
)
def test_who_is_asked_to_look(data, officer, facts, asked):
    coordinator = make_coordinator()
    sent(data, officer, **facts)
    take_in(data)

    seen = {"officer": officer, "coordinator": coordinator}
    waits = {name: alerts(user).filter(kind=AlertKind.CAPTURED).exists() or danger_lines(user).exists() for name, user in seen.items()}
    assert sorted(name for name, has in waits.items() if has) == asked


def test_of_who_takes_no_calls_any_more_nothing_is_lost_and_the_coordinator_looks(data, officer, arranging):
    sent(data, officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    take_in(data)

    assert Call.objects.get().taken_by == officer
    assert [(row.owner, row.role) for row in Alert.objects.all()] == [(None, Role.COORDINATOR)]


def test_as_a_request_it_is_seen_to(data, officer):
    sent(data, officer, needs=["medical"], urgency="day")
    take_in(data)
    send_call_on(Call.objects.get(), by=officer, answers=Answers())

    assert {row.state for row in Alert.objects.all()} == {AlertState.SEEN}


@pytest.mark.parametrize("place", ["", "TJ-KT.danghara", "TJ-XX"])
def test_as_a_request_it_has_the_region_that_stands_at_the_call(client, data, officer, place):
    make_shift(officer, line=make_line("TJ-KT"))
    worker, elsewhere = make_worker("TJ-KT"), make_worker("TJ-SU")
    sent(data, officer, place=place, needs=["medical"], at=now().isoformat())
    take_in(data)

    request = send_call_on(Call.objects.get(), by=officer, answers=Answers())

    assert (request.region, list(requests(worker)), list(requests(elsewhere))) == ("TJ-KT", [request], [])
    sign_in(client, make_coordinator())
    page = soup_of(client.get(reverse("desk:request_triage", args=[request.code])))
    assert page.select_one("[name=place] option[selected]")["value"] == (request.place or "TJ-KT")


@pytest.mark.parametrize(("region", "line"), [("TJ-SU", "TJ-SU"), ("TJ-GB", "TJ-DU")])
def test_out_of_a_shift_it_has_the_region_in_which_who_wrote_it_works(data, region, line):
    worker = make_user(Role.DUTY_OFFICER, Role.REGIONAL_WORKER, regions=(region,))
    sent(data, worker, needs=["medical"], at=now().isoformat())
    take_in(data)
    call = Call.objects.get()

    request = send_call_on(call, by=worker, answers=Answers())

    assert (call.line.region, request.region, list(requests(make_worker(region)))) == (line, region, [request])


@pytest.mark.parametrize(
    ("facts", "fields", "words"),
    [
        ({"urgency": "x"}, {"urgency": "day"}, "When is help needed: x"),
        ({"urgency": []}, {"urgency": "day", "caller": "family"}, None),
        ({"needs": ["medical", "gold"]}, {"needs": []}, "What for: medical, gold"),
        ({"place": "TJ-XX"}, {"region": "", "place": ""}, "District or city: TJ-XX"),
        ({"may_call_back": "yes", "number": "12", "who_may_answer": "хоҳар"}, {"may_call_back": True}, "Safe number: 12"),
        ({"may_call_back": "yes", "number": ""}, {"may_call_back": True}, None),
        (
            {"may_call_back": "yes", "number": "901112233", "call_from": "10:00"},
            {"may_call_back": True, "call_from": None},
            "Call from: 10:00",
        ),
        (
            {"may_call_back": "no", "number": "901112233"},
            {"may_call_back": False},
            "Is it safe to call back: no, they will call again\n\nSafe number: 901112233",
        ),
        ({"said": "х" * 30_000}, {}, "х" * 30_000),
        ({"at": "yesterday"}, {}, None),
        ({"at": "1999-01-01T00:00:00Z"}, {}, None),
        ({"at": "2999-01-01T00:00:00Z"}, {}, None),
        ({"said": "а\x00б \ud800"}, {}, "аб ?"),
    ],
)
def test_nothing_in_it_is_believed_and_nothing_lost(data, officer, facts, fields, words):
    sent(data, officer, **facts)
    assert take_in(data) == 1

    call = Call.objects.get()
    assert {name: getattr(call, name) for name in fields} == fields
    assert abs(call.begun_at - now()) < dt.timedelta(days=90)
    if words:
        assert words in words_of(call, officer).said


@pytest.mark.parametrize("facts", [[], {"at": 5, "needs": {"a": 1}, "said": [5, None, "х"]}, {"way": ["call"] * 10_000}])
def test_what_is_no_record_of_ours_makes_no_trouble(data, officer, facts):
    assert receivers.read_capture(facts if isinstance(facts, dict) else {})["urgency"] == "day"


AS_IT_OPENS = {"way": "call", "urgency": "routine", "caller": "not_said"}


@pytest.mark.parametrize(
    "facts", [{"way": [], "urgency": [], "caller": []}, AS_IT_OPENS, AS_IT_OPENS | {"said": [" \n", ""], "number": " "}]
)
def test_a_record_in_which_nothing_was_said_is_not_kept(data, officer, facts):
    sent(data, officer, at=now().isoformat(), **facts)
    assert (take_in(data), Call.objects.count(), Alert.objects.count(), intake.waiting(data)) == (1, 0, 0, [])


@pytest.mark.parametrize(
    "facts",
    [
        {"way": "visit"},
        {"urgency": "day"},
        {"caller": "x"},
        {"said": "х"},
        {"number": "12"},
        {"dangers": ["life"]},
        {"needs": ["gold"]},
        {"place": "?"},
        {"words": "of another day's page"},
    ],
)
def test_one_answer_is_enough_for_it_to_be_kept(data, officer, facts):
    sent(data, officer, at=now().isoformat(), **AS_IT_OPENS | facts)
    assert (take_in(data), Call.objects.count()) == (1, 1)


def test_the_page_as_it_opens_says_nothing(client, data):
    page = soup_of(client.get("/field/en/")).select_one("form[data-key]")
    asked = [field for field in page.select("input[checked], input[type=hidden][value]") if field["name"] != "unasked"]
    shown = {field["name"]: field["value"] for field in asked if not field.find_parent("fieldset", disabled=True)}
    assert shown == AS_IT_OPENS | {"what": "call", "may_call_back": ""}


def test_without_a_sign_in_of_ours_it_is_set_aside_and_holds_nothing_up(data, officer):
    key = intake.public_key(data)
    sealed = sealed_record(data)
    for number, token in enumerate(("", "made up")):
        message = intake.Message(phone.KIND, {"token": token}, [sealed])
        intake.lay_down(data, intake.seal(key, bytes([number] * 16), message))
    phone.lay_down(b"\x01" * 300, phone.signing.dumps(str(officer.pk), salt=phone.SALT))
    sent(data, officer)
    take_in(data)

    assert Call.objects.count() == 1
    assert len(list((data / "waiting").glob("*.unreadable"))) == 3


@pytest.mark.parametrize(("place", "line"), [("", "TJ-SU"), ("TJ-KT.danghara", "TJ-KT"), ("TJ-GB", "TJ-DU")])
def test_the_line_is_that_of_the_place_else_that_of_the_shift(data, officer, place, line):
    make_shift(officer, line=make_line("TJ-SU"))
    sent(data, officer, place=place, at=now().isoformat())
    take_in(data)
    assert Call.objects.get().line.region == line


def test_figures_are_for_who_goes_out_and_end_with_their_account(data, officer, arranging):
    with pytest.raises(Denied):
        set_phone_pin(by=make_user(Role.ACCOUNTANT), pin=PIN)
    with pytest.raises(Invalid):
        set_phone_pin(by=officer, pin="111111")
    set_phone_pin(by=officer, pin=PIN)
    assert end_phone_pins() == 0
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert end_phone_pins() == 1
    assert phone.sign_in(officer.username, PIN) is None


def test_on_the_board_it_says_that_it_came_from_a_phone(client, data, officer):
    sent(data, officer, way="message")
    take_in(data)
    sign_in(client, officer)
    board, page = (
        client.get(reverse(*where)).content.decode() for where in (("desk:hotline",), ("desk:call", None, [Call.objects.get().code]))
    )

    assert "An entry from a phone arrived" in board
    assert "Recorded on a phone" in board
    assert "Recorded on a phone" in page
    assert "message" in page


def test_no_word_of_it_lies_anywhere_in_clear(data, officer):
    sent(data, officer, said="Каломи махфӣ")
    whole = b"".join(path.read_bytes() for path in (data / "waiting").glob("*"))
    assert "Каломи".encode() not in whole
    assert json.dumps("Каломи")[1:-1].encode() not in whole
    assert officer.username.encode() not in whole
