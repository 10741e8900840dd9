"""Every table about a person is declared in the `row_access.py` of its own room, once (docs/adr/0025-rows-on-postgresql.md)."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.db.models import ForeignKey, Model

from panoh.core.db import row_access
from panoh.core.db.row_access import KINDS, Guarded, RoomAccess, declared
from tests.consistency.house import PACKAGE, our_models

# What goes with a person through all their cases, whichever it was written in: the case that a row names says nothing (findings/policy.py).
OF_THE_PERSON = {"findings_allegedevent", "findings_allergy", "findings_bodymark", "findings_diagnosis", "findings_medicine"}
ITSELF = {"case": "cases.Case", "person": "people.Person", "request": "cases.Request"}


def rooms() -> dict[str, RoomAccess]:
    """What each room declares."""
    return {path.parent.name: import_module(f"panoh.{path.parent.name}.row_access").ROW_ACCESS for path in PACKAGE.glob("*/row_access.py")}


def about_somebody() -> set[type[Model]]:
    """Every model with a key to a case, a person or a request, by however many rows between."""
    about = {model for model in our_models() if model._meta.label in ITSELF.values()}
    while more := {
        model
        for model in our_models()
        if model not in about
        for key in model._meta.concrete_fields
        if isinstance(key, ForeignKey) and key.related_model in about
    }:
        about |= more
    return about


def test_each_table_about_somebody_is_declared_once_by_its_own_room() -> None:
    named = [model for room in rooms().values() for model in room.models]
    at_home = [
        model for room, said in rooms().items() for model in (*said.models, *said.append_only) if model.__module__.split(".")[1] != room
    ]
    keys = {one.model for one in declared().guarded if one.rule}

    assert sorted(model._meta.label for model in named) == sorted(model._meta.label for model in about_somebody() | keys)
    assert at_home == []
    assert len(named) > 90


def test_a_table_is_guarded_by_all_that_it_hangs_on() -> None:
    for one in declared().guarded:
        fields = {field.name: field for field in one.model._meta.concrete_fields if isinstance(field, ForeignKey)}
        hangs = tuple(kind for kind in KINDS if kind in fields and fields[kind].related_model._meta.label == ITSELF[kind])
        if one.is_itself:
            assert [ITSELF[kind] for kind in one.by] == [one.model._meta.label]
        elif one.table in OF_THE_PERSON:
            assert one.by == ("person",)
        else:
            assert one.by == hangs, one.table
    assert {one.table for one in declared().guarded} >= OF_THE_PERSON


def test_a_table_with_a_key_of_its_own_to_somebody_is_guarded_or_says_why_not() -> None:
    direct = {
        one.model._meta.db_table
        for one in declared().unguarded
        if any(isinstance(key, ForeignKey) and key.related_model._meta.label in ITSELF.values() for key in one.model._meta.concrete_fields)
    }
    assert direct == {"cases_assignment", "cases_share", "people_candidate", "people_merge"}
    assert all(len(one.why.split()) > 5 for one in declared().unguarded)


def test_the_record_is_added_to_alone() -> None:
    left = {model._meta.db_table for model in our_models() if model._meta.app_label == "audit"} - {
        model._meta.db_table for model in declared().append_only
    }
    assert left == {"audit_undo", "audit_idempotencykey", "audit_auditalarm"}  # what may be undone, forms that came, what is marked as told


def test_what_nobody_declared_and_what_was_declared_twice_is_refused() -> None:
    case = next(one for one in declared().guarded if one.table == "cases_case")
    task = next(one for one in declared().guarded if one.table == "cases_task")

    said = " ".join(row_access._faults(RoomAccess(guarded=(case, task, Guarded(task.model, ("case",))))))

    assert "cases.Task is declared twice in row_access.py." in said
    assert "cases.Session is about somebody by its case: declare it in its room's row_access.py." in said


@pytest.mark.parametrize("path", [*sorted(PACKAGE.glob("*/row_access.py")), *sorted((PACKAGE / "core/db").glob("row_*.py"))], ids=str)
def test_queries_name_tables_of_other_rooms_by_their_models(path: Path) -> None:
    """A name in a string is seen by no contract."""
    tables = {model._meta.db_table for model in our_models() if model._meta.app_label != path.parent.name}
    texts = [
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert {word for text in texts for word in text.split()} & tables == set()
