"""Centres abroad: their key written down, and confirmed by another way."""

import datetime as dt
import re

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.core.clock import today
from panoh.core.errors import Invalid, NotFound, WrongState
from panoh.network.actions.directory import NO_CHOICE
from panoh.network.age_keys import checked_key
from panoh.network.enums import FacilityKind, KeyCheck
from panoh.network.events import AbroadEvent
from panoh.network.models import CentreAbroad, Facility
from panoh.network.policy import check_can_write
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

COUNTRY = re.compile(r"[A-Z]{2}")
HOME = "TJ"

NOT_ABROAD = _("Only an entry of the kind “centre abroad” has a key.")
NO_COUNTRY = _("Enter the two letters of another country, as on letters abroad: DE, CH, GE.")
NO_KEY_YET = _("No key is recorded for this centre.")
WHEN = _("Enter the date it was confirmed. It cannot be before the date of the key or in the future.")


@action(undo=_("Key recorded."))
def set_key(facility: Facility, *, by: User, country: str, key: str, expected: int | None = None) -> CentreAbroad:
    """The centre's country and public key. It has to be confirmed before anything is sealed to it, and so has every other one later."""
    check_can_write(by)
    if facility.kind != FacilityKind.CENTRE_ABROAD:
        raise WrongState(NOT_ABROAD)
    code = country.strip().upper()
    if not COUNTRY.fullmatch(code) or code == HOME:
        raise Invalid(NO_COUNTRY, {"country": NO_COUNTRY})
    row = CentreAbroad.objects.filter(facility=facility).first() or CentreAbroad(facility=facility)
    row.country, row.key_on, row.key_by = code, today(), by
    row.confirmed_on, row.confirmed_by, row.confirmed_how = None, None, ""
    seal(row, by=by.actor, key=checked_key(key))
    save(row, expected or None)
    record_about(AbroadEvent.CENTRE_KEY_SET, by=by.actor, about=[row])
    return row


@action(undo=_("Key confirmed."))
def confirm_key(facility: Facility, *, by: User, how: str, on: dt.date, expected: int | None = None) -> CentreAbroad:
    """The centre said by another way than the one the key came by that this is its fingerprint."""
    check_can_write(by)
    row = CentreAbroad.objects.filter(facility=facility).first()
    if row is None:
        raise NotFound(NO_KEY_YET)
    if how not in KeyCheck.values:
        raise Invalid(NO_CHOICE, {"how": NO_CHOICE})
    if not row.key_on <= on <= today():
        raise Invalid(WHEN, {"on": WHEN})
    row.confirmed_on, row.confirmed_by, row.confirmed_how = on, by, KeyCheck(how)
    save(row, expected)
    record_about(AbroadEvent.CENTRE_KEY_CONFIRMED, by=by.actor, about=[row])
    return row


def open_key(centre: CentreAbroad, *, by: User, purpose: Purpose = Purpose.ADMINISTRATION) -> str:
    """The key; the opening is recorded."""
    (opened,) = open_sealed([centre], by=by.actor, purpose=purpose, fields=["key"])
    return opened.key or ""
