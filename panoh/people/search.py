"""Finding people by name: keeps the key agent's index in step with the database, and asks it. Nothing of it stands in the database."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from panoh.accounts.models import User
from panoh.accounts.queries import secretariat
from panoh.audit.trail import record
from panoh.core.agent import close
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.ids import IdBytes
from panoh.people.events import Event
from panoh.people.models import Change, NameIndexEntry
from panoh.people.names.entries import pack
from panoh.vault import client
from panoh.vault.actions import seal_note, wraps_for
from panoh.vault.purpose import Purpose

AT_ONCE = 5_000  # entries in one message to the agent
RECENT = 500  # numbers of the sequence among which one may still be coming
WHILE_WAITING = 500  # changes read on behalf of somebody who waits for an answer
LONGEST = 200  # of a question, in letters


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody found: `why` names what matched (people.names.index.Match)."""

    person: UUID
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """An answer. `complete` is False while the index is still being filled after unlocking."""

    matches: tuple[Match, ...] = ()
    complete: bool = True
    too_short: bool = False


@bypass_rls()
def feed(go_on: Callable[[], bool] = lambda: True) -> int:
    """Brings the index into step with the database: fills an empty one, follows the changes of a full one. Answers how many people it read.

    An index that has read what the database does not hold is emptied and filled: the database was put back. Raises Locked. Ends early, and
    harmlessly, when `go_on` says so or the agent was locked meanwhile.
    """
    state = client.names_state()
    if state["seq"] >= 0:
        read = _follow(state, most=None)
        if read is not None:
            return read
        state = client.names_state()
    # The latest numbers, not the last alone: one that is missing among them may belong to a transaction that is still under way.
    latest = list(Change.objects.order_by("-seq").values_list("seq", "mark")[:RECENT]) or [(0, None)]
    with ThreadPoolExecutor(1) as agent:  # the next piece is read while the agent opens this one
        try:
            return _fill(agent, state["load"], latest, go_on)
        finally:
            agent.submit(close)  # its connection


def _fill(agent: ThreadPoolExecutor, load: bytes, latest: Sequence["_Numbered"], go_on: Callable[[], bool]) -> int:
    """Two scans side by side, each in the order its rows lie in, much the same: whoever has met their wrap is sent, others wait."""
    recipient, count = secretariat().id, 0
    entries, wraps = _entries(NameIndexEntry.objects.all()), wraps_for("person", recipient)
    without_wrap: dict[bytes, _Row] = {}
    without_entry: dict[bytes, tuple[int, bytes]] = {}
    under_way: Future[client.Wire] | None = None
    while go_on():
        ready, more = [], False
        for row in islice(entries, AT_ONCE):
            more = True
            if wrap := without_entry.pop(row[0], None):
                ready.append(row[:3] + wrap + row[3:])
            else:
                without_wrap[row[0]] = row
        for person, epoch, blob in islice(wraps, AT_ONCE):
            more = True
            if met := without_wrap.pop(person, None):
                ready.append((*met[:3], epoch, blob, *met[3:]))
            else:
                without_entry[person] = epoch, blob
        packed = pack(ready)  # before the answer: the agent need not wait for it
        if under_way is not None and under_way.result()["load"] != load:
            break
        if not more:
            client.names_put(load, recipient, b"", [seq for seq, _mark in latest], mark=_bytes(latest[0][1]))
            break
        count += len(ready)
        under_way = agent.submit(client.names_put, load, recipient, packed, [])
    return count


type _Row = tuple[bytes, bytes, bool, bytes, bytes]
type _Numbered = tuple[int, UUID | None]


def _bytes(mark: UUID | None) -> bytes:
    return mark.bytes if mark else b""


def _entries(entries: QuerySet[NameIndexEntry]) -> Iterator[_Row]:
    practice = Cast("is_practice", IntegerField())  # nothing is converted row by row
    return entries.order_by().values_list(IdBytes("person"), IdBytes("pk"), practice, "names", "numbers").iterator(chunk_size=AT_ONCE)


def packed_entries(people: Collection[UUID], recipient: UUID) -> bytes:
    """The entries of these people as the key agent takes them, with what this recipient opens them by. Two queries."""
    return _packed(list(_entries(NameIndexEntry.objects.filter(person__in=people))), people, recipient)


def _packed(rows: Sequence[_Row], people: Collection[UUID], recipient: UUID) -> bytes:
    return pack(_with_wraps(rows, people, recipient))


def _with_wraps(
    rows: Sequence[_Row], people: Collection[UUID], recipient: UUID
) -> list[tuple[bytes, bytes, bool, int, bytes, bytes, bytes]]:
    wraps = {person: (epoch, blob) for person, epoch, blob in wraps_for("person", recipient, people)}
    return [(*row[:3], *wraps[row[0]], *row[3:]) for row in rows if row[0] in wraps]


def catch_up() -> None:
    """The latest changes, before somebody asks. An empty or far older index is the worker's to fill, one of another database too."""
    state = client.names_state()
    if state["seq"] >= 0:
        _follow(state, most=WHILE_WAITING)


def _follow(state: client.Wire, *, most: int | None) -> int | None:
    """How many changes were read. None, and an empty index, where the last one that it has read is not there any more: nothing it holds
    can be trusted, and what came since may have the numbers that it has read already."""
    later = Change.objects.filter(Q(seq__gte=state["seq"]) | Q(seq__in=state["gaps"])).order_by("seq")
    changes = list(later.values_list("seq", "person", "mark")[: most and most + len(state["gaps"]) + 1])
    mark = next((_bytes(each) for seq, _person, each in changes if seq == state["seq"]), None)
    if state["seq"] > 0 and mark != state["mark"]:
        client.names_clear(state["load"])
        return None
    changes = [change for change in changes if change[0] != state["seq"]]
    for start in range(0, len(changes), AT_ONCE):
        part = changes[start : start + AT_ONCE]
        people = {person for _seq, person, _mark in part}
        rows = list(_entries(NameIndexEntry.objects.filter(person__in=people)))
        recipient = secretariat().id
        known = _with_wraps(rows, people, recipient)
        gone = {person.bytes for person in people} - {row[0] for row in known}  # erased, or sealed to members
        seqs = [seq for seq, _person, _mark in part]
        client.names_put(state["load"], recipient, pack(known), seqs, list(gone), _bytes(part[-1][2]))
    return len(changes)


def find(text: str, *, by: User, among: Iterable[UUID] | None, limit: int = 10, least: float = 0.0) -> SearchAnswer:
    """The people of `among` (None: everybody) whose names, numbers or papers match best. Recorded, the question sealed.

    Raises Locked. `among` is the reader's scope, and the caller's to work out: nobody outside it is looked at.
    Whoever is answered counts as opened (docs/adr/0003): who needs only those that score `least` asks for no others.
    """
    text = text[:LONGEST]
    catch_up()
    receipt = record(Event.SEARCHED, by=by.actor, purpose=Purpose.SEARCH, detail=seal_note(text, by=by.actor))
    allowed = None if among is None else b"".join(person.bytes for person in among)
    answer = client.names_search(receipt.token, text, allowed, practice=by.is_practising, limit=limit, least=least)
    matches = tuple(Match(UUID(bytes=found["person"]), found["score"], tuple(found["why"])) for found in answer["matches"])
    return SearchAnswer(matches, complete=answer["complete"], too_short=answer["too_short"])
