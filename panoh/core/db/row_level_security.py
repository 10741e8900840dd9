"""Row-level security: on PostgreSQL the database itself shows the rows of a case to nobody who does not reach it.

The rooms' policies decide what is shown; this holds where a view forgets to ask them. It is coarser than they are (docs/adr/0025).
On SQLite there is no such thing: everything here does nothing.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import _GeneratorContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from functools import cache
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from panoh.core.db.row_access import KINDS, Guarded, Kind, declared, in_office, setting


@dataclass(frozen=True, slots=True)
class RowScope:
    """How far who asks may reach at most, whichever permission is asked for. Nothing at all, unless said.

    `whole` is the house itself; `everybody` an account over all cases and requests, to whom some may still be closed.
    """

    whole: bool = False
    everybody: bool = False
    user: UUID | None = None  # to whom people are closed by a tie, sealed cases open as a member, others in an emergency
    organisation: UUID | None = None
    cases_of: UUID | None = None  # the organisation whose cases, and those shared with it, are within reach
    requests_of: UUID | None = None
    regions: frozenset[str] = frozenset()
    asks_regions: frozenset[str] = frozenset()
    works_as: frozenset[UUID] = frozenset()  # whose assigned cases
    asks_as: frozenset[UUID] = frozenset()  # whose taken requests
    named_as: frozenset[UUID] = frozenset()
    offices: frozenset[str] = frozenset()  # permissions over the whole house by which no case is read
    opens: bool = False
    invented: bool = False  # under duress: real persons are closed, whoever reaches them otherwise
    day: dt.date | None = None
    moment: dt.datetime | None = None

    def settings(self) -> tuple[str, ...]:
        """As the database is told: in the order of the fields."""
        return tuple(_said(getattr(self, field.name)) for field in fields(self))


def _said(value: object) -> str:
    if isinstance(value, frozenset):
        return ",".join(sorted(str(one) for one in value))
    if value is True:
        return "yes"
    return "" if value is None or value is False else str(value)


NAMES = tuple(f"panoh.{field.name}" for field in fields(RowScope))
NOTHING, WHOLE = RowScope(), RowScope(whole=True)

_reach: ContextVar[RowScope] = ContextVar("reach", default=NOTHING)


@contextmanager
def rls_scope(reach: RowScope) -> Iterator[None]:
    """Queries in here reach so far and no further."""
    token = _reach.set(reach)
    try:
        yield
    finally:
        _reach.reset(token)


def reach_no_further(reach: RowScope) -> None:
    """For the rest of the context that is around this: the middleware's, which ends with the request, or a command's."""
    _reach.set(reach)


def bypass_rls() -> _GeneratorContextManager[None]:
    """For what is nobody's look at a person; also before a function, for all of it. Its places: tests/consistency."""
    return rls_scope(WHOLE)


IN_ERROR = 3  # psycopg.pq.TransactionStatus.INERROR, which an instance on SQLite has no need to load


