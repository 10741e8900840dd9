"""A new version of the guidance: drafted, read by two colleagues, adopted on a day."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.guidance import queries
from panoh.guidance.enums import VersionState
from panoh.guidance.events import Event
from panoh.guidance.models import Edition, Reading
from panoh.guidance.policy import check_can_agree, check_can_edit
from panoh.guidance.protocol import Faulty, plain
from panoh.guidance.reading import read

DRAFT_THERE = _("There is already a draft. Continue it or delete it.")
ADOPTED_ALREADY = _("This version is adopted and cannot be changed. Begin a new draft.")
CANNOT_BE = _("The step cannot be saved. Check the due time and the texts in three languages.")
# What a protocol calls a field, and what a form does.
IN_FORMS = {"due": "amount", "due_red": "amount_red", "due_amber": "amount_amber", "title": "title_en", "how": "how_en"}
READ_ALREADY = _("You have already read this draft.")
NOT_READ = _("Two colleagues must read a draft before it is adopted. Ask them to open it.")
IN_THE_PAST = _("Enter today or a later day for the adoption.")
SAME_AS_BEFORE = _("The draft has no changes. Change a step first.")

OWN_NAME = {"en": "The Unit's Guidance, version {}", "ru": "Методика Группы, версия {}", "tg": "Дастури Гурӯҳ, нашри {}"}


@action(undo=_("Draft started."))
def draft_edition(*, by: User) -> Edition:
    """Begins a draft as a copy of the version in force. One at a time."""
    check_can_edit(by)
    if Edition.objects.filter(state=VersionState.DRAFT).exists():
        raise WrongState(DRAFT_THERE)
    source = queries.in_force()
    last = Edition.objects.order_by("-number").values_list("number", flat=True).first() or 0
    edition = Edition(number=last + 1, came_from=source, made_by=by, made_at=now())
    name = {language: text.format(last + 1) for language, text in OWN_NAME.items()}
    write_text(edition, {**plain(queries.protocol(source)), "code": edition.code, "name": name})
    save(edition)
    record(Event.DRAFT_BEGUN, by=by.actor)
    return edition


def write_text(edition: Edition, body: dict[str, Any]) -> None:
    """Sets the text, checked as strictly as a file. Raises Invalid."""
    try:
        checked = read(body)
    except Faulty as fault:
        said = fault.said or CANNOT_BE
        raise Invalid(said, {IN_FORMS.get(fault.name, fault.name): said}) from None
    edition.body, edition.digest = body, checked.digest


def check_draft(edition: Edition) -> None:
    """Raises WrongState where the version is adopted."""
    if edition.state != VersionState.DRAFT:
        raise WrongState(ADOPTED_ALREADY)


@action(undo=_("You agreed to the draft."))
def agree_edition(edition: Edition, *, by: User, digest: str) -> Reading:
    """Notes that a colleague read the draft and agrees to exactly this text."""
    check_can_agree(by, edition)
    check_draft(edition)
    if digest != edition.digest:
        raise WrongState(_("The draft has changed in the meantime. Read it again."))
    if edition.readings.filter(by=by, digest=digest).exists():
        raise WrongState(READ_ALREADY)
    reading = Reading(edition=edition, by=by, at=now(), digest=digest)
    save(reading)
    record(Event.DRAFT_READ, by=by.actor)
    return reading


@action  # cases may follow it from this moment, so it is not taken back; the page says so before
def adopt_edition(edition: Edition, *, by: User, on: dt.date, expected: int | None = None) -> Edition:
    """Adopts a draft that two colleagues agreed to: cases admitted from that day on follow it, others when somebody moves them."""
    check_can_edit(by)
    check_draft(edition)
    if on < today():
        raise Invalid(IN_THE_PAST, {"on": IN_THE_PAST})
    if not queries.readers(edition).are_enough:
        raise WrongState(NOT_READ)
    source = queries.protocol(edition.came_from)
    if [step.digest for step in source.steps] == [step.digest for step in queries.protocol_of(edition).steps]:
        raise WrongState(SAME_AS_BEFORE)
    edition.state, edition.adopted_on = VersionState.ADOPTED, on
    save(edition, expected)
    record(Event.VERSION_ADOPTED, by=by.actor)
    return edition


@action(undo=_("Draft deleted."))
def discard_edition(edition: Edition, *, by: User) -> None:
    """Throws a draft away, with what colleagues had said of it."""
    check_can_edit(by)
    check_draft(edition)
    for reading in edition.readings.all():
        remove(reading)
    remove(edition)
    record(Event.DRAFT_DISCARDED, by=by.actor)
