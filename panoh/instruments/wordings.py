"""How a questionnaire reads: in the wording the unit may use, else in our own short labels. No Django here.

A wording comes as plain lines, typed in or from a file: `intro: …`, `1. …` for each item, `often4: … | … | …` for answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from panoh.instruments.definitions import Definition, said

LINE = re.compile(r"\s*([0-9A-Za-z_]+)\s*[.:)\t]\s*(.+?)\s*")


class BadLine(ValueError):
    """A line that names nothing of the form."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


@dataclass(frozen=True, slots=True)
class Shown:
    """What is read out: an introduction, each item, its answers as (value, words). `is_own`: our labels, no official wording."""

    intro: str
    items: Mapping[str, str]
    answers: Mapping[str, tuple[tuple[int, str], ...]]
    is_own: bool


def shown(form: Definition, wording: Mapping[str, Any] | None, language: str) -> Shown:
    """The form in the wording of a text pack, where there is none in our own labels in this language."""
    pack = wording or {}
    items = {item.id: pack.get("items", {}).get(item.id) or said(item.label, language) for item in form.items}
    answers = {}
    for item in form.items:
        words = pack.get("answers", {}).get(item.answers.name) or [said(label, language) for label in item.answers.labels]
        answers[item.id] = tuple(zip(item.answers.values, words, strict=True))
    return Shown(pack.get("intro", ""), items, answers, is_own=not pack)


def read_lines(form: Definition, text: str) -> dict[str, Any]:
    """A wording from lines; empty ones are passed over. Raises BadLine with the number of the first that fits nothing."""
    found: dict[str, Any] = {"intro": "", "items": {}, "answers": {}}
    names = {item.answers.name for item in form.items}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = LINE.fullmatch(line)
        key = parts[1] if parts else ""
        if parts is None or not (key == "intro" or key in names or key.casefold() in form.known_as):
            raise BadLine(number)
        if key == "intro":
            found["intro"] = parts[2]
        elif key in names:
            found["answers"][key] = [word.strip() for word in parts[2].split("|")]
        else:
            found["items"][form.known_as[key.casefold()]] = parts[2]
    return found


def as_lines(form: Definition, wording: Mapping[str, Any] | None, language: str) -> str:
    """The same the other way round: what stands in the field when one begins."""
    pack = shown(form, wording, language)
    items = [f"{item}. {text}" for item, text in pack.items.items()]
    named = {item.answers.name: " | ".join(word for _value, word in pack.answers[item.id]) for item in form.items}
    return "\n".join([f"intro: {pack.intro}" if pack.intro else "", *items, *(f"{name}: {words}" for name, words in named.items())]).strip()
