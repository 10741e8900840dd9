"""The distinct words of all names, each folded once, and which of them resemble a word of a question."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from panoh.people.names.folding import Token, fold_token, skeleton
from panoh.people.names.letters import script
from panoh.people.names.query import LONGEST_JOINED

type Array = np.ndarray[Any, Any]

ALIKE = 0.6  # a word less alike than this counts its square
ROOT, BONES, FULL = 0.5, 0.2, 0.3  # what of a word counts how much: its root, the consonants of it, the whole
BEGINS, LEAST_BEGINNING = 0.93, 3
LEAST = 0.36  # of a word, to be counted at all
LEAST_ROOT, LEAST_FULL = 0.5, 0.7  # of a root, of the whole, to be compared in all
WHOLE = 0.9  # the most that the whole alone says
OTHER_ENDING = 0.75  # Раҳмонов, Раҳмонзода: which other ending it is says nothing
AS_HEARD, AS_TYPED = 0.85, 0.15  # what of a word counts how much: its sounds, its letters
OTHER_SCRIPT = 0.85
SOUNDS = {letter: place for place, letter in enumerate("abdfghijklmnprstuvzčš")}  # of roots and full forms: three bits each in a number


class Grown:
    """A numpy array that grows at its end. What is appended one by one waits in a list until somebody looks."""

    def __init__(self, kind: str, width: int = 0) -> None:
        self._all: Array = np.zeros((1024, width) if width else 1024, dtype=kind)
        self._waiting: list[Any] = []
        self._size = 0

    @property
    def size(self) -> int:
        return self._size + len(self._waiting)

    def append(self, value: Any) -> None:
        self._waiting.append(value)

    def extend(self, values: Any) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self.extend(waiting)
        need = self._size + len(values)
        if need > len(self._all):
            bigger = np.zeros((max(need, len(self._all) * 3 // 2), *self._all.shape[1:]), dtype=self._all.dtype)
            bigger[: self._size] = self._all[: self._size]
            self._all = bigger
        self._all[self._size : need] = values
        self._size = need

    @property
    def now(self) -> Array:
        if self._waiting:
            self.extend(())
        return self._all[: self._size]


class _Sorted:
    """The places of `texts` in their order, for finding those that begin with a text; new ones are sorted in when somebody asks."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._order = array("i")

    def sort_in(self) -> None:
        at, fresh = self._texts.__getitem__, range(len(self._order), len(self._texts))
        if len(fresh) > 64:
            self._order = array("i", sorted([*self._order, *fresh], key=at))
        else:
            for number in fresh:
                self._order.insert(bisect_right(self._order, self._texts[number], key=at), number)

    def beginning_with(self, text: str) -> list[int]:
        self.sort_in()
        start, end = (bisect_left(self._order, edge, key=self._texts.__getitem__) for edge in (text, text + "\U0010ffff"))
        return self._order[start:end].tolist()


