"""How many different people were opened or told within the last hour, and how many of that were announced; and how many exact things were
asked about."""

import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from panoh.vault import envelope

# Half of the house: whoever copies it comes to that, whoever works in it does not. docs/adr/0003 says how it was chosen.
FEWEST, MOST = 100, 500
HOUR = 3_600.0
PERSON = "person"


def most_an_hour(known: int) -> int:
    """How many people may be opened within an hour, unannounced, in a house that knows so many."""
    return min(max(known // 2, FEWEST), MOST)


# Keyed hashes of exact things: a call asks for one, an import for two a row at the most.
TOKENS = {"register-number": 150_000, "register-row": 150_000}
TOKENS_OF_OTHERS = 1_000


class RecentTokens:
    """Guarded by whoever holds it."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[float, int]] = {}

    def are_too_many(self, domain: str, count: int) -> bool:
        """Whether with so many more an hour has seen more of a domain than work needs; then they do not count."""
        now, most = time.monotonic(), TOKENS.get(domain, TOKENS_OF_OTHERS)
        known = domain if domain in TOKENS else ""
        since, given = self._given.get(known, (now, 0))
        if now - since >= HOUR:
            since, given = now, 0
        if given + count > most:
            return True
        self._given[known] = since, given + count
        return False


class RecentOpenings:
    """Guarded by whoever holds it."""

    def __init__(self) -> None:
        self._opened: dict[bytes, float] = {}  # who, and when last; the oldest first
        self._expected = (0.0, 0)  # since when so many are announced

    @property
    def people(self) -> int:
        """How many."""
        return len(self._opened)

    def clear(self) -> None:
        """Nobody was opened, and nothing announced."""
        self._opened.clear()
        self._expected = (0.0, 0)

    def are_too_many(self, wraps: list[dict[str, Any]], known: int) -> bool:
        """Whether with these more people are opened within an hour than work needs in a house that knows so many. Who is opened again
        counts once."""
        self._note(_who(wrap["kind"], UUID(wrap["id"]).bytes) for wrap in wraps)
        return len(self._opened) > most_an_hour(known) + self._announced()

    def told_are_too_many(self, people: Iterable[bytes], known: int) -> bool:
        """The same of people whom a search has named: who asks for names one by one learns as much as who opens them."""
        self._note(_who(PERSON, person) for person in people)
        return len(self._opened) > most_an_hour(known) + self._announced()

    def may_compare(self, people: Iterable[bytes], known: int) -> bool:
        """Whether these may be told to what compares in the background: up to half of an hour's number, so that work has the other half.
        Then they count; else it waits."""
        told = [_who(PERSON, person) for person in people]
        self._note(())
        if len(self._opened.keys() | set(told)) > most_an_hour(known) // 2 + self._announced():
            return False
        self._note(told)
        return True

    def _note(self, people: Iterable[bytes]) -> None:
        now, opened = time.monotonic(), self._opened
        for who in people:
            opened.pop(who, None)
            opened[who] = now
        while opened and now - (first := next(iter(opened.items())))[1] >= HOUR:
            del opened[first[0]]

    def _announced(self) -> int:
        since, expected = self._expected
        return expected if time.monotonic() - since < HOUR else 0

    def expect(self, people: int) -> None:
        """So many more within the hour; not added up."""
        since, expected = self._expected
        moment = time.monotonic()
        self._expected = moment, max(expected if moment - since < HOUR else 0, people)


def _who(kind: str, subject: bytes) -> bytes:
    return envelope.joined(kind.encode(), subject)
