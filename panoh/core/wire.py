"""Frames between the house and its key agent, and where the agent listens. No Django here: the agent imports it too."""

import base64
import contextlib
import json
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOCKET = "agent.sock"  # in the data folder
HEADER = struct.Struct(">I")
MAX_FRAME = 64 * 1024 * 1024
BYTES = "\x00b"  # the key of the object that carries bytes
BEHIND = "\x00n"  # the key of the object for bytes that come behind the JSON: how many
LONG = 4_096  # bytes from which base64 is slower than a place of their own


class WireError(Exception):
    """A frame that cannot be read, or an agent that is not ours."""


@contextlib.contextmanager
def address_in(data: Path) -> Iterator[str]:
    """Where the agent of this data folder listens: a socket in the folder itself, so that every shell finds the same one.

    By way of the folder's handle, however long its name is: a socket path has 107 bytes. Raises OSError where there is no folder.
    """
    folder = os.open(data, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET}"
    finally:
        os.close(folder)


def connect(connection: socket.socket, data: Path) -> None:
    """Connects to the agent of this data folder. Raises OSError where none listens, WireError where it is of another user."""
    with address_in(data) as address:
        connection.connect(address)
    if peer_of(connection)[1] != os.getuid():
        raise WireError("of_another_user")


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
