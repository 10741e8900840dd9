"""Words that tell what happened or who refers, however they are written (content/revealing_words.toml). Rooms say where none may stand."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from panoh.core.languages import LANGUAGES

# One skeleton for Cyrillic and Latin letters: «милиция», "militsiya" and "milicia" come out alike.
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяғӣқӯҳҷ",
        "a b v g d e j z i i k l m n o p r s t u f h c 4 6 6 . i . e iu ia g i k u h 4".replace(".", "_").split(),
        strict=True,
    )
)
_LATIN = [
    ("shch", "6"), ("sch", "6"), ("sh", "6"), ("ch", "4"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("ts", "c"), ("dj", "4"), ("dzh", "4"),
    ("yu", "iu"), ("ya", "ia"), ("yo", "e"), ("ye", "e"), ("y", "i"), ("w", "v"), ("q", "k"), ("x", "h"), ("'", ""),
]  # fmt: skip
# Signs that look like a letter, within a word that has letters of the other kind.
_LOOKS_CYRILLIC = str.maketrans("aeopcxyikmthbu03461", "аеорсхуикмтнвиозчбі".replace("і", "и"))
_GREEK = str.maketrans("αεηικμορτυχ", "аенікмортух".replace("і", "и"))
_LOOKS_LATIN = str.maketrans("аеорсхуікмтнв013457", "aeopcxyikmthboieast")
_NOT_AFTER = r"(?<!след )(?<!следа )(?<!следы )(?<!следов )"  # that there are no marks of something tells as well
_HOOKED = str.maketrans({"ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ğ": "gh"})
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_WORD = re.compile(r"\w+")
_LITTLE = frozenset("без до за из ко на над нас об от по под при про против".split())
_LITTLE_LATIN = frozenset(
    "a an are as at be by do for he i if in is it me my no not of on or our so the to too us we you "
    "bez dlia do iz ko na nad nas ob ot po pod pri pro protiv za".split()
)
_LONG = 5  # letters of a stem that two words beside each other seldom make by chance
_LONG_LATIN = 6
_SHORT = 2  # letters of a stem that begins too many words
_BY_CHANCE = "ivs"  # "и в с.": and in the village of
_JOINED = re.compile(r"\w+(?:[-‐‑‒–—.·•*_/\\'’ʼ|+~]+\w+)+")
_PAIR = re.compile(r"(?<!\w)(?=([а-яё]{2,}|[a-z]{2,}) ([а-яё]{2,}|[a-z]{2,}))")
_BROKEN = re.compile(r"\w+[-‐‑‒–]\s+\w+")  # at the end of a line
_SPACED = re.compile(r"(?<!\w)\w(?:[\s\-‐‑–—.·•*_/|]{1,3}\w){3,}(?!\w)")
_SPACED_SHORT = re.compile(r"(?<!\w)(?=(\w(?:\s\w){2})(?!\w))")
_ENDING = re.escape("*")  # within a phrase that passes
_NUMBER = "#"  # within a phrase
_EXACTLY = "="
_WORD_OF_NAME = 7  # letters of a word of which the ending may be another


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary as skeletons."""

    stems: tuple[str, ...]
    whole: frozenset[str]
    together: tuple[tuple[str, ...], ...]
    passes: tuple[re.Pattern[str], ...]
    capitals: frozenset[str]


def telling_words(text: str) -> list[str]:
    """The words of a text that tell, as they stand there, each once; empty where it may be read by anybody."""
    seen = _seen(text)
    plain = _plain(seen)
    if _UNSEEN.search(text):  # what is not seen may stand within a word, or between two
        plain = f"{plain} {_plain(unicodedata.normalize('NFKC', _UNSEEN.sub(' ', text)))}"
    for known in _vocabularies():
        for allowed in known.passes:
            plain = allowed.sub(" ", plain)
    found = dict.fromkeys(word for word, folded in _candidates(plain) if _tells(folded, word))
    found |= dict.fromkeys(_split(plain))
    found |= dict.fromkeys(_in_capitals(seen, frozenset[str]().union(*(known.capitals for known in _vocabularies()))))
    found |= dict.fromkeys(_phrases(plain, [stems for known in _vocabularies() for stems in known.together]))
    return list(found)


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Which of these names stand in a text, in whatever case, alphabet or ending, each once, as they stand there. An abbreviation is one in
    capitals alone: in others it is a word."""
    short, long = set[str](), list[tuple[str, ...]]()
    for name in names:
        words = _WORD.findall(name)
        if len(words) == 1 and len(name) < _WORD_OF_NAME and sum(sign.isupper() for sign in name) > 1:
            short.add(name)
        elif words:
            long.append(_stems_of(words))
    seen = _seen(text)
    return list(dict.fromkeys((*_phrases(_plain(seen), long), *_in_capitals(seen, short))))


def _stems_of(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a name without their endings; where it is one word, all of it but a vowel at the end, and a short one as it is: with
    an ending it is a word that everybody uses."""
    folded = [_skeleton(word.casefold()) for word in words]
    if len(folded) == 1:
        return (folded[0].rstrip("aeiou") if len(folded[0]) >= _WORD_OF_NAME else _EXACTLY + folded[0],)
    return tuple((word[:-2] if len(word) >= _WORD_OF_NAME else word).rstrip("aeiou") or word for word in folded)


