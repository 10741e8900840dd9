"""A family as one reader may know it, gathered from the files this reader sees, and drawn: elders above, partners beside, children below.

What one file says of a relative whose case the reader does not see stays a relative not open to this reader, and each such mention stands
for itself: nobody learns from the picture that two of them are the same person.
"""

import textwrap
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.desk.frame.relatives import files_seen
from panoh.desk.people.layers import order, rows_of
from panoh.people.data import FULL_NAME, full_name
from panoh.people.enums import Relation
from panoh.people.kinship import ABOVE, PARTNERS, Kin, kin, other_way
from panoh.people.models import Person, Relationship
from panoh.people.queries import kept, of_records
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

MOST = 40  # members; further ones are not gathered
WAVES = 3  # how far from the person: a relative of a relative of a relative

type Key = Hashable


@dataclass(frozen=True, slots=True)
class Member:
    """One of the family. `code` where the reader sees a case of theirs, else `words` say what is known, naming nobody."""

    key: Key
    code: str = ""
    words: str = ""
    name: str = ""
    is_first: bool = False

    @property
    def label(self) -> str:
        return self.name or self.code or self.words


@dataclass(frozen=True, slots=True)
class Bond:
    """One tie between two members: `one` is the `relation` of `other`; what the other is to the one stands beside it."""

    one: Key
    other: Key
    relation: Relation
    back: Kin
    is_guardian: bool = False  # the other is the legal representative of the one


@dataclass(frozen=True, slots=True)
class Family:
    """Members by rows, elders first; the person of the file is among them. `is_cut`: there are more than could be gathered."""

    rows: tuple[tuple[Member, ...], ...]
    bonds: tuple[Bond, ...]
    is_cut: bool = False

    @property
    def members(self) -> list[Member]:
        return [member for row in self.rows for member in row]


@dataclass(slots=True)
class _Gathered:
    """What has been found so far."""

    codes: dict[UUID, str] = field(default_factory=dict)  # of whoever this reader sees, by the record that was kept
    files: set[UUID] = field(default_factory=set)  # records whose own file this reader sees
    people: dict[UUID, Person] = field(default_factory=dict)  # by record
    relationships: dict[UUID, Relationship] = field(default_factory=dict)
    is_cut: bool = False


def family_of(user: User, case: Case, *, opened: bool = False) -> Family:
    """The family around the person of a case. With `opened` names are opened where this reader may open them, and that is recorded."""
    found = _gather(user, case)
    bonds, members = _bonds(found, kept(case.person))
    if opened:
        members = _named(user, case, found, members)
    steps = {(bond.one, bond.other): ABOVE[bond.relation] for bond in bonds}
    rows = rows_of(kept(case.person), steps)
    drawn = [bond for bond in bonds if bond.one in rows and bond.other in rows]
    pairs = [(bond.one, bond.other) for bond in drawn if bond.relation in PARTNERS]
    laid = order(rows, [(bond.one, bond.other) for bond in drawn], pairs)
    return Family(tuple(tuple(members[key] for key in row) for row in laid.values()), tuple(drawn), found.is_cut)


def _gather(user: User, case: Case) -> _Gathered:
    """Wave by wave through the files this reader sees. Two queries a wave."""
    found = _Gathered()
    first = kept(case.person)
    _see(user, found, [case.person])
    reached, wave = {first}, {first}
    for _wave in range(WAVES):
        relationships = (
            Relationship.objects.filter(of_records(wave, "person") | of_records(wave, "other"))
            .select_related("person", "other")
            .order_by("relation", "pk")
        )
        fresh = [relationship for relationship in relationships if relationship.pk not in found.relationships]
        _see(user, found, [end for relationship in fresh for end in (relationship.person, relationship.other) if end is not None])
        found.relationships |= {relationship.pk: relationship for relationship in fresh if relationship.person_id in found.files}
        coming = [
            kept(end)
            for relationship in fresh
            if relationship.pk in found.relationships
            for end in (relationship.person, relationship.other)
            if end and kept(end) in found.codes
        ]
        wave = set(coming) - reached
        found.is_cut |= len(reached | wave) > MOST
        if not wave or found.is_cut:
            break
        reached |= wave
    return found


def _see(user: User, found: _Gathered, people: Sequence[Person]) -> None:
    """Which of these people have a case that this reader sees."""
    found.people |= {person.pk: person for person in people}
    codes, files = files_seen(user, people)
    found.codes |= codes
    found.files |= files


def _bonds(found: _Gathered, first: UUID) -> tuple[list[Bond], dict[Key, Member]]:
    """Ties as bonds between members. The same two people are joined once, as the first file says it."""
    members: dict[Key, Member] = {first: Member(first, found.codes.get(first, ""), is_first=True)}
    bonds: dict[tuple[Key, Key], Bond] = {}
    for relationship in found.relationships.values():
        one, other = kept(relationship.person), _other(relationship, found)
        pair = (one, other.key)
        if one == other.key or pair in bonds or pair[::-1] in bonds:
            continue
        members.setdefault(one, Member(one, found.codes[one]))
        members.setdefault(other.key, other)
        sex = relationship.other.sex if relationship.other is not None and other.code else ""
        bonds[pair] = Bond(one, other.key, Relation(relationship.relation), other_way(relationship.relation, sex), relationship.is_guardian)
    return list(bonds.values()), members


def _other(relationship: Relationship, found: _Gathered) -> Member:
    """The other end: by code, or as one who is not open here, or as what is known of somebody outside."""
    if relationship.other is None:
        return Member(("outside", relationship.pk), words=str(relationship.get_other_status_display()))
    key = kept(relationship.other)
    if key in found.codes:
        return Member(key, found.codes[key])
    return Member(("closed", relationship.pk), words=_("a relative you have no access to"))


