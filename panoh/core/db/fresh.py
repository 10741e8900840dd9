"""The tables of a new database, made from the models in one step: walking through every migration takes minutes on an old computer."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder


def is_fresh() -> bool:
    """Whether the database holds no table at all."""
    return not connection.introspection.table_names()


def make_tables() -> None:
    """All tables, what migrations write beside models, and the note that every migration has run. One transaction: all of it or nothing."""
    keys = list(MigrationLoader(None).graph.nodes)
    with connection.schema_editor() as editor:
        for app in apps.get_app_configs():
            for model in router.get_migratable_models(app, connection.alias):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        write_beside(editor)
        editor.create_model(MigrationRecorder.Migration)
        MigrationRecorder.Migration.objects.bulk_create(MigrationRecorder.Migration(app=app, name=name) for app, name in keys)


def write_beside(editor: BaseDatabaseSchemaEditor) -> None:
    """What migrations do by code, in their order: triggers."""
    models: Any = apps  # as they are today, not as a migration remembers them
    for step in _code_steps():
        step.code(models, editor)


def _code_steps() -> Iterator[RunPython]:
    loader = MigrationLoader(None)
    for room, name in dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)):
        yield from (step for step in loader.graph.nodes[room, name].operations if isinstance(step, RunPython))
