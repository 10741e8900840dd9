"""Reading a package of HSDS: a folder or a ZIP of tables, or JSON as tables or as nested records.

Every row is checked; none is written here.
"""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.core.errors import Invalid
from panoh.exchange.hsds.nesting import flat_records
from panoh.exchange.hsds.tables import Record, Table, Tables, Unfit, tables, understood

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_PARTS = 200
UPLOADED = "package.json"  # how a JSON file that was uploaded is called in what is said of its rows, whatever its name
NOTHING = gettext_lazy("Here is no HSDS package: a folder with organizations.csv and its other tables, or a JSON file.")
TOO_LARGE = gettext_lazy("%(file)s is larger than 20 MB, so it is not read.")
TOO_MANY = gettext_lazy("There are more than 50 000 rows, so nothing is read.")
NOT_READ = gettext_lazy("%(file)s cannot be read as UTF-8 text.")
NOT_JSON = gettext_lazy("%(file)s is no JSON.")
DAMAGED = gettext_lazy("This ZIP file cannot be read: it is damaged, or needs a password. Pack the tables once more, without a password.")
TOO_LARGE_UNPACKED = gettext_lazy("Unpacked it would be larger than 20 MB, so it is not read. Bring it in parts.")
TWICE = gettext_lazy("The same stands in row %(row)s already.")


type Files = Mapping[str, Callable[[], bytes]]  # by name, read when it is wanted


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row cannot be: where it stands, which field, and the reason."""

    file: str
    row: int
    field: str
    reason: str


@dataclass(slots=True)
class Package:
    """What was read: sound records by table and id, the rows that are refused, columns nobody knows."""

    tables: Tables = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    ignored: set[str] = field(default_factory=set)
    rows: int = 0
    refused: int = 0


def read_package(path: Path) -> Package:
    """Reads a folder or a file. Raises Invalid where there is nothing of the kind to read."""
    return _package(_lying_in(path))


def read_upload(content: bytes) -> Package:
    """Reads what came through a form: a JSON file, or a ZIP of the tables. Raises Invalid as `read_package` does, and for a ZIP that
    cannot be, or would be larger unpacked than a file may be."""
    return _package(_unpacked(content))


def _package(given: Files) -> Package:
    package = Package()
    seen: dict[tuple[str, str, str], int] = {}
    for table, file, number, raw in _raw(given):
        package.rows += 1
        if package.rows > MOST_ROWS:
            raise Invalid(TOO_MANY)
        found = list(_faults(table, raw, file, number, seen))
        package.ignored |= {f"{file}: {name}" for name in raw if name not in table.fields}
        if found:
            package.refusals += found
            package.refused += 1
            continue
        record = {name: understood(column, raw.get(name)) for name, column in table.fields.items()}
        package.tables.setdefault(table.name, {})[record["id"]] = {name: value for name, value in record.items() if value is not None}
    if not package.rows:
        raise Invalid(NOTHING)
    return package


def _faults(table: Table, raw: Record, file: str, number: int, seen: dict[tuple[str, str, str], int]) -> Iterator[Refusal]:
    for name, column in table.fields.items():
        try:
            value = understood(column, raw.get(name))
        except Unfit as unfit:
            yield Refusal(file, number, name, str(unfit.sentence))
            continue
        if column.is_unique and value is not None:
            first = seen.setdefault((table.name, name, str(value)), number)
            if first != number:
                yield Refusal(file, number, name, str(TWICE % {"row": first}))


def _raw(given: Files) -> Iterator[tuple[Table, str, int, Record]]:
    """Every row as it stands: its table, its file, its number in the file, its cells. Tables first; JSON where there are none."""
    present = [table for table in tables().values() if table.file in given]
    for table in present:
        yield from _csv(table, _text(table.file, given))
    for name in sorted(given) if not present else ():
        yield from _json(name, _text(name, given))


def _lying_in(path: Path) -> Files:
    """What there is to read at a place: of a folder its tables and JSON, or one file of whatever name."""
    if path.is_dir():
        known = {table.file for table in tables().values()}
        return {file.name: file.read_bytes for file in path.iterdir() if file.name in known or file.suffix == ".json" if _fits(file)}
    if path.name == "datapackage.json" and path.is_file():
        return _lying_in(path.parent)
    return {path.name: path.read_bytes} if path.is_file() and _fits(path) else {}


def _fits(file: Path) -> bool:
    if file.stat().st_size > LARGEST:
        raise Invalid(TOO_LARGE % {"file": file.name})
    return True


def _unpacked(content: bytes) -> Files:
    """What is in an upload: a JSON file, or the tables of a ZIP, whichever folder they lie in there. No more is unpacked than may be."""
    if not content.startswith(b"PK\x03\x04"):
        return {UPLOADED: lambda: content}
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError):
        raise Invalid(DAMAGED) from None
    if any(part.flag_bits & 0x1 for part in parts):
        raise Invalid(DAMAGED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise Invalid(TOO_LARGE_UNPACKED)
    known = {table.file for table in tables().values()}
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
        raise Invalid(DAMAGED) from None


def _text(name: str, given: Files) -> str:
    try:
        text = given[name]().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(NOT_READ % {"file": name}) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _csv(table: Table, text: str) -> Iterator[tuple[Table, str, int, Record]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    try:
        for row in reader:
            yield table, table.file, reader.line_num, {name: value for name, value in row.items() if name}
    except csv.Error:
        raise Invalid(NOT_READ % {"file": table.file}) from None


def _json(file: str, text: str) -> Iterator[tuple[Table, str, int, Record]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid(NOT_JSON % {"file": file}) from None
    by_key = {key: table for table in tables().values() for key in (table.name, table.file)}
    if isinstance(document, dict) and document and all(key in by_key and isinstance(rows, list) for key, rows in document.items()):
        for key, rows in document.items():
            for number, row in enumerate(rows, 1):
                yield by_key[key], f"{file}: {key}", number, row if isinstance(row, dict) else {}
        return
    for name, number, record in flat_records(document):
        yield tables()[name], f"{file}: {name}", number, record


def refusal_line(refusal: Refusal) -> str:
    """One refusal as a line: file, row, field, reason."""
    return _("%(file)s, row %(row)s, %(field)s: %(reason)s") % {
        "file": refusal.file,
        "row": refusal.row,
        "field": refusal.field,
        "reason": refusal.reason,
    }
