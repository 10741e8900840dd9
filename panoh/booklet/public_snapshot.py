"""The booklet in force as files in clear, which public pages hand out while the database is shut: texts, prints, recordings."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from panoh.booklet.elsewhere import elsewhere
from panoh.booklet.enums import Shape
from panoh.booklet.hotlines import hotlines
from panoh.booklet.models import Voice
from panoh.booklet.paper import print_booklet
from panoh.booklet.queries import in_force, voices
from panoh.booklet.text import SHIPPED, Section, sections, shipped
from panoh.core.files import read_json, replace_file, write_json
from panoh.core.languages import LANGUAGES

FOLDER = "public-booklet"
TEXT = "booklet.json"


@dataclass(frozen=True, slots=True)
class BookletSnapshot:
    """What is public now: the number, the sections, and the files there are."""

    number: int
    sections: list[Section]
    files: frozenset[str]


def public_snapshot() -> BookletSnapshot:
    """What the public pages say; where nothing was laid out yet, the text that came with the system and no file."""
    kept = _kept()
    if not kept:
        return BookletSnapshot(SHIPPED, list(shipped()), frozenset())
    return BookletSnapshot(kept["number"], sections(kept["sections"]), frozenset(kept["files"]))


def read_file(name: str) -> bytes | None:
    """A print or a recording by its name; None where it is not public. Only names of the list are looked for on the disk."""
    try:
        return (_folder() / name).read_bytes() if name in public_snapshot().files else None
    except OSError:
        return None


def lay_out_booklet() -> bool:
    """One step towards files that say what is in force; whether there was one to do.

    First the text and the recordings, where the version, a recording or a number changed since; then one print a call, since a print
    takes a second or more in which the worker does nothing else.
    """
    number, found = in_force()
    spoken = {key: row for key, row in voices().items() if key[0] in {each.key for each in found}}
    facts = [
        number,
        [each.plain() for each in found],
        sorted((*key, str(row.pk), row.version) for key, row in spoken.items()),
        [line.number for line in hotlines()],
        [(region, [asdict(entry) for entry in entries]) for region, entries in elsewhere()],
    ]
    stamp = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
    kept = _kept()
    if kept.get("stamp") != stamp:
        _begin({"stamp": stamp, "number": number, "sections": [each.plain() for each in found], "files": []}, list(spoken.values()))
        return True
    missing = (name for name in _prints(found) if name not in kept["files"])
    name = next(missing, None)
    if name is None:
        return False
    replace_file(_folder() / name, print_booklet(found, number, name[:2], Shape(name[3:].removesuffix(".pdf"))))
    write_json(_folder() / TEXT, {**kept, "files": [*kept["files"], name]})
    return True


def _prints(found: list[Section]) -> list[str]:
    return [f"{language}-{shape}.pdf" for language in LANGUAGES for shape in Shape if any(each.title.get(language) for each in found)]


def _begin(kept: dict[str, Any], spoken: list[Voice]) -> None:
    """The text and the recordings; what was there before goes."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    sounds = {f"{row.language}-{row.section}.mp3": bytes(row.content) for row in Voice.objects.filter(pk__in=[each.pk for each in spoken])}
    for name, content in sounds.items():
        replace_file(_folder() / name, content)
    write_json(_folder() / TEXT, {**kept, "files": sorted(sounds)})
    for path in _folder().iterdir():
        if path.name not in {TEXT, *sounds}:
            path.unlink()


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER


def _kept() -> dict[str, Any]:
    return read_json(_folder() / TEXT)
