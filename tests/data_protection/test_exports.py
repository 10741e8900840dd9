"""A list of several persons leaves when one asks and another agrees; it is taken once, by who asked, within a day."""

import datetime as dt
from io import BytesIO

import pyrage
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from panoh.accounts.actions import make_deputy
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.actions.emergency_access import declare_conflict
from panoh.core.actor import SYSTEM
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.data_protection.exports import agree_export, ask_export, call_off_export, take_export
from panoh.data_protection.models import Export
from panoh.desk.lists import rows_of as rows_of_command
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_request
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def rows_of(data):
    return [list(row) for row in load_workbook(BytesIO(data)).active.iter_rows(values_only=True)]


@pytest.mark.parametrize("second", [Role.DATA_GUARDIAN, Role.DIRECTOR, Role.COORDINATOR])
def test_with_one_of_three_missing_the_two_others_run_it_and_nobody_agrees_to_their_own(coordinator, second):
    make_case(by=coordinator)
    row = ask_export(by=coordinator, why="check")
    with pytest.raises(Denied):
        agree_export(row, by=coordinator)
    with pytest.raises(WrongState):
        take_export(row, by=coordinator)
    other = make_user(second)

    agree_export(row, by=other)

    with pytest.raises(Denied):
        take_export(row, by=other)
    assert len(rows_of(take_export(row, by=coordinator))) == 2
    row.refresh_from_db()
    with pytest.raises(WrongState):
        take_export(row, by=coordinator)


def test_whoever_stands_in_for_the_coordinator_asks_in_their_place(coordinator):
    make_case(by=coordinator)
    deputy = make_user(Role.SOCIAL_WORKER)
    make_deputy(deputy, stands_for=coordinator, role=Role.COORDINATOR, starts_on=today(), ends_on=today(), by=SYSTEM)
    row = agree_export(ask_export(by=deputy, why="check"), by=make_user(Role.DATA_GUARDIAN))

    assert len(rows_of(take_export(row, by=deputy))) == 2


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.ADMINISTRATOR, Role.DIRECTOR, Role.DATA_GUARDIAN, Role.MEMBER_WORKER])
def test_who_does_not_see_the_cases_of_the_house_asks_for_no_list(role):
    with pytest.raises(Denied):
        ask_export(by=make_user(role), why="check")


def test_rows_are_codes_unless_names_were_agreed_to_and_hold_nobody_to_whom_the_asker_is_tied(coordinator):
    case, tied = make_case(by=coordinator), make_case(by=coordinator)
    declare_conflict(tied, by=coordinator, why="family")
    guardian = make_user(Role.DATA_GUARDIAN)
    plain, named = (agree_export(ask_export(by=coordinator, why="move", is_named=is_named), by=guardian) for is_named in (False, True))

    codes, names = rows_of(take_export(plain, by=coordinator)), rows_of(take_export(named, by=coordinator))

    assert [row[0] for row in codes[1:]] == [row[0] for row in names[1:]] == [case.code]
    assert len(codes[0]) == 9
    assert not any("Ҷамшед" in str(cell) for row in codes for cell in row)
    assert "Ҷамшед" in names[1]
    assert AuditEvent.objects.filter(verb="data_protection.export_taken").count() == 4  # of the list, and of who stands in it


def test_the_sheet_has_a_name_in_the_language_of_who_takes_it_and_days_as_they_are_written_here(coordinator):
    make_case(by=coordinator)
    row = agree_export(ask_export(by=coordinator, why="check"), by=make_user(Role.DIRECTOR))

    with translation.override("ru"):
        sheet = load_workbook(BytesIO(take_export(row, by=coordinator))).active

    assert (sheet.title, sheet["F2"].number_format) == ("Случаи", "DD.MM.YYYY")


def test_the_lists_of_the_command_line_hold_codes_alone_and_each_is_in_the_record(coordinator):
    make_case(by=coordinator)
    make_request(by=coordinator)
    make_referral(by=coordinator)
    coded = {
        "requests": {"code", "door", "state", "urgency", "due"},
        "cases": {"code", "kind", "state", "urgency", "region", "admitted", "closed"},
        "referrals": {"code", "kind", "status", "open", "acts_next", "due", "consented"},
    }

    for what, names in coded.items():
        rows = rows_of_command(what, coordinator)
        assert {frozenset(row) for row in rows} == {frozenset(names)}
    assert AuditEvent.objects.filter(verb="desk.list_taken", actor_ref=coordinator.id).count() == 3


def test_a_list_for_a_key_opens_with_that_key_alone(coordinator):
    make_case(by=coordinator)
    identity = pyrage.x25519.Identity.generate()
    with pytest.raises(Invalid):
        ask_export(by=coordinator, why="safe", recipient="age1nothing")
    row = ask_export(by=coordinator, why="safe", recipient=str(identity.to_public()))

    sealed = take_export(agree_export(row, by=make_user(Role.DIRECTOR)), by=coordinator)

    assert not sealed.startswith(b"PK")
    assert len(rows_of(pyrage.decrypt(sealed, [identity]))) == 2


def test_what_was_called_off_or_not_taken_within_a_day_does_not_leave(coordinator):
    guardian = make_user(Role.DATA_GUARDIAN)
    first, second = (agree_export(ask_export(by=coordinator, why="check"), by=guardian) for _each in range(2))
    call_off_export(first, by=guardian)
    with pytest.raises(WrongState):
        take_export(first, by=coordinator)
    with time_machine.travel(now() + dt.timedelta(hours=25)), pytest.raises(WrongState):
        take_export(second, by=coordinator)
    assert Export.objects.get(pk=second.pk).rows is None


def test_asked_agreed_and_taken_on_its_pages(client, coordinator):
    make_case(by=coordinator)
    sign_in(client, coordinator)
    asked = client.post(reverse("desk:export_add"), {"why": "check", "is_open": "on"}, follow=True)
    assert "Nothing is exported yet" in asked.text
    row = Export.objects.get()
    agree, take = (reverse(f"desk:export_{act}", args=[row.pk]) for act in ("agree", "take"))
    assert client.post(agree).status_code == 403
    sign_in(client, make_user(Role.DIRECTOR))
    assert agree in client.get(reverse("desk:export", args=[row.pk])).text
    client.post(agree)
    sign_in(client, coordinator)
    assert take in client.get(reverse("desk:export", args=[row.pk])).text
    file = client.post(take)
    assert (file.status_code, file["Content-Disposition"]) == (200, 'attachment; filename="list.xlsx"')
    assert client.post(take).status_code == 409
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    assert client.get(reverse("desk:exports")).status_code == 403
