"""An index of names in memory: what one reader may see, ranked across scripts. Nothing of it is ever written down.

No Django and no database: the key agent holds it, filled with what it unsealed itself (SEARCH.md). Each distinct word is folded once;
a question is compared with the distinct words, and only then with people.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np
from rapidfuzz.distance import OSA

from panoh.people.names.entries import Known
from panoh.people.names.folding import Token, fold_token
from panoh.people.names.query import Query, joined, number_key
from panoh.people.names.store import MOST_WORDS, Store
from panoh.people.names.tokens import tokens
from panoh.people.names.words import ALIKE, Array

CANDIDATES = 2_000  # people looked at exactly
WORTH = 0.62  # of two records, to be compared further
SHARED = 0.3  # of a question, with less somebody is looked at only where there is room: two names of three at least, of a common one
ANYTHING = 0.01  # of a question: a short word of a long name
MISSING = 0.06  # a word asked for that a name of fewer words has no place for
EQUAL = 0.0001
SAME_YEAR, NEAR_YEAR = 0.05, 0.03
SPARE_WORD = 0.002
SPARE_NAME = 0.04  # family or given name that nobody asked for: more than a father's name
NAMES = 2  # so many words at the beginning are they, those that end as a father's name left out
OTHER_ORDER = 0.001
INITIAL = 0.02
ONE_WORD = 0.7  # the most that one word in common says
LEAST_SHARE = 0.3  # of what the best has in common: who has less is not compared
BEHIND = 0.15  # the best one by one: who is so far behind is looked at only where there is room
CERTAIN = 0.96
CLOSE = 0.7  # what a word made of two must be like
LEAST_HALF = 3  # letters of each of two words typed as one
WORDS_IN_TURN, TURN = 3, 3  # of so many words so many who lack the same one are among the answer
NONE = -1


@dataclass(frozen=True, slots=True)
class Match:
    """One person found. `why` names what matched: number, spelling, sound, alike, beginning, year."""

    person: bytes
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one word of the question found."""

    words: Array
    scores: Array  # of these words
    people: Array  # who bear them, some more than once
    likeness: Array  # of these words, ascending: where somebody stands twice, the last is their best


@dataclass(frozen=True, slots=True)
class _Found:
    """How good a name is, as which question, and which one word of it the name lacks while it has the others (else NONE)."""

    score: float
    query: Query
    lacks: int


def _in_turn(named: dict[int, _Found], limit: int) -> dict[int, _Found]:
    """The best. Where nobody has the whole of a question of three words, some of each who lack one of them, however the others rank: which
    of the words was heard wrong nobody knows."""
    best = sorted(named, key=lambda place: -named[place].score)
    if best and named[best[0]].score < CERTAIN:
        ways: dict[tuple[Query, int], list[int]] = {}
        for place in best:
            found = named[place]
            if found.lacks != NONE:
                ways.setdefault((found.query, found.lacks), []).append(place)
        first = {place for way in ways.values() for place in way[:TURN]}
        best = sorted(sorted(best, key=lambda place: place not in first)[:limit], key=lambda place: -named[place].score)
    return {place: named[place] for place in best[:limit]}


