"""Two records of one person are joined, and for thirty days taken apart again.

Each record keeps its rows, its key and so its readers: joining makes nothing readable to anybody, but for what somebody chose to take over
from the one into the other. `Person.merged_into` says that both are one person; figures and lists follow it.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.guard import writes_allowed
from panoh.audit.restoring import kept_changes, restore
from panoh.audit.trail import action, remove, save
from panoh.core.clock import now
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.people import signals
from panoh.people.actions import correct_person, enter, entry_names, put_safe_contact, write_relationships
from panoh.people.duplicates import candidate_of, decide, pair_of
from panoh.people.enums import CandidateState, PersonField, Precision
from panoh.people.events import Event
from panoh.people.models import Candidate, Merge, Person, Relationship, SafeContact
from panoh.people.names.entries import BETWEEN
from panoh.people.policy import check_can_join
from panoh.people.queries import NOT_HERE, current_contact
from panoh.vault.actions import Opened, open_sealed, record_about
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose

TAKEN_APART_WITHIN = dt.timedelta(days=30)
LEFT, RIGHT, BOTH = "left", "right", "both"
CONTACT = "contact"
# Keys are never kept beside: a key that is taken away stays away. The entry of the index is written anew. A cue that ended stays so.
_NOT_KEPT = frozenset({"vault.subjectkey", "people.entry", "people.merge", "cases.cue"})

ONE_RECORD = _("Both codes belong to the same record. Enter the code of another case.")
PRACTICE_AND_WORK = _("One of the two is invented for practice. Only records of the same kind can be merged.")
SHUT = _("One of the two records is sealed for your organisation, so they cannot be compared.")
CHANGED = _("One of the two records was changed in the meantime. Check both again.")
NOT_A_CHOICE = _("Choose for each field which text stays.")
ALREADY_GONE = _("One of the two records is already merged with another. Check both again.")
TOO_LATE = _("Thirty days have passed, so these records can no longer be separated.")
NOT_JOINED = _("These records are already separated.")
JOINED_SINCE = _("The record has since been merged with another one. Separate that pair first.")


def fields() -> tuple[str, ...]:
    """What is chosen field by field: all that the model seals, then what else can be corrected. The region goes with the place."""
    coded = (field for field in PersonField if field != PersonField.REGION)
    return tuple(dict.fromkeys([*sealed_fields(Person), *map(str, coded)]))


def values_of(opened: Opened) -> dict[str, str]:
    """The texts of a record by `fields`, blank where nothing is known."""
    person, sealed = opened.row, sealed_fields(Person)
    return {field: getattr(opened if field in sealed else person, field) or "" for field in fields()}


# -- joining ------------------------------------------------------------------------------------------------------------


@action
def join_records(
    kept: Person,
    gone: Person,
    *,
    by: User,
    choices: Mapping[str, str],
    contact: str = BOTH,
    relationships: Collection[UUID] = (),
    expected: tuple[int, int] | None = None,
) -> Merge:
    """Both are one person: `gone` is read as `kept` from now on. Never undone by ten minutes' undo, but taken apart within thirty days.

    `choices` says for each of `fields` that differs whose text `kept` bears: left (its own), right, for other names also both.
    `contact`: whose way to reach the person holds for both records, or both: each keeps its own. `relationships` are those of `gone`'s
    file that move into the file of `kept`. `expected` are the versions both were shown in.
    """
    check_can_join(by)
    _check_pair(kept, gone, expected)
    signals.records_joining.send(sender=Person, kept=kept, gone=gone, by=by)
    record_about(Event.JOINED, by=by.actor, about=[kept, gone])
    _take_fields(kept, gone, choices, by=by)
    _take_contact(kept, gone, contact, by=by)
    _take_relationships(kept, gone, relationships, by=by)
    for row in [gone, *Person.objects.filter(merged_into=gone)]:
        row.merged_into = kept
        save(row)
    _decide(kept, gone, by=by)
    signals.records_joined.send(sender=Person, kept=kept, gone=gone, by=by)
    chosen = {field: choices.get(field, LEFT) for field in fields()} | {CONTACT: contact}
    merge = Merge(kept=kept, gone=gone, at=now(), by=by.pk, choices=chosen, changes=kept_changes(without=_NOT_KEPT))
    save(merge)
    return merge


def _check_pair(kept: Person, gone: Person, expected: tuple[int, int] | None) -> None:
    if kept.pk == gone.pk:
        raise Invalid(ONE_RECORD)
    if kept.merged_into_id or gone.merged_into_id:
        raise WrongState(ALREADY_GONE)
    if kept.is_practice != gone.is_practice:
        raise Invalid(PRACTICE_AND_WORK)
    if expected is not None and expected != (kept.version, gone.version):
        raise Conflict(CHANGED)


def _take_fields(kept: Person, gone: Person, choices: Mapping[str, str], *, by: User) -> None:
    """What is taken over is a correction like any other: what stood before stays beside it."""
    left, right = open_sealed([kept, gone], by=by.actor, purpose=Purpose.DATA_QUALITY)
    if left.is_unreadable or right.is_unreadable:
        raise Denied(SHUT)
    ours, theirs = values_of(left), values_of(right)
    changes = {}
    for field in fields():
        choice = choices.get(field, LEFT)
        if choice not in (LEFT, RIGHT, BOTH) or (choice == BOTH and field != PersonField.OTHER_NAMES):
            raise Invalid(NOT_A_CHOICE, {field: NOT_A_CHOICE})
        if choice != LEFT and ours[field] != theirs[field]:
            changes[field] = theirs[field] if choice == RIGHT else "; ".join(filter(None, [ours[field], theirs[field]]))
    if choices.get(PersonField.PLACE) == RIGHT:
        changes |= {
            name: getattr(gone, name) for name in (PersonField.REGION, PersonField.PLACE) if getattr(kept, name) != getattr(gone, name)
        }
    if not changes:
        return
    correct_person(kept, by=by, changes=changes, reason=_now("Joined with another record of the same person."))
    if PersonField.BIRTH_DATE in changes and gone.birth_precision == Precision.ABOUT:
        kept.birth_precision = Precision.ABOUT
        save(kept)


def _take_contact(kept: Person, gone: Person, contact: str, *, by: User) -> None:
    if contact not in (LEFT, RIGHT, BOTH):
        raise Invalid(NOT_A_CHOICE, {CONTACT: NOT_A_CHOICE})
    source, target = (kept, gone) if contact == LEFT else (gone, kept)
    row = current_contact(source) if contact != BOTH else None
    if row is None:
        return
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.CONTACT)
    put_safe_contact(*_copied(opened, target), by=by)


def _take_relationships(kept: Person, gone: Person, relationships: Collection[UUID], *, by: User) -> None:
    for relationship in Relationship.objects.filter(Q(person=kept, other=gone) | Q(person=gone, other=kept)):
        remove(relationship)  # nobody is a relative of themselves
    moving = list(Relationship.objects.filter(person=gone, pk__in=relationships).select_related("other"))
    if not moving:
        return
    opened = open_sealed(moving, by=by.actor, purpose=Purpose.DATA_QUALITY)
    write_relationships([_copied(item, kept) for item in opened], by=by)
    for relationship in moving:
        remove(relationship)


def _copied(opened: Opened, person: Person) -> tuple[Any, dict[str, str]]:
    """What stands in a row once more for this person, and its words, which their key is to seal: whatever the model holds."""
    words = {name: getattr(opened, name) or "" for name in sealed_fields(type(opened.row))}
    own = {"id", "version", "person", *words}
    facts = {field.attname: getattr(opened.row, field.attname) for field in opened.row._meta.concrete_fields if field.name not in own}
    return type(opened.row)(person=person, **facts), words


def _decide(kept: Person, gone: Person, *, by: User) -> None:
    """These two are one; whoever else resembled the record that is gone may resemble the one that was kept."""
    decide(candidate_of(kept, gone), CandidateState.SAME, by=by)
    for row in Candidate.objects.filter(Q(person_a=gone) | Q(person_b=gone), state=CandidateState.OPEN):
        other = row.person_b_id if row.person_a_id == gone.pk else row.person_a_id
        pair = pair_of(kept.pk, other)
        if Candidate.objects.filter(person_a=pair[0], person_b=pair[1]).exists():
            remove(row)
        else:
            row.person_a_id, row.person_b_id = pair
            save(row)


# -- taking apart -------------------------------------------------------------------------------------------------------


def unmerge_until(merge: Merge) -> dt.datetime:
    """Until when these records can be taken apart."""
    return merge.at + TAKEN_APART_WITHIN


def can_be_unmerged(merge: Merge) -> bool:
    """Whether there is still time, and nothing stands in between."""
    return merge.undone_at is None and now() < unmerge_until(merge) and merge.kept.merged_into_id is None


@action
def unmerge(merge: Merge, *, by: User) -> Merge:
    """Two records again, as they were: what the joining changed goes back, but for what was changed since, which stays where it stands.

    Raises WrongState once thirty days have passed.
    """
    check_can_join(by)
    if merge.undone_at is not None:
        raise WrongState(NOT_JOINED)
    if now() >= unmerge_until(merge):
        raise WrongState(TOO_LATE)
    if merge.kept.merged_into_id is not None:
        raise WrongState(JOINED_SINCE)
    kept, gone = merge.kept, merge.gone
    record_about(Event.TAKEN_APART, by=by.actor, about=[kept, gone])
    restore(merge.changes)
    for person in Person.objects.filter(pk__in=(kept.pk, gone.pk)):
        _one_contact(person)
        _enter_anew(person, by=by)
        merge.kept, merge.gone = (person, merge.gone) if person.pk == kept.pk else (merge.kept, person)
    signals.records_unmerged.send(sender=Person, kept=merge.kept, gone=merge.gone, by=by)
    merge.undone_at, merge.undone_by, merge.changes = now(), by.pk, []
    save(merge)
    return merge


def _one_contact(person: Person) -> None:
    """A contact that was written down since the joining is the one that holds; its version counts on from those before it."""
    rows = list(SafeContact.objects.filter(person=person, is_current=True).order_by("-version"))
    newest = rows[0].version if rows else 0
    for row in rows:
        if row.version < newest:
            row.is_current = False
            save(row)


def _enter_anew(person: Person, *, by: User) -> None:
    contacts = list(SafeContact.objects.filter(person=person, is_current=True))
    opened, *reached = open_sealed([person, *contacts], by=by.actor, purpose=Purpose.DATA_QUALITY)
    if opened.is_unreadable:
        raise Denied(SHUT)
    numbers = BETWEEN.join(filter(None, (row.number for row in reached)))
    enter(person, by=by, names=entry_names(values_of(opened)), numbers=numbers)


def forget_changes() -> int:
    """Drops what can no longer be taken apart. For the worker. Answers how many."""
    old = Merge.objects.filter(at__lte=now() - TAKEN_APART_WITHIN).exclude(changes=[])
    if not old.exists():
        return 0
    with writes_allowed():  # about nobody: the joining itself is in the record
        return old.update(changes=[])


def merges(*, practice: bool = False) -> Sequence[Merge]:
    """Records that were joined in the last thirty days, the newest first."""
    rows = Merge.objects.filter(at__gt=now() - TAKEN_APART_WITHIN, undone_at=None, kept__is_practice=practice)
    return list(rows.select_related("kept", "gone").order_by("-at"))


def get_merge(key: UUID, *, practice: bool = False) -> Merge:
    """One joining. Raises NotFound."""
    found = Merge.objects.filter(pk=key, kept__is_practice=practice).select_related("kept", "gone").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
