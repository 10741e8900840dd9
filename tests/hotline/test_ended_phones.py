"""What a telephone sends after it was disconnected is nobody's record until its owner confirms it; a danger in it is told at once."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts import factors, passwords, two_people
from panoh.accounts.actions import deactivate_user, disconnect_telephone, reset_second_factor
from panoh.accounts.enums import RightKind
from panoh.accounts.roles import Role
from panoh.cases.enums import Discipline
from panoh.cases.models import Danger, Session
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.core.errors import Denied, WrongState
from panoh.hotline import phone
from panoh.hotline.actions.alerts import see_to
from panoh.hotline.actions.phone_entries import confirm_entry, finish_entry, forget_old_entries, open_entry, place_entries
from panoh.hotline.actions.ringing import ring_ended_phones
from panoh.hotline.enums import AlertKind, AlertState, EntryKind, Post
from panoh.hotline.models import Alert, Call, PhoneEntry
from panoh.intake.actions import take_in
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_line, make_officer, make_shift, make_worker, sealed_record
from tests.hotline.test_capture import PIN, sent, words_of
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SAID = "Ӯро бурданд"


@pytest.fixture
def data(agent: Path):
    make_secretariat()
    make_line()
    return agent


@pytest.fixture
def worker(data):
    return make_worker()


def lost(worker):
    disconnect_telephone(worker, keep="here", by=worker)


def closed(worker):
    deactivate_user(worker, by=make_user(Role.ADMINISTRATOR))


def new_factor(worker):
    reset_second_factor(worker, by=SYSTEM)


def asked_for(worker):
    two_people.give_way_in(worker, RightKind.FACTOR, by=make_user(Role.ADMINISTRATOR))


def other_password(worker):
    factors.set_password(worker, passwords.hashed("a new password of words"), by=worker.actor)


def earlier(hours=4):
    """What comes in has the hour of its file, which no test moves."""
    return time_machine.travel(now() - dt.timedelta(hours=hours))


def came_after(data, worker, *, ended=lost, **facts):
    """The worker's telephone was disconnected four hours ago, and what it sends now is taken in."""
    token = signed_in(worker)
    with earlier():
        ended(worker)
    sent_with(data, token, **facts)


def signed_in(worker):
    with earlier(5):
        phone.set_pin(worker.username, worker.pk, PIN)
        return str(phone.sign_in(worker.username, PIN))


def sent_with(data, token, **facts):
    phone.lay_down(sealed_record(data, **{"minutes": "50", **facts}), token)
    assert take_in(data) == 1
    place_entries()


def alerts(state=AlertState.OPEN):
    return sorted((row.kind, row.role or row.owner.username) for row in Alert.objects.filter(state=state).select_related("owner"))


@pytest.mark.parametrize("ended", [lost, closed, new_factor, asked_for, other_password])
@pytest.mark.parametrize(("what", "dangers"), [("danger", []), ("call", ["life"]), ("session", ["child"])])
def test_a_danger_that_a_disconnected_telephone_sends_rings_to_nobody_and_is_told_at_once(data, worker, arranging, ended, what, dangers):
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    came_after(data, worker, ended=ended, what=what, code=case.code, dangers=dangers, urgency="hour", said=SAID)

    entry = PhoneEntry.objects.get()
    assert [model.objects.count() for model in (Danger, Call, Session)] == [0, 0, 0]
    assert (entry.kind, entry.is_unconfirmed, entry.tells_danger) == (what, True, True)
    own = [] if ended is closed else [(AlertKind.PHONE_DANGER, worker.username)]
    assert alerts() == sorted([(AlertKind.PHONE_DANGER, Role.COORDINATOR), *own])


def test_it_is_told_once_however_much_it_sends_and_to_who_is_on_a_line_of_a_danger_alone(data, worker):
    officer = make_officer()
    make_shift(officer)
    token = signed_in(worker)
    with earlier():
        lost(worker)
    for number in range(3):
        sent_with(data, token, what="call", said=f"{SAID} {number}", urgency="routine")
    assert alerts() == sorted([(AlertKind.PHONE_ENDED, Role.COORDINATOR), (AlertKind.PHONE_ENDED, worker.username)])
    for number in range(3):
        sent_with(data, token, what="danger", said=f"{SAID} {number}")

    whom = (Role.COORDINATOR, worker.username, officer.username)
    assert [who for kind, who in alerts() if kind == AlertKind.PHONE_DANGER] == sorted(whom)
    assert len(alerts()) == 5


