"""An index of names in memory: what one reader may see, ranked across scripts. Nothing of it is ever written down.

No Django and no database: the key agent holds it, filled with what it unsealed itself (SEARCH.md). Each distinct word is folded once;
a question is compared with the distinct words, and only then with people.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from panoh.people.names.entries import Known
from panoh.people.names.folding import Token, fold_token, skeleton
from panoh.people.names.letters import script
from panoh.people.names.tokens import tokens

type Array = np.ndarray[Any, Any]

CANDIDATES = 400  # people looked at exactly
WORTH = 0.5  # a match worse than this is not shown
ALIKE = 0.6  # a word less alike than this counts its square
ROOT, BONES, FULL = 0.5, 0.2, 0.3  # what of a word counts how much: its root, the consonants of it, the whole
SCREEN = 0.55  # roots less alike than this are not compared further
BEGINS, LEAST_BEGINNING = 0.93, 3
LEAST = 0.25  # of a word, to be counted at all
EQUAL = 0.0001
SAME_YEAR, NEAR_YEAR = 0.05, 0.03
SPARE_WORD = 0.002
ONE_WORD = 0.7  # the most that one word in common says
LEAST_SHARE = 0.3  # of what the best has in common: who has less is not compared
MOST_WORDS = 12  # of one person, all their names together
CERTAIN, LONGEST_JOINED = 0.96, 14
SORT_IN_AT = 4_096
MOST_WRITTEN = 100_000
KEY_DIGITS = 7

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"[\d][\d\s().-]{4,}\d|[A-Za-zА-Яа-я]{0,3}\d{5,}")


@dataclass(frozen=True, slots=True)
class Match:
    """One person found. `why` names what matched: number, spelling, sound, alike, beginning, year."""

    person: bytes
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart. Empty when there is nothing in it to look for."""

    words: tuple[Token, ...]
    year: int
    numbers: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words or self.numbers)


def read_query(text: str) -> Query:
    """Names in any order, a year of birth, a telephone or paper number, all in one line."""
    text = text[:400]
    numbers = tuple(key for found in _NUMBER.findall(text) if (key := number_key(found)))
    rest = _NUMBER.sub(" ", text)
    year = _YEAR.search(rest) or (_YEAR.search(text) if not numbers else None)
    words = tuple(fold_token(word) for word in dict.fromkeys(tokens(rest)))
    return Query(words, int(year.group()) if year else 0, numbers)


def _joined(query: Query) -> Iterator[Query]:
    """The question with two of its words as one: Қурбон Алӣ may be written Қурбоналӣ. A name that ends as a surname stays alone."""
    words = query.words
    for at in range(len(words) - 1):
        one, other = words[at : at + 2]
        if not (one.is_surname or other.is_surname) and len(one.text) + len(other.text) <= LONGEST_JOINED:
            yield replace(query, words=(*words[:at], fold_token(one.text + other.text), *words[at + 2 :]))


