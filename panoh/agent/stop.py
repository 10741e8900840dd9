"""Locking and ending the key agents of a data folder: all of them, wherever they listen, and so that it is known."""

import contextlib
import fcntl
import os
import select
import signal
import socket
import time
from pathlib import Path
from typing import Any

from panoh.core.wire import WireError, connect, encode, peer_of, receive

ANSWER_SECONDS = 5.0
LOCK_SECONDS = 10.0
RETRY_SECONDS = 0.05


def pid_of(data: Path) -> int:
    """The process that has the agent's socket, 0 when there is none. It is asked nothing: a busy one is there too."""
    with contextlib.suppress(OSError, WireError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connect(connection, data)
        return peer_of(connection)[0]
    return 0


def agents(data: Path) -> set[int]:
    """Every process that is an agent of this data folder: who has the socket, and whoever was started as one, also by an earlier release
    or with another socket. Of those that the kernel keeps apart (another container) nothing is seen: `is_taken`."""
    found = {pid_of(data)} - {0}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            match path.read_bytes().split(b"\0"):
                case [_, b"-I", b"-m", b"panoh.agent", folder, *_] | [_, b"-m", b"panoh.agent", folder, *_] if _is(data, folder):
                    found.add(int(path.parent.name))
    return found


def _is(data: Path, folder: bytes) -> bool:
    named = Path(os.fsdecode(folder))
    return named == data or (named.exists() and named.samefile(data))


def is_taken(data: Path) -> bool:
    """Whether some process has taken this data folder as its agent: it holds it for life, whoever's it is and wherever it listens."""
    try:
        folder = os.open(data, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(folder, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(folder)
    return False


def answer_of(data: Path, op: str, seconds: float = ANSWER_SECONDS) -> tuple[int, dict[str, Any]]:
    """The agent at the folder's socket and what it answers within these seconds; 0 and nothing where none does."""
    with contextlib.suppress(OSError, WireError, ValueError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(seconds)
        connect(connection, data)
        connection.sendall(encode({"op": op}))
        if isinstance(answer := receive(connection), dict) and "ok" in answer:
            return peer_of(connection)[0], answer["ok"]
    return 0, {}


def lock(data: Path) -> bool:
    """Has every agent of this data folder forget its keys; whether that is proven. One that says on a new connection that it is locked
    stays; every other is ended, and its process gone. While somebody unseen has taken the folder, nothing is proven."""
    end = time.monotonic() + LOCK_SECONDS
    while True:
        _pid, said = answer_of(data, "lock")
        locked = _locked_anew(data) if said else set()
        for other in agents(data) - locked:
            end_process(other, ANSWER_SECONDS)
        if agents(data) <= locked and (locked or not is_taken(data)):
            return True
        if time.monotonic() > end:
            return False
        time.sleep(RETRY_SECONDS)


def _locked_anew(data: Path) -> set[int]:
    """The agent at the socket, if it says that it is locked. It is asked again while it becomes a new process, which drops connections."""
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end:
        pid, said = answer_of(data, "status")
        if pid:
            return {pid} if said["locked"] else set()
        time.sleep(RETRY_SECONDS)
    return set()


def stop(data: Path, seconds: float = 10.0) -> bool:
    """Ends every agent of this data folder and waits until they are gone; one that does not end by itself within these seconds is killed,
    and its keys with it. Whether none is left."""
    for pid in agents(data):
        end_process(pid, seconds)
    return not is_taken(data)


def end_process(pid: int, seconds: float) -> None:
    """Asks the process to end, kills it after these seconds, and waits until it is gone. One of another user stays."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        handle = os.pidfd_open(pid)
        try:
            for number in (signal.SIGTERM, signal.SIGKILL):
                signal.pidfd_send_signal(handle, number)
                if select.select([handle], [], [], seconds)[0]:
                    return
        finally:
            os.close(handle)
