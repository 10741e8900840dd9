"""Writes pages from the code (`make docs`): docs/reference, kept since reviewers read its changes (who may do what, promises, ASVS),
and docs/made, which is not (events, states, parts)."""

import csv
import io
import os
import sys
import tomllib
from collections.abc import Iterable, Iterator
from enum import Enum, StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import django
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from panoh.reference import asvs, parts

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "reference"
MADE = FOLDER.parent / "made"  # not kept in the repository
NOTE = "<!-- Generated from the code by `make docs`. Do not edit. -->\n"


def pages() -> dict[str, str]:
    """The pages that are kept in the repository: file name to text."""
    with translation.override("en"):
        return {
            "access.md": access_page(),
            "matrix.csv": matrix_page(),
            "guarantees.md": guarantees_page(),
            "asvs.md": asvs_page(),
        }


def made_pages() -> dict[str, str]:
    """The pages that are made for reading and not kept: file name to text."""
    with translation.override("en"):
        return {"events.md": events_page(), "states.md": states_page(), "parts.md": parts_page()}


def outdated(folder: Path = FOLDER) -> list[str]:
    """The names of the pages in `folder` that are missing or differ from what the code says now."""
    return [name for name, text in pages().items() if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text]


def addresses(patterns: Iterable[URLPattern | URLResolver] | None = None, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house with its pattern, resolvers walked."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


def rooms(submodule: str) -> Iterator[tuple[str, ModuleType]]:
    """Each room that has this submodule, lowest floor first: its label and the submodule."""
    for room in apps.get_app_configs():
        if room.name.startswith("panoh.") and room.module is not None and module_has_submodule(room.module, submodule):
            yield room.label, import_module(f"{room.name}.{submodule}")


def events() -> Iterator[tuple[str, StrEnum, str | None]]:
    """Every audit event: room, member, its sentence or None."""
    for room, module in rooms("events"):
        sentences = getattr(module, "SENTENCES", {})
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__module__ == module.__name__:
                for member in kind:
                    sentence = sentences.get(member)
                    yield room, member, None if sentence is None else str(sentence)


def transitions() -> Iterator[tuple[str, str, dict[Enum, Iterable[Enum]]]]:
    """Every table of transitions: room, name of the table, state to the states that may follow."""
    for room, module in rooms("enums"):
        for name, table in vars(module).items():
            if name.endswith("TRANSITIONS") and isinstance(table, dict):
                yield room, name, table


def guarantees() -> list[dict[str, Any]]:
    """The guarantees about safety (docs/guarantees.toml): number, guarantee, state, tests, figure, what is missing."""
    found: list[dict[str, Any]] = tomllib.loads((FOLDER.parent / "guarantees.toml").read_text(encoding="utf-8"))["guarantee"]
    return found


def guarantees_page() -> str:
    """Each guarantee with the tests that could fail and the latest figure."""
    rows = [
        [str(one["number"]), one["guarantee"], one["state"], " ".join(f"`{test}`" for test in one["tests"]), one["figure"], one["missing"]]
        for one in guarantees()
    ]
    intro = "Each row is proved by something that could fail. `partly` and `later` say what is missing.\n"
    return "\n".join(
        [NOTE, "# Guarantees\n", intro, *table(["number", "guarantee", "state", "tests", "latest figure", "missing"], rows), ""]
    )


def parts_page() -> str:
    """Every part of the lock with its version, its licence and what it is there for."""
    rows = [[part.name, part.version, part.licence, part.what, part.carries] for part in parts.locked()]
    intro = (
        "All that is installed beside Python and Debian to run Panoh, by `requirements.lock`, where the hash of each file stands. "
        "`make sbom` tells it as CycloneDX. `carries`: libraries compiled into the part.\n"
    )
    return "\n".join([NOTE, "# Parts\n", intro, *table(["part", "version", "licence", "what for", "carries"], rows), ""])


def asvs_page() -> str:
    """Each row of the list by chapter, with what proves it here."""
    lines = [NOTE, "# ASVS 5.0\n", asvs.intro()]
    for chapter, rows in asvs.chapters():
        cells = [[row.number, str(row.level), row.about, row.state, row.told()] for row in rows]
        lines += [f"## {chapter}\n", *table(["row", "level", "what is asked", "state", "proof, reason, or what is missing"], cells), ""]
    return "\n".join(lines)


def access_page() -> str:
    """Role by permission by scope, then the permission that each address asks for."""
    from panoh.accounts.roles import ROLES, Permission, Role  # noqa: PLC0415 -- asks for settings, and `main` sets them up

    lines = [NOTE, "# Access\n", "A cell says over what a permission reaches; where roles are joined, the widest holds.\n"]
    lines += table(
        ["permission", *(str(role.label) for role in Role)],
        [[f"`{permission}`", *(str(ROLES[role].get(permission, "")) for role in Role)] for permission in Permission],
    )
    lines += ["", "## Addresses\n"]
    lines += table(
        ["address", "view", "permission"],
        sorted([f"`{route}`", f"`{pattern.lookup_str.removeprefix('panoh.')}`", asked_for(pattern)] for route, pattern in addresses()),
    )
    return "\n".join(lines) + "\n"


def asked_for(pattern: URLPattern) -> str:
    """The permission that an address asks for, in a word."""
    from panoh.accounts.access import access_of  # noqa: PLC0415 -- asks for settings, and `main` sets them up

    access = access_of(pattern.callback)
    if access is None:
        return "**nobody said**"
    asked = " or ".join(f"`{each}`" for each in access.permissions) if access.permissions else "public"
    return f"{asked}, second factor again" if access.step_up else asked


def matrix_page() -> str:
    """What each role may ask for: a line an address, then a line a permission, since policies ask for some that no address names.

    A cell is the widest scope over which the role may, empty where it may not; `public` where nobody is asked who they are. The tests of
    access hold the house to the file as it lies there: whoever changes a door shows the change of this table to who reads it.
    """
    from panoh.accounts.access import access_of  # noqa: PLC0415 -- asks for settings, and `main` sets them up
    from panoh.accounts.roles import ROLES, Permission, Role, Scope  # noqa: PLC0415 -- asks for settings, and `main` sets them up

    widest = list(Scope)

    def cells(permissions: Iterable[Permission] | None) -> list[str]:
        if permissions is None:
            return ["public"] * len(Role)
        held = [[ROLES[role][each] for each in permissions if each in ROLES[role]] for role in Role]
        return [str(max(scopes, key=widest.index)) if scopes else "" for scopes in held]

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["kind", "name", "asks for", *Role.values])
    for route, pattern in sorted(addresses(), key=lambda found: found[0]):
        access = access_of(pattern.callback)
        if access is None:
            writer.writerow(["address", route, "nobody said", *[""] * len(Role)])
        else:
            writer.writerow(["address", route, str(access), *cells(access.permissions)])
    for permission in Permission:
        writer.writerow(["permission", permission, "", *cells([permission])])
    return out.getvalue()


