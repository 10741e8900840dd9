"""The sealer gives committed events their place in the tree and has the root signed; the witness keeps it outside."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.audit import notary
from panoh.audit.alarms import raise_alarms, record_alarm
from panoh.audit.enums import AlarmKind
from panoh.audit.events import Event
from panoh.audit.models import AuditCheckpoint, AuditEvent, AuditLeaf
from panoh.audit.notary import Receipt
from panoh.audit.trail import is_acting, record
from panoh.audit.tree import Frontier, Note, note_text
from panoh.core.actor import SYSTEM
from panoh.core.agent import AgentError
from panoh.core.clock import now
from panoh.core.errors import PanohError

BATCH = 20_000
OVERLAP = 5_000  # on PostgreSQL a lower number may commit after a higher one was sealed
TURNS = 3
NOT_SEALED = _("The activity log cannot be sealed, and this can only be done once it is in the log. Tell the data guardian.")


class NotSealed(PanohError):
    """The event that something is done for is in no checkpoint, so it was not done."""

    status = 503


def seal_pending() -> int:
    """Seals what is committed and not sealed yet, in batches; answers how many events it sealed."""
    total, missing = _seal_all()
    if missing:
        told = record(Event.LEAVES_MISSING, by=SYSTEM, purpose=str(missing))
        total += _seal_all()[0]
        with suppress(AgentError):  # not sealed: told again next time
            notary.missing_told(told)
    _tell_witness()
    return total


def seal_then(ask: Callable[[Receipt], None], event: Receipt) -> None:
    """Asks the agent for what it does for an event that a checkpoint has, and for no other. Outside an action, after the event is
    committed.

    Another sealer may be quicker and leave the event out: then once more. Raises NotSealed.
    """
    if is_acting():
        raise RuntimeError("sealed within an action, which may be rolled back")
    for _turn in range(TURNS):
        seal_pending()
        try:
            return ask(event)
        except AgentError as refused:
            if refused.code != "not_recorded":
                raise
    raise NotSealed(NOT_SEALED)


def _seal_all() -> tuple[int, int]:
    """How many events it sealed, and how many the agent misses."""
    total = missing = 0
    while (batch := _seal_batch())[0] > 0:
        total, missing = total + batch[0], batch[1]
    return total, missing


def waiting_events() -> QuerySet[AuditEvent]:
    """Committed and in no checkpoint yet, in their order. Bounded: it looks at the newest alone."""
    recent = (AuditLeaf.objects.aggregate(last=Max("event_seq"))["last"] or 0) - OVERLAP
    sealed = AuditLeaf.objects.filter(event_seq__gt=recent).values("event_seq")
    return AuditEvent.objects.filter(seq__gt=recent).exclude(seq__in=sealed).order_by("seq")


def _seal_batch() -> tuple[int, int]:
    last = AuditCheckpoint.objects.order_by("-size").first()
    frontier = Frontier.unpacked(last.size, bytes(last.frontier)) if last else Frontier()
    waiting = list(waiting_events().values_list("seq", "leaf")[:BATCH])
    if not waiting:
        return 0, 0
    start = frontier.size
    leaves = [bytes(leaf) for _seq, leaf in waiting]
    for leaf in leaves:
        frontier.append(leaf)
    root = frontier.root()
    try:
        with transaction.atomic():
            AuditLeaf.objects.bulk_create([AuditLeaf(position=start + i, event_seq=seq) for i, (seq, _leaf) in enumerate(waiting)])
            raise_alarms([seq for seq, _leaf in waiting])
            # Signed last: what another sealer has stored meanwhile is found above, and the agent signs nothing that then is not stored.
            signature, public, missing = _signed(last, leaves, note_text(frontier.size, root))
            note = str(Note(frontier.size, root, public, signature))
            AuditCheckpoint(size=frontier.size, frontier=frontier.packed(), note=note, at=now()).save(force_insert=True)
    except IntegrityError:
        return 0, 0  # another sealer was quicker with the same events
    except AgentError:
        _record_refusal(last)
        return 0, 0
    return len(waiting), missing


def _signed(last: AuditCheckpoint | None, leaves: list[bytes], note: bytes) -> tuple[bytes, bytes, int]:
    """The agent's signature. Where its ring has kept no checkpoint yet, it begins with the last one here."""
    size = last.size if last else 0
    try:
        return notary.sign_checkpoint(size, leaves, note)
    except AgentError as refused:
        if refused.code != "no_last_checkpoint":
            raise
    go_on_from_here()
    return notary.sign_checkpoint(size, leaves, note)


def go_on_from_here() -> None:
    """The agent takes the last checkpoint of this database for its last one: after a backup was put back. Raises AgentError."""
    last = AuditCheckpoint.objects.order_by("-size").first()
    notary.begin_from(last.note if last else "", bytes(last.frontier) if last else b"")


def _record_refusal(last: AuditCheckpoint | None) -> None:
    """The record does not go on from what the agent signed last. It is told once, until something can be sealed again."""
    sealed = AuditLeaf.objects.aggregate(last=Max("event_seq"))["last"] or 0 if last else 0
    if not AuditEvent.objects.filter(seq__gt=sealed, verb=Event.CHECKPOINT_REFUSED).exists():
        record_alarm(AlarmKind.CHECKPOINT_REFUSED)


def _tell_witness() -> None:
    """The witness hears of the newest checkpoint, once. PANOH_WITNESS lies outside the data folder."""
    path = os.environ.get("PANOH_WITNESS", "")
    last = AuditCheckpoint.objects.order_by("-size").first() if path else None
    if last is None:
        return
    line = json.dumps({"note": last.note}, ensure_ascii=False).encode() + b"\n"
    with Path(path).open("a+b") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - len(line)))
        if file.read() != line:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
