"""A whole copy of the database as one file, and back: without the wrapped keys, which no backup keeps (SECURITY.md 2.4).

On SQLite the copy is encrypted under a key of its own, so that nothing lies in clear on the way; on PostgreSQL it is a dump in the custom
format, made in the process's private temp folder, which is memory.
"""

import os
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection
from sqlcipher3 import dbapi2

from panoh.core.agent import call

KEYS = "vault_subjectkey"


class CopyFailed(Exception):
    """The copy could not be made or read. Carries no word of anything in it."""


def is_sqlite() -> bool:
    """Whether this instance has the embedded database."""
    return connection.vendor == "sqlite"


def dump(to: Path, key: str) -> None:
    """Writes the copy; `key`: 64 hex digits, for SQLite."""
    if not is_sqlite():
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--exclude-table-data={KEYS}", f"--file={to}")
        return
    connection.ensure_connection()
    raw = connection.connection
    assert raw is not None
    raw.execute(f"ATTACH DATABASE ? AS copy KEY \"x'{key}'\"", (str(to),))
    try:
        raw.execute("BEGIN")  # one moment of the database, whoever writes meanwhile
        raw.execute("SELECT sqlcipher_export('copy')")
        raw.execute("PRAGMA copy.secure_delete = ON")
        raw.execute(f"DELETE FROM copy.{KEYS}")  # noqa: S608 -- a name of ours
        raw.execute("COMMIT")
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raw.execute("DETACH DATABASE copy")


def load(copy: Path, key: str) -> None:
    """Puts the copy in place of an empty database. Raises CopyFailed, with nothing in place, when it is not whole."""
    if not is_sqlite():
        connection.close()
        _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={_url()}", str(copy))
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
    copy.replace(Path(settings.DATABASES["default"]["NAME"]))


def counts() -> dict[str, int]:
    """How many rows each table holds, but that of the wrapped keys: by which a copy is compared with what it was made from."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != KEYS]
        found = {}
        for name in sorted(tables):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 -- names of the database itself
            found[name] = cursor.fetchone()[0]
    return found


def _url() -> str:
    return os.environ["PANOH_DATABASE"]


def _run(program: str, *arguments: str) -> None:
    whole = [program, *arguments] if program == "pg_restore" else [program, *arguments, _url()]
    try:
        done = subprocess.run(whole, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        raise CopyFailed from None
    if done.returncode:
        raise CopyFailed  # what the program says may quote a row
