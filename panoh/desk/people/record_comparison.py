"""Two records side by side, across rooms: what is alike, what differs, what hangs on each, who reads it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.models import Organisation, User
from panoh.accounts.roles import Permission
from panoh.cases.models import Assessment, Assistance, Case, Programme, Request, Session
from panoh.cases.policy import visible_cases
from panoh.consent.models import Consent
from panoh.consent.queries import overruled
from panoh.core.errors import NotFound
from panoh.core.spoken import Spoken
from panoh.desk.people.forms.person import PersonForm, from_iso
from panoh.people.data import NAMES
from panoh.people.enums import CandidateState, Likeness, PersonField, Precision, Sex
from panoh.people.likeness import LIKELY
from panoh.people.merging import can_be_unmerged, fields, unmerge_until, values_of
from panoh.people.models import Candidate, Correction, Merge, Person, Relationship, SafeContact
from panoh.people.names import same_name
from panoh.people.queries import NOT_HERE, current_contact, kept, of_records
from panoh.places import catalogue
from panoh.referrals.models import Referral
from panoh.vault.actions import Opened, open_sealed, recipients_of
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose

TERMS = ("hours", "who_may_answer", "not_to_say")  # and the number; the words agreed with the person are nobody's to compare
# What stays with the record it was written in.
HANGING: tuple[tuple[Promise, Any], ...] = (
    (gettext_lazy("Requests"), Request),
    (gettext_lazy("Assessments"), Assessment),
    (gettext_lazy("Programme"), Programme),
    (gettext_lazy("Sessions"), Session),
    (gettext_lazy("Help given"), Assistance),
    (gettext_lazy("Referrals"), Referral),
    (gettext_lazy("Consents"), Consent),
    (gettext_lazy("What was corrected"), Correction),
    (gettext_lazy("How to contact safely"), SafeContact),
    (gettext_lazy("Family"), Relationship),
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands before anything is opened. `cases` of all records already joined to it."""

    person: Person
    cases: tuple[Case, ...] = ()

    @property
    def code(self) -> str:
        """The code of the latest case, nothing where there is none."""
        return self.cases[0].code if self.cases else ""

    @property
    def organisations(self) -> str:
        return ", ".join(dict.fromkeys(case.organisation.short for case in self.cases))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be of one person: `left` is the one that would stay."""

    left: Record
    right: Record
    candidate: Candidate | None = None

    @property
    def is_likely(self) -> bool:
        return self.candidate is not None and self.candidate.score >= LIKELY

    @property
    def reasons(self) -> list[str]:
        """What speaks for and against, in words."""
        return [str(Likeness(code).label) for code in self.candidate.reasons] if self.candidate else []

    @property
    def is_confirmed_distinct(self) -> bool:
        return self.candidate is not None and self.candidate.state == CandidateState.NOT_SAME


def candidates(user: User) -> Any:
    """What waits to be looked at, the likeliest first; in practice mode of the invented people."""
    return Candidate.objects.filter(state=CandidateState.OPEN, person_a__is_practice=user.is_practising).select_related(
        "person_a", "person_b"
    )


def pairs(user: User, rows: Sequence[Candidate]) -> list[Pair]:
    """These candidates with the cases of both. One query."""
    records = _records(user, [person for row in rows for person in (row.person_a, row.person_b)])
    return [Pair(*_in_order(records[row.person_a_id], records[row.person_b_id]), row) for row in rows]


def _in_order(one: Record, other: Record) -> tuple[Record, Record]:
    """The one that would stay first: whoever is in care now, then whoever was registered earlier."""
    first, second = sorted((one, other), key=lambda record: (not any(case.is_open for case in record.cases), record.person.recorded_at))
    return first, second


def _records(user: User, people: Sequence[Person]) -> dict[UUID, Record]:
    keys = {person.pk for person in people}
    cases: dict[UUID, list[Case]] = defaultdict(list)
    seen = visible_cases(user, Permission.DUPLICATES).filter(of_records(keys, "person"))
    for case in seen.select_related("organisation", "person").order_by("-admitted_on", "-episode", "code"):
        cases[kept(case.person)].append(case)
    return {person.pk: Record(person, tuple(cases[person.pk])) for person in people}


def standing(left: UUID, right: UUID) -> tuple[UUID, UUID]:
    """The records that stand for these two by now: they may have been joined to others since somebody named them."""
    into = {person.pk: kept(person) for person in Person.objects.filter(pk__in=(left, right)).only("merged_into")}
    return into.get(left, left), into.get(right, right)


def get_pair(user: User, left: UUID, right: UUID) -> Pair:
    """Two records to be compared. Raises NotFound where either is not here, is joined already, or is not this reader's."""
    people = {person.pk: person for person in Person.objects.filter(pk__in=(left, right), merged_into=None)}
    records = _records(user, list(people.values()))
    if left == right or not all(key in records and records[key].cases for key in (left, right)):
        raise NotFound(NOT_HERE)
    candidate = Candidate.objects.filter(person_a__in=(left, right), person_b__in=(left, right)).first()
    return Pair(records[left], records[right], candidate)


