"""The second wall: on PostgreSQL the database itself shows the rows of a case to nobody whose reach does not include it.

The rooms' policies decide what is shown; this holds where a view forgets to ask them. It is coarser than they are (docs/adr/0025). On SQLite
there is no such thing: everything here does nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, Model

CASE, PERSON, REQUEST = "cases.Case", "people.Person", "cases.Request"
# Who stands between an account and its cases: read by the database's own functions, and by the policies before there is a case.
OUTSIDE_THE_WALL = frozenset({"cases_assignment", "cases_share"})


@dataclass(frozen=True, slots=True)
class Reach:
    """How far who asks may reach at most, whichever permission is asked for. Nothing at all, unless said."""

    whole: bool = False
    organisation: UUID | None = None
    regions: frozenset[str] = frozenset()
    stands_for: frozenset[UUID] = frozenset()

    def settings(self) -> tuple[str, str, str, str]:
        """As the database is told: in the order of NAMES."""
        people = ",".join(sorted(str(one) for one in self.stands_for))
        return ("yes" if self.whole else "", str(self.organisation or ""), ",".join(sorted(self.regions)), people)


NAMES = ("panoh.whole", "panoh.organisation", "panoh.regions", "panoh.stands_for")
NOTHING, WHOLE = Reach(), Reach(whole=True)
TELL = "SELECT " + ", ".join(f"set_config('{name}', %s, false)" for name in NAMES)

_reach: ContextVar[Reach] = ContextVar("reach", default=NOTHING)


@contextmanager
def within(reach: Reach) -> Iterator[None]:
    """Queries in here reach so far and no further."""
    token = _reach.set(reach)
    try:
        yield
    finally:
        _reach.reset(token)


def reach_no_further(reach: Reach) -> None:
    """For the rest of the context that is around this: the middleware's, which ends with the request."""
    _reach.set(reach)


def whole_house() -> Any:
    """For what is nobody's look at a person: figures, codes that must be unique, duplicates, erasing, the work of the house itself."""
    return within(WHOLE)


def tell(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Before each statement: the database knows of whom it is. Told only when it changed, by the driver itself."""
    to, reach = context["connection"], _reach.get()
    if getattr(to, "told_reach", None) != reach:
        to.connection.execute(TELL, reach.settings())
        to.told_reach = reach
    return execute(sql, params, many, context)


def forget(of: Any) -> None:
    """What was told may have been taken back with a transaction: it is told again."""
    of.told_reach = None


def role_of(of: BaseDatabaseWrapper) -> str:
    """The role that the application is on this database."""
    return f"{of.settings_dict['NAME']}_house"


def step_down(of: Any) -> None:
    """From the owner to the role of the house, where there is one."""
    role = role_of(of)
    with of.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
        if cursor.fetchone():
            cursor.execute(f"SET ROLE {of.ops.quote_name(role)}")
    forget(of)


@contextmanager
def as_owner() -> Iterator[None]:
    """For tables and what belongs to them: migrations and nothing else."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield  # what fails is taken back with its transaction, the stepping up as well
    step_down(connection)


def hangs_on(model: type[Model]) -> tuple[str, str] | None:
    """By which column a table hangs on a case, a person or a request, the nearest first: ("case", column); None when by none."""
    keys = {f.related_model._meta.label: f for f in model._meta.concrete_fields if isinstance(f, ForeignKey)}  # type: ignore[union-attr]
    own = {CASE: "case", PERSON: "person", REQUEST: "request"}
    if model._meta.label in own:
        return own[model._meta.label], "id"
    named = {f.name: f for f in model._meta.concrete_fields if isinstance(f, ForeignKey)}
    for label, name in ((CASE, "case"), (PERSON, "person"), (REQUEST, "request")):
        if name in named and label in keys:
            return name, named[name].column
    return None


def walled() -> dict[str, tuple[str, str]]:
    """Every table behind the wall, and what it hangs on by which column."""
    found = {model._meta.db_table: hangs_on(model) for model in apps.get_models() if model.__module__.startswith("panoh.")}
    return {table: by for table, by in found.items() if by is not None and table not in OUTSIDE_THE_WALL}


def _setting(name: str) -> str:
    return f"(SELECT current_setting('panoh.{name}', true))"


IS_WHOLE = f"{_setting('whole')} = 'yes'"
MINE = f"(SELECT string_to_array({_setting('stands_for')}, ','))::uuid[]"
HOUSE = f"(SELECT nullif({_setting('organisation')}, '')::uuid)"
REGIONS = f"(SELECT string_to_array({_setting('regions')}, ','))::text[]"
IN_FORCE = "starts_on <= current_date AND (ends_on IS NULL OR ends_on >= current_date)"

# Owned by the owner and run as the owner, whom the policies let through: a policy that read a walled table would call itself without end.
FUNCTIONS = {
    "cases": (
        f"SELECT id FROM cases_case WHERE organisation_id = {HOUSE} OR region = ANY({REGIONS}) "  # noqa: S608 -- names of ours
        f"UNION SELECT case_id FROM cases_assignment WHERE user_id = ANY({MINE}) AND {IN_FORCE} "
        f"UNION SELECT case_id FROM cases_share WHERE organisation_id = {HOUSE} AND ended_at IS NULL AND {IN_FORCE}"
    ),
    "requests": (
        f"SELECT id FROM cases_request WHERE organisation_id = {HOUSE} OR region = ANY({REGIONS}) OR taken_by_id = ANY({MINE})"  # noqa: S608
    ),
    "persons": (
        "SELECT person_id FROM cases_case WHERE id IN (SELECT panoh_cases()) "
        "UNION SELECT person_id FROM cases_request WHERE id IN (SELECT panoh_requests()) AND person_id IS NOT NULL"
    ),
}
ASKS = {"case": "cases", "person": "persons", "request": "requests"}


def build() -> None:
    """Raises the wall, or mends it: the role, what it may, the policies. Run by the owner after every migration; harmless when it stands."""
    if connection.vendor != "postgresql":
        return
    role, name = connection.ops.quote_name(role_of(connection)), role_of(connection)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        cursor.execute(f"GRANT {role} TO CURRENT_USER")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in connection.introspection.table_names(cursor):
            if table.startswith("audit_") and table != "audit_undo":
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {role}")
        for what, query in FUNCTIONS.items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION panoh_{what}() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER "
                f"SET search_path = public AS $$ {query} $$"
            )
            cursor.execute(f"REVOKE ALL ON FUNCTION panoh_{what}() FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION panoh_{what}() TO {role}")
        for table, (what, column) in walled().items():
            _wall(cursor, table, what, column, role)


def _wall(cursor: Any, table: str, what: str, column: str, role: str) -> None:
    named = connection.ops.quote_name(table)
    empty = f"{column} IS NULL OR " if column != "id" else ""
    seen = f"{IS_WHOLE} OR {empty}{column} IN (SELECT panoh_{ASKS[what]}())"
    cursor.execute(f"ALTER TABLE {named} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {named} FORCE ROW LEVEL SECURITY")
    for policy, clause in {
        "house_owner": "FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true)",
        "house_reads": f"FOR SELECT TO {role} USING ({seen})",
        "house_adds": f"FOR INSERT TO {role} WITH CHECK (true)",  # what is added is not a look at anybody
        "house_changes": f"FOR UPDATE TO {role} USING ({seen}) WITH CHECK (true)",
        "house_takes": f"FOR DELETE TO {role} USING ({seen})",
    }.items():
        cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {named}")
        cursor.execute(f"CREATE POLICY {policy} ON {named} {clause}")
