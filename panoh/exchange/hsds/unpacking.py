"""The rows of a package as they stand, from tables, a ZIP of them or JSON. Read apart (`core.sandbox`): no Django here but sentences."""

import csv
import encodings.cp437  # noqa: F401 -- names in a packed file; nothing can be fetched once the process has given up opening files
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from panoh.core.sandbox import Refused
from panoh.exchange.hsds.nesting import flat_records
from panoh.exchange.hsds.tables import Record

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_PARTS = 200
UPLOADED = "package.json"  # how a JSON file that was uploaded is called in what is said of its rows, whatever its name
DAMAGED, UNPACKS_TO_MORE, NOT_READ, NOT_JSON, ROWS = "damaged", "unpacks_to_more", "not_read", "not_json", "rows"

type Files = Mapping[str, Callable[[], bytes]]  # by name, read when it is wanted
type Row = tuple[str, str, int, Record]  # table, file, number in the file, cells


def read(content: bytes, *, known: dict[str, str]) -> tuple[Any, bytes]:
    """Every row of an upload; `known` names the table of each file. Raises Refused, with the file that is at fault."""
    found: list[Row] = []
    for row in rows(_unpacked(content, known), known):
        found.append(row)
        if len(found) > MOST_ROWS:
            raise Refused(ROWS)
    return found, b""


def rows(given: Files, known: Mapping[str, str]) -> Iterator[Row]:
    """Every row as it stands. Tables first; JSON where there are none."""
    present = [file for file in known if file in given]
    for file in present:
        yield from _csv(known[file], file, _text(file, given))
    for name in sorted(given) if not present else ():
        yield from _json(name, _text(name, given), known)


def _unpacked(content: bytes, known: Mapping[str, str]) -> Files:
    """What is in an upload: a JSON file, or the tables of a ZIP, whichever folder they lie in there. No more is unpacked than may be."""
    if not content.startswith(b"PK\x03\x04"):
        return {UPLOADED: lambda: content}
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError):
        raise Refused(DAMAGED) from None
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused(DAMAGED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise Refused(UNPACKS_TO_MORE)
    found: dict[str, Callable[[], bytes]] = {}
    for part in parts:
        name = PurePosixPath(part.filename).name
        if name in known or name.endswith(".json"):
            found.setdefault(name, partial(_of_archive, archive, part))
    return found


def _of_archive(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(part)  # never more than the size that was added up above: the reader stops there
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        raise Refused(DAMAGED) from None


def _text(name: str, given: Files) -> str:
    try:
        text = given[name]().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(NOT_READ, name) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _csv(table: str, file: str, text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    try:
        for row in reader:
            yield table, file, reader.line_num, {name: value for name, value in row.items() if name}
    except csv.Error:
        raise Refused(NOT_READ, file) from None


def _json(file: str, text: str, known: Mapping[str, str]) -> Iterator[Row]:
    if text.count("{") + text.count("[") > 4 * MOST_ROWS:  # each takes a hundred times the memory that it takes as text
        raise Refused(ROWS)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(NOT_JSON, file) from None
    by_key = {key: table for name, table in known.items() for key in (table, name)}
    if isinstance(document, dict) and document and all(key in by_key and isinstance(rows, list) for key, rows in document.items()):
        for key, rows in document.items():
            for number, row in enumerate(rows, 1):
                yield by_key[key], f"{file}: {key}", number, row if isinstance(row, dict) else {}
        return
    for name, number, record in flat_records(document):
        yield name, f"{file}: {name}", number, record
