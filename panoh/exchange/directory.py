"""The directory brought in from HSDS and taken out as HSDS: whole for who keeps it, or what may be told to everybody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.core.actor import Actor
from panoh.exchange.events import DirectoryEvent
from panoh.exchange.hsds.entries import Facts, bundles, facts_of, overlaid, records_of
from panoh.exchange.hsds.profile import attribute, facts_told, own_id, with_terms
from panoh.exchange.hsds.reading import Package, Refusal, read_package
from panoh.exchange.hsds.tables import Tables, tables
from panoh.exchange.hsds.writing import write_package
from panoh.exchange.models import DirectoryRecord
from panoh.network.actions import screen_facility, take_facility
from panoh.network.enums import Cost, FacilityKind, PublicField, Screening
from panoh.network.facility_names import NAMES
from panoh.network.models import Facility, FacilityContact
from panoh.network.policy import check_can_write
from panoh.vault.actions import open_sealed, seal
from panoh.vault.purpose import Purpose

WORDS = (*NAMES, "phone", "email", "website", "contact_name", "address", "description")
CONTACT = ("name", "title", "phone", "email")
_CODED = ("kind", "register", "has_women_staff", "has_men_staff", "is_child_friendly", "is_accessible", "cost", "currency", "capacity")
# Which facts each public field lets out.
_TOLD: dict[PublicField, tuple[str, ...]] = {
    PublicField.NAME: NAMES,
    PublicField.DESCRIPTION: ("description",),
    PublicField.SERVICES: ("services",),
    PublicField.PLACE: ("region", "place"),
    PublicField.ADDRESS: ("region", "place", "address"),
    PublicField.PHONE: ("phone",),
    PublicField.EMAIL: ("email",),
    PublicField.WEBSITE: ("website",),
    PublicField.CONTACT_NAME: ("contact_name",),
    PublicField.OPENING: ("opening_days", "hours", "opens_on_holidays", "opening_told"),
    PublicField.LANGUAGES: ("languages",),
    PublicField.WHO_SEES: ("has_women_staff", "has_men_staff", "is_child_friendly", "is_accessible"),
    PublicField.COST: ("cost", "price", "currency"),
    PublicField.CAPACITY: ("capacity",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is new here, or stands otherwise: its table, and the name it bears where it has one."""

    table: str
    name: str
    is_new: bool


