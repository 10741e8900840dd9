"""Spreadsheets in memory, whatever they are made for."""

import datetime as dt
import os
import tempfile
from io import BytesIO

import openpyxl
import pytest
from openpyxl import Workbook

from panoh.core.sheets import safe_cell, saved_in_memory
from panoh.exchange.register.errors_file import rejected_workbook
from panoh.reporting.exports import to_xlsx
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
