"""`panoh backup`, and what `panoh restore` puts back: sealed to recipients the server cannot read, and back on a blank machine.

A backup is an age file with a tar in it: a manifest, the database without the wrapped keys, the messages that wait. Beside it lies the file
of keys: the key ring (sealed to its root), the server's secret, the wrapped keys and who was erased. It is small, of today, and written
over; an older backup is restored with the newest file of keys, and opens nobody who was erased meanwhile (docs/adr/0022-backups.md).
"""

import argparse
import base64
import dataclasses
import json
import os
import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

import pyrage

from panoh.agent import ring
from panoh.audit.notary import last_checkpoint
from panoh.audit.sealer import go_on_from_here
from panoh.audit.trail import record
from panoh.audit.verify import verify
from panoh.cli import archive
from panoh.cli.database import migrate
from panoh.cli.locking import open_ring
from panoh.cli.output import Fail, answer, say
from panoh.cli.record import seal_own_events
from panoh.core.actor import SYSTEM
from panoh.core.db import copies
from panoh.core.db.copies import Contents
from panoh.data_protection.actions import erase_again
from panoh.data_protection.queries.erasures import erased_people
from panoh.vault import client
from panoh.vault.events import Event
from panoh.vault.rotation import all_wraps, put_wraps, try_wraps

SAMPLE = 50  # wrapped keys that are tried after a restore


def backup(chosen: argparse.Namespace, data: Path) -> int:
    """Writes OUT and OUT.keys, sealed to the recipients."""
    recipients = archive.read_recipients(chosen.recipient)
    if chosen.out.exists():
        raise Fail(f"{chosen.out.name} is there already. Choose another name.", 2)
    began = time.monotonic()
    write_backup(data, chosen.out, recipients)
    seal_own_events()
    name, size = chosen.out.name, chosen.out.stat().st_size
    answer(f"{name}: {size} bytes, {time.monotonic() - began:.1f} s. Keep {name}{archive.ENDING} with it, the newest one only.")
    return 0


def write_backup(data: Path, out: Path, recipients: list[pyrage.x25519.Recipient]) -> Contents:
    """The backup and its file of keys; what was copied. Neither is there until it is whole."""
    key, fresh = secrets.token_hex(32), out.with_name(f".{out.name}.new")
    # On PostgreSQL the dump holds coded facts in clear: it lies in memory. On SQLite it is encrypted, and may be large.
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=data if copies.is_sqlite() else None) as folder:
        copy = Path(folder) / archive.DATABASE
        try:
            held = copies.dump(copy, key)
        except copies.CopyFailed:
            raise Fail("The database could not be copied. Nothing was written.") from None
        manifest = {
            "format": archive.FORMAT,
            "sqlite": copies.is_sqlite(),
            "key": key,
            "digest": archive.digest(copy),
            **dataclasses.asdict(held),
        }
        signature, public = client.sign(record(Event.BACKED_UP, by=SYSTEM), archive.signed(manifest))
        manifest |= {"instance": public.hex(), "signature": signature.hex()}
        try:
            with fresh.open("wb") as target:
                archive.seal(lambda pipe: archive.pack(pipe, manifest, copy, data), target, recipients)
                target.flush()
                os.fsync(target.fileno())
            fresh.chmod(0o600)
            ring.write(out.with_name(out.name + archive.ENDING), pyrage.encrypt(json.dumps(_keys(data)).encode(), recipients))
            fresh.replace(out)
        finally:
            fresh.unlink(missing_ok=True)
    return held


def holds(manifest: dict[str, Any]) -> bool:
    """Whether the database this process is turned to has every row that was copied, and no other."""
    found = copies.contents(manifest["key"])
    # Copies of before the digests tell numbers of rows alone. None can be made to look like one of these: the whole manifest is signed.
    return found == copies.Contents(manifest["counts"], manifest.get("digests", found.digests))


def _keys(data: Path) -> dict[str, Any]:
    files = {name: base64.b64encode((data / name).read_bytes()).decode() for name in archive.FILES if (data / name).exists()}
    erased = [str(key) for key in erased_people()]
    return {
        "format": archive.FORMAT,
        "instance": last_checkpoint().public.hex(),
        "files": files,
        "wraps": list(all_wraps()),
        "erased": erased,
    }


def put_back(
    data: Path, folder: Path, manifest: dict[str, Any], keys: dict[str, Any], passphrase_file: Path | None = None, *, shares: bool = False
) -> str:
    """Database, messages and keys into the data folder; what was found in it, in one line. Raises Fail when something does not hold.

    The ring is opened with the passphrase, or with `shares`: cards, a line each.
    """
    if not client.status().locked:  # it opens by itself
        client.lock()
    open_ring(data, None, passphrase_file, shares=shares, put_back=True)
    archive.check_signature(manifest, last_checkpoint().public)
    if manifest["sqlite"] != copies.is_sqlite():
        raise Fail("This backup is of the other kind of database: set PANOH_DATABASE, or leave it out. Nothing was changed.", 2)
    if not copies.is_sqlite() and not copies.is_empty():
        raise Fail("The database in PANOH_DATABASE is not empty. Nothing was changed.", 2)
    try:
        copies.load(folder / archive.DATABASE, manifest["key"])
    except copies.CopyFailed:
        raise Fail(archive.BROKEN) from None
    try:
        if not holds(manifest):
            raise Fail("What was restored differs from what was backed up. Nothing was changed.")
        migrate()
        wraps = put_wraps(keys["wraps"])
        erased = erase_again(keys["erased"])
        report = verify()
        if report.broken:
            raise Fail(f"The activity log of what was restored is not whole: {', '.join(report.broken)}. Nothing was changed.")
        opened = try_wraps(SAMPLE)
        go_on_from_here()
    except BaseException:
        copies.take_out()
        raise
    for path in (folder / archive.WAITING).glob("*.sealed"):
        (data / "waiting").mkdir(mode=0o700, exist_ok=True)
        path.replace(data / "waiting" / path.name)
    if erased:
        say(f"Erased since the backup was made, and so erased again: {erased}.")
    rows = sum(manifest["counts"].values())
    return f"Restored: {rows} rows, {wraps} keys, {opened} of them tried; digest {manifest['digest']}. The activity log is whole."
