"""`panoh backup` and `panoh restore`: sealed to recipients the server cannot read, and back on a blank machine.

A backup is an age file with a tar in it: a manifest, the database without the wrapped keys, the messages that wait. Beside it lies the file
of keys: the key ring (sealed to its root), the server's secret, the wrapped keys and who was erased. It is small, of today, and written
over; an older backup is restored with the newest file of keys, and opens nobody who was erased meanwhile (docs/adr/0022-backups.md).
"""

import argparse
import base64
import contextlib
import dataclasses
import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from panoh.agent import ring, unlocking
from panoh.agent.start import start
from panoh.agent.stop import stop
from panoh.cli.data import seal_own_events
from panoh.cli.django_ready import need_keys, setup
from panoh.cli.locking import open_ring
from panoh.cli.output import Fail, answer, say
from panoh.vault import envelope

if TYPE_CHECKING:
    from panoh.core.db.copies import Contents

FORMAT = 1
RECIPIENTS = "PANOH_BACKUP_RECIPIENTS"
ENDING = ".keys"
FILES = (ring.RING, ring.ROOT_SEALED, ring.ROOT_CLEAR, *unlocking.FILES, "server.key")
SAMPLE = 50  # wrapped keys that are tried after a restore
MANIFEST, DATABASE, WAITING = "manifest.json", "database", "waiting/"

BROKEN = "This backup is broken, cut short, or not for this identity. Nothing was changed."
FOREIGN = "The backup and the file of keys are not of one instance. Nothing was changed."
NO_KEYS = "The file of keys is broken, cut short, or not for this identity. Nothing was changed."


def backup(chosen: argparse.Namespace, data: Path) -> int:
    """Writes OUT and OUT.keys, sealed to the recipients."""
    need_keys(data)
    recipients = read_recipients(chosen.recipient)
    if chosen.out.exists():
        raise Fail(f"{chosen.out.name} is there already. Choose another name.", 2)
    began = time.monotonic()
    write_backup(data, chosen.out, recipients)
    seal_own_events()
    name, size = chosen.out.name, chosen.out.stat().st_size
    answer(f"{name}: {size} bytes, {time.monotonic() - began:.1f} s. Keep {name}{ENDING} with it, the newest one only.")
    return 0


def read_recipients(given: list[str] | None) -> list[pyrage.x25519.Recipient]:
    names = given or os.environ.get(RECIPIENTS, "").replace(",", " ").split()
    if not names:
        raise Fail(f"Name a recipient: --recipient age1…, or {RECIPIENTS}.", 2)
    try:
        return [pyrage.x25519.Recipient.from_str(name) for name in names]
    except pyrage.RecipientError:
        raise Fail("A recipient is no age recipient (age1…). Nothing was written.", 2) from None


def write_backup(data: Path, out: Path, recipients: list[pyrage.x25519.Recipient]) -> "Contents":
    """The backup and its file of keys; what was copied. Neither is there until it is whole."""
    from panoh.audit.trail import record  # noqa: PLC0415 -- after Django is ready
    from panoh.core.actor import SYSTEM  # noqa: PLC0415
    from panoh.core.db import copies  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.events import Event  # noqa: PLC0415

    record(Event.BACKED_UP, by=SYSTEM)
    key, fresh = secrets.token_hex(32), out.with_name(f".{out.name}.new")
    # On PostgreSQL the dump holds coded facts in clear: it lies in memory. On SQLite it is encrypted, and may be large.
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=data if copies.is_sqlite() else None) as folder:
        copy = Path(folder) / DATABASE
        try:
            held = copies.dump(copy, key)
        except copies.CopyFailed:
            raise Fail("The database could not be copied. Nothing was written.") from None
        manifest = {"format": FORMAT, "sqlite": copies.is_sqlite(), "key": key, "digest": _digest(copy), **dataclasses.asdict(held)}
        signature, public = client.sign(_signed(manifest))
        manifest |= {"instance": public.hex(), "signature": signature.hex()}
        try:
            with fresh.open("wb") as target:
                _sealed(lambda pipe: _pack(pipe, manifest, copy, data), target, recipients)
                target.flush()
                os.fsync(target.fileno())
            fresh.chmod(0o600)
            ring.write(out.with_name(out.name + ENDING), pyrage.encrypt(json.dumps(_keys(data)).encode(), recipients))
            fresh.replace(out)
        finally:
            fresh.unlink(missing_ok=True)
    return held


