"""What HSDS has no word for, as attributes of a profile with a name of its own; and the words that are always filled.

The profile `urn:panoh:hsds:1` is HSDS 3.0 with these terms. Where the postal code of an address is not known, which in the villages is the
rule, it reads 000000. Countries are TJ. A facility is an organisation, each kind of help it gives a service.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid5

from panoh.exchange.hsds.tables import Record, Tables
from panoh.network.enums import FacilityKind, Register, Service

PROFILE = "urn:panoh:hsds:1"
NAMESPACE = UUID("7ad5b1f0-3f0b-4f5e-9c1f-0c8f6d2a9b31")
NO_POSTAL_CODE = "000000"
COUNTRY = "TJ"

# Facts of an entry that stand as attributes: the code of the term, and what it means.
TERMS = {
    "name_tg": "Its name in Tajik",
    "name_ru": "Its name in Russian",
    "name_en": "Its name in English",
    "kind": "What kind of facility it is",
    "register": "On which state register its patients are put",
    "women_staff": "Whether women can be seen by a woman",
    "men_staff": "Whether men can be seen by a man",
    "child_friendly": "Whether it is used to children",
    "accessible": "Whether it can be entered with a wheelchair",
    "capacity": "Whether it has room for new people",
    "opens_on_holidays": "Whether it is open on public holidays",
    "cost": "What the person pays",
    "public": "Which fields may be told to everybody",
    "screening": "Whether people may be sent there",
}


def own_id(*parts: Any) -> str:
    """The id of a record that is made from another: the same each time."""
    return str(uuid5(NAMESPACE, ":".join(map(str, parts))))


def _taxonomy(name: str, description: str) -> Record:
    return {"id": own_id("taxonomy", name), "name": name, "description": description, "uri": f"{PROFILE}:{name}", "version": "1"}


FACTS = _taxonomy("facts", "Facts of an entry that HSDS has no field for")
SERVICES = _taxonomy("services", "Kinds of help")


def term_id(code: str) -> str:
    """The id of a term of ours."""
    return own_id("term", code)


def _term(code: str, name: str, description: str, taxonomy: Record) -> Record:
    return {
        "id": term_id(code),
        "code": code,
        "name": name,
        "description": description,
        "taxonomy": taxonomy["name"],
        "taxonomy_id": taxonomy["id"],
        "language": "en",
        "term_uri": f"{PROFILE}:{code}",
    }


def terms() -> dict[str, Record]:
    """Every term of the profile by its id."""
    facts = [_term(code, code.replace("_", " "), description, FACTS) for code, description in TERMS.items()]
    services = [_term(f"service:{each.value}", each.name.lower(), "A kind of help", SERVICES) for each in Service]
    return {term["id"]: term for term in (*facts, *services)}


def attribute(entity: str, link: str, code: str, value: str) -> Record:
    """One fact about a record."""
    return {
        "id": own_id("attribute", link, code),
        "link_id": link,
        "link_entity": entity,
        "taxonomy_term_id": term_id(code),
        "value": value,
    }


def with_terms(rows: Tables) -> Tables:
    """The same, with the terms and taxonomies that its attributes use."""
    known = terms()
    used = {record["taxonomy_term_id"] for record in rows.get("attribute", {}).values()} & known.keys()
    if used:
        rows.setdefault("taxonomy_term", {}).update({key: known[key] for key in used})
        for taxonomy in (FACTS, SERVICES):
            if any(known[key]["taxonomy_id"] == taxonomy["id"] for key in used):
                rows.setdefault("taxonomy", {})[taxonomy["id"]] = taxonomy
    return rows


def facts_told(attributes: Iterable[Record]) -> dict[str, str]:
    """Term of ours → value, of these attributes."""
    codes = {term_id(code): code for code in TERMS}
    return {codes[each["taxonomy_term_id"]]: str(each.get("value", "")) for each in attributes if each["taxonomy_term_id"] in codes}


def services_told(attributes: Iterable[Record]) -> Iterator[Service]:
    """The kinds of help that these attributes name."""
    codes = {term_id(f"service:{each.value}"): each for each in Service}
    return (codes[each["taxonomy_term_id"]] for each in attributes if each["taxonomy_term_id"] in codes)


def known_kind(value: str) -> str:
    """A kind of facility of ours, blank for any other word."""
    return value if value in FacilityKind.values else ""


def known_register(value: str) -> str:
    """A register of ours, blank for any other word."""
    return value if value in Register.values else ""
