"""The rejected rows as a spreadsheet of their own, to be mended and brought again. Made in memory alone."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.exchange.register.cells import Cell
from panoh.exchange.register.row import ParsedRow


def rejected_workbook(rows: Iterable[ParsedRow], heads: Sequence[str]) -> bytes:
    """An XLSX of the rejected rows: the row in the file, the cells as they came under their heads, and why, in the active language."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = sheet_title(_("Rejected rows"))
    sheet.append([_("Row in the file"), *map(safe_cell, heads), _("Why")])
    for row in rows:
        sheet.append([row.number, *(safe_cell(value) for value in _fitted(row.values, len(heads))), safe_cell(_reasons(row))])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=2):
        cells[-1].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for index in range(1, len(heads) + 2):
        sheet.column_dimensions[get_column_letter(index)].width = 16
    sheet.column_dimensions[get_column_letter(len(heads) + 2)].width = 70
    return saved_in_memory(book)


def _fitted(values: Sequence[Cell], width: int) -> list[Cell]:
    return [*values[:width], *[None] * (width - len(values))]


def _reasons(row: ParsedRow) -> str:
    """One reason a line: the column, then the sentence."""
    return "\n".join(
        _("%(column)s: %(reason)s") % {"column": remark.column, "reason": remark.sentence} if remark.column else str(remark.sentence)
        for remark in row.problems
    )
