"""The copy of every night, and its trial (docs/adr/0027-drills-and-faults.md), in a process that the task worker starts (nightly.py).

The server holds nothing that opens its backups. So each night's copy is sealed to one recipient more, whose identity lives in the
memory of this one process and ends with it: with that the very bytes that lie on the disk are opened again, put beside the database and
compared. The whole way back, with the identity of a keeper and on another machine, is `panoh restore`.
"""

import base64
import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pyrage

from panoh.accounts.queries import secretariat
from panoh.audit.notary import last_checkpoint
from panoh.audit.verify import verify
from panoh.cli import archive
from panoh.cli.copies import holds, write_backup
from panoh.cli.output import Fail
from panoh.config.instance import database
from panoh.core.actor import SYSTEM
from panoh.core.agent import AgentError
from panoh.core.clock import today
from panoh.core.db import copies
from panoh.core.db.copies import Contents
from panoh.people.models import Person
from panoh.vault.actions import open_sealed
from panoh.vault.enums import Fault
from panoh.vault.envelope import BrokenSeal
from panoh.vault.nights import is_copy_due, keep_copy, new_copy
from panoh.vault.purpose import Purpose
from panoh.vault.rotation import try_packed

FOLDER = "backups"
KEYS = "newest.keys"
KEPT = 14  # nights
SAMPLE = 50  # wrapped keys that are tried
PEOPLE = 5  # whose names are opened
TRIAL = "PANOH_TRIAL_DATABASE"  # an empty database of PostgreSQL, in which a copy is tried


class Failed(Exception):
    """A step of the night that did not hold."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class Night:
    """What the task worker knows of the copy of this night: whether one is being made, and how it ended."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._running: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Starts one when it is due. One that broke off is written down as such."""
        if self._running is not None:
            if self._running.poll() is None:
                return
            code, self._running = self._running.returncode, None
            if code:
                keep_copy(new_copy(Fault.BROKEN_OFF))
                return
        if os.environ.get("PANOH_BACKUP_RECIPIENTS") and is_copy_due():
            with (self._data / "log" / "nightly.log").open("ab") as log:
                words = [sys.executable, "-P", "-m", "panoh.cli.nightly"]
                self._running = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def run(data: Path) -> None:
    """Makes the copy of this night, tries it, writes down how it went, and keeps the newest fourteen."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.glob(".*"):  # of a night that was broken off
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    out, copy = folder / f"{today().isoformat()}.age", new_copy()
    try:
        copy_and_try(data, out, copy)
    except Failed as failed:
        copy.fault = failed.fault
    keep_copy(copy)
    for old in sorted(folder.glob("*.age"))[:-KEPT]:
        old.unlink()


def copy_and_try(data: Path, out: Path, copy: Any) -> None:
    """Writes `out` and the newest file of keys, and tries both; sizes and seconds into `copy`. Raises Failed."""
    fresh = out.with_name(f".{out.name}")
    ours = pyrage.x25519.Identity.generate()
    began = time.monotonic()
    try:
        held = write_backup(data, fresh, [*archive.read_recipients(None), ours.to_public()])
    except OSError:
        raise Failed(Fault.ROOM) from None
    except Fail:
        raise Failed(Fault.COPY) from None
    keys = fresh.with_name(fresh.name + archive.ENDING)
    copy.size, copy.rows = fresh.stat().st_size, sum(held.counts.values())
    copy.copy_seconds = time.monotonic() - began
    began = time.monotonic()
    try:
        _try(data, fresh, keys, ours, held)
    except Failed as failed:
        if failed.fault != Fault.TRIAL:  # what did not hold takes the place of nothing that did
            fresh.unlink()
            keys.unlink()
            raise
        keys.replace(out.with_name(KEYS))
        fresh.replace(out)
        raise
    finally:
        copy.trial_seconds = time.monotonic() - began
    keys.replace(out.with_name(KEYS))
    fresh.replace(out)


def _try(data: Path, file: Path, keys_file: Path, ours: pyrage.x25519.Identity, held: Contents) -> None:
    """Opens what lies on the disk, compares it with what was copied, and opens words of it. Raises Failed."""
    in_memory = None if not copies.is_sqlite() else file.parent  # a dump holds coded facts in clear
    with tempfile.TemporaryDirectory(prefix=".trial-", dir=in_memory) as name:
        folder = Path(name)
        try:
            keys = archive.read_keys(keys_file, ours)
            manifest = archive.unpack(file, ours, folder)  # measured by its digest
            archive.check_signature(manifest, last_checkpoint().public)
        except OSError:
            raise Failed(Fault.ROOM) from None
        except Fail:
            raise Failed(Fault.SEALED) from None
        files = {each: base64.b64encode((data / each).read_bytes()).decode() for each in keys["files"]}
        if (manifest["counts"], manifest["digests"]) != (held.counts, held.digests) or files != keys["files"]:
            raise Failed(Fault.SEALED)
        try:
            try_packed(keys["wraps"], SAMPLE)
        except AgentError:
            raise Failed(Fault.WORDS) from None
        _put_beside(folder, manifest)


def _put_beside(folder: Path, manifest: dict[str, Any]) -> None:
    """The copy in a database of its own: each of its rows, its record, and names of a few people in it. Nothing is written there."""
    is_sqlite, url = copies.is_sqlite(), os.environ.get(TRIAL, "")
    if not is_sqlite and not url:
        raise Failed(Fault.TRIAL)
    with copies.beside(database("" if is_sqlite else url, folder)):
        if not is_sqlite and not copies.is_empty():
            raise Failed(Fault.TRIAL)
        try:
            copies.load(folder / archive.DATABASE, manifest["key"])
            if not holds(manifest):
                raise Failed(Fault.COUNTS)
            if verify(is_copy=True).broken:
                raise Failed(Fault.RECORD)
            people = list(Person.objects.order_by("?")[:PEOPLE])
        except copies.CopyFailed:
            raise Failed(Fault.SEALED) from None
        finally:
            copies.take_out()
    if not people:
        return
    try:
        # A reading like any other: the record says that these five were opened, and what for.
        open_sealed(people, by=dataclasses.replace(SYSTEM, organisation=secretariat().pk), purpose=Purpose.TRIAL)
    except BrokenSeal:
        raise Failed(Fault.WORDS) from None
