"""The second wall: on PostgreSQL the database itself shows the rows of a case to nobody who does not reach it.

The rooms' policies decide what is shown; this holds where a view forgets to ask them. It is coarser than they are (docs/adr/0025).
On SQLite there is no such thing: everything here does nothing.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import _GeneratorContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import ProgrammingError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, Model

CASE, PERSON, REQUEST = "cases.Case", "people.Person", "cases.Request"
KEYS = "vault_subjectkey"  # hangs on no row: its subject is a person, an enquiry, an account or an organisation

# Who stands between an account and its cases: read by the database's own functions, and by the policies before there is a case.
OUTSIDE_THE_WALL = frozenset({"cases_assignment", "cases_share"})

# Of the record what is no part of it: forms that came, and what may be undone.
CHANGED_BY_THE_HOUSE = frozenset({"audit_undo", "audit_sentform"})

# What goes with a person through all their cases, whichever it was written in (findings/policy.py).
OF_THE_PERSON = frozenset({"findings_allegedevent", "findings_allergy", "findings_bodymark", "findings_diagnosis", "findings_medicine"})


# Permissions over the whole house by which no case is read, and the rows they work with: codes, days and sums. What is sealed in them stays
# shut, since the keys of persons are behind the wall too.
OFFICES: dict[str, frozenset[str]] = {
    "cases_assistance": frozenset({"money_view"}),
    "cases_block": frozenset({"blocks"}),
    "cases_moneyasked": frozenset({"money_view"}),
    "cases_payment": frozenset({"money_view"}),
    "cases_receiptphoto": frozenset({"money_view"}),
    "episodes_costline": frozenset({"money_view", "invoices"}),
    "episodes_episode": frozenset({"money_view", "invoices"}),
    "rights_due": frozenset({"erase"}),
    "rights_erasure": frozenset({"erase"}),
}


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
    offices: frozenset[str] = frozenset()  # permissions over the whole house by which no case is read (OFFICES)
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
    """For what is nobody's look at a person; also before a function, for all of it. Its places: tests/consistency/test_wall.py."""
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
            if getattr(to, "is_walled", False):
                to.connection.execute(f"SET ROLE {to.ops.quote_name(role_of(to, whole=reach.whole))}")
            to.connection.execute(TELL, reach.settings())
        to.told_reach = reach
    return execute(sql, params, many, context)


def forget(of: Any) -> None:
    """What was told may have been taken back with a transaction: it is told again."""
    of.told_reach = None


def role_of(of: BaseDatabaseWrapper, *, whole: bool = False) -> str:
    """The role that the application is on this database: one to whom rows are shown as far as it reaches, or one for the house itself.

    Two roles and no condition: what the house asks is planned as if there were no wall.
    """
    return f"{of.settings_dict['NAME']}_{'whole' if whole else 'house'}"


def step_down(of: Any) -> None:
    """From the owner to the role of the house, where the wall stands."""
    role = role_of(of)
    with of.connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(session_user, oid, 'MEMBER') "
            "AND to_regproc('public.panoh_cases') IS NOT NULL",
            (role,),
        )
        of.is_walled = cursor.fetchone() is not None
        if of.is_walled:
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


def hangs_on(model: type[Model]) -> dict[str, str]:
    """By which columns a table hangs on a case, a person or a request, the nearest first: {"case": column}; empty when by none."""
    own = {CASE: "case", PERSON: "person", REQUEST: "request"}
    if model._meta.label in own:
        return {own[model._meta.label]: "id"}
    named = {f.name: f for f in model._meta.concrete_fields if isinstance(f, ForeignKey)}
    found = {name: named[name].column for label, name in own.items() if name in named and named[name].related_model._meta.label == label}
    if model._meta.db_table in OF_THE_PERSON:
        return {"person": found["person"]}
    return found


def walled() -> dict[str, dict[str, str]]:
    """Every table behind the wall, and what it hangs on by which columns; without the wrapped keys, which have a policy of their own."""
    found = {model._meta.db_table: hangs_on(model) for model in apps.get_models() if model.__module__.startswith("panoh.")}
    return {table: by for table, by in found.items() if by and table not in OUTSIDE_THE_WALL}


def _setting(name: str) -> str:
    return f"(SELECT nullif(current_setting('panoh.{name}', true), ''))"  # a query of its own: asked once a statement, not once a row


def _words(name: str) -> str:
    return f"(SELECT string_to_array({_setting(name)}, ','))::text[]"


def _ids(name: str) -> str:
    return f"(SELECT string_to_array({_setting(name)}, ','))::uuid[]"


