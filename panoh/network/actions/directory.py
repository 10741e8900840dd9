"""Keeping the directory of facilities and specialists."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.audit.trail import action, doing, save
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.network.enums import FacilityKind, Service
from panoh.network.events import Event
from panoh.network.kinds import SERVICES, folded_name, guess_kind
from panoh.network.models import DIRECTORY, Facility
from panoh.network.policy import check_can_hand_out, check_can_write
from panoh.vault.actions import has_key, new_keys, open_sealed, record_about, seal, share_key
from panoh.vault.purpose import Purpose

NO_NAME = _("Write the name of the facility, as it is written on its door.")
NO_KIND = _("Choose what kind of facility it is.")
NO_SERVICE = _("Choose at least one service the facility gives.")
CLOSED_ALREADY = _("This facility is no longer in the directory.")


@action(undo=_("Facility added."))
def add_facility(
    *,
    by: User,
    name: str,
    kind: str,
    services: Sequence[str],
    region: str = "",
    place: str = "",
    phone: str = "",
    contact_name: str = "",
    address: str = "",
    note: str = "",
    registers_patients: bool = False,
    has_women_staff: bool | None = None,
    is_child_friendly: bool | None = None,
    checked_on: dt.date | None = None,
) -> Facility:
    """Adds a facility; its name and contacts are sealed under the directory's key."""
    check_can_write(by)
    _check(name, kind, services)
    _hand_out_key(by)
    row = Facility(
        organisation_id=by.organisation_id,
        kind=kind,
        services=list(services),
        region=region,
        place=place,
        registers_patients=registers_patients,
        has_women_staff=has_women_staff,
        is_child_friendly=is_child_friendly,
        checked_on=checked_on,
    )
    seal(
        row,
        by=by.actor,
        name=name.strip(),
        phone=phone.strip(),
        contact_name=contact_name.strip(),
        address=address.strip(),
        note=note.strip(),
    )
    save(row)
    record_about(Event.FACILITY_ADDED, by=by.actor, about=[row])
    return row


@action(undo=_("Facility changed."))
def change_facility(
    facility: Facility,
    *,
    by: User,
    name: str,
    kind: str,
    services: Sequence[str],
    region: str = "",
    place: str = "",
    phone: str = "",
    contact_name: str = "",
    address: str = "",
    note: str = "",
    registers_patients: bool = False,
    has_women_staff: bool | None = None,
    is_child_friendly: bool | None = None,
    expected: int | None = None,
) -> Facility:
    """Changes an entry and notes that it was checked today."""
    check_can_write(by)
    _check(name, kind, services)
    facility.kind, facility.services, facility.region, facility.place = kind, list(services), region, place
    facility.registers_patients, facility.has_women_staff = registers_patients, has_women_staff
    facility.is_child_friendly, facility.checked_on = is_child_friendly, today()
    seal(
        facility,
        by=by.actor,
        name=name.strip(),
        phone=phone.strip(),
        contact_name=contact_name.strip(),
        address=address.strip(),
        note=note.strip(),
    )
    save(facility, expected=expected)
    record_about(Event.FACILITY_CHANGED, by=by.actor, about=[facility])
    return facility


@action(undo=_("Facility taken out of the directory."))
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
    notes = doing()
    if "network.names" not in notes:
        rows = list(Facility.objects.order_by("is_active", "pk"))
        opened = open_sealed(rows, by=by.actor, purpose=Purpose.IMPORT, fields=["name"]) if rows else []
        notes["network.names"] = {folded_name(item.name or ""): item.row for item in opened}
    names: dict[str, Facility] = notes["network.names"]
    return names


@action
def hand_out_directory(*, by: User) -> None:
    """Lets every organisation of the house read the directory: done with each new entry, and when an organisation joins."""
    check_can_hand_out(by)
    _hand_out_key(by)
    record_about(Event.DIRECTORY_SHARED, by=by.actor, about=[DIRECTORY])


def _hand_out_key(by: User) -> None:
    notes = doing()
    if notes.get("network.key"):
        return
    keepers = list(Organisation.objects.exclude(kind=OrganisationKind.OUTSIDE).values_list("pk", flat=True))
    if has_key(DIRECTORY, by.organisation_id):
        for organisation in keepers:
            share_key(DIRECTORY, to=organisation, by=by.actor)
    else:
        new_keys([DIRECTORY], owners=keepers)
    notes["network.key"] = True


def _check(name: str, kind: str, services: Sequence[str]) -> None:
    if not name.strip():
        raise Invalid(NO_NAME, {"name": NO_NAME})
    if kind not in FacilityKind.values:
        raise Invalid(NO_KIND, {"kind": NO_KIND})
    if not services or any(service not in Service.values for service in services):
        raise Invalid(NO_SERVICE, {"services": NO_SERVICE})
