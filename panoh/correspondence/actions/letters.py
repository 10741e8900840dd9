"""A letter on its way out: drawn up, read by a second person where it concerns somebody, sent once with its number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, is_acting, save
from panoh.cases.models import Case
from panoh.cases.policy import check_can
from panoh.consent.actions import spend_consent
from panoh.consent.enums import DataKind
from panoh.consent.models import Consent
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.correspondence import paper, policy
from panoh.correspondence.actions.keys import ensure_key
from panoh.correspondence.actions.register import (
    NO_CHOICE,
    NOT_FROM_HERE,
    NumberTaken,
    about,
    after_letter,
    fill,
    move,
    new_item,
    next_number,
    numbered,
)
from panoh.correspondence.enums import ItemKind, ItemState, Side
from panoh.correspondence.events import LetterEvent
from panoh.correspondence.models import PersonLink, RegisterItem
from panoh.correspondence.queries import ground_of, readers_for
from panoh.network.models import Addressee
from panoh.people.data import FULL_NAME, full_name
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_WORDS = _("Write the letter.")
NO_KINDS = _("Choose what the letter says about the person. The consent must cover it.")
NO_GROUND = _(
    "The person has not agreed to pass this to this addressee, or the consent was already used for another letter. Ask again: "
    "each letter needs a new consent."
)
NOT_READ = _("A letter about a person can be sent only after a second reader has agreed to it.")
NOT_TO_BE_NAMED = _("Choose a second reader who works on the case and did not write the letter.")
NO_REMARK = _("Write what should be changed.")
SHUT = _("The text of this letter is sealed for your organisation.")
GROUND_CHANGED = _("Something changed while the letter was being made, so nothing was sent. Check it again.")
NO_COPY = _("You have no access to a copy of this letter.")


@dataclass(frozen=True, slots=True)
class About:
    """The case that a letter concerns, and which kinds of data it tells."""

    case: Case
    data_kinds: Sequence[str]


@action(undo=_("Letter drawn up."))
def draft_letter(
    *,
    by: User,
    addressee: Addressee,
    subject: str,
    words: str,
    language: str,
    way: str = "",
    answers: RegisterItem | None = None,
    concerns: About | None = None,
) -> RegisterItem:
    """Draws up a letter; nothing leaves and no number is given yet. Where it concerns a person its words are under that person's key."""
    policy.check_can_write(by, concerns.case if concerns else None)
    ensure_key(by)
    row = new_item(ItemKind.LETTER_OUT, by=by, addressee=addressee, dated_on=today(), state=ItemState.DRAFT)
    _fill(row, by, subject, words if concerns is None else "", language, way, answers)
    _check_words(words)
    save(row)
    link = None
    if concerns is not None:
        link = PersonLink(item=row, case=concerns.case, person_id=concerns.case.person_id)
        _fill_link(link, by, words, concerns.data_kinds)
        save(link)
    record_about(LetterEvent.DRAFTED, by=by.actor, about=about(row, link))
    return row


def _fill(row: RegisterItem, by: User, subject: str, words: str, language: str, way: str, answers: RegisterItem | None) -> None:
    if language not in Language.values:
        raise Invalid(NO_CHOICE, {"language": NO_CHOICE})
    row.language = language
    fill(row, by, subject=subject, words=words, way=way, answers=answers)


def _check_words(words: str) -> None:
    if not words.strip():
        raise Invalid(NO_WORDS, {"words": NO_WORDS})


def _fill_link(link: PersonLink, by: User, words: str, data_kinds: Sequence[str]) -> None:
    if not data_kinds or any(kind not in DataKind.values for kind in data_kinds):
        raise Invalid(NO_KINDS, {"data_kinds": NO_KINDS})
    link.data_kinds = list(data_kinds)
    seal(link, by=by.actor, words=words.strip())


@action(undo=_("Letter changed."))
def change_letter(
    item: RegisterItem,
    *,
    by: User,
    addressee: Addressee,
    subject: str,
    words: str,
    language: str,
    way: str = "",
    answers: RegisterItem | None = None,
    data_kinds: Sequence[str] = (),
    expected: int | None = None,
) -> RegisterItem:
    """Changes a draft; whoever it goes to, the consent has to name them."""
    policy.check_can_change(by, item)
    if item.state != ItemState.DRAFT:
        raise WrongState(NOT_FROM_HERE)
    _check_words(words)
    link = _link(item)
    item.addressee = addressee
    _fill(item, by, subject, words if link is None else "", language, way, answers)
    save(item, expected)
    if link is not None:
        _fill_link(link, by, words, data_kinds)
        save(link)
    record_about(LetterEvent.CHANGED, by=by.actor, about=about(item, link))
    return item


