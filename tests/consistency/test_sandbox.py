"""What came from outside is read apart (docs/adr/0028-sandbox.md): each upload has its reader, and nobody else parses."""

import ast
from collections.abc import Iterator

import pytest

from tests.consistency.house import PACKAGE, modules, short, tree

# Every field that takes a file, and what it goes through before anybody uses it.
UPLOADS = {
    "panoh/booklet/forms.py": "booklet.voice cuts the frames of sound out of the bytes; no parser of others",
    "panoh/cases/forms/money.py": "core.images",
    "panoh/correspondence/forms/register.py": "core.scans",
    "panoh/episodes/forms/invoices.py": "core.scans",
    "panoh/desk/frame/sheet_pages.py": "exchange.register, by exchange.plain_sheets",
    "panoh/exchange/forms.py": "exchange.register, exchange.hsds",
    "panoh/findings/forms/body.py": "core.images",
    "panoh/instruments/forms.py": "core.images; a wording is lines of text",
    "panoh/network/forms/agreements.py": "core.scans",
    "panoh/public/write_forms.py": "sealed as it came; core.scans when somebody opens it",
}
READERS = {
    "panoh/core/pictures.py",
    "panoh/core/papers.py",
    "panoh/exchange/register/workbook.py",
    "panoh/exchange/hsds/unpacking.py",
}
PARSERS = {"PIL", "openpyxl", "python_calamine", "zipfile", "tarfile", "pypdf", "xml", "defusedxml", "lxml", "zlib", "gzip"}
# These write, or read what the house made itself.
OURS = {
    "panoh/booklet/paper.py": "lays out the pages of a booklet that was just printed",
    "panoh/cli/archive.py": "packs backups, and unpacks those whose signature holds",
    "panoh/core/pdf.py": "prints",
    "panoh/core/sheets.py": "writes spreadsheets",
    "panoh/demo/findings.py": "draws pictures for the sample",
    "panoh/exchange/abroad.py": "packs a referral",
}
ONLY_WRITTEN = {"Workbook", "Worksheet", "DataValidation", "Alignment", "Font", "PatternFill", "get_column_letter"}


def imported(module: ast.Module) -> Iterator[tuple[str, str]]:
    """The first name of each module that is imported, and what is taken of it."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((each.name.partition(".")[0], "") for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (((node.module or "").partition(".")[0], each.name) for each in node.names)


def test_nobody_else_parses() -> None:
    strays = {
        short(path): f"{name} {part}"
        for path in modules()
        for name, part in imported(tree(path))
        if name in PARSERS and not (name == "openpyxl" and part in ONLY_WRITTEN)
    }
    assert set(strays) == READERS | set(OURS), strays


def test_every_field_that_takes_a_file_is_known_with_its_reader() -> None:
    fields = {
        short(path)
        for path in modules()
        if path != PACKAGE / "core/forms/base.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("FileField", "ImageField")
    }
    assert fields == set(UPLOADS)


@pytest.mark.parametrize("reader", sorted(READERS))
def test_a_reader_knows_no_django_and_is_called_apart_alone(reader: str) -> None:
    path = PACKAGE.parent / reader
    assert "django" not in {name for name, _part in imported(tree(path))}
    called = {
        short(other)
        for other in modules()
        for node in ast.walk(tree(other))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "read"
        if isinstance(node.func.value, ast.Name) and node.func.value.id == path.stem
    }
    assert called == set()
