"""Bringing the database up to date."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from panoh.audit.guard import writes_allowed
from panoh.cli.output import Fail
from panoh.core.db import row_level_security as rls
from panoh.core.db.fresh import is_fresh, make_tables
from panoh.reporting.change_triggers import follow


def migrate() -> bool:
    """Runs what migrations are missing; answers whether there were any. A new database gets its tables at once.

    Raises Fail where row-level security cannot be set up on PostgreSQL: without it nothing is done.
    """
    with rls.as_owner():
        ran = _bring_up_to_date()
    if ran or not rls.stands():
        try:
            rls.build()
        except rls.NoRole as missing:
            raise Fail(str(missing)) from None
    return ran


def _bring_up_to_date() -> bool:
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
