"""The process that stands ready, and the child that reads one file: gives everything up, reads, answers, ends. Run by its path alone."""

import contextlib
import json
import os
import resource
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
MB = 1024 * 1024


def stand_ready(line: socket.socket) -> None:
    """Forks a child for each line that comes, with the module it shall read with fetched before; ends with whoever asks."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a child ended
    sys.path.insert(0, str(ROOT))
    sys.modules["numpy"] = None  # type: ignore[assignment]  # spreadsheets are read without it, in half the time and memory
    while True:
        name, handles, _flags, _sender = socket.recv_fds(line, 200, 1)
        if not name:
            return
        module = import_module(name.decode())
        if os.fork() == 0:
            line.close()
            read_one(socket.socket(fileno=handles[0]), module)
        os.close(handles[0])


def read_one(line: socket.socket, module: Any) -> None:
    """Takes the task in, gives up what the reading needs not, reads, answers. Never comes back."""
    from panoh.core.sandbox import Refused  # noqa: PLC0415 -- found once the way to it is known

    with line.makefile("rb") as source:
        task = json.loads(source.readline())
        content = source.read()
    _give_up(task["memory"], task["seconds"])
    weight = _weight()
    rest = b""
    try:
        told, rest = getattr(module, task["reader"])(content, **task["asked"])
        head = json.dumps({"told": told, "peak": _weight() - weight})
    except Refused as refused:
        head, rest = json.dumps({"refused": refused.code, "part": refused.part, "peak": _weight() - weight}), b""
    except MemoryError:
        head = '{"refused": "burst", "part": ""}'
    except Exception:  # noqa: BLE001 -- a strange file can break a parser in any way, and what it says could quote the file
        head = '{"refused": "broken", "part": ""}'
    line.sendall(head.encode() + b"\n" + rest)
    os._exit(0)  # nothing is tidied up: it only takes time


def _weight() -> float:
    """The most memory it ever took, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _give_up(memory: int, seconds: int) -> None:
    """From here on: so much more memory, so many seconds, no new file or socket, not a byte into a file, no further process, no core."""
    with contextlib.suppress(OSError):
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)  # without any network besides, where the system lets it
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    signal.alarm(2 * seconds)
    limits = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + memory * MB,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    stand_ready(socket.socket(fileno=int(sys.argv[1])))
