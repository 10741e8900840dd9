"""An entry of the directory as records of HSDS, and what records of HSDS say about an entry."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from panoh.core.money import Currency
from panoh.core.spoken import Spoken
from panoh.exchange.hsds.profile import (
    COUNTRY,
    NO_POSTAL_CODE,
    attribute,
    facts_told,
    known_kind,
    known_register,
    own_id,
    services_told,
    terms,
)
from panoh.exchange.hsds.tables import Record, Tables
from panoh.network.enums import Capacity, Cost, FacilityKind, Service
from panoh.network.facility_names import BY_LANGUAGE
from panoh.network.kinds import SERVICES as USUAL
from panoh.network.kinds import guess_kind
from panoh.places import catalogue

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YES_NO = {"yes": True, "no": False}
LANGUAGES = {"tg": "tg", "tgk": "tg", "ru": "ru", "rus": "ru", "en": "en", "eng": "en", "uz": "uz", "uzb": "uz", "prs": "prs"}
_THREE = {True: "yes", False: "no"}
_ASKED = {
    "has_women_staff": "women_staff",
    "has_men_staff": "men_staff",
    "is_child_friendly": "child_friendly",
    "is_accessible": "accessible",
}

type Facts = dict[str, Any]


def bundles(rows: Tables) -> dict[str, Tables]:
    """Organisation → the records that belong to it: its services and places, and all that points to one of them."""
    owner: dict[tuple[str, str], str] = {("organization", key): key for key in rows.get("organization", {})}
    for table in ("program", "service"):
        for key, record in rows.get(table, {}).items():
            if record.get("organization_id") in rows.get("organization", {}):
                owner[table, key] = record["organization_id"]
    for key, record in rows.get("service_at_location", {}).items():
        if (mine := owner.get(("service", record["service_id"]))) is not None:
            owner["service_at_location", key] = mine
            owner.setdefault(("location", record["location_id"]), mine)
    for key, record in rows.get("location", {}).items():
        if record.get("organization_id") in rows.get("organization", {}):
            owner["location", key] = record["organization_id"]
    for table in ("contact", "phone"):  # a phone may be a contact's, a language a phone's
        _own(rows, table, owner)
    for table in rows:
        _own(rows, table, owner)
    found: dict[str, Tables] = {key: {} for key in rows.get("organization", {})}
    for (table, key), mine in owner.items():
        if key in rows.get(table, {}):
            found[mine].setdefault(table, {})[key] = rows[table][key]
    return found


_OUTWARD = (
    ("service_at_location_id", "service_at_location"),
    ("service_id", "service"),
    ("organization_id", "organization"),
    ("location_id", "location"),
    ("contact_id", "contact"),
    ("phone_id", "phone"),
)


def _own(rows: Tables, table: str, owner: dict[tuple[str, str], str]) -> None:
    """Gives the records of a table to whoever they point to."""
    whose = {key: mine for (_table, key), mine in owner.items()}
    for key, record in rows.get(table, {}).items():
        if (table, key) in owner:
            continue
        pointed = [owner.get((other, record.get(field, ""))) for field, other in _OUTWARD]
        linked = [whose.get(record.get(field, "")) for field in ("link_id", "resource_id")]
        mine = next((each for each in (*pointed, *linked) if each is not None), None)
        if mine is not None:
            owner[table, key] = mine


def facts_of(bundle: Tables, societies: Collection[UUID]) -> Facts:
    """What the records of one organisation say about the entry, in the words of the directory."""
    (organization,) = bundle["organization"].values()
    told = facts_told(bundle.get("attribute", {}).values())
    services = list(bundle.get("service", {}).values())
    kind = known_kind(told.get("kind", "")) or guess_kind(organization["name"])
    phone, contact, address, cost = (_first(bundle, table) for table in ("phone", "contact", "address", "cost_option"))
    parent = organization.get("parent_organization_id")
    own = list(dict.fromkeys(str(each) for each in services_told(bundle.get("attribute", {}).values())))
    return {
        "name": organization["name"],
        **{field: told.get(field, "") for field in BY_LANGUAGE},
        "description": _described(organization),
        "email": organization.get("email", ""),
        "website": organization.get("website", ""),
        "phone": phone.get("number", ""),
        "contact_name": contact.get("name", ""),
        "address": _address(address),
        **_place(address),
        "kind": str(kind),
        "services": own or _guessed(kind, services),
        "society": UUID(parent) if parent and UUID(parent) in societies else None,
        "register": known_register(told.get("register", "")),
        "languages": sorted({LANGUAGES.get(str(each.get("code", "")).lower(), Spoken.OTHER) for each in _rows(bundle, "language")}),
        "capacity": told.get("capacity", "") if told.get("capacity") in Capacity.values else "",
        "opens_on_holidays": told.get("opens_on_holidays") == "yes",
        **{fact: YES_NO.get(told.get(term, "")) for fact, term in _ASKED.items()},
        **_cost(cost, told.get("cost", "")),
        **_opening(_rows(bundle, "schedule")),
    }


def _rows(bundle: Tables, table: str) -> list[Record]:
    return list(bundle.get(table, {}).values())


def _first(bundle: Tables, table: str) -> Record:
    return next(iter(bundle.get(table, {}).values()), {})


def _described(organization: Record) -> str:
    text = str(organization["description"])
    return "" if text == organization["name"] else text


def _address(address: Record) -> str:
    return ", ".join(str(address[name]) for name in ("address_1", "address_2") if address.get(name) and address[name] != "—")


def _place(address: Record) -> dict[str, str]:
    """The region and the district that the address names, where we know them."""
    region = catalogue.find(address.get("state_province", "")) if address.get("state_province") else None
    within = region.place.region if region else None
    city = catalogue.find(address["city"], within) if address.get("city") else None
    found = city or region
    if found is None:
        return {"region": "", "place": ""}
    code = found.place.code
    return {"region": found.place.region, "place": code if "." in code else ""}


def _guessed(kind: FacilityKind | str, services: Iterable[Record]) -> list[str]:
    """The kinds of help that the names of the services speak of, else what such a facility usually gives."""
    named = [each for record in services for each in USUAL[guess_kind(str(record.get("name", "")))] if each != Service.OTHER]
    return list(dict.fromkeys(str(each) for each in named or USUAL[FacilityKind(kind)]))


def _cost(cost: Record, told: str) -> Facts:
    amount = cost.get("amount")
    currency = str(cost.get("currency", "")).upper()
    known = amount is not None and amount > 0 and currency in Currency.values
    kind = told if told in Cost.values else ("" if amount is None else Cost.PAID.value if amount > 0 else Cost.FREE.value)
    return {"cost": kind, "price": Decimal(str(amount)).quantize(Decimal("0.01")) if known else None, "currency": currency if known else ""}


def _opening(schedules: Iterable[Record]) -> Facts:
    """The days of the weekly schedules with their hours; Monday to Friday where none says."""
    days: dict[int, list[str]] = {}
    for each in schedules:
        named = [DAYS.index(day) + 1 for day in str(each.get("byday", "")).split(",") if day in DAYS]
        if each.get("freq") != "WEEKLY" or not named:
            continue
        hours = [str(each.get(name, ""))[:5] for name in ("opens_at", "closes_at")]
        for day in named:
            days.setdefault(day, hours if all(hours) and hours[0] < hours[1] else [])
    return {"opening_days": sorted(days) or [1, 2, 3, 4, 5], "hours": {str(day): hours for day, hours in sorted(days.items()) if hours}}


def records_of(key: UUID, facts: Facts, *, checked_on: dt.date | None = None, at: Mapping[str, Any] | None = None) -> Tables:
    """The records of an entry. `at` names the service and the place that its particulars hang on, where others made them."""
    organization, at = str(key), at or {}
    location = at.get("location") or own_id(key, "location")
    named = at.get("services") or {own_id(key, "service", code): code for code in facts["services"]}
    rows: Tables = {"organization": {organization: _organization(organization, facts)}}
    add = _adder(rows)
    for service, code in named.items():
        add("service", service, organization_id=organization, name=_label(code), status="active", assured_date=_iso(checked_on))
        add("attribute", **attribute("service", service, f"service:{code}", code))
        add("service_at_location", own_id(service, "at", location), service_id=service, location_id=location)
    add("location", location, location_type="physical", organization_id=organization, name=facts["name"])
    if facts["region"]:
        place = catalogue.name(facts["place"] or facts["region"], "en")
        add(
            "address",
            own_id(key, "address"),
            location_id=location,
            address_1=facts["address"] or "—",
            city=place,
            state_province=catalogue.name(facts["region"], "en"),
            postal_code=NO_POSTAL_CODE,
            country=COUNTRY,
            address_type="physical",
        )
    if facts["contact_name"]:
        add("contact", own_id(key, "contact"), organization_id=organization, name=facts["contact_name"])
    if facts["phone"]:
        contact = own_id(key, "contact") if facts["contact_name"] else None
        add("phone", own_id(key, "phone"), organization_id=organization, contact_id=contact, number=facts["phone"])
    _particulars(add, key, facts, service=next(iter(named), None), location=location)
    return rows


def _adder(rows: Tables) -> Any:
    def add(table: str, id: str, **fields: Any) -> None:
        rows.setdefault(table, {})[id] = {"id": id, **{name: value for name, value in fields.items() if value not in (None, "")}}

    return add


def _organization(key: str, facts: Facts) -> Record:
    parent = str(facts["society"]) if facts["society"] else None
    record = {
        "id": key,
        "name": facts["name"],
        "description": facts["description"] or facts["name"],
        "email": facts["email"],
        "website": facts["website"],
        "parent_organization_id": parent,
    }
    return {name: value for name, value in record.items() if value}


def _label(code: str) -> str:
    return str(Service(code).label)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _particulars(add: Any, key: UUID, facts: Facts, *, service: str | None, location: str) -> None:
    """Languages, hours, cost, and what stands as attributes of the profile."""
    for code in facts["languages"]:
        add("language", own_id(key, "language", code), location_id=location, name=str(Spoken(code).label), code=code)
    by_hours: dict[tuple[str, ...], list[int]] = {}
    for day in facts["opening_days"] if facts["opening_told"] else []:
        by_hours.setdefault(tuple(facts["hours"].get(str(day), ())), []).append(day)
    for hours, days in by_hours.items():
        byday = ",".join(DAYS[day - 1] for day in days)
        opens, closes = (f"{hours[0]}:00", f"{hours[1]}:00") if hours else (None, None)
        fields = {"freq": "WEEKLY", "interval": 1, "byday": byday, "opens_at": opens, "closes_at": closes}
        add("schedule", own_id(key, "schedule", byday), location_id=location, **fields)
    if service and (facts["cost"] == Cost.FREE or facts["price"] is not None):
        amount = 0 if facts["cost"] == Cost.FREE else facts["price"]
        number = int(amount) if amount == int(amount) else float(amount)
        add("cost_option", own_id(key, "cost"), service_id=service, amount=number, currency=facts["currency"] or None)
    told = {
        **{field: facts[field] for field in BY_LANGUAGE},
        "kind": facts["kind"],
        "register": facts["register"],
        "capacity": facts["capacity"],
        "cost": facts["cost"],
        "opens_on_holidays": "yes" if facts["opens_on_holidays"] else "",
        **{term: _THREE.get(facts[fact], "") for fact, term in _ASKED.items()},
    }
    for code, value in told.items():
        if value:
            add("attribute", **attribute("organization", str(key), code, value))


# Which facts stand in which records, where the entry came from others and was changed here since.
_STANDS_IN = {
    "organization": {"name", "description", "email", "website", "society"},
    "phone": {"phone"},
    "contact": {"contact_name"},
    "address": {"address", "region", "place"},
    "schedule": {"opening_days", "hours"},
    "language": {"languages"},
    "cost_option": {"price", "currency"},
}
_REPLACED = ("schedule", "language", "cost_option")


def overlaid(kept: Tables, key: UUID, facts: Facts, societies: Collection[UUID], checked_on: dt.date | None) -> Tables:
    """The records as they came, and over them what was changed here since. What the directory has no field for stays as it came."""
    known = facts_of(kept, societies)
    changed = {name for name, value in known.items() if facts[name] != value}
    if not changed:
        return kept
    at = {"location": next(iter(kept.get("location", {})), None), "services": _named(kept, key, facts)}
    own = records_of(key, {**facts, "opening_told": True}, checked_on=checked_on, at=at)
    rows = {table: dict(records) for table, records in kept.items()}
    for table, names in _STANDS_IN.items():
        if changed & names:
            _replace(rows, own, table)
    for table in ("location", "service", "service_at_location"):  # those that came stay; help given only here is added
        if table != "location" or not kept.get("location"):
            new = {one: record for one, record in own.get(table, {}).items() if one not in kept.get("service", {})}
            rows[table] = {**new, **rows.get(table, {})} if table == "location" else {**rows.get(table, {}), **new}
    ours = terms()
    foreign = {one: record for one, record in rows.get("attribute", {}).items() if record["taxonomy_term_id"] not in ours}
    rows["attribute"] = foreign | own.get("attribute", {})
    return rows


def _named(kept: Tables, key: UUID, facts: Facts) -> dict[str, str]:
    """Service → the help it gives: those that came in their order, then one of our own for what is left."""
    theirs = list(kept.get("service", {}))
    own = [own_id(key, "service", code) for code in facts["services"]]
    return {(theirs[number] if number < len(theirs) else own[number]): code for number, code in enumerate(facts["services"])}


def _replace(rows: Tables, own: Tables, table: str) -> None:
    mine = list(own.get(table, {}).values())
    theirs = list(rows.get(table, {}).values())
    if table in _REPLACED or not theirs:
        rows[table] = {record["id"]: record for record in mine}
    elif mine:
        rows[table][theirs[0]["id"]] = theirs[0] | {
            name: value for name, value in mine[0].items() if name != "id" and not name.endswith("_id")
        }
    else:
        del rows[table][theirs[0]["id"]]
