"""What in a text could point at a person: names, numbers, codes, small places, days. It compares folded words and repeats none of them."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from panoh.core.ids import tidy_code
from panoh.people.names import fold_token
from panoh.people.names.tokens import tokens
from panoh.places.catalogue import names_district
from panoh.reporting.enums import Trace

# A word, with an apostrophe inside: Ma'ruf. "Rustam's" is one, its ending goes with the others.
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼʻ‘`´][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=\w\w[.!?…])\s+|(?<=\w\w[.!?…][»”\")])\s+|\n+")
_NAMES_APART = re.compile(r"[,;/()\n]+")
_NOT_NAMES = frozenset(
    "улица ул кӯча кӯчаи куча дом хона хонаи кв квартира село деҳа деҳаи кишлак махалля маҳалла ҷамоат street house".split()
)

# What stands behind a name in Russian, Tajik and English sentences, folded: any two letters, or one of these.
_LONG_ENDINGS = frozenset("imi ami hara aman atan ašan ham niz".split())
_SHORT, _LEAST = 3, 4  # letters of a folded name below which it is not compared; from which on endings count

_YEARS = re.compile(r"\b(?:19|20)\d\d\s*[-–—]\s*(?:(?:19|20)?\d\d)\b")
_FIGURES = re.compile(r"\d[\d\s()\-–]*\d")
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{4}[-–\s]?[0-9A-Za-z]{5}(?![0-9A-Za-z])")

_DAY_IN_FIGURES = re.compile(
    r"(?<!\d)\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d\d)(?!\d)|(?<!\d)\d{4}[./-]\d{1,2}[./-]\d{1,2}(?!\d)"
    r"|(?<![\d.])(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?![\d.]*\d)"
)
_MONTH = re.compile(
    r"(?:январ|феврал|апрел|август|сентябр|октябр|ноябр|декабр)\w{0,4}|март(?:а|е|у|ом|и|ро)?|ма[йяею]|маи|ию[нл]\w{0,4}"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_PIECE = re.compile(r"\d+(?:-?(?:го|ого|е|ое|уми|юми|ум|юм|st|nd|rd|th))?(?!\w)|[^\W\d_]+")
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:-?\D+)?")
_ORDINAL = re.compile(r"\w{3,}(?:ого|его)|\w{2,}[уюӯ]ми")  # пятого мая, панҷуми май
_ENGLISH_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth thirtieth".split()
)
_NEAR = 2  # words between a day and its month, and one: 12-го числа мая


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person and may not be told, as it was typed."""

    names: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def traces(text: str, known: Known) -> list[tuple[int, Trace]]:
    """What stands in a text and where: the number of the sentence from 1, and what it is; each once a sentence, in their order."""
    text = unicodedata.normalize("NFKC", text)
    starts = [0, *(end.end() for end in _SENTENCE_END.finditer(text))]
    found = [
        *_named(text, known),
        *_figures(text, known),
        *((start, Trace.PLACE) for start in names_district(text)),
        *_days(text, starts),
    ]
    return sorted({(bisect_right(starts, start), kind) for start, kind in found}, key=lambda each: (each[0], Trace.values.index(each[1])))


# -- names


def _named(text: str, known: Known) -> Iterator[tuple[int, Trace]]:
    sorts = ((Trace.NAME, known.names), (Trace.RELATIVE, [*_proper(known.relatives)]), (Trace.PLACE, [*_proper(known.addresses)]))
    wanted = [(kind, _forms(parts := _parts(names)), _skeletons(parts)) for kind, names in sorts]
    words = list(_WORD.finditer(text))
    for place, word in enumerate(words):
        both = word.group() + words[place + 1].group() if place + 1 < len(words) else ""
        said = _said(word.group()) | _said(both)  # of two words: a name that is written in one
        rough = _skeletons(tokens(word.group())) if word.group()[0].isupper() else frozenset()
        for kind, forms, skeletons in wanted:
            if rough & skeletons or any(_is(form, one) for one in said for form in forms):
                yield word.start(), kind
                break


def _parts(names: Iterable[str]) -> frozenset[str]:
    """Every word of these names, and every two that may be written in one: Саид-Мурод, Саидмурод."""
    found: set[str] = set()
    for name in names:
        for piece in _NAMES_APART.split(name):
            words = tokens(piece)
            found |= {*words, *(one + other for one, other in pairwise(words))}
    return frozenset(found)


def _forms(parts: Iterable[str]) -> frozenset[str]:
    """The folded forms of these words; a vowel at the end goes when another ending comes."""
    heard = {form for part in parts for reading in fold_token(part).all_readings for form in (reading.full, reading.root)}
    heard |= {form[:-1] for form in heard if form[-1:] in "aiu" and len(form) > _LEAST}
    return frozenset(form for form in heard if len(form) >= _SHORT)


def _skeletons(parts: Iterable[str]) -> frozenset[str]:
    """Their consonants, where there are enough: Ҷамшед written Джамшит."""
    return frozenset(reading.skeleton for part in parts for reading in fold_token(part).all_readings if len(reading.skeleton) >= _LEAST)


def _proper(texts: Iterable[str]) -> Iterator[str]:
    """Of a free text the words that begin with a capital: сестра Зулфия, ул. Айни 12."""
    for text in texts:
        words = _WORD.findall(text)
        yield from [word for word in words if word[0].isupper() and word.lower() not in _NOT_NAMES] or ([text] if len(words) == 1 else [])


def _said(word: str) -> frozenset[str]:
    return frozenset(form for token in tokens(word) for reading in fold_token(token).all_readings for form in (reading.full, reading.root))


def _is(form: str, said: str) -> bool:
    """Whether a word of the text is this name, with an ending of its sentence or without."""
    if form == said:
        return True
    if len(form) < _LEAST or not said.startswith(form):
        return False
    ending = said[len(form) :]
    return len(ending) <= 2 or ending in _LONG_ENDINGS


# -- numbers and codes


def _figures(text: str, known: Known) -> Iterator[tuple[int, Trace]]:
    for code in _CODE.finditer(text):
        if tidy_code(code.group()):
            yield code.start(), Trace.CODE
    tails = {digits[-7:] for number in known.numbers if len(digits := re.sub(r"\D", "", number)) >= 4}
    plain = _YEARS.sub(lambda years: "." * len(years.group()), text)  # 2014–2016 is no number
    for run in _FIGURES.finditer(plain):
        digits = re.sub(r"\D", "", run.group())
        if len(digits) >= 7 or re.search(r"\d{6}", run.group()) or any(tail in digits for tail in tails):
            yield run.start(), Trace.NUMBER


# -- days


def _days(text: str, starts: list[int]) -> Iterator[tuple[int, Trace]]:
    for day in _DAY_IN_FIGURES.finditer(text):
        yield day.start(), Trace.DAY
    pieces = list(_PIECE.finditer(text))
    plain = [piece.group().lower().replace("ӣ", "и") for piece in pieces]
    for place, word in enumerate(plain):
        if not _MONTH.fullmatch(word):
            continue
        near = range(max(0, place - _NEAR), min(len(plain), place + _NEAR + 1))
        same = [at for at in near if at != place and _sentence(starts, pieces[at]) == _sentence(starts, pieces[place])]
        beside = plain[place - 1] if place - 1 in same else ""
        if any(_DAY.fullmatch(plain[at]) or plain[at] in _ENGLISH_ORDINALS for at in same) or _ORDINAL.fullmatch(beside):
            yield pieces[place].start(), Trace.DAY


def _sentence(starts: list[int], piece: re.Match[str]) -> int:
    return bisect_right(starts, piece.start())
