"""Words that tell what happened or who refers, however they are written (content/revealing_words.toml). Rooms say where none may stand."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
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
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_WORD = re.compile(r"\w+")
_LITTLE = frozenset("без до за из ко на над нас об от по под при про против".split())
_LONG = 5  # letters of a stem that two words beside each other seldom make by chance
_SHORT = 2  # letters of a stem that begins too many words
_JOINED = re.compile(r"\w+(?:[-‐‑‒–—.·•*_/\\'’ʼ|+~]+\w+)+")
_PAIR = re.compile(r"(?<!\w)(?=([а-яё]{2,}) ([а-яё]{2,}))")
_BROKEN = re.compile(r"\w+[-‐‑‒–]\s+\w+")  # at the end of a line
_SPACED = re.compile(r"(?<!\w)\w(?:[\s\-‐‑–—.·•*_/|]{1,3}\w){3,}(?!\w)")


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
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    capitals = frozenset[str]().union(*(known.capitals for known in _vocabularies()))
    plain = seen.casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_GREEK)
    for known in _vocabularies():
        for allowed in known.passes:
            plain = allowed.sub(" ", plain)
    found = dict.fromkeys(word for word, folded in _candidates(plain) if _tells(folded, word))
    found |= dict.fromkeys(_split(plain))
    found |= dict.fromkeys(word.casefold() for word in _WORD.findall(seen) if word in capitals)
    tokens = [(word, _skeleton(word)) for word in _WORD.findall(plain)]
    for known in _vocabularies():
        for stems in known.together:
            for at in range(len(tokens) - len(stems) + 1):
                part = tokens[at : at + len(stems)]
                if all(
                    folded == stem or (len(stem) > _SHORT and folded.startswith(stem))
                    for (_word, folded), stem in zip(part, stems, strict=True)
                ):
                    found[" ".join(word for word, _folded in part)] = None
    return list(found)


def _candidates(plain: str) -> Iterator[tuple[str, str]]:
    """Each word with its skeleton; words that were cut by signs or written letter by letter as one too."""
    for word in _WORD.findall(plain):
        yield word, _skeleton(word)
    for pattern in (_JOINED, _BROKEN, _SPACED):
        for written in pattern.findall(plain):
            yield written, _skeleton("".join(_WORD.findall(written)).replace("_", ""))


def _split(plain: str) -> Iterator[str]:
    """Russian words that one space cuts in two: a little word and what follows it are none."""
    stems = tuple(stem for stem in _vocabularies()[1].stems if len(stem) >= _LONG)
    for first, second in _PAIR.findall(plain):
        is_cut = first not in _LITTLE and not _skeleton(first).startswith(stems)
        if is_cut and _skeleton(first + second).startswith(stems):
            yield f"{first} {second}"


def _tells(folded: str, word: str) -> bool:
    cyrillic = any("а" <= sign <= "ӿ" for sign in word)
    ours, english = _vocabularies()[:2], _vocabularies()[2]
    return any(_is_in(folded, known) for known in (ours if cyrillic else (*ours, english)))


def _is_in(folded: str, known: _Words) -> bool:
    return folded in known.whole or folded.startswith(known.stems)


def _skeleton(word: str) -> str:
    """Case, accents, ё and Tajik letters folded, look-alikes put right, both scripts written alike."""
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
            tuple(re.compile(rf"(?<!\w){_NOT_AFTER}{re.escape(phrase)}\w*") for phrase in content[language]["pass"]),
            frozenset(content[language].get("capitals", "").split()),
        )
        for language in LANGUAGES
    )
