"""A spreadsheet opened in memory, XLSX by openpyxl, XLS, XLSB and ODS by calamine: nothing is unpacked before its size is known.

Read apart (`core.sandbox`): no Django here.
"""

import datetime as dt
import encodings.cp437  # noqa: F401 -- names in a packed file; nothing can be fetched once the process has given up opening files
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import openpyxl
import python_calamine
from openpyxl.utils import coordinate_to_tuple

from panoh.core.sandbox import BROKEN, Refused
from panoh.exchange.register.cells import Cell

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old Excel file, or one with a password
type Row = tuple[int, tuple[Cell, ...]]

UNPACKS_TO_MORE, ENCRYPTED, OTHER_FORMAT, NO_SPREADSHEET = "unpacks_to_more", "encrypted", "other_format", "no_spreadsheet"
MAX_UNPACKED = 64 * 1024 * 1024
MOST_PRESSED = 100  # a register becomes eight times smaller by packing, blank cells thirty times; what is made to burst a thousand times
SMALL = 4 * 1024 * 1024  # whatever is no larger unpacked bursts nothing
MAX_COLUMNS = 512
MAX_PARTS = 2_000
MAX_SHEETS = 60
_LAST_ROW = 1_048_576
_OTHER_PARTS = frozenset({"xl/workbook.bin", "content.xml"})  # of XLSB, of ODS
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
# A formula and no result after it: <c r="B5"><f>A5+1</f></c> or an empty <v>.
_UNSAVED_FORMULA = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</"
)
type Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, read when asked."""

    name: str
    hidden: bool
    _sheet: Any  # openpyxl's read-only sheet, of which the stubs know half
    _archive: zipfile.ZipFile

    def rows(self, limit: int) -> list[Row]:
        """The first `limit` rows that hold anything, each with the number the spreadsheet shows."""
        found: list[Row] = []
        with _read_safely():
            for number, values in enumerate(self._sheet.iter_rows(min_row=1, max_col=MAX_COLUMNS, values_only=True), start=1):
                if number > _LAST_ROW or len(found) >= limit:
                    break
                if values.count(None) < len(values) and (held := _trimmed(values)):
                    found.append((number, held))
        return found

    def merged(self) -> list[Range]:
        """First column, first row, last column, last row of every merged range."""
        with _read_safely():
            corners = [map(coordinate_to_tuple, ref.decode().split(":")) for ref in _MERGED.findall(self._source())[:10_000]]
            return [(left, top, right, bottom) for (top, left), (bottom, right) in corners]

    def unsaved_formulas(self) -> list[str]:
        """The cells with a formula whose result was not saved with the file."""
        return [ref.decode() for ref in _UNSAVED_FORMULA.findall(self._source())]

    def _source(self) -> bytes:
        with _read_safely():
            source: bytes = self._archive.read(self._sheet._worksheet_path)
        return source


@dataclass(frozen=True)
class OtherSheet:
    """A sheet of a workbook in another format."""

    name: str
    hidden: bool
    _sheet: python_calamine.CalamineSheet

    def rows(self, limit: int) -> list[Row]:
        """As of `Sheet`."""
        found: list[Row] = []
        with _read_safely():
            start = (self._sheet.start or (0, 0))[0] + 1
            for number, values in enumerate(self._sheet.iter_rows(), start):
                if len(found) >= limit:
                    break
                if held := _trimmed(tuple(None if value == "" else value for value in values[:MAX_COLUMNS])):
                    found.append((number, held))
        return found

    def merged(self) -> list[Range]:
        """As of `Sheet`; none are told of ODS."""
        return [(left + 1, top + 1, right + 1, bottom + 1) for (top, left), (bottom, right) in self._sheet.merged_cell_ranges or []]

    def unsaved_formulas(self) -> list[str]:
        """These formats always keep the result."""
        return []


def read(data: bytes, *, heads: int, rows: int, chosen: int | None = None) -> tuple[Any, bytes]:
    """The sheets of a file, each {name, hidden, rows, merged, unsaved}: of one sheet, or of the chosen one, the first `rows` rows
    that hold anything; of several the first `heads` rows of each, by which somebody chooses. Raises Refused."""
    sheets = open_workbook(data)
    if chosen is None and len(sheets) > 1:
        return [_said(sheet, sheet.rows(heads)) for sheet in sheets], b""
    sheet = sheets[chosen or 0]
    return [_said(sheet, sheet.rows(rows)) | {"merged": sheet.merged(), "unsaved": sheet.unsaved_formulas()}], b""


def _said(sheet: Sheet | OtherSheet, rows: list[Row]) -> dict[str, Any]:
    told = [[number, [_cell_said(cell) for cell in cells]] for number, cells in rows]
    return {"name": sheet.name, "hidden": sheet.hidden, "rows": told, "merged": [], "unsaved": []}


def _cell_said(cell: Cell) -> Any:
    """A cell as JSON can say it: days and times by their kind and their parts."""
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return [type(cell).__name__, cell.isoformat()]
    return ["timedelta", cell.days, cell.seconds, cell.microseconds] if isinstance(cell, dt.timedelta) else cell


def cell_heard(said: Any) -> Cell:
    """The cell again."""
    if not isinstance(said, list):
        cell: Cell = said
        return cell
    kind, *parts = said
    return dt.timedelta(*parts) if kind == "timedelta" else _KINDS[kind](*parts)


_KINDS: dict[str, Callable[[str], dt.datetime | dt.date | dt.time]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}


def open_workbook(data: bytes) -> list[Sheet] | list[OtherSheet]:
    """The sheets of a file. Refuses what is no spreadsheet, is encrypted, damaged, or unpacks to more than a register can hold."""
    if data.startswith(OLE):
        return _open_other(data)
    archive = _checked_archive(data)
    if not _OTHER_PARTS.isdisjoint(archive.namelist()):
        return _open_other(data)
    with _read_safely():
        sheets: list[Any] = list(openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False).worksheets)
        for sheet in sheets:
            # Some programs write a wrong size; the rows themselves are asked.
            sheet.reset_dimensions()
    if not sheets:
        raise Refused(NO_SPREADSHEET)
    return [Sheet(sheet.title, sheet.sheet_state != "visible", sheet, archive) for sheet in sheets[:MAX_SHEETS]]


def _open_other(data: bytes) -> list[OtherSheet]:
    with _read_safely():
        try:
            book = python_calamine.load_workbook(BytesIO(data))
        except python_calamine.PasswordError:
            raise Refused(ENCRYPTED) from None
        kinds = [(at, each) for at, each in enumerate(book.sheets_metadata) if each.typ == python_calamine.SheetTypeEnum.WorkSheet]
        return [
            OtherSheet(each.name, each.visible != python_calamine.SheetVisibleEnum.Visible, book.get_sheet_by_index(at))
            for at, each in kinds[:MAX_SHEETS]
        ]


def _checked_archive(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError):
        raise Refused(BROKEN) from None
    parts = archive.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused(ENCRYPTED)
    size = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or size > MAX_UNPACKED or size > max(SMALL, MOST_PRESSED * len(data)):
        raise Refused(UNPACKS_TO_MORE)
    names = {part.filename for part in parts}
    if "Index/Document.iwa" in names:
        raise Refused(OTHER_FORMAT)
    if not names & _OTHER_PARTS and not any(name.startswith("xl/") for name in names):
        raise Refused(NO_SPREADSHEET)
    return archive


@contextmanager
def _read_safely() -> Iterator[None]:
    """Whatever goes wrong inside a stranger's file becomes one sentence. The library's warnings may quote cells: silenced."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (MemoryError, Refused):
            raise
        except Exception:  # noqa: BLE001 - a broken file can break the parser in any way, and the message may hold words of a person
            raise Refused(BROKEN) from None


def _trimmed(values: tuple[Cell, ...]) -> tuple[Cell, ...]:
    end = len(values)
    while end and (values[end - 1] is None or values[end - 1] == ""):
        end -= 1
    return values[:end]
