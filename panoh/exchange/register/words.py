"""The words of content/register.toml and those of the coded complaints, folded once and turned into look-ups."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from panoh.cases.complaints import complaints
from panoh.exchange.register.folding import fold


def fold_stem(stem: str) -> str:
    """A stem folded part by part; the = of a whole word stays."""
    return " ".join(("=" if part.startswith("=") else "") + fold(part) for part in stem.split())


@cache
def content() -> dict[str, Any]:
    """The content file as it stands."""
    return tomllib.loads(files("panoh.content").joinpath("register.toml").read_text(encoding="utf-8"))


@cache
def word_set(section: str, key: str) -> frozenset[str]:
    """The folded words of one list."""
    return frozenset(filter(None, map(fold, content()[section][key])))


@cache
def stem_list(section: str, key: str) -> tuple[str, ...]:
    """The folded stems of one list, in the order of the file."""
    return tuple(filter(None, map(fold_stem, content()[section][key])))


@cache
def codes_by_word(section: str) -> Mapping[str, str]:
    """Folded word → code for a section that is a table of lists."""
    return _by_word(content()[section].items())


@cache
def relation_sexes() -> Mapping[str, str]:
    """What each word for a relation tells of the family member's sex: female, male or ''."""
    return {code: item["sex"] for code, item in content()["relations"].items()}


@cache
def relations_by_word() -> Mapping[str, str]:
    """Folded word → code of the relation."""
    return _by_word((code, item["words"]) for code, item in content()["relations"].items())


@cache
def complaint_stems() -> Mapping[str, tuple[str, ...]]:
    """The folded stems of every coded complaint, in the order of the file."""
    return {code: tuple(map(fold_stem, item.stems)) for code, item in complaints().items()}


@cache
def complaints_by_word() -> Mapping[str, str]:
    """Folded phrase → code of the complaint."""
    return _by_word((code, item.words) for code, item in complaints().items())


@cache
def months_by_word() -> Mapping[str, int]:
    """Folded name of a month, full or short, in three languages or Roman figures → its number."""
    return {word: int(number) for word, number in _by_word(content()["months"].items()).items()}


def _by_word(items: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, words in items:
        for word in words:
            found.setdefault(fold(word), code)
    found.pop("", None)
    return found