def pair_of_cases(one: Case, other: Case) -> tuple[UUID, UUID]:
    """The two records behind two cases: those that were kept."""
    return kept(one.person), kept(other.person)


# -- opened -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """One field of both records. `chosen` is what stands chosen at first: the more that is known, else the left."""

    name: str
    label: str
    left: str
    right: str
    chosen: str = "mine"
    sounds_alike: bool = False

    @property
    def both(self) -> bool:
        return self.name == PersonField.OTHER_NAMES


@dataclass(frozen=True, slots=True)
class Contact:
    """How one record says that the person is reached; `answer` chooses it."""

    record: Record
    answer: str
    opened: Opened | None

    @property
    def terms(self) -> list[str]:
        """What is to be heeded, in words."""
        return [text for name in TERMS if (text := getattr(self.opened, name, ""))] if self.opened else []


@dataclass(frozen=True, slots=True)
class Compared:
    """Both records opened."""

    same: list[Field] = field(default_factory=list)
    differing: list[Field] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    relationships: list[tuple[Relationship, str, Opened]] = field(default_factory=list)
    is_unreadable: bool = False

    @property
    def has_contact(self) -> bool:
        return any(contact.opened for contact in self.contacts)


def compare(user: User, pair: Pair) -> Compared:
    """Opens both records, field by field, with how they are reached and the relatives of the right one. Recorded."""
    people = (pair.left.person, pair.right.person)
    contacts = [current_contact(person) for person in people]
    relationships = relationships_of_right(pair)
    rows = [*people, *filter(None, contacts), *relationships]
    names = [*sealed_fields(Person), "number", *TERMS, *sealed_fields(Relationship)]
    opened = {item.row.pk: item for item in open_sealed(rows, by=user.actor, purpose=Purpose.DATA_QUALITY, fields=names)}
    left, right = (opened[person.pk] for person in people)
    if left.is_unreadable or right.is_unreadable:
        return Compared(is_unreadable=True)
    known = [made for made in _fields(left, right) if made.left or made.right]
    sides = zip((pair.left, pair.right), ("mine", "theirs"), contacts, strict=True)
    return Compared(
        same=[made for made in known if made.left == made.right],
        differing=[made for made in known if made.left != made.right],
        contacts=[Contact(record, answer, opened[row.pk] if row else None) for record, answer, row in sides],
        relationships=[
            (relationship, code, opened[relationship.pk])
            for relationship, code in zip(relationships, _codes_of(user, relationships), strict=True)
        ],
    )


def relationships_of_right(pair: Pair) -> list[Relationship]:
    """The relatives of the right record's own file, but for the left one."""
    relationships = Relationship.objects.filter(person=pair.right.person).exclude(other=pair.left.person)
    return list(relationships.select_related("other").order_by("relation", "pk"))