class Words:
    """Every distinct word of every name, folded once, and the distinct roots and full forms behind them."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.texts: list[str] = []
        self.is_cyrillic = Grown("?")
        self.roots: list[str] = []
        self.bones: list[str] = []
        self.fulls: list[str] = []
        self._root: dict[str, int] = {}
        self._full: dict[str, int] = {}
        self.root_letters, self.root_length = Grown("u8"), Grown("u1")
        self.full_letters, self.full_length = Grown("u8"), Grown("u1")
        self.reading_word, self.reading_root, self.reading_full = Grown("i4"), Grown("i4"), Grown("i4")
        self.root_of = Grown("i4")  # the likeliest root of each word
        self.initial_of = Grown("i4")  # and with which sound it begins
        self._is_surname = bytearray()
        self.is_patronymic = Grown("?")
        self._by_root, self._by_full, self._by_text = _Sorted(self.roots), _Sorted(self.fulls), _Sorted(self.texts)

    def of(self, text: str) -> int:
        """The number of a word, folding it when it is new."""
        known = self.number.get(text)
        return self._new(text) if known is None else known

    def _new(self, text: str) -> int:
        word = self.number[text] = len(self.texts)
        token = fold_token.__wrapped__(text)
        self.texts.append(text)
        self.is_cyrillic.append(script(text[0]) == "c")
        self._is_surname.append(token.is_surname)
        self.is_patronymic.append(token.is_patronymic)
        pairs = dict.fromkeys((self._root_of(r.root), self._full_of(r.full)) for r in token.all_readings)
        self.root_of.append(next(iter(pairs))[0])
        self.initial_of.append(ord(self.roots[self.root_of.now[word]][:1] or "\0"))
        for root, full in pairs:
            self.reading_word.append(word)
            self.reading_root.append(root)
            self.reading_full.append(full)
        return word

    def roots_of(self, word: int) -> set[str]:
        """The roots of a word in all its readings."""
        start, end = np.searchsorted(self.reading_word.now, (word, word + 1))
        return {self.roots[root] for root in self.reading_root.now[start:end]}

    def joined(self, one: int, other: int) -> str:
        """Two words as the one name they may be; nothing where one ends as a surname, or where that name would be too long."""
        text = self.texts[one] + self.texts[other]
        return "" if len(text) > LONGEST_JOINED or self._is_surname[one] or self._is_surname[other] else text

    def has_root(self, token: Token) -> bool:
        """Whether somebody bears a word that sounds like this one."""
        return any(reading.root in self._root for reading in token.all_readings)

    def sort_in(self) -> None:
        """Makes ready for questions."""
        for known in (self._by_root, self._by_full, self._by_text):
            known.sort_in()

    def _root_of(self, text: str) -> int:
        if text not in self._root:
            self._root[text] = len(self.roots)
            self.roots.append(text)
            self.bones.append(skeleton(text))
            self.root_letters.append(_letters(text))
            self.root_length.append(min(len(text), 255))
        return self._root[text]

    def _full_of(self, text: str) -> int:
        if text not in self._full:
            self._full[text] = len(self.fulls)
            self.fulls.append(text)
            self.full_letters.append(_letters(text))
            self.full_length.append(min(len(text), 255))
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
        begun = [self._roots_begun(token, reading.root) for reading in readings]
        near = self._near_roots([reading.root for reading in readings])
        near[[number for numbers in begun for number in numbers]] = True
        near_fulls = self._near_fulls([r.full for r in readings])
        picked = np.flatnonzero(near.take(self.reading_root.now) | near_fulls.take(self.reading_full.now))
        if not len(picked):
            return self._begun(token, np.empty(0, "i4"), np.empty(0, "f4"))
        roots, root_at = np.unique(self.reading_root.now[picked], return_inverse=True)
        fulls, full_at = np.unique(self.reading_full.now[picked], return_inverse=True)
        of_root = _likeness([r.root for r in readings], _at(self.roots, roots), roots, begun)
        of_bones = _likeness([r.skeleton for r in readings], _at(self.bones, roots))
        full_begun = [self._by_full.beginning_with(reading.full) if len(reading.full) >= LEAST_BEGINNING else [] for reading in readings]
        of_full = _likeness([r.full for r in readings], _at(self.fulls, fulls), fulls, full_begun)[:, full_at]
        of_full = np.where((of_root == 1)[:, root_at] & (of_full < 1), OTHER_ENDING, of_full)
        heard = np.maximum((ROOT * of_root + BONES * of_bones)[:, root_at] + FULL * of_full, WHOLE * of_full).max(axis=0)
        words = self.reading_word.now[picked]
        starts = np.flatnonzero(np.diff(words, prepend=-1))
        words, heard, whole = words[starts], np.maximum.reduceat(heard, starts), np.maximum.reduceat(of_full.max(axis=0), starts)
        heard = np.where(heard < ALIKE, heard * heard, heard)
        keep = heard > LEAST
        words = words[keep]
        return self._begun(token, words, AS_HEARD * heard[keep] + AS_TYPED * self._as_typed(token, words, whole[keep]))

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

    def _near_roots(self, texts: list[str]) -> Array:
        """Which roots are alike enough to one of the texts to be compared in all."""
        return _near(texts, self.roots, self.root_length.now, self.root_letters.now, LEAST_ROOT)

    def _near_fulls(self, texts: list[str]) -> Array:
        """Which full forms are: a slip of the pen in an ending leaves another root."""
        return _near(texts, self.fulls, self.full_length.now, self.full_letters.now, LEAST_FULL)

    def _as_typed(self, token: Token, words: Array, whole: Array) -> Array:
        """How alike the letters are as typed; of a word in the other script, how alike it sounds (`whole`), and a little less."""
        typed: Array = OTHER_SCRIPT * whole
        same = np.flatnonzero(self.is_cyrillic.now[words] == (script(token.text[0]) == "c"))
        if len(same):
            typed[same] = cdist([token.text], _at(self.texts, words[same]), scorer=OSA.normalized_similarity, dtype=np.float32)[0]
        return typed


def _at(texts: list[str], places: Array) -> list[str]:
    return [texts[place] for place in places.tolist()]


def _letters(text: str) -> int:
    """A bit for the first time a letter stands there, another for the second and for the third."""
    mask = 0
    for letter in text:
        bit = 1 << SOUNDS.get(letter, ord(letter) % len(SOUNDS))
        while mask & bit and bit < 1 << 2 * len(SOUNDS):
            bit <<= len(SOUNDS)
        mask |= bit
    return mask


def _screened(text: str, length: Array, letters: Array, least: float) -> Array:
    """Which texts of these lengths and letters may be as alike as that. A letter that is missing costs a change at least: none is lost."""
    mine, lengths = np.uint64(_letters(text)), np.arange(256)
    changes = ((1 - least) * np.maximum(lengths, len(text))).astype("i2")
    allowed = np.where(np.abs(lengths - len(text)) <= changes, changes, -1).astype("i2").take(length)
    lacking = np.maximum(np.bitwise_count(letters & ~mine), np.bitwise_count(~letters & mine))
    return np.flatnonzero(lacking <= allowed)


def _near(texts: list[str], known: list[str], length: Array, letters: Array, least: float) -> Array:
    """Which of the known texts are alike enough to one of `texts`: a screen by length and letters before the real comparison."""
    near = np.zeros(len(known), dtype=bool)
    for text in texts:
        screened = _screened(text, length, letters, least)
        likeness = cdist([text], _at(known, screened), scorer=OSA.normalized_similarity, dtype=np.float32, score_cutoff=least)[0]
        near[screened[likeness >= least]] = True
    return near


def _likeness(mine: list[str], theirs: list[str], numbers: Array | None = None, begun: Sequence[list[int]] = ()) -> Array:
    """How alike two texts are, over the longer of them; where one is the beginning of the other (`begun`, among `numbers`), BEGINS."""
    found: Array = cdist(mine, theirs, scorer=OSA.normalized_similarity, dtype=np.float32)
    for row, known in enumerate(begun):
        if known and numbers is not None:
            at = np.isin(numbers, known)
            found[row, at] = np.maximum(found[row, at], BEGINS)
    return found
