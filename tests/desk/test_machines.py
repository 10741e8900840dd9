"""Figures for machines: the pages' own numbers, by token alone, and one sentence for whatever cannot be answered."""

import datetime as dt
import json
from unittest.mock import Mock

import pytest
from django.db import DataError, OperationalError

from panoh.accounts import sign_in
from panoh.accounts.roles import Role
from panoh.desk.exchange.views import machines
from panoh.reporting.exports import report
from panoh.reporting.group_files import get_group, group_report
from tests.factories.accounts import make_user
from tests.factories.accounts import sign_in as sign_in_browser
from tests.factories.cases import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PERIOD = "from=2015-01-01&to=2099-12-31"


def ask(client, name, token="", query=PERIOD):
    return client.get(f"/api/v1/figures/{name}/?{query}", headers={"Authorization": f"Bearer {token}"} if token else {})


@pytest.fixture
def token(coordinator):
    return sign_in.make_token(coordinator, by=coordinator.actor)


def test_the_numbers_are_those_of_the_pages_with_the_version_of_their_rule(client, coordinator, token):
    make_case(by=coordinator)
    span = (dt.date(2015, 1, 1), dt.date(2099, 12, 31))

    told = ask(client, "admissions", token).json()
    assert told["figures"] == json.loads(report("admissions", coordinator, *span, "json"))
    assert (told["figures"]["persons"], told["version"], told["from"]) == (1, 1, "2015-01-01")
    crossed = ask(client, "crosstab", token, f"{PERIOD}&rows=kind&columns=sex").json()
    assert crossed["figures"] == json.loads(report("crosstab", coordinator, *span, "json", rows="kind", columns="sex"))
    group = ask(client, "people", token).json()["figures"]
    assert group == json.loads(group_report(coordinator, get_group("people"), *span, "json"))
    assert all(one["version"] >= 1 for one in group.values())


def test_without_a_living_token_or_the_right_nothing_is_told(client, coordinator, token):
    worker = make_user(Role.SOCIAL_WORKER)
    sign_in_browser(client, coordinator)
    for given in ("", "invented", token[:-1]):  # a session opens nothing here
        refused = ask(client, "admissions", given)
        assert (refused.status_code, list(refused.json()), refused["WWW-Authenticate"]) == (401, ["error"], "Bearer")
    assert ask(client, "admissions", sign_in.make_token(worker, by=worker.actor)).status_code == 403
    sign_in.revoke_token(coordinator, by=coordinator.actor)
    assert ask(client, "admissions", token).status_code == 401


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("nothing", PERIOD),
        ("admissions", "from=2015-01-01"),
        ("admissions", "from=yesterday&to=2021-12-31"),
        ("admissions", "from=2021-12-31&to=2015-01-01"),
        ("crosstab", PERIOD),
        ("crosstab", f"{PERIOD}&rows=kind&columns=name"),
        ("crosstab", f"{PERIOD}&rows=kind&columns=sex&by=region&publish=1"),
    ],
)
def test_a_question_that_cannot_be_is_answered_by_one_sentence(client, token, name, query):
    refused = ask(client, name, token, query)
    assert refused.status_code == 400
    assert list(refused.json()) == ["error"]
    assert refused["Cache-Control"] == "no-store"


def test_machines_only_read(client, token):
    assert client.post(f"/api/v1/figures/admissions/?{PERIOD}", headers={"Authorization": f"Bearer {token}"}).status_code == 405


def test_whatever_fails_a_machine_reads_one_sentence(client, token, monkeypatch):
    """No such address; the database away; a defect: JSON like every other answer, never a page."""
    client.raise_request_exception = False

    def failing(error):
        monkeypatch.setattr(machines, "report", Mock(side_effect=error))
        return ask(client, "admissions", token)

    answers = [
        (client.get("/api/v1/figures/"), 404),
        (failing(OperationalError("disk I/O error")), 503),
        (failing(DataError("a text with NUL")), 400),
        (failing(RuntimeError("a word")), 500),
    ]
    for answer, status in answers:
        assert (answer.status_code, list(answer.json())) == (status, ["error"])
        assert "NUL" not in answer.text
        assert "a word" not in answer.text
