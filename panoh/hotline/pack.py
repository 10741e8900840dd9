"""The duty pack: what an officer needs for a shift while everything is locked. Sealed to a key that their PIN makes, kept in memory alone.

A PIN is short: whoever holds the sealed pack and time finds it. So the pack, and the half of its key that is not the PIN, lie in a folder
that is gone when the machine is switched off (docs/adr/0016-hotline.md says what that protects, and what not). No Django here but settings.
"""

import base64
import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from panoh.core.clock import now
from panoh.core.files import read_json, replace_file, write_json
from panoh.hotline.pins import is_pin

MEMORY = Path("/dev/shm")  # noqa: S108 -- kept in memory by Linux; the owner of the folder within is checked
PEPPER = "pepper"
MOST_TRIES = 5
PURPOSE = b"panoh duty pack 1"
# Argon2id: about a second, and a quarter of a gigabyte for every guess.
PASSES, KIBIBYTES, LANES = 3, 256 * 1024, 2

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class OtherTry(Exception):
    """Somebody else's try is under way, and takes a second. This one was not made, and is not counted."""


class NoMemory(Exception):
    """This machine has no folder that lives in memory, so no pack is made."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose pack it is, and until when: from its file, without the PIN."""

    user: str
    until: dt.datetime


def memory_folder() -> Path:
    """The folder in memory of this instance, 0700. Raises NoMemory."""
    if not MEMORY.is_dir():
        raise NoMemory
    folder = MEMORY / f"panoh-{os.getuid()}-{hashlib.sha256(os.fsencode(settings.DATA)).hexdigest()[:16]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise NoMemory
    folder.chmod(0o700)
    return folder


def _pepper(folder: Path) -> bytes:
    path = folder / PEPPER
    if not path.exists():
        replace_file(path, secrets.token_bytes(32))
    return path.read_bytes()


def _name(account: str) -> str:
    return hashlib.sha256(account.strip().lower().encode()).hexdigest()[:32]


def _private(pin: str, salt: bytes, pepper: bytes) -> X25519PrivateKey:
    slow = hash_secret_raw(pin.encode(), salt, PASSES, KIBIBYTES, LANES, 32, Type.ID)
    return X25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, salt=pepper, info=PURPOSE).derive(slow))


def set_pin(account: str, user: str, pin: str, until: dt.datetime) -> None:
    """Makes the key of an account's pack. The PIN itself is kept nowhere. Raises NoMemory, ValueError for what is no PIN."""
    if not is_pin(pin):
        raise ValueError("pin")
    folder, salt = memory_folder(), secrets.token_bytes(16)
    point = _private(pin, salt, _pepper(folder)).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    kept = {"user": user, "until": until.isoformat(), "tries": 0, "salt": _text(salt), "key": _text(point)}
    (folder / f"{_name(account)}.pack").unlink(missing_ok=True)
    write_json(folder / f"{_name(account)}.key", kept)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _kept(path: Path) -> dict[str, Any] | None:
    return read_json(path) or None


def holders() -> list[Holder]:
    """Whose packs are still good. What is past its time is deleted here."""
    try:
        folder = memory_folder()
    except NoMemory:
        return []
    found = []
    for path in folder.glob("*.key"):
        kept = _kept(path)
        if kept is None or dt.datetime.fromisoformat(kept["until"]) <= now():
            _drop(path)
        else:
            found.append(Holder(kept["user"], dt.datetime.fromisoformat(kept["until"])))
    return found


def _drop(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_suffix(".pack").unlink(missing_ok=True)


def drop(account: str) -> None:
    """The pack and its key are gone."""
    _drop(memory_folder() / f"{_name(account)}.key")


def put(account: str, content: dict[str, Any]) -> bool:
    """Seals the content to the account's key, without the PIN. False where there is no key any more."""
    path = memory_folder() / f"{_name(account)}.key"
    kept = _kept(path)
    if kept is None:
        return False
    plain = json.dumps(content, ensure_ascii=False).encode()
    point = X25519PublicKey.from_public_bytes(base64.b64decode(kept["key"]))
    replace_file(path.with_suffix(".pack"), _SUITE.encrypt(plain + b" " * (-len(plain) % 4096), point, PURPOSE))
    return True


@contextlib.contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """This try's turn, among all processes. Each takes a quarter of a gigabyte, and its count must not be lost to another. No page waits
    for it: raises OtherTry at once."""
    with (folder / "turn").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OtherTry from None
        yield


def open_pack(account: str, pin: str) -> dict[str, Any] | None:
    """What is in the pack, None for a wrong account or PIN, for one past its time, or after five wrong tries, which delete it. Raises
    OtherTry, uncounted."""
    try:
        folder = memory_folder()
    except NoMemory:
        return None
    with _one_at_a_time(folder):
        return _tried(folder, account, pin)


def _tried(folder: Path, account: str, pin: str) -> dict[str, Any] | None:
    path = folder / f"{_name(account)}.key"
    kept = _kept(path)
    if kept is not None and (dt.datetime.fromisoformat(kept["until"]) <= now() or kept["tries"] >= MOST_TRIES):
        _drop(path)
        kept = None
    salt = base64.b64decode(kept["salt"]) if kept else secrets.token_bytes(16)
    if kept:  # counted before it is tried, so that a process that is killed meanwhile gives no free tries
        write_json(path, {**kept, "tries": kept["tries"] + 1})
    private = _private(pin, salt, _pepper(folder))
    if kept is None:
        return None
    try:
        plain: dict[str, Any] = json.loads(_SUITE.decrypt(path.with_suffix(".pack").read_bytes(), private, PURPOSE))
    except (OSError, ValueError, InvalidTag):
        if kept["tries"] + 1 >= MOST_TRIES:
            _drop(path)
        return None
    write_json(path, {**kept, "tries": 0})
    return plain