def tell(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Before each statement: the database knows of whom it is. Told only when it changed, by the driver itself.

    In a transaction that failed nothing is told, and nothing is shown: it takes no statement but the one that takes it back.
    """
    to, reach = context["connection"], _reach.get()
    if (
        getattr(to, "told_reach", None) is not reach
        and not getattr(to, "is_owner", False)
        and to.connection.info.transaction_status != IN_ERROR
    ):
        with to.wrap_database_errors:  # a database that went away says so here first
            if getattr(to, "has_row_level_security", False):
                to.connection.execute(f"SET ROLE {to.ops.quote_name(role_of(to, whole=reach.whole))}")
            to.connection.execute(tell_statement(), reach.settings())
        to.told_reach = reach
    return execute(sql, params, many, context)


def forget(of: Any) -> None:
    """What was told may have been taken back with a transaction: it is told again."""
    of.told_reach = None


def role_of(of: BaseDatabaseWrapper, *, whole: bool = False) -> str:
    """The role that the application is on this database: one to whom rows are shown as far as it reaches, or one for the house itself.

    Two roles and no condition: what the house asks is planned as if there were no policies.
    """
    return f"{of.settings_dict['NAME']}_{'whole' if whole else 'house'}"


def step_down(of: Any) -> None:
    """From the owner to the role of the house, where row-level security is on."""
    role = role_of(of)
    with of.connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(session_user, oid, 'MEMBER') "
            "AND to_regproc('public.panoh_cases') IS NOT NULL",
            (role,),
        )
        of.has_row_level_security = cursor.fetchone() is not None
        if of.has_row_level_security:
            cursor.execute(f"SET ROLE {of.ops.quote_name(role)}")
    of.is_owner = False
    forget(of)


@contextmanager
def as_owner() -> Iterator[None]:
    """For tables and what belongs to them: migrations, copies of the whole, and nothing else."""
    if connection.vendor != "postgresql" or getattr(connection, "is_owner", False):
        yield
        return
    connection.ensure_connection()
    with connection.cursor() as cursor:
        connection.is_owner = True  # type: ignore[attr-defined]
        cursor.execute("RESET ROLE")
    try:
        yield
    except BaseException:
        connection.is_owner = False  # type: ignore[attr-defined]
        if not connection.in_atomic_block:  # else it is taken back with the transaction
            step_down(connection)
        raise
    step_down(connection)


# -- what stands behind it -------------------------------------------------------------------------------------------------


def protected_tables() -> dict[str, dict[Kind, str]]:
    """Every table under row-level security, and what it hangs on by which columns; without those that have a rule of their own."""
    return {one.table: one.columns() for one in declared().guarded if not one.rule}


IS_EVERYBODY = f"coalesce({setting('everybody')} = 'yes', false)"


def _without(seen: str, closed: str) -> str:
    return f"({seen}) EXCEPT SELECT panoh_{closed}()"


# What the policies look into: one list, of what is seen, or of what is not for whoever sees everybody's.
CHOSEN = f"SELECT unnest(CASE WHEN {IS_EVERYBODY} THEN ARRAY({{1}}) ELSE ARRAY({{0}}) END)"


def _lists() -> dict[str, tuple[str, str]]:
    """Of each list what is in it, and what in it for whoever sees everybody's.

    `listed`: what hangs on them. `there`: their own rows, of which the code alone may be known. `keys_of_persons`: their wrapped keys.
    """
    read, blocked = "SELECT panoh_persons() UNION SELECT panoh_read_persons()", "SELECT panoh_blocked_persons()"
    found = {"keys_of_persons": (_without(read, "blocked_persons"), blocked)}
    for what in (f"{kind}s" for kind in KINDS):
        found[f"listed_{what}"] = _without(f"SELECT panoh_{what}()", f"closed_{what}"), f"SELECT panoh_closed_{what}()"
    for kind in KINDS:
        what, gone = f"{kind}s", declared().gone.get(kind)
        seen, closed = f"SELECT panoh_{what}()", f"SELECT panoh_blocked_{what}()"
        if gone:
            seen, closed = f"({seen} EXCEPT {gone})", f"({gone} EXCEPT SELECT panoh_named_{what}()) UNION {closed}"
        found[f"there_{what}"] = _without(f"{seen} UNION SELECT panoh_named_{what}()", f"blocked_{what}"), closed
    return found


@cache
def queries() -> dict[str, str]:
    """What each function panoh_<name>() finds. Owned by the owner and run as the owner, whom the policies let through: a policy that read
    such a table would call itself without end."""
    of_rooms = {name: " UNION ".join(parts) for name, parts in declared().lists.items()}
    return of_rooms | {name: CHOSEN.format(*both) for name, both in _lists().items()}


def _seen(column: str, listed: str) -> str:
    return f"(({column} IN (SELECT panoh_{listed}())) <> {IS_EVERYBODY})"


def clause(one: Guarded) -> str:
    """Which rows of a table who asks is shown. Of one that hangs on several things, the nearest that it names decides."""
    if one.rule:
        return one.rule.format(persons_keys=_seen("subject", "keys_of_persons"))
    columns = one.columns()
    what, column = next(iter(columns.items()))
    if one.is_itself:  # that a sealed case is there is known to who would see it otherwise
        seen = _seen("id", f"there_{what}s")
    else:
        steps = " ".join(f"WHEN {column} IS NOT NULL THEN {_seen(column, f'listed_{what}s')}" for what, column in columns.items())
        seen = f"CASE {steps} ELSE true END"
    also = [f"({one.also})"] if one.also else []
    also += [in_office(*one.offices)] if one.offices else []
    if also:
        seen += f" OR ({' OR '.join(also)}) AND ({column} IS NULL OR {column} NOT IN (SELECT panoh_blocked_{what}s()))"
    return seen


# Found once for all tables of a page, and kept with what was told; whoever is told anew finds anew.
KNOWN = """
DECLARE known text := current_setting('panoh.known_{what}', true);
BEGIN
  IF coalesce(known, '') = '' THEN
    SELECT coalesce(array_agg(one) FILTER (WHERE one IS NOT NULL), '{{}}')::text INTO known FROM ({query}) AS found (one);
    PERFORM set_config('panoh.known_{what}', known, false);
  END IF;
  RETURN QUERY SELECT unnest(known::uuid[]);
END
"""


@cache
def tell_statement() -> str:
    """Of whom it is, and that nothing is known of them yet."""
    said = [f"set_config('{name}', %s, false)" for name in NAMES]
    return "SELECT " + ", ".join(said + [f"set_config('panoh.known_{what}', '', false)" for what in queries()])


FEW = 20  # rows that the planner expects of each function: by a thousand, its own guess, it reads whole tables for a worker of thirty cases

# -- raising it ------------------------------------------------------------------------------------------------------------

NO_ROLE = (
    "The database has no roles {house} and {whole} yet, and this user may not make them. Run once, as an administrator of PostgreSQL: "
    'CREATE ROLE "{house}" NOLOGIN; CREATE ROLE "{whole}" NOLOGIN; GRANT "{house}", "{whole}" TO "{user}";'
)


class NoRole(Exception):
    """The role of the house is missing and cannot be made. The sentence says what is run once."""


def _plan() -> str:
    """What tells these policies from those of another release: its digest stands beside the function of the cases."""
    said = [
        NAMES,
        FEW,
        KNOWN,
        queries(),
        {one.table: clause(one) for one in declared().guarded},
        sorted(model._meta.db_table for model in declared().append_only),
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def stands() -> bool:
    """Whether the policies of this release are whole. Always, where there are none."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT obj_description(to_regproc('public.panoh_cases'), 'pg_proc')), "
            "(SELECT bool_and(pg_has_role(session_user, oid, 'MEMBER')) FROM pg_roles WHERE rolname IN (%s, %s)), "
            "(SELECT count(*) FROM pg_policies WHERE schemaname = 'public' AND policyname = 'house_reads')",
            [role_of(connection), role_of(connection, whole=True)],
        )
        return bool(cursor.fetchone() == (_plan(), True, len(declared().guarded)))


