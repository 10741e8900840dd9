"""The booklet as public pages: what is laid out, in one language. Asks neither database nor agent."""

from typing import Any

from django.utils.translation import get_language

from panoh.booklet.enums import Shape
from panoh.booklet.public_snapshot import public_snapshot, read_file
from panoh.booklet.text import blocks

MEDIA = {"pdf": "application/pdf", "mp3": "audio/mpeg"}


def contents() -> dict[str, Any]:
    """The titles with their keys, and the prints there are, in the active language."""
    language, found = get_language() or "", public_snapshot()
    prints = [(f"{shape}.pdf", shape.label) for shape in Shape if f"{language}-{shape}.pdf" in found.files]
    return {"sections": _titles(language), "prints": prints}


def _titles(language: str) -> list[tuple[str, str]]:
    return [(each.key, each.title[language]) for each in public_snapshot().sections if each.title.get(language)]


def section_keys(language: str) -> list[str]:
    """The sections there are in a language."""
    return [key for key, _title in _titles(language)]


def section_page(key: str, language: str) -> dict[str, Any] | None:
    """One section: title, text, recording, and what comes next; None where there is none."""
    found, keys = public_snapshot(), section_keys(language)
    if key not in keys:
        return None
    section = next(each for each in found.sections if each.key == key)
    after = keys[keys.index(key) + 1 :]
    return {
        "title": section.title[language],
        "blocks": blocks(section.text.get(language, "")),
        "sound": f"{key}.mp3" if f"{language}-{key}.mp3" in found.files else "",
        "after": next(((one, title) for one, title in _titles(language) if one in after[:1]), None),
    }


def file_of(name: str) -> tuple[bytes | None, str]:
    """A print or a recording by its name, and what a browser is told that it is."""
    return read_file(name), MEDIA[name.rpartition(".")[2]]


def booklet_files() -> dict[str, bytes]:
    """Every print and recording by its name."""
    read = {name: read_file(name) for name in public_snapshot().files}
    return {name: content for name, content in read.items() if content is not None}
