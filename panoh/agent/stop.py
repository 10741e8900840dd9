"""Ending the key agent of a data folder."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path

from panoh.core.wire import WireError, peer_of, socket_path


def pid_of(data: Path) -> int:
    """The process that has the agent's socket, 0 when there is none. It is asked nothing: a busy one is there too."""
    with contextlib.suppress(OSError, WireError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(socket_path(data)))
        return peer_of(connection)[0]
    return 0


def stop(data: Path, seconds: float = 10.0) -> None:
    """Ends it and waits until it is gone; one that does not end by itself within these seconds is killed, and its keys with it."""
    pid = pid_of(data)
    if not pid:
        return
    end = time.monotonic() + seconds
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        while pid_of(data) == pid:
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
