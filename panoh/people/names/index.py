"""An index of names in memory: what one reader may see, ranked across scripts. Nothing of it is ever written down.

No Django and no database: the key agent holds it, filled with what it unsealed itself (SEARCH.md). Each distinct word is folded once;
a question is compared with the distinct words, and only then with people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA

from panoh.people.names.entries import Known
from panoh.people.names.folding import Token, fold_token
from panoh.people.names.query import Query, joined, number_key
from panoh.people.names.store import MOST_WORDS, Store
from panoh.people.names.tokens import tokens
from panoh.people.names.words import ALIKE, Array

CANDIDATES = 400  # people looked at exactly
WORTH = 0.62  # a match worse than this is not shown
EQUAL = 0.0001
SAME_YEAR, NEAR_YEAR = 0.05, 0.03
SPARE_WORD = 0.002
ONE_WORD = 0.7  # the most that one word in common says
LEAST_SHARE = 0.3  # of what the best has in common: who has less is not compared
CERTAIN = 0.96


@dataclass(frozen=True, slots=True)
class Match:
    """One person found. `why` names what matched: number, spelling, sound, alike, beginning, year."""

    person: bytes
    score: float
    why: tuple[str, ...]


class Index(Store):
    """People by name: what is asked. Not safe for two threads at once: its owner holds a lock."""

    def search(self, query: Query, *, allowed: Sequence[bytes] | None, practice: bool = False, limit: int = 10) -> list[Match]:
        """The best matches among the `allowed` (None: everybody), best first. What is not allowed is never looked at."""
        size = self._ids.size
        if not size or not query:
            return []
        visible = self._visible(allowed, practice)
        numbered = [p for key in query.numbers for p in self._numbers.of(key) if visible[p]]
        matches = [Match(self._id(p), 1.0, ("number",)) for p in dict.fromkeys(numbered)]
        if query.words:
            taken = set(numbered)
            named = self._by_name(query, visible, limit + len(taken))
            if not named or max(match.score for match in named.values()) < CERTAIN:
                for other in joined(query):
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
        mine = self._places_of([known.person])
        others[mine[mine >= 0]] = False
        numbered = {place for number in known.numbers for place in self._numbers.of(number_key(number)) if others[place]}
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
        here: Array = self._alive.now & (self._practice.now == practice)
        if allowed is None:
            return here
        mine: Array = np.zeros(self._ids.size, dtype=bool)
        found = self._places_of(allowed)
        mine[found[found >= 0]] = True
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
    found = np.flatnonzero(total > max(highest - 0.15, WORTH / 2))
    if len(found) < count:
        found = np.flatnonzero(total > WORTH / 2)
    if len(found) > count:
        found = found[np.argpartition(-exactly(found), count)[:count]]
        found.sort()
    return found