class Index(Store):
    """People by name: what is asked. Not safe for two threads at once: its owner holds a lock."""

    def __init__(self) -> None:
        super().__init__()
        self._scratch: Array = np.zeros(0, "f4")  # a number a person, read only where the same question wrote

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
            heard = {token: self._heard(token) for token in query.words}
            named = self._named(query, heard, visible, limit + len(taken), SHARED)
            if len(named) < limit + len(taken):
                named = self._named(query, heard, visible, limit + len(taken), ANYTHING)
            best = _in_turn({place: found for place, found in named.items() if place not in taken}, limit - len(matches))
            matches += [self._match(place, found.score, found.query) for place, found in best.items()]
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
        weights = _lengths(words)
        heard = [self._heard(token) for token in words]
        of_word, (people, total) = self._worth(heard), self._add_up(heard, weights, LEAST_SHARE, others)
        best = self._once(people[total >= LEAST_SHARE * float(total.max(initial=1))])
        if len(best) > CANDIDATES:
            best = best[np.argpartition(-self._scratch[best], CANDIDATES)[:CANDIDATES]]
        places = np.union1d(best, besides)
        held = self._held_by(places)
        _paired, shared = self._paired(held, of_word, weights)
        part = shared / np.maximum(np.minimum(self._lengths_of(held).sum(axis=1), weights.sum()), 1)
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

    def _named(self, query: Query, heard: dict[Token, _Heard], visible: Array, limit: int, least: float) -> dict[int, _Found]:
        """The best by name, of who has at least so much of it; two words of the question may be one of theirs, and one two."""
        named = self._by_name(query, heard, self._candidates(query, heard, visible, least), limit)
        if max((found.score for found in named.values()), default=0) >= CERTAIN:
            return named
        for other in (*joined(query), *self._split(query, heard)):
            fresh = set(other.words) - heard.keys()
            heard |= {token: self._heard(token) for token in fresh}
            for token in fresh:
                for place, found in self._by_name(other, heard, self._bearers(heard[token], visible), limit).items():
                    named[place] = max(named.get(place, found), found, key=attrgetter("score"))
        return named

    def _split(self, query: Query, heard: dict[Token, _Heard]) -> Iterator[Query]:
        """The question with a long word that nobody bears as two: family and given name typed without a space between them."""
        for at, word in enumerate(query.words):
            if len(word.text) < 2 * LEAST_HALF or heard[word].scores.max(initial=0) >= CLOSE:
                continue
            cuts = [(word.text[:end], word.text[end:]) for end in range(LEAST_HALF, len(word.text) - LEAST_HALF + 1)]
            borne = [sum(map(self._length_borne, halves)) for halves in cuts]
            one, other = cuts[int(np.argmax(borne))]
            if max(borne):
                yield replace(query, words=(*query.words[:at], fold_token(one), fold_token(other), *query.words[at + 1 :]))

    def _length_borne(self, text: str) -> int:
        """How long a word is that somebody bears, by its sound; else 0."""
        return len(text) if self._words.has_root(fold_token(text)) else 0

    def _by_name(self, query: Query, heard: dict[Token, _Heard], places: Array, limit: int) -> dict[int, _Found]:
        """The best of the people at these places."""
        held = self._held_by(places)
        of_word = self._worth([heard[token] for token in query.words])
        paired, exact = self._paired(held, of_word, _weights(query.words))
        exact = np.maximum(exact, self._of_fewer(held, exact, query))
        exact = exact + self._extras(places, query) + self._fit(held, paired) + self._begun(held, paired, query)
        alike = np.where(held >= 0, of_word[:, held].max(axis=0), 0).max(axis=1, initial=0) >= ALIKE
        exact = np.where(alike, np.maximum(exact, EQUAL), 0)
        order, lacks = self._varied(held, paired, exact, limit), np.full(len(places), NONE)
        if len(query.words) >= WORDS_IN_TURN and exact.max(initial=0) < CERTAIN:
            lacks = self._lacking(held, paired, of_word)
            for word in range(len(query.words)):
                one = np.flatnonzero(lacks == word)
                order += one[np.argsort(-exact[one], kind="stable")[:TURN]].tolist()
        return {int(places[i]): _Found(float(exact[i]), query, int(lacks[i])) for i in order if exact[i] > 0}

    def _lacking(self, held: Array, paired: Array, of_word: Array) -> Array:
        """Which one word of the question each name lacks, where it has all the others; else none."""
        asked = len(of_word)
        words = np.take_along_axis(held, np.maximum(paired, 0), axis=1)
        has = (paired >= 0) & (of_word[np.arange(asked), words] >= CLOSE)
        lacks: Array = np.where(has.sum(axis=1) == asked - 1, has.argmin(axis=1), NONE)
        return lacks

    def _of_fewer(self, held: Array, shared: Array, query: Query) -> Array:
        """How much of a name of fewer words than the question is in it, less something for each word that is missing; else nothing."""
        count = (held >= 0).sum(axis=1)
        part = np.minimum(shared * _lengths(query.words).sum() / np.maximum(self._lengths_of(held).sum(axis=1), 1), 1)
        missing = len(query.words) - count
        fewer: Array = np.where(missing > 0, np.where(count < 2, np.minimum(part, ONE_WORD), part) - MISSING * missing, 0)
        return fewer

    def _lengths_of(self, held: Array) -> Array:
        """How long the root of each of these words is, as `_lengths`; 0 where there is none."""
        readings = self._words.reading_root.now[np.searchsorted(self._words.reading_word.now, np.maximum(held, 0))]
        lengths: Array = np.where(held >= 0, np.maximum(self._words.root_length.now[readings], 2), 0)
        return lengths

    def _candidates(self, query: Query, heard: dict[Token, _Heard], visible: Array, least: float) -> Array:
        """Whom the words of the question fit best when taken one by one."""
        people, total = self._add_up([heard[token] for token in query.words], _weights(query.words), least, visible)
        found = self._once(people[total > float(total.max(initial=0)) - BEHIND])
        if len(found) < CANDIDATES:
            found = self._once(people)
        if len(found) > CANDIDATES:
            missing = np.maximum(len(query.words) - self._count.now[found].astype("f4"), 0)
            likely = self._scratch[found] * (1 + missing / np.maximum(len(query.words) - missing, 1)) - MISSING * missing
            exactly = np.maximum(self._scratch[found], likely) + self._extras(found, query)
            found = found[np.argpartition(-exactly, CANDIDATES)[:CANDIDATES]]
            found.sort()
        return found

    def _bearers(self, one: _Heard, visible: Array) -> Array:
        """Who bears a word much like this one."""
        near = one.likeness >= CLOSE
        bearers, likeness = one.people[near], self._number_a_person()
        likeness[bearers] = one.likeness[near]
        people = self._once(bearers[visible[bearers]])
        if len(people) > CANDIDATES:
            people = people[np.argpartition(-likeness[people], CANDIDATES)[:CANDIDATES]]
        return people

    def _fit(self, held: Array, paired: Array) -> Array:
        """How the words asked for lie in the name: what is missing of family and given name, whether they stand in the order asked."""
        used = (paired[:, :, None] == np.arange(held.shape[1])).any(axis=1)
        names = (held >= 0) & ~self._words.is_patronymic.now[np.maximum(held, 0)]
        spare = (names & ~used)[:, :NAMES].sum(axis=1)
        in_order = (np.diff(paired, axis=1) > 0).all(axis=1)
        fit: Array = -OTHER_ORDER * ~in_order - SPARE_NAME * spare
        return fit

    def _begun(self, held: Array, paired: Array, query: Query) -> Array:
        """What initials add: each for a word of the name that no other word of the question has taken."""
        begun = np.zeros(len(held), "f4")
        if query.initials:
            used = (paired[:, :, None] == np.arange(held.shape[1])).any(axis=1)
            first = np.where((held >= 0) & ~used, self._words.initial_of.now[np.maximum(held, 0)], 0)
            for letters in query.initials:
                begun += INITIAL * np.isin(first, [ord(letter) for letter in letters]).any(axis=1)
        return begun

    def _varied(self, held: Array, paired: Array, exact: Array, limit: int) -> list[int]:
        """The best first; where more are equally good than can be shown, different names in turn, those of most people first."""
        order = np.argsort(-exact, kind="stable")
        last = exact[order[min(limit, len(order)) - 1]] if len(order) else 0
        better = order[exact[order] > last + EQUAL]
        equal = order[np.abs(exact[order] - last) <= EQUAL]
        if len(better) + len(equal) > limit:
            roots = self._words.root_of.now[np.take_along_axis(held[equal], np.maximum(paired[equal], 0), axis=1)]
            _names, group, sizes = np.unique(roots, axis=0, return_inverse=True, return_counts=True)
            group = group.reshape(-1)
            by_group = np.argsort(group, kind="stable")
            turn = np.empty(len(group), "i8")
            turn[by_group] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            equal = equal[np.lexsort((group, -sizes[group], turn))]
        return [int(at) for at in (*better, *equal)][:limit]

    def _extras(self, places: Array, query: Query) -> Array:
        """What the year of birth adds, and words of the name that nobody asked for take away."""
        spare = np.maximum(self._count.now[places].astype("f4") - len(query.words), 0)
        extras: Array = -SPARE_WORD * spare
        if query.year:
            away = np.abs(self._year.now[places] - query.year)
            extras += np.where(away == 0, SAME_YEAR, np.where(away == 1, NEAR_YEAR, 0))
        return extras

    def _heard(self, token: Token) -> _Heard:
        """The words that resemble one of the question, and who bears any of them."""
        words, scores = self._words.alike(token)
        order = np.argsort(scores, kind="stable")
        parts = [(people, np.repeat(scores[order], counts)) for people, counts in self._people_of(words[order])]
        people, score = (np.concatenate(part) for part in zip(*parts, strict=True))
        return _Heard(words, scores, people, score)

    def _add_up(self, heard: Sequence[_Heard], weights: Array, least: float, visible: Array) -> tuple[Array, Array]:
        """Of the visible, who has at least so much in common, some more than once, and the sum of their best; in _scratch too.

        Whoever bears none of the rarest words is left out where all the others together are worth less than that.
        """
        total = self._number_a_person()
        order = np.argsort([len(one.people) for one in heard], kind="stable")
        others = weights.sum() - np.cumsum(weights[order])
        rarest = [heard[at].people for at in order[: 1 + int(np.argmax(others < least))]]
        for people in rarest:
            total[people] = 0
        for one, weight in zip(heard, weights, strict=True):
            total[one.people] += one.likeness * weight  # of who stands there twice the last counts
        people = np.concatenate(rarest)
        people = people[total[people] >= least]
        people = people[visible[people]]
        return people, total[people]

    def _number_a_person(self) -> Array:
        """Room for everybody: fresh memory for each word of a question would cost more than all that is written to it."""
        if len(self._scratch) < self._ids.size:
            self._scratch = np.zeros(self._ids.size * 9 // 8, "f4")
        return self._scratch

    def _once(self, people: Array) -> Array:
        """Each of these people once, in order."""
        chosen: Array = np.zeros(self._ids.size, dtype=bool)
        chosen[people] = True
        return np.flatnonzero(chosen)

    def _worth(self, heard: Sequence[_Heard]) -> Array:
        """What each word of all names is worth to each word of the question."""
        of_word: Array = np.zeros((len(heard), len(self._words.texts)), dtype="f4")
        for row, one in enumerate(heard):
            of_word[row, one.words] = one.scores
        return of_word

    def _held_by(self, places: Array) -> Array:
        """The words of each person, -1 where there is none."""
        count = self._count.now[places].astype("i8")
        column = np.arange(max(1, int(count.max(initial=1))))
        at = self._first.now[places][:, None] + column
        inside = column < count[:, None]
        return np.where(inside, self._held.now[np.where(inside, at, 0)], -1)

    def _paired(self, held: Array, of_word: Array, weights: Array) -> tuple[Array, Array]:
        """One word of the question to one word of the name, the best pairs first: the column of each (-1: none), what they are worth."""
        people, asked = len(held), len(weights)
        paired = np.full((people, asked), -1, "i8")
        scores = np.where(held >= 0, of_word[:, held], 0) * weights[:, None, None]
        scores = scores.transpose(1, 0, 2).copy()  # person, word of the question, word of the name
        width = held.shape[1]
        rows, total = np.arange(people), np.zeros(people, dtype="f4")
        for _turn in range(min(asked, width) if people else 0):
            at = scores.reshape(people, -1).argmax(axis=1)
            one, other = at // width, at % width
            gained = scores[rows, one, other]
            total += gained
            paired[rows[gained > 0], one[gained > 0]] = other[gained > 0]
            scores[rows, one, :] = 0
            scores[rows, :, other] = 0
        return paired, total

    def _match(self, place: int, score: float, query: Query) -> Match:
        held = [(self._words.texts[word], self._words.roots_of(word)) for word in self._held_by(np.array([place]))[0] if word >= 0]
        why = [max((_how(token, *other) for other in held), default=0) for token in query.words]
        reasons = [("", "alike", "beginning", "sound", "spelling")[min(why)] or "part"]
        if query.year and self._year.now[place] == query.year:
            reasons.append("year")
        return Match(self._id(place), score, tuple(reasons))


def _lengths(words: Sequence[Token]) -> Array:
    return np.array([max(2, len(token.readings[0].root)) for token in words], dtype="f4")


def _weights(words: Sequence[Token]) -> Array:
    """What each word of a question counts: the longer, the more."""
    weights = _lengths(words)
    weights /= weights.sum()
    return weights


def _how(token: Token, other: str, theirs: set[str]) -> int:
    """How a word of the question matches a word of a name: 4 as spelled, 3 by sound, 2 by its beginning, 1 nearly, 0 not."""
    if token.text == other:
        return 4
    mine = {reading.root for reading in token.all_readings}
    if mine & theirs:
        return 3
    if any(t.startswith(m) for t in theirs for m in mine):
        return 2
    return int(max(OSA.normalized_similarity(m, t) for m in mine for t in theirs) >= ALIKE)