def _link(item: RegisterItem) -> PersonLink | None:
    return PersonLink.objects.filter(item=item).select_related("case", "person", "item__addressee").first()


def _about_person(item: RegisterItem, by: User) -> PersonLink:
    policy.check_link(by, item)
    link = _link(item)
    if link is None:
        raise WrongState(NOT_FROM_HERE)
    return link


@action(undo=_("Sent to the second reader."))
def give_to_reader(item: RegisterItem, *, by: User, user: User, expected: int | None = None) -> RegisterItem:
    """Gives a letter about a person to a second reader, who sees the case and did not write it."""
    policy.check_can_change(by, item)
    link = _about_person(item, by)
    if user not in readers_for(item, link.case):
        raise Invalid(NOT_TO_BE_NAMED, {"user": NOT_TO_BE_NAMED})
    move(item, ItemState.READING)
    link.reader, link.read_at = user, None
    seal(link, by=by.actor, remark="")
    save(item, expected)
    save(link)
    record_about(LetterEvent.GIVEN_TO_READER, by=by.actor, about=[link])
    return item


@action(undo=_("Letter returned."))
def return_letter(item: RegisterItem, *, by: User, remark: str, expected: int | None = None) -> RegisterItem:
    """The second reader gives it back with what should be changed."""
    link = _about_person(item, by)
    policy.check_can_agree(by, link)
    if not remark.strip():
        raise Invalid(NO_REMARK, {"remark": NO_REMARK})
    if item.state != ItemState.READING:
        raise WrongState(NOT_FROM_HERE)
    move(item, ItemState.DRAFT)
    link.read_at = None
    seal(link, by=by.actor, remark=remark.strip())
    save(item, expected)
    save(link)
    record_about(LetterEvent.RETURNED, by=by.actor, about=[link])
    return item


@action(undo=_("Letter approved."))
def agree_to_letter(item: RegisterItem, *, by: User, expected: int | None = None) -> RegisterItem:
    """The second reader agrees to the letter as it stands; its author may send it now."""
    link = _about_person(item, by)
    policy.check_can_agree(by, link)
    move(item, ItemState.AGREED)
    link.read_at = now()
    save(item, expected)
    save(link)
    record_about(LetterEvent.AGREED, by=by.actor, about=[link])
    return item


@action(undo=_("Withdrawn for rewriting."))
def take_back(item: RegisterItem, *, by: User, expected: int | None = None) -> RegisterItem:
    """The author takes it back from the reader; what was agreed to is agreed to no longer."""
    policy.check_can_change(by, item)
    link = _about_person(item, by)
    move(item, ItemState.DRAFT)
    link.read_at = None
    save(item, expected)
    save(link)
    record_about(LetterEvent.TAKEN_BACK, by=by.actor, about=[link])
    return item


@action(undo=_("The letter will not be sent."))
def drop_letter(item: RegisterItem, *, by: User, expected: int | None = None) -> RegisterItem:
    """The letter is not sent after all."""
    policy.check_can_change(by, item)
    link = _link(item)
    move(item, ItemState.DROPPED)
    save(item, expected)
    record_about(LetterEvent.DROPPED, by=by.actor, about=about(item, link))
    return item


def send_letter(item: RegisterItem, *, by: User, answer_by: dt.date | None = None, expected: int | None = None) -> RegisterItem:
    """Sends it with the next number of the year. It cannot be taken back: no undo is offered.

    One about a person goes only after the second reader agreed, on a consent that names this addressee, and that consent is spent
    by it. The exact letter is made before the transaction; number, consent and state are asked for again within.
    """
    assert not is_acting(), "a letter is made outside of a transaction"
    known = item.version if expected is None else expected

    def once() -> RegisterItem:
        item.refresh_from_db()  # a try before this one may have got half way
        ground = _check_sends(item, by)
        year, number = next_number(item.kind, by=by)
        pdf = paper.as_pdf(_written(item, by=by, number=number, year=year))
        return _record_sent(item, by=by, pdf=pdf, at=(year, number), ground=ground, answer_by=answer_by, expected=known)

    return numbered(once)


