"""Spreadsheets in memory, whatever they are made for."""

import ast
import datetime as dt
import os
import tempfile
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl import Workbook

from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.exchange.register.errors_file import rejected_workbook
from panoh.reporting.exports import to_xlsx
from tests.consistency.house import modules, short, tree
from tests.factories.register import understood


def test_letters_that_no_spreadsheet_holds_are_left_out():
    assert safe_cell("а\x00\x0bб") == "аб"
    assert len(safe_cell("я" * 50_000)) == 32_000


@pytest.mark.parametrize("value", [5, -5, 2.5, True, None, dt.date(2026, 3, 1)])
def test_what_is_no_text_stays_as_it_is(value):
    assert safe_cell(value) is value


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_could_start_a_formula_gets_an_apostrophe(start):
    assert safe_cell(start + "1") == "'" + start + "1"


def test_every_sheet_of_a_book_comes_back_whole():
    book = Workbook()
    book.active.append(["Аввал", 1])
    book.create_sheet("second").append(["Дуюм", 2.5])

    read = openpyxl.load_workbook(BytesIO(saved_in_memory(book)))

    assert [[cell.value for cell in sheet[1]] for sheet in read] == [["Аввал", 1], ["Дуюм", 2.5]]


def test_a_book_says_neither_what_made_it_nor_when():
    book = Workbook()
    book.active.append(["Аввал", dt.date(2026, 3, 1)])

    with ZipFile(BytesIO(saved_in_memory(book))) as archive:
        about = archive.read("docProps/core.xml").decode()
        days = {part.date_time for part in archive.infolist()}

    assert [word for word in ("openpyxl", "created", "modified") if word in about] == []
    assert days == {(1980, 1, 1, 0, 0, 0)}


def test_days_and_sums_are_shown_as_they_are_written_here():
    book = Workbook()
    book.active.append(["Аввал", dt.date(2026, 3, 1), Decimal("1420.50"), 7])

    cells = openpyxl.load_workbook(BytesIO(saved_in_memory(book))).active[1]

    assert [cell.number_format for cell in cells] == ["General", "DD.MM.YYYY", "#,##0.00", "General"]


def test_a_sheet_is_named_without_what_no_name_may_hold_and_short_enough():
    assert sheet_title("Цифры: пол/возраст [все]") == "Цифры пол возраст все"
    assert sheet_title("Направления, по которым человек побывал на приёме") == "Направления, по которым человек"
    assert sheet_title("'Ҷадвал'") == "Ҷадвал"


def test_no_sheet_has_the_name_that_the_library_gives_or_one_in_one_language_alone():
    bare = []
    for path in modules():
        if "Workbook()" not in path.read_text("utf-8"):
            continue
        named = 0
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Assign) and any(isinstance(one, ast.Attribute) and one.attr == "title" for one in node.targets):
                given: ast.expr | None = node.value
                named += 1
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "create_sheet":
                given = node.args[0]
            else:
                continue
            if not ast.unparse(given).startswith("sheet_title(") and ast.unparse(given) != "'HXL'":  # a standard's own name
                bare.append(f"{short(path)}: {ast.unparse(given)}")
        if not named:
            bare.append(f"{short(path)}: the first sheet has no name")
    assert bare == []


def _rejected():
    found = understood({"Пол": "?"})
    return lambda: rejected_workbook(found.rejected, found.table.heads)


def _figures():
    return lambda: to_xlsx([["Admitted", 2]], "admissions", dt.date(2020, 1, 1), dt.date(2020, 12, 31))


@pytest.mark.parametrize("prepared", [_rejected, _figures])
def test_nothing_is_written_to_the_disk(prepared, tmp_path, monkeypatch):
    make = prepared()
    seen = []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, "_get_candidate_names", lambda: seen.append(1) or iter(["caught"]))

    assert make().startswith(b"PK")

    assert (seen, os.listdir(tmp_path)) == ([], [])