def _codes_of(user: User, relationships: Sequence[Relationship]) -> list[str]:
    records = _records(user, [relationship.other for relationship in relationships if relationship.other])
    return [records[relationship.other_id].code if relationship.other_id in records else "" for relationship in relationships]


def _fields(left: Opened, right: Opened) -> list[Field]:
    ours, theirs = values_of(left), values_of(right)
    made = []
    for name in fields():
        one, other = ours[name], theirs[name]
        more = not one or (name == PersonField.BIRTH_DATE and other.startswith(one) and other != one)
        alike = name in NAMES and bool(one and other) and one != other and same_name(one, other)
        texts = (_shown(name, one, left.row), _shown(name, other, right.row))
        label = str(PersonForm.base_fields[name].label)
        made.append(Field(str(name), label, *texts, "theirs" if more and other else "mine", alike))
    return made


def _shown(name: str, value: str, person: Person) -> str:
    """A value as it is read."""
    if name == PersonField.BIRTH_DATE and value:
        text = str(from_iso(value))
        return _("about %(birth)s") % {"birth": text} if person.birth_precision == Precision.ABOUT else text
    if name == PersonField.SEX:
        return str(Sex(value).label)
    if name == PersonField.PLACE:
        return catalogue.name(value or person.region)
    if name == PersonField.LANGUAGE:
        return str(dict(Spoken.choices).get(value, value)) if value else ""
    return value


@dataclass(frozen=True, slots=True)
class Hanging:
    """How much of a kind hangs on each record."""

    label: str
    left: int
    right: int


def hanging(pair: Pair) -> list[Hanging]:
    """What stays with its record: only the kinds of which there is any. One query a kind."""
    keys = (pair.left.person.pk, pair.right.person.pk)
    found = []
    for label, model in HANGING:
        counts = dict(model.objects.filter(person__in=keys).order_by().values_list("person").annotate(n=Count("pk")))
        if counts:
            found.append(Hanging(str(label), *(counts.get(key, 0) for key in keys)))
    return found


def withdrawn_by_joining(pair: Pair) -> list[Consent]:
    """What was agreed to in one record and refused in the other."""
    return overruled(pair.left.person, pair.right.person)


def are_related(pair: Pair) -> bool:
    """Whether they are written down as relatives of each other."""
    left, right = pair.left.person, pair.right.person
    return Relationship.objects.filter(Q(person=left, other=right) | Q(person=right, other=left)).exists()


@dataclass(frozen=True, slots=True)
class Readers:
    """Which organisations read each record. `new_left` would read what is taken over from the right, `new_right` the other way."""

    left: list[str]
    right: list[str]
    new_left: list[str]
    new_right: list[str]


def readers(pair: Pair) -> Readers:
    """Whoever holds the key. Two queries."""
    subjects = [pair.left.person.sealing_subject(), pair.right.person.sealing_subject()]
    holders = recipients_of(subjects)
    left, right = (holders[subject] for subject in subjects)
    names = {row.pk: row.short for row in Organisation.objects.filter(pk__in=left | right).order_by("slug")}

    def named(keys: Collection[UUID]) -> list[str]:
        return [name for key, name in names.items() if key in keys]

    return Readers(named(left), named(right), named(left - right), named(right - left))


# -- joined -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Joined:
    """Two records that were joined, by the code of a case of each."""

    merge: Merge
    kept: str
    gone: str
    until: dt.datetime
    may: bool


def joined(user: User, rows: Sequence[Merge]) -> list[Joined]:
    """What was joined, and until when it can be taken apart. One query."""
    people = {person for row in rows for person in (row.kept_id, row.gone_id)}
    cases = visible_cases(user, Permission.DUPLICATES).filter(person__in=people).order_by("admitted_on")
    codes = dict(cases.values_list("person", "code"))  # the latest of each
    return [Joined(row, codes.get(row.kept_id, ""), codes.get(row.gone_id, ""), unmerge_until(row), can_be_unmerged(row)) for row in rows]
