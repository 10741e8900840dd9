"""Names as typed: stray blanks away, words for 'none' taken as blank, a full name in one cell taken apart."""

import re

from panoh.exchange.register.folding import fold
from panoh.exchange.register.words import word_set

type Parts = tuple[str, str, str]  # family, given, patronymic
_PATRONYMIC = re.compile(r"(ович|евич|овна|евна|инич|инична|ovich|evich|ovna|evna)$")
_SURNAME = re.compile(r"(ов|ова|ев|ева|ин|ина|зода|зад|зод|иен|иян|ски|ская|пур|ov|ova|ev|eva|zoda|zade|iyon|iyan|off)$")
_GRAMMAR_WORDS = frozenset({"кизи", "угли", "огли", "оглы", "кызы", "духтари", "писари", "ибни", "qizi", "ogli", "ibn"})


def name_part(text: str) -> str:
    """One part of a name as typed, '' when the cell says only that there is none."""
    if not any(char.isalpha() for char in text) or fold(text) in word_set("cells", "blank"):
        return ""
    return text.strip(" ,;")


def has_figures(*parts: str) -> bool:
    """Whether a name holds a figure, which names do not."""
    return any(char.isdigit() for part in parts for char in part)


def split_full_name(text: str, order: str) -> Parts:
    """The parts of a full name. `order` is 'family_first', or 'any' when the endings must tell."""
    text = name_part(text)
    if "," in text:
        family, _comma, rest = text.partition(",")
        _none, given, patronymic = _given_and_patronymic(rest.replace(".", ". ").split())
        return family.strip(), given, patronymic
    words = re.sub(r"\.(?=\S)", ". ", text).split()
    if not words:
        return "", "", ""
    if len(words) == 1:
        return (words[0], "", "") if order == "family_first" or _SURNAME.search(fold(words[0])) else ("", words[0], "")
    if order == "any" and _ends_with_surname(words):
        words = [words[-1], *words[:-1]]
    _none, given, patronymic = _given_and_patronymic(words[1:])
    return words[0], given, patronymic


def _ends_with_surname(words: list[str]) -> bool:
    first, last = fold(words[0]), fold(words[-1])
    return bool(_SURNAME.search(last)) and not _SURNAME.search(first) and not _PATRONYMIC.search(last)


def _given_and_patronymic(words: list[str]) -> Parts:
    """Given name, then patronymic; a patronymic of two words (Абдулло қизи) stays together."""
    if len(words) < 2:
        return "", " ".join(words), ""
    tail = 2 if fold(words[-1]) in _GRAMMAR_WORDS and len(words) > 2 else 1
    return "", " ".join(words[:-tail]), " ".join(words[-tail:])
