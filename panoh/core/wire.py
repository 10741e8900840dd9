"""Frames between the house and its key agent, and where the agent listens. No Django here: the agent imports it too."""

import base64
import hashlib
import json
import os
import socket
import struct
from pathlib import Path
from typing import Any

HEADER = struct.Struct(">I")
MAX_FRAME = 64 * 1024 * 1024
BYTES = "\x00b"  # the key of the object that carries bytes
BEHIND = "\x00n"  # the key of the object for bytes that come behind the JSON: how many
LONG = 4_096  # bytes from which base64 is slower than a place of their own


class WireError(Exception):
    """A frame or a socket folder that cannot be trusted."""


def socket_path(data: Path) -> Path:
    """Where the agent of this data folder listens. Short on purpose: a socket path has 107 bytes."""
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16] + ".sock"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(runtime) / "panoh" if runtime and Path(runtime).is_dir() else Path(f"/tmp/panoh-{os.getuid()}")  # noqa: S108 -- owner checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise WireError("socket_folder")
    folder.chmod(0o700)
    return folder / name


def peer_of(connection: socket.socket) -> tuple[int, int]:
    """The process and the user at the other end of a socket of this machine, as the kernel knows them."""
    pid, user, _group = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return pid, user


def encode(message: Any) -> bytes:
    """A frame: four bytes of length, then JSON in which bytes travel in base64; long ones follow behind it as they are, in order."""
    behind: list[bytes] = []

    def out(value: Any) -> Any:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(type(value).__name__)
        if len(value) < LONG:
            return {BYTES: base64.b64encode(bytes(value)).decode("ascii")}
        behind.append(bytes(value))
        return {BEHIND: len(behind[-1])}

    body = json.dumps(message, default=out, separators=(",", ":")).encode()
    return b"".join([HEADER.pack(len(body)), body, *behind])


def receive(connection: socket.socket) -> Any | None:
    """The next message of a connection, None when the other side has closed."""
    header = _exactly(connection, HEADER.size)
    if header is None:
        return None
    (length,) = HEADER.unpack(header)
    room = MAX_FRAME

    def take(count: int) -> bytes | None:
        nonlocal room
        room -= count
        if room < 0 or count < 0:
            raise WireError("frame_too_long")
        return _exactly(connection, count)

    def bytes_in(item: dict[str, Any]) -> Any:
        if len(item) != 1:
            return item
        if BYTES in item:
            return base64.b64decode(item[BYTES])
        if BEHIND in item:
            if (found := take(int(item[BEHIND]))) is None:
                raise WireError("cut_short")
            return found
        return item

    body = take(length)
    return None if body is None else json.loads(body, object_hook=bytes_in)


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    parts = []
    while count:
        part = connection.recv(min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
