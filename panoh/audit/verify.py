"""Proving that the record is whole: every leaf recomputed, every checkpoint and every witness compared."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.audit import notary
from panoh.audit.alarms import AT_ONCE, BY_EVENT, unexplained_ends
from panoh.audit.content import content_of
from panoh.audit.enums import AlarmKind
from panoh.audit.events import Event
from panoh.audit.models import COVERED, AuditAlarm, AuditCheckpoint, AuditEvent, AuditLeaf, AuditRef
from panoh.audit.sealer import waiting_events
from panoh.audit.trail import REF
from panoh.audit.tree import Frontier, Note, chained, leaf_hash
from panoh.core.errors import Invalid, Locked

CHUNK = 5_000
# What could have happened unseen.
ANOTHER_KEY = "replacement of record and checkpoints, signed with another key"  # neither the agent nor a witness told which key it is
EARLIER_COPY = "truncation to an earlier checkpoint"
EARLIER_FOLDER = "truncation to an earlier checkpoint, by an earlier copy of database and data folder together"
KEY_HOLDER = "replacement of record and checkpoints by whoever holds the signing key"
WITNESS_UNREADABLE = _("The witness file cannot be read: it must have one checkpoint per line.")


@dataclass
class Report:
    """What was found. `broken` holds fixed words; `not_excluded` what could have happened unseen without a witness."""

    events: int = 0
    sealed: int = 0
    pending: int = 0
    on_their_way: int = 0  # they opened something, and are not here yet
    unrecorded: int = 0  # so many readings left no event, as the record itself tells
    ended_open: int = 0  # so often the agent ended with whatever was on its way, and nobody has said why
    ended_since: str = ""  # when the first of these was found; empty where the record does not have it yet
    checkpoints: int = 0
    witnessed: int = 0
    broken: list[str] = field(default_factory=list)
    not_excluded: list[str] = field(default_factory=list)
    covered_until: str = ""  # the moment of the last checkpoint: what opened nothing and came after may be taken out unseen

    @property
    def is_whole(self) -> bool:
        """Nothing is broken, nothing was read without an event or may have been, and everything could be looked into."""
        return self.is_looked_into and not self.broken and not self.unrecorded and not self.ended_open

    @property
    def is_looked_into(self) -> bool:
        """Nothing is on its way, and it is known with which key this record is signed: a tree of somebody's own making has another."""
        return not self.on_their_way and ANOTHER_KEY not in self.not_excluded

    def as_dict(self) -> dict[str, Any]:
        return {"whole": self.is_whole, **asdict(self)}


def read_witness(path: Path) -> list[Note]:
    """The checkpoints a witness holds. Raises Invalid when the file is not a witness."""
    try:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Note.parse(str(json.loads(line)["note"])) for line in lines]
    except (OSError, ValueError, KeyError, TypeError):
        raise Invalid(WITNESS_UNREADABLE) from None


def verify(witness: Path | None = None, *, is_copy: bool = False) -> Report:
    """Checks the whole record in this database, against the key and the last checkpoint that the agent knows, and against the witness where
    there is one. `is_copy`: the database is a copy, and the agent may have signed more since."""
    report = Report()
    notes = read_witness(witness) if witness else []
    last = _last_of_agent()
    reached = AuditLeaf.objects.aggregate(last=Max("position"))["last"]
    own = _own_notes(report)
    # What is sealed from here on is for the next time: nobody waits while this looks.
    sealed = AuditLeaf.objects.filter(position__lt=max([0 if reached is None else reached + 1, *(note.size for note in own)]))
    wanted: dict[int, set[bytes]] = {}
    for note in [*own, *notes]:
        wanted.setdefault(note.size, set()).add(note.root)
    if any(not note.is_genuine() for note in notes):
        report.broken.append("witness_signature")
    if len({note.public for note in [*own, *notes]} | ({last.public} if last else set())) > 1:
        report.broken.append("foreign_key")
    signed = {size: set(roots) for size, roots in wanted.items()}
    if last is not None and last.state == "known":
        signed.setdefault(last.size, set()).add(last.root)
    _walk_tree(report, sealed, signed)
    _walk_tail(report, sealed)
    _check_index(report)
    _check_alarms(report, sealed)
    report.checkpoints, report.witnessed, report.unrecorded = len(own), len(notes), _count_unrecorded()
    report.ended_open, report.ended_since = unexplained_ends()
    if report.sealed != max((note.size for note in own), default=0):  # whatever is sealed stands under a checkpoint
        report.broken.append("checkpoint_missing")
    if any(size > report.sealed for size in wanted):
        report.broken.append("truncated")
    if not is_copy:
        _check_last(report, last, own)
        with suppress(Locked):
            _check_awaited(report)
            report.ended_open += notary.has_ended_open()
    if not notes:
        knows = last is not None and last.state == "known" and not is_copy
        report.not_excluded += [EARLIER_FOLDER if knows else EARLIER_COPY, KEY_HOLDER, *([] if last else [ANOTHER_KEY])]
    report.broken = sorted(set(report.broken))
    return report


