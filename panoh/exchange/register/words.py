"""The words of content/register.toml, folded once and turned into look-ups."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from panoh.exchange.register.folding import fold


@dataclass(frozen=True)
class Complaint:
    """A coded complaint and how it is called in three languages."""

    code: str
    name: Mapping[str, str]
    stems: tuple[str, ...]


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
def complaints() -> Mapping[str, Complaint]:
    """Every coded complaint by its code, in the order of the file."""
    return {code: Complaint(code, item["name"], tuple(map(fold_stem, item["stems"]))) for code, item in content()["complaints"].items()}


@cache
def complaints_by_word() -> Mapping[str, str]:
    """Folded phrase → code of the complaint."""
    return _by_word((code, item["words"]) for code, item in content()["complaints"].items())


@cache
def months_by_word() -> Mapping[str, int]:
    """Folded name of a month, full or short, in three languages or Roman figures → its number."""
    return {word: int(number) for word, number in _by_word(content()["months"].items()).items()}


def _by_word(items: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, words in items:
        for word in words:
            found.setdefault(fold(word), code)
    found.pop("", None)
    return found
