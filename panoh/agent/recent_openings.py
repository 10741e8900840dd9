"""How many different people were opened or told within the last hour, and how many of that were announced; and how many exact things were
asked about.

Whom an hour has seen is known after a lock too, whoever locked, and after an end without one: it stands in the ring (`kept`), each as a
hash and the second of the machine's clock, which nobody can put back. docs/adr/0003 says what that holds against.
"""

import hashlib
import secrets
import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from panoh.vault import envelope

# Half of the house: whoever copies it comes to that, whoever works in it does not. docs/adr/0003 says how it was chosen.
FEWEST, MOST = 100, 500
HOUR, DAY = 3_600.0, 86_400.0
# Told, and let through: a quarter of the house within so long, or three quarters of it within a day.
MINUTES = 300.0
PERSON, WHO_BYTES = "person", 8


def most_an_hour(known: int) -> int:
    """How many people may be opened within an hour, unannounced, in a house that knows so many."""
    return min(max(known // 2, FEWEST), MOST)


def a_tenth(known: int) -> int:
    """So many more within the hour in which it locked itself, however often it is unlocked: work goes on, a copy does not."""
    return max(most_an_hour(known) // 10, 1)


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


class Seen:
    """Who was seen within so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at: dict[bytes, float] = {}  # who, and when last; the oldest first
        self._told_at = -DAY

    def __len__(self) -> int:
        return len(self._at)

    def note(self, people: Iterable[bytes]) -> None:
        """These were seen now; who was seen too long ago is forgotten."""
        now, seen = time.monotonic(), self._at
        for who in people:
            seen.pop(who, None)
            seen[who] = now
        while seen and now - (first := next(iter(seen.items())))[1] >= self._seconds:
            del seen[first[0]]

    def new(self, people: Iterable[bytes]) -> int:
        """How many of these were not seen."""
        return len(set(people) - self._at.keys())

    def newest(self, count: int) -> dict[str, float]:
        """Those who were seen last, in hex, and when."""
        return {who.hex(): at for who, at in list(self._at.items())[max(len(self._at) - count, 0) :]}

    def take_back(self, seen: dict[str, float]) -> None:
        """These were seen then, the oldest first."""
        self._at = {bytes.fromhex(who): at for who, at in seen.items()}
        self.note(())

    def is_to_tell(self, most: int, quiet: float) -> bool:
        """Whether it is more than so many, and for so many seconds nobody was told."""
        if len(self._at) <= most or time.monotonic() - self._told_at < quiet:
            return False
        self._told_at = time.monotonic()
        return True


class RecentOpenings:
    """Guarded by whoever holds it."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nobody was opened, and nothing announced."""
        self._opened = Seen(HOUR)
        self._at_work = Seen(MINUTES), Seen(DAY)  # of these whoever was opened or told for somebody, unannounced
        self._expected = (0.0, 0)  # since when so many are announced
        self._locked_itself_at = -HOUR
        self._unkept = 0  # so many were opened since it was kept last

    @property
    def people(self) -> int:
        """How many."""
        return len(self._opened)

    def too_many(self, wraps: list[dict[str, Any]], known: int) -> int:
        """How many it would be with these, where that is more within an hour than work needs in a house that knows so many; else 0, and
        they count. Who is opened again counts once."""
        return self._too_many([_who(wrap["kind"], UUID(wrap["id"]).bytes) for wrap in wraps], known)

    def told_too_many(self, people: Iterable[bytes], known: int) -> int:
        """The same of people whom a search has named: who asks for names one by one learns as much as who opens them."""
        return self._too_many([_who(PERSON, person) for person in people], known)

    def _too_many(self, people: list[bytes], known: int) -> int:
        if not self._announced():  # of what was announced somebody was told then
            for seen in self._at_work:
                seen.note(people)
        return self._taken(people, self._most(known))

    def _most(self, known: int) -> int:
        """Unannounced."""
        locked_itself = time.monotonic() - self._locked_itself_at < HOUR
        return most_an_hour(known) + (a_tenth(known) if locked_itself else 0)

    def _taken(self, people: list[bytes], most: int) -> int:
        """Takes these in, where they are no more then than so many and what is announced: 0; else how many it would be."""
        self._opened.note(())
        new = self._opened.new(people)
        count = len(self._opened) + new
        if count > most + self._announced():
            return count
        self._opened.note(people)
        self._unkept += new
        return 0

    def lock_itself(self) -> None:
        """It locks itself now: the hour's number is reached."""
        self._locked_itself_at = time.monotonic()

    def is_to_keep(self, known: int) -> bool:
        """Whether so many were opened since it was kept that an end without a lock would lose more than a tenth. What was announced is not
        lost: it is no part of the hour."""
        return self._unkept >= a_tenth(known) and len(self._opened) > self._announced()

    def kept(self) -> dict[str, Any]:
        """What the next opening of the ring has to know: whom this hour has seen, but for as many as were announced, the oldest."""
        self._opened.note(())
        self._unkept = 0
        people = self._opened.newest(max(len(self._opened) - self._announced(), 0))
        return {"people": people, "locked_itself_at": self._locked_itself_at}

    def take_back(self, kept: dict[str, Any], lost: int) -> None:
        """Goes on from what was kept on this machine since it was started; so many more were opened of whom nothing is known."""
        self._opened.take_back(kept["people"])
        self._opened.note(secrets.token_bytes(WHO_BYTES) for _one in range(lost))
        self._locked_itself_at = kept["locked_itself_at"]

    def to_tell(self, known: int) -> int:
        """How many people were opened so fast, or within a day, that somebody is to be told; 0 where it is as at work, or was told."""
        fast, day = self._at_work
        most = most_an_hour(known)
        told = [len(seen) for seen, many, quiet in ((fast, most // 2, HOUR), (day, most * 3 // 2, DAY)) if seen.is_to_tell(many, quiet)]
        return max(told, default=0)

    def may_compare(self, people: Iterable[bytes], known: int) -> bool:
        """Whether these may be told to what compares in the background: up to half of an hour's number, so that work has the other half.
        Then they count; else it waits."""
        return not self._taken([_who(PERSON, person) for person in people], most_an_hour(known) // 2)

    def _announced(self) -> int:
        since, expected = self._expected
        return expected if time.monotonic() - since < HOUR else 0

    def expect(self, people: int) -> None:
        """So many more within the hour; not added up."""
        since, expected = self._expected
        moment = time.monotonic()
        self._expected = moment, max(expected if moment - since < HOUR else 0, people)


def _who(kind: str, subject: bytes) -> bytes:
    return hashlib.blake2b(envelope.joined(kind.encode(), subject), digest_size=WHO_BYTES).digest()
