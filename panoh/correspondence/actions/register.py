"""Letters that came, meetings and calls: noted, changed, linked to a case, struck out. A number once given is never given again."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, is_acting, remove, save
from panoh.cases.models import Case
from panoh.cases.policy import check_can
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Invalid, WrongState
from panoh.correspondence import policy
from panoh.correspondence.actions.keys import ensure_key
from panoh.correspondence.actions.promises import note_promise, settle
from panoh.correspondence.enums import ITEM_TRANSITIONS, LETTERS, SPOKEN, ItemKind, ItemState, PromiseState, Side, Way
from panoh.correspondence.events import RegisterEvent
from panoh.correspondence.models import PersonLink, RegisterItem, Scan
from panoh.network.models import Addressee
from panoh.vault.actions import About, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_SUBJECT = _("Write in one line what the letter is about. Do not name anyone: others who manage the register read it.")
NOTHING_SAID = _("Write what was said, in a few sentences.")
NOT_YET = _("This date is in the future. Check it.")
CLOSED_ADDRESSEE = _("This contact is closed. Choose another one.")
ONLY_LETTERS = _("Only a letter can be answered. Choose a letter.")
PAST_ANSWER = _("The date for the promised answer has already passed. Choose a later one.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
NOT_FROM_HERE = _("The status of this entry does not allow this. Open it again to see the status.")
WHY = _("Write why the entry is crossed out. Its number stays.")
LINKED_ALREADY = _("This entry is already linked to a case. A second person needs a separate entry.")
SENT_STAYS = _("What was sent cannot be changed. Cross it out and write another letter.")
BUSY = _("Someone else registered a letter at the same moment. Try again.")
TRIES = 5  # how often a number is looked for again when somebody else was faster


@dataclass(frozen=True, slots=True)
class Concerns:
    """A case that an entry concerns, and in words what in it is about the person."""

    case: Case
    words: str = ""


class NumberTaken(Exception):
    """Somebody else registered a letter while this one was made. Nothing was written: it is made again with the next number."""


def numbered[T](register: Callable[[], T]) -> T:
    """Runs an act that gives a number until nobody else has taken it meanwhile: numbers have no gaps and come once."""
    assert not is_acting(), "a number is given in a transaction of its own"
    for _attempt in range(TRIES):
        try:
            return register()
        except (IntegrityError, NumberTaken):
            continue
    raise Conflict(BUSY)


def next_number(kind: str, *, by: User) -> tuple[int, int]:
    """The year, and the number that the next letter of this direction gets in it."""
    year = today().year
    last = RegisterItem.objects.filter(kind=kind, year=year, is_practice=by.is_practising).aggregate(last=Max("number"))["last"]
    return year, (last or 0) + 1


def about(item: RegisterItem, link: PersonLink | None) -> list[About]:
    """Whom an event names: the person whom the entry concerns, else the register alone."""
    return [link] if link is not None else [item]


def receive_letter(
    *,
    by: User,
    addressee: Addressee,
    dated_on: dt.date,
    subject: str,
    their_reference: str = "",
    words: str = "",
    way: str = "",
    answers: RegisterItem | None = None,
    answer_by: dt.date | None = None,
    concerns: Concerns | None = None,
) -> RegisterItem:
    """Registers a letter that came, with the next number of the year. `answer_by`: until when we are to answer, kept as a promise."""
    return numbered(lambda: _receive(by, addressee, dated_on, subject, their_reference, words, way, answers, answer_by, concerns))


@action
def _receive(
    by: User,
    addressee: Addressee,
    dated_on: dt.date,
    subject: str,
    their_reference: str,
    words: str,
    way: str,
    answers: RegisterItem | None,
    answer_by: dt.date | None,
    concerns: Concerns | None,
) -> RegisterItem:
    policy.check_can_write(by, concerns.case if concerns else None)
    ensure_key(by)
    row = new_item(ItemKind.LETTER_IN, by=by, addressee=addressee, dated_on=dated_on)
    row.year, row.number = next_number(row.kind, by=by)
    row.registered_at = now()
    fill(row, by, subject=subject, their_reference=their_reference, words=words, way=way, answers=answers)
    save(row)
    link = _link(row, concerns, by=by) if concerns else None
    record_about(RegisterEvent.LETTER_RECEIVED, by=by.actor, about=about(row, link))
    after_letter(row, by=by, side=Side.US, answer_by=answer_by)
    return row


def new_item(kind: ItemKind, *, by: User, addressee: Addressee, dated_on: dt.date, state: ItemState = ItemState.REGISTERED) -> RegisterItem:
    """An unsaved entry."""
    return RegisterItem(
        kind=kind,
        state=state,
        organisation_id=by.organisation_id,
        addressee=addressee,
        dated_on=dated_on,
        by=by,
        is_practice=by.is_practising,
    )


def fill(
    row: RegisterItem,
    by: User,
    *,
    subject: str,
    their_reference: str = "",
    words: str = "",
    way: str = "",
    answers: RegisterItem | None = None,
) -> None:
    """Sets what is typed of a letter, checked."""
    if not row.addressee.is_active and row._state.adding:
        raise Invalid(CLOSED_ADDRESSEE, {"addressee": CLOSED_ADDRESSEE})
    if not subject.strip():
        raise Invalid(NO_SUBJECT, {"subject": NO_SUBJECT})
    if row.dated_on > today():
        raise Invalid(NOT_YET, {"dated_on": NOT_YET})
    if answers is not None and answers.kind not in LETTERS:
        raise Invalid(ONLY_LETTERS, {"answers": ONLY_LETTERS})
    if way and way not in Way.values:
        raise Invalid(NO_CHOICE, {"way": NO_CHOICE})
    row.way, row.answers = way, answers
    seal(row, by=by.actor, subject=subject.strip(), their_reference=their_reference.strip(), words=words.strip())


def after_letter(row: RegisterItem, *, by: User, side: Side, answer_by: dt.date | None) -> None:
    """An answer keeps the promises of an answer that hung on the letter it answers; a day for the next answer is a new one."""
    if row.answers is not None:
        for promise in row.answers.promises.filter(state=PromiseState.OPEN, is_answer=True):
            settle(promise, PromiseState.KEPT, by=by)
    if answer_by is not None:
        if answer_by < today():
            raise Invalid(PAST_ANSWER, {"answer_by": PAST_ANSWER})
        note_promise(by=by, addressee=row.addressee, side=side, due_on=answer_by, item=row, is_answer=True)


@action(undo=_("Talk recorded."))
def note_talk(
    *,
    by: User,
    kind: str,
    addressee: Addressee,
    held_on: dt.date,
    present: str,
    words: str,
    subject: str = "",
    concerns: Concerns | None = None,
) -> RegisterItem:
    """Notes a meeting or a call: who was there, what was said. What concerns a person stands apart."""
    policy.check_can_write(by, concerns.case if concerns else None)
    if kind not in SPOKEN:
        raise Invalid(NO_CHOICE, {"kind": NO_CHOICE})
    ensure_key(by)
    row = new_item(ItemKind(kind), by=by, addressee=addressee, dated_on=held_on)
    row.registered_at = now()
    _fill_talk(row, by, present=present, words=words, subject=subject)
    save(row)
    link = _link(row, concerns, by=by) if concerns else None
    record_about(RegisterEvent.TALK_NOTED, by=by.actor, about=about(row, link))
    return row


def _fill_talk(row: RegisterItem, by: User, *, present: str, words: str, subject: str) -> None:
    if row.dated_on > today():
        raise Invalid(NOT_YET, {"dated_on": NOT_YET})
    if not words.strip():
        raise Invalid(NOTHING_SAID, {"words": NOTHING_SAID})
    seal(row, by=by.actor, present=present.strip(), words=words.strip(), subject=subject.strip())


@action(undo=_("Entry changed."))
def change_item(item: RegisterItem, *, by: User, dated_on: dt.date, expected: int | None = None, **facts: object) -> RegisterItem:
    """Mends what was typed of a letter that came, or of a meeting; its number and its addressee stay. `facts`: as they were given first."""
    policy.check_can_change(by, item)
    if item.kind == ItemKind.LETTER_OUT:
        raise WrongState(SENT_STAYS)
    if item.state != ItemState.REGISTERED:
        raise WrongState(NOT_FROM_HERE)
    item.dated_on = dated_on
    if item.kind == ItemKind.LETTER_IN:
        fill(item, by, **facts)  # type: ignore[arg-type]  # the form's own fields
    else:
        _fill_talk(item, by, **facts)  # type: ignore[arg-type]
    save(item, expected)
    record_about(RegisterEvent.ITEM_CHANGED, by=by.actor, about=[item])
    return item


@action
def strike_out(item: RegisterItem, *, by: User, why: str, expected: int | None = None) -> RegisterItem:
    """Strikes an entry out, with the reason. It stays in its place and keeps its number; what it promised falls away."""
    policy.check_can_change(by, item)
    if not why.strip():
        raise Invalid(WHY, {"why": WHY})
    move(item, ItemState.STRUCK)
    seal(item, by=by.actor, why_struck=why.strip())
    save(item, expected)
    for promise in item.promises.filter(state=PromiseState.OPEN):
        settle(promise, PromiseState.FELL_AWAY, by=by)
    record_about(RegisterEvent.ITEM_STRUCK, by=by.actor, about=[item])
    return item


def move(item: RegisterItem, to: ItemState) -> None:
    """Sets the next state, inside an action that records why. Raises WrongState."""
    if to not in ITEM_TRANSITIONS[ItemState(item.state)]:
        raise WrongState(NOT_FROM_HERE)
    item.state = to


@action(undo=_("Linked to the case."))
def link_case(item: RegisterItem, *, by: User, concerns: Concerns) -> PersonLink:
    """Links an entry that stands already to the case it concerns. Its scans go under the person's key."""
    policy.check_can_change(by, item)
    check_can(by, Permission.CORRESPONDENCE_WRITE, concerns.case)
    if item.kind == ItemKind.LETTER_OUT:
        raise WrongState(SENT_STAYS)
    if item.state != ItemState.REGISTERED:
        raise WrongState(NOT_FROM_HERE)
    if PersonLink.objects.filter(item=item).exists():
        raise WrongState(LINKED_ALREADY)
    link = _link(item, concerns, by=by)
    _reseal_scans(item, link, by=by)
    record_about(RegisterEvent.LINKED, by=by.actor, about=[link])
    return link


def _link(item: RegisterItem, concerns: Concerns, *, by: User) -> PersonLink:
    link = PersonLink(item=item, case=concerns.case, person_id=concerns.case.person_id)
    seal(link, by=by.actor, words=concerns.words.strip())
    save(link)
    return link


def _reseal_scans(item: RegisterItem, link: PersonLink, *, by: User) -> None:
    old = list(item.scans.filter(person=None))
    for opened in open_sealed(old, by=by.actor, purpose=Purpose.OWN_WORK) if old else []:
        was = opened.row
        fresh = Scan(item=item, person_id=link.person_id, kind=was.kind, size=was.size, kept_at=was.kept_at, by=was.by)
        seal(fresh, by=by.actor, content=opened.file("content") or b"")
        save(fresh)
        remove(was)
