"""Finding people by name: keeps the key agent's index in step with the database, and asks it. Nothing of it stands in the database."""

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from panoh.accounts.models import User
from panoh.accounts.queries import secretariat
from panoh.audit.trail import record
from panoh.core.agent import close
from panoh.core.ids import id_bytes, id_text
from panoh.people.events import Event
from panoh.people.models import Change, Entry
from panoh.people.names.entries import SealedEntry, pack
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
class Found:
    """An answer. `complete` is False while the index is still being filled after unlocking."""

    matches: tuple[Match, ...] = ()
    complete: bool = True
    too_short: bool = False


def feed(go_on: Callable[[], bool] = lambda: True) -> int:
    """Brings the index into step with the database: fills an empty one, follows the changes of a full one. Answers how many people it read.

    Raises Locked. Ends early, and harmlessly, when `go_on` says so or the agent was locked meanwhile.
    """
    state = client.names_state()
    if state["seq"] >= 0:
        return _follow(state, most=None)
    # The latest numbers, not the last alone: one that is missing among them may belong to a transaction that is still under way.
    latest = list(Change.objects.order_by("-seq").values_list("seq", flat=True)[:RECENT]) or [0]
    with ThreadPoolExecutor(1) as agent:  # the next piece is read while the agent opens this one
        try:
            return _fill(agent, state["load"], latest, go_on)
        finally:
            agent.submit(close)  # its connection


def _fill(agent: ThreadPoolExecutor, load: bytes, latest: Sequence[int], go_on: Callable[[], bool]) -> int:
    recipient, last, count = secretariat().id, None, 0
    under_way: Future[client.Wire] | None = None
    while go_on():
        entries = Entry.objects.order_by("person")
        rows = _read(entries.filter(person__gt=last) if last else entries, AT_ONCE)
        if under_way is not None and under_way.result()["load"] != load:
            break
        if not rows:
            client.names_put(load, recipient, b"", latest)
            break
        first, last, count = UUID(rows[0][0]), UUID(rows[-1][0]), count + len(rows)
        packed = _packed(rows, recipient, Q(subject__gte=first, subject__lte=last))
        under_way = agent.submit(client.names_put, load, recipient, packed, [])
    return count


type _Row = tuple[str, str, bool, bytes, bytes]


def _read(entries: QuerySet[Entry], most: int | None = None) -> list[_Row]:
    rows = entries.annotate(who=id_text("person"), row=id_text("pk")).values_list("who", "row", "is_practice", "names", "numbers")
    read = rows[:most].iterator(chunk_size=AT_ONCE)
    return [(who, row, practice, bytes(names), bytes(numbers)) for who, row, practice, names, numbers in read]


def packed_entries(people: Collection[UUID], recipient: UUID) -> bytes:
    """The entries of these people as the key agent takes them, with what this recipient opens them by. Two queries."""
    return _packed(_read(Entry.objects.filter(person__in=people)), recipient, Q(subject__in=people))


def _packed(rows: Sequence[_Row], recipient: UUID, whose: Q) -> bytes:
    wraps = wraps_for("person", recipient, whose)
    return pack(
        SealedEntry(person, id_bytes(row), practice, *wraps[person], names, numbers)
        for who, row, practice, names, numbers in rows
        if (person := id_bytes(who)) in wraps
    )


def catch_up() -> None:
    """The latest changes, before somebody asks. An empty or far older index is the worker's to fill."""
    state = client.names_state()
    if state["seq"] >= 0:
        _follow(state, most=WHILE_WAITING)


def _follow(state: client.Wire, *, most: int | None) -> int:
    later = Change.objects.filter(seq__gt=state["seq"]) | Change.objects.filter(seq__in=state["gaps"])
    changes = list(later.order_by("seq").values_list("seq", "person")[:most])
    for start in range(0, len(changes), AT_ONCE):
        part = changes[start : start + AT_ONCE]
        people = {person for _seq, person in part}
        rows = _read(Entry.objects.filter(person__in=people))
        gone = {person.bytes for person in people} - {id_bytes(row[0]) for row in rows}
        recipient = secretariat().id
        packed = _packed(rows, recipient, Q(subject__in=people))
        client.names_put(state["load"], recipient, packed, [seq for seq, _person in part], list(gone))
    return len(changes)


def find(text: str, *, by: User, among: Iterable[UUID] | None, limit: int = 10) -> Found:
    """The people of `among` (None: everybody) whose names, numbers or papers match best. Recorded, the question sealed.

    Raises Locked. `among` is the reader's scope, and the caller's to work out: nobody outside it is looked at.
    """
    text = text[:LONGEST]
    catch_up()
    receipt = record(Event.SEARCHED, by=by.actor, purpose=Purpose.SEARCH, detail=seal_note(text, by=by.actor))
    allowed = None if among is None else b"".join(person.bytes for person in among)
    answer = client.names_search(receipt.token, text, allowed, practice=by.is_practising, limit=limit)
    matches = tuple(Match(UUID(bytes=found["person"]), found["score"], tuple(found["why"])) for found in answer["matches"])
    return Found(matches, complete=answer["complete"], too_short=answer["too_short"])
