"""The story of a person, as far as this reader hears it. Without a stated purpose nothing of it is opened."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import can, check_can
from panoh.core.errors import Denied, NotFound
from panoh.findings.events import StoryEvent
from panoh.findings.models import AllegedEvent, Narrative
from panoh.findings.story_policy import LAWYER_NEEDS_CONSENT, NOT_FOR_YOU, check_can_write, hears_all, reads
from panoh.findings.taxonomy import Allegation, Kind, labels, terms
from panoh.places import catalogue
from panoh.vault.actions import Opened, open_sealed, record_about
from panoh.vault.purpose import Purpose

NOT_HERE = _("Page not found, or the entry was withdrawn.")


@dataclass(frozen=True, slots=True)
class Story:
    """What there is, without a word of it. `versions` and `events` are those that this reader may open."""

    latest: Narrative | None
    versions: list[Narrative]
    events: list[AllegedEvent]
    is_closed: bool  # something is told that this reader does not hear
    may_write: bool


@dataclass(frozen=True, slots=True)
class Alleged:
    """An alleged event as it is read."""

    row: AllegedEvent
    began: str  # as it sorts
    when: str
    is_about: bool
    methods: list[str]
    bodies: list[str]
    involvement: list[str]
    purposes: list[str]
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The opened story: its versions, newest first, and the events in their order."""

    versions: list[Opened]
    events: list[Alleged]


def story(user: User, case: Case) -> Story:
    """What was told of this person, as far as this reader may know that it was. Nothing is opened."""
    check_can(user, Permission.CASE_VIEW, case)
    told = list(Narrative.objects.filter(person=case.person_id).select_related("author").order_by("-number"))
    events = list(AllegedEvent.objects.filter(person=case.person_id).select_related("by").order_by("id"))
    whole = hears_all(user, case)
    versions = [row for row in told if reads(user, row, all_of_it=whole)]
    open_events = [row for row in events if reads(user, row, all_of_it=whole)]
    is_closed = len(versions) < len(told) or len(open_events) < len(events)
    return Story(told[0] if told else None, versions, open_events, is_closed, _may_write(user, case, told[0] if told else None))


def _may_write(user: User, case: Case, latest: Narrative | None) -> bool:
    if not case.is_open or not can(user, Permission.CASE_WORK, case):
        return False
    try:
        check_can_write(user, case, latest)
    except Denied:
        return False
    return True


def hear(user: User, case: Case, *, purpose: str) -> Heard:
    """Opens the story for a stated purpose; that it was read, and for what, is in the record. Raises Denied for who does not hear it."""
    found = story(user, case)
    rows = [*found.versions, *found.events]
    if not rows:
        raise Denied(LAWYER_NEEDS_CONSENT if has(user, Permission.LEGAL) else NOT_FOR_YOU)
    why = Purpose(purpose)
    record_about(StoryEvent.STORY_READ, by=user.actor, about=[case], purpose=why)
    opened = {item.row.pk: item for item in open_sealed(rows, by=user.actor, purpose=why)}
    events = sorted((_alleged(opened[row.pk]) for row in found.events), key=lambda event: event.began)
    return Heard([opened[row.pk] for row in found.versions], events)


def _alleged(one: Opened) -> Alleged:
    told = Allegation.unpacked(one.told)
    kind = terms(Kind.PLACE).get(told.place_kind)
    where = [kind.label if kind else told.place_kind, catalogue.name(told.place) if told.place else ""]
    return Alleged(
        row=one.row,
        began=told.began,
        when=".".join(reversed(told.began.split("-"))),
        is_about=told.is_about,
        methods=labels(Kind.METHOD, told.methods),
        bodies=labels(Kind.BODY, told.bodies),
        involvement=labels(Kind.INVOLVEMENT, told.involvement),
        purposes=labels(Kind.PURPOSE, told.purposes),
        place=", ".join(part for part in where if part),
        words=one.words or "",
    )


def latest_of(case: Case) -> Narrative | None:
    """The version that holds."""
    return Narrative.objects.filter(person=case.person_id).order_by("-number").first()


def get_event(user: User, case: Case, key: UUID) -> AllegedEvent:
    """One alleged event that this reader hears."""
    row = AllegedEvent.objects.filter(person=case.person_id, pk=key).first()
    if row is None or not reads(user, row, all_of_it=hears_all(user, case)):
        raise NotFound(NOT_HERE)
    return row
