"""The write guard: a lint that runs in production. Rows change inside an action, where an event is due, or not at all.

It is no security boundary; the database's own triggers and the sealed tree are that.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Housekeeping that is about nobody: sessions, limits on sign-in, half-typed forms, which forms came already, Django's own tables.
EXEMPT = frozenset(
    {
        "accounts_session",
        "accounts_attempt",
        "accounts_draft",
        "audit_auditleaf",
        "audit_auditcheckpoint",
        "audit_idempotencykey",
        "auth_permission",
        "django_content_type",
        "django_migrations",
    }
)
WRITES = re.compile(r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+\"?(\w+)\"?", re.IGNORECASE)

OWN = "audit_"  # the record itself: a look is written there, and changes nothing that anybody could be asked about

_allowed: ContextVar[bool] = ContextVar("writes_allowed", default=False)


class UnrecordedWrite(Exception):
    """A row would have changed outside an action. The message names the table, never a value."""


@contextmanager
def writes_allowed() -> Iterator[None]:
    """Opens the guard. Used by actions, migrations and test factories."""
    token = _allowed.set(True)
    try:
        yield
    finally:
        _allowed.reset(token)


@contextmanager
def reckoned() -> Iterator[None]:
    """One transaction for rows that say nothing new: what is reckoned from others and can be reckoned again has no event."""
    with transaction.atomic(), writes_allowed():
        yield


def _is_exempt(table: str) -> bool:
    return table in EXEMPT or table.startswith("new__")  # a table remade by a migration


class _Writes:
    """How many rows this process has written. What is remembered of a row holds while the number stands."""

    count = 0


def writes_so_far() -> int:
    """A mark that changes with every write of this process: what was remembered before may be stale."""
    return _Writes.count


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if (found := WRITES.match(sql)) and not _is_exempt(found.group(1)):
        if not _allowed.get():
            raise UnrecordedWrite(f"{found.group(1)}: write it inside an @action of its room.")
        if not found.group(1).startswith(OWN):
            _Writes.count += 1
    return execute(sql, params, many, context)


def install(sender: Any = None, connection: BaseDatabaseWrapper = connection, **_kwargs: Any) -> None:
    """Puts the guard on a connection, once; called when Django makes one."""
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)
