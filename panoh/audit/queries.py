"""Reading the record: what happened, and what happened to one person's file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Max

from panoh.audit.events import sentence
from panoh.audit.models import AuditCheckpoint, AuditEvent, AuditRef
from panoh.core.clock import DUSHANBE, now, today


@dataclass(frozen=True, slots=True)
class Look:
    """One event in plain words; who is behind `actor` the rooms above know."""

    seq: int
    at: datetime
    actor_kind: str
    actor: UUID
    organisation: UUID | None
    verb: str
    purpose: str
    persons: int

    @property
    def sentence(self) -> str:
        """What happened."""
        return sentence(self.verb)


def _look(event: AuditEvent) -> Look:
    return Look(event.seq, event.at, event.actor_kind, event.actor_ref, event.organisation, event.verb, event.purpose, len(event.refs) // 8)


def events_about(refs: Sequence[bytes], limit: int = 200) -> list[Look]:
    """The newest events about these subjects. Two queries."""
    seqs = AuditRef.objects.filter(ref__in=list(refs)).order_by("-event_seq").values_list("event_seq", flat=True)[:limit]
    return [_look(event) for event in AuditEvent.objects.filter(seq__in=list(seqs)).order_by("-seq")]


@dataclass(frozen=True, slots=True)
class Looked:
    """How many people had to do with a file, and how often."""

    people: int
    times: int


def count_looks(refs: Sequence[bytes], since: datetime) -> Looked:
    """Who had to do with these subjects since a moment; the system is nobody. One query."""
    about = AuditRef.objects.filter(ref__in=list(refs)).values("event_seq")
    events = AuditEvent.objects.filter(seq__in=about, at__gte=since).exclude(actor_kind="system")
    return Looked(**events.aggregate(people=Count("actor_ref", distinct=True), times=Count("seq")))


def newest_events(before: int | None = None, limit: int = 50) -> list[Look]:
    """The newest events of the house, or those before a number. One query."""
    events = AuditEvent.objects.order_by("-seq")
    if before is not None:
        events = events.filter(seq__lt=before)
    return [_look(event) for event in events[:limit]]


def events_by(actor: UUID, since: datetime, until: datetime, limit: int = 200) -> list[Look]:
    """What one account did between two moments, the first event first. One query."""
    events = AuditEvent.objects.filter(actor_kind="user", actor_ref=actor, at__gte=since, at__lt=until).order_by("seq")
    return [_look(event) for event in events[:limit]]


def happened_today(event: StrEnum) -> bool:
    """Whether there is such an event of today. One query, over the events of the day."""
    midnight = datetime.combine(today(), time(), DUSHANBE)
    return AuditEvent.objects.filter(at__range=(midnight, now()), verb=str(event)).exists()


def last_time(event: StrEnum, since: datetime) -> datetime | None:
    """When the newest such event was written, of those since a moment. One query, over the events since then."""
    found: datetime | None = AuditEvent.objects.filter(at__gte=since, verb=str(event)).aggregate(at=Max("at"))["at"]
    return found


def last_checkpoint() -> AuditCheckpoint | None:
    """The newest signed root."""
    return AuditCheckpoint.objects.order_by("-size").first()
