"""The story is told once: written down, carried on as a new version, and told as alleged events."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import CHANGED_MEANWHILE, action, remove, save
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.findings.events import StoryEvent
from panoh.findings.models import AllegedEvent, Narrative
from panoh.findings.policy import check_theirs
from panoh.findings.queries.story import latest_of
from panoh.findings.story_policy import check_can_write
from panoh.findings.taxonomy import Allegation, Kind, checked, terms
from panoh.places import catalogue
from panoh.vault.actions import record_about, seal

CLOSED = _("This case is closed. Reopen it first.")
NO_WORDS = _("Write what the person told.")
NOT_YET = _("This date is in the future. Check it.")
NOTHING_TOLD = _("Choose or write at least one thing the person told.")
NO_PLACE = _("This place is not on the list. Choose from the list.")
AUTHOR_ONLY = _("Only the author can remove the entry.")


@action(undo=_("The account is saved."))
def tell_story(case: Case, *, by: User, words: str, told_on: dt.date, expected: int | None = None) -> Narrative:
    """Writes down what was told, as the next version. `expected` is the number of the version the writer had before them, 0 for none.

    Raises Conflict where another version came meanwhile.
    """
    latest = latest_of(case)
    _check(case, by, latest)
    if not words.strip():
        raise Invalid(NO_WORDS, {"words": NO_WORDS})
    if told_on > today():
        raise Invalid(NOT_YET, {"told_on": NOT_YET})
    number = latest.number if latest else 0
    if expected is not None and expected != number:
        raise Conflict(CHANGED_MEANWHILE)
    row = Narrative(case=case, person_id=case.person_id, number=number + 1, told_on=told_on, author=by)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record_about(StoryEvent.STORY_TOLD, by=by.actor, about=[case])
    return row


@action(undo=_("Alleged event recorded."))
def add_alleged_event(
    case: Case,
    *,
    by: User,
    began: str = "",
    is_about: bool = False,
    methods: Iterable[str] = (),
    bodies: Iterable[str] = (),
    involvement: Iterable[str] = (),
    purposes: Iterable[str] = (),
    place_kind: str = "",
    place: str = "",
    words: str = "",
) -> AllegedEvent:
    """Writes down what is alleged to have happened, by the terms of the list. Each part may stay empty, not all of them."""
    _check(case, by, latest_of(case))
    told = Allegation(
        began=began,
        is_about=is_about and bool(began),
        methods=checked(Kind.METHOD, methods, "methods"),
        bodies=checked(Kind.BODY, bodies, "bodies"),
        involvement=checked(Kind.INVOLVEMENT, involvement, "involvement"),
        purposes=checked(Kind.PURPOSE, purposes, "purposes"),
        place_kind=place_kind,
        place=place,
    )
    if place_kind and place_kind not in terms(Kind.PLACE):
        raise Invalid(NO_PLACE, {"place_kind": NO_PLACE})
    if place and place not in catalogue.places():
        raise Invalid(NO_PLACE, {"place": NO_PLACE})
    if not any([began, told.methods, told.bodies, told.purposes, place_kind, place, words.strip()]):
        raise Invalid(NOTHING_TOLD)
    row = AllegedEvent(case=case, person_id=case.person_id, by=by)
    seal(row, by=by.actor, told=told.packed, words=words.strip())
    save(row)
    record_about(StoryEvent.EVENT_ADDED, by=by.actor, about=[case])
    return row


@action(undo=_("Alleged event removed."))
def take_out_event(row: AllegedEvent, case: Case, *, by: User) -> None:
    """Takes an alleged event out that was written down wrong; its author does."""
    _check(case, by, latest_of(case))
    check_theirs(row, case)
    if row.by_id != by.id:
        raise Denied(AUTHOR_ONLY)
    remove(row)
    record_about(StoryEvent.EVENT_TAKEN_OUT, by=by.actor, about=[case])


def _check(case: Case, by: User, latest: Narrative | None) -> None:
    check_can_write(by, case, latest)
    if not case.is_open:
        raise WrongState(CLOSED)
