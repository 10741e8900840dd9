"""What each column of a register is, told by its head in three languages, however spelled, in any order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.exchange.register.folding import fold
from panoh.exchange.register.other_systems import OtherSystem, bare_head, system_of
from panoh.exchange.register.words import codes_by_word, content, word_set
from panoh.people.enums import PersonField
from panoh.people.models import Person
from panoh.vault.fields import sealed_fields

_READ: dict[str, Promise] = {
    "number": _("number"),
    "admitted_on": _("date of admission"),
    "family_name": _("family name"),
    "given_name": _("given name"),
    "patronymic": _("patronymic"),
    "full_name": _("full name"),
    "birth": _("date of birth"),
    "birth_year": _("year of birth"),
    "age": _("age"),
    "sex": _("sex"),
    "region": _("region"),
    "district": _("district or city"),
    "residence": _("place of residence"),
    "kind": _("category: the person themselves or a family member"),
    "relation": _("relation to the person themselves"),
    "survivor_number": _("number of the person themselves"),
    "sender": _("who sent the person"),
    "phone": _("telephone"),
    "complaints": _("complaints"),
    "medical": _("medical help"),
    "sessions": _("sessions with the psychologist"),
    "social": _("social help"),
    "treatment": _("kind of treatment"),
    "facility": _("facility"),
    "closed_on": _("closing date"),
    "note": _("note"),
}
# A sealed field of a person that has heads of its own in content/register.toml is taken as it stands.
PERSON_TEXTS = tuple(name for name in sealed_fields(Person) if name in content()["heads"] and name not in _READ)
FIELD_NAMES = MappingProxyType(_READ | {name: PersonField(name).label for name in PERSON_TEXTS})
MANDATORY = ("admitted_on", "kind", "sex")
NAME_FIELDS = ("family_name", "given_name", "full_name")
OURS = "ours"
# How far a head is from a listed one, which is 0.
_CHOSEN, _OF_A_SYSTEM, _UNKNOWN = -1, 6, 99


@dataclass(frozen=True)
class Heads:
    """The field of each column ('' where unknown), and the columns that look like a field another column already is."""

    fields: tuple[str, ...]
    doubles: tuple[tuple[int, str], ...]
    name_order: str  # of a full name in one cell: "family_first" or "any"
    system: OtherSystem | None = None  # from which the file was exported

    @property
    def count(self) -> int:
        """How many different columns of a register were recognised."""
        return len({field for field in self.fields if field and field != OURS})

    def missing(self, needed: Sequence[str] = MANDATORY) -> tuple[str, ...]:
        """Which columns are not there of those needed and a name."""
        absent = [field for field in needed if field not in self.fields]
        if not any(field in self.fields for field in NAME_FIELDS):
            absent.append("family_name")
        return tuple(absent)


def recognise(heads: Sequence[str], chosen: Mapping[str, str] = MappingProxyType({})) -> Heads:
    """The columns with these heads; `chosen`: what somebody chose for a head, blank where it is none of ours. Two columns of one field: the
    one that was chosen wins, then the plainer head, then the one further left."""
    system = system_of(heads)
    said = {fold(head): field for head, field in chosen.items()}
    found = [(said[fold(head)], _CHOSEN) if head and fold(head) in said else _recognise_in(head, system) for head in heads]
    best: dict[str, int] = {}
    for index, (field, doubt) in enumerate(found):
        if field and field != OURS and (field not in best or doubt < found[best[field]][1]):
            best[field] = index
    fields = [field if field == OURS or best.get(field) == index else "" for index, (field, _doubt) in enumerate(found)]
    doubles = tuple((index, field) for index, (field, _doubt) in enumerate(found) if field and not fields[index])
    return replace(_settle_short_heads(fields, doubles), system=system)


def _settle_short_heads(fields: list[str], doubles: tuple[tuple[int, str], ...]) -> Heads:
    """'Name' is the given name beside surnames, else the full name; 'date' the admission; any full name fills one field."""
    order = "any"
    if "date" in fields:
        fields[fields.index("date")] = "" if "admitted_on" in fields else "admitted_on"
    if "name" in fields:
        beside_surnames = "family_name" in fields and "given_name" not in fields
        taken = "full_name" in fields or "full_name_any_order" in fields or "given_name" in fields
        fields[fields.index("name")] = "given_name" if beside_surnames else "" if taken else "full_name_any_order"
    if "full_name" in fields:
        order = "family_first"
        fields = ["" if field == "full_name_any_order" else field for field in fields]
    fields = ["full_name" if field == "full_name_any_order" else field for field in fields]
    return Heads(tuple(fields), doubles, order)


def _recognise_in(head: str, system: OtherSystem | None) -> tuple[str, int]:
    """What a head is in an export of `system`: its own heads count where ours do not know one, or know one that is less plain."""
    bare = bare_head(head)
    if system is None:
        return _recognise_one(head)
    if bare in system.aside:
        return "", _UNKNOWN
    field, place = system.heads.get(bare, ("", 0))
    if field:
        return field, _OF_A_SYSTEM + place
    if system.groups and not _recognise_one(head)[0]:
        return _recognise_one(head.rpartition(system.groups)[2])
    return _recognise_one(head)


def forget() -> None:
    """Drop the texts remembered for speed: a line looked at for heads may hold persons."""
    _recognise_one.cache_clear()


@lru_cache(maxsize=5_000)
def _recognise_one(head: str) -> tuple[str, int]:
    """The field of one head and how far the head is from a listed one: 0 as listed, more for shortened or padded."""
    whole = fold(head)
    bare = fold(_without_brackets(head))
    fillers = word_set("head_words", "fillers")
    stripped = " ".join(word for word in bare.split() if word not in fillers and not word.isdigit())
    for doubt, form in enumerate((whole, bare, stripped)):
        if form in (known := codes_by_word("heads")):
            return known[form], doubt
    for doubt, form in enumerate((whole, bare, stripped), start=3):
        if field := _shortened(form):
            return field, doubt
    return "", _UNKNOWN


def _shortened(form: str) -> str:
    """The one field with a listed head of which each word is given by three or more of its first letters."""
    words = form.split()
    if not words or any(len(word) < 3 for word in words):
        return ""
    fields = {
        field
        for parts, field in _listed_by_length().get(len(words), ())
        if all(part.startswith(word) for part, word in zip(parts, words, strict=True))
    }
    return fields.pop() if len(fields) == 1 else ""


@cache
def _listed_by_length() -> dict[int, list[tuple[list[str], str]]]:
    by_length: dict[int, list[tuple[list[str], str]]] = {}
    for known, field in codes_by_word("heads").items():
        by_length.setdefault(len(parts := known.split()), []).append((parts, field))
    return by_length


def _without_brackets(head: str) -> str:
    out, depth = [], 0
    for char in head:
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(0, depth - 1)
        elif not depth:
            out.append(char)
    return "".join(out)