def events_page() -> str:
    """Every event with the sentence that a person reads."""
    lines = [NOTE, "# Events of the audit trail\n", "What stands in the record, and how it is told to the person concerned.\n"]
    lines += table(["event", "sentence"], [[f"`{member}`", sentence or ""] for _room, member, sentence in events()])
    return "\n".join(lines) + "\n"


def states_page() -> str:
    """Each table of transitions as a diagram."""
    lines = [NOTE, "# States\n", "Made from the tables that the actions themselves obey.\n"]
    for room, name, states in transitions():
        lines += [
            f"## {room}: {name.removesuffix('TRANSITIONS').strip('_').replace('_', ' ').lower() or 'states'}\n",
            "```mermaid",
            "stateDiagram-v2",
        ]
        lines += [f'    state "{getattr(state, "label", state.value)}" as {state.value}' for state in states]
        lines += [f"    [*] --> {next(iter(states)).value}"]
        for state, following in states.items():
            order = list(type(state))
            lines += [f"    {state.value} --> {after.value}" for after in sorted(following, key=order.index)]
            lines += [] if following else [f"    {state.value} --> [*]"]
        lines += ["```", ""]
    return "\n".join(lines)


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """A Markdown table as lines."""
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def main(arguments: list[str]) -> int:
    """Writes the pages; with --check only says which are not current."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panoh.config.settings")
    django.setup()
    stale = outdated()
    if "--check" in arguments:
        for name in stale:
            print(f"docs/reference/{name} is not current: make docs", file=sys.stderr)
        return 1 if stale else 0
    for folder, texts in ((FOLDER, pages()), (MADE, made_pages())):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    for name in stale:
        print(f"wrote docs/reference/{name}", file=sys.stderr)
    return 0
