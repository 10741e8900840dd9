"""Passwords, codes, tokens, receipts: in no log, no traceback and no error page, whatever breaks and when; and none in the repository."""

import io
import logging
import re
import traceback
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import OperationalError, connection, transaction
from django.test import Client

from panoh.accounts.roles import Role
from panoh.vault import client as agent_client
from tests.consistency.house import files, short
from tests.factories.accounts import give_code_device, make_user, sign_in

SECRET = "Gesperrt-7731-Kabutar"
LOGGERS = (None, "panoh", "django", "django.request", "django.security", "django.server")
# Where, what is typed: every form that takes a secret, signed in where that is needed.
TAKERS: dict[str, tuple[bool, str, dict[str, str]]] = {
    "sign-in": (False, "/desk/sign-in/", {"account": "somebody", "password": SECRET, "code": "123456"}),
    "passkey": (False, "/desk/sign-in/passkey/", {"credential": SECRET}),
    "welcome": (False, f"/desk/welcome/{SECRET}/", {"password": SECRET, "password_again": SECRET, "code": SECRET}),
    "new password": (
        True,
        "/desk/account/password/",
        {"password": SECRET, "current": SECRET, "new": SECRET, "again": SECRET, "code": SECRET},
    ),
    "new codes": (True, "/desk/account/code/", {"password": SECRET, "code": SECRET, "seed": SECRET}),
    "recovery codes": (True, "/desk/account/recovery/", {"password": SECRET, "code": SECRET}),
    "token": (True, "/desk/account/token/", {"password": SECRET, "code": SECRET}),
    "duty pack": (True, "/desk/pack/", {"pin": SECRET}),
    "field": (False, "/field/en/sign-in/", {"account": "somebody", "pin": SECRET}),
    "telephone that rings": (False, "/ring/now/", {"secret": SECRET}),
    "new telephone that rings": (True, "/desk/account/telephones/new/", {"address": f"https://localhost/{SECRET}", "secret": SECRET}),
    "receipt": (False, "/en/answer/", {"receipt": SECRET}),
    "answer of outsiders": (False, f"/r/{SECRET}/en/", {"code": SECRET}),
}


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Whatever any log would hold at the levels of the house, tracebacks included, and the traceback of each defect. Django itself would
    log addresses, in which one-time links have their token: the house keeps it from that."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    ear = Ear()
    ear.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def raised(**_more: object) -> None:
        lines.append(traceback.format_exc())

    for name in LOGGERS:
        logging.getLogger(name).addHandler(ear)
    got_request_exception.connect(raised, weak=False)
    yield lines
    got_request_exception.disconnect(raised)
    for name in LOGGERS:
        logging.getLogger(name).removeHandler(ear)


class BreaksAt:
    """The database fails at the n-th question of a request."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.broke = False

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            self.broke = True
            raise OperationalError("the disk is gone")
        return execute(sql, params, many, context)


@pytest.mark.parametrize("name", TAKERS)
def test_a_secret_comes_out_nowhere_whenever_the_database_breaks(name, heard, db):
    signed_in, where, typed = TAKERS[name]
    client = Client(raise_request_exception=False)
    user = make_user(Role.COORDINATOR, Role.DUTY_OFFICER, username="somebody", password="the right password of somebody", language="en")
    give_code_device(user)
    if signed_in:
        sign_in(client, user)
    answers = [client.post(where, typed)]
    for number in range(1, 8):
        at, point = BreaksAt(number), transaction.savepoint_create()
        with connection.execute_wrapper(at):
            answers.append(client.post(where, typed))
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)
        if not at.broke:
            break
    if signed_in or name == "sign-in":
        assert {500, 503} & {answer.status_code for answer in answers}  # the database away is said so, 503
    assert [line for line in heard if SECRET in line] == []
    for answer in answers:
        assert not any(SECRET in value for header, value in answer.headers.items())
        if answer.status_code >= 500 or answer.status_code in (403, 404):
            assert SECRET not in answer.content.decode()
        assert f'value="{SECRET}"' not in answer.content.decode() or name in ("field", "receipt", "answer of outsiders")


def test_no_password_is_written_back_into_a_form(db, heard):
    page = Client().post("/desk/sign-in/", {"account": "somebody", "password": SECRET, "code": "123456"})
    assert page.status_code == 401
    assert SECRET not in page.content.decode()


def test_cookie_and_token_of_a_session_come_out_nowhere(db, heard):
    client = Client(raise_request_exception=False)
    sign_in(client, make_user(Role.COORDINATOR))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    pages = [client.get("/desk/"), client.get("/desk/account/"), client.get("/desk/nothing/")]
    for number in range(1, 4):
        point = transaction.savepoint_create()
        with connection.execute_wrapper(BreaksAt(number)):
            pages.append(client.get("/desk/account/"))
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)
    pages.append(client.get("/api/v1/figures/people/", headers={"Authorization": f"Bearer {SECRET}"}))
    for page in pages:
        assert key not in page.content.decode()
        assert SECRET not in page.content.decode()
    assert [line for line in heard if key in line or SECRET in line] == []


def test_a_wrong_passphrase_comes_out_nowhere(db, heard):
    agent_client.lock()
    try:
        answer = Client(raise_request_exception=False).post("/desk/unlock/", {"passphrase": SECRET})
    finally:
        agent_client.unlock(None)
    assert SECRET not in answer.content.decode()
    assert [line for line in heard if SECRET in line] == []


def test_nothing_of_the_settings_speaks_in_an_error():
    assert settings.DEBUG is False
    assert settings.ADMINS in ([], ())
    assert settings.LOGGING["loggers"]["django.request"]["level"] == "CRITICAL"


KEYS = re.compile(
    "-----BEGIN [A-Z ]*PRIVATE "  # of whatever program
    r"KEY-----|AGE-SECRET-KEY-1[0-9A-Z]{50,}|AGE-PLUGIN-[A-Z]+-1[0-9A-Z]{30,}|gh[pousr]_\w{36}|github_pat_\w{40}|xox[abp]-\w{20}"
    r"|AKIA[0-9A-Z]{16}|glpat-[\w-]{20}|sk-[A-Za-z0-9]{40}|eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}|://[^/\s:{}<\"']+:[^/\s@{}<\"']{6,}@(?!localhost|127\.)"
)
# Made up for a test or an example, and open nothing.
MADE_UP = {"panoh/core/notices.py", "tests/accounts/test_notices.py", "tests/config/test_instance.py"}


def test_the_repository_holds_no_key():
    found = set()
    for path in files():
        if path.suffix in {".mo", ".xlsx", ".png", ".pdf", ".age"}:
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        if KEYS.search(text):
            found.add(short(path))
    assert found == MADE_UP


def test_the_search_for_keys_finds_them():
    ages = io.StringIO("AGE-SECRET-KEY-" + "1" + "Q" * 58).read()
    pem = "-----BEGIN OPENSSH PRIVATE " + "KEY-----"
    assert all(KEYS.search(text) for text in (ages, pem, "postgres://panoh:" + "hunter2hunter2@db/panoh"))
    assert not KEYS.search("postgres://panoh@localhost/panoh")
