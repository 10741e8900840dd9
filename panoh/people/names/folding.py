"""The folded forms of a name: what stays the same in every script, spelling and ending."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from panoh.people.names.sounds import readings
from panoh.people.names.tokens import tokens

# A change of any rule raises this; whoever keeps folded names then builds them anew.
FOLD_VERSION = 4

CACHED_TOKENS = 65_536


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to hear a token: its root without endings, the whole of it, and the consonants of the root."""

    root: str
    full: str
    skeleton: str


@dataclass(frozen=True, slots=True)
class Token:
    """One folded word of a name."""

    text: str
    readings: tuple[Reading, ...]  # the likeliest first
    plain: tuple[Reading, ...]  # the same without a courtesy ending: Рустамҷон, Рустам
    is_surname: bool  # by its ending: -ов, -зода, -иён
    is_patronymic: bool  # by its ending: -ович, -овна

    @property
    def all_readings(self) -> tuple[Reading, ...]:
        return self.readings + self.plain


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded name. `root`, `full` and `skeleton` join the likeliest readings of its tokens with a space."""

    tokens: tuple[Token, ...]

    @property
    def root(self) -> str:
        return " ".join(token.readings[0].root for token in self.tokens)

    @property
    def full(self) -> str:
        return " ".join(token.readings[0].full for token in self.tokens)

    @property
    def skeleton(self) -> str:
        return " ".join(token.readings[0].skeleton for token in self.tokens)


def fold(name: str) -> Folded:
    """Folds a name as typed, in any of the scripts. Never raises; a text without letters has no tokens."""
    return Folded(tuple(fold_token(token) for token in tokens(name)))


@lru_cache(maxsize=CACHED_TOKENS)
def fold_token(text: str) -> Token:
    """Folds one lower-case word (see `tokens`)."""
    heard = readings(text)
    return Token(
        text=text,
        readings=tuple(dict.fromkeys(_reading(root(sounds), sounds) for sounds in heard)),
        plain=tuple(dict.fromkeys(_reading(root(plain), plain) for sounds in heard for plain in _without_courtesy(sounds))),
        is_surname=root(heard[0]) != heard[0],
        is_patronymic=_ends(_PATRONYMIC, heard[0], 3) is not None,
    )


def forget() -> None:
    """Empties the caches, which hold names: for when the server is locked."""
    fold_token.cache_clear()
    _fine.cache_clear()


# Endings, and how many sounds must stay when one goes.
_PATRONYMIC = re.compile(r"y?[oeai]v(?:ič(?:na)?|na)$")
_SURNAME = re.compile(r"(?:[oea]v|yev|[oe]ff)[as]?$|[zs][oa]d[aeo]h?$|(?:iy|i|y)[oa]n$|pur$|niy[oa]$")
_BORN = re.compile(r"z[oa]d$")
_COURTESY = re.compile(r"(?:j[oa]n|[xh][oa]n|š[oa][hx]|b[ei]k|b[oa]y|gul|[oa]y)$")


def root(sounds: str) -> str:
    """The sounds without the ending of a patronymic or a surname."""
    for ending, stay in ((_PATRONYMIC, 3), (_SURNAME, 3), (_BORN, 5)):
        start = _ends(ending, sounds, stay)
        if start is not None:
            return sounds[:start]
    return sounds


def _ends(ending: re.Pattern[str], sounds: str, stay: int) -> int | None:
    found = ending.search(sounds, stay)
    return found.start() if found else None


def _without_courtesy(sounds: str) -> Iterator[str]:
    """Without -ҷон, -хон, -бек …, where four sounds stay; a surname keeps its ending off (Раҳимҷонов)."""
    stem = root(sounds)
    start = _ends(_COURTESY, stem, 4)
    if start is not None:
        yield stem[:start]
        if stem[start] == "j" and stem[start - 1] in "aeiou":
            yield stem[:start] + "d"  # Ахмаджон is Аҳмад and ҷон


# In this order: each rule sees what the one before left.
_CANONICAL = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"^abd[aeiouŭ]?(?:l(?=[^aeiouŭy])|r(?=r))?(?=[^aeiouŭ])", "abdu"),  # Абдурраҳмон, Абдулраҳмон, Абдираҳмон
        (r"([aou][hx]a?)m+[ea][dt]", r"\1mad"),  # Аҳмад, Ахмед, Ахмет, Муҳаммад, Мухаммед
        (r"[dt]j", "j"),
        (r"(?<=[aouŭi])ll[aoe][hx]?$", "+"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[ao])v(?=u)", ""),  # Давуд, Дауд
        (r"e[iy](?![aeiouŭ])", "ai"),  # Ҳусейн, Ҳусайн
        (r"[aeiouŭy]+[dt]d?in$", "idin"),
        (r"[aeiouŭ]+\+$|[aouŭ]+l[aoe][hx]?$", "ula"),  # Абдулло, Абдуллоҳ, Абдалла; but not Ҷамила
        (r"(?<=šo)[hx]$|(?<=iya)[hx]$", ""),
        (r"(?<=[ao])v(?=[^aeiouŭy])", "u"),  # Давлат, Даулет
        (r"n(?=[bp])", "m"),
    )
)
_DOUBLED = re.compile(r"(.)\1+")
_FINE = str.maketrans("qğxžoeyŭ", "kghjaiiu")
_COARSE = str.maketrans("čtf", "jdp")
_VOWELS = re.compile("[aiu]")


@lru_cache(maxsize=CACHED_TOKENS)
def _fine(sounds: str) -> str:
    for pattern, into in _CANONICAL:
        sounds = pattern.sub(into, sounds)
    return _DOUBLED.sub(r"\1", sounds.translate(_FINE))


def _reading(stem: str, sounds: str) -> Reading:
    fine = _fine(stem)
    return Reading(root=fine, full=_fine(sounds), skeleton=skeleton(fine))


def skeleton(fine: str) -> str:
    """The consonants of a fine root, those that spellings confuse as one; a vowel at the start counts as 0."""
    coarse = fine.translate(_COARSE)
    return ("0" if coarse[:1] and coarse[0] in "aiu" else "") + _VOWELS.sub("", coarse)
