"""HSDS as nested JSON: records within records, each within the one it points to; and the same as tables again."""

from collections.abc import Iterator, Mapping
from typing import Any

from panoh.exchange.hsds.tables import Record, Tables, tables

# What stands within a record: the key, the table, the field of the inner record that points outwards.
WITHIN: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "organization": (
        ("funding", "funding", "organization_id"),
        ("contacts", "contact", "organization_id"),
        ("phones", "phone", "organization_id"),
        ("locations", "location", "organization_id"),
        ("programs", "program", "organization_id"),
        ("organization_identifiers", "organization_identifier", "organization_id"),
        ("services", "service", "organization_id"),
    ),
    "service": (
        ("phones", "phone", "service_id"),
        ("schedules", "schedule", "service_id"),
        ("service_areas", "service_area", "service_id"),
        ("service_at_locations", "service_at_location", "service_id"),
        ("languages", "language", "service_id"),
        ("funding", "funding", "service_id"),
        ("cost_options", "cost_option", "service_id"),
        ("required_documents", "required_document", "service_id"),
        ("contacts", "contact", "service_id"),
    ),
    "service_at_location": (
        ("contacts", "contact", "service_at_location_id"),
        ("phones", "phone", "service_at_location_id"),
        ("schedules", "schedule", "service_at_location_id"),
    ),
    "location": (
        ("languages", "language", "location_id"),
        ("addresses", "address", "location_id"),
        ("contacts", "contact", "location_id"),
        ("accessibility", "accessibility", "location_id"),
        ("phones", "phone", "location_id"),
        ("schedules", "schedule", "location_id"),
    ),
    "contact": (("phones", "phone", "contact_id"),),
    "phone": (("languages", "language", "phone_id"),),
}
# One record within another, that the outer one points to: the key, the table, the field of the outer record.
BESIDE: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "service": (("organization", "organization", "organization_id"), ("program", "program", "program_id")),
    "service_at_location": (("location", "location", "location_id"),),
    "attribute": (("taxonomy_term", "taxonomy_term", "taxonomy_term_id"),),
    "taxonomy_term": (("taxonomy_detail", "taxonomy", "taxonomy_id"),),
}
# What every record may carry, and the field of theirs that holds its id.
OF_ALL = (("attributes", "attribute", "link_id"), ("metadata", "metadata", "resource_id"))
DEEPEST = 12


def flat_records(document: Any) -> Iterator[tuple[str, int, Record]]:
    """The records of one nested document or of several: table, number of the document, fields. One that stands in several places
    comes once, with everything that it points to."""
    listed = document.get("contents", [document]) if isinstance(document, dict) else document
    found: dict[tuple[str, str], tuple[int, Record]] = {}
    loose: list[tuple[str, int, Record]] = []
    for number, one in enumerate(listed if isinstance(listed, list) else [], 1):
        if isinstance(one, dict):
            _flatten(_table_of(one), one, {}, number, found, loose, DEEPEST)
    for (table, _key), (number, record) in found.items():
        yield table, number, record
    yield from loose


def _table_of(record: Record) -> str:
    """Which record it is, by what it holds: those of the specification that may stand alone."""
    if "organization" in record or "organization_id" in record or "service_at_locations" in record:
        return "service"
    if "location_type" in record:
        return "location"
    return "service_at_location" if "location" in record or "service_id" in record else "organization"


def _flatten(
    table: str,
    record: Record,
    outward: Record,
    number: int,
    found: dict[tuple[str, str], tuple[int, Record]],
    loose: list[tuple[str, int, Record]],
    depth: int,
) -> None:
    inner = {key for key, _table, _field in (*WITHIN.get(table, ()), *BESIDE.get(table, ()), *OF_ALL)}
    own = {name: value for name, value in record.items() if name not in inner} | outward
    for key, other, field in BESIDE.get(table, ()):
        one = record.get(key)
        if isinstance(one, dict) and depth:
            _flatten(other, one, {}, number, found, loose, depth - 1)
            own.setdefault(field, one.get("id"))
    identity = own.get("id")
    if isinstance(identity, str):
        first, known = found.get((table, identity), (number, {}))
        found[table, identity] = (first, known | own)
    else:
        loose.append((table, number, own))
    for key, other, field in (*WITHIN.get(table, ()), *OF_ALL):
        rows = record.get(key)
        for one in rows if isinstance(rows, list) and depth else ():
            if isinstance(one, dict):
                outer = {field: identity, **({"link_entity": one.get("link_entity", table)} if other == "attribute" else {})}
                _flatten(other, one, outer, number, found, loose, depth - 1)


def nested_services(rows: Tables) -> list[Record]:
    """Every service with all that stands around it, as an interface of HSDS gives it."""
    index: dict[tuple[str, str], dict[Any, list[Record]]] = {}
    for table in rows:
        for field in (name for name, column in tables()[table].fields.items() if column.type == "uuid" and name != "id"):
            by_value = index.setdefault((table, field), {})
            for record in rows[table].values():
                if field in record:
                    by_value.setdefault(record[field], []).append(record)
    return [_nest("service", record, rows, index, ("service",)) for record in rows.get("service", {}).values()]


def _nest(table: str, record: Record, rows: Tables, index: Mapping[Any, Any], above: tuple[str, ...]) -> Record:
    """A record with what is within it; never what it stands within itself."""
    hidden = {*tables()[table].to, "link_id", "resource_id"}
    nested = {name: value for name, value in record.items() if name not in hidden}
    for key, other, field in BESIDE.get(table, ()):
        one = rows.get(other, {}).get(record.get(field, ""))
        if one is not None and other not in above:
            nested[key] = _nest(other, one, rows, index, (*above, other))
    for key, other, field in (*WITHIN.get(table, ()), *OF_ALL):
        if other in above:
            continue
        within = index.get((other, field), {}).get(record["id"], [])
        if within:
            nested[key] = [_nest(other, one, rows, index, (*above, other)) for one in within]
    return nested
