"""Lists of several persons that leave the house: asked by one person, agreed to by another, taken once within a day by who asked."""

import datetime as dt
from typing import Any

import pyrage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from openpyxl import Workbook

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.cases.models import Case
from panoh.cases.queries.cases import CaseFilter, cases, opening_names
from panoh.core.clock import now
from panoh.core.errors import Invalid, WrongState
from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.data_protection.enums import EXPORT_TRANSITIONS, ExportState, ExportWhy
from panoh.data_protection.events import Event
from panoh.data_protection.models import Export
from panoh.data_protection.policy import check_can_agree_export, check_can_ask_export, check_can_take_export
from panoh.data_protection.refusals import NO_CHOICE, NOT_FROM_HERE
from panoh.people.data import FULL_NAME
from panoh.places import catalogue
from panoh.vault.actions import announce_many, open_sealed, record_about
from panoh.vault.purpose import Purpose

GOOD_FOR = dt.timedelta(days=1)

NO_KEY = gettext_lazy("This is not an age key. It begins with age1; ask the person who will open the file for it.")
TOO_LATE = gettext_lazy("The list had to be downloaded within a day. Request it again.")


def _move(row: Export, to: ExportState) -> None:
    if to not in EXPORT_TRANSITIONS[ExportState(row.state)]:
        raise WrongState(NOT_FROM_HERE)
    row.state = to


@action
def ask_export(*, by: User, why: str, is_named: bool = False, is_open: bool = True, recipient: str = "") -> Export:
    """Asks for a list of the cases that the asker sees: in codes, with names where that is said. Nothing leaves by it.

    `recipient`: an age public key for which the file is sealed. Raises Invalid.
    """
    check_can_ask_export(by)
    if why not in ExportWhy.values:
        raise Invalid(NO_CHOICE, {"why": NO_CHOICE})
    if recipient.strip():
        _recipient(recipient.strip())
    row = Export(why=why, is_named=is_named, is_open=is_open, recipient=recipient.strip(), asked_by=by, asked_at=now())
    row.is_practice = by.is_practising
    save(row)
    record(Event.EXPORT_ASKED, by=by.actor, purpose=str(row.pk))
    return row


def _recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise Invalid(NO_KEY, {"recipient": NO_KEY}) from None


@action
def agree_export(row: Export, *, by: User, expected: int | None = None) -> Export:
    """The second person agrees. Within a day who asked takes it, once."""
    check_can_agree_export(by, row)
    _move(row, ExportState.AGREED)
    row.agreed_by, row.agreed_at = by, now()
    save(row, expected)
    record(Event.EXPORT_AGREED, by=by.actor, purpose=str(row.pk))
    return row


@action
def call_off_export(row: Export, *, by: User) -> Export:
    """It is not to leave: whoever could agree says so, until it is taken."""
    if row.asked_by_id != by.pk:
        check_can_agree_export(by, row)
    _move(row, ExportState.CALLED_OFF)
    row.ended_by, row.ended_at = by, now()
    save(row)
    record(Event.EXPORT_CALLED_OFF, by=by.actor, purpose=str(row.pk))
    return row


def take_export(row: Export, *, by: User) -> bytes:
    """The list as a spreadsheet, sealed where a key was given; of the cases that its asker sees now. It is made once.

    Everybody who stands in it has an event that says so; that many names are opened is in the record before. Raises WrongState, and when
    a day has passed.
    """
    check_can_take_export(by, row)
    _check_good(row)
    if row.is_named:
        announce_many(len(opening_names(by, _shown(row, by))), by=by.actor, purpose=Purpose.ADMINISTRATION)
    return _take(row, by=by)


def _check_good(row: Export) -> None:
    if ExportState.TAKEN not in EXPORT_TRANSITIONS[ExportState(row.state)]:
        raise WrongState(NOT_FROM_HERE)
    if row.agreed_at is None or row.agreed_at < now() - GOOD_FOR:
        raise WrongState(TOO_LATE)


def _shown(row: Export, by: User) -> list[Case]:
    return list(cases(by, CaseFilter(state="open" if row.is_open else "")))


@action
def _take(row: Export, *, by: User) -> bytes:
    fresh = Export.objects.select_for_update().get(pk=row.pk)
    _check_good(fresh)
    _move(fresh, ExportState.TAKEN)
    shown = _shown(fresh, by)
    fresh.taken_at, fresh.rows = now(), len(shown)
    save(fresh)
    record(Event.EXPORT_TAKEN, by=by.actor, purpose=str(fresh.pk))
    if shown:
        record_about(Event.EXPORT_TAKEN, by=by.actor, about=shown, purpose=str(fresh.pk))
    book = saved_in_memory(_book(shown, _names(shown, by) if fresh.is_named else None))
    return pyrage.encrypt(book, [_recipient(fresh.recipient)]) if fresh.recipient else book


def _names(shown: list[Case], by: User) -> dict[Any, list[str]]:
    """By case the parts of the name, empty where this reader may not open it."""
    may = opening_names(by, shown)
    people = [case.person for case in shown if case.pk in may]
    opened = open_sealed(people, by=by.actor, purpose=Purpose.ADMINISTRATION, fields=FULL_NAME) if people else []
    return {one.row.pk: ["" if one.is_unreadable else getattr(one, name) or "" for name in FULL_NAME] for one in opened}


def _book(shown: list[Case], names: dict[Any, list[str]] | None) -> Workbook:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = sheet_title(_("Cases"))
    heads = [
        _("Case"),
        pgettext("case", "Type"),
        _("Status"),
        _("Urgency"),
        _("Region"),
        pgettext("day", "Admitted"),
        pgettext("day", "Closed"),
        _("Organisation"),
        _("Lead worker"),
    ]
    heads += [] if names is None else [_("Family name"), _("Given name"), _("Patronymic")]
    sheet.append([safe_cell(head) for head in heads])
    for case in shown:
        cells = [
            case.code,
            str(case.get_kind_display()),
            str(case.get_state_display()),
            str(case.get_urgency_display()),
            catalogue.name(case.region),
            case.admitted_on,
            case.closed_on,
            case.organisation.short,
            case.lead.username if case.lead else "",
        ]
        of_person = [] if names is None else names.get(case.person_id, ["", "", ""])
        sheet.append([safe_cell(cell) for cell in (*cells, *of_person)])
    return book