def _seen(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def _plain(seen: str) -> str:
    return "".join(sign for sign in seen.casefold() if not unicodedata.combining(sign)).translate(_GREEK)


def _in_capitals(seen: str, words: Iterable[str]) -> list[str]:
    return [word.casefold() for word in _WORD.findall(seen) if word in words]


def _phrases(plain: str, phrases: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Words that stand one after the other, each with the beginning that the phrase names."""
    tokens = [(word, _skeleton(word)) for word in _WORD.findall(plain)]
    for stems in phrases:
        for at in range(len(tokens) - len(stems) + 1):
            part = tokens[at : at + len(stems)]
            if all(_begins(folded, stem) for (_word, folded), stem in zip(part, stems, strict=True)):
                yield " ".join(word for word, _folded in part)


def _begins(folded: str, stem: str) -> bool:
    if stem == _NUMBER:
        return folded.isdigit()
    if stem.startswith(_EXACTLY):
        return folded == stem.removeprefix(_EXACTLY)
    return folded == stem or (len(stem) > _SHORT and folded.startswith(stem))


def _candidates(plain: str) -> Iterator[tuple[str, str]]:
    """Each word with its skeletons; words that were cut by signs or written letter by letter as one too."""
    for word in _WORD.findall(plain):
        yield from ((word, folded) for folded in _skeletons(word))
    for pattern in (_JOINED, _BROKEN, _SPACED, _SPACED_SHORT):
        for written in pattern.findall(plain):
            folded = _skeleton("".join(_WORD.findall(written)).replace("_", ""))
            if pattern is not _SPACED_SHORT or (_is_whole(folded) and folded != _BY_CHANCE):
                yield written, folded


def _split(plain: str) -> Iterator[str]:
    """Words that one space cuts in two: a little word and what follows it are none."""
    tajik, russian, english = _vocabularies()
    cyrillic = tuple(stem for stem in russian.stems if len(stem) >= _LONG)
    latin = tuple(stem for known in (tajik, russian, english) for stem in known.stems if len(stem) >= _LONG_LATIN)
    for first, second in _PAIR.findall(plain):
        stems, little = (latin, _LITTLE_LATIN) if first.isascii() else (cyrillic, _LITTLE)
        one, both = _skeleton(first), _skeleton(first + second)
        is_one = both.startswith(stems) or (len(both) >= _LONG and both in russian.whole)
        if is_one and first not in little and not one.startswith(stems):
            yield f"{first} {second}"


def _tells(folded: str, word: str) -> bool:
    ours, english = _vocabularies()[:2], _vocabularies()[2]
    is_cyrillic = any("а" <= sign <= "ӿ" for sign in word) and not _is_mixed(word)
    return any(_is_in(folded, known) for known in (ours if is_cyrillic else (*ours, english)))


def _is_whole(folded: str) -> bool:
    return any(folded in known.whole for known in _vocabularies())


def _is_in(folded: str, known: _Words) -> bool:
    return folded in known.whole or folded.startswith(known.stems)


def _skeletons(word: str) -> set[str]:
    """Of a word with letters of both kinds each may be the one that is meant."""
    return {_skeleton(word), *(_skeleton(word.translate(looks)) for looks in (_LOOKS_CYRILLIC, _LOOKS_LATIN) if _is_mixed(word))}


def _is_mixed(word: str) -> bool:
    return any("а" <= sign <= "ӿ" for sign in word) and any("a" <= sign <= "z" for sign in word)


def _skeleton(word: str) -> str:
    """Case, accents, ё and Tajik letters folded, look-alikes put right, both scripts written alike."""
    word = word.translate(_HOOKED)
    cyrillic = sum("а" <= sign <= "ӿ" for sign in word)
    latin = sum("a" <= sign <= "z" for sign in word)
    if cyrillic and cyrillic >= latin:
        word = word.translate(_LOOKS_CYRILLIC)
    elif latin and (cyrillic or not word.isalpha()):
        word = word.translate(_LOOKS_LATIN)
    word = "".join(
        sign if sign in _CYRILLIC else "".join(part for part in unicodedata.normalize("NFD", sign) if not unicodedata.combining(part))
        for sign in word
    )
    if any(sign in _CYRILLIC for sign in word):
        return "".join(_CYRILLIC.get(sign, sign) for sign in word).replace("_", "").replace("d4", "4").replace("dj", "4")
    for written, sounds in _LATIN:
        word = word.replace(written, sounds)
    return word.replace("d4", "4")


@cache
def _vocabularies() -> tuple[_Words, ...]:
    """Tajik, Russian and English, in this order."""
    content = tomllib.loads(files("panoh.content").joinpath("revealing_words.toml").read_text(encoding="utf-8"))
    return tuple(
        _Words(
            tuple(_skeleton(word) for word in content[language]["stems"].split()),
            frozenset(_skeleton(word) for word in content[language]["whole"].split()),
            tuple(tuple(_skeleton(word) for word in phrase.split()) for phrase in content[language]["together"]),
            tuple(
                re.compile(rf"(?<!\w){_NOT_AFTER}{re.escape(phrase).replace(_ENDING, r'\w*')}\w*") for phrase in content[language]["pass"]
            ),
            frozenset(content[language].get("capitals", "").split()),
        )
        for language in LANGUAGES
    )