def test_who_is_coordinator_and_second_on_the_line_is_told_once(data, worker):
    both = make_coordinator()
    make_shift(both, post=Post.BACKUP)
    came_after(data, worker, what="danger", said=SAID)
    whom = [who for kind, who in alerts() if kind == AlertKind.PHONE_DANGER]
    assert sorted(whom) == sorted([Role.COORDINATOR, worker.username])


@pytest.mark.parametrize(("said", "is_told"), [(SAID, True), ("", False)])
def test_who_asks_reads_that_words_were_typed_there_and_whose_phone_it_is(client, data, worker, said, is_told):
    came_after(data, worker, what="danger", said=said, dangers=["life"])
    page = reverse("desk:phone_entry", args=[PhoneEntry.objects.get().pk])
    for reader, opens, title in ((make_officer(), is_told, "Entry from a colleague's phone"), (worker, False, "Entry from your phone")):
        sign_in(client, reader)
        shown = soup_of(client.post(page)).main
        assert shown.h1.get_text() == title
        assert ("Text was typed there" in shown.get_text()) is opens


def test_what_nobody_asks_about_goes_on_to_who_is_on_duty_and_to_the_director_by_the_hour(client, data, worker):
    director, psychologist = make_user(Role.DIRECTOR), make_user(Role.PSYCHOLOGIST)
    make_shift(psychologist, post=Post.PSYCHOLOGIST)
    came_after(data, worker, what="danger", urgency="routine", said=SAID)
    began, steps = Alert.objects.earliest("at").at, []
    for minutes in (0, 14, 15, 16, 30, 59, 60, 90):
        with time_machine.travel(began + dt.timedelta(minutes=minutes), tick=False):
            steps.append((ring_ended_phones(), {psychologist.username, Role.DIRECTOR} & {who for _kind, who in alerts()}))

    on_duty = {psychologist.username}
    both = {*on_duty, Role.DIRECTOR}
    assert steps == [(0, set()), (0, set()), (1, set()), (0, set()), (1, on_duty), (0, on_duty), (1, both), (0, both)]
    assert Danger.objects.count() == 0
    sign_in(client, director)
    page = client.get(reverse("desk:hotline_alert", args=[Alert.objects.get(role=Role.DIRECTOR).pk])).content.decode()
    assert (f"Call {worker.username}, whose phone it was" in page, SAID in page) == (True, False)

    finish_entry(PhoneEntry.objects.get(), by=worker)
    with time_machine.travel(began + dt.timedelta(hours=2)):
        assert (ring_ended_phones(), alerts()) == (0, [])


def test_what_came_before_it_was_disconnected_counts_however_late_it_is_taken_in(data, worker):
    sent(data, worker, what="call", dangers=["life"], urgency="hour", said=SAID)
    with time_machine.travel(now() + dt.timedelta(hours=1)):
        lost(worker)
        take_in(data)
    call = Call.objects.get()
    assert (call.taken_by, call.is_after_end, Danger.objects.filter(call=call.pk).exists()) == (worker, False, True)


@pytest.mark.parametrize("ended", [lost, asked_for, other_password])
def test_what_is_sent_after_signing_in_anew_counts_and_the_old_digits_sign_nobody_in(data, worker, ended):
    signed_in(worker)
    with earlier():
        ended(worker)
    assert phone.sign_in(worker.username, PIN) is None
    sent(data, worker, what="call", dangers=["life"], urgency="hour", said=SAID)
    take_in(data)
    assert Danger.objects.filter(call=Call.objects.get().pk).exists()


def test_once_its_owner_confirms_it_it_is_recorded_and_rings(data, worker):
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    came_after(data, worker, what="danger", code=case.code, said=SAID)
    confirm_entry(PhoneEntry.objects.get(), by=worker)
    place_entries()

    assert Danger.objects.get().case == case
    assert alerts() == []
    with pytest.raises(WrongState):
        confirm_entry(PhoneEntry.objects.get(), by=worker)


