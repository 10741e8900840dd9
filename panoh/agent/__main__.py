"""`python -m panoh.agent DATA`: the key agent of one data folder, on its socket, until it is told to stop.

Told to lock, it forgets, answers, and then becomes a new process on the same socket: what a garbage collector may have left of names
and keys goes back to the kernel with the old address space.
"""

import contextlib
import fcntl
import os
import signal
import socket
import socketserver
import sys
import threading
import time
from pathlib import Path

from panoh.agent import ring as rings
from panoh.agent.keys import Keys, answer
from panoh.agent.memory import harden, stay_in_memory
from panoh.agent.start import READY_SECONDS
from panoh.agent.wraps import Refused
from panoh.core.wire import SOCKET, WireError, address_in, connect, encode, peer_of, receive

WATCH_SECONDS = 20.0


class _Handler(socketserver.BaseRequestHandler):
    server: "Server"

    def handle(self) -> None:
        """One connection of one worker thread, served until it closes. Only the same user is heard."""
        _pid, user = peer_of(self.request)
        if user != os.getuid():
            return
        with contextlib.suppress(OSError, WireError, ValueError):
            while (message := receive(self.request)) is not None:
                reply = encode(answer(self.server.keys, message))
                try:
                    self.request.sendall(reply)
                finally:  # also where whoever asked is gone by now
                    if self.server.keys.locked_itself or (isinstance(message, dict) and message.get("op") == "lock"):
                        self.server.begin_anew()


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """A thread a connection; connections are few and live long."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, keys: Keys, listening: int | None = None) -> None:
        self.keys = keys
        if listening is not None:
            super().__init__("", _Handler, bind_and_activate=False)
            self.socket.close()
            self.socket = socket.socket(fileno=listening)
            return
        before = os.umask(0o177)
        try:
            with address_in(keys.data) as address:
                super().__init__(address, _Handler)
        finally:
            os.umask(before)

    def service_actions(self) -> None:
        """Called several times a second: keys of sessions that are over are forgotten, whether or not anybody asks anything."""
        self.keys.sweep()

    def begin_anew(self) -> None:
        """Becomes a new process at once. Questions wait at the socket meanwhile."""
        os.set_inheritable(self.fileno(), True)
        os.execv(sys.executable, [sys.executable, "-I", "-m", "panoh.agent", str(self.keys.data), str(self.fileno())])  # noqa: S606 -- ourselves


def watch(server: Server) -> None:
    """Locks when nobody has confirmed for the hours that were set. Never returns."""
    while True:
        time.sleep(WATCH_SECONDS)
        if server.keys.is_overdue():
            server.keys.lock()
            server.begin_anew()


def alive(data: Path) -> bool:
    """Whether an agent of this data folder listens already. A slow one is busy, not dead: another in its place would be locked."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(2)
            connect(connection, data)
            connection.sendall(encode({"op": "status"}))
            return receive(connection) is not None
    except TimeoutError:
        return True
    except (OSError, WireError):
        return False


def takes(data: Path) -> bool:
    """Takes the data folder for this process, for life and for what it becomes after a lock; False while another agent has it.

    Of two started at once the second would take the socket from the first, which would go on with keys that no lock reaches.
    """
    folder = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(folder)
        return False
    os.set_inheritable(folder, True)
    return True


def main(arguments: list[str]) -> int:
    """Serves until SIGTERM; 0 also when another agent already serves this folder, 1 when one has it that does not answer."""
    data = Path(arguments[0])
    harden()
    stay_in_memory()
    keys = Keys(data)
    if len(arguments) > 1:  # after a lock: the socket is handed on, and nothing opens by itself
        server = Server(keys, int(arguments[1]))
    else:
        end = time.monotonic() + READY_SECONDS
        while not takes(data):
            if alive(data):
                return 0
            if time.monotonic() > end:  # nobody waits for us any more, who would take over unasked
                return 1
            time.sleep(0.02)
        (data / SOCKET).unlink(missing_ok=True)
        if rings.unlocks_itself(data):
            with contextlib.suppress(Refused):
                keys.unlock()
        server = Server(keys)
    threading.Thread(target=watch, args=(server,), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        keys.lock()
        (data / SOCKET).unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
