"""Finding people by name: keeps the key agent's index in step with the database, and asks it. Nothing of it stands in the database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from panoh.accounts.models import User
from panoh.accounts.queries import secretariat
from panoh.audit.trail import record
from panoh.people.events import Event
from panoh.people.models import Change, Entry
from panoh.people.names.entries import SealedEntry, pack
from panoh.vault import client
from panoh.vault.actions import seal_note, wraps_for
from panoh.vault.purpose import Purpose

AT_ONCE = 2_000  # entries in one message to the agent
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
    until = Change.objects.aggregate(last=Max("seq"))["last"] or 0
    recipient, load, last, count = secretariat().id, state["load"], None, 0
    while go_on():
        entries = Entry.objects.order_by("pk")
        rows = list((entries.filter(pk__gt=last) if last else entries).values_list(*_FIELDS)[:AT_ONCE])
        if not rows:
            client.names_put(load, recipient, b"", [until])
            break
        if client.names_put(load, recipient, _packed(rows, recipient), [])["load"] != load:
            break
        last, count = rows[-1][1], count + len(rows)
    return count


_FIELDS = ("person", "pk", "is_practice", "names", "numbers")


def _packed(rows: Sequence[tuple[UUID, UUID, bool, bytes, bytes]], recipient: UUID) -> bytes:
    wraps = wraps_for("person", recipient, [row[0] for row in rows])
    return pack(
        SealedEntry(person.bytes, row.bytes, practice, *wraps[person], bytes(names), bytes(numbers))
        for person, row, practice, names, numbers in rows
        if person in wraps
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
        rows = list(Entry.objects.filter(person__in=people).values_list(*_FIELDS))
        gone = [person.bytes for person in people - {row[0] for row in rows}]
        recipient = secretariat().id
        client.names_put(state["load"], recipient, _packed(rows, recipient), [seq for seq, _person in part], gone)
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