def _count_unrecorded() -> int:
    """The numbers of the events that say that others did not arrive."""
    told = AuditEvent.objects.filter(verb=Event.LEAVES_MISSING).values_list("purpose", flat=True)
    return sum(int(purpose) for purpose in told if purpose.isdecimal())


def _last_of_agent() -> notary.Last | None:
    """What the agent knows, asked before anything is read: what is sealed meanwhile goes on from it. None while it is locked."""
    with suppress(Locked):
        return notary.last_checkpoint()
    return None


def _check_last(report: Report, last: notary.Last | None, own: Sequence[Note]) -> None:
    """The record reaches as far as the agent has signed, and has every checkpoint that it signed. Where the power went off between signing
    and storing, the leaves of that last checkpoint are here still, and wait for the next."""
    if last is None or last.state == "new":
        return
    if last.state == "lost":
        report.broken.append("last_checkpoint_lost")
    elif report.sealed < last.before or (report.sealed < last.size and not _are_here(last.added)):
        report.broken.append("truncated")
    elif not report.broken and _chain(note for note in own if last.first <= note.size <= last.size) not in {last.chain, last.chain_before}:
        report.broken.append("checkpoint_missing")


def _chain(notes: Iterable[Note]) -> bytes:
    chain = b""
    for note in notes:
        chain = chained(chain, note.text)
    return chain


def _are_here(leaves: Sequence[bytes]) -> bool:
    found = 0
    for start in range(0, len(leaves), CHUNK):
        found += AuditEvent.objects.filter(leaf__in=leaves[start : start + CHUNK]).count()
    return found >= len(leaves)


def _check_awaited(report: Report) -> None:
    """What opened something and is in no checkpoint is here, on its way for a moment, or overdue and so missing."""
    awaited, here = _awaited_and_here()
    if not here.issuperset(awaited.leaves):  # an act that was under way may be over
        awaited, here = _awaited_and_here()
    report.on_their_way = len(set(awaited.leaves[awaited.overdue :]) - here)
    if not here.issuperset(awaited.leaves[: awaited.overdue]):
        report.broken.append("missing_event")


def _awaited_and_here() -> tuple[notary.Awaited, set[bytes]]:
    awaited = notary.awaited()
    return awaited, _waiting_leaves() if awaited.leaves else set()


def _waiting_leaves() -> set[bytes]:
    """Of the events that a sealer would take now: what a checkpoint has paid for what it opened, and for no more."""
    return {bytes(leaf) for leaf in waiting_events().values_list("leaf", flat=True)}


def _own_notes(report: Report) -> list[Note]:
    notes = []
    for checkpoint in AuditCheckpoint.objects.order_by("size"):
        report.covered_until = checkpoint.at.isoformat(timespec="seconds")
        try:
            note = Note.parse(checkpoint.note)
        except (ValueError, IndexError):
            report.broken.append("checkpoint_unreadable")
            continue
        if note.size != checkpoint.size or not note.is_genuine():
            report.broken.append("checkpoint_signature")
        notes.append(note)
    return notes


