"""The booklet in force as files in clear, which public pages hand out while the database is shut: texts, prints, recordings."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from panoh.booklet.enums import Shape
from panoh.booklet.hotlines import hotlines
from panoh.booklet.models import Voice
from panoh.booklet.paper import print_booklet
from panoh.booklet.queries import in_force, voices
from panoh.booklet.text import LANGUAGES, SHIPPED, Section, sections, shipped

FOLDER = "public-booklet"
TEXT = "booklet.json"


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What is public now: the number, the sections, and the files there are."""

    number: int
    sections: list[Section]
    files: frozenset[str]


def laid_out() -> LaidOut:
    """What the public pages say; where nothing was laid out yet, the text that came with the system and no file."""
    try:
        kept = json.loads((_folder() / TEXT).read_text(encoding="utf-8"))
        return LaidOut(kept["number"], sections(kept["sections"]), frozenset(kept["files"]))
    except (OSError, ValueError, KeyError):
        return LaidOut(SHIPPED, list(shipped()), frozenset())


def read_file(name: str) -> bytes | None:
    """A print or a recording by its name; None where it is not public. Only names of the list are looked for on the disk."""
    try:
        return (_folder() / name).read_bytes() if name in laid_out().files else None
    except OSError:
        return None


def lay_out_booklet() -> bool:
    """Writes the files anew where the version in force, a recording or a number changed since; whether it did."""
    number, found = in_force()
    spoken = {key: row for key, row in voices().items() if key[0] in {each.key for each in found}}
    facts = [
        number,
        [each.plain() for each in found],
        sorted((*key, str(row.pk), row.version) for key, row in spoken.items()),
        [line.number for line in hotlines()],
    ]
    stamp = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
    if _stamp() == stamp:
        return False
    _folder().mkdir(mode=0o700, exist_ok=True)
    names = [name for name, content in _files(number, found, list(spoken.values())) if _put(name, content)]
    text = {"stamp": stamp, "number": number, "sections": [each.plain() for each in found], "files": names}
    _put(TEXT, json.dumps(text, ensure_ascii=False).encode())
    for path in _folder().iterdir():
        if path.name not in {TEXT, *names}:
            path.unlink()
    return True


def make_prints(number: int, found: list[Section]) -> dict[str, bytes]:
    """Every print of a version by its name."""
    return {
        f"{language}-{shape}.pdf": print_booklet(found, number, language, shape)
        for language in LANGUAGES
        for shape in Shape
        if any(each.title.get(language) for each in found)
    }


def _files(number: int, found: list[Section], spoken: list[Voice]) -> list[tuple[str, bytes]]:
    sounds = {f"{row.language}-{row.section}.mp3": bytes(row.content) for row in Voice.objects.filter(pk__in=[each.pk for each in spoken])}
    return [*make_prints(number, found).items(), *sounds.items()]


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER


def _stamp() -> str:
    try:
        return str(json.loads((_folder() / TEXT).read_text(encoding="utf-8"))["stamp"])
    except (OSError, ValueError, KeyError):
        return ""


def _put(name: str, content: bytes) -> bool:
    """Whole or not at all: a page reads it at any moment."""
    beside = _folder() / f".{os.getpid()}"
    beside.write_bytes(content)
    beside.replace(_folder() / name)
    return True
