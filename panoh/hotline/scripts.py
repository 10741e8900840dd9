"""Words at hand for hard calls: content/scripts/*.toml, in the reader's language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language

from panoh.accounts.roles import Role
from panoh.core.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in the three languages."""

    texts: Mapping[str, str]

    def __str__(self) -> str:
        return self.texts.get(get_language() or "en") or self.texts["en"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What may be said, and beside it why or what to do then."""

    say: Words
    why: Words | None


@dataclass(frozen=True, slots=True)
class Script:
    """What to say at one kind of call, whom of the house to tell, and what never to do."""

    code: str
    order: int
    at: tuple[str, ...]  # the dangers of a call at which it is said, as the form names them
    title: Words
    tell: tuple[Role, ...]
    lines: tuple[Phrase, ...]
    never: tuple[Words, ...]


@cache
def scripts() -> tuple[Script, ...]:
    """All of them, the gravest first."""
    folder = files("panoh.content").joinpath("scripts")
    found = [_read(tomllib.loads(item.read_text(encoding="utf-8"))) for item in folder.iterdir() if item.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda script: script.order))


def _words(texts: Mapping[str, str]) -> Words:
    return Words({language: texts[language] for language in LANGUAGES})


def _read(data: Mapping[str, Any]) -> Script:
    lines = tuple(Phrase(_words(line["say"]), _words(line["why"]) if "why" in line else None) for line in data["lines"])
    never = tuple(_words(each["text"]) for each in data["never"])
    return Script(
        data["code"], data["order"], tuple(data.get("at", ())), _words(data["title"]), tuple(map(Role, data["tell"])), lines, never
    )
