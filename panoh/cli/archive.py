"""A backup as a file: how it is packed, sealed, signed and read. It knows neither Django nor the database (docs/adr/0022-backups.md)."""

import contextlib
import hashlib
import io
import json
import os
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from panoh.agent import ring, unlocking
from panoh.cli.output import Fail
from panoh.core import push
from panoh.vault import envelope

FORMAT = 1
RECIPIENTS = "PANOH_BACKUP_RECIPIENTS"
ENDING = ".keys"
FILES = (ring.RING, ring.ROOT_SEALED, ring.ROOT_CLEAR, *unlocking.FILES, "server.key", push.KEY_FILE)
MANIFEST, DATABASE, WAITING = "manifest.json", "database", "waiting/"

BROKEN = "This backup is broken, cut short, or not for this identity. Nothing was changed."
FOREIGN = "The backup and the file of keys are not of one instance. Nothing was changed."
NO_KEYS = "The file of keys is broken, cut short, or not for this identity. Nothing was changed."


def read_recipients(given: list[str] | None) -> list[pyrage.x25519.Recipient]:
    """Those that were named, or those of the environment."""
    names = given or os.environ.get(RECIPIENTS, "").replace(",", " ").split()
    if not names:
        raise Fail(f"Name a recipient: --recipient age1…, or {RECIPIENTS}.", 2)
    try:
        return [pyrage.x25519.Recipient.from_str(name) for name in names]
    except pyrage.RecipientError:
        raise Fail("A recipient is no age recipient (age1…). Nothing was written.", 2) from None


def signed(manifest: dict[str, Any]) -> bytes:
    """What is signed of a manifest: whoever knows a recipient could seal a copy of their own making to it."""
    said = {name: value for name, value in manifest.items() if name not in ("instance", "signature")}
    return envelope.CERTIFICATE + b"backup\n" + json.dumps(said, sort_keys=True).encode()


def check_signature(manifest: dict[str, Any], public: bytes) -> None:
    """Raises Fail for a manifest that this instance did not sign."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(manifest["signature"]), signed(manifest))
    except (InvalidSignature, ValueError, KeyError, TypeError):
        raise Fail(FOREIGN) from None


def pack(pipe: IO[bytes], manifest: dict[str, Any], copy: Path, data: Path) -> None:
    """Manifest, database and the messages that wait, as a tar."""
    with tarfile.open(fileobj=pipe, mode="w|") as tar:
        said = json.dumps(manifest).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(said)
        tar.addfile(head, io.BytesIO(said))
        tar.add(copy, DATABASE, recursive=False)
        for path in sorted((data / "waiting").glob("*.sealed")):
            with contextlib.suppress(FileNotFoundError):  # taken in meanwhile: then it is in the next backup
                tar.add(path, WAITING + path.name, recursive=False)


def seal(write_into: Callable[[IO[bytes]], None], target: IO[bytes], recipients: list[pyrage.x25519.Recipient]) -> None:
    """What `write_into` writes, sealed as it comes: nothing of it lies anywhere in clear."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                write_into(pipe)
        except BaseException as error:  # noqa: BLE001 -- raised again where somebody waits for it
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    with os.fdopen(reading, "rb") as pipe:
        pyrage.encrypt_io(pipe, target, recipients)
    thread.join()
    if failed:
        raise failed[0]


def digest(path: Path) -> str:
    """Of what lies there."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_identity(file: Path) -> pyrage.x25519.Identity:
    """The first age identity of a file."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return pyrage.x25519.Identity.from_str(next(line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError):
        raise Fail(f"{file.name} holds no age identity (AGE-SECRET-KEY-…).", 2) from None


def read_keys(file: Path, identity: pyrage.x25519.Identity) -> dict[str, Any]:
    """What the file of keys holds."""
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
        if manifest["format"] != FORMAT or manifest["digest"] != digest(folder / DATABASE):
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
