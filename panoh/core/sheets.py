"""Spreadsheets that are made in memory alone, with cells that no program takes for a formula."""

import datetime as dt
import re
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.core import DocumentProperties
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_000  # letters a spreadsheet holds in a cell
_LONGEST_NAME = 31  # letters of the name of a sheet
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]+")
_SHOWN_AS = {dt.date: "DD.MM.YYYY", Decimal: "#,##0.00"}


def safe_cell[T](value: T) -> T | str:
    """The value so that no spreadsheet takes it for a formula, and so that it fits into a cell."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)
        return ("'" + text if text.startswith(_FORMULA_STARTS) else text)[:_LONGEST]
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > 1e15:
        return str(value)[:_LONGEST]
    return value


def sheet_title(text: str) -> str:
    """A text as the name of a sheet: without the signs that no name may hold, and cut after a whole word where it is too long."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", text).split()).strip("'")
    cut = name[: _LONGEST_NAME + 1]
    return name if cut == name and len(name) <= _LONGEST_NAME else (cut.rpartition(" ")[0] or name)[:_LONGEST_NAME].rstrip(" ,;'")


def saved_in_memory(book: Workbook) -> bytes:
    """The workbook as bytes: days and sums as they are written here, without a word on what made it and when.

    The library's own saving goes through a file in the temp folder, readable by whoever reads the disk.
    """
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if (shown := _SHOWN_AS.get(type(cell.value))) is not None:
                    cell.number_format = shown
    book.properties = _SaysNothing()
    out = BytesIO()
    with _Undated(out, "w", ZIP_DEFLATED) as archive:
        _MemoryWriter(book, archive).save()
    return out.getvalue()


class _SaysNothing(DocumentProperties):
    """No maker, no moment: of what a file may say about itself nothing is written."""

    __elements__ = ()


class _Undated(ZipFile):
    """Gives each part the first day that there is in an archive."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_more: Any, **_named: Any) -> None:
        super().writestr(ZipInfo(zinfo_or_arcname), data, compress_type=ZIP_DEFLATED)


class _MemoryWriter(ExcelWriter):
    """Writes each sheet into memory where the library would write it into a temp file. For sheets of cells alone."""

    def __init__(self, book: Workbook, archive: ZipFile) -> None:
        super().__init__(book, archive)
        self.archive = archive

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = [], []
        out = BytesIO()
        writer: Any = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels
        self.archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)
