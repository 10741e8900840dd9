"""Who bears which words: the storing half of the name index, in arrays of a few bytes a person.

What came last lies beside the rest until it is worth sorting in; a question sees both.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

import numpy as np

from panoh.people.names.entries import Known
from panoh.people.names.query import number_key
from panoh.people.names.tokens import LONGEST_NAME, MOST_TOKENS, lone_tokens, tokens
from panoh.people.names.words import Array, Grown, Words

MOST_WORDS = 12  # of one person, all their names together
SORT_IN_AT = 4_096
MOST_PIECES = 100_000  # of names as typed, remembered while many people are taken in
NOWHERE = -1


class _Lists:
    """For each number the people filed under it."""

    def __init__(self, numbers: Array, people: Array, count: int) -> None:
        self.people: Array = people[np.argsort(numbers, kind="stable")]
        self.starts: Array = np.concatenate([np.zeros(1, "i4"), np.cumsum(np.bincount(numbers, minlength=count), dtype="i4")])

    def of(self, numbers: Array) -> tuple[Array, Array]:
        """The people of each of these numbers, one after the other, and how many they are."""
        known = np.minimum(numbers, len(self.starts) - 2)
        starts = self.starts[known].astype("i8")
        counts = np.where(numbers == known, self.starts[known + 1] - starts, 0)
        ends = np.cumsum(counts)
        at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - counts), counts)
        return self.people[at], counts

    def add(self, later: "_Lists") -> None:
        """Takes in lists of the same numbers and more, theirs behind mine."""
        starts = np.concatenate([self.starts, np.full(len(later.starts) - len(self.starts), self.starts[-1])])
        people = np.empty(len(self.people) + len(later.people), "i4")
        people[np.arange(len(self.people)) + np.repeat(later.starts[:-1], np.diff(starts))] = self.people
        people[np.arange(len(later.people)) + np.repeat(starts[1:], np.diff(later.starts))] = later.people
        self.people, self.starts = people, (starts + later.starts).astype("i4")


class _Places:
    """Where each person lies, by id: a table of places with room to spare. Ids are random, so their own bits spread them in it."""

    def __init__(self, ids: Grown, alive: Grown) -> None:
        self._ids, self._alive = ids, alive
        self._table: Array = np.full(2_048, NOWHERE, "i4")
        self._used = 0

    def add(self, places: Array) -> None:
        """Files people who are in `ids` by now."""
        if 4 * (self._used + len(places)) > 3 * len(self._table):
            places = np.flatnonzero(self._alive.now).astype("i4")
            self._table = np.full(1 << (3 * len(places) // 2).bit_length(), NOWHERE, "i4")
            self._used = 0
        self._used += len(places)
        at = self._first_at(self._ids.now[places])
        while len(places):
            free = self._table[at] == NOWHERE
            self._table[at[free]] = places[free]  # of two at one free place the last stays, the others go on
            left = self._table[at] != places
            places, at = places[left], self._next(at[left])

    def of(self, ids: Array) -> Array:
        """The place of each of these ids, NOWHERE for who is not known."""
        found = np.full(len(ids), NOWHERE, "i8")
        asked, at = np.arange(len(ids)), self._first_at(ids)
        while len(asked):
            places = self._table[at]
            filed = places != NOWHERE
            asked, at, places = asked[filed], at[filed], places[filed]
            theirs, mine = self._ids.now[places], ids[asked]
            here = (theirs[:, 0] == mine[:, 0]) & (theirs[:, 1] == mine[:, 1]) & self._alive.now[places]
            found[asked[here]] = places[here]
            asked, at = asked[~here], self._next(at[~here])
        return found

    def _first_at(self, ids: Array) -> Array:
        return (ids[:, 0] & np.uint64(len(self._table) - 1)).astype("i8")  # the lower bits of the other half say the version of the id

    def _next(self, at: Array) -> Array:
        return (at + 1) & (len(self._table) - 1)


class _Numbers:
    """People by telephone and paper numbers, eight bytes a number."""

    def __init__(self) -> None:
        self._keys: Array = np.zeros(0, "u8")
        self._people: Array = np.zeros(0, "i4")
        self._late_keys, self._late_people = Grown("u8"), Grown("i4")

    def add(self, key: str, place: int) -> None:
        self._late_keys.append(_hashed(key))
        self._late_people.append(place)

    def of(self, key: str) -> list[int]:
        wanted = np.uint64(_hashed(key))
        start, end = (int(np.searchsorted(self._keys, wanted, side)) for side in ("left", "right"))
        return [*self._people[start:end].tolist(), *self._late_people.now[self._late_keys.now == wanted].tolist()]

    def sort_in(self) -> None:
        keys, people = self._late_keys.now, self._late_people.now
        order = np.argsort(keys, kind="stable")
        at = np.searchsorted(self._keys, keys[order], "right")
        self._keys, self._people = np.insert(self._keys, at, keys[order]), np.insert(self._people, at, people[order])
        self._late_keys, self._late_people = Grown("u8"), Grown("i4")


def _hashed(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())


class Store:
    """People by word, number and id. Not safe for two threads at once: its owner holds a lock."""

    def __init__(self) -> None:
        self._words = Words()
        self._ids = Grown("u8", 2)
        self._year, self._count = Grown("i2"), Grown("u1")
        self._practice, self._alive = Grown("?"), Grown("?")
        self._first = Grown("u4")  # where a person's words begin in _held
        self._held = Grown("i4")
        self._places = _Places(self._ids, self._alive)
        self._numbers = _Numbers()
        self._base = _Lists(np.zeros(0, "i4"), np.zeros(0, "i4"), 0)
        self._late: _Lists | None = None  # of those not sorted in; None until somebody asks
        self._sorted_in = self._words_in_base = 0  # how many people and how many of _held are in _base
        self._some_left = False  # of those in _base
        self._pieces: dict[str, list[int]] = {}  # names as typed, so that each is cut into words once

    def __len__(self) -> int:
        return int(np.count_nonzero(self._alive.now))

    @property
    def size(self) -> int:
        """How many people were ever taken in: who was dropped still has their place."""
        return self._ids.size

    def put(self, people: Iterable[Known]) -> None:
        """Takes people in, each in place of what was known of them before."""
        fresh = {known.person: known for known in people}
        if not fresh:
            return
        self.drop(fresh)
        start = place = self._ids.size
        held: list[int] = []
        counts: list[int] = []
        for known in fresh.values():
            words = self._words_of(known.names)
            held += words
            counts.append(len(words))
            for number in known.numbers:
                if key := number_key(number):
                    self._numbers.add(key, place)
            place += 1
        self._first.extend(self._held.size + np.cumsum([0, *counts[:-1]]))
        self._held.extend(held)
        self._count.extend(counts)
        self._ids.extend(_as_ids(fresh))
        self._year.extend([known.year for known in fresh.values()])
        self._practice.extend([known.practice for known in fresh.values()])
        self._alive.extend(np.ones(len(fresh), dtype=bool))
        self._places.add(np.arange(start, place, dtype="i4"))
        self._late = None
        if place - self._sorted_in >= max(SORT_IN_AT, self._sorted_in // 4):
            self.sort_in()

    def drop(self, people: Iterable[bytes]) -> None:
        """Forgets these people."""
        at = self._places.of(_as_ids(people))
        at = at[at >= 0]
        self._alive.now[at] = False
        self._some_left |= bool((at < self._sorted_in).any())

    def settle(self) -> None:
        """After many people were taken in: sorts everybody in and gives back what only the taking in needed."""
        self.sort_in()
        self._pieces = {}
        self._words.sort_in()

    def _words_of(self, names: Sequence[str]) -> list[int]:
        words: list[int] = []
        for name in names:
            words += self._words_in(name)
        return list(dict.fromkeys(words))[:MOST_WORDS]

    def _words_in(self, name: str) -> list[int]:
        """The words of one name; of two that may be one name (Алӣ Акбар is Алиакбар) also that one."""
        pieces, found = self._pieces, []
        try:
            for piece in name.split(" "):
                found += pieces[piece]
        except KeyError:
            found = self._words_new(name)
        if len(found) == 2 and (both := self._words.joined(*found)):
            return [*found, self._words.of(both)]
        return found[:MOST_TOKENS]

    def _words_new(self, name: str) -> list[int]:
        """The words of a name one of whose pieces was not met yet, or cannot stand for itself: such a piece is not remembered."""
        if len(self._pieces) >= MOST_PIECES:
            self._pieces.clear()
        for piece in name.split(" ") if len(name) <= LONGEST_NAME else ():
            words = lone_tokens(piece)
            if words is None:
                break
            self._pieces[piece] = [self._words.of(word) for word in words]
        return [self._words.of(word) for word in tokens(name)]

    def sort_in(self) -> None:
        """Puts everybody into the lists."""
        if self._some_left:
            self._base, self._some_left = self._lists(0, 0), False
        else:
            self._base.add(self._lists(self._sorted_in, self._words_in_base))
        self._numbers.sort_in()
        self._late, self._sorted_in, self._words_in_base = None, self._ids.size, self._held.size

    def _lists(self, person: int, word: int) -> _Lists:
        """Lists of the living from this person on, whose words begin at `word`."""
        owner = np.repeat(np.arange(person, self._ids.size, dtype="i4"), self._count.now[person:])
        living = self._alive.now[owner]
        return _Lists(self._held.now[word:][living], owner[living], len(self._words.texts))

    def _people_of(self, words: Array) -> Iterator[tuple[Array, Array]]:
        """Who bears each of the words, one after the other, and how many they are: those sorted in, then the others."""
        if self._late is None:
            self._late = self._lists(self._sorted_in, self._words_in_base)
        yield self._base.of(words)
        yield self._late.of(words)

    def _places_of(self, people: Iterable[bytes]) -> Array:
        """Where these people lie, -1 for who is not known."""
        return self._places.of(_as_ids(people))


def _as_ids(people: Iterable[bytes]) -> Array:
    return np.frombuffer(b"".join(people), dtype="u8").reshape(-1, 2)
