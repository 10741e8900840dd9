"""Reading a package of HSDS: a folder or a ZIP of tables, or JSON as tables or as nested records.

Every row is checked; none is written here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.core.errors import Invalid
from panoh.core.sandbox import BROKEN, RESOURCE_LIMIT, Limits, Refused, read_in_sandbox
from panoh.exchange.hsds import unpacking
from panoh.exchange.hsds.tables import Record, Table, Tables, Unfit, tables, understood
from panoh.exchange.hsds.unpacking import LARGEST, MOST_ROWS, Files, Row

LIMITS = Limits(memory=384, seconds=30)
NOTHING = gettext_lazy("No HSDS package found: it is a folder with organizations.csv and other tables, or a JSON file.")
TOO_LARGE = gettext_lazy("%(file)s is larger than 20 MB, so it was not read.")
TOO_MANY = gettext_lazy("There are more than 50 000 rows, so nothing was read.")
NOT_READ = gettext_lazy("%(file)s cannot be read as UTF-8 text.")
NOT_JSON = gettext_lazy("%(file)s is not a JSON file.")
DAMAGED = gettext_lazy("This ZIP file cannot be read: it is damaged or needs a password. Pack the tables again without a password.")
TOO_LARGE_UNPACKED = gettext_lazy("Unpacked, the file is larger than 20 MB, so it was not read. Import it in parts.")
TWICE = gettext_lazy("The same is already in row %(row)s.")
_SENTENCES = {
    unpacking.DAMAGED: DAMAGED,
    BROKEN: DAMAGED,
    unpacking.UNPACKS_TO_MORE: TOO_LARGE_UNPACKED,
    RESOURCE_LIMIT: TOO_LARGE_UNPACKED,
    unpacking.NOT_READ: NOT_READ,
    unpacking.NOT_JSON: NOT_JSON,
    unpacking.ROWS: TOO_MANY,
}


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
    given = _lying_in(path)
    try:
        return _package(unpacking.rows(given, _known()))
    except Refused as refused:
        raise _invalid(refused) from None


def read_upload(content: bytes) -> Package:
    """Reads what came through a form: a JSON file, or a ZIP of the tables. Raises Invalid as `read_package` does, and for a ZIP that
    cannot be, or would be larger unpacked than a file may be."""
    try:
        rows, _rest = read_in_sandbox(unpacking.read, content, LIMITS, known=_known())
    except Refused as refused:
        raise _invalid(refused) from None
    return _package(rows)


def _known() -> dict[str, str]:
    return {table.file: table.name for table in tables().values()}


def _invalid(refused: Refused) -> Invalid:
    sentence = _SENTENCES[refused.code]
    return Invalid(sentence % {"file": refused.part} if refused.part else sentence)


def _package(rows: Iterable[Row]) -> Package:
    package = Package()
    seen: dict[tuple[str, str, str], int] = {}
    for name, file, number, raw in rows:
        table = tables()[name]
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


def _lying_in(path: Path) -> Files:
    """What there is to read at a place: of a folder its tables and JSON, or one file of whatever name."""
    if path.is_dir():
        known = _known()
        return {file.name: file.read_bytes for file in path.iterdir() if file.name in known or file.suffix == ".json" if _fits(file)}
    if path.name == "datapackage.json" and path.is_file():
        return _lying_in(path.parent)
    return {path.name: path.read_bytes} if path.is_file() and _fits(path) else {}


def _fits(file: Path) -> bool:
    if file.stat().st_size > LARGEST:
        raise Invalid(TOO_LARGE % {"file": file.name})
    return True


def refusal_line(refusal: Refusal) -> str:
    """One refusal as a line: file, row, field, reason."""
    return _("%(file)s, row %(row)s, %(field)s: %(reason)s") % {
        "file": refusal.file,
        "row": refusal.row,
        "field": refusal.field,
        "reason": refusal.reason,
    }