@dataclass(slots=True)
class Outcome:
    """What became of every row of a package, or would; the counts add up to its rows. With one refusal nothing is brought in."""

    rows: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The sums alone."""
        return {name: getattr(self, name) for name in ("rows", "added", "changed", "unchanged", "held", "refused")}


def import_directory(path: Path, *, by: User) -> Outcome:
    """Brings a package in: all its rows, or none. The same package again changes nothing."""
    return bring_package(read_package(path), by=by)


def bring_package(package: Package, *, by: User) -> Outcome:
    """The same for a package that was read."""
    outcome, found = _looked_at(package, by=by)
    if found is not None and found.touched:
        _bring(found, by=by)
    return outcome


def look_at_package(package: Package, *, by: User) -> Outcome:
    """What would become of every row, were it brought in now. Writes nothing."""
    return _looked_at(package, by=by)[0]


@dataclass(frozen=True, slots=True)
class _Found:
    merged: Tables
    touched: set[tuple[str, str]]
    facilities: dict[str, Facility]


def _looked_at(package: Package, *, by: User) -> tuple[Outcome, _Found | None]:
    check_can_write(by)
    outcome = Outcome(package.rows, refused=package.refused, refusals=package.refusals, ignored=sorted(package.ignored))
    if package.refusals:
        outcome.held = package.rows - package.refused
        return outcome, None
    facilities = {str(row.pk): row for row in Facility.objects.select_related("society")}
    current = _whole(list(facilities.values()), by=by)
    touched = _compare(package, current, outcome)
    merged = {name: current.get(name, {}) | package.tables.get(name, {}) for name in tables() if name in current or name in package.tables}
    return outcome, _Found(merged, touched, facilities)


def _compare(package: Package, current: Tables, outcome: Outcome) -> set[tuple[str, str]]:
    """Counts what is new and what is otherwise; gives the rows that are."""
    touched = set()
    for table, records in package.tables.items():
        for key, given in records.items():
            stands = current.get(table, {}).get(key)
            if stands == given:
                outcome.unchanged += 1
                continue
            touched.add((table, key))
            outcome.changes.append(Change(table, str(given.get("name", "")), stands is None))
            if stands is None:
                outcome.added += 1
            else:
                outcome.changed += 1
    return touched


@action
def _bring(given: _Found, *, by: User) -> None:
    """All of it in one transaction; entries one by one with their records, societies before who belongs to one."""
    merged, touched, facilities = given.merged, given.touched, given.facilities
    found = bundles(merged)
    place = {(table, key): number for number, (table, key) in enumerate((table, key) for table in merged for key in merged[table])}
    societies = _societies(merged, facilities)
    owned = {(table, key) for bundle in found.values() for table, records in bundle.items() for key in records}
    changed = [key for key, bundle in found.items() if any((table, one) in touched for table, records in bundle.items() for one in records)]
    for key in sorted(changed, key=lambda one: UUID(one) not in societies):
        _bring_one(key, found[key], facilities.get(key), societies, place, by=by)
    loose = [(table, key) for table, key in touched if (table, key) not in owned]
    if loose:
        _bring_loose({table: {key: merged[table][key] for name, key in loose if name == table} for table, _key in loose}, place, by=by)


def _societies(merged: Tables, facilities: dict[str, Facility]) -> set[UUID]:
    told = bundles({"organization": merged.get("organization", {}), "attribute": merged.get("attribute", {})})
    named = {UUID(key) for key, bundle in told.items() if facts_of(bundle, ())["kind"] == FacilityKind.SOCIETY}
    return named | {row.pk for row in facilities.values() if row.kind == FacilityKind.SOCIETY}


def _bring_one(
    key: str, bundle: Tables, facility: Facility | None, societies: set[UUID], place: dict[tuple[str, str], int], *, by: User
) -> None:
    facts: Any = facts_of(bundle, societies)
    society = Facility.objects.filter(pk=facts["society"], kind=FacilityKind.SOCIETY).first() if facts["society"] else None
    row = take_facility(UUID(key), by=by, facility=facility, **{**facts, "society": society})
    told = facts_told(bundle.get("attribute", {}).values())
    if facility is None and told.get("screening") == Screening.NOT_FOR_US:
        screen_facility(row, by=by, screening=Screening.NOT_FOR_US, reason=_("As in the imported directory."))
    _keep(bundle, row, place, by=by)


def _bring_loose(rows: Tables, place: dict[tuple[str, str], int], *, by: User) -> None:
    """Records that belong to no organisation: taxonomies, descriptions of tables."""
    record(DirectoryEvent.BROUGHT, by=by.actor, purpose=Purpose.ADMINISTRATION)
    _keep(rows, None, place, by=by)


def _keep(rows: Tables, facility: Facility | None, place: dict[tuple[str, str], int], *, by: User) -> None:
    """Keeps the records as they came, in place of what was kept of the same."""
    kept = {
        (each.table, str(each.record)): each
        for each in DirectoryRecord.objects.filter(record__in=[key for r in rows.values() for key in r])
    }
    for table, records in rows.items():
        for key, content in records.items():
            each = kept.get((table, key)) or DirectoryRecord(table=table, record=UUID(key))
            each.facility, each.number = facility, place[table, key]
            seal(each, by=by.actor, content=json.dumps(content, ensure_ascii=False, sort_keys=True))
            save(each)


def export_directory(folder: Path, *, by: User, public: bool = False) -> dict[str, int]:
    """Writes the directory into an empty folder, as tables and as JSON; how many records of each kind.

    `public`: only what may be told, of entries checked within their time. Nothing of agreements or of the screening goes out by it.
    """
    check_can_write(by)
    record(DirectoryEvent.PUBLISHED if public else DirectoryEvent.TAKEN, by=by.actor, purpose=Purpose.ADMINISTRATION)
    rows = list(Facility.objects.filter(is_active=True).select_related("society").order_by("pk"))
    found = _told(rows, by=by.actor) if public else _whole(rows, by=by)
    return write_package(folder, found)


def _whole(rows: list[Facility], *, by: User) -> Tables:
    """Everything the house knows of these entries, over what others said of them."""
    kept = _kept(by=by)
    mine = bundles(kept)
    societies = {row.pk for row in rows if row.kind == FacilityKind.SOCIETY}
    found: Tables = {}
    with translation.override("en"):
        for row, facts, contacts in _opened(rows, by=by.actor):
            key = str(row.pk)
            if key in mine:
                own = overlaid(mine[key], row.pk, facts, societies, row.checked_on)
            else:
                own = records_of(row.pk, facts, checked_on=row.checked_on)
            _add(found, own)
            _add(found, _contacts(row, contacts))
            _add(found, _state(row))
    owned = {(table, key) for bundle in mine.values() for table, records in bundle.items() for key in records}
    _add(found, {table: {key: each for key, each in records.items() if (table, key) not in owned} for table, records in kept.items()})
    return _in_order(with_terms(found))


def _kept(*, by: User) -> Tables:
    rows = list(DirectoryRecord.objects.all())
    found: Tables = {}
    for each in open_sealed(rows, by=by.actor, purpose=Purpose.ADMINISTRATION, fields=["content"]) if rows else []:
        found.setdefault(each.row.table, {})[str(each.row.record)] = json.loads(each.content or "{}")
    return found


def is_told(row: Facility) -> bool:
    """Whether everybody may know of an entry: its name may be said, it is looked at within its time, and people may be sent there."""
    return PublicField.NAME in row.public_fields and not row.is_check_due and row.screening != Screening.NOT_FOR_US


def told_facts(rows: Iterable[Facility], *, by: Actor) -> list[tuple[Facility, Facts, list[Any]]]:
    """What may be told to everybody, and the contacts that may. What may not reads as unknown."""
    told = [row for row in rows if is_told(row)]
    found = []
    for row, facts, contacts in _opened(told, by=by):
        open_facts = {name for each in row.public_fields for name in _TOLD[PublicField(each)]}
        shown: Facts = {name: value if name in open_facts else _NOTHING.get(name, "") for name, value in facts.items()}
        if shown["cost"] == Cost.CONTRACT:  # that somebody pays for our people says that they are ours
            shown |= {"cost": "", "price": None, "currency": ""}
        if shown["society"] not in {other.pk for other in told}:
            shown["society"] = None
        found.append((row, shown, [each for each in contacts if each.row.is_public]))
    return found


def _told(rows: Iterable[Facility], *, by: Actor) -> Tables:
    """The same as records. Only fields of our own are looked at: what came from others may say more than was allowed."""
    found: Tables = {}
    with translation.override("en"):
        for row, shown, contacts in told_facts(rows, by=by):
            _add(found, records_of(row.pk, shown, checked_on=row.checked_on))
            _add(found, _contacts(row, contacts))
    return _in_order(with_terms(found))


# What a field that is not told reads like.
_NOTHING: Facts = {
    "services": [],
    "languages": [],
    "opening_days": [],
    "hours": {},
    "opening_told": False,
    "opens_on_holidays": False,
    "society": None,
    "price": None,
    **dict.fromkeys(("has_women_staff", "has_men_staff", "is_child_friendly", "is_accessible")),
}


def _opened(rows: list[Facility], *, by: Actor) -> list[tuple[Facility, Facts, list[Any]]]:
    """Every entry with its facts and its contacts, all opened at once and recorded."""
    contacts = list(FacilityContact.objects.filter(facility__in=rows))
    fields = [*WORDS, "title"]
    opened = open_sealed([*rows, *contacts], by=by, purpose=Purpose.ADMINISTRATION, fields=fields) if rows else []
    of = {row.pk: [each for each in opened[len(rows) :] if each.row.facility_id == row.pk] for row in rows}
    return [(each.row, _facts(each.row, each), of[each.row.pk]) for each in opened[: len(rows)]]


def _facts(row: Facility, opened: Any) -> Facts:
    words = {name: getattr(opened, name) or "" for name in WORDS}
    return {
        **words,
        **{name: getattr(row, name) for name in _CODED},
        "services": list(row.services),
        "languages": sorted(row.languages),
        "opening_days": sorted(row.opening_days),
        "hours": row.hours,
        "opens_on_holidays": row.opens_on_holidays,
        "opening_told": True,
        "region": row.region,
        "place": row.place,
        "price": row.price,
        "society": row.society_id,
    }


def _contacts(row: Facility, contacts: Iterable[Any]) -> Tables:
    found: Tables = {"contact": {}, "phone": {}}
    for each in contacts:
        key = str(each.row.pk)
        given = {"id": key, "organization_id": str(row.pk), "name": each.name, "title": each.title, "email": each.email}
        found["contact"][key] = {name: value for name, value in given.items() if value}
        if each.phone:
            phone = own_id(key, "phone")
            found["phone"][phone] = {"id": phone, "organization_id": str(row.pk), "contact_id": key, "number": each.phone}
    return found


def _state(row: Facility) -> Tables:
    """For who keeps the directory: what may be told of an entry, and whether it is safe."""
    key, said = str(row.pk), {}
    if row.public_fields:
        said["public"] = ",".join(row.public_fields)
    if row.screening != Screening.NOT_YET:
        said["screening"] = row.screening
    made = [attribute("organization", key, code, value) for code, value in said.items()]
    return {"attribute": {each["id"]: each for each in made}}


def _add(found: Tables, more: Tables) -> None:
    for table, records in more.items():
        if records:
            found.setdefault(table, {}).update(records)


def _in_order(found: Tables) -> Tables:
    return {name: found[name] for name in tables() if found.get(name)}
