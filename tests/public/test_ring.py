"""What an enrolled telephone runs and asks when it is woken: its script does two things, and its secret opens three signs of a code."""

import re

import pytest
from django.urls import reverse

from panoh.accounts.actions import deactivate_user
from panoh.accounts.push_devices import enrol_device
from panoh.accounts.roles import Role
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import Discipline, RiskLevel
from panoh.cases.models import Task
from panoh.hotline.actions.ringing import ring_dangers
from panoh.vault import client as vault_client
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.cases import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SECRET, ADDRESS = "s" * 43, "https://fcm.googleapis.com/fcm/send/one"


@pytest.fixture
def psychologist(tmp_path, monkeypatch):
    make_secretariat()
    user = make_user(Role.PSYCHOLOGIST)
    enrol_device(by=user, address=ADDRESS, secret=SECRET)
    return user


def asked(client, secret=SECRET):
    answer = client.post("/ring/now/", {"secret": secret})
    return answer.status_code, answer.json()


def test_it_asks_for_three_signs_of_what_waits_and_of_what_somebody_has_for_none(client, psychologist):
    assert asked(client) == (200, {"codes": []})
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
    ring_dangers()

    assert asked(client) == (200, {"codes": [case.code[:3]]})

    take_on_danger(Task.objects.get(case=case, kind="risk"), owner=psychologist, by=psychologist)
    assert asked(client) == (200, {"codes": []})


def test_another_secret_none_and_that_of_a_closed_account_learn_nothing(client, psychologist):
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
    ring_dangers()
    assert [asked(client, secret) for secret in ("x" * 43, "")] == [(200, {"codes": []})] * 2

    deactivate_user(psychologist, by=make_user(Role.ADMINISTRATOR))
    assert asked(client) == (200, {"codes": []})


def test_while_everything_is_locked_it_learns_nothing(client, psychologist):
    vault_client.lock()
    try:
        assert asked(client) == (503, {"codes": []})
    finally:
        vault_client.unlock(None)


def test_it_is_asked_by_a_form_alone_and_sets_no_cookie(client, psychologist):
    assert client.get("/ring/now/").status_code == 405
    answer = client.post("/ring/now/", {"secret": SECRET})
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_the_script_is_woken_and_pressed_and_does_nothing_else(client):
    answer = client.get("/ring/worker.js")
    script = answer.content.decode()

    assert re.findall(r'addEventListener\("(\w+)"', script) == ["push", "notificationclick"]
    assert not [word for word in ("caches", "importScripts", "respondWith", "skipWaiting", "/desk", "panoh", "Panoh") if word in script]
    assert reverse("public:ring_worker").rpartition("/")[0] + "/" == "/ring/"  # its scope: not that of /field/
    assert '"ring"' in script and '"notes"' not in script  # noqa: PT018 -- its store is its own
    assert "Please look in" in script
    assert "text/javascript" in answer["Content-Type"]