def _signed(manifest: dict[str, Any]) -> bytes:
    """What is signed of a manifest: whoever knows a recipient could seal a copy of their own making to it."""
    said = {name: value for name, value in manifest.items() if name not in ("instance", "signature")}
    return envelope.CERTIFICATE + b"backup\n" + json.dumps(said, sort_keys=True).encode()


def check_signature(manifest: dict[str, Any], public: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(manifest["signature"]), _signed(manifest))
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise Fail(FOREIGN) from None


def holds(manifest: dict[str, Any]) -> bool:
    """Whether the database this process is turned to has every row that was copied, and no other."""
    from panoh.core.db import copies  # noqa: PLC0415 -- after Django is ready

    found = copies.contents(manifest["key"])
    # Copies of before the digests tell numbers of rows alone. None can be made to look like one of these: the whole manifest is signed.
    return found == copies.Contents(manifest["counts"], manifest.get("digests", found.digests))


def _pack(pipe: IO[bytes], manifest: dict[str, Any], copy: Path, data: Path) -> None:
    with tarfile.open(fileobj=pipe, mode="w|") as tar:
        said = json.dumps(manifest).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(said)
        tar.addfile(head, io.BytesIO(said))
        tar.add(copy, DATABASE, recursive=False)
        for path in sorted((data / "waiting").glob("*.sealed")):
            with contextlib.suppress(FileNotFoundError):  # taken in meanwhile: then it is in the next backup
                tar.add(path, WAITING + path.name, recursive=False)


def _sealed(pack: Callable[[IO[bytes]], None], target: IO[bytes], recipients: list[pyrage.x25519.Recipient]) -> None:
    """What `pack` writes, sealed as it comes: nothing of it lies anywhere in clear."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                pack(pipe)
        except BaseException as error:  # noqa: BLE001 -- raised again where somebody waits for it
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    with os.fdopen(reading, "rb") as pipe:
        pyrage.encrypt_io(pipe, target, recipients)
    thread.join()
    if failed:
        raise failed[0]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keys(data: Path) -> dict[str, Any]:
    from panoh.rights.queries.erasures import erased_people  # noqa: PLC0415 -- after Django is ready
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.rotation import all_wraps  # noqa: PLC0415

    files = {name: base64.b64encode((data / name).read_bytes()).decode() for name in FILES if (data / name).exists()}
    erased = [str(key) for key in erased_people()]
    _signature, public = client.sign(envelope.CERTIFICATE)
    return {"format": FORMAT, "instance": public.hex(), "files": files, "wraps": list(all_wraps()), "erased": erased}


# -- and back -------------------------------------------------------------------------------------------------------------


def restore(chosen: argparse.Namespace, data: Path) -> int:
    """Puts a backup into an empty data folder, with the keys of the newest file of keys."""
    if ring.exists(data) or (data / "panoh.db").exists():
        raise Fail("There is an instance here. Restore into an empty folder.", 2)
    began = time.monotonic()
    identity = _identity(chosen.identity)
    keys = read_keys(chosen.keys, identity)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=data))
    try:
        manifest = unpack(chosen.file, identity, folder)
        if manifest.get("instance") != keys["instance"]:
            raise Fail(FOREIGN)
        told = put_back(data, folder, manifest, keys, chosen.passphrase_file, shares=chosen.shares)
    except BaseException:
        stop(data)
        for name in (*FILES, "panoh.db", "panoh.db-wal", "panoh.db-shm", "panoh.db.turn", "intake.pub"):
            (data / name).unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seal_own_events()
    answer(f"{told} {time.monotonic() - began:.1f} s.")
    return 0


def _identity(file: Path) -> pyrage.x25519.Identity:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return pyrage.x25519.Identity.from_str(next(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError):
        raise Fail(f"{file.name} holds no age identity (AGE-SECRET-KEY-…).", 2) from None


def read_keys(file: Path, identity: pyrage.x25519.Identity) -> dict[str, Any]:
    try:
        keys: dict[str, Any] = json.loads(pyrage.decrypt(file.read_bytes(), [identity]))
        if keys["format"] != FORMAT or set(keys["files"]) - set(FILES) or not isinstance(keys["wraps"], list):
            raise Fail(NO_KEYS)
        return keys
    except (OSError, pyrage.DecryptError, ValueError, KeyError, TypeError):
        raise Fail(NO_KEYS) from None


def unpack(file: Path, identity: pyrage.x25519.Identity, folder: Path) -> dict[str, Any]:
    """The manifest; database and messages lie in the folder. All of it was decrypted to its end and measured before anything is used."""
    try:
        with file.open("rb") as source, _opened(source, identity) as pipe, tarfile.open(fileobj=pipe, mode="r|") as tar:
            for member in tar:
                name = member.name
                if not member.isfile() or (name not in (MANIFEST, DATABASE) and not (name.startswith(WAITING) and name.count("/") == 1)):
                    raise Fail(BROKEN)
                to = folder / name
                to.parent.mkdir(exist_ok=True)
                part = tar.extractfile(member)
                assert part is not None
                with to.open("xb") as target:
                    shutil.copyfileobj(part, target)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if manifest["format"] != FORMAT or manifest["digest"] != _digest(folder / DATABASE):
            raise Fail(BROKEN)
        return manifest
    except (OSError, tarfile.TarError, ValueError, KeyError, EOFError):
        raise Fail(BROKEN) from None


@contextlib.contextmanager
def _opened(source: IO[bytes], identity: pyrage.x25519.Identity) -> Iterator[IO[bytes]]:
    """What the age file holds, as it is decrypted. Raises OSError at the end when it was not whole."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def read() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                pyrage.decrypt_io(source, pipe, [identity])
        except BaseException as error:  # noqa: BLE001 -- told below
            failed.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            yield pipe
            while pipe.read(65_536):
                pass
    finally:
        thread.join()
    if failed:
        raise OSError