IS_EVERYBODY = f"coalesce({_setting('everybody')} = 'yes', false)"
USER = f"{_setting('user')}::uuid"
HOUSE = f"{_setting('organisation')}::uuid"
MINE = _ids("named_as")
DAY = f"{_setting('day')}::date"
IN_FORCE = f"starts_on <= {DAY} AND (ends_on IS NULL OR ends_on >= {DAY})"

# Whom a row is for, though the case is not theirs: who is asked, who reads a report for a second time, to whom a referral was sent.
_READ = "person_id IN (SELECT panoh_read_persons())"
_SENT = (
    "SELECT r.id FROM referrals_referral r JOIN network_facility f ON f.id = r.facility_id "
    f"WHERE f.house_id = {HOUSE} AND r.sent_at IS NOT NULL"
)
FOR_WHOM = {
    "cases_opening": f"user_id = {USER}",
    "cases_task": f"owner_id = ANY({MINE}) AND (case_id IS NULL OR case_id NOT IN (SELECT panoh_closed_cases()))",
    "consent_consent": _READ,
    "consent_vitalinterest": _READ,
    "coalition_proposal": f"taker_id = {HOUSE}",
    "findings_allegedevent": _READ,
    "findings_bodymark": _READ,
    "findings_delivery": _READ,
    "findings_photograph": _READ,
    "findings_report": _READ,
    "findings_reportfinding": _READ,
    "findings_reportsection": _READ,
    "people_tie": "other_id IN (SELECT panoh_persons())",
    "referrals_referral": "id IN (SELECT panoh_sent())",
    "referrals_parcel": "referral_id IN (SELECT panoh_sent())",
    "referrals_reply": "referral_id IN (SELECT panoh_sent())",
    "referrals_referralterms": "referral_id IN (SELECT panoh_sent())",
}

