"""Where else help can be found: entries of the directory as the public page and the booklet say them, region by region."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from panoh.core.forms.phone import shown
from panoh.core.spoken import Spoken
from panoh.exchange.public_snapshot import public_snapshot
from panoh.network.enums import Cost, FacilityKind, Service
from panoh.network.opening import opening_lines
from panoh.places import catalogue


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody there, or one more way to reach it, who said that they may be told to everybody."""

    name: str
    number: str
    shown: str
    email: str


@dataclass(frozen=True, slots=True)
class FacilityEntry:
    """One facility: its name, what can be dialled, whom to ask for, and what else may be said, a sentence a line."""

    name: str
    kind: str
    number: str
    shown: str
    services: str
    address: str
    lines: list[str]
    contacts: list[Contact]
    checked_on: str


def help_elsewhere() -> list[tuple[str, list[FacilityEntry]]]:
    """(region, its entries) in the active language; entries of all regions stand last under a name of their own."""
    found: dict[str, list[FacilityEntry]] = {}
    for entry in public_snapshot():
        found.setdefault(entry["region"], []).append(_entry(entry))
    regions = [(code, catalogue.name(code)) for code in found if code]
    named = [(name, found[code]) for code, name in sorted(regions, key=lambda pair: pair[1])]
    return [*named, *([(_("In other places"), found[""])] if "" in found else [])]


def _entry(entry: dict[str, Any]) -> FacilityEntry:
    number = entry["phone"]
    return FacilityEntry(
        name=entry.get(f"name_{get_language()}") or entry["name"],  # a file of before knows one name
        kind=str(FacilityKind(entry["kind"]).label) if entry["kind"] else "",
        number=number,
        shown=shown(number) if number else "",
        services=_services(entry),
        address=_address(entry),
        lines=[line for line in _lines(entry) if line],
        contacts=[_contact(each) for each in _told(entry)],
        checked_on=f"{dt.date.fromisoformat(entry['checked_on']):%d.%m.%Y}",  # the page may be read a week later: no "today" on it
    )


def _told(entry: dict[str, Any]) -> list[dict[str, str]]:
    """Whom to ask for, then the other contacts; a file of before knows none of them."""
    asked_for = [{"name": entry["contact_name"]}] if entry.get("contact_name") else []
    return [*asked_for, *entry.get("contacts", [])]


def _contact(each: dict[str, str]) -> Contact:
    number = each.get("phone", "")
    name = ", ".join(filter(None, (each["name"], each.get("title", ""))))
    return Contact(name, number, shown(number) if number else "", each.get("email", ""))


def _services(entry: dict[str, Any]) -> str:
    return ", ".join(str(Service(code).label) for code in entry["services"])


def _address(entry: dict[str, Any]) -> str:
    return ", ".join(filter(None, (catalogue.name(entry["place"]), entry["address"])))


def _lines(entry: dict[str, Any]) -> list[str]:
    said = (
        (entry["has_women_staff"], _("there are women on the staff")),
        (entry["has_men_staff"], _("there are men on the staff")),
        (entry["is_child_friendly"], _("children are accepted")),
        (entry["is_accessible"], _("wheelchair access")),
    )
    opening = opening_lines(entry["opening_days"], entry["hours"]) if entry["opening_told"] else []
    return [
        entry["description"],
        _services(entry),
        _address(entry),
        ", ".join(f"{days} {hours}".strip() for days, hours in opening),
        ", ".join(str(Spoken(code).label) for code in entry["languages"]),
        ", ".join(words for holds, words in said if holds),
        str(Cost(entry["cost"]).label) if entry["cost"] else "",
        entry["email"],
        entry["website"],
    ]
