"""One form for words however they were typed: case, ё, Tajik letters, old fonts, look-alikes of the other script."""

import re
import unicodedata
from functools import lru_cache

# Old Tajik fonts put their letters on Serbian, Macedonian and Ukrainian places; without a Tajik keyboard the Russian neighbour is typed.
_LETTERS = str.maketrans(
    {
        "ғ": "г", "ѓ": "г", "ӣ": "и", "ї": "и", "й": "и", "і": "и", "қ": "к", "ќ": "к", "ӯ": "у", "ў": "у", "ҳ": "х", "њ": "х",
        "ҷ": "ч", "љ": "ч", "ё": "е", "ъ": None, "ь": None, "'": None, "’": None, "ʼ": None, "`": None, "\u0301": None, "\u00ad": None,
    }
)  # fmt: skip
_LATIN_TO_CYRILLIC = str.maketrans("aceopxykmtbhiu", "асеорхукмтвниу")
_CYRILLIC_TO_LATIN = str.maketrans("асеорхукмтвн", "aceopxykmtbh")
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_LATIN = re.compile(r"[a-z]")


def _one_script(word: str) -> str:
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    return word.translate(_LATIN_TO_CYRILLIC if cyrillic >= latin else _CYRILLIC_TO_LATIN)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """`text` in the form in which words of the register are compared: small letters of one script, single spaces, no points."""
    marked = text.replace("№", " no ").replace("#", " no ")
    plain = unicodedata.normalize("NFKC", marked).lower().replace("дж", "ч").translate(_LETTERS)
    return " ".join(_one_script(word) for word in _WORD.findall(plain))


def forget() -> None:
    """Drop the cells that are remembered for speed: they are words about persons."""
    fold.cache_clear()


def tidy(text: str) -> str:
    """What a person typed, kept as typed but for composed letters, stray blanks and invisible marks."""
    text = unicodedata.normalize("NFC", text.replace("_x000D_", " "))
    if not text.isprintable():
        text = "".join(char for char in text if char in "\t\n\r" or unicodedata.category(char) not in _INVISIBLE)
    return " ".join(text.split())


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def starts(words: list[str], stem: str) -> bool:
    """Whether every part of `stem` begins some word of the cell; a part with = before it must be the whole word."""
    return all(any(_begins(word, part) for word in words) for part in stem.split())


def runs(words: list[str], stem: str) -> bool:
    """As `starts`, for parts that stand side by side and in order."""
    parts = stem.split()
    return any(all(_begins(words[i + k], part) for k, part in enumerate(parts)) for i in range(len(words) - len(parts) + 1))


def _begins(word: str, part: str) -> bool:
    return word == part[1:] if part.startswith("=") else word.startswith(part)
