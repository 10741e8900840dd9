"""Every address by every method: the headers are there, and nothing is done for a form that did not come from here."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from tests.factories.accounts import make_user, sign_in
from tests.security.answers import NO_FORM_CHECK, ask, missing
from tests.security.paths import every_path

SAFE, WRITING = ("GET", "HEAD", "OPTIONS", "TRACE"), ("POST", "PUT", "PATCH", "DELETE")
FORM = "application/x-www-form-urlencoded"
TOO_OLD = "Nothing was changed. Open the page again"  # stands on the page, and is all that a machine reads


@pytest.fixture(autouse=True)
def tls(settings, db):
    settings.SECURE_HSTS_SECONDS = 31536000


def browser(who: User | None = None) -> Client:
    """One whose forms are checked as in the house, which the client of tests otherwise leaves out."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"accept-language": "en"})
    if who is not None:
        sign_in(client, who)
    return client


@contextmanager
def written() -> Iterator[list[str]]:
    """What is written to the database meanwhile, but that somebody was here: each minute their session notes it."""
    found: list[str] = []

    def note(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and not sql.startswith('UPDATE "accounts_session"'):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def refused(answer: HttpResponse) -> bool:
    return answer.status_code == 403 and TOO_OLD in answer.content.decode()


def go_round(client: Client, methods: tuple[str, ...]) -> tuple[Counter[int], list[str], dict[str, str]]:
    """All addresses by these methods without a token: how often which status, what was wrong, and what was let in with no check of forms."""
    seen: Counter[int] = Counter()
    faults, let_in = [], {}
    for route, where in every_path():
        for method in methods:
            with written() as rows:
                answer = ask(client, method, where, data=b"x=1" if method in WRITING else b"", content_type=FORM)
            seen[answer.status_code] += 1
            faults += [f"{method} {where} {answer.status_code}: {name}" for name in missing(answer, where)]
            if method in WRITING and not refused(answer):
                let_in.setdefault(route, f"{method} {answer.status_code}")
            elif method in WRITING and rows:
                faults.append(f"{method} {where} writes: {rows[0][:60]}")
    return seen, faults, let_in


def test_every_answer_of_every_address_carries_the_headers_whatever_the_method():
    seen, faults, let_in = go_round(browser(), SAFE + WRITING)

    assert faults == []
    assert set(let_in) == NO_FORM_CHECK, let_in
    assert {200, 302, 401, 403, 404, 405} <= set(seen)
    assert 500 not in seen


def test_a_form_without_its_token_is_refused_at_every_address_and_nothing_is_written():
    seen, faults, let_in = go_round(browser(make_user(Role.ADMINISTRATOR, language="en")), ("POST",))

    assert faults == []
    assert set(let_in) == NO_FORM_CHECK, let_in
    assert seen[403] > 600


@pytest.mark.heavy
def test_who_may_open_most_gets_no_answer_without_headers_and_no_form_in_without_its_token(record_property):
    seen, faults, let_in = go_round(browser(make_user(Role.COORDINATOR, language="en")), SAFE + WRITING)

    record_property("figure", f"{sum(seen.values()):,} answers: {dict(sorted(seen.items()))}")
    assert faults == []
    assert set(let_in) == NO_FORM_CHECK, let_in
    assert {200, 302, 403, 404, 405} <= set(seen)
    assert 500 not in seen
