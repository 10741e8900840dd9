"""What the consistency tests know of the house: its floors, its files, its models."""

import ast
import configparser
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "panoh"


@cache
def floors() -> dict[str, int]:
    """Room to its height, from the same list that import-linter reads. Neighbours stand equally high."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    lines = contracts["importlinter:contract:floors"]["layers"].split("\n")
    stacked = [line for line in reversed(lines) if line.strip()]
    return {room.strip(): height for height, line in enumerate(stacked) for room in line.split("|")}


def our_models() -> Iterator[type[models.Model]]:
    """Every concrete model of the house."""
    for model in apps.get_models():
        if model.__module__.startswith("panoh."):
            yield model


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository; of an unpacked archive every file that no tool made."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return tuple(sorted(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()))
    made = {
        ".venv",
        "var",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".import_linter_cache",
        ".hypothesis",
        "htmlcov",
        "test-results",
    }
    every = (
        path for path in ROOT.rglob("*") if path.is_file() and path.suffix not in {".mo", ".pyc"} and not path.name.startswith(".coverage")
    )
    return tuple(sorted(path for path in every if not made & set(path.relative_to(ROOT).parts)))


def modules() -> Iterator[Path]:
    """Our Python files, migrations left out."""
    return (path for path in files() if path.suffix == ".py" and path.is_relative_to(PACKAGE) and "migrations" not in path.parts)


def templates() -> Iterator[Path]:
    """Our templates."""
    return (
        path for path in files() if "templates" in path.parts and path.is_relative_to(PACKAGE) and path.suffix in {".html", ".txt", ".svg"}
    )


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    """The path as a person names it."""
    return str(path.relative_to(ROOT))
