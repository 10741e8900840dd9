"""A blank spreadsheet to fill in: the headings that are understood, the lists to choose from, and what each column is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title

ROWS = 1_000  # with lists to choose from


@dataclass(frozen=True, slots=True)
class Asked:
    """One column: its heading, whether a row needs it, an example, or the answers to choose from."""

    head: str
    is_needed: bool
    example: str = ""
    choices: Sequence[str] = ()
    is_many: bool = False  # several answers in one cell, which no list of a spreadsheet offers


def blank_workbook(title: str, columns: Sequence[Asked]) -> bytes:
    """An XLSX with two sheets: the headings over blank rows, and the lists with an example of each column."""
    book = Workbook()
    sheet, lists = book.active, book.create_sheet(sheet_title(_("Lists and examples")))
    assert sheet is not None
    sheet.title = sheet_title(title)
    sheet.append([safe_cell(column.head) for column in columns])
    sheet.freeze_panes = "A2"
    lists.append([_("Column"), _("Must be filled in"), _("Example or choices")])
    for at, column in enumerate(columns, 1):
        lists.append([column.head, _("yes") if column.is_needed else "", "\n".join(column.choices) or column.example])
        letters = get_column_letter(at)
        sheet.column_dimensions[letters].width = 20
        if column.choices and not column.is_many:
            place = get_column_letter(at + 4)
            for row, word in enumerate(column.choices, 1):
                lists[f"{place}{row}"] = word
            choice = DataValidation("list", formula1=f"='{lists.title}'!${place}$1:${place}${len(column.choices)}", showErrorMessage=False)
            choice.add(f"{letters}2:{letters}{ROWS}")
            sheet.add_data_validation(choice)
    for cells in (sheet[1], lists[1]):
        for cell in cells:
            cell.font = Font(bold=True)
    for letters, width in (("A", 40), ("B", 20), ("C", 60)):
        lists.column_dimensions[letters].width = width
    return saved_in_memory(book)