def _named(user: User, case: Case, found: _Gathered, members: dict[Key, Member]) -> dict[Key, Member]:
    """Names of those whose names this reader may open, and of those outside as the person's own file has them. One reading."""
    keys = [key for key in members if isinstance(key, UUID)]  # whoever has a code
    allowed = set(visible_cases(user, Permission.NAME_OPEN).filter(of_records(keys, "person")).values_list("person", flat=True))
    people = [person for person in found.people.values() if kept(person) in members and person.pk in allowed]
    relationships = [
        relationship
        for relationship in found.relationships.values()
        if relationship.person_id == case.person_id and relationship.other is None
    ]
    names: dict[Key, str] = {}
    for item in open_sealed([*people, *relationships], by=user.actor, purpose=Purpose.CARE, fields=[*FULL_NAME, "other_name"]):
        is_relationship = isinstance(item.row, Relationship)
        key: Key = ("outside", item.row.pk) if is_relationship else kept(item.row)
        if text := (item.other_name or "") if is_relationship else full_name(item):
            names[key] = text
    return {key: replace(member, name=names.get(key, "")) for key, member in members.items()}


# -- as a list ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A member in the list, with what they are to each they are tied to: (what, to whom, as whose legal representative)."""

    member: Member
    relationships: tuple[tuple[str, Member, bool], ...]


def lines(family: Family) -> list[FamilyRow]:
    """The same as the picture, row by row. What somebody is to one without code and name stands there, where that one is."""
    members = {member.key: member for member in family.members}
    said: dict[Key, list[tuple[str, Member, bool]]] = {key: [] for key in members}
    for bond in family.bonds:
        one, other = members[bond.one], members[bond.other]
        if other.code or other.name:
            said[bond.one].append((kin(bond.relation).label, other, False))
        said[bond.other].append((bond.back.label, one, bond.is_guardian))
    return [FamilyRow(member, tuple(said[member.key])) for member in family.members]


# -- as a picture -------------------------------------------------------------------------------------------------------

WIDE, HIGH, BETWEEN, BELOW, EDGE = 164, 84, 20, 48, 8
TOP = EDGE + BELOW // 2  # room for a bow over the first row
LETTERS = 21  # in a line of a box
TEXT_STEP, TEXT_RISE = 17, 13


@dataclass(frozen=True, slots=True)
class Box:
    """One member in the picture. `texts` are (y, words, is it the name or code)."""

    x: int
    y: int
    is_first: bool
    texts: tuple[tuple[int, str, bool], ...]

    @property
    def middle(self) -> int:
        return self.x + WIDE // 2


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template draws. `paths` are (the way, is it dashed)."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    paths: tuple[tuple[str, bool], ...]


def picture(family: Family) -> Picture:
    """Boxes row by row, each row in the middle, and the lines between them."""
    longest = max(len(row) for row in family.rows)
    whole = longest * (WIDE + BETWEEN) - BETWEEN
    terms = {line.member.key: _term(line, family) for line in lines(family)}
    boxes: dict[Key, Box] = {}
    for number, row in enumerate(family.rows):
        left = EDGE + (whole - (len(row) * (WIDE + BETWEEN) - BETWEEN)) // 2
        for place, member in enumerate(row):
            x, y = left + place * (WIDE + BETWEEN), TOP + number * (HIGH + BELOW)
            boxes[member.key] = Box(x, y, member.is_first, _texts(terms[member.key], member))
    height = len(family.rows) * (HIGH + BELOW) - BELOW + TOP + EDGE
    paths = tuple((_way(boxes[bond.one], boxes[bond.other]), bond.relation not in _NEAREST) for bond in family.bonds)
    return Picture(whole + 2 * EDGE, height, tuple(boxes.values()), paths)


_NEAREST = PARTNERS | {Relation.MOTHER, Relation.FATHER, Relation.DAUGHTER, Relation.SON, Relation.SISTER, Relation.BROTHER}


def _term(line: FamilyRow, family: Family) -> str:
    """What the member is to the person of the file; of further ones to whom they are something."""
    if line.member.is_first:
        return _("this person")
    near = next((what for what, whom, _guards in line.relationships if whom.is_first), "")
    if near or not line.relationships:
        return near
    what, whom, _guards = line.relationships[0]
    return _("%(relation)s to %(whom)s") % {"relation": what, "whom": whom.code}


def _texts(term: str, member: Member) -> tuple[tuple[int, str, bool], ...]:
    """At most four lines: what they are, who they are."""
    above = textwrap.wrap(term, LETTERS)[:2]
    below = textwrap.wrap(member.label, LETTERS)[: 4 - len(above)]
    words = [*((text, False) for text in above), *((text, True) for text in below)]
    top = (HIGH - len(words) * TEXT_STEP) // 2 + TEXT_RISE
    return tuple((top + place * TEXT_STEP, text, strong) for place, (text, strong) in enumerate(words))


def _way(one: Box, other: Box) -> str:
    """A straight line from row to row; within a row from side to side, or in a bow over those between."""
    if one.y == other.y:
        left, right = sorted((one, other), key=lambda box: box.x)
        if right.x - left.x == WIDE + BETWEEN:
            return f"M{left.x + WIDE} {left.y + HIGH // 2}H{right.x}"
        return f"M{left.middle} {left.y}Q{(left.middle + right.middle) // 2} {left.y - BELOW} {right.middle} {right.y}"
    upper, lower = sorted((one, other), key=lambda box: box.y)
    return f"M{upper.middle} {upper.y + HIGH}L{lower.middle} {lower.y}"


def drawn(family: Family) -> dict[str, Any]:
    """What the page needs: the picture and the list."""
    return {"family": family, "picture": picture(family), "lines": lines(family)}
