"""Modules say at their top what they need: an import inside a function is there for a reason, which stands beside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.consistency.house import PACKAGE, modules

REASON = re.compile(r"# noqa: PLC0415 -- (\S+ ){2,}\S+")
AT_MOST = 37  # what start-up time, Django's order of loading (rooms that listen, in their `apps.py`) and one cycle need


def inside_functions(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import that runs when a function does, and not when the module is loaded."""
    found = {
        node: None
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    yield from found


def lines(path: Path) -> Iterator[tuple[str, str]]:
    """Where such an import stands, and its first line."""
    text = path.read_text(encoding="utf-8")
    for node in inside_functions(ast.parse(text)):
        yield f"{path.relative_to(PACKAGE)}:{node.lineno}", text.splitlines()[node.lineno - 1]


def test_an_import_inside_a_function_says_why_on_its_line() -> None:
    found = [line for path in modules() for line in lines(path)]

    assert [place for place, line in found if not REASON.search(line)] == []
    assert 10 < len(found) <= AT_MOST


def test_an_import_without_a_reason_is_found() -> None:
    tree = ast.parse("import os\n\ndef look():\n    def inner():\n        import re\n    return inner\n")

    assert [node.names[0].name for node in inside_functions(tree)] == ["re"]
    assert not REASON.search("        from panoh.vault import client  # noqa: PLC0415")
    assert not REASON.search("        from panoh.vault import client  # noqa: PLC0415 -- as above")
    assert REASON.search("        from panoh.vault import client  # noqa: PLC0415 -- its models need Django ready")
