"""Which tests run on PostgreSQL with every change (`database`), and which only with `make test-all` (`both_databases`)."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.consistency.house import ROOT, short, tree

# Whatever a test does with these of Django's it does with the database itself.
SPEAKS = {
    "connection",
    "connections",
    "transaction",
    "DatabaseError",
    "DataError",
    "IntegrityError",
    "OperationalError",
    "ProgrammingError",
}
# Where every act, guard and error of the house is made: all tests stand on them, tests/audit tries them.
STOOD_ON = {"panoh.audit.guard", "panoh.audit.models", "panoh.audit.trail", "panoh.audit.undo", "panoh.core.errors"}
# A function or class that says one of these locks rows, lives with what a constraint refuses, or reads past row-level security.
DIFFERS = ("select_for_update", "IntegrityError", "OperationalError", "bypass_rls", "rls_scope", "as_owner", "connection.")
ROOMS = {"access", "audit", "reporting"}
REPORTING_NAMES = {"models", "enums", "events", "forms"}
MOST_WITHOUT_REASON = 12


@cache
def marked_modules() -> dict[Path, str]:
    """The test modules that run on PostgreSQL too, with the mark that the whole module bears."""
    return {path: mark for path in sorted((ROOT / "tests").rglob("test_*.py")) if (mark := _mark(path))}


def _mark(path: Path) -> str:
    for statement in tree(path).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark":
            said = ast.unparse(statement.value)
            return next((mark for mark in ("database", "both_databases") if f"pytest.mark.{mark}" in said), "")
    return ""


def reasons(path: Path) -> list[str]:
    """Why what this test module tries may come out otherwise on another database; none if it is merely run again there.

    A module differs by database if it
    - speaks to the database itself: imports a connection, a transaction or an error of `django.db`, or anything of `panoh.core.db`;
    - commits for real (`transaction=True`);
    - imports a policy, the search for persons, or what the reports count with;
    - imports a function or class in whose text rows are locked, a constraint's refusal is caught, or row-level security is passed;
    - lies with the tests of access, audit or reporting.
    """
    found = [f"lies in tests/{path.parent.name}"] if path.parent.name in ROOMS else []
    if "transaction=True" in path.read_text(encoding="utf-8"):
        found.append("commits for real")
    for module, name in _imports(path):
        if (module == "django.db" and name in SPEAKS) or f"{module}.{name}".startswith("panoh.core.db"):
            found.append(f"imports {name}")
        elif module.startswith("panoh.") and (reason := _differs(module, name)):
            found.append(reason)
    return found


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def _differs(module: str, name: str) -> str:
    thing = getattr(importlib.import_module(module), name, None)
    home = thing.__name__ if isinstance(thing, ModuleType) else str(getattr(thing, "__module__", "") or module)
    if home in STOOD_ON:
        return ""
    if home.endswith("policy"):
        return f"imports a policy: {home}"
    if home == "panoh.people.search" or (home.startswith("panoh.reporting.") and home.split(".")[2] not in REPORTING_NAMES):
        return f"imports what searches or counts: {home}"
    if (inspect.isfunction(thing) or inspect.isclass(thing)) and home.startswith("panoh."):
        said = inspect.getsource(thing)
        return next((f"{home}.{name} says {word}" for word in DIFFERS if word in said), "")
    return ""


def test_every_change_runs_on_postgresql_what_differs_by_database() -> None:
    """Of a module that is only run again on PostgreSQL a single test may bear `database` for a reason of its own."""
    left_out = {short(path): why for path, mark in marked_modules().items() if mark != "database" and (why := reasons(path))}
    assert left_out == {}, "mark these modules `database`"


def test_few_modules_run_on_postgresql_with_every_change_for_a_reason_of_their_own() -> None:
    without = [short(path) for path, mark in marked_modules().items() if mark == "database" and not reasons(path)]
    assert len(without) <= MOST_WITHOUT_REASON, f"`both_databases` is enough for some of {without}"


@pytest.mark.parametrize(
    ("module", "differs"),
    [
        ("tests/access/test_row_level_security.py", True),  # raw SQL behind row-level security
        ("tests/audit/test_undo.py", True),
        ("tests/cases/test_policy.py", True),
        ("tests/desk/test_search.py", True),
        ("tests/desk/test_sent_twice.py", True),
        ("tests/people/test_merge.py", True),
        ("tests/reporting/test_indicators.py", True),
        ("tests/episodes/test_invoices.py", True),  # rows are locked while they are matched
        ("tests/cases/test_care_pages.py", False),
        ("tests/booklet/test_writing.py", False),
    ],
)
def test_the_rule_knows_what_differs(module: str, differs: bool) -> None:
    assert bool(reasons(ROOT / module)) is differs