def number_key(text: str) -> str:
    """The last seven letters and digits of a telephone or paper number; nothing when there are fewer than five digits."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum())
    return kept[-KEY_DIGITS:] if sum(sign.isdigit() for sign in kept) >= 5 else ""


class _Grown:
    """A numpy array that grows at its end."""

    def __init__(self, kind: str, width: int = 0) -> None:
        self._all: Array = np.zeros((1024, width) if width else 1024, dtype=kind)
        self.size = 0

    def extend(self, values: Any) -> None:
        need = self.size + len(values)
        if need > len(self._all):
            bigger = np.zeros((max(need, len(self._all) * 3 // 2), *self._all.shape[1:]), dtype=self._all.dtype)
            bigger[: self.size] = self._all[: self.size]
            self._all = bigger
        self._all[self.size : need] = values
        self.size = need

    @property
    def now(self) -> Array:
        return self._all[: self.size]


class _Sorted:
    """Texts in order, for finding those that begin with a text; new ones are sorted in when somebody asks."""

    def __init__(self) -> None:
        self._sorted: list[tuple[str, int]] = []
        self._new: list[tuple[str, int]] = []

    def add(self, text: str, number: int) -> None:
        self._new.append((text, number))

    def beginning_with(self, text: str) -> list[int]:
        if len(self._new) > 64:
            self._sorted = sorted([*self._sorted, *self._new])
        else:
            for item in self._new:
                insort(self._sorted, item)
        self._new = []
        start, end = (bisect_left(self._sorted, (edge, -1)) for edge in (text, text + "\U0010ffff"))
        return [number for _text, number in self._sorted[start:end]]


class _Words:
    """Every distinct word of every name, folded once, and the distinct roots and full forms behind them."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.texts: list[str] = []
        self.is_cyrillic = _Grown("?")
        self.roots: list[str] = []
        self.bones: list[str] = []
        self.fulls: list[str] = []
        self._root: dict[str, int] = {}
        self._full: dict[str, int] = {}
        self.root_letters, self.root_length = _Grown("u4"), _Grown("u1")
        self.reading_word, self.reading_root, self.reading_full = _Grown("i4"), _Grown("i4"), _Grown("i4")
        self.root_of = _Grown("i4")  # the likeliest root of each word
        self._by_root, self._by_full, self._by_text = _Sorted(), _Sorted(), _Sorted()

    def of(self, text: str) -> int:
        """The number of a word, folding it when it is new."""
        known = self.number.get(text)
        return self._new(text) if known is None else known

    def _new(self, text: str) -> int:
        word = self.number[text] = len(self.texts)
        token = fold_token.__wrapped__(text)
        self.texts.append(text)
        self.is_cyrillic.extend([script(text[0]) == "c"])
        pairs = dict.fromkeys((self._root_of(r.root), self._full_of(r.full)) for r in token.all_readings)
        self.root_of.extend([next(iter(pairs))[0]])
        self._by_text.add(text, word)
        self.reading_word.extend([word] * len(pairs))
        self.reading_root.extend([root for root, _full in pairs])
        self.reading_full.extend([full for _root, full in pairs])
        return word

    def _root_of(self, text: str) -> int:
        if text not in self._root:
            self._root[text] = len(self.roots)
            self._by_root.add(text, len(self.roots))
            self.roots.append(text)
            self.bones.append(skeleton(text))
            self.root_letters.extend([_letters(text)])
            self.root_length.extend([min(len(text), 255)])
        return self._root[text]

    def _full_of(self, text: str) -> int:
        if text not in self._full:
            self._full[text] = len(self.fulls)
            self._by_full.add(text, len(self.fulls))
            self.fulls.append(text)
        return self._full[text]

    def _roots_begun(self, token: Token, root: str) -> list[int]:
        """Roots that begin with this one, and those this one begins with."""
        if len(token.text) < LEAST_BEGINNING or len(root) < 2:
            return []
        shorter = (root[:end] for end in range(LEAST_BEGINNING, len(root)))
        return self._by_root.beginning_with(root) + [self._root[text] for text in shorter if text in self._root]

    def alike(self, token: Token) -> tuple[Array, Array]:
        """The words that resemble a token, and how much (0–1)."""
        readings = token.all_readings
        chosen = np.zeros(len(self.roots), dtype=bool)
        begun = [self._roots_begun(token, reading.root) for reading in readings]
        for reading, numbers in zip(readings, begun, strict=True):
            chosen[self._near(reading.root)] = True
            chosen[numbers] = True
        picked = np.flatnonzero(chosen[self.reading_root.now])
        if not len(picked):
            return np.empty(0, "i4"), np.empty(0, "f4")
        roots, root_place = np.unique(self.reading_root.now[picked], return_inverse=True)
        fulls, full_place = np.unique(self.reading_full.now[picked], return_inverse=True)
        by_root = _likeness([r.root for r in readings], [self.roots[i] for i in roots], roots, begun)
        by_bones = _likeness([r.skeleton for r in readings], [self.bones[i] for i in roots])
        full_begun = [self._by_full.beginning_with(reading.full) if len(reading.full) >= LEAST_BEGINNING else [] for reading in readings]
        by_full = _likeness([r.full for r in readings], [self.fulls[i] for i in fulls], fulls, full_begun)
        by_root = ROOT * by_root + BONES * by_bones
        best = (by_root[:, root_place] + FULL * by_full[:, full_place]).max(axis=0)
        words = self.reading_word.now[picked]
        starts = np.flatnonzero(np.diff(words, prepend=-1))
        words, best = words[starts], np.maximum.reduceat(best, starts)
        best = np.where(best < ALIKE, best * best, best)
        keep = best > LEAST
        words, best = words[keep], self._as_typed(token, words[keep], best[keep])
        return self._begun(token, words, best)

    def _begun(self, token: Token, words: Array, best: Array) -> tuple[Array, Array]:
        """Words that begin with the very letters typed, whatever they sound like."""
        begun = self._by_text.beginning_with(token.text) if len(token.text) >= LEAST_BEGINNING else []
        if not begun:
            return words, best
        at = np.union1d(words, begun).astype("i4")
        score = np.zeros(len(at), "f4")
        score[np.searchsorted(at, words)] = best
        begins = np.searchsorted(at, np.array(begun))
        score[begins] = np.maximum(score[begins], BEGINS)
        return at, score

    def _near(self, root: str) -> Array:
        """Roots that may be alike enough: a screen by length and letters before the real comparison."""
        length, letters = self.root_length.now.astype("i2"), self.root_letters.now
        longest = np.maximum(length, len(root))
        allowed = ((1 - SCREEN) * longest).astype("i2")
        mine = np.uint32(_letters(root))
        missing = np.bitwise_count(letters & ~mine)
        spare = np.bitwise_count(~letters & mine)
        return np.flatnonzero((np.abs(length - len(root)) <= allowed) & (missing <= allowed) & (spare <= allowed))

    def _as_typed(self, token: Token, words: Array, best: Array) -> Array:
        same = self.is_cyrillic.now[words] == (script(token.text[0]) == "c")
        if same.any():
            typed = cdist([token.text], [self.texts[i] for i in words[same]], scorer=OSA.normalized_similarity, dtype=np.float32)[0]
            best[same] = 0.85 * best[same] + 0.15 * typed
        return best


