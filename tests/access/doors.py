"""Every address of the house as a door: its name, what it takes, by which methods, and who may pass by the committed table."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from panoh.accounts.roles import Role

GOLDEN = Path(__file__).resolve().parents[2] / "docs" / "reference" / "matrix.csv"
NOWHERE = UUID("00000000-0000-4000-8000-00000000dead")
NO_CODE = "zzzzzzzzz"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# What stands in an address beside the one thing it is about. Anything else of text is a word that leads nowhere.
WORDS = {
    "act": "accept",
    "form": "csv",
    "given": "tg",
    "instrument": "phq9",
    "kind": "physical",
    "language": "tg",
    "post": "primary",
    "readers": "members",
    "region": "TJ-KT",
    "rule": "closed",
    "shape": "a4",
}
# Takes whatever was typed, so that no name leads back to it.
TYPED = {"public:reply_nowhere": "/r/nothing"}


@dataclass(frozen=True, slots=True)
class Door:
    """One address."""

    route: str
    name: str
    arguments: dict[str, Any]  # name: converter, None where a regular expression takes it
    methods: frozenset[str]

    def __str__(self) -> str:
        return self.name

    def address(self, **given: Any) -> str:
        """The address with these values; what is not given is filled in by something that is not there."""
        values = {name: given.get(name, _filler(name, converter)) for name, converter in self.arguments.items()}
        return TYPED.get(self.name) or reverse(self.name, kwargs=values)


def _filler(name: str, converter: Any) -> Any:
    if isinstance(converter, UUIDConverter):
        return NOWHERE
    if isinstance(converter, IntConverter):
        return 12 if name == "month" else 2019 if name == "year" else 1
    if name == "name":
        return "tg.pdf" if converter is None else "persons"
    return NO_CODE if name == "code" else WORDS.get(name, "nothing")


def _methods(view: Any) -> frozenset[str]:
    """What a view takes: what its decorator says, or all that the house speaks."""
    while view is not None:
        cells = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True)) if hasattr(view, "__code__") else {}
        if "request_method_list" in cells:
            return frozenset(cells["request_method_list"].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return frozenset({"GET", "HEAD", "POST"})


def doors(patterns: Iterable[URLPattern | URLResolver] | None = None, prefix: str = "/", space: str = "") -> Iterator[Door]:
    """All of them, walked from the resolver."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns, route, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            regex = getattr(pattern.pattern, "regex", None)
            arguments = dict(pattern.pattern.converters) or dict.fromkeys(regex.groupindex if regex else ())
            yield Door(route, space + str(pattern.name), arguments, _methods(pattern.callback))


def golden() -> list[dict[str, str]]:
    """The lines of the committed table."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def may(kind: str = "address") -> dict[str, dict[Role, str]]:
    """By the committed table: name of an address or permission, and over what each role may ask for it."""
    return {line["name"]: {role: line[role] for role in Role} for line in golden() if line["kind"] == kind}
