"""Spreadsheets that are made in memory alone, with cells that no program takes for a formula."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_000  # letters a spreadsheet holds in a cell


def safe_cell[T](value: T) -> T | str:
    """The value so that no spreadsheet takes it for a formula, and so that it fits into a cell."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)
        return ("'" + text if text.startswith(_FORMULA_STARTS) else text)[:_LONGEST]
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > 1e15:
        return str(value)[:_LONGEST]
    return value


def saved_in_memory(book: Workbook) -> bytes:
    """The workbook as bytes. The library's own saving goes through a file in the temp folder, readable by whoever reads the disk."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        _MemoryWriter(book, archive).save()
    return out.getvalue()


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
