"""Keeping the directory of facilities and specialists."""

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypedDict, Unpack, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.audit.trail import action, current_action, save
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.core.money import Currency
from panoh.core.spoken import Spoken
from panoh.network.enums import Capacity, CheckCycle, Cost, FacilityKind, Register, Screening, Service
from panoh.network.events import Event
from panoh.network.facility_names import BY_LANGUAGE, NAMES
from panoh.network.kinds import SERVICES, folded_name, guess_kind
from panoh.network.models import DIRECTORY, Facility
from panoh.network.policy import check_can_hand_out, check_can_write
from panoh.vault.actions import has_key, new_keys, open_sealed, record_about, seal, share_key
from panoh.vault.purpose import Purpose

NO_NAME = _("Enter the name of the facility as on its sign.")
NO_KIND = _("Choose what kind of facility it is.")
NO_SERVICE = _("Choose at least one service the facility offers.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
NO_CURRENCY = _("Enter a price of zero or more, and the currency.")
NO_SOCIETY = _("This is not a society of specialists. Choose one of the societies in the directory.")
NO_DAY = _("Choose at least one day when it is open.")
NO_HOURS = _("The closing time must be after the opening time. Check the hours.")
CLOSED_ALREADY = _("This facility is no longer in the directory.")


_CLOSED_LISTS: dict[str, Any] = {
    "register": Register.values,
    "cost": Cost.values,
    "currency": Currency.values,
    "capacity": Capacity.values,
    "check_every": CheckCycle.values,
}


class Facts(TypedDict, total=False):
    """What may be known of an entry. What is left out stays as it is."""

    name_tg: str
    name_ru: str
    name_en: str
    region: str
    place: str
    address: str
    phone: str
    email: str
    website: str
    contact_name: str
    description: str
    note: str
    society: Facility | None
    register: str
    has_women_staff: bool | None
    has_men_staff: bool | None
    is_child_friendly: bool | None
    is_accessible: bool | None
    languages: Sequence[str]
    cost: str
    price: Decimal | None
    currency: str
    capacity: str
    opening_days: Sequence[int]
    hours: Mapping[str, Sequence[str]]
    opens_on_holidays: bool
    check_every: int


class Change(Facts, total=False):
    """What may be changed of an entry."""

    name: str
    kind: str
    services: Sequence[str]


SEALED = (*NAMES, "phone", "email", "website", "contact_name", "address", "description", "note")


@action(undo=_("Facility added."))
def add_facility(*, by: User, name: str, kind: str, services: Sequence[str], **known: Unpack[Facts]) -> Facility:
    """Adds a facility; its name and contacts are sealed under the directory's key."""
    check_can_write(by)
    hand_out_key(by)
    row = Facility(organisation_id=by.organisation_id)
    blank = dict.fromkeys(SEALED, "")
    _fill(row, by, cast("Change", {**blank, **known, "name": name, "kind": kind, "services": services}))
    save(row)
    record_about(Event.FACILITY_ADDED, by=by.actor, about=[row])
    return row


@action(undo=_("Facilities imported."))
def add_facilities(facilities: Sequence[Mapping[str, Any]], *, by: User) -> list[Facility]:
    """Several new entries, as `add_facility` takes each, all or none. Nobody here has screened them by that."""
    return [add_facility(by=by, **known) for known in facilities]


@action(undo=_("Facility changed."))
def change_facility(facility: Facility, *, by: User, expected: int | None = None, **known: Unpack[Change]) -> Facility:
    """Changes what is given of an entry and notes that it was checked today."""
    check_can_write(by)
    _fill(facility, by, known)
    mark_checked(facility, by)
    save(facility, expected=expected)
    record_about(Event.FACILITY_CHANGED, by=by.actor, about=[facility])
    return facility


@action
def take_facility(key: UUID, *, by: User, facility: Facility | None = None, **known: Unpack[Change]) -> Facility:
    """An entry as another directory has it, new or already here. Nobody here has checked it by that."""
    check_can_write(by)
    hand_out_key(by)
    row = facility or Facility(id=key, organisation_id=by.organisation_id)
    blank: Any = {} if facility else dict.fromkeys(SEALED, "")
    _fill(row, by, cast("Change", {**blank, **known}))
    save(row)
    record_about(Event.FACILITY_TAKEN, by=by.actor, about=[row])
    return row


def house_entry(organisation: Organisation, *, by: User) -> Facility:
    """Inside an action: the entry of an organisation of the house that answers referrals here itself, made when it is first needed.

    Its name is no secret; whoever refers makes it, since it says nothing that only who keeps the directory could know.
    """
    found = Facility.objects.filter(house=organisation).first()
    if found is not None:
        return found
    hand_out_key(by)
    row = Facility(organisation_id=organisation.pk, house=organisation, screening=Screening.PASSED)
    blank = dict.fromkeys(SEALED, "")
    names = {"name": organisation.name_ru, **{field: getattr(organisation, field) for field in BY_LANGUAGE}}
    known = {**blank, **names, "kind": FacilityKind.LEGAL_AID, "services": [Service.LEGAL], "cost": Cost.FREE}
    _fill(row, by, cast("Change", known))
    mark_checked(row, by)
    save(row)
    record_about(Event.FACILITY_ADDED, by=by.actor, about=[row])
    return row


def mark_checked(row: Facility, by: User, day: dt.date | None = None) -> None:
    """Notes who looked whether the entry holds, and when it is to be looked at again."""
    row.checked_on, row.checked_by = day or today(), by
    row.check_due_on = months_after(row.checked_on, row.check_every)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, its last day where it has none such."""
    years, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + years, month + 1, 1)
    return first + dt.timedelta(days=min(day.day, monthrange(first.year, first.month)[1]) - 1)


def _fill(row: Facility, by: User, known: Change) -> None:
    """Puts what is known into the row. Raises Invalid beside the field that cannot be."""
    _check(known)
    words = {}
    for field, value in known.items():
        if field in SEALED:
            words[field] = str(value).strip()
        elif field == "capacity":
            row.capacity_on = row.capacity_on if value == row.capacity else today()
            row.capacity = str(value)
        elif field in ("services", "languages", "opening_days"):
            setattr(row, field, list(dict.fromkeys(cast("Sequence[Any]", value))))
        else:
            setattr(row, field, value)
    row.opening_days.sort()
    row.hours = {day: list(hours) for day, hours in sorted(row.hours.items()) if int(day) in row.opening_days}
    if words:
        seal(row, by=by.actor, **words)


@action(undo=_("Facility removed from the directory."))
def close_facility(facility: Facility, *, by: User, expected: int | None = None) -> Facility:
    """Takes a facility out of the directory; what was done there stays."""
    check_can_write(by)
    if not facility.is_active:
        raise WrongState(CLOSED_ALREADY)
    facility.is_active = False
    save(facility, expected=expected)
    record_about(Event.FACILITY_CLOSED, by=by.actor, about=[facility])
    return facility


@action
def facility_by_name(text: str, *, by: User) -> Facility:
    """The facility that is written so, or a new one of the kind its name speaks of.

    Within one action the names are opened once, however many are asked for.
    """
    check_can_write(by)
    known = _known_names(by)
    folded = folded_name(text)
    if folded not in known:
        kind = guess_kind(text)
        known[folded] = add_facility(by=by, name=" ".join(text.split()), kind=kind, services=SERVICES[kind])
    return known[folded]


def _known_names(by: User) -> dict[str, Facility]:
    """Folded name to facility; where two bear one name, the one that is still in the directory."""
    notes = current_action()
    if "network.names" not in notes:
        rows = list(Facility.objects.order_by("is_active", "pk"))
        opened = open_sealed(rows, by=by.actor, purpose=Purpose.IMPORT, fields=NAMES) if rows else []
        by_language = {folded_name(name): item.row for item in opened for field in BY_LANGUAGE if (name := getattr(item, field))}
        notes["network.names"] = by_language | {folded_name(item.name or ""): item.row for item in opened}
    names: dict[str, Facility] = notes["network.names"]
    return names


@action
def hand_out_directory(*, by: User) -> None:
    """Lets every organisation of the house read the directory: done with each new entry, and when an organisation joins."""
    check_can_hand_out(by)
    hand_out_key(by)
    record_about(Event.DIRECTORY_SHARED, by=by.actor, about=[DIRECTORY])


def hand_out_key(by: User) -> None:
    """Sees to it, once in an action, that every organisation of the house holds the directory's key."""
    notes = current_action()
    if notes.get("network.key"):
        return
    keepers = list(Organisation.objects.filter(gone_on=None).exclude(kind=OrganisationKind.OUTSIDE).values_list("pk", flat=True))
    if has_key(DIRECTORY, by.organisation_id):
        for organisation in keepers:
            share_key(DIRECTORY, to=organisation, by=by.actor)
    else:
        new_keys([DIRECTORY], owners=keepers)
    notes["network.key"] = True


def _check(known: Change) -> None:
    if not known.get("name", "?").strip():
        raise Invalid(NO_NAME, {"name": NO_NAME})
    if known.get("kind", FacilityKind.OTHER) not in FacilityKind.values:
        raise Invalid(NO_KIND, {"kind": NO_KIND})
    services = known.get("services", (Service.OTHER,))
    if not services or any(service not in Service.values for service in services):
        raise Invalid(NO_SERVICE, {"services": NO_SERVICE})
    for field, codes in _CLOSED_LISTS.items():
        value = known.get(field)
        if value not in (None, "") and value not in codes:
            raise Invalid(NO_CHOICE, {field: NO_CHOICE})
    if any(spoken not in Spoken.values for spoken in known.get("languages", ())):
        raise Invalid(NO_CHOICE, {"languages": NO_CHOICE})
    _check_opening(known)
    if (price := known.get("price")) is not None and (price < 0 or not known.get("currency")):
        raise Invalid(NO_CURRENCY, {"price": NO_CURRENCY})
    society = known.get("society")
    if society is not None and society.kind != FacilityKind.SOCIETY:
        raise Invalid(NO_SOCIETY, {"society": NO_SOCIETY})


def _check_opening(known: Change) -> None:
    days = known.get("opening_days")
    if days is not None and (not days or any(day not in range(1, 8) for day in days)):
        raise Invalid(NO_DAY, {"opening_days": NO_DAY})
    for day, (opens, closes) in known.get("hours", {}).items():
        if day not in "1234567" or dt.time.fromisoformat(opens) >= dt.time.fromisoformat(closes):
            raise Invalid(NO_HOURS, {"hours": NO_HOURS})
