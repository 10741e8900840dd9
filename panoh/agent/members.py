"""Private keys of members who gave their password in a session: in memory alone, each for its session, until that ends.

What names a session here is made of its cookie, so neither a copy of the database nor another account that is signed in can ask in its
place. `mark` names it as the table of sessions does, and serves to drop the key, never to use it.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

SESSION_BYTES = 32


@dataclass(slots=True, repr=False)
class _Held:
    member: UUID
    mark: str
    private: X25519PrivateKey
    idle: float
    since: float
    seen: float
    longest: float

    def is_over(self, moment: float) -> bool:
        return moment - self.seen >= self.idle or moment - self.since >= self.longest


class Members:
    """The keys in hand. One session holds one."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[bytes, _Held] = {}

    def hold(self, session: bytes, mark: str, member: UUID, private: X25519PrivateKey, *, idle: float, longest: float) -> None:
        """Keeps a member's key for a session: so many seconds without a page of it, and so many in all. ValueError for no session."""
        if len(session) != SESSION_BYTES:
            raise ValueError("session")
        moment = time.monotonic()
        with self._guard:
            self._held[session] = _Held(member, mark, private, idle, moment, moment, longest)

    def private(self, session: bytes, member: UUID) -> X25519PrivateKey | None:
        """The key of this member, if this session holds it; another member's session does not."""
        with self._guard:
            held = self._living(session)
            return held.private if held is not None and held.member == member else None

    def seen(self, session: bytes) -> bool:
        """A page was asked for in this session; whether it holds a key."""
        with self._guard:
            held = self._living(session)
            if held is not None:
                held.seen = time.monotonic()
            return held is not None

    def _living(self, session: bytes) -> _Held | None:
        held = self._held.get(session)
        return None if held is None or held.is_over(time.monotonic()) else held

    def move(self, session: bytes, to: bytes, mark: str) -> bool:
        """The session goes on under another name, and opens nothing under the former one; no time begins anew. Whether it held a key."""
        if len(to) != SESSION_BYTES:
            raise ValueError("session")
        with self._guard:
            held = self._living(session)
            if held is None or to in self._held:
                return False
            del self._held[session]
            held.mark = mark
            self._held[to] = held
            return True

    def drop(self, *, marks: Iterable[str] = (), member: UUID | None = None, but: str = "") -> int:
        """Forgets the keys of these sessions, or all of a member's but those of one session; how many."""
        named = frozenset(marks)
        with self._guard:
            gone = [key for key, held in self._held.items() if held.mark in named or (held.member == member and held.mark != but)]
            for key in gone:
                del self._held[key]
        return len(gone)

    def sweep(self) -> int:
        """Forgets the keys of sessions that are over; how many."""
        moment = time.monotonic()
        with self._guard:
            gone = [key for key, held in self._held.items() if held.is_over(moment)]
            for key in gone:
                del self._held[key]
        return len(gone)

    def clear(self) -> None:
        """Forgets all of them."""
        with self._guard:
            self._held.clear()
