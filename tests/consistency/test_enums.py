"""Closed lists: every value once, every label translatable, every table of transitions whole."""

from enum import Enum
from functools import cache
from importlib import import_module

from django.db.models import Choices
from django.utils.functional import Promise

from panoh.reference import transitions
from tests.consistency.house import ROOT, modules

# Their labels are the languages' own names.
OWN_NAMES = {"Language"}


@cache
def enums() -> tuple[type[Enum], ...]:
    found = set()
    for path in modules():
        if path.stem in {"enums", "roles", "events", "purpose"} or path.parent.name == "enums":
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            found |= {
                kind
                for kind in vars(module).values()
                if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__ == module.__name__
            }
    return tuple(sorted(found, key=lambda kind: (kind.__module__, kind.__name__)))


def test_the_house_has_closed_lists() -> None:
    assert {"CaseState", "Sex", "Permission", "Purpose"} <= {kind.__name__ for kind in enums()}


def test_no_two_values_collide() -> None:
    """Python turns a second member with the same value into a silent alias of the first."""
    aliases = [
        f"{kind.__module__}.{kind.__name__}.{name}" for kind in enums() for name, member in kind.__members__.items() if member.name != name
    ]
    assert aliases == []


def test_every_label_is_translatable() -> None:
    fixed = [
        f"{kind.__module__}.{kind.__name__}.{member.name}"
        for kind in enums()
        if issubclass(kind, Choices) and kind.__name__ not in OWN_NAMES
        for member in kind
        if not isinstance(member.label, Promise)
    ]
    assert fixed == []


def test_every_table_of_transitions_names_every_state() -> None:
    tables = list(transitions())
    assert len(tables) >= 3
    for room, name, table in tables:
        states = set(type(next(iter(table))))
        assert set(table) == states, f"{room}.{name}"
        assert {after for following in table.values() for after in following} <= states, f"{room}.{name}"
        assert [state for state, following in table.items() if state in following] == [], f"{room}.{name}"


def test_every_state_can_be_reached() -> None:
    for room, name, table in transitions():
        first = next(iter(table))
        reached, fresh = {first}, {first}
        while fresh:
            fresh = {after for state in fresh for after in table[state]} - reached
            reached |= fresh
        assert set(table) - reached == set(), f"{room}.{name}"
