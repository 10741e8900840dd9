"""What comes in without an account: sealed to the Unit's public key and laid into a folder, open or locked alike. No Django here.

The way in needs the public key alone, so it works where nothing can be read: on a locked server, on another host, in a browser
(docs/adr/0015-intake.md has the format, byte by byte). Only the key agent opens.
"""

import base64
import json
import os
import secrets
import shutil
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

FORMAT = b"\x01"
PURPOSE = b"panoh intake 1"
KEY_ID_BYTES = 8
NUMBER_BYTES = 16
HEAD_BYTES = len(FORMAT) + KEY_ID_BYTES + NUMBER_BYTES
SMALLEST, LARGE = 2048, 1024 * 1024  # sealed sizes double up to a megabyte, then grow by megabytes
MOST_BYTES = 16 * LARGE

PUBLIC_FILE = "intake.pub"
FOLDER = "waiting"
ENDING = ".sealed"
MOST_OF_ONE = 8  # texts laid down under one number: a page sent again and again, changed each time
ROOM_LEFT = 256 * LARGE  # below this much free disk nothing more is taken, so that the server itself goes on

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NoRoom(Exception):
    """The disk is nearly full, or one page was sent with too many different texts."""


class Unreadable(Exception):
    """Not a message of ours, not for this key, or changed on its way. Carries no word of it."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key to which messages are sealed: its id and the raw point (65 bytes, uncompressed, NIST P-256)."""

    id: bytes
    point: bytes

    @classmethod
    def of(cls, point: bytes) -> "PublicKey":
        """The key of a raw point."""
        return cls(sha256(point).digest()[:KEY_ID_BYTES], point)

    def text(self) -> str:
        """As it stands in the file: one line of JSON that a browser can read too."""
        return json.dumps({"key": base64.urlsafe_b64encode(self.point).decode().rstrip("="), "id": self.id.hex()}) + "\n"


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote: a kind, what was filled in, and files. It has no sender and no time."""

    kind: str
    facts: Mapping[str, Any]
    files: Sequence[bytes] = ()


# -- keys -----------------------------------------------------------------------------------------------------------------


def new_private() -> bytes:
    """A fresh private key, 32 bytes. For the agent."""
    return ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32)


def public_of(private: bytes) -> PublicKey:
    """The public key of a private one."""
    numbers = _private(private).public_key().public_numbers()
    return PublicKey.of(b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32))


def _private(private: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(private), ec.SECP256R1())


def public_key(data: Path) -> PublicKey | None:
    """The Unit's public key as it lies in a data folder; None where there is none yet or it cannot be read."""
    try:
        written = json.loads((data / PUBLIC_FILE).read_text(encoding="ascii"))
        key = PublicKey.of(base64.urlsafe_b64decode(written["key"] + "=="))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)  # a point that is none is no key
        return key
    except (OSError, ValueError, KeyError, TypeError):
        return None


# -- sealing and opening --------------------------------------------------------------------------------------------------


def seal(key: PublicKey, number: bytes, message: Message) -> bytes:
    """The message under the Unit's public key, bound to its number (16 random bytes); its length says little. ValueError if too large."""
    head = FORMAT + key.id + number
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)
    return head + _SUITE.encrypt(_packed(message), point, PURPOSE + head)


def number_of(sealed: bytes) -> bytes:
    """The number of a sealed message, which stands in clear."""
    if len(sealed) <= HEAD_BYTES or not sealed.startswith(FORMAT):
        raise Unreadable
    return sealed[HEAD_BYTES - NUMBER_BYTES : HEAD_BYTES]


def key_id_of(sealed: bytes) -> bytes:
    """For which key it was sealed."""
    number_of(sealed)
    return sealed[len(FORMAT) : len(FORMAT) + KEY_ID_BYTES]


def opened(private: bytes, sealed: bytes) -> bytes:
    """The packed message again. For the agent. Raises Unreadable."""
    number_of(sealed)
    head = sealed[:HEAD_BYTES]
    try:
        return bytes(_SUITE.decrypt(sealed[HEAD_BYTES:], _private(private), PURPOSE + head))
    except (InvalidTag, ValueError):
        raise Unreadable from None


def _packed(message: Message) -> bytes:
    said = json.dumps({"kind": message.kind, "facts": dict(message.facts), "files": [len(file) for file in message.files]})
    written = said.encode()
    body = b"".join([struct.pack(">I", len(written)), written, *message.files])
    return body.ljust(_step(len(body)), b"\x00")


def _step(size: int) -> int:
    if size > MOST_BYTES:
        raise ValueError("too large")
    if size > LARGE:
        return -(-size // LARGE) * LARGE
    step = SMALLEST
    while step < size:
        step *= 2
    return step


def unpacked(plain: bytes) -> Message:
    """What was packed. Anybody may seal to a public key, so nothing in it is believed. Raises Unreadable."""
    try:
        at = 4 + int.from_bytes(plain[:4])
        said = json.loads(plain[4:at])
        kind, facts, sizes = said["kind"], said["facts"], said["files"]
        if not (isinstance(kind, str) and isinstance(facts, dict) and isinstance(sizes, list)):
            raise Unreadable
        files = []
        for size in sizes:
            if not isinstance(size, int) or size < 0 or at + size > len(plain):
                raise Unreadable
            files.append(plain[at : at + size])
            at += size
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable from None
    return Message(kind, facts, files)


# -- the folder -----------------------------------------------------------------------------------------------------------


def lay_down(data: Path, sealed: bytes) -> None:
    """Keeps a sealed message until it is taken in: on the disk before this returns. Raises NoRoom, or OSError.

    The same number again lies beside the first: which of them say the same shows only when they are opened.
    """
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    if shutil.disk_usage(folder).free < ROOM_LEFT + len(sealed):
        raise NoRoom
    number = number_of(sealed).hex()
    fresh = folder / f"{number}-{secrets.token_hex(8)}.new"
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        _name(fresh, number, sealed)
    finally:
        fresh.unlink(missing_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _name(fresh: Path, number: str, sealed: bytes) -> None:
    """Gives it its name, never another's: a link does not write over what is there. The same bytes are there already."""
    for count in range(MOST_OF_ONE):
        name = fresh.with_name(f"{number}-{count}{ENDING}")
        try:
            os.link(fresh, name)
        except FileExistsError:
            if name.read_bytes() == sealed:
                return
            continue
        return
    raise NoRoom


def waiting(data: Path) -> list[Path]:
    """What waits, the oldest first."""
    found = []
    for path in (data / FOLDER).glob(f"*{ENDING}"):
        try:
            found.append((path.stat().st_mtime_ns, path))
        except FileNotFoundError:
            continue  # taken in by another process meanwhile
    return [path for _at, path in sorted(found)]
