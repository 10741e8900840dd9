"""The rejected rows as a spreadsheet of their own, to be mended and brought again. Made in memory alone."""

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from panoh.exchange.register.cells import Cell
from panoh.exchange.register.row import Row

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_000  # letters a spreadsheet holds in a cell


def rejected_workbook(rows: Iterable[Row], heads: Sequence[str]) -> bytes:
    """An XLSX of the rejected rows: the row in the file, the cells as they came under their heads, and why, in the active language."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Rejected rows")[:31]
    sheet.append([_("Row in the file"), *map(safe_cell, heads), _("Why")])
    for row in rows:
        sheet.append([row.number, *(safe_cell(value) for value in _fitted(row.values, len(heads))), safe_cell(_reasons(row))])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, dt.date):
                cell.number_format = "DD.MM.YYYY"
        cells[-1].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for index in range(1, len(heads) + 2):
        sheet.column_dimensions[get_column_letter(index)].width = 16
    sheet.column_dimensions[get_column_letter(len(heads) + 2)].width = 70
    return saved_in_memory(book)


def safe_cell(value: Cell) -> Cell:
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


def _fitted(values: Sequence[Cell], width: int) -> list[Cell]:
    return [*values[:width], *[None] * (width - len(values))]


def _reasons(row: Row) -> str:
    """One reason a line: the column, then the sentence."""
    return "\n".join(
        _("%(column)s: %(reason)s") % {"column": remark.column, "reason": remark.sentence} if remark.column else str(remark.sentence)
        for remark in row.problems
    )
