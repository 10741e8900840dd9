"""A number stands on a public page only if somebody rang it within a month; else the next line's does, and the coordinator is told."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.core.clock import now
from panoh.core.errors import Denied
from panoh.hotline import numbers
from panoh.hotline.actions import change_number, confirm_number, raise_unconfirmed_numbers
from panoh.hotline.models import Alert, PhoneLine
from panoh.vault import client as vault_client
from tests.factories.accounts import sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_line, make_officer
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def no_file():
    Path(settings.DATA, numbers.FILE).unlink(missing_ok=True)
    yield
    Path(settings.DATA, numbers.FILE).unlink(missing_ok=True)


@pytest.fixture
def for_real(monkeypatch):
    """As an instance that opens by a passphrase, and is locked."""
    monkeypatch.setattr(vault_client, "status", lambda: vault_client.Status(running=True, locked=True, unlocks_itself=False))


def rung(*regions, by=None):
    make_line()
    for region in regions:
        confirm_number(PhoneLine.objects.get(region=region), by=by or make_coordinator())
    numbers.publish()  # the transaction of a test is never committed


def shown():
    return [(one.region, one.number, one.stands_in) for one in numbers.dialled()]


def test_an_instance_that_unlocks_itself_shows_numbers_that_cannot_ring():
    assert {one.number[:8] for one in numbers.dialled()} == {"+9920000"}
    assert {line.number for line in [make_line(), *PhoneLine.objects.all()]} == set(numbers.DEMO.values())


@pytest.mark.parametrize("unlocks_itself", [True, False])
def test_a_changed_number_is_on_the_public_pages_once_it_was_rung_on_a_sample_as_on_any_instance(client, monkeypatch, unlocks_itself):
    status = vault_client.Status(running=True, locked=False, unlocks_itself=unlocks_itself)
    monkeypatch.setattr(vault_client, "status", lambda: status)
    make_line()
    line = change_number(PhoneLine.objects.get(region="TJ-KT"), by=make_coordinator(), number="+992987650000")
    numbers.publish()
    addresses = ("/tg/", "/en/call/", "/ru/write/")
    assert not [path for path in addresses if "+992987650000" in client.get(path).content.decode()]
    assert numbers.numbers()["TJ-KT"] not in [number for _region, number, _stands_in in shown()]

    confirm_number(line, by=make_coordinator())
    numbers.publish()

    assert [path for path in addresses if "tel:+992987650000" not in client.get(path).content.decode()] == []
    assert ("TJ-KT", "+992987650000", False) in shown()


def test_no_number_is_shown_that_nobody_rang(for_real):
    make_line()
    numbers.publish()

    assert shown() == []


def test_a_line_that_was_not_rung_is_stood_in_for_by_the_next_one(for_real):
    rung("TJ-SU")
    number = PhoneLine.objects.get(region="TJ-SU").number

    assert shown() == [("TJ-KT", number, True), ("TJ-SU", number, False), ("TJ-DU", number, True)]


def test_it_is_known_without_a_database(for_real):
    rung("TJ-KT")
    with connection.execute_wrapper(lambda *_: pytest.fail("the public page asked the database")):
        assert len(shown()) == 3


def test_after_thirty_days_a_number_is_gone_until_it_is_rung_again(for_real):
    rung("TJ-KT")
    with time_machine.travel(now() + dt.timedelta(days=29, hours=23)):
        assert shown()
    with time_machine.travel(now() + dt.timedelta(days=30, minutes=1)):
        assert shown() == []
        rung("TJ-KT")
        assert shown()


def test_another_number_has_to_be_rung_first(for_real):
    rung("TJ-KT")

    change_number(PhoneLine.objects.get(region="TJ-KT"), by=make_coordinator(), number="+992987650000")
    numbers.publish()

    assert shown() == []


def test_who_is_of_the_hotline_rings_and_the_coordinator_changes(for_real):
    line = make_line()
    confirm_number(line, by=make_officer())
    with pytest.raises(Denied):
        change_number(line, by=make_officer(), number="+992987650000")


def test_the_coordinator_is_told_of_a_number_that_nobody_rang_a_week_before_it_goes(for_real):
    rung("TJ-KT", "TJ-SU", "TJ-DU")
    assert raise_unconfirmed_numbers() == 0
    with time_machine.travel(now() + dt.timedelta(days=24)):
        rung("TJ-SU")
        assert (raise_unconfirmed_numbers(), raise_unconfirmed_numbers()) == (2, 0)
        assert {(alert.role, alert.line.region) for alert in Alert.objects.all()} == {
            (Role.COORDINATOR, "TJ-KT"),
            (Role.COORDINATOR, "TJ-DU"),
        }
        rung("TJ-KT")
        assert Alert.objects.filter(state="open").count() == 1


def test_the_public_page_shows_what_was_rung_and_says_so_when_nothing_was(client, for_real):
    page = client.get("/en/").content.decode()
    assert ("tel:" in page, "No number is confirmed" in page) == (False, True)

    rung("TJ-KT")

    assert f"tel:{PhoneLine.objects.get(region='TJ-KT').number}" in client.get("/en/").content.decode()


def test_a_press_on_the_page_of_lines_confirms(client):
    line = make_line()
    sign_in(client, make_coordinator())
    page = soup_of(client.get(reverse("desk:hotline_lines")))

    client.post(page.select_one("form[action*=TJ-KT]")["action"])
    client.post(reverse("desk:hotline_number", args=["TJ-SU"]), {"number": "98 765 00 00", "version": 1})

    assert PhoneLine.objects.get(pk=line.pk).rang_at is not None
    assert PhoneLine.objects.get(region="TJ-SU").number == "+992987650000"
