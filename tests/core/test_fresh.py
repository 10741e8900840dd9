"""A new database made at once has what a database that walked through the migrations has."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL, SeparateDatabaseAndState
from django.db.migrations.state import ProjectState

from panoh.audit.guard import writes_allowed
from panoh.core.db.fresh import is_fresh, make_tables

# What a database of PostgreSQL holds beside rows. Names of constraints are left out: a table that was renamed keeps those of before.
# So is one key of Django's own, in a table where nothing is kept: by its migrations it is narrower than by its models.
POSTGRESQL = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity "
    "FROM information_schema.columns WHERE table_schema = 'public' AND (table_name, column_name) != ('auth_group_permissions', 'id')",
    "constraints": "SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def schema() -> dict[str, list[str]]:
    """What the database holds beside rows, in its own words: tables with columns and checks in any order, indexes, triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return {what: _rows(cursor, query) for what, query in POSTGRESQL.items()}
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: sorted(re.split(r', (?=["C])', re.sub(r"^(CREATE TABLE [^(]*)\(|\)$", "", sql))) for name, sql in cursor.fetchall()}


def _rows(cursor: Any, query: str) -> list[str]:
    cursor.execute(query)
    return sorted(str(row) for row in cursor.fetchall())


@contextmanager
def connected_to(name: str) -> Iterator[Any]:
    """The connection leads to another database for a while: one in memory, or one of PostgreSQL that is made and dropped."""
    before = connection.settings_dict["NAME"], connection.connection
    if connection.vendor == "postgresql":
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    connection.settings_dict["NAME"], connection.connection = name, None
    connection.connect()
    try:
        yield connection
    finally:
        connection.connection.close()
        connection.settings_dict["NAME"], connection.connection = before
        if connection.vendor == "postgresql":
            connection.connection = None
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


@pytest.fixture
def empty(django_db_blocker: Any, agent: Any) -> Any:
    """A database that nobody else sees."""
    with django_db_blocker.unblock(), connected_to(_nobody_elses()) as made:
        yield made


def _nobody_elses() -> str:
    return f"walked_{uuid4().hex}" if connection.vendor == "postgresql" else ":memory:"


@pytest.mark.database
def test_a_new_database_is_what_the_migrations_make(django_db_blocker: Any, agent: Any) -> None:
    """Tests and new instances have what `make_tables` makes: here alone the migrations are walked through, on either database."""
    with django_db_blocker.unblock(), connected_to(_nobody_elses()):
        assert is_fresh()
        make_tables()
        made = schema()

    with django_db_blocker.unblock(), connected_to(_nobody_elses()), writes_allowed():
        call_command("migrate", verbosity=0, interactive=False)
        walked = schema()

    assert set(made) == set(walked)
    assert {name: sorted(set(made[name]) ^ set(walked[name])) for name in made if made[name] != walked[name]} == {}


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