# Owned by the owner and run as the owner, whom the policies let through: a policy that read a walled table would call itself without end.
# What each says is what `visible_cases`, `visible_requests` and `unblocked` of cases/policy.py say, for the widest permission.
_BLOCKED = (
    "SELECT coalesce(p.merged_into_id, p.id) FROM cases_block b JOIN people_person p ON p.id = b.person_id "
    f"WHERE b.user_id = {USER} AND b.lifted_at IS NULL"
)
_REAL = f"{_setting('invented')} = 'yes' AND NOT is_practice"
_SEALED = (
    "SELECT subject FROM vault_subjectkey WHERE kind = 'person' AND member IS NOT NULL "
    f"EXCEPT SELECT subject FROM vault_subjectkey WHERE kind = 'person' AND member = {USER}"
)
FUNCTIONS = {
    "cases": (
        f"SELECT id FROM cases_case WHERE organisation_id = {_setting('cases_of')}::uuid "
        f"UNION SELECT id FROM cases_case WHERE region = ANY({_words('regions')}) "
        f"UNION SELECT case_id FROM cases_assignment WHERE user_id = ANY({_ids('works_as')}) AND {IN_FORCE} "
        f"UNION SELECT case_id FROM cases_share WHERE organisation_id = {_setting('cases_of')}::uuid AND ended_at IS NULL AND {IN_FORCE} "
        f"UNION SELECT case_id FROM cases_opening WHERE user_id = {USER} AND {_setting('opens')} = 'yes' "
        f"AND ended_at IS NULL AND ends_at > {_setting('moment')}::timestamptz"
    ),
    "requests": (
        f"SELECT id FROM cases_request WHERE organisation_id = {_setting('requests_of')}::uuid "
        f"OR region = ANY({_words('asks_regions')}) OR taken_by_id = ANY({_ids('asks_as')}) "
        "UNION SELECT request_id FROM cases_case WHERE request_id IS NOT NULL AND id IN (SELECT panoh_cases())"
    ),
    # Joined records are one person.
    "persons": (
        "WITH found AS (SELECT person_id FROM cases_case WHERE id IN (SELECT panoh_cases()) "
        "UNION SELECT person_id FROM cases_request WHERE person_id IS NOT NULL AND id IN (SELECT panoh_requests())) "
        "SELECT person_id FROM found "
        "UNION SELECT merged_into_id FROM people_person WHERE merged_into_id IS NOT NULL AND id IN (SELECT person_id FROM found) "
        "UNION SELECT id FROM people_person WHERE merged_into_id IN (SELECT person_id FROM found)"
    ),
    "sent": _SENT,
    "read_persons": (
        f"SELECT person_id FROM findings_report WHERE second_reader_id = {USER} "
        f"UNION SELECT r.person_id FROM findings_report r JOIN findings_reportauthor a ON a.report_id = r.id WHERE a.user_id = {USER} "
        "UNION SELECT person_id FROM referrals_referral WHERE id IN (SELECT panoh_sent())"
    ),
    # Of these the row itself is known, with its code, and nothing that hangs on it.
    "named_cases": (
        f"SELECT case_id FROM coalition_proposal WHERE taker_id = {HOUSE} "
        "UNION SELECT case_id FROM referrals_referral WHERE id IN (SELECT panoh_sent()) "
        "UNION SELECT case_id FROM findings_report WHERE person_id IN (SELECT panoh_read_persons()) "
        f"UNION SELECT case_id FROM cases_opening WHERE user_id = {USER} "
        f"UNION SELECT c.id FROM cases_case c JOIN cases_request q ON q.id = c.request_id WHERE q.hears_id = {USER} "
        f"UNION SELECT case_id FROM cases_block WHERE 'blocks' = ANY({_words('offices')}) "
        f"UNION SELECT case_id FROM cases_payment WHERE 'money_view' = ANY({_words('offices')}) "
        f"UNION SELECT case_id FROM episodes_episode WHERE {_words('offices')} && ARRAY['invoices', 'money_view']"
    ),
    "named_persons": (
        "SELECT panoh_read_persons() "
        "UNION SELECT other_id FROM people_tie WHERE other_id IS NOT NULL AND person_id IN (SELECT panoh_persons()) "
        "UNION SELECT person_id FROM people_tie WHERE other_id IN (SELECT panoh_persons()) "
        f"UNION SELECT person_id FROM rights_erasure WHERE person_id IS NOT NULL AND 'erase' = ANY({_words('offices')}) "
        f"UNION SELECT person_id FROM rights_due WHERE person_id IS NOT NULL AND 'erase' = ANY({_words('offices')})"
    ),
    "named_requests": (
        f"SELECT request_id FROM rights_erasure WHERE request_id IS NOT NULL AND 'erase' = ANY({_words('offices')}) "
        f"UNION SELECT request_id FROM rights_due WHERE request_id IS NOT NULL AND 'erase' = ANY({_words('offices')})"
    ),
    "blocked_persons": (
        f"{_BLOCKED} UNION SELECT id FROM people_person WHERE merged_into_id IN ({_BLOCKED}) "
        f"UNION SELECT id FROM people_person WHERE {_REAL}"
    ),
    "blocked_cases": "SELECT id FROM cases_case WHERE person_id IN (SELECT panoh_blocked_persons())",
    "blocked_requests": (
        f"SELECT id FROM cases_request WHERE person_id IN (SELECT panoh_blocked_persons()) UNION SELECT id FROM cases_request WHERE {_REAL}"
    ),
    "closed_persons": f"SELECT panoh_blocked_persons() UNION ({_SEALED})",
    "closed_cases": "SELECT id FROM cases_case WHERE person_id IN (SELECT panoh_closed_persons())",
    "closed_requests": "SELECT panoh_blocked_requests()",
}


def _without(seen: str, closed: str) -> str:
    return f"({seen}) EXCEPT SELECT panoh_{closed}()"


_ERASED = "SELECT id FROM cases_case WHERE erased_on IS NOT NULL"
# What the policies look into: one list, of what is seen, or of what is not for whoever sees everybody's. (The first; the second.)
#   LISTED: what hangs on them. THERE: their own rows, of which the code alone may be known. KEYS_OF: their wrapped keys.
LISTS = {
    **{
        f"listed_{what}": (_without(f"SELECT panoh_{what}()", f"closed_{what}"), f"SELECT panoh_closed_{what}()")
        for what in ("cases", "persons", "requests")
    },
    **{
        f"there_{what}": (
            _without(f"SELECT panoh_{what}() UNION SELECT panoh_named_{what}()", f"blocked_{what}"),
            f"SELECT panoh_blocked_{what}()",
        )
        for what in ("persons", "requests")
    },
    "there_cases": (
        _without(f"(SELECT panoh_cases() EXCEPT {_ERASED}) UNION SELECT panoh_named_cases()", "blocked_cases"),
        f"({_ERASED} EXCEPT SELECT panoh_named_cases()) UNION SELECT panoh_blocked_cases()",
    ),
    "keys_of_persons": (
        _without("SELECT panoh_persons() UNION SELECT panoh_read_persons()", "blocked_persons"),
        "SELECT panoh_blocked_persons()",
    ),
}


