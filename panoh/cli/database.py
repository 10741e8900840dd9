"""Bringing the database up to date."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from panoh.audit.guard import writes_allowed


def migrate() -> bool:
    """Runs what migrations are missing; answers whether there were any."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    with writes_allowed():
        call_command("migrate", verbosity=0, interactive=False)
    return True