def put_back(
    data: Path, folder: Path, manifest: dict[str, Any], keys: dict[str, Any], passphrase_file: Path | None = None, *, shares: bool = False
) -> str:
    """Database, messages and keys into the data folder; what was found in it, in one line. Raises Fail when something does not hold.

    The ring is opened with the passphrase, or with `shares`: cards, a line each.
    """
    for name, content in keys["files"].items():
        ring.write(data / name, base64.b64decode(content))
    os.environ["PANOH_DATA"] = str(data)
    start(data)
    setup()
    from panoh.audit.sealer import go_on_from_here  # noqa: PLC0415 -- after Django is ready
    from panoh.audit.verify import verify  # noqa: PLC0415
    from panoh.cli.database import migrate  # noqa: PLC0415
    from panoh.core.db import copies  # noqa: PLC0415
    from panoh.rights.actions import erase_again  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.rotation import put_wraps, try_wraps  # noqa: PLC0415

    if not client.status().locked:  # it opens by itself
        client.lock()
    open_ring(data, None, passphrase_file, shares=shares, put_back=True)
    check_signature(manifest, client.sign(envelope.CERTIFICATE)[1])
    if manifest["sqlite"] != copies.is_sqlite():
        raise Fail("This backup is of the other kind of database: set PANOH_DATABASE, or leave it out. Nothing was changed.", 2)
    if not copies.is_sqlite() and not copies.is_empty():
        raise Fail("The database in PANOH_DATABASE is not empty. Nothing was changed.", 2)
    try:
        copies.load(folder / DATABASE, manifest["key"])
    except copies.CopyFailed:
        raise Fail(BROKEN) from None
    try:
        if not holds(manifest):
            raise Fail("What was restored differs from what was backed up. Nothing was changed.")
        migrate()
        wraps = put_wraps(keys["wraps"])
        erased = erase_again(keys["erased"])
        report = verify()
        if report.broken:
            raise Fail(f"The record of what was restored is not whole: {', '.join(report.broken)}. Nothing was changed.")
        opened = try_wraps(SAMPLE)
        go_on_from_here()
    except BaseException:
        copies.take_out()
        raise
    for path in (folder / WAITING).glob("*.sealed"):
        (data / "waiting").mkdir(mode=0o700, exist_ok=True)
        path.replace(data / "waiting" / path.name)
    if erased:
        say(f"Erased since the backup was made, and so erased again: {erased}.")
    rows = sum(manifest["counts"].values())
    return f"Restored: {rows} rows, {wraps} keys, {opened} of them tried; digest {manifest['digest']}. The record is whole."
