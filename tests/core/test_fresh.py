"""A new database made at once has what a database that walked through the migrations has."""

import re
from typing import Any, ClassVar

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL, SeparateDatabaseAndState
from django.db.migrations.state import ProjectState

from panoh.audit.guard import writes_allowed
from panoh.cases.models import Case
from panoh.core.db.fresh import is_fresh, make_tables


def schema() -> dict[str, list[str]]:
    """What the database holds beside rows, in its own words: tables with columns and checks in any order, indexes, triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: sorted(re.split(r', (?=["C])', re.sub(r"^(CREATE TABLE [^(]*)\(|\)$", "", sql))) for name, sql in cursor.fetchall()}


@pytest.fixture
def empty(django_db_blocker: Any, agent: Any) -> Any:
    """A database in memory that nobody else sees."""
    before = connection.settings_dict["NAME"], connection.connection
    with django_db_blocker.unblock():
        connection.settings_dict["NAME"], connection.connection = ":memory:", None
        connection.connect()
        yield connection
        connection.connection.close()
        connection.settings_dict["NAME"], connection.connection = before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the tests on PostgreSQL walk through the migrations")
def test_a_new_database_is_what_the_migrations_make(empty: Any) -> None:
    assert is_fresh()
    make_tables()
    made = schema()

    connection.connection.close()
    connection.connection = None
    connection.connect()
    with writes_allowed():
        call_command("migrate", verbosity=0, interactive=False)

    assert set(made) == set(schema())
    assert made == schema()


def test_no_migration_writes_by_sql_alone() -> None:
    """`make_tables` does what migrations do by code; of SQL it would know nothing."""
    graph = MigrationLoader(None).graph
    steps = [step for key in graph.nodes for step in graph.nodes[key].operations]
    assert [step for step in steps if isinstance(step, RunSQL | SeparateDatabaseAndState)] == []


class Broken(migrations.Migration):
    """Two steps, of which the second fails."""

    operations: ClassVar = [
        migrations.CreateModel("Half", fields=[("id", models.AutoField(primary_key=True))]),
        migrations.RunSQL("INSERT INTO no_such_table VALUES (1)"),
    ]


def test_an_update_that_fails_leaves_the_schema_as_it_was(empty: Any) -> None:
    with writes_allowed(), pytest.raises(OperationalError, match="no_such_table"), empty.schema_editor(atomic=Broken.atomic) as editor:
        Broken("0999_broken", "places").apply(ProjectState(), editor)
    assert schema() == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL adds a column and leaves the table as it is")
def test_a_table_that_is_made_anew_keeps_the_triggers_of_the_whole_database(empty: Any) -> None:
    """SQLite takes a table apart for a column with a default: triggers on it, and triggers of others that read it, are there afterwards."""
    make_tables()
    before = {name: sql for name, sql in schema().items() if "TRIGGER" in " ".join(sql)}
    assert len(before) > 10
    field = models.BooleanField(default=False)
    field.set_attributes_from_name("added")
    with connection.constraint_checks_disabled(), empty.schema_editor() as editor:
        editor.add_field(Case, field)
    after = schema()
    assert '"added"' in " ".join(after["cases_case"])
    assert {name: after.get(name) for name in before} == before
