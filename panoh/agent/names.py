"""The name index in the agent's memory: filled from sealed rows, asked with a scope, empty once locked."""

import os
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from panoh.agent.memory import give_back
from panoh.people.names.folding import forget
from panoh.people.names.query import read_query

if TYPE_CHECKING:
    from panoh.people.names.entries import Known
    from panoh.people.names.index import Index

LATE_SECONDS = 60.0  # a change that has not come by then was of a transaction that was rolled back
MOST_FOUND = 50
MANY = 50_000  # people, from which on it pays to have help in opening
PUT_AT_ONCE = 2_000  # people between two of which a question may be answered


class Names:
    """What is known, and up to which change of the database's sequence.

    `load` names this filling of the memory: what was meant for an earlier one is refused. `seq` -1: not filled yet. `mark` is that of the
    change with this number, by which whoever brings later ones sees that the database is still the one that was read. `most` is how many
    people it has held at once since everything was opened: emptying it changes nothing of that.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.most = 0
        self.clear()

    def clear(self, load: bytes | None = None) -> None:
        """Forgets everybody; with `load` only whom that filling brought."""
        with self._guard:
            if load and load != self._load:
                return
            self._index: Index | None = None
            self._seq, self._mark = -1, b""
            self._gaps: dict[int, float] = {}
            self._load: bytes = os.urandom(8)
            forget()

    def state(self) -> dict[str, Any]:
        now = time.monotonic()
        with self._guard:
            self._gaps = {seq: at for seq, at in self._gaps.items() if now - at < LATE_SECONDS}
            people = len(self._index) if self._index is not None else 0
            return {"load": self._load, "seq": self._seq, "mark": self._mark, "gaps": list(self._gaps), "people": people}

    def is_taking_in_many(self) -> bool:
        """Whether very many people are being taken in: then it pays to have help."""
        return self._seq < 0 and self._index is not None and self._index.size > MANY

    def put(self, load: bytes, known: Sequence["Known"]) -> bool:
        """Takes people in. False when the memory was emptied since `load`."""
        from panoh.people.names.index import Index  # noqa: PLC0415 -- numpy: an agent that holds no names starts without it

        for start in range(0, len(known), PUT_AT_ONCE):
            with self._guard:
                if load != self._load:
                    return False
                if self._index is None:
                    self._index = Index()
                self._index.put(known[start : start + PUT_AT_ONCE])
                self.most = max(self.most, len(self._index))
        return True

    def drop(self, load: bytes, people: Sequence[bytes]) -> None:
        """Forgets people."""
        with self._guard:
            if load == self._load and self._index is not None:
                self._index.drop(people)

    def reached(self, load: bytes, seqs: Sequence[int], mark: bytes = b"") -> None:
        """Which changes are in, and the mark of the last: the first report ends the filling, later ones may leave gaps in any order."""
        now = time.monotonic()
        with self._guard:
            if load != self._load:
                return
            filled = self._seq < 0 <= max(seqs, default=-1)
            for seq in sorted(seqs):
                self._gaps.pop(seq, None)
                if self._seq >= 0:
                    self._gaps.update(dict.fromkeys(range(self._seq + 1, seq), now))
                if seq > self._seq:
                    self._seq, self._mark = seq, mark
            if filled and self._index is not None:
                self._index.settle()
                forget()
                give_back()

    def search(self, text: str, allowed: bytes | None, practice: bool, limit: int) -> dict[str, Any]:
        """The best matches among `allowed` (16 bytes each; None: everybody)."""
        query = read_query(text)
        among = None if allowed is None else [allowed[at : at + 16] for at in range(0, len(allowed), 16)]
        with self._guard:
            found = [] if self._index is None else self._index.search(query, allowed=among, practice=practice, limit=min(limit, MOST_FOUND))
            complete = self._seq >= 0
        matches = [{"person": match.person, "score": round(match.score, 4), "why": list(match.why)} for match in found]
        return {"matches": matches, "complete": complete, "too_short": not query}

    def like(self, known: "Known", limit: int) -> list[dict[str, Any]]:
        """Who else may be this person: how much of the names they share (0–1), and whether they share a number."""
        with self._guard:
            found = [] if self._index is None else self._index.like(known, min(limit, MOST_FOUND))
        return [{"person": match.person, "score": round(match.score, 4), "number": "number" in match.why} for match in found]
