"""Bringing the database up to date."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from panoh.audit.guard import writes_allowed
from panoh.core.db.fresh import is_fresh, make_tables
from panoh.reporting.following import follow


def migrate() -> bool:
    """Runs what migrations are missing; answers whether there were any. A new database gets its tables at once."""
    if is_fresh():
        make_tables()
        _run()  # finds nothing left to run, and tells whoever waits for the tables
        return True
    if not is_behind():
        return False
    _run()
    return True


def is_behind() -> bool:
    """Whether migrations are missing: the program is newer than the database."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _run() -> None:
    with writes_allowed():
        call_command("migrate", verbosity=0, interactive=False)
    follow(connection)
