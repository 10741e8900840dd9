"""A whole copy of the database as one file, and back: without the wrapped keys, which no backup keeps (SECURITY.md 2.4).

On SQLite the copy is encrypted under a key of its own, so that nothing lies in clear on the way; on PostgreSQL it is a dump in the custom
format, made in the process's private temp folder, which is memory.

What a copy holds is compared row by row with what it was made from, and no row is remembered for it: each is a keyed digest, and a table
is the sum of those of its rows, whatever their order (a multiset hash: Clarke and others, 2003). Without the key nobody could try by it
what stood there.
"""

import hmac
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from sqlcipher3 import dbapi2

from panoh.core.agent import call
from panoh.core.db.row_level_security import as_owner

KEYS = "vault_subjectkey"


class CopyFailed(Exception):
    """The copy could not be made or read. Carries no word of anything in it."""


@dataclass(frozen=True)
class Contents:
    """What a database holds, but for the table of the wrapped keys, by the name of each table: how many rows, and the keyed digest of
    all of them (64 hex digits)."""

    counts: dict[str, int]
    digests: dict[str, str]


def is_sqlite() -> bool:
    """Whether this instance has the embedded database."""
    return connection.vendor == "sqlite"


def dump(to: Path, key: str) -> Contents:
    """Writes the copy; `key`: 64 hex digits, for SQLite and for the digests. Answers what the database held, read from itself and not from
    the copy: both are of one moment, whoever writes meanwhile."""
    return _dump_sqlite(to, key) if is_sqlite() else _dump_postgresql(to, key)


def _dump_sqlite(to: Path, key: str) -> Contents:
    connection.ensure_connection()
    raw = connection.connection
    assert raw is not None
    raw.execute(f"ATTACH DATABASE ? AS copy KEY \"x'{key}'\"", (str(to),))
    try:
        raw.execute("BEGIN")
        raw.execute("SELECT sqlcipher_export('copy')")
        raw.execute("PRAGMA copy.secure_delete = ON")
        raw.execute(f"DELETE FROM copy.{KEYS}")  # noqa: S608 -- a name of ours
        held = contents(key)
        raw.execute("COMMIT")
        return held
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raw.execute("DETACH DATABASE copy")


def _dump_postgresql(to: Path, key: str) -> Contents:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            (moment,) = cursor.fetchone()
            options = (f"--snapshot={moment}", "--format=custom", "--no-owner", "--no-privileges", f"--exclude-table-data={KEYS}")
            # Their owner is let through by a policy (row_level_security.py), not past all of them: the program is to take what it is shown.
            _run("pg_dump", *options, "--enable-row-security", f"--file={to}", f"--dbname={_url()}")
            return contents(key)
        finally:
            cursor.execute("ROLLBACK")


def is_empty() -> bool:
    """Whether the database holds no table of ours or of anybody."""
    with as_owner(), connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def is_damaged() -> bool:
    """Whether the embedded database lies there and cannot be read as one: cut short, overwritten, or of another key. Reads all of it."""
    if not is_sqlite() or not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cipher_integrity_check")
            if cursor.fetchall():
                return True
            cursor.execute("PRAGMA quick_check(1)")
            return bool(cursor.fetchall() != [("ok",)])
    except OperationalError:
        raise  # busy, or no room: nothing about the file
    except DatabaseError:
        return True
    finally:
        connection.close()


def take_out() -> None:
    """Empties a PostgreSQL database into which something was put that does not hold; it was empty before. On SQLite the file goes."""
    if not is_sqlite():
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")


def load(copy: Path, key: str) -> None:
    """Puts the copy in place of an empty database. Raises CopyFailed, with nothing in place, when it is not whole."""
    if not is_sqlite():
        connection.close()
        options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
        with tempfile.NamedTemporaryFile("w") as chosen:
            chosen.write(_without_row_level_security(_run("pg_restore", "--list", str(copy))))
            chosen.flush()
            _run("pg_restore", *options, f"--use-list={chosen.name}", f"--dbname={_url()}", str(copy))
        return
    try:
        raw = dbapi2.connect(str(copy), isolation_level=None)
        raw.execute(f"PRAGMA key = \"x'{key}'\"")
        broken = raw.execute("PRAGMA cipher_integrity_check").fetchall() or raw.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
        if broken:
            raise CopyFailed
        raw.execute(f"PRAGMA rekey = \"x'{call('database_key')['key']}'\"")
        raw.close()
    except dbapi2.DatabaseError:
        raise CopyFailed from None
    connection.close()
    copy.replace(Path(connection.settings_dict["NAME"]))


def _without_row_level_security(listed: str) -> str:
    """The list of a copy without the policies: they name a role of the other machine. They are written anew where the copy comes to lie."""
    return "".join(line for line in listed.splitlines(keepends=True) if not re.match(r"\d+; \d+ \d+ (POLICY|ROW SECURITY) ", line))


@contextmanager
def beside(database: dict[str, Any]) -> Iterator[None]:
    """Turns this process to another database, and back. For a process that does nothing else: whatever it reads and writes meanwhile is
    there. `database` is as config.instance.database gives it."""
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = {**before, **database}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def contents(key: str) -> Contents:
    """What this database holds, digested with the key of a copy: equal to what `dump` answered when and only when every row is the same."""
    with as_owner():
        return _contents(key)


def _contents(key: str) -> Contents:
    counts, digests = {}, {}
    for table in _tables():
        secret = hmac.digest(bytes.fromhex(key), b"contents of " + table.encode(), "sha256")
        count = total = 0
        for row in _rows(table):
            count += 1
            total += int.from_bytes(hmac.digest(secret, row, "sha256"))
        counts[table], digests[table] = count, f"{total % 2**256:064x}"
    return Contents(counts, digests)


def _rows(table: str) -> Iterator[bytes]:
    """Each row of a table as the database itself has it, in any order; never the whole table in memory."""
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if not is_sqlite():
            with cursor.copy(f"COPY {name} TO STDOUT") as rows:
                yield from map(bytes, rows)
            return
        columns = [connection.ops.quote_name(each.name) for each in connection.introspection.get_table_description(cursor, table)]
        # With a plus it is no column but an expression: nothing is made of it on the way, and what no date can be read from differs too.
        cursor.execute(f"SELECT {', '.join('+' + column for column in columns)} FROM {name}")  # noqa: S608 -- names of the database itself
        for row in cursor:
            yield ascii(row).encode("ascii")


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(name for name in connection.introspection.table_names(cursor) if name != KEYS)


def _url() -> str:
    """The address of the database this process is turned to."""
    said = connection.settings_dict
    parts = {"host": said["HOST"], "port": said["PORT"], "user": said["USER"], "dbname": said["NAME"]}
    options = {name: value for name, value in said["OPTIONS"].items() if isinstance(value, str) and name != "application_name"}
    return " ".join(f"{name}='{_quoted(str(value))}'" for name, value in {**parts, **options}.items() if value)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _run(program: str, *arguments: str) -> str:
    try:
        password = {"PGPASSWORD": word} if (word := connection.settings_dict["PASSWORD"]) else {}
        done = subprocess.run(
            [program, *arguments], env={**os.environ, **password}, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True
        )
    except OSError:
        raise CopyFailed from None
    if done.returncode:
        raise CopyFailed  # what the program says may quote a row
    return done.stdout
