"""A blank register to fill in: the heads that are understood, the lists to choose from, and what each column is, in the active language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from panoh.cases.enums import Kind
from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.exchange.register.heads import FIELD_NAMES, MANDATORY
from panoh.people.data import FULL_NAME
from panoh.people.enums import Relation, Sex
from panoh.places import catalogue

COLUMNS = (
    *("number", "admitted_on", *FULL_NAME, "birth", "sex", "region", "district", "kind", "relation"),
    *("survivor_number", "sender", "phone", "complaints", "medical", "sessions", "social", "closed_on", "note"),
)
NEEDED = frozenset({*MANDATORY, "family_name"})
ROWS = 1_000  # with lists to choose from


def template_workbook() -> bytes:
    """An XLSX with two sheets: the heads over blank rows, and the lists with an example of each column."""
    book = Workbook()
    sheet, lists = book.active, book.create_sheet(sheet_title(_("Lists and examples")))
    assert sheet is not None
    sheet.title = sheet_title(pgettext("name of a sheet", "Register"))
    sheet.append([safe_cell(str(FIELD_NAMES[name])) for name in COLUMNS])
    sheet.freeze_panes = "A2"
    lists.append([_("Column"), _("Must be filled in"), _("Example or choices")])
    examples = {**_examples(), **{name: "\n".join(words) for name, words in _lists().items()}}
    for name in COLUMNS:
        lists.append([str(FIELD_NAMES[name]), _("yes") if name in NEEDED else "", examples.get(name, "")])
    for at, name in enumerate(COLUMNS, 1):
        letters = get_column_letter(at)
        sheet.column_dimensions[letters].width = 20
        if words := _lists().get(name):
            column = get_column_letter(at + 4)
            for row, word in enumerate(words, 1):
                lists[f"{column}{row}"] = word
            choice = DataValidation("list", formula1=f"='{lists.title}'!${column}$1:${column}${len(words)}", showErrorMessage=False)
            choice.add(f"{letters}2:{letters}{ROWS}")
            sheet.add_data_validation(choice)
    for cells in (sheet[1], lists[1]):
        for cell in cells:
            cell.font = Font(bold=True)
    for letters, width in (("A", 40), ("B", 20), ("C", 60)):
        lists.column_dimensions[letters].width = width
    return saved_in_memory(book)


def _lists() -> dict[str, list[str]]:
    return {
        "sex": _labels(Sex),
        "kind": _labels(Kind),
        "relation": _labels(Relation),
        "region": [name for _code, name in catalogue.region_choices()],
        "medical": [_("yes"), _("no")],
    }


def _labels(choices: Iterable[Sex] | Iterable[Kind] | Iterable[Relation]) -> list[str]:
    return [str(choice.label) for choice in choices]


def _examples() -> dict[str, str]:
    """One of each column, as it may be typed."""
    return {
        "number": "1",
        "admitted_on": "05.02.2026",
        **dict.fromkeys(FULL_NAME, _("as in the passport")),
        "birth": "12.03.1984, 1984",
        "district": _("one word is enough"),
        "survivor_number": _("the number of their row in this file"),
        "phone": "90 000 00 00",
        "complaints": _("separated by commas"),
        "sessions": "8",
        "social": _("separated by commas"),
        "closed_on": "20.09.2026",
    }
