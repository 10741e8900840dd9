"""Turning an organisation's epoch: the living keys are wrapped anew, then the former epoch is set aside in the ring, and destroyed.

What was deleted from the table of wraps stays in older copies of it: backups, WAL, replicas. With its epoch it opens never again
(GROUND.md, rule 3). Every step can be broken off and asked for again.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from panoh.audit.trail import action, record, save, save_all
from panoh.core.actor import SYSTEM, Actor
from panoh.core.agent import AgentError
from panoh.vault import client
from panoh.vault.events import Event
from panoh.vault.models import SubjectKey

AT_ONCE = 100  # wraps a transaction: others write between two of them
# A key that was wrapped just before the epoch turned may still be on its way into the table. No request lives as long as this.
SETTLED_SECONDS = 180


def turn(recipient: UUID, *, after: int) -> tuple[int, int]:
    """A new epoch for this recipient unless one later than `after` has begun, and every wrap under it. The epoch in force, and how many
    wraps were made anew."""
    active = client.turn_epoch(recipient, after=after).active
    count = 0
    while _older(recipient, active).exists():
        count += _rewrap(recipient, active)
    return active, count


@action
def _rewrap(recipient: UUID, active: int) -> int:
    record(Event.REWRAPPED, by=SYSTEM)
    rows = list(_older(recipient, active).order_by("pk")[:AT_ONCE])
    for row, fresh in zip(rows, client.rewrap([row.wire() for row in rows], recipient), strict=True):
        row.epoch, row.blob = fresh["epoch"], fresh["blob"]
        save(row)
    return len(rows)


def settle(recipient: UUID, *, after: int, alone: bool = False) -> bool:
    """Turns the epoch, sets those up to `after` aside once nothing lives under them and the turn is long enough ago, and destroys them
    three days later; whether they are gone. An organisation that has left has none.

    `alone`: nothing else writes. On SQLite alone that can be known; there the last look besides waits for whoever writes.
    """
    if client.has_left(recipient):
        return True
    active, _count = turn(recipient, after=after)
    standing = client.turn_epoch(recipient, after=after)
    if standing.left and (alone or standing.seconds >= SETTLED_SECONDS) and _set_aside(recipient, active):
        standing = client.turn_epoch(recipient, after=after)
    if standing.aside and not standing.wait:
        _end(recipient)
        standing = client.turn_epoch(recipient, after=after)
    return not standing.left and not standing.aside


@action
def _set_aside(recipient: UUID, active: int) -> bool:
    """In a transaction of its own, which on SQLite no other writer's is beside: a wrap made before the turn is in the table by now."""
    record(Event.REWRAPPED, by=SYSTEM)
    if _older(recipient, active).exists():
        return False
    client.set_aside(record(Event.KEYS_SET_ASIDE, by=SYSTEM, purpose=str(recipient)).token, recipient)
    return True


@action
def _end(recipient: UUID) -> None:
    client.end_epochs(record(Event.KEYS_DESTROYED, by=SYSTEM, purpose=str(recipient)).token, recipient)


def _older(recipient: UUID, active: int) -> QuerySet[SubjectKey]:
    return SubjectKey.objects.filter(recipient=recipient, epoch__lt=active)


def ask_for_living() -> None:
    """One wrap under each epoch is asked for, which opens nothing: no epoch that somebody set aside is destroyed while anything lies under
    it (docs/adr/0033-what-destroys-keys.md)."""
    for recipient, epoch in set(SubjectKey.objects.order_by().values_list("recipient", "epoch").distinct()):
        row = SubjectKey.objects.filter(recipient=recipient, epoch=epoch).first()
        if row is not None:
            with suppress(AgentError):
                client.refs([row.wire()])


# -- for a backup ---------------------------------------------------------------------------------------------------------

type PackedWrap = tuple[str, str, str, str, int, str, str, str]


def all_wraps() -> Iterator[PackedWrap]:
    """Every wrapped key as it goes into the file of keys: id, kind, subject, recipient, epoch, the wrap in hex; of a sealed case the
    member; what stands beside it."""
    for row in SubjectKey.objects.order_by().iterator(chunk_size=2_000):
        member, beside = str(row.member or ""), bytes(row.beside).hex()
        yield str(row.pk), row.kind, str(row.subject), str(row.recipient), row.epoch, bytes(row.blob).hex(), member, beside


@action
def put_wraps(wraps: Sequence[Sequence[Any]], *, by: Actor = SYSTEM) -> int:
    """Fills the empty table of a restored database; how many."""
    record(Event.RESTORED, by=by)
    rows = [_row(*wrap) for wrap in wraps]
    save_all(rows, stays=True)
    return len(rows)


def _row(key: str, kind: str, subject: str, recipient: str, epoch: int, blob: str, member: str = "", beside: str = "") -> SubjectKey:
    """A row again; copies of before there were sealed cases say nothing of members."""
    row = SubjectKey(id=UUID(key), kind=kind, subject=UUID(subject), recipient=UUID(recipient), epoch=epoch, blob=bytes.fromhex(blob))
    row.member, row.beside = UUID(member) if member else None, bytes.fromhex(beside)
    return row


def try_wraps(most: int) -> int:
    """Whether the ring opens some of them; how many were tried. Raises AgentError when one does not open."""
    rows = list(SubjectKey.objects.order_by("pk")[:most])
    return len(client.refs([row.wire() for row in rows]))


def try_packed(wraps: Sequence[PackedWrap], most: int) -> int:
    """The same of wraps as they lie in a file of keys."""
    chosen = wraps[:: max(1, len(wraps) // most)][:most]
    return len(client.refs([_row(*wrap).wire() for wrap in chosen]))