def test_a_call_that_is_confirmed_is_the_one_that_was_heard_and_says_whence_it_came(client, data):
    officer = make_officer()
    terms = {"may_call_back": "yes", "number": "901112233", "call_from": "10:00", "call_to": "12:00", "who_may_answer": "хоҳар"}
    came_after(data, officer, what="call", urgency="three_days", needs=["medical"], place="TJ-SU.khujand", said=SAID, **terms)
    given = open_entry(PhoneEntry.objects.get(), by=officer)
    confirm_entry(PhoneEntry.objects.get(), by=officer)
    place_entries()

    call = Call.objects.get()
    assert (call.taken_by, call.needs, call.place, call.call_from, call.may_call_back) == (
        officer,
        ["medical"],
        "TJ-SU.khujand",
        dt.time(10),
        True,
    )
    assert (given["number"], given["place"], given["call_from"]) == ("+992901112233", "TJ-SU.khujand", "10:00:00")
    opened = words_of(call, officer)
    assert (opened.said, opened.number, opened.who_may_answer) == (SAID, "+992901112233", "хоҳар")
    sign_in(client, officer)
    assert "Sent after the phone was disconnected" in client.get(reverse("desk:call", args=[call.code])).content.decode()


def test_the_coordinator_asks_the_worker_confirms_in_their_place_and_reads_no_words(client, data, worker):
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    came_after(data, worker, what="danger", code=case.code, said=SAID)
    sign_in(client, make_coordinator())
    day = soup_of(client.get(reverse("desk:my_day"))).main
    (way,) = {link["href"] for link in day.select("a") if "A disconnected phone sent a danger" in link.get_text()}
    page = reverse("desk:phone_entry", args=[PhoneEntry.objects.get().pk])
    assert client.get(way)["Location"] == page

    shown = soup_of(client.post(page)).main.get_text(" ", strip=True)
    assert (case.code in shown, SAID in shown, f"Call {worker.username}" in shown) == (True, False, True)
    client.post(page, {"confirmed": "1"})
    place_entries()
    assert (Danger.objects.get().case, Danger.objects.get().raised_by) == (case, worker)


def test_whoever_takes_calls_opens_a_danger_of_it_and_nothing_else(data, worker):
    officer, other = make_officer(), make_worker()
    token = signed_in(worker)
    with earlier():
        lost(worker)
    sent_with(data, token, what="danger", said=SAID)
    sent_with(data, token, what="session", said=SAID)
    danger, session = PhoneEntry.objects.get(kind=EntryKind.DANGER), PhoneEntry.objects.get(kind=EntryKind.SESSION)

    assert open_entry(danger, by=officer)["said"] == ""
    for entry, who in ((session, officer), (danger, other)):
        with pytest.raises(Denied):
            open_entry(entry, by=who)


def test_what_is_not_theirs_is_deleted_and_nothing_is_told_any_longer(data, worker):
    coordinator = make_coordinator()
    came_after(data, worker, what="danger", said=SAID)
    for row in Alert.objects.filter(role=Role.COORDINATOR):
        with pytest.raises(WrongState):
            see_to(row, by=coordinator)
    finish_entry(PhoneEntry.objects.get(), by=worker)

    assert (alerts(), Danger.objects.count(), place_entries()) == ([], 0, 0)


def test_what_nobody_confirmed_is_deleted_after_twelve_months_with_what_tells_of_it(data, worker):
    came_after(data, worker, what="call", urgency="routine", said=SAID)
    with time_machine.travel(now() + dt.timedelta(days=366)):
        assert forget_old_entries() == 1
    assert (alerts(), Call.objects.exists()) == ([], False)


def test_the_board_leads_to_it_and_has_no_press_that_ends_it(client, data, worker):
    came_after(data, worker, what="danger", said=SAID)
    sign_in(client, make_coordinator())
    board = soup_of(client.get(reverse("desk:hotline"))).main
    (row,) = [row for row in board.select(".tasks li") if "A disconnected phone sent a danger" in row.get_text()]
    assert (row.select("form"), worker.username in row.get_text()) == ([], True)
