"""No spreadsheet that leaves the house starts a formula, whoever wrote into its cells."""

import ast
import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from panoh.core.sheets import _FORMULA_STARTS
from panoh.episodes.sheets import spending_book
from panoh.reporting.exports import to_csv, to_xlsx
from tests.consistency.house import modules, short, tree

DANGEROUS = [f"{start}cmd|' /C calc'!A0" for start in ("=", "+", "-", "@", "\t=", "\r=")] + [
    "=1+1",
    "@SUM(1)",
    "-2+3+cmd",
    '=HYPERLINK("https://evil.example")',
]
DAY = dt.date(2026, 1, 1)
# A package for machines: its specification wants each value as it is, and a telephone number begins with +.
FOR_MACHINES = {"panoh/exchange/hsds/writing.py", "panoh/reference/__init__.py"}


def cells_of(book: bytes) -> list[Any]:
    """Every cell of every sheet that is a text or a formula, as a spreadsheet reads it."""
    sheets = openpyxl.load_workbook(io.BytesIO(book)).worksheets
    found = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in found)
    return [cell.value for cell in found if isinstance(cell.value, str)]


@pytest.mark.parametrize("made", [lambda rows: to_xlsx(rows, "admissions", DAY, DAY), spending_book], ids=["report", "spending"])
def test_no_cell_of_a_workbook_is_a_formula(made, db):
    texts = cells_of(made([DANGEROUS, [1, *DANGEROUS]]))
    assert len(texts) >= 2 * len(DANGEROUS)
    assert [text for text in texts if text.startswith(_FORMULA_STARTS)] == []


def test_no_cell_of_csv_starts_one_and_what_was_written_is_read_again():
    rows = list(csv.reader(io.StringIO(to_csv([DANGEROUS]).removeprefix("\ufeff"), newline="")))
    assert [text for row in rows for text in row if text.startswith(_FORMULA_STARTS)] == []
    assert [text.removeprefix("'") for text in rows[0]] == DANGEROUS


def written(module: ast.Module) -> list[str]:
    """What is put into the rows of sheets, as code."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            of = ast.unparse(node.func.value)
            if (node.func.attr == "append" and of in ("sheet", "cover")) or node.func.attr in ("writerow", "writerows"):
                found.append(ast.unparse(node.args[0]))
    return found


def test_whatever_is_written_into_a_sheet_is_made_safe():
    writers = {
        short(path): written(tree(path))
        for path in modules()
        if any(word in path.read_text("utf-8") for word in ("Workbook()", "csv.writer", "csv.DictWriter"))
    }
    assert len(writers) >= 8
    loose = {
        (file, code)
        for file, found in writers.items()
        if file not in FOR_MACHINES
        for code in found
        if "safe_cell" not in code and code != "[]"
    }
    assert loose == set()
    assert all(found for found in writers.values()), writers


def test_cells_are_written_by_rows_alone_and_saved_in_memory():
    strays = [
        f"{short(path)}: {ast.unparse(node)}"
        for path in modules()
        if "openpyxl" in path.read_text("utf-8") and short(path) != "panoh/core/sheets.py"
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("cell", "save"))
        or (isinstance(node, ast.Assign) and any(isinstance(one, ast.Attribute) and one.attr == "value" for one in node.targets))
    ]
    assert strays == []
