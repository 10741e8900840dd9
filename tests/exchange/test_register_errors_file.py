"""The rejected rows as a file of their own."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation

from panoh.exchange.register.errors_file import rejected_workbook
from panoh.exchange.register.reading import read_table
from panoh.exchange.register.rows import understand
from tests.factories.register import TODAY, only, understood


def cells_of(data):
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_file_holds_the_row_its_cells_and_why():
    found = understood({"Пол": "?", "Дата рождения": dt.datetime(1990, 5, 5)}, {}, {"Категория": "свидетель", "Пол": None})
    with translation.override("en"):
        heads, first, second = cells_of(rejected_workbook(found.rejected, found.table.heads))
    assert heads == ["Row in the file", *found.table.heads, "Why"]
    assert (first[0], first[3], first[6], first[7]) == (2, "Раҳимов", dt.datetime(1990, 5, 5), "?")
    assert first[-1] == "Пол: Not recognised. Enter: male, female or not stated."
    assert second[0] == 4
    assert second[-1] == "Категория: Not recognised. Enter: survivor or family member.\nПол: Blank. Enter: male, female or not stated."


def test_mended_rows_can_be_brought_again():
    found = understood({"Пол": "?"})
    with translation.override("en"):
        book = openpyxl.load_workbook(BytesIO(rejected_workbook(found.rejected, found.table.heads)))
    book.active["H2"] = "Ж"
    out = BytesIO()
    book.save(out)
    again = understand(read_table(out.getvalue(), "r.xlsx"), today=TODAY)
    assert (again.count, len(again.rejected), again.notices) == (1, 0, ())
    assert only(again).fingerprint == only(understood({"Пол": "Ж"})).fingerprint


@pytest.mark.parametrize("text", ["=1+1", "+992 94", "-5", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A0"])
def test_no_cell_can_start_a_formula(text):
    found = understood({"Пол": "?", "Примечание": text, "=Голова": text})
    data = rejected_workbook(found.rejected, found.table.heads)
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert not isinstance(cell.value, str) or not cell.value.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_guarded_cell_comes_back_as_it_was():
    found = understood({"Пол": "?", "Телефон": "+992 94 000 34 20"})
    again = understand(read_table(rejected_workbook(found.rejected, found.table.heads), "r.xlsx"), today=TODAY)
    assert only(again).cells["Телефон"] == "+992 94 000 34 20"
    assert only(again).fingerprint == only(found).fingerprint


def test_no_rejected_rows_make_a_file_of_heads():
    found = understood({})
    assert len(cells_of(rejected_workbook(found.rejected, found.table.heads))) == 1


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_the_added_columns_are_passed_over_in_every_language(language):
    found = understood({"Пол": "?"})
    with translation.override(language):
        data = rejected_workbook(found.rejected, found.table.heads)
    table = read_table(data, "r.xlsx")
    assert (table.columns[0].field, table.columns[-1].field, table.notices) == ("ours", "ours", ())
