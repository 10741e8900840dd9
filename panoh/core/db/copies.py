"""A whole copy of the database as one file, and back: without the wrapped keys, which no backup keeps (SECURITY.md 2.4).

On SQLite the copy is encrypted under a key of its own, so that nothing lies in clear on the way; on PostgreSQL it is a dump in the custom
format, made in the process's private temp folder, which is memory.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from sqlcipher3 import dbapi2

from panoh.core.agent import call
from panoh.core.db.wall import as_owner

KEYS = "vault_subjectkey"


class CopyFailed(Exception):
    """The copy could not be made or read. Carries no word of anything in it."""


def is_sqlite() -> bool:
    """Whether this instance has the embedded database."""
    return connection.vendor == "sqlite"


def dump(to: Path, key: str) -> dict[str, int]:
    """Writes the copy; `key`: 64 hex digits, for SQLite. Answers how many rows each table of it holds: both are of one moment, whoever
    writes meanwhile."""
    return _dump_sqlite(to, key) if is_sqlite() else _dump_postgresql(to)


def _dump_sqlite(to: Path, key: str) -> dict[str, int]:
    connection.ensure_connection()
    raw = connection.connection
    assert raw is not None
    raw.execute(f"ATTACH DATABASE ? AS copy KEY \"x'{key}'\"", (str(to),))
    try:
        raw.execute("BEGIN")
        raw.execute("SELECT sqlcipher_export('copy')")
        raw.execute("PRAGMA copy.secure_delete = ON")
        raw.execute(f"DELETE FROM copy.{KEYS}")  # noqa: S608 -- a name of ours
        raw.execute("COMMIT")
        return {
            name: raw.execute(f"SELECT count(*) FROM copy.{connection.ops.quote_name(name)}").fetchone()[0]  # noqa: S608 -- as above
            for name in _tables()
        }
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raw.execute("DETACH DATABASE copy")


def _dump_postgresql(to: Path) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            (moment,) = cursor.fetchone()
            options = (f"--snapshot={moment}", "--format=custom", "--no-owner", "--no-privileges", f"--exclude-table-data={KEYS}")
            # Their owner is let through by a policy (wall.py), not past all of them: the program is to take what it is shown.
            _run("pg_dump", *options, "--enable-row-security", f"--file={to}", f"--dbname={_url()}")
            return counts()
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
            chosen.write(_without_wall(_run("pg_restore", "--list", str(copy))))
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


def _without_wall(listed: str) -> str:
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


def counts() -> dict[str, int]:
    """How many rows each table holds, but that of the wrapped keys: by which a copy is compared with what it was made from."""
    found = {}
    with as_owner(), connection.cursor() as cursor:
        for name in _tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 -- names of the database itself
            found[name] = cursor.fetchone()[0]
    return found


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
