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
    """Every file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return tuple(sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file()))


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
