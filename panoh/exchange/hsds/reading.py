"""Reading a package of HSDS: a folder of tables, or JSON as tables or as nested records. Every row is checked; none is written here."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.core.errors import Invalid
from panoh.exchange.hsds.nesting import flat_records
from panoh.exchange.hsds.tables import Record, Table, Tables, Unfit, tables, understood

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 50_000
NOTHING = gettext_lazy("Here is no HSDS package: a folder with organizations.csv and its other tables, or a JSON file.")
TOO_LARGE = gettext_lazy("%(file)s is larger than 20 MB, so it is not read.")
TOO_MANY = gettext_lazy("There are more than 50 000 rows, so nothing is read.")
NOT_READ = gettext_lazy("%(file)s cannot be read as UTF-8 text.")
NOT_JSON = gettext_lazy("%(file)s is no JSON.")
TWICE = gettext_lazy("The same stands in row %(row)s already.")


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
    package = Package()
    seen: dict[tuple[str, str, str], int] = {}
    for table, file, number, raw in _raw(path):
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


def _raw(path: Path) -> Iterator[tuple[Table, str, int, Record]]:
    """Every row as it stands: its table, its file, its number in the file, its cells."""
    if path.is_dir():
        present = [table for table in tables().values() if (path / table.file).is_file()]
        if present:
            for table in present:
                yield from _csv(table, _text(path / table.file))
            return
        found = sorted(path.glob("*.json"))
    else:
        found = [path] if path.is_file() else []
        if found and path.name == "datapackage.json":
            yield from _raw(path.parent)
            return
    for file in found:
        yield from _json(file.name, _text(file))


def _text(file: Path) -> str:
    if file.stat().st_size > LARGEST:
        raise Invalid(TOO_LARGE % {"file": file.name})
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(NOT_READ % {"file": file.name}) from None


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