def _check_sends(item: RegisterItem, by: User) -> Consent | None:
    """What the letter rests on, None where it concerns nobody. Raises what stands in its way."""
    policy.check_can_change(by, item)
    link = _link(item)
    if item.kind != ItemKind.LETTER_OUT or ItemState(item.state) not in (ItemState.DRAFT, ItemState.AGREED, ItemState.READING):
        raise WrongState(NOT_FROM_HERE)
    if link is None:
        return None
    check_can(by, Permission.CORRESPONDENCE_WRITE, link.case)
    if item.state != ItemState.AGREED or link.read_at is None or link.reader_id == item.by_id:
        raise WrongState(NOT_READ)
    ground = ground_of(link)
    if ground is None:
        raise WrongState(NO_GROUND)
    return ground


def preview_letter(item: RegisterItem, *, by: User) -> paper.Written:
    """What would leave, with the name shut and without a number. The opening is recorded."""
    policy.check_link(by, item)
    return _written(item, by=by, name=paper.HIDDEN_NAME)


def _written(item: RegisterItem, *, by: User, number: int = 0, year: int = 0, name: str = "") -> paper.Written:
    link = _link(item)
    rows = [item, item.addressee, *([link] if link else [])]
    fields = ["subject", "words", "institution", "office", "contact_name", "address"]
    opened = open_sealed(rows, by=by.actor, purpose=Purpose.LETTER, fields=fields)
    if any(each.is_unreadable for each in opened):
        raise Denied(SHUT)
    head, to, body = opened[0], opened[1], opened[-1] if link else opened[0]
    named = link is not None and DataKind.NAME in link.data_kinds
    return paper.Written(
        language=item.language,
        number=number,
        year=year,
        day=today(),
        sender=str(getattr(item.organisation, f"name_{item.language}")),
        to=[line for line in (to.institution, to.office, to.contact_name, to.address) if line],
        subject=head.subject or "",
        words=body.words or "",
        name=(name or _name_of(link, by=by)) if named and link is not None else "",
        birth_year=link.person.birth_year if named and link is not None and not name else None,
    )


def _name_of(link: PersonLink, *, by: User) -> str:
    (opened,) = open_sealed([link.person], by=by.actor, purpose=Purpose.LETTER, fields=FULL_NAME)
    return full_name(opened)


@action
def _record_sent(
    item: RegisterItem,
    *,
    by: User,
    pdf: bytes,
    at: tuple[int, int],
    ground: Consent | None,
    answer_by: dt.date | None,
    expected: int,
) -> RegisterItem:
    if _check_sends(item, by) != ground:
        raise Conflict(GROUND_CHANGED)
    if next_number(item.kind, by=by) != at:
        raise NumberTaken
    link = _link(item)
    move(item, ItemState.REGISTERED)
    (item.year, item.number), item.registered_at, item.dated_on = at, now(), today()
    if link is None:
        seal(item, by=by.actor, pdf=pdf)
    else:
        seal(link, by=by.actor, pdf=pdf)
        link.consent = ground
        save(link)
    save(item, expected)
    if ground is not None:
        spend_consent(ground, by=by)
    record_about(LetterEvent.SENT, by=by.actor, about=about(item, link))
    after_letter(item, by=by, side=Side.THEM, answer_by=answer_by)
    return item


def open_copy(item: RegisterItem, *, by: User) -> bytes:
    """The exact letter that left; where it concerns a person, for who sees the case. The opening is recorded."""
    policy.check_link(by, item)
    row = _link(item) or item
    if not row.pdf:
        raise WrongState(NO_COPY)
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.LETTER, fields=["pdf"])
    pdf = opened.file("pdf")
    if pdf is None:
        raise Denied(SHUT)
    return pdf


@action
def lose_ground(consent: Consent, *, by: User) -> list[PersonLink]:
    """A consent was withdrawn after the letter had left on it: the letter says so, and who wrote it is to tell the authority."""
    found = list(PersonLink.objects.filter(consent=consent, ground_lost_on=None))
    for link in found:
        link.ground_lost_on = today()
        save(link)
    record_about(LetterEvent.GROUND_LOST, by=by.actor, about=[consent])
    return found
