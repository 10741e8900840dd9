"""How many different people were opened within the last hour, and how many of that were announced."""

import time
from typing import Any
from uuid import UUID

from panoh.vault import envelope

# Twenty people who each open twenty-five others do not come to it; whoever copies the house does. An import or a list that two agreed to
# is announced first. docs/adr/0003 says how it was chosen.
PEOPLE_AN_HOUR = 500
HOUR = 3_600.0


class Lately:
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

    def are_too_many(self, wraps: list[dict[str, Any]]) -> bool:
        """Whether with these more people are opened within an hour than work needs. Who is opened again counts once."""
        now, opened = time.monotonic(), self._opened
        for wrap in wraps:
            who = envelope.joined(wrap["kind"].encode(), UUID(wrap["id"]).bytes)
            opened.pop(who, None)
            opened[who] = now
        while opened and now - (first := next(iter(opened.items())))[1] >= HOUR:
            del opened[first[0]]
        since, expected = self._expected
        return len(opened) > PEOPLE_AN_HOUR + (expected if now - since < HOUR else 0)

    def expect(self, people: int) -> None:
        """So many more within the hour; not added up."""
        since, expected = self._expected
        moment = time.monotonic()
        self._expected = moment, max(expected if moment - since < HOUR else 0, people)
