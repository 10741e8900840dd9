"""Starting the key agent of a data folder, and knowing that it is there."""

import os
import sys
import time
from pathlib import Path

READY_SECONDS = 15.0


class NotStarted(Exception):
    """The agent did not answer in time."""


def start(data: Path) -> None:
    """Starts the agent unless one answers already; returns when it does. It has its own session and no standard streams of ours."""
    from panoh.agent.__main__ import alive  # noqa: PLC0415 -- `-m` runs that module itself

    if alive(data):
        return
    log = data / "log"
    log.mkdir(mode=0o700, exist_ok=True)
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    os.posix_spawn(
        sys.executable,
        [sys.executable, "-I", "-m", "panoh.agent", str(data)],  # isolated: no file of the folder it is called from, no PYTHONPATH
        {**os.environ, "PANOH_DATA": str(data)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(log / "agent.log"), append, 0o600),
        ],
        setsid=True,
    )
    end = time.monotonic() + READY_SECONDS
    while not alive(data):
        if time.monotonic() > end:
            raise NotStarted
        time.sleep(0.02)