def _also(table: str) -> str:
    """Whoever holds an office of the whole house that works with these rows, and whoever a row is for."""
    found = [f"({FOR_WHOM[table]})"] if table in FOR_WHOM else []
    if offices := OFFICES.get(table):
        found.append(f"{_words('offices')} && ARRAY[{', '.join(repr(one) for one in sorted(offices))}]")
    return " OR ".join(found)


def _seen(column: str, listed: str) -> str:
    return f"(({column} IN (SELECT panoh_{listed}())) <> {IS_EVERYBODY})"


def clause(table: str, by: dict[str, str]) -> str:
    """Which rows of a table who asks is shown. Of one that hangs on several things, the nearest that it names decides."""
    if table == KEYS:
        return f"kind <> 'person' OR member = {USER} OR {_seen('subject', 'keys_of_persons')}"
    what, column = next(iter(by.items()))
    if column == "id":  # that a sealed case is there is known to who would see it otherwise
        seen = _seen("id", f"there_{what}s")
    else:
        steps = " ".join(f"WHEN {column} IS NOT NULL THEN {_seen(column, f'listed_{what}s')}" for what, column in by.items())
        seen = f"CASE {steps} ELSE true END"
    if also := _also(table):
        seen += f" OR ({also}) AND ({column} IS NULL OR {column} NOT IN (SELECT panoh_blocked_{what}s()))"
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
CHOSEN = f"SELECT unnest(CASE WHEN {IS_EVERYBODY} THEN ARRAY({{1}}) ELSE ARRAY({{0}}) END)"
QUERIES = FUNCTIONS | {what: CHOSEN.format(*both) for what, both in LISTS.items()}
# Of whom it is, and that nothing is known of them yet.
TELL = "SELECT " + ", ".join(
    [f"set_config('{name}', %s, false)" for name in NAMES] + [f"set_config('panoh.known_{what}', '', false)" for what in QUERIES]
)
FEW = 20  # rows that the planner expects of each function: by a thousand, its own guess, it reads whole tables for a worker of thirty cases

# -- raising it ------------------------------------------------------------------------------------------------------------

NO_ROLE = (
    "The database has no roles {house} and {whole} yet, and this user may not make them. Run once, as an administrator of PostgreSQL: "
    'CREATE ROLE "{house}" NOLOGIN; CREATE ROLE "{whole}" NOLOGIN; GRANT "{house}", "{whole}" TO "{user}";'
)


class NoRole(Exception):
    """The role of the house is missing and cannot be made. The sentence says what is run once."""


def _plan() -> str:
    """What tells this wall from that of another release: its digest stands beside the function of the cases."""
    said = [
        NAMES,
        FEW,
        KNOWN,
        QUERIES,
        {table: clause(table, by) for table, by in {**walled(), KEYS: {}}.items()},
        sorted(CHANGED_BY_THE_HOUSE),
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def stands() -> bool:
    """Whether the wall of this release stands whole. Always, where there is none."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT obj_description(to_regproc('public.panoh_cases'), 'pg_proc')), "
            "(SELECT bool_and(pg_has_role(session_user, oid, 'MEMBER')) FROM pg_roles WHERE rolname IN (%s, %s)), "
            "(SELECT count(*) FROM pg_policies WHERE schemaname = 'public' AND policyname = 'house_reads')",
            [role_of(connection), role_of(connection, whole=True)],
        )
        return bool(cursor.fetchone() == (_plan(), True, len(walled()) + 1))


def build() -> None:
    """Raises the wall, or mends it: the roles, what they may, the policies. Harmless where it stands. Raises NoRole."""
    if connection.vendor != "postgresql":
        return
    house, whole = (connection.ops.quote_name(role_of(connection, whole=each)) for each in (False, True))
    with as_owner(), connection.cursor() as cursor:
        for each in (False, True):
            _need_role(cursor, role_of(connection, whole=each))
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {house}, {whole}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {house}, {whole}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {house}, {whole}")
        for table in connection.introspection.table_names(cursor):
            if table.startswith("audit_") and table not in CHANGED_BY_THE_HOUSE:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {house}, {whole}")
        for what, query in QUERIES.items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION panoh_{what}() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE "
                f"ROWS {FEW} SET search_path = public AS $$ {KNOWN.format(what=what, query=query)} $$"
            )
            cursor.execute(f"REVOKE ALL ON FUNCTION panoh_{what}() FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION panoh_{what}() TO {house}")
        for table, by in {**walled(), KEYS: {}}.items():
            _wall(cursor, table, clause(table, by), house, whole)
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


def _wall(cursor: Any, table: str, seen: str, house: str, whole: str) -> None:
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