def _walk_tree(report: Report, sealed: QuerySet[AuditLeaf], wanted: dict[int, set[bytes]]) -> None:
    """Recomputes every sealed leaf in its place and compares the root at each size somebody signed."""
    frontier = Frontier()
    for position, event in _sealed_events(sealed):
        if position != frontier.size or event is None:
            report.broken.append("missing_event")
            return
        leaf = leaf_hash(content_of(*event[:-1]))
        if leaf != event[-1]:
            report.broken.append("changed_event")
        frontier.append(leaf)
        signed = wanted.get(frontier.size)
        if signed and signed != {frontier.root()}:
            report.broken.append("root_differs")
    report.sealed = frontier.size


def _sealed_events(sealed: QuerySet[AuditLeaf]) -> Iterator[tuple[int, tuple[Any, ...] | None]]:
    """Place and event, by columns (what the leaf covers, then the leaf): of millions, objects would be most of the work."""
    after = -1
    while True:
        places = list(sealed.filter(position__gt=after).order_by("position").values_list("position", "event_seq")[:CHUNK])
        if not places:
            return
        between = min(seq for _position, seq in places), max(seq for _position, seq in places)
        rows = AuditEvent.objects.filter(seq__range=between).values_list("seq", *COVERED, "leaf")
        events = {row[0]: row[1:] for row in rows}
        for position, seq in places:
            yield position, events.get(seq)
        after = places[-1][0]


def _walk_tail(report: Report, sealed: QuerySet[AuditLeaf]) -> None:
    """Events not yet in a checkpoint: counted, and each must carry the agent's own MAC, where the agent is open."""
    report.events = AuditEvent.objects.count()
    tail = AuditEvent.objects.exclude(seq__in=sealed.values("event_seq")).order_by("seq")
    checks = []
    for event in tail.iterator(chunk_size=CHUNK):
        report.pending += 1
        leaf = leaf_hash(event.content())
        if leaf != bytes(event.leaf):
            report.broken.append("changed_event")
        checks.append((bytes(event.session), event.index, leaf, bytes(event.mac)))
    if not checks:
        return
    try:
        if not all(notary.verify_macs(checks)):
            report.broken.append("unvouched_event")
    except Locked:
        report.not_excluded.append("changes to events not yet in a checkpoint")


def _check_alarms(report: Report, sealed: QuerySet[AuditLeaf]) -> None:
    """For every event that is an alarm there is one: of those that wait until they are sealed, for every sealed one."""
    here = AuditEvent.objects.filter(Q(verb__in=AT_ONCE.values()) | Q(verb__in=BY_EVENT, seq__in=sealed.values("event_seq")))
    kinds = BY_EVENT | {verb.value: kind for kind, verb in AT_ONCE.items()}
    wanted = Counter(kinds[verb] for verb in here.values_list("verb", flat=True))
    if wanted - Counter(AlarmKind(kind) for kind in AuditAlarm.objects.values_list("kind", flat=True)):
        report.broken.append("missing_alarm")


def _check_index(report: Report) -> None:
    """The index by person says the same as the events."""
    indexed: dict[int, bytes] = {}  # not lists: a million of them keep the collector of garbage busy
    for seq, ref in AuditRef.objects.values_list("event_seq", "ref").iterator(chunk_size=CHUNK):
        if len(ref) != REF:
            report.broken.append("index_differs")
            return
        indexed[seq] = indexed.get(seq, b"") + ref
    for seq, refs in AuditEvent.objects.exclude(refs=b"").values_list("seq", "refs").iterator(chunk_size=CHUNK):
        # Looked up once more where it was written after the index was read.
        if _differs(indexed.pop(seq, b""), refs) and _differs(
            b"".join(AuditRef.objects.filter(event_seq=seq).values_list("ref", flat=True)), refs
        ):
            report.broken.append("index_differs")
            return
    if indexed:
        report.broken.append("index_differs")


def _differs(found: bytes, refs: bytes | memoryview) -> bool:
    """Whether others are found than the event names, in whatever order."""
    return found != refs and b"".join(sorted(found[at : at + REF] for at in range(0, len(found), REF))) != refs
