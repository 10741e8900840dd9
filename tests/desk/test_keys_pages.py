"""The data guardian's page of the keys, and the way in while everything is locked."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from panoh.accounts import locked_login_throttle
from panoh.accounts.roles import Role
from panoh.accounts.sign_in import let_in
from panoh.audit.models import AuditEvent
from panoh.vault import client as keeper
from panoh.vault.events import Event
from tests.environment import DATA
from tests.factories.accounts import make_user, sign_in
from tests.pages import soup_of

pytestmark = pytest.mark.django_db  # not on PostgreSQL: it breaks and closes the database as SQLite lets it
NO_CARD = "acid " * 20
UNLOCK = "/desk/unlock/?language=en"


@pytest.fixture
def guardian(client):
    """The data guardian, signed in."""
    return sign_in(client, make_user(Role.DATA_GUARDIAN, username="guardian"))


@pytest.fixture
def no_tries():
    """No tries before, none after."""
    (DATA / locked_login_throttle.FILE).unlink(missing_ok=True)
    yield
    (DATA / locked_login_throttle.FILE).unlink(missing_ok=True)


@pytest.fixture
def shut():
    """Everything locked for the length of a test."""
    keeper.lock()
    yield
    keeper.unlock(None)


def cards_on(response):
    return [" ".join(word.get_text() for word in card.select("li")) for card in soup_of(response).select("main section.sheet")]


def make(client, kind="phones", of=3, needed=2):
    return client.post(reverse("desk:make_cards"), {"cards-kind": kind, "cards-of": of, "cards-needed": needed, "cards-passphrase": ""})


def test_cards_are_shown_once_with_no_name_and_the_page_says_that_there_are_some(client, guardian):
    answer = make(client, "paper", 5, 3)

    cards = cards_on(answer)
    assert [len(card.split()) for card in cards] == [20] * 5
    assert guardian.username not in soup_of(answer).select_one("main").get_text()
    page = client.get(reverse("desk:keys")).content.decode()
    assert "any 3 of 5, made " in page
    assert " ".join(cards[0].split()[6:9]) not in page
    assert AuditEvent.objects.filter(verb=Event.SHARES_MADE).count() == 1


def test_where_another_try_is_under_way_the_page_of_the_cards_says_so_at_once_and_counts_none(client, guardian, no_tries, monkeypatch):
    def busy(*_given, **_how):
        raise keeper.OtherTry(keeper.NOT_TRIED)

    monkeypatch.setattr(keeper, "make_shares", busy)
    answers = [make(client) for _each in range(8)]

    assert [answer.status_code for answer in answers] == [429] * 8
    assert "Someone else is trying now, or the server is too busy" in answers[-1].content.decode()
    assert not AuditEvent.objects.filter(verb=Event.SHARES_MADE).exists()


def test_more_cards_than_are_made_cannot_be_needed(client, guardian):
    answer = make(client, "paper", 2, 3)

    assert answer.status_code == 400
    assert "You need at most as many cards to unlock as are made" in answer.content.decode()


def test_hours_are_set_and_kept(client, guardian):
    assert client.post(reverse("desk:set_lock_hours"), {"lock-hours": "48"}).status_code == 302
    assert keeper.ways()["confirm_hours"] == 48
    assert client.post(reverse("desk:confirm_open")).status_code == 302
    assert list(AuditEvent.objects.filter(verb__startswith="vault.confirm").order_by("seq").values_list("verb", flat=True)) == [
        Event.CONFIRM_HOURS_SET,
        Event.CONFIRMED,
    ]
    client.post(reverse("desk:set_lock_hours"), {"lock-hours": "24"})


def test_a_sign_in_of_those_who_answer_for_the_keys_puts_the_hours_off_and_no_other(monkeypatch):
    told = []
    monkeypatch.setattr(keeper, "confirm", lambda said: told.append(said.event["verb"]))

    for role, count in ((Role.SOCIAL_WORKER, 0), (Role.DATA_GUARDIAN, 1), (Role.COORDINATOR, 2)):
        user = make_user(role)
        let_in(user, by=user.actor)
        assert len(told) == count


def test_two_people_open_it_from_their_own_telephones(client, guardian, no_tries):
    one, other, _third = cards_on(make(client))
    keeper.lock()
    try:
        first, second = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
        waiting = first.post(UNLOCK, {"share": one})
        seen = second.get(UNLOCK)
        assert [waiting.status_code, seen.status_code] == [200, 200]
        for page in (waiting, seen):
            assert [note.get_text(" ", strip=True) for note in soup_of(page).select(".note strong")] == ["1 card is still missing"]
        short = " ".join(word[:4] for word in other.split())
        opened = second.post(UNLOCK, {"share": short})
        assert (opened.status_code, opened["Location"]) == (302, "/desk/sign-in/")
        assert len(short) < 120  # letters to type on a telephone: less than a minute at two a second
        assert first.get(UNLOCK).status_code == 302
    finally:
        keeper.unlock(None)


def test_wrong_tries_make_their_address_wait_over_a_restart_and_shut_nobody_out(client, no_tries, shut, monkeypatch):
    ahead, real = [0.0], locked_login_throttle.time.time
    monkeypatch.setattr(locked_login_throttle.time, "time", lambda: real() + ahead[0])

    def statuses(count, address):
        return [client.post(UNLOCK, {"share": NO_CARD}, REMOTE_ADDR=address).status_code for _one in range(count)]

    assert statuses(6, "10.0.0.7") == [403] * 5 + [429]
    assert statuses(1, "10.0.0.8") == [403]
    ahead[0] = 11
    assert statuses(2, "10.0.0.7") == [403, 429]
    waits = client.post(UNLOCK, {"passphrase": "x"}, REMOTE_ADDR="10.0.0.7")
    assert "On the server itself, panoh unlock works meanwhile" in waits.content.decode()
    ahead[0] = 1000
    assert statuses(1, "10.0.0.7") == [403]
    kept = (DATA / locked_login_throttle.FILE).read_text()
    assert "10.0.0" not in kept
    assert re.findall(r'"([0-9a-f]{32})"', kept)


def test_a_wrong_word_is_told_apart_from_an_earlier_card(client, guardian, no_tries):
    earlier = cards_on(make(client))
    make(client)
    keeper.lock()
    try:
        pages = [client.post(UNLOCK, {"share": given}) for given in (NO_CARD, earlier[0])]
        told = [soup_of(page).select_one("[role=alert] strong").get_text() for page in pages]
        assert told == ["A word on this card is wrong or missing.", "This card is from an earlier set."]
    finally:
        keeper.unlock(None)


def test_making_cards_is_for_the_data_guardian_alone(client):
    sign_in(client, make_user(Role.COORDINATOR, username="coordinator"))

    assert [make(client).status_code, client.post(reverse("desk:confirm_open")).status_code] == [403, 403]
