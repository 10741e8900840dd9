"""A file of corrections beside the people who are here: what a row says otherwise than the record, field by field."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import Kind
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.core.errors import Sentence
from panoh.exchange.register.heads import FIELD_NAMES, PERSON_TEXTS
from panoh.exchange.register.row import ParsedRow
from panoh.exchange.words import Changed, shown_birth
from panoh.people.data import FULL_NAME
from panoh.people.enums import Precision, Sex
from panoh.people.models import Person, SafeContact
from panoh.people.names import name_key
from panoh.people.names.letters import script
from panoh.places import catalogue as places
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

READ = ("address", "birth_date", *FULL_NAME, *PERSON_TEXTS)


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """Somebody who is here, opened: the cases, the latest first, and the telephones."""

    person: Opened
    cases: list[Case]
    phones: list[str]

    @property
    def case(self) -> UUID:
        """The latest case."""
        return self.cases[0].pk


def get_records(ids: Collection[UUID], *, by: User) -> dict[UUID, Record]:
    """Those of these persons that this account may see and open. At most two events."""
    cases: dict[UUID, list[Case]] = defaultdict(list)
    for case in visible_cases(by, Permission.REGISTER_IMPORT).filter(person__in=ids).order_by("-episode"):
        cases[case.person_id].append(case)
    if not cases:
        return {}
    persons = open_sealed(list(Person.objects.filter(pk__in=list(cases))), by=by.actor, purpose=Purpose.IMPORT, fields=READ)
    contacts = list(SafeContact.objects.filter(person__in=list(cases), is_current=True))
    phones: dict[UUID, list[str]] = defaultdict(list)
    for opened in open_sealed(contacts, by=by.actor, purpose=Purpose.IMPORT, fields=["number"]) if contacts else ():
        if not opened.is_unreadable and opened.number:
            phones[opened.row.person_id].append(opened.number)
    return {one.row.pk: Record(one, cases[one.row.pk], phones[one.row.pk]) for one in persons if not one.is_unreadable}


def differences(row: ParsedRow, record: Record) -> list[Changed]:
    """What the row says otherwise than the record. A blank cell says nothing, and neither does one that is only less exact."""
    return [Changed(head, before, now) for head, before, now in _compared(row, record) if now and before != now]


def _compared(row: ParsedRow, record: Record) -> Iterable[tuple[Sentence, str, str]]:
    person, case = record.person, record.cases[0]
    if not _is_other_script_of(row, person):
        for name in FULL_NAME:
            yield FIELD_NAMES[name], getattr(person, name) or "", getattr(row, name)
    if row.birth and row.birth.precision != Precision.ABOUT and not (person.birth_date or "").startswith(row.birth.iso):
        yield FIELD_NAMES["birth"], shown_birth(person.birth_date or ""), shown_birth(row.birth.iso)
    if row.sex:
        yield FIELD_NAMES["sex"], str(Sex(person.row.sex).label), str(row.sex.label)
    yield FIELD_NAMES["region"], _name(person.row.region), _name(row.region)
    yield FIELD_NAMES["district"], _name(person.row.place), _name(row.place)
    yield FIELD_NAMES["residence"], person.address or "", row.residence_words
    numbers = [phone.number or phone.typed for phone in row.phones]
    if not set(numbers) <= set(record.phones):
        yield FIELD_NAMES["phone"], ", ".join(record.phones), ", ".join(numbers)
    if row.kind and not any(one.kind == row.kind for one in record.cases):
        yield FIELD_NAMES["kind"], str(Kind(case.kind).label), str(Kind(row.kind).label)
    if row.admitted and not any(row.admitted.first <= one.admitted_on <= row.admitted.last for one in record.cases):
        yield FIELD_NAMES["admitted_on"], shown_birth(case.admitted_on.isoformat()), shown_birth(row.admitted.iso)
    for name, text in row.texts.items():
        yield FIELD_NAMES[name], getattr(person, name) or "", text


def _is_other_script_of(row: ParsedRow, person: Opened) -> bool:
    """A name that is written in other letters here is not corrected by that."""
    ours, theirs = [f"{one.family_name or ''} {one.given_name or ''}" for one in (row, person)]
    if {script(letter) for letter in ours if letter.isalpha()} & {script(letter) for letter in theirs if letter.isalpha()}:
        return False
    return bool(name_key(row.family_name, row.given_name) & name_key(person.family_name or "", person.given_name or ""))


def _name(code: str) -> str:
    return str(places.name(code)) if code else ""
