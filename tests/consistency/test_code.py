"""Rules about the code as a whole that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.consistency.house import PACKAGE, ROOT, files, modules, short, tree

TEXT = {".py", ".md", ".html", ".txt", ".toml", ".css", ".js", ".svg", ".po", ".lock", ".yml", ".cfg", ""}
# The marks are put together here, so that this file holds none.
MARKS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
MACHINE = re.compile(r"(?<![\w.<])/(work|root|farm|home/\w+|Users/\w+)(/|\b)")
ERRORS = {"Denied", "Invalid", "WrongState", "Conflict", "DoesNotExist"}
SHOWN = {"label", "help_text", "empty_label", "verbose_name", "verbose_name_plural", "placeholder"}


def texts() -> Iterator[tuple[Path, int, str]]:
    """Every line of every text file of the repository."""
    for path in files():
        if path.suffix in TEXT and path.name != "LICENSE":
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                yield path, number, line


def test_no_module_is_longer_than_500_lines() -> None:
    long = {short(path): count for path in modules() if (count := len(path.read_text(encoding="utf-8").splitlines())) > 500}
    assert long == {}


def test_every_module_says_what_it_owns() -> None:
    silent = [short(path) for path in modules() if not ast.get_docstring(tree(path)) and path.read_text(encoding="utf-8").strip()]
    assert silent == []


def test_every_package_of_a_room_says_what_it_owns() -> None:
    silent = [room.name for room in PACKAGE.iterdir() if (room / "apps.py").exists() and not ast.get_docstring(tree(room / "__init__.py"))]
    assert silent == []


def test_no_module_is_named_for_nothing() -> None:
    vague = [short(path) for path in modules() if path.stem in {"utils", "util", "helpers", "misc", "common", "services"}]
    assert vague == []


def test_no_mark_is_left_behind() -> None:
    marks = [f"{short(path)}:{number}" for path, number, line in texts() if path.suffix != ".lock" and MARKS.search(line)]
    assert marks == []


def test_no_path_of_a_machine() -> None:
    paths = [
        f"{short(path)}:{number}: {line.strip()[:80]}" for path, number, line in texts() if path != Path(__file__) and MACHINE.search(line)
    ]
    assert paths == []


def test_a_journey_clicks_with_hands() -> None:
    """A bare click ends when the next page begins to arrive; what is read at once may be half of it."""
    journeys = [path for path in files() if path.parent == ROOT / "tests" / "journeys" and path.suffix == ".py"]
    assert journeys
    bare = [
        f"{short(path)}:{number}"
        for path in journeys
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ".click(" in line
    ]
    assert [place.split(":")[0] for place in bare] == ["tests/journeys/page_actions.py"], bare  # that of `click` alone


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def decorators(function: ast.FunctionDef) -> set[str]:
    names = set()
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        names.add(target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else "")
    return names


def test_every_view_is_at_most_25_lines() -> None:
    long = {
        f"{short(path)}:{function.name}": count
        for path in modules()
        for function in functions(path)
        if decorators(function) & {"requires", "public"} and (count := (function.end_lineno or 0) - function.lineno + 1) > 25
    }
    assert long == {}


def test_every_action_says_who_acts() -> None:
    nameless = [
        f"{short(path)}:{function.name}"
        for path in modules()
        for function in functions(path)
        if "action" in decorators(function)
        and not function.name.startswith("_")
        and "by" not in {argument.arg for argument in function.args.kwonlyargs}
    ]
    assert nameless == []


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Every call of the module: its line, and the called thing as it is written."""
    return ((node.lineno, ast.unparse(node.func)) for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def test_domain_code_writes_through_the_audit() -> None:
    """`row.save()`, `objects.create()` and `update()` leave no version and no undo; rows go through `trail.save` and `trail.remove`."""
    around = [
        f"{short(path)}:{line} {called}"
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] not in {"audit", "vault"} and "actions" in {path.stem, *path.parts}
        for line, called in calls(path)
        if re.search(
            r"(?<!^trail)\.(save|delete|bulk_create|bulk_update|get_or_create|update_or_create)$|objects\b.*\.(create|update)$", called
        )
    ]
    assert around == []


def literal(node: ast.expr | None) -> bool:
    """Whether it is text that somebody would read untranslated."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and re.search(r"[^\W\d_]{2}", str(part.value)) for part in node.values)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(re.search(r"[^\W\d_]{2}", node.value))


def test_refusals_are_translatable() -> None:
    fixed = []
    for path in modules():
        if path.relative_to(PACKAGE).parts[0] in {"agent", "cli", "cli.py"}:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and node.args and literal(node.args[0]):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ERRORS:
                    fixed.append(f"{short(path)}:{node.lineno}")
    assert fixed == []


def test_words_of_forms_are_translatable() -> None:
    fixed = [
        f"{short(path)}:{node.lineno} {keyword.arg}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in SHOWN and literal(keyword.value)
    ]
    assert fixed == []


def test_only_files_that_are_needed_are_kept() -> None:
    strays = [short(path) for path in files() if path.suffix in {".orig", ".rej", ".bak", ".swp", ".log", ".db", ".sqlite3", ".mo"}]
    assert strays == []
    catalogues = {path for path in files() if path.suffix == ".po"}  # which grow with the house
    assert [short(path) for path in set(files()) - catalogues if path.stat().st_size > 1_000_000] == []


def test_the_root_is_tidy() -> None:
    expected = {
        ".ci",
        ".gitignore",
        ".importlinter",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "SECURITY.md",
    }
    expected |= {"bench", "deploy", "docs", "panoh", "pyproject.toml", "requirements-dev.lock", "requirements.lock", "tests", "tools"}
    assert {path.relative_to(ROOT).parts[0] for path in files()} <= expected


def test_nothing_that_a_page_calls_sleeps() -> None:
    """A page that sleeps holds one of few threads, and a crowd without an account holds them all. The key agent and commands may wait."""
    asleep = [
        f"{short(path)}:{node.lineno}"
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] not in ("agent", "cli")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.ImportFrom) and ast.unparse(node) in ("time.sleep", "from time import sleep")
    ]
    assert asleep == []


CLOCK = {"today", "now", "localdate", "localtime", "utcnow", "taken", "written"}


def asked_while_read(node: ast.AST, clock: set[str]) -> Iterator[int]:
    """Lines that ask the clock as soon as their module is read: the body of a function runs later, its defaults and decorators do not."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in clock:
        yield node.lineno
    later = node.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else [node.body] if isinstance(node, ast.Lambda) else []
    for child in ast.iter_child_nodes(node):
        if child not in later:
            yield from asked_while_read(child, clock)


def test_no_test_takes_its_day_while_tests_are_collected() -> None:
    """A run that goes over midnight in Dushanbe would compare yesterday with today; `tests/days.py` has what takes a day in the test."""
    early = []
    for path in files():
        if path.suffix == ".py" and path.is_relative_to(ROOT / "tests"):
            own = {function.name for function in functions(path) if any(list(asked_while_read(line, CLOCK)) for line in function.body)}
            early += [f"{short(path)}:{line}" for line in asked_while_read(tree(path), CLOCK | own)]
    assert early == []
