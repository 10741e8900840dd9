"""The terms of content/taxonomy.toml for what is alleged, with local names. Codes are kept; nothing is computed from them."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.core.languages import LANGUAGES

NOT_ON_LIST = _("One of the choices is not on the list. Choose from the list.")


class Kind(StrEnum):
    """The lists of the file."""

    METHOD = "method"
    BODY = "body"
    PLACE = "place"
    PURPOSE = "purpose"
    INVOLVEMENT = "involvement"


GROUPS: dict[str, Any] = {
    "blows": _("Blows, wounds, falls"),
    "burns": _("Burns, electric current"),
    "breath": _("Suffocation"),
    "postures": _("Suspension, forced positions, tying"),
    "sexual": _("Sexual violence"),
    "deprivation": _("Deprivation and conditions"),
    "mind": _("Humiliation, threats, forced to watch"),
    "other": _("Other"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. `key` is its HURIDOCS code, blank where there is none; `local` are names by which people call it."""

    code: str
    names: Mapping[str, str]
    key: str
    group: str
    local: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is called in the active language."""
        return self.names.get((get_language() or "")[:2], self.names["en"])


@dataclass(frozen=True, slots=True)
class Allegation:
    """What is alleged, by codes, as one sealed text holds it."""

    began: str = ""  # 2019, 2019-05 or 2019-05-31
    is_about: bool = False
    methods: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    involvement: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    place_kind: str = ""
    place: str = ""

    @property
    def packed(self) -> str:
        """The text that is sealed."""
        return json.dumps(asdict(self))

    @classmethod
    def unpacked(cls, text: str | None) -> "Allegation":
        """The same again; nothing where it is shut."""
        return cls(**json.loads(text)) if text else cls()


@cache
def terms(kind: Kind) -> Mapping[str, Term]:
    """Every term of a list by its code, in the order of the file."""
    read = tomllib.loads(files("panoh.content").joinpath("taxonomy.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: _term(code, item) for code, item in read[kind].items()})


def _term(code: str, item: dict[str, Any]) -> Term:
    names = MappingProxyType({language: item[language] for language in LANGUAGES})
    return Term(code, names, item.get("key", ""), item.get("group", ""), tuple(item["names"]))


def labels(kind: Kind, codes: Iterable[str]) -> list[str]:
    """What these codes are called, in the order of the file; a code the file no longer knows stands as it is."""
    known, given = terms(kind), list(codes)
    return [term.label for code, term in known.items() if code in given] + [code for code in given if code not in known]


def choices(kind: Kind) -> list[tuple[Any, Any]]:
    """For a form: (code, name), or (group, [(code, name), …]) where the list has groups."""
    known = terms(kind).values()
    if not any(term.group for term in known):
        return [(term.code, term.label) for term in known]
    return [(label, [(term.code, term.label) for term in known if term.group == group]) for group, label in GROUPS.items()]


def hints(kind: Kind) -> dict[str, str]:
    """The local names beside a term: so that what the person says is found."""
    return {code: ", ".join(term.local) for code, term in terms(kind).items() if term.local}


def checked(kind: Kind, codes: Iterable[str], field: str) -> list[str]:
    """The codes, or Invalid where one is not in the file."""
    given = list(codes)
    if set(given) - terms(kind).keys():
        raise Invalid(NOT_ON_LIST, {field: NOT_ON_LIST})
    return given