def build() -> None:
    """Makes row-level security, or mends it: the roles, what they may, the policies. Harmless where it is on. Raises NoRole."""
    if connection.vendor != "postgresql":
        return
    house, whole = (connection.ops.quote_name(role_of(connection, whole=each)) for each in (False, True))
    with as_owner(), connection.cursor() as cursor:
        for each in (False, True):
            _need_role(cursor, role_of(connection, whole=each))
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {house}, {whole}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {house}, {whole}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {house}, {whole}")
        for model in declared().append_only:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {house}, {whole}")
        for what, query in queries().items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION panoh_{what}() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE "
                f"ROWS {FEW} SET search_path = public AS $$ {KNOWN.format(what=what, query=query)} $$"
            )
            cursor.execute(f"REVOKE ALL ON FUNCTION panoh_{what}() FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION panoh_{what}() TO {house}")
        for one in declared().guarded:
            _set_policy(cursor, one.table, clause(one), house, whole)
        cursor.execute(f"COMMENT ON FUNCTION panoh_cases() IS '{_plan()}'")


def _need_role(cursor: Any, name: str) -> None:
    role = connection.ops.quote_name(name)
    cursor.execute("SELECT current_user, (SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = %s)", [name])
    user, is_member = cursor.fetchone()
    if is_member:
        return
    try:
        if is_member is None:
            cursor.execute(f"CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        cursor.execute(f"GRANT {role} TO CURRENT_USER")
    except ProgrammingError:
        house, whole = role_of(connection), role_of(connection, whole=True)
        raise NoRole(NO_ROLE.format(house=house, whole=whole, user=user)) from None


def _set_policy(cursor: Any, table: str, seen: str, house: str, whole: str) -> None:
    named = connection.ops.quote_name(table)
    cursor.execute(f"ALTER TABLE {named} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"ALTER TABLE {named} FORCE ROW LEVEL SECURITY")
    for policy, rule in {
        "house_owner": f"FOR ALL TO CURRENT_USER, {whole} USING (true) WITH CHECK (true)",
        "house_reads": f"FOR SELECT TO {house} USING ({seen})",
        "house_adds": f"FOR INSERT TO {house} WITH CHECK (true)",  # what is added is not a look at anybody
        "house_changes": f"FOR UPDATE TO {house} USING ({seen}) WITH CHECK (true)",
        "house_takes": f"FOR DELETE TO {house} USING ({seen})",
    }.items():
        cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {named}")
        cursor.execute(f"CREATE POLICY {policy} ON {named} {rule}")