def _letters(text: str) -> int:
    mask = 0
    for letter in text:
        mask |= 1 << (ord(letter) % 32)
    return mask


def _likeness(mine: list[str], theirs: list[str], numbers: Array | None = None, begun: Sequence[list[int]] = ()) -> Array:
    """How alike two texts are, over the longer of them; where one is the beginning of the other (`begun`, among `numbers`), BEGINS."""
    found: Array = cdist(mine, theirs, scorer=OSA.normalized_similarity, dtype=np.float32)
    for row, known in enumerate(begun):
        if known and numbers is not None:
            at = np.isin(numbers, known)
            found[row, at] = np.maximum(found[row, at], BEGINS)
    return found


class Index:
    """People by name. Not safe for two threads at once: its owner holds a lock."""

    def __init__(self) -> None:
        self._words = _Words()
        self._ids = _Grown("u8", 2)
        self._year, self._count = _Grown("i2"), _Grown("u1")
        self._practice, self._alive = _Grown("?"), _Grown("?")
        self._first = _Grown("i8")  # where a person's words begin in _held
        self._held = _Grown("i4")
        self._sorted_in = 0  # people in the posting lists
        self._starts: Array = np.zeros(1, "i8")
        self._postings: Array = np.zeros(0, "i4")
        self._late: dict[int, list[int]] = {}
        self._places: Array = np.zeros(0, "i4")  # people in order of their ids' second half
        self._keys: Array = np.zeros(0, "u8")
        self._late_places: dict[bytes, int] = {}
        self._numbers: dict[str, list[int]] = {}
        self._written: dict[str, tuple[int, ...]] = {}  # names as typed, so that a common one is cut into words once

    def __len__(self) -> int:
        return int(self._alive.now.sum())

    # -- what is known ------------------------------------------------------------------------------------------------

    def put(self, people: Iterable[Known]) -> None:
        """Takes people in, each in place of what was known of them before."""
        fresh = {known.person: known for known in people}
        if not fresh:
            return
        self.drop(fresh)
        place = self._ids.size
        held: list[int] = []
        counts: list[int] = []
        late, numbers = self._late, self._numbers
        for known in fresh.values():
            words = self._words_of(known.names)
            for word in words:
                late.setdefault(word, []).append(place)
            for number in known.numbers:
                if key := number_key(number):
                    numbers.setdefault(key, []).append(place)
            self._late_places[known.person] = place
            held += words
            counts.append(len(words))
            place += 1
        self._first.extend(self._held.size + np.cumsum([0, *counts[:-1]]))
        self._held.extend(held)
        self._count.extend(counts)
        self._ids.extend(np.frombuffer(b"".join(fresh), dtype="u8").reshape(-1, 2))
        self._year.extend([known.year for known in fresh.values()])
        self._practice.extend([known.practice for known in fresh.values()])
        self._alive.extend(np.ones(len(fresh), dtype=bool))
        if self._ids.size - self._sorted_in >= max(SORT_IN_AT, self._sorted_in // 2):
            self.sort_in()

    def _words_of(self, names: Sequence[str]) -> list[int]:
        words: list[int] = []
        for name in names:
            if name not in self._written:
                if len(self._written) >= MOST_WRITTEN:
                    self._written.clear()
                parts = tokens(name)
                whole = ("".join(parts),) if len(parts) == 2 else ()  # Алӣ Акбар is Алиакбар
                self._written[name] = tuple(self._words.of(word) for word in (*parts, *whole))
            words += self._written[name]
        return list(dict.fromkeys(words))[:MOST_WORDS]

    def drop(self, people: Iterable[bytes]) -> None:
        """Forgets these people."""
        ids = list(people)
        at = self._places_of(np.frombuffer(b"".join(ids), dtype="u8").reshape(-1, 2))
        self._alive.now[at[at >= 0]] = False
        for person in ids:
            late = self._late_places.pop(person, -1)
            if late >= 0:
                self._alive.now[late] = False

    def _places_of(self, ids: Array) -> Array:
        """The places of people sorted in, -1 where there is none."""
        if not len(self._places):
            return np.full(len(ids), -1, "i8")
        at = np.minimum(np.searchsorted(self._keys, ids[:, 1]), len(self._keys) - 1)
        found = self._places[at]
        good = (self._ids.now[found] == ids).all(axis=1) & self._alive.now[found]
        return np.where(good, found, -1)

    def sort_in(self) -> None:
        """Puts everybody into the posting lists."""
        alive, count = self._alive.now, self._count.now.astype("i8")
        owner = np.repeat(np.arange(self._ids.size, dtype="i4"), count)
        held = self._held.now
        keep = alive[owner]
        owner, held = owner[keep], held[keep]
        order = np.argsort(held, kind="stable")
        self._postings = owner[order]
        self._starts = np.searchsorted(held[order], np.arange(len(self._words.texts) + 1))
        living = np.flatnonzero(alive).astype("i4")
        self._places = living[np.argsort(self._ids.now[living, 1], kind="stable")]
        self._keys = self._ids.now[self._places, 1].copy()
        self._late, self._late_places, self._sorted_in = {}, {}, self._ids.size

    def _people_with(self, word: int) -> tuple[Array, list[int]]:
        base = self._postings[self._starts[word] : self._starts[word + 1]] if word + 1 < len(self._starts) else self._postings[:0]
        return base, self._late.get(word, [])

    # -- asking -------------------------------------------------------------------------------------------------------

    def search(self, query: Query, *, allowed: Sequence[bytes] | None, practice: bool = False, limit: int = 10) -> list[Match]:
        """The best matches among the `allowed` (None: everybody), best first. What is not allowed is never looked at."""
        size = self._ids.size
        if not size or not query:
            return []
        visible = self._visible(allowed, practice)
        numbered = [p for key in query.numbers for p in self._numbers.get(key, []) if visible[p]]
        matches = [Match(self._id(p), 1.0, ("number",)) for p in dict.fromkeys(numbered)]
        if query.words:
            taken = set(numbered)
            named = self._by_name(query, visible, limit + len(taken))
            if not named or max(match.score for match in named.values()) < CERTAIN:
                for other in _joined(query):
                    for place, match in self._by_name(other, visible, limit + len(taken)).items():
                        if place not in named or named[place].score < match.score:
                            named[place] = match
            matches += sorted((m for p, m in named.items() if p not in taken), key=lambda match: -match.score)
        return matches[:limit]

    def like(self, known: Known, limit: int = 20) -> list[Match]:
        """Who else may be the person known: by names, measured on whichever of the two has fewer words, and by a shared number.

        A candidate who shares a number says so in `why`; nobody is their own likeness.
        """
        words = tuple(fold_token.__wrapped__(word) for word in dict.fromkeys(word for name in known.names for word in tokens(name)))[
            :MOST_WORDS
        ]
        others = self._visible(None, known.practice)
        mine = self._places_of(np.frombuffer(known.person, dtype="u8").reshape(-1, 2))
        others[[place for place in (int(mine[0]), self._late_places.get(known.person, -1)) if place >= 0]] = False
        numbered = {place for number in known.numbers for place in self._numbers.get(number_key(number), []) if others[place]}
        scores = self._likenesses(words, others, np.array(sorted(numbered), "i8")) if words and self._ids.size else {}
        found = {place: score for place, score in scores.items() if score >= WORTH or place in numbered}
        best = sorted(found, key=lambda place: (place not in numbered, -found[place]))[:limit]
        return [Match(self._id(place), found[place], ("number",) if place in numbered else ()) for place in best]

    def _likenesses(self, words: tuple[Token, ...], others: Array, besides: Array) -> dict[int, float]:
        """How much of the shorter of two names is in the longer (0–1), for the best candidates and those `besides`."""
        weights = np.array([max(2, len(token.readings[0].root)) for token in words], dtype="f4")
        of_word = np.zeros((len(words), len(self._words.texts)), dtype="f4")
        total = np.zeros(self._ids.size, dtype="f4")
        for row, token in enumerate(words):
            alike, score = self._words.alike(token)
            of_word[row, alike] = score
            total += self._spread(alike, score * weights[row], self._ids.size)
        total *= others
        best = np.flatnonzero(total >= LEAST_SHARE * float(total.max(initial=1)))
        if len(best) > CANDIDATES:
            best = best[np.argpartition(-total[best], CANDIDATES)[:CANDIDATES]]
        places = np.union1d(best, besides)
        shared = self._exact(places, of_word, weights)
        held = self._held_by(places)
        readings = self._words.reading_root.now[np.searchsorted(self._words.reading_word.now, np.maximum(held, 0))]
        lengths = np.where(held >= 0, np.maximum(self._words.root_length.now[readings], 2), 0)
        part = shared / np.maximum(np.minimum(lengths.sum(axis=1), weights.sum()), 1)
        alone = np.minimum((held >= 0).sum(axis=1), len(words)) < 2
        return dict(zip(map(int, places), map(float, np.minimum(part, np.where(alone, ONE_WORD, 1.0))), strict=True))

    def _visible(self, allowed: Sequence[bytes] | None, practice: bool) -> Array:
        here = self._alive.now & (self._practice.now == practice)
        if allowed is None:
            return here
        mine = np.zeros(self._ids.size, dtype=bool)
        if allowed:
            found = self._places_of(np.frombuffer(b"".join(allowed), dtype="u8").reshape(-1, 2))
            mine[found[found >= 0]] = True
            mine[[self._late_places[p] for p in allowed if p in self._late_places]] = True
        return here & mine

    def _id(self, place: int) -> bytes:
        return bytes(self._ids.now[place].tobytes())

    def _by_name(self, query: Query, visible: Array, limit: int) -> dict[int, Match]:
        size, words = self._ids.size, query.words
        weights = np.array([max(2, len(token.readings[0].root)) for token in words], dtype="f4")
        weights /= weights.sum()
        of_word = np.zeros((len(words), len(self._words.texts)), dtype="f4")
        total = np.zeros(size, dtype="f4")
        for row, token in enumerate(words):
            alike, score = self._words.alike(token)
            of_word[row, alike] = score
            total += self._spread(alike, score * weights[row], size)
        total *= visible
        places = _best(total, CANDIDATES, lambda found: total[found] + self._extras(found, query))
        exact = self._exact(places, of_word, weights) + self._extras(places, query)
        order = self._varied(places, exact, of_word, limit)
        return {int(places[i]): self._match(int(places[i]), float(exact[i]), query) for i in order if exact[i] >= WORTH}

    def _varied(self, places: Array, exact: Array, of_word: Array, limit: int) -> list[int]:
        """The best first; where more are equally good than can be shown, different names in turn, those of most people first."""
        order = np.argsort(-exact, kind="stable")
        last = exact[order[min(limit, len(order)) - 1]] if len(order) else 0
        better = [int(at) for at in order if exact[at] > last + EQUAL]
        equal = [int(at) for at in order if abs(exact[at] - last) <= EQUAL]
        if len(better) + len(equal) <= limit:
            return better + equal
        held = self._held_by(places[equal])
        best = np.where(held >= 0, of_word[:, held], -1).argmax(axis=2)
        roots = self._words.root_of.now[np.take_along_axis(held[None], best[:, :, None], axis=2)[:, :, 0]]
        named: dict[tuple[int, ...], list[int]] = {}
        for at, name in zip(equal, roots.T.tolist(), strict=True):
            named.setdefault(tuple(name), []).append(at)
        groups = sorted(named.values(), key=len, reverse=True)
        turns = [group[turn] for turn in range(limit) for group in groups if turn < len(group)]
        return better + turns[: limit - len(better)]

    def _extras(self, places: Array, query: Query) -> Array:
        """What the year of birth adds, and words of the name that nobody asked for take away."""
        spare = np.maximum(self._count.now[places].astype("f4") - len(query.words), 0)
        extras: Array = -SPARE_WORD * spare
        if query.year:
            away = np.abs(self._year.now[places] - query.year)
            extras += np.where(away == 0, SAME_YEAR, np.where(away == 1, NEAR_YEAR, 0))
        return extras

    def _spread(self, words: Array, scores: Array, size: int) -> Array:
        """Each person's best score of one word of the question."""
        best = np.zeros(size, dtype="f4")
        for at in np.argsort(scores, kind="stable"):
            base, late = self._people_with(int(words[at]))
            best[base] = scores[at]
            if late:
                best[late] = scores[at]
        return best

    def _held_by(self, places: Array) -> Array:
        """The words of each person, -1 where there is none."""
        count = self._count.now[places].astype("i8")
        column = np.arange(max(1, int(count.max(initial=1))))
        at = self._first.now[places][:, None] + column
        inside = column < count[:, None]
        return np.where(inside, self._held.now[np.where(inside, at, 0)], -1)

    def _exact(self, places: Array, of_word: Array, weights: Array) -> Array:
        """One word of the question to one word of the name, the best pairs first."""
        held = self._held_by(places)
        scores = np.where(held[None] >= 0, of_word[:, held], 0) * weights[:, None, None]
        if not len(places):
            return np.zeros(0, "f4")
        scores = scores.transpose(1, 0, 2).copy()  # person, word of the question, word of the name
        people, asked, width = scores.shape
        rows, total = np.arange(people), np.zeros(people, dtype="f4")
        for _turn in range(min(asked, width)):
            at = scores.reshape(people, -1).argmax(axis=1)
            one, other = at // width, at % width
            total += scores[rows, one, other]
            scores[rows, one, :] = 0
            scores[rows, :, other] = 0
        return total

    def _match(self, place: int, score: float, query: Query) -> Match:
        held = [self._words.texts[word] for word in self._held_by(np.array([place]))[0] if word >= 0]
        why = [max((_how(token, other) for other in held), default=0) for token in query.words]
        reasons = [("", "alike", "beginning", "sound", "spelling")[min(why)] or "part"]
        if query.year and self._year.now[place] == query.year:
            reasons.append("year")
        return Match(self._id(place), score, tuple(reasons))


def _how(token: Token, other: str) -> int:
    """How a word of the question matches a word of a name: 4 as spelled, 3 by sound, 2 by its beginning, 1 nearly, 0 not."""
    if token.text == other:
        return 4
    theirs = {reading.root for reading in fold_token(other).all_readings}
    mine = {reading.root for reading in token.all_readings}
    if mine & theirs:
        return 3
    if any(t.startswith(m) for t in theirs for m in mine):
        return 2
    return int(max(OSA.normalized_similarity(m, t) for m in mine for t in theirs) >= ALIKE)


def _best(total: Array, count: int, exactly: Callable[[Array], Array]) -> Array:
    """The places of about `count` highest totals, once `exactly` has said what they are worth."""
    highest = float(total.max(initial=0))
    for least in (highest - 0.15, WORTH / 2):
        found = np.flatnonzero(total > max(least, WORTH / 2))
        if len(found) >= count:
            break
    if len(found) > count:
        found = found[np.argpartition(-exactly(found), count)[:count]]
        found.sort()
    return found
