"""When a nightly copy is due and when somebody is told, whatever the clock does; and how the page says it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.vault.enums import Fault
from panoh.vault.nights import copy_is_late, is_copy_due, keep_copy, new_copy, recent_copies
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def at(day, time):
    return time_machine.travel(f"2026-11-{day:02}T{time}:00+05:00", tick=False)


def copied(day, time, fault=""):
    with at(day, time):
        keep_copy(new_copy(fault))


def test_a_copy_is_due_once_a_night_again_an_hour_after_one_that_failed_and_whatever_the_clock_did():
    with at(20, "14:00"):
        assert is_copy_due()
    copied(20, "14:00")
    for day, time, is_due in ((20, "23:59", False), (21, "01:59", False), (21, "02:00", True)):
        with at(day, time):
            assert is_copy_due() is is_due, (day, time)
    copied(21, "02:00", Fault.ROOM)
    for time, is_due in (("02:30", False), ("03:01", True)):
        with at(21, time):
            assert is_copy_due() is is_due, time
    copied(21, "03:05")
    with at(21, "12:00"):
        assert not is_copy_due()
    with at(15, "12:00"):  # set back by six days: tonight's is made all the same
        assert is_copy_due()
    with at(28, "12:00"):
        assert is_copy_due()


def test_somebody_is_told_when_a_copy_failed_or_is_a_day_late(client, settings):
    settings.COPIES_AT_NIGHT = True
    make_secretariat()
    guardian = make_user(Role.DATA_GUARDIAN)
    copied(20, "02:00")

    def told(day, time):
        with at(day, time):
            sign_in(client, guardian)
            return "No backup passed the check" in client.get(reverse("desk:my_day")).content.decode()

    assert (told(20, "03:00"), told(21, "07:59"), told(21, "08:01")) == (False, False, True)
    copied(21, "08:00")
    assert not told(21, "08:10")
    copied(22, "02:00", Fault.RECORD)
    assert told(22, "02:10")
    with at(22, "02:10"):
        assert copy_is_late() == dt.datetime(2026, 11, 21, 21, 0, tzinfo=dt.UTC)
        page = soup_of(client.get(reverse("desk:keys")))
        rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert len(rows) == len(recent_copies()) == 3
    assert "In a trial restore its activity log was not complete." in rows[0]
    assert "Checked, passed" in rows[1]


def test_the_page_says_when_nobody_is_named_to_open_a_copy(client):
    make_secretariat()
    sign_in(client, make_user(Role.DATA_GUARDIAN))

    assert "No night backup is made: nobody is named who can open it" in client.get(reverse("desk:keys")).content.decode()
