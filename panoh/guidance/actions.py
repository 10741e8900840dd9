"""A new version of the guidance: drafted, changed step by step, read by two colleagues, adopted on a day."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, NotFound, WrongState
from panoh.guidance import queries
from panoh.guidance.enums import VersionState
from panoh.guidance.events import Event
from panoh.guidance.models import Edition, Reading
from panoh.guidance.policy import check_can_agree, check_can_edit
from panoh.guidance.protocol import Faulty, plain, read

DRAFT_THERE = _("There is a draft already. Go on with that one, or discard it.")
ADOPTED_ALREADY = _("This version is adopted and no longer changes. Begin a new draft.")
NO_STEP = _("There is no such step in this version.")
NOTHING_CHANGED = _("Nothing was changed: everything is as it was.")
CANNOT_BE = _("The step cannot be written so. Check the time and the texts in three languages.")
READ_ALREADY = _("You have read this draft already.")
NOT_READ = _("Two colleagues read a draft before it is adopted. Ask them to open it.")
IN_THE_PAST = _("A version is adopted from today or from a later day.")
SAME_AS_BEFORE = _("The draft says the same as the version it came from. Change a step first.")

CHANGEABLE = frozenset({"title", "how", "due", "due_red", "due_amber", "mandatory", "on"})
OWN_NAME = {"en": "The Unit's Guidance, version {}", "ru": "Методика Группы, версия {}", "tg": "Дастури Гурӯҳ, нашри {}"}


@action(undo=_("Draft begun."))
def draft_edition(*, by: User) -> Edition:
    """Begins a draft as a copy of the version in force. One at a time."""
    check_can_edit(by)
    if Edition.objects.filter(state=VersionState.DRAFT).exists():
        raise WrongState(DRAFT_THERE)
    source = queries.in_force()
    last = Edition.objects.order_by("-number").values_list("number", flat=True).first() or 0
    edition = Edition(number=last + 1, came_from=source, made_by=by, made_at=now())
    name = {language: text.format(last + 1) for language, text in OWN_NAME.items()}
    _write(edition, {**plain(queries.protocol(source)), "code": edition.code, "name": name})
    save(edition)
    record(Event.DRAFT_BEGUN, by=by.actor)
    return edition


def _write(edition: Edition, body: dict[str, Any]) -> None:
    """Sets the text, checked as strictly as a file. Raises Invalid."""
    try:
        checked = read(body)
    except Faulty as fault:
        raise Invalid(CANNOT_BE, {fault.name: CANNOT_BE}) from None
    edition.body, edition.digest = body, checked.digest


def _check_draft(edition: Edition) -> None:
    if edition.state != VersionState.DRAFT:
        raise WrongState(ADOPTED_ALREADY)


@action(undo=_("Step changed."))
def change_step(edition: Edition, key: str, *, by: User, values: Mapping[str, Any], expected: int | None = None) -> Edition:
    """Changes one step of a draft: how-to texts, title, due times, mandatory, on or off. Whoever had agreed reads it anew."""
    check_can_edit(by)
    _check_draft(edition)
    given = {name: value for name, value in values.items() if name in CHANGEABLE}
    body = {**edition.body, "steps": [dict(step) for step in edition.body["steps"]]}
    step = next((each for each in body["steps"] if each["key"] == key), None)
    if step is None:
        raise NotFound(NO_STEP)
    before = dict(step)
    step.update(given)
    for name in ("due_red", "due_amber"):
        if not step.get(name):
            step.pop(name, None)
    if step == before:
        raise Invalid(NOTHING_CHANGED)
    _write(edition, body)
    save(edition, expected)
    record(Event.STEP_CHANGED, by=by.actor)
    return edition


@action(undo=_("You agreed to the draft."))
def agree_edition(edition: Edition, *, by: User, digest: str) -> Reading:
    """Notes that a colleague read the draft and agrees to exactly this text."""
    check_can_agree(by, edition)
    _check_draft(edition)
    if digest != edition.digest:
        raise WrongState(_("The draft was changed meanwhile. Read it again."))
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
    _check_draft(edition)
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


@action(undo=_("Draft discarded."))
def discard_edition(edition: Edition, *, by: User) -> None:
    """Throws a draft away, with what colleagues had said of it."""
    check_can_edit(by)
    _check_draft(edition)
    for reading in edition.readings.all():
        remove(reading)
    remove(edition)
    record(Event.DRAFT_DISCARDED, by=by.actor)
