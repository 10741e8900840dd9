"""Sessions: what lies in the table lets nobody in, and a session ends when it should."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from panoh.accounts import actions, factors, passwords
from panoh.accounts.models import Session, User
from panoh.accounts.roles import Role
from panoh.accounts.sessions import FACTOR, SessionStore, end_session, living_sessions, whose_was
from panoh.audit.guard import writes_allowed
from panoh.core.actor import SYSTEM
from tests.factories.accounts import give_code_device, make_user, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

START = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
PAGE = "/desk/account/"


@pytest.fixture
def worker() -> User:
    return make_user(Role.SOCIAL_WORKER, username="worker", password="four dull words here")


def is_in(client) -> bool:
    return client.get(PAGE).status_code == 200


def test_the_table_holds_no_usable_key_and_no_word(client, worker):
    sign_in(client, worker)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_session")
        (row,) = cursor.fetchall()
    stored = repr(row)
    assert key not in stored
    assert FACTOR not in stored
    assert worker.get_session_auth_hash() not in stored
    for value in (item for item in row if isinstance(item, str)):
        client.cookies[settings.SESSION_COOKIE_NAME] = value
        assert not is_in(client)


def test_data_moved_to_another_session_is_not_believed(client, worker):
    sign_in(client, worker)
    stranger = SessionStore()
    stranger["x"] = 1
    stranger.save()
    theirs = Session.objects.get(user_ref=worker.id)
    Session.objects.filter(user_ref=None).update(data=theirs.data)
    assert SessionStore(stranger.session_key).load() == {}


def test_a_session_ends_after_half_an_hour_without_a_page(client, worker):
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, worker)
        for _page in range(4):
            clock.shift(dt.timedelta(minutes=29))
            assert is_in(client)
        clock.shift(dt.timedelta(minutes=31))
        assert not is_in(client)


def test_a_session_ends_after_half_a_day_at_the_latest(client, worker):
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, worker)
        for _page in range(28):
            clock.shift(dt.timedelta(minutes=25))
            assert is_in(client)
        clock.shift(dt.timedelta(minutes=25))  # 12:05 hours
        assert not is_in(client)


def test_a_session_of_before_the_clock_was_set_back_is_over(client, worker):
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, worker)
        key = client.session.session_key
        clock.shift(dt.timedelta(seconds=-50))
        assert is_in(client)
        clock.shift(dt.timedelta(hours=-1))
        assert not is_in(client)
        assert living_sessions(worker, None) == []
        assert whose_was(key) == worker


def test_seen_is_written_at_most_once_a_minute(client, worker):
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, worker)
        clock.shift(dt.timedelta(seconds=50))
        is_in(client)
        assert Session.objects.get().seen_at == START
        clock.shift(dt.timedelta(seconds=20))
        is_in(client)
        assert Session.objects.get().seen_at == START + dt.timedelta(seconds=70)


def test_clear_expired_keeps_the_living(client, worker):
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, worker)
        clock.shift(dt.timedelta(minutes=20))
        sign_in(type(client)(), worker)
        clock.shift(dt.timedelta(hours=35, minutes=50))
        SessionStore.clear_expired()
        assert [row.started_at for row in Session.objects.all()] == [START + dt.timedelta(minutes=20)]


def test_a_session_that_ran_out_says_whose_it_was_and_no_other_does(client, worker):
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, worker)
        key = client.session.session_key
        assert whose_was(key) is None
        clock.shift(dt.timedelta(minutes=31))
        assert whose_was(key) == worker
        assert whose_was("x" * 32) is None
        assert end_session(worker, Session.objects.get().pk)
        assert whose_was(key) is None


def test_living_sessions_marks_this_one_and_end_session_ends_only_ones_own(client, worker):
    other = make_user(username="other")
    sign_in(client, worker)
    elsewhere = sign_in(type(client)(), worker)
    listed = living_sessions(worker, client.session.session_key)
    assert sorted(item.is_this for item in listed) == [False, True]
    mark = next(item.mark for item in listed if not item.is_this)
    assert not end_session(other, mark)
    assert end_session(elsewhere, mark)
    assert [item.is_this for item in living_sessions(worker, client.session.session_key)] == [True]


def test_a_new_password_ends_every_session(client, worker):
    sign_in(client, worker)
    factors.set_password(worker, passwords.hashed("another four dull words"), by=worker.actor)
    assert Session.objects.filter(user_ref=worker.id).count() == 0
    assert not is_in(client)


def test_a_new_role_and_an_ended_role_end_the_sessions(client, worker):
    administrator = make_user(Role.ADMINISTRATOR)
    sign_in(client, worker)
    grant = actions.grant_role(worker, Role.PHYSICIAN, by=SYSTEM)
    assert not is_in(client)
    sign_in(client, worker)
    actions.end_role(grant, by=administrator)
    assert not is_in(client)


def test_a_reset_second_factor_ends_the_sessions(client, worker):
    give_code_device(worker)
    sign_in(client, worker)
    actions.reset_second_factor(worker, by=SYSTEM)
    assert not is_in(client)


def test_a_closed_account_is_out_at_once(client, worker):
    sign_in(client, worker)
    with writes_allowed():
        User.objects.filter(pk=worker.pk).update(is_active=False)
    assert not is_in(client)
