"""How many different people were opened within the last hour, and how many of that were announced."""

import time
from typing import Any
from uuid import UUID

from panoh.vault import envelope

# Half of the house: whoever copies it comes to that, whoever works in it does not. docs/adr/0003 says how it was chosen.
FEWEST, MOST = 100, 500
HOUR = 3_600.0


def most_an_hour(known: int) -> int:
    """How many people may be opened within an hour, unannounced, in a house that knows so many."""
    return min(max(known // 2, FEWEST), MOST)


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
        now, opened = time.monotonic(), self._opened
        for wrap in wraps:
            who = envelope.joined(wrap["kind"].encode(), UUID(wrap["id"]).bytes)
            opened.pop(who, None)
            opened[who] = now
        while opened and now - (first := next(iter(opened.items())))[1] >= HOUR:
            del opened[first[0]]
        since, expected = self._expected
        return len(opened) > most_an_hour(known) + (expected if now - since < HOUR else 0)

    def expect(self, people: int) -> None:
        """So many more within the hour; not added up."""
        since, expected = self._expected
        moment = time.monotonic()
        self._expected = moment, max(expected if moment - since < HOUR else 0, people)
