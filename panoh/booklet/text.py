"""What a booklet says: sections with a title and a text in three languages, and how a text falls into paragraphs and points."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from panoh.core.languages import LANGUAGES

SHIPPED = 0


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its key stays through versions, so that a recording finds it."""

    key: str
    title: dict[str, str]
    text: dict[str, str]

    @property
    def lacks(self) -> list[str]:
        """The languages in which a title or a text is missing."""
        return [code for code in LANGUAGES if not self.title.get(code) or not self.text.get(code)]

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {"key": self.key, "title": self.title, "text": self.text}


def sections(body: list[dict[str, Any]]) -> list[Section]:
    """The sections of what is kept."""
    return [Section(each["key"], each["title"], {code: text.strip() for code, text in each["text"].items()}) for each in body]


@cache
def shipped() -> tuple[Section, ...]:
    """The booklet that came with the system."""
    found = tomllib.loads(files("panoh.content").joinpath("booklet.toml").read_text(encoding="utf-8"))
    return tuple(sections(found["section"]))


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, or a list of points."""

    words: str = ""
    points: tuple[str, ...] = ()


def blocks(text: str) -> list[TextBlock]:
    """The text in paragraphs: an empty line parts them, a line with "- " is a point."""
    found: list[TextBlock] = []
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        words = " ".join(line for line in lines if not line.startswith("- "))
        points = tuple(line.removeprefix("- ") for line in lines if line.startswith("- "))
        found += [TextBlock(words=words)] if words else []
        found += [TextBlock(points=points)] if points else []
    return found
