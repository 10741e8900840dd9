"""The booklet written, adopted, counted and read aloud."""

import datetime as dt
import re
from collections.abc import Mapping

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save
from panoh.booklet.enums import EDITION_TRANSITIONS, EditionState, Shape
from panoh.booklet.events import Event
from panoh.booklet.models import KEY_LENGTH, Edition, PrintRun, Voice
from panoh.booklet.policy import check_can_write
from panoh.booklet.queries import NOT_HERE, in_force
from panoh.booklet.text import Section, sections
from panoh.booklet.voice import clean_voice
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, NotFound, WrongState
from panoh.core.languages import LANGUAGES
from panoh.places import catalogue

DRAFT_THERE = _("There is already a draft. Continue it or delete it.")
NOT_A_DRAFT = _("This version was adopted, so its text cannot change. Start a new draft.")
NO_TITLE = _("Enter a title in at least one language.")
LACKS = _("You need all three languages before you adopt the booklet. Check the sections marked below.")
EMPTY = _("The booklet has no sections. Write one first.")
HOW_MANY = _("Enter how many were printed: one or more.")
NOT_AHEAD = _("This date is in the future. Count the copies once they are printed.")
NO_CHOICE = _("This is not on the list. Choose from the list.")


@action(undo=_("Draft started."))
def begin_edition(*, by: User) -> Edition:
    """Begins a draft as a copy of the version in force. One at a time."""
    check_can_write(by)
    if Edition.objects.filter(state=EditionState.DRAFT).exists():
        raise WrongState(DRAFT_THERE)
    last = Edition.objects.aggregate(last=Max("number"))["last"] or 0
    edition = Edition(number=last + 1, body=[each.plain() for each in in_force()[1]], made_by=by, made_at=now())
    save(edition)
    record(Event.BEGUN, by=by.actor)
    return edition


def _draft(edition: Edition, by: User) -> list[Section]:
    check_can_write(by)
    if edition.state != EditionState.DRAFT:
        raise WrongState(NOT_A_DRAFT)
    return sections(edition.body)


def _keep(edition: Edition, found: list[Section], event: Event, *, by: User, expected: int | None) -> Edition:
    edition.body = [each.plain() for each in found]
    save(edition, expected)
    record(event, by=by.actor)
    return edition


@action(undo=_("Section saved."))
def write_section(
    edition: Edition, key: str, *, by: User, title: Mapping[str, str], text: Mapping[str, str], expected: int | None = None
) -> Edition:
    """Writes a section anew; with an empty key adds one at the end. A language may be missing until it is adopted."""
    found = _draft(edition, by)
    if not any(words.strip() for words in title.values()):
        raise Invalid(NO_TITLE, {f"title_{LANGUAGES[0]}": NO_TITLE})
    given = [{code: words.get(code, "").strip() for code in LANGUAGES} for words in (title, text)]
    section = Section(key or _new_key(given[0], {each.key for each in found}), *given)
    if key:
        _place(found, key)
        found = [section if each.key == key else each for each in found]
    else:
        found.append(section)
    return _keep(edition, found, Event.SECTION_WRITTEN, by=by, expected=expected)


def _new_key(title: Mapping[str, str], taken: set[str]) -> str:
    """A word for addresses: of the English title where there is one."""
    word = "-".join(re.findall(r"[a-z0-9]+", title.get("en", "").lower()))[: KEY_LENGTH - 4].strip("-") or "section"
    number, key = 1, word
    while key in taken:
        number, key = number + 1, f"{word}-{number + 1}"
    return key


def _place(found: list[Section], key: str) -> int:
    for place, each in enumerate(found):
        if each.key == key:
            return place
    raise NotFound(NOT_HERE)


@action(undo=_("Section moved."))
def raise_section(edition: Edition, key: str, *, by: User) -> Edition:
    """Moves a section one place towards the beginning; the first one stays."""
    found = _draft(edition, by)
    place = _place(found, key)
    if place:
        found[place - 1], found[place] = found[place], found[place - 1]
    return _keep(edition, found, Event.SECTION_MOVED, by=by, expected=None)


@action(undo=_("Section removed."))
def take_out_section(edition: Edition, key: str, *, by: User) -> Edition:
    """Takes a section out of the draft."""
    found = _draft(edition, by)
    found.pop(_place(found, key))
    return _keep(edition, found, Event.SECTION_TAKEN_OUT, by=by, expected=None)


@action(undo=_("Draft deleted."))
def discard_edition(edition: Edition, *, by: User) -> None:
    """Throws the draft away."""
    _draft(edition, by)
    record(Event.DISCARDED, by=by.actor)
    remove(edition)


@action
def adopt_edition(edition: Edition, *, by: User, expected: int | None = None) -> Edition:
    """From now on this version is what the public pages and the prints say; the former one stays to be read."""
    found = _draft(edition, by)
    if EditionState.ADOPTED not in EDITION_TRANSITIONS[EditionState(edition.state)]:
        raise WrongState(NOT_A_DRAFT)
    if not found:
        raise Invalid(EMPTY)
    if any(each.lacks for each in found):
        raise Invalid(LACKS)
    former = Edition.objects.filter(state=EditionState.ADOPTED).first()
    if former is not None:
        former.state = EditionState.REPLACED
        save(former)
    edition.state, edition.adopted_on, edition.adopted_by = EditionState.ADOPTED, today(), by
    save(edition, expected)
    record(Event.ADOPTED, by=by.actor)
    return edition


@action(undo=_("Print run counted."))
def count_print(*, by: User, language: str, shape: str, copies: int, printed_on: dt.date, region: str = "") -> PrintRun:
    """Counts what was printed of the version in force, by the place it went to."""
    check_can_write(by)
    regions = {place.code for place in catalogue.regions()}
    for name, value, known in (("language", language, LANGUAGES), ("shape", shape, Shape.values), ("region", region, {"", *regions})):
        if value not in known:
            raise Invalid(NO_CHOICE, {name: NO_CHOICE})
    if copies < 1:
        raise Invalid(HOW_MANY, {"copies": HOW_MANY})
    if printed_on > today():
        raise Invalid(NOT_AHEAD, {"printed_on": NOT_AHEAD})
    row = PrintRun(number=in_force()[0], language=language, shape=shape, region=region, copies=copies, printed_on=printed_on, by=by)
    save(row)
    record(Event.PRINTED, by=by.actor)
    return row


@action(undo=_("Removed from the count."))
def take_out_print(run: PrintRun, *, by: User) -> None:
    """Takes out what was counted by mistake."""
    check_can_write(by)
    record(Event.PRINT_TAKEN_OUT, by=by.actor)
    remove(run)


@action
def keep_voice(section: str, language: str, *, by: User, content: bytes) -> Voice:
    """Keeps a section read aloud, in place of an earlier recording. It becomes public: whoever speaks has agreed to that."""
    check_can_write(by)
    if language not in LANGUAGES or section not in {each.key for each in in_force()[1]}:
        raise NotFound(NOT_HERE)
    sound = clean_voice(content)
    row = Voice.objects.filter(section=section, language=language).first() or Voice(section=section, language=language)
    row.content, row.made_at, row.by = sound, now(), by
    save(row)
    record(Event.VOICE_KEPT, by=by.actor)
    return row


@action
def take_out_voice(section: str, language: str, *, by: User) -> None:
    """Takes a recording off the pages."""
    check_can_write(by)
    row = Voice.objects.filter(section=section, language=language).first()
    if row is None:
        raise NotFound(NOT_HERE)
    record(Event.VOICE_TAKEN_OUT, by=by.actor)
    remove(row)
