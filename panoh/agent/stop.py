"""Ending the key agent of a data folder."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path

from panoh.core.wire import WireError, encode, receive, socket_path


def pid_of(data: Path) -> int:
    """The agent's process, 0 when none answers."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            connection.connect(str(socket_path(data)))
            connection.sendall(encode({"op": "status"}))
            answer = receive(connection)
    except (OSError, WireError, ValueError):
        return 0
    return int(answer["ok"]["pid"]) if answer else 0


def stop(data: Path, seconds: float = 10.0) -> None:
    """Ends it and waits until it is gone."""
    pid = pid_of(data)
    if not pid:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + seconds
    while pid_of(data) and time.monotonic() < end:
        time.sleep(0.05)
