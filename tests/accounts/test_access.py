"""Who comes in: a view that names nobody is closed, a session that was not there before is nobody's, an address is not taken on trust."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from panoh.accounts import factors, limits, passkeys
from panoh.accounts.access import access_of, public, requires
from panoh.accounts.actions import end_own_session
from panoh.accounts.middleware import access
from panoh.accounts.models import Attempt, Passkey, Session
from panoh.accounts.roles import Permission, Role
from panoh.accounts.server_keys import Unreadable, from_text, lock_in, take_out
from panoh.accounts.sessions import SessionStore, address_of, living_sessions
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.core.clock import now
from panoh.core.errors import Invalid
from tests.factories.accounts import give_code_device, make_secretariat, make_user, sign_in
from tests.pages import way_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def plain_view(request):
    return HttpResponse("open")


def ask(view, user=None, session=None, path="/desk/cases/", **headers):
    """What the middleware says before a view is called: None lets the request through."""
    request = RequestFactory().get(path, **headers)
    request.user, request.session = user, session if session is not None else {}
    return access(lambda _request: HttpResponse()).process_view(request, view, (), {})


# -- deny by default ------------------------------------------------------------------------------------------------------


def test_a_view_that_names_nobody_is_closed_to_everybody():
    administrator = make_user(Role.ADMINISTRATOR)

    with pytest.raises(PermissionDenied):
        ask(plain_view, administrator, {"second_factor": "code"})


def test_a_public_view_asks_for_nobody():
    assert ask(public(lambda request: HttpResponse())) is None


def test_a_view_lets_in_who_holds_its_permission_and_showed_a_second_factor():
    view, worker = requires(Permission.CASE_VIEW)(lambda request: HttpResponse()), make_user(Role.SOCIAL_WORKER)

    assert ask(view, worker, {"second_factor": "code"}) is None
    assert way_of(ask(view, worker, {}).url) == "/desk/cases/"
    with pytest.raises(PermissionDenied):
        ask(view, make_user(Role.ADMINISTRATOR), {"second_factor": "code"})


def test_a_stranger_is_sent_to_sign_in_and_htmx_is_told_so_in_its_own_way():
    view = requires(Permission.DESK)(lambda request: HttpResponse())

    assert ask(view, path="/desk/").url == "/desk/sign-in/"
    answer = ask(view, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/desk/sign-in/")


def test_the_access_page_says_of_each_view_what_it_asks_for():
    assert str(access_of(requires(Permission.KEYS)(lambda request: HttpResponse()))) == "keys"
    assert str(access_of(public(lambda request: HttpResponse()))) == "public"
    assert access_of(plain_view) is None


# -- sessions -------------------------------------------------------------------------------------------------------------


def test_a_session_never_gets_the_key_of_another():
    taken = SessionStore()
    taken.create()

    with pytest.raises(CreateError):  # which `create` answers with another key
        SessionStore(taken.session_key).save(must_create=True)


def test_a_session_that_was_ended_meanwhile_does_not_come_back_by_being_saved():
    store = SessionStore()
    store["x"] = 1
    store.save()
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        store.save()

    assert Session.objects.count() == 0


def test_data_that_is_no_sealed_text_is_an_empty_session():
    store = SessionStore()
    store["x"] = 1
    store.save()
    Session.objects.update(data="not ours, Ҷ")

    assert SessionStore(store.session_key).load() == {}


def test_ones_own_session_elsewhere_is_ended_with_an_event_and_only_once(client):
    worker = make_user(Role.SOCIAL_WORKER)
    sign_in(client, worker)
    (living,) = living_sessions(worker, None)

    assert end_own_session(worker, living.mark, by=worker)
    assert not end_own_session(worker, living.mark, by=worker)

    assert AuditEvent.objects.filter(verb="accounts.session_ended").count() == 1
    assert client.get("/desk/account/").status_code == 302


@pytest.mark.parametrize(
    ("near", "forwarded", "address"),
    [
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("::1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),
    ],
)
def test_where_a_request_comes_from_is_believed_of_the_machine_in_front_alone(near, forwarded, address):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert address_of(RequestFactory().get("/", REMOTE_ADDR=near, headers=headers)) == address


# -- what lies under the server's key ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["*", "AAA", "Ҷ"])
def test_a_text_column_that_is_no_sealed_text_is_unreadable(text):
    with pytest.raises(Unreadable):
        from_text(text)


def test_what_is_locked_in_for_one_purpose_or_row_opens_for_no_other():
    sealed = lock_in("session", b"words", b"row 1")

    assert take_out("session", sealed, b"row 1") == b"words"
    for purpose, bound, data in (
        ("code seed", b"row 1", sealed),
        ("session", b"row 2", sealed),
        ("session", b"row 1", sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ):
        with pytest.raises(Unreadable):
            take_out(purpose, data, bound)


# -- limits and second factors --------------------------------------------------------------------------------------------


def test_in_a_crowd_one_try_a_second_goes_through_the_others_are_told_at_once_and_a_known_address_is_never_shut_out(monkeypatch, no_sleep):
    monkeypatch.setattr(limits, "CROWD", 2)
    moment = [1_000.0]
    monkeypatch.setattr(limits, "_next_at", [0.0])
    monkeypatch.setattr(limits.time, "monotonic", lambda: moment[0])
    limits.begin("worker", "203.0.113.9")
    limits.succeeded("worker", "203.0.113.9")
    for number in range(2):
        limits.begin(f"account-{number}", f"198.51.100.{number}")

    limits.begin("worker", "203.0.113.1")
    with pytest.raises(limits.Busy):
        limits.begin("worker", "203.0.113.2")
    limits.begin("worker", "203.0.113.9")
    moment[0] += limits.CROWD_SECONDS
    limits.begin("worker", "203.0.113.2")

    assert Attempt.objects.count() == 6  # with what marks the known address; what was refused is no try


def test_new_recovery_codes_take_the_earlier_ones_place():
    make_secretariat()
    worker = make_user(Role.SOCIAL_WORKER)
    first = factors.make_recovery_codes(worker, by=worker.actor)
    second = factors.make_recovery_codes(worker, by=worker.actor)

    assert len(set(second) - set(first)) == 10
    assert worker.recovery_codes.count() == 10


def test_an_account_keeps_ten_passkeys_at_most():
    worker = make_user(Role.SOCIAL_WORKER)
    give_code_device(worker)
    with writes_allowed():
        for number in range(10):
            Passkey.objects.create(user=worker, credential_id=bytes([number]), credential=b"x", label=str(number), made_at=now())

    with pytest.raises(Invalid, match=str(passkeys.ENOUGH)):
        passkeys.keep_passkey(worker, "localhost", {}, {}, label="more", by=worker.actor)

    assert worker.passkeys.count() == 10


def test_tries_older_than_a_quarter_of_an_hour_make_no_crowd(monkeypatch):
    with time_machine.travel(now() - dt.timedelta(minutes=16), tick=False), writes_allowed():
        Attempt.objects.create(account=b"a" * 32, address=b"b" * 32, at=now())
    monkeypatch.setattr(limits, "CROWD", 1)
    monkeypatch.setattr(limits, "_next_at", [limits.time.monotonic() + 3_600])

    limits.begin("worker", "203.0.113.1")

    with pytest.raises(limits.Busy):
        limits.begin("worker", "203.0.113.1")
