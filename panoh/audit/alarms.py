"""Alarms: what in the record somebody must be told of. Whom to tell, and how, the rooms above know."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from panoh.audit.enums import AlarmKind, WhyEnded
from panoh.audit.events import Event
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditAlarm, AuditEvent
from panoh.audit.trail import record
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now

ENDED_OPEN = "vault.ended_open"
# Events of any room that are an alarm as soon as they are sealed.
BY_EVENT = {
    "vault.many_announced": AlarmKind.MANY_ANNOUNCED,
    "vault.many_opened": AlarmKind.MANY_OPENED,
    "vault.locked_itself": AlarmKind.LOCKED_ITSELF,
    ENDED_OPEN: AlarmKind.ENDED_OPEN,
    "accounts.regions_widened": AlarmKind.REGIONS_WIDENED,
    Event.LEAVES_MISSING.value: AlarmKind.LEAVES_MISSING,
}
# What cannot wait until it is sealed, since sealing may be what does not work.
AT_ONCE = {
    AlarmKind.CHECKPOINT_REFUSED: Event.CHECKPOINT_REFUSED,
    AlarmKind.RECORD_BROKEN: Event.FOUND_BROKEN,
}

# How the rooms above, which know no models of this one, name what they are given.
type Alarm = AuditAlarm


def unexplained_ends() -> tuple[int, str]:
    """How often the program that holds the keys ended while it was open and nobody has said why: what was opened just before and had not
    arrived is not known. And when the first of these was found. The first explained are the oldest. Two queries."""
    said = AuditEvent.objects.filter(verb=Event.END_EXPLAINED).values_list("purpose", flat=True)
    explained = sum(int(number) for number in (purpose.rpartition(" ")[2] for purpose in said) if number.isdecimal())
    ended = list(AuditEvent.objects.filter(verb=ENDED_OPEN).order_by("seq").values_list("at", flat=True)[explained:])
    return len(ended), ended[0].isoformat(timespec="seconds") if ended else ""


def explain_ends(why: WhyEnded, count: int, *, by: Actor) -> None:
    """Somebody says why so many of these ends happened, the oldest first; never of more than there are."""
    if explained := min(max(count, 0), unexplained_ends()[0]):
        record(Event.END_EXPLAINED, by=by, purpose=f"{why} {explained}")


def record_alarm(kind: AlarmKind) -> None:
    """The event and the alarm, both or neither. Raises core.errors.Locked."""
    with transaction.atomic(), writes_allowed():
        record(AT_ONCE[kind], by=SYSTEM)
        AuditAlarm(kind=kind, at=now()).save(force_insert=True)


def raise_alarms(seqs: Sequence[int]) -> None:
    """Within the transaction that seals these events, the only one that ever does: an alarm for each of them that is one. One query."""
    sealed = set(seqs)
    events = AuditEvent.objects.filter(seq__range=(min(sealed), max(sealed)), verb__in=BY_EVENT).values_list("seq", "verb", "at")
    with writes_allowed():
        AuditAlarm.objects.bulk_create([AuditAlarm(kind=BY_EVENT[verb], at=at) for seq, verb, at in events if seq in sealed])


def latest_alarms(since: dt.datetime) -> list[Alarm]:
    """Of each kind the newest since a moment, with those before it (`earlier`), the newest first. One query."""
    found: dict[str, list[Alarm]] = {}
    for row in AuditAlarm.objects.filter(at__gt=since).order_by("-at", "-id"):
        found.setdefault(row.kind, []).append(row)
    for newest, *earlier in found.values():
        newest.earlier = earlier
    return [rows[0] for rows in found.values()]


def said_since(event: str, since: dt.datetime) -> list[tuple[UUID, str]]:
    """Who said something of an alarm since a moment, and what stands in the purpose, the oldest first. One query."""
    return list(AuditEvent.objects.filter(verb=event, at__gt=since).order_by("seq").values_list("actor_ref", "purpose"))


def untold_alarms() -> list[Alarm]:
    """What nobody was told of yet, the oldest first. One query."""
    return list(AuditAlarm.objects.filter(told_at=None).order_by("at", "id"))


def kinds_told(since: dt.datetime) -> frozenset[str]:
    """Of which kinds somebody was told since a moment. One query."""
    return frozenset(AuditAlarm.objects.filter(told_at__gt=since).values_list("kind", flat=True))


def mark_told(alarms: Sequence[Alarm]) -> None:
    """Within an action: these are told. The database lets it be said once."""
    AuditAlarm.objects.filter(pk__in=[row.pk for row in alarms], told_at=None).update(told_at=now())
