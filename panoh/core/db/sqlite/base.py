"""SQLCipher under Django's own SQLite backend: the whole file is encrypted, writers queue, nothing acknowledged is lost.

The file's key is in the key agent's ring and is asked for at each new connection, so a locked server cannot open the file.
"""

import contextlib
import datetime
import decimal
import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from itertools import tee
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions
from sqlcipher3 import dbapi2 as Database  # noqa: N812 -- Django's own name for the driver

from panoh.core.agent import call
from panoh.core.db.sqlite.schema import DatabaseSchemaEditor

# The same conversions as Django registers with the driver of the standard library.
Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", base.decoder(base.parse_date))
Database.register_converter("time", base.decoder(base.parse_time))
Database.register_converter("datetime", base.decoder(base.parse_datetime))
Database.register_converter("timestamp", base.decoder(base.parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, base.adapt_date)
Database.register_adapter(datetime.datetime, base.adapt_datetime)

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL loses acknowledged rows on a power cut
    "PRAGMA temp_store = MEMORY",  # no page in clear in a temp file
)
# Statements that a connection keeps prepared, at some twenty kilobytes each. A page asks a hundred: with the driver's own 128 those of the
# first page stayed, and nearly all others were prepared anew each time.
STATEMENTS = 500


def _take_turn(handle: int, seconds: float) -> int:
    """Waits in line for whoever writes; the handle, once it is our turn. Raises OperationalError when that takes too long.

    The kernel's own wait knows no end, so where there is a line another thread stands in it.
    """
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return handle
    gate, taken, gone = threading.Lock(), threading.Event(), threading.Event()

    def stand_in_line() -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with gate:
            taken.set()
            if gone.is_set():
                os.close(handle)

    threading.Thread(target=stand_in_line, daemon=True).start()
    if not taken.wait(seconds):
        with gate:
            if not taken.is_set():
                gone.set()
                raise Database.OperationalError("database is locked")
    return handle


class Cursor(Database.Cursor):  # the driver carries no types
    """Django's cursor, on this driver."""

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(_converted(query, names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        ahead, rest = tee(iter(param_list))
        first = next(ahead, None)
        names = list(first) if isinstance(first, Mapping) else None
        return super().executemany(_converted(query, names), rest)


def _converted(query: str, names: list[str] | None) -> str:
    if names is None:
        return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return query % {name: f":{name}" for name in names}


class Connection(Database.Connection):  # the driver carries no types
    """Answers what Django asks of the standard driver and this one does not tell: SQLite's own default limits."""

    def getlimit(self, category: int) -> int:
        return {sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 32_766, sqlite3.SQLITE_LIMIT_COLUMN: 2_000}[category]


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection: keyed, in WAL, with immediate transactions that wait their turn on a lock file."""

    Database = Database
    SchemaEditorClass = DatabaseSchemaEditor
    _turn: int | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self.transaction_mode = "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = Database.connect(**{"cached_statements": STATEMENTS, **conn_params}, factory=Connection)
        if not self.is_in_memory_db():
            # The raw key opens in 2 ms; a passphrase would be stretched for 150.
            connection.execute(f"PRAGMA key = \"x'{call('database_key')['key']}'\"")
        register_functions(connection)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        # SQLite's waiters sleep and poll; a file lock hands over at once and in order.
        if not self.is_in_memory_db():
            path = Path(str(self.settings_dict["NAME"]) + ".turn")
            seconds = self.settings_dict["OPTIONS"].get("timeout", 5.0)
            with self.wrap_database_errors:  # no cursor of Django's does it here, and pages know Django's errors alone
                self._turn = _take_turn(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), seconds)
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn()
            raise

    def _give_turn(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            with contextlib.suppress(OSError):
                os.close(turn)

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._give_turn()
