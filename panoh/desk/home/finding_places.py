"""What somebody wants to do, found among the places of the desk: by words of the three languages, mistyped or without Tajik letters."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from math import log

from django.utils import translation
from rapidfuzz import fuzz

from panoh.core.languages import LANGUAGES
from panoh.desk.frame.places import ACTS, BY_VIEW, Place
from panoh.places.spelling import key, words

MOST = 10
LONG = 4  # letters from which on a word may be mistyped
ALIKE, UNLIKE = 80, 75  # of 100: so much of a mistyped word is right at least; at so much it would say nothing
WHOLE, BEGINS, ENDS_OTHERWISE = 3.0, 2.0, 1.0
LEAST = 3.0  # what answers less is only a little like it
COMMON, FAINT = 0.1, 0.01  # a word that more of the places have says next to nothing
STEM = 0.6  # so much of the longer of two words is the same from the beginning where only their endings differ

_AFTER_HUSHING = re.compile("(?<=[чжшщ])о")


def find_places(places: Iterable[Place], wanted: str) -> list[Place]:
    """The best of `places` for these words, ten at most, best first; none where nothing is like them."""
    asked = [forms for word in words(wanted.lower()) if (forms := _forms(word)) and forms[0] not in _of_oneself()]
    marked = [(_mark(asked, _words_of(place.view)) + _called(asked, place.view), place) for place in places]
    best = max((mark for mark, _place in marked), default=0.0)
    found = sorted((each for each in marked if each[0] >= max(LEAST, best / 2)), key=lambda each: -each[0])
    return [place for _mark_, place in found[:MOST]]


def _mark(asked: Sequence[Sequence[str]], known: Sequence[frozenset[str]]) -> float:
    """How well a place answers: words of its name count twice, and all of it the less the more words it leaves unanswered."""
    marks = [max(_alike(form, each) * weight for form in forms for each, weight in zip(known, (2, 1), strict=True)) for forms in asked]
    return sum(marks) * sum(map(bool, marks)) / (len(marks) or 1)


def _called(asked: Sequence[Sequence[str]], view: str) -> float:
    """Whoever writes just the one word that a place is called finds it, however common the word: the Unit is a group too."""
    if len(asked) != 1:
        return 0.0
    return LEAST if any(name.startswith(form) for form in asked[0] if len(form) >= LONG for name in _one_word_names(view)) else 0.0


def _alike(word: str, known: frozenset[str]) -> float:
    """How like the word is to one of these, the more the fewer places have that one."""
    if word in known:
        return WHOLE * _rarity().get(word, 0.0)
    if len(word) < LONG or _rarity().get(word) == FAINT:  # what says next to nothing is no beginning of another word either
        return 0.0
    likely = [each for each in known if len(each) >= LONG and STEM * max(len(each), len(word)) <= min(len(each), len(word))]
    begun = (_begun(word, each) * _rarity()[each] for each in likely)
    likenesses = ((each, fuzz.ratio(word, each)) for each in likely)
    mistyped = (BEGINS * _rarity()[each] * (like - UNLIKE) / (100 - UNLIKE) for each, like in likenesses if like >= ALIKE)
    return max((*begun, *mistyped), default=0.0)


def _begun(one: str, other: str) -> float:
    """How surely two words are one with other endings: one is the beginning of the other, or most of the longer stands in both."""
    same = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other)))
    share = same / max(len(one), len(other))
    if same < LONG or share < STEM:
        return 0.0
    return BEGINS if same == min(len(one), len(other)) else ENDS_OTHERWISE * share


def _folded(texts: Iterable[str]) -> list[str]:
    """The words in every form by which they are found."""
    return [form for text in texts for word in words(text.lower()) for form in _forms(word)]


def _forms(word: str) -> tuple[str, ...]:
    """A word as it sounds, the same in either script, and a short one in Latin letters also as it is spelt: a key sounds like the Tajik
    кӣ. Whoever types е for ё means the same, and о for it after ч or ж: счот."""
    folded = key([_AFTER_HUSHING.sub("е", word.replace("ё", "е"))])
    return tuple(filter(None, (folded, word if word.isascii() and len(word) < LONG else "")))


@cache
def _of_oneself() -> frozenset[str]:
    """Words with which one begins, everybody looks for what is theirs, and those that only join others."""
    begun = "i my me want я мой моя мои мне хочу нужно могу надо ман худам мехоҳам шуд шудам мешавад where где куда куҷо"
    return frozenset(_folded([begun, "a an the to in on of for в во на к по из за ба дар аз"]))


@cache
def _words_of(view: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the name of the place of this view, and those of what it is for, in all languages."""
    place = _known()[view]
    page = place.view.partition(":")[2]
    names, rest = (_more_words(table).get(page, "").splitlines() for table in ("names", "words"))  # a line each: a longer text is cut
    for language in LANGUAGES:
        with translation.override(language):
            names.append(str(place.label))
            rest.append(str(place.says))
    return frozenset(_folded(names)), frozenset(_folded(rest))


@cache
def _one_word_names(view: str) -> frozenset[str]:
    """What a place is called in the languages that have one word for it."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(_known()[view].label))
    return frozenset(_folded(name for name in found if len(words(name.lower())) == 1))


@cache
def _rarity() -> dict[str, float]:
    """What each word says: the less the more places have it, next to nothing where a tenth has."""
    places = _known()
    count = Counter(word for view in places for word in frozenset.union(*_words_of(view)))
    return {word: log(len(places) / times) if times <= COMMON * len(places) else FAINT for word, times in count.items()}


@cache
def _known() -> dict[str, Place]:
    """All places and acts, by their view."""
    return {place.view: place for place in (*BY_VIEW.values(), *ACTS)}


@cache
def _more_words(table: str) -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(files("panoh.content").joinpath("menu_words.toml").read_text(encoding="utf-8"))[table]
    return found
