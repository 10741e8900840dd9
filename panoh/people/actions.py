"""What is done about persons: registering, correcting, tying families, writing down how to reach them safely."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, remove, save, save_all
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.people.births import read_birth
from panoh.people.data import NAMES, PersonData, coded_fields
from panoh.people.enums import Channel, OtherStatus, PersonField, Precision, Relation, Sex
from panoh.people.events import Event
from panoh.people.models import Correction, NameIndexEntry, Person, Relationship, SafeContact
from panoh.people.names.entries import BETWEEN, join
from panoh.people.policy import check_can_change
from panoh.vault.actions import HoldsWords, Text, new_keys, open_sealed, record_about, seal, seal_all
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose

WITHOUT_REASON_FOR = dt.timedelta(minutes=10)
NO_NAME = _("Enter at least the family name or the given name.")
NO_SEX = _("Choose the sex the person states, or 'not stated'.")
NO_REASON = _("Write why you correct this. The earlier entry is saved beside it.")
NOTHING_CHANGED = _("Nothing was changed.")
NO_WAY = _("Enter the number, or choose that the person is met in person or never contacted.")
NOT_ONESELF = _("A person cannot be their own relative. Choose another person.")
TIED_ALREADY = _("This tie is already recorded.")
KNOWN_ALREADY = _("It is already known who this relative is.")
NO_RELATION = _("Choose how the person is related to the other.")
NEEDS_OTHER = _("Enter who the other person is, or what is known about them: has died, is detained, out of reach, unknown.")
CONFIRMED_AHEAD = _("The date of a confirmation cannot be in the future. Check it.")

_ENTERED = frozenset({*NAMES, PersonField.DOCUMENT, PersonField.BIRTH_DATE})
_REACHED_WITHOUT_NUMBER = frozenset({Channel.IN_PERSON, Channel.THROUGH_OTHER, Channel.NEVER})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelationship:
    """`person` is the `relation` of the other, who may be a person here, or is described by `other_status` and `other_name`."""

    person: Person
    relation: str
    other: Person | None = None
    other_status: str = ""
    is_guardian: bool = False
    other_name: str = ""
    note: str = ""


@action
def register_persons(people: Sequence[PersonData], *, by: User, owner: UUID | None = None) -> list[Person]:
    """Registers many at once, in their order: keys for the owner organisation (the maker's own where none is given) and the secretariat.

    Costs one question to the key agent for the keys and one for the words, however many there are.
    """
    check_can_change(by)
    return _register(people, by=by, owner=owner)


@action
def register_invented(data: PersonData, *, by: User, owner: UUID) -> Person:
    """An invented person for whoever begins to practise, whatever their role."""
    (person,) = _register([replace(data, is_practice=True)], by=by, owner=owner)
    return person


def _register(people: Sequence[PersonData], *, by: User, owner: UUID | None) -> list[Person]:
    rows = [_new_person(item) for item in people]
    if not rows:
        raise Invalid(NOTHING_CHANGED)
    new_keys([row.sealing_subject() for row in rows], owners=[owner or by.organisation_id])
    words: list[tuple[HoldsWords, dict[str, Text]]] = []
    contacts, entries = [], []
    for row, item in zip(rows, people, strict=True):
        entry, texts = NameIndexEntry(person=row, is_practice=row.is_practice), _words(item)
        entries.append(entry)
        words += [(row, texts), (entry, {"names": entry_names(texts), "numbers": BETWEEN.join(item.numbers)})]
        for number in item.numbers:
            contacts.append(SafeContact(person=row, channel=Channel.CALL))
            words.append((contacts[-1], {"number": number}))
    seal_all(words, by=by.actor)
    save_all(rows)
    save_all(entries)
    save_all(contacts)
    record_about(Event.REGISTERED, by=by.actor, about=rows)
    return rows


def entry_names(texts: Mapping[str, Any]) -> str:
    """What the name index is told of a person: year of birth, paper, and the names as typed."""
    return join(str(texts["birth_date"])[:4], str(texts["document"]), (str(texts[name]) for name in NAMES))


def enter(person: Person, *, by: User, **texts: Text) -> None:
    """Writes a person's entry of the name index anew, in part."""
    entry = NameIndexEntry.objects.filter(person=person).first() or NameIndexEntry(person=person, is_practice=person.is_practice)
    seal(entry, by=by.actor, **texts)
    save(entry)


@action
def register_person(data: PersonData, *, by: User, owner: UUID | None = None) -> Person:
    """Registers one person under new keys. `owner` is an organisation's id."""
    return register_persons([data], by=by, owner=owner)[0]


def _new_person(data: PersonData) -> Person:
    if not data.family_name.strip() and not data.given_name.strip():
        raise Invalid(NO_NAME, {"family_name": NO_NAME})
    if data.sex not in Sex.values:
        raise Invalid(NO_SEX, {"sex": NO_SEX})
    year, precision = read_birth(data.birth_date)
    return Person(
        **{name: getattr(data, name) for name in coded_fields()},
        birth_year=year,
        birth_precision=Precision.ABOUT if data.birth_is_about and year else precision,
        is_practice=data.is_practice,
        met_on=data.met_on or today(),
    )


def _words(data: PersonData) -> dict[str, Text]:
    return {name: getattr(data, name, "").strip() for name in sealed_fields(Person)}  # blank: what is only written down later


def needs_reason(person: Person) -> bool:
    """Whether a correction of this person has to say why: ten minutes after they were registered."""
    return now() - person.recorded_at > WITHOUT_REASON_FOR


@action(undo=_("Details corrected."))
def correct_person(person: Person, *, by: User, changes: dict[str, str], reason: str = "", expected: int | None = None) -> Person:
    """Corrects what stands of a person; after ten minutes with a reason, and what stood before is kept, sealed.

    `changes` maps people.enums.PersonField to the new text (`birth_date` in ISO). What is unchanged is left alone.
    """
    check_can_change(by)
    former = _former(person, by)
    real = {name: text.strip() for name, text in changes.items() if text.strip() != former[name]}
    if not real:
        raise Invalid(NOTHING_CHANGED)
    if needs_reason(person) and not reason.strip():
        raise Invalid(NO_REASON, {"reason": NO_REASON})
    _check_names({**former, **real})
    if needs_reason(person):
        _keep_former(person, {name: former[name] for name in real}, reason=reason, by=by)
    _set_fields(person, real, by=by)
    save(person, expected=expected)
    if not _ENTERED.isdisjoint(real):
        enter(person, by=by, names=entry_names({**former, **real}))
    record_about(Event.CORRECTED, by=by.actor, about=[person])
    return person


def _former(person: Person, by: User) -> dict[str, str]:
    (opened,) = open_sealed([person], by=by.actor, purpose=Purpose.DATA_QUALITY)
    words = {name: getattr(opened, name) or "" for name in sealed_fields(Person)}
    return words | {name: getattr(person, name) for name in coded_fields()}


def _check_names(values: dict[str, str]) -> None:
    if not values[PersonField.FAMILY_NAME] and not values[PersonField.GIVEN_NAME]:
        raise Invalid(NO_NAME, {"family_name": NO_NAME})
    if values[PersonField.SEX] not in Sex.values:
        raise Invalid(NO_SEX, {"sex": NO_SEX})


def _keep_former(person: Person, former: dict[str, str], *, reason: str, by: User) -> None:
    rows = [Correction(person=person, field=name, at=now(), by=by.id) for name in former]
    words: list[tuple[HoldsWords, dict[str, Text]]] = [(row, {"former": former[row.field], "reason": reason.strip()}) for row in rows]
    seal_all(words, by=by.actor)
    save_all(rows)


def _set_fields(person: Person, changes: dict[str, str], *, by: User) -> None:
    if PersonField.BIRTH_DATE in changes:
        person.birth_year, person.birth_precision = read_birth(changes[PersonField.BIRTH_DATE])
    texts: dict[str, Text] = {name: text for name, text in changes.items() if name in sealed_fields(Person)}
    if texts:
        seal(person, by=by.actor, **texts)
    for name in changes.keys() - texts.keys():
        setattr(person, name, changes[name])


@action(undo=_("Safe contact recorded."))
def set_safe_contact(
    person: Person,
    *,
    by: User,
    channel: str = Channel.CALL,
    number: str = "",
    hours: str = "",
    who_may_answer: str = "",
    not_to_say: str = "",
    alias: str = "",
    code_word: str = "",
    duress_word: str = "",
    may_leave_message: bool = False,
    confirmed_on: dt.date | None = None,
    expected: int | None = None,
) -> SafeContact:
    """Writes down how to reach a person without harm; what stood before stays, no longer current.

    `expected` is the version of the current contact the form was built from, 0 where there was none. A new contact carries on the
    count of the one before it. Raises Conflict.
    """
    check_can_change(by)
    if channel not in Channel.values or (not number.strip() and channel not in _REACHED_WITHOUT_NUMBER):
        raise Invalid(NO_WAY, {"number": NO_WAY})
    if confirmed_on and confirmed_on > today():
        raise Invalid(CONFIRMED_AHEAD, {"confirmed_on": CONFIRMED_AHEAD})
    contact = SafeContact(person=person, channel=channel, may_leave_message=may_leave_message, confirmed_on=confirmed_on)
    words = {
        "number": number,
        "hours": hours,
        "who_may_answer": who_may_answer,
        "not_to_say": not_to_say,
        "alias": alias,
        "code_word": code_word,
        "duress_word": duress_word,
    }
    return put_safe_contact(contact, words, by=by, expected=expected)


def put_safe_contact(contact: SafeContact, words: Mapping[str, str], *, by: User, expected: int | None = None) -> SafeContact:
    """Inside an action: this one, not saved yet, holds from now on, with these words by sealed field."""
    for former in SafeContact.objects.filter(person=contact.person, is_current=True):
        former.is_current = False
        save(former, expected=expected)
        contact.version = former.version + 1
    texts: dict[str, Text] = {name: text.strip() for name, text in words.items()}
    seal(contact, by=by.actor, **texts)
    save(contact)
    enter(contact.person, by=by, numbers=texts["number"])
    record_about(Event.CONTACT_SET, by=by.actor, about=[contact.person])
    return contact


@action(undo=_("Safe contact confirmed."))
def confirm_safe_contact(contact: SafeContact, *, by: User) -> SafeContact:
    """The person said today that this is still how to reach them."""
    check_can_change(by)
    contact.confirmed_on = today()
    save(contact)
    record_about(Event.CONTACT_CONFIRMED, by=by.actor, about=[contact])
    return contact


@action(undo=_("Family ties recorded."))
def add_relationships(relationships: Sequence[NewRelationship], *, by: User) -> list[Relationship]:
    """Records many family ties at once, in their order."""
    check_can_change(by)
    return write_relationships(
        [(_new_relationship(item), {"other_name": item.other_name.strip(), "note": item.note.strip()}) for item in relationships], by=by
    )


def write_relationships(relationships: Sequence[tuple[Relationship, Mapping[str, Text]]], *, by: User) -> list[Relationship]:
    """Inside an action: writes these ties, not saved yet, each with its words by sealed field."""
    rows = [row for row, _words in relationships]
    seal_all([(row, dict(words)) for row, words in relationships], by=by.actor)
    save_all(rows)
    about = {person.id: person for row in rows for person in (row.person, row.other) if person is not None}
    record_about(Event.TIED, by=by.actor, about=list(about.values()))
    return rows


@action(undo=_("Family tie recorded."))
def add_relationship(
    person: Person,
    relation: str,
    *,
    by: User,
    other: Person | None = None,
    other_status: str = "",
    is_guardian: bool = False,
    other_name: str = "",
    note: str = "",
) -> Relationship:
    """Records that `person` is the `relation` of the other; `is_guardian` says that the other is this person's legal representative."""
    new = NewRelationship(
        person=person, relation=relation, other=other, other_status=other_status, is_guardian=is_guardian, other_name=other_name, note=note
    )
    if other is not None and Relationship.objects.filter(person=person, other=other, relation=relation).exists():
        raise Invalid(TIED_ALREADY)
    return add_relationships([new], by=by)[0]


def _new_relationship(new: NewRelationship) -> Relationship:
    if new.relation not in Relation.values:
        raise Invalid(NO_RELATION, {"relation": NO_RELATION})
    if new.other is None and (new.other_status not in OtherStatus.values or new.other_status == OtherStatus.IN_CARE):
        raise Invalid(NEEDS_OTHER, {"other_status": NEEDS_OTHER})
    if new.other is not None and new.other.pk == new.person.pk:
        raise Invalid(NOT_ONESELF)
    status = new.other_status or OtherStatus.IN_CARE
    return Relationship(person=new.person, other=new.other, relation=new.relation, other_status=status, is_guardian=new.is_guardian)


@action(undo=_("Family tie changed."))
def change_relationship(
    relationship: Relationship,
    *,
    by: User,
    relation: str,
    other_status: str,
    is_guardian: bool,
    other_name: str | None = None,
    note: str | None = None,
    expected: int | None = None,
) -> Relationship:
    """Changes a tie; texts that are None stay as they are."""
    check_can_change(by)
    if relation not in Relation.values:
        raise Invalid(NO_RELATION, {"relation": NO_RELATION})
    if other_status not in OtherStatus.values or (relationship.other_id is None and other_status == OtherStatus.IN_CARE):
        raise Invalid(NEEDS_OTHER, {"other_status": NEEDS_OTHER})
    relationship.relation, relationship.other_status, relationship.is_guardian = relation, other_status, is_guardian
    texts = {name: text.strip() for name, text in {"other_name": other_name, "note": note}.items() if text is not None}
    seal(relationship, by=by.actor, **texts)
    save(relationship, expected=expected)
    record_about(Event.TIE_CHANGED, by=by.actor, about=[relationship])
    return relationship


@action(undo=_("Family tie changed."))
def resolve_relationship(
    relationship: Relationship, other: Person, *, by: User, other_status: str = OtherStatus.IN_CARE, expected: int | None = None
) -> Relationship:
    """The relative who was dead, out of reach or unknown to the Unit is this person; what was said of them stays, sealed.

    Raises WrongState where the relative is known already, Invalid for somebody who is tied to the person by this relation already.
    """
    check_can_change(by)
    if relationship.other_id is not None:
        raise WrongState(KNOWN_ALREADY)
    if {other.pk, other.merged_into_id} & {relationship.person_id, relationship.person.merged_into_id} - {None}:
        raise Invalid(NOT_ONESELF, {"other_code": NOT_ONESELF})
    if Relationship.objects.filter(person=relationship.person, other=other, relation=relationship.relation).exists():
        raise Invalid(TIED_ALREADY, {"other_code": TIED_ALREADY})
    if other_status not in OtherStatus.values:
        raise Invalid(NEEDS_OTHER, {"other_status": NEEDS_OTHER})
    return point_relationship(relationship, other, by=by, other_status=other_status, expected=expected)


@action
def point_relationship(
    relationship: Relationship, other: Person, *, by: User, other_status: str = OtherStatus.IN_CARE, expected: int | None = None
) -> Relationship:
    """The same without a question, for who knows already that it is so: a register whose relative has come into the house."""
    check_can_change(by)
    relationship.other, relationship.other_status = other, other_status
    save(relationship, expected=expected)
    record_about(Event.TIE_RESOLVED, by=by.actor, about=[relationship, other])
    return relationship


@action(undo=_("Family tie removed."))
def end_relationship(relationship: Relationship, *, by: User, expected: int | None = None) -> None:
    """Removes a tie that was recorded by mistake or is no more."""
    check_can_change(by)
    person = relationship.person
    remove(relationship)
    record_about(Event.TIE_ENDED, by=by.actor, about=[person])
