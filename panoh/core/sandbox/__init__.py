"""What came from outside is read apart: in a process of its own, made for this one file, that can do nothing but reckon and answer.

The process gets the bytes over a socket and answers plain data over the same. Before it looks at the first byte it gives up memory, time,
files, sockets and further processes (`__main__`); nothing of the file touches a disk. A parser that is led astray by a file so holds that
file alone: no key, no database, no other file. No Django here: the child reads this module too.

Starting a program anew and fetching the parsers costs a third of a second, on an old computer a whole one. So a process without
any key stands ready that has fetched them, and forks for each file; it never sees one itself.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Answer = tuple[Any, bytes]  # what JSON can say, and bytes beside it
type Reader = Callable[..., Answer]

MB = 1024 * 1024
RESOURCE_LIMIT = "burst"  # more memory, time or answer than this kind of file may take
BROKEN = "broken"  # the parser fell over it
AT_ONCE = 2  # an old computer has two cores and little memory: others wait their turn
MOST_ANSWER = 64 * MB
CHILD = Path(__file__).with_name("__main__.py")
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one kind of file may take: megabytes beyond what the parser itself weighs, seconds of reckoning."""

    memory: int
    seconds: int


class Refused(Exception):
    """The file cannot be what it should be: a code of its reader, RESOURCE_LIMIT or BROKEN, perhaps which part of it. Never words of it."""

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(code)
        self.code, self.part = code, part


def read_in_sandbox(reader: Reader, content: bytes, limits: Limits, **asked: Any) -> Answer:
    """What `reader(content, **asked)` answers, reckoned in a process of its own.

    `reader` is a function of a module without Django; what it is asked and answers are what JSON can say. Raises Refused with the code that
    the reader gave, RESOURCE_LIMIT where it went beyond `limits`, BROKEN where the file broke it.
    """
    said, rest = ask(reader, content, limits, **asked)
    if "refused" in said:
        raise Refused(str(said["refused"]), str(said["part"]))
    return said["told"], rest


def ask(reader: Reader, content: bytes, limits: Limits, **asked: Any) -> tuple[dict[str, Any], bytes]:
    """What the process says as it says it: {"told"} or {"refused", "part"}, and "peak": the megabytes it took beyond its own weight."""
    task = {"reader": reader.__qualname__, "memory": limits.memory, "seconds": limits.seconds, "asked": asked}
    with _turns, _fork_server.child(reader.__module__) as line:
        line.settimeout(2 * limits.seconds)  # others reckon too; by then it has ended itself
        head, _line, rest = _exchange(line, json.dumps(task).encode() + b"\n" + content).partition(b"\n")
    try:
        said: dict[str, Any] = json.loads(head)
    except ValueError:
        return {"refused": RESOURCE_LIMIT, "part": ""}, b""  # it was ended before it could say anything
    return said, rest


def _exchange(line: socket.socket, task: bytes) -> bytes:
    """It takes everything in before it answers, so neither waits for the other. No more is taken than an answer may be."""
    answer = bytearray()
    try:
        line.sendall(task)
        line.shutdown(socket.SHUT_WR)
        while part := line.recv(MB):
            answer += part
            if len(answer) > MOST_ANSWER:
                return b""
    except OSError:  # also that it took too long
        return b""
    return bytes(answer)


class ForkServer:
    """The process that stands ready, one for each process that reads; it ends when that one does."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.line: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.of = 0

    def child(self, module: str) -> socket.socket:
        """A line to a new child that has fetched `module`. A mother that is gone is followed by another, once."""
        ours, theirs = socket.socketpair()
        with theirs, self.lock:
            for last in (False, True):
                try:
                    socket.send_fds(self._ready(), [module.encode()], [theirs.fileno()])
                    break
                except OSError:
                    self._end()
                    if last:
                        ours.close()
                        raise
        return ours

    def _ready(self) -> socket.socket:
        if self.line is None or self.of != os.getpid():
            self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self.of = os.getpid()
            with theirs:
                # Isolated (-I): nothing of the environment or of the current folder reaches it; its complaints could quote a file,
                # so nobody hears them.
                command = [sys.executable, "-I", "-X", "utf8", str(CHILD), str(theirs.fileno())]
                nothing = subprocess.DEVNULL
                self.process = subprocess.Popen(
                    command, stdin=nothing, stdout=nothing, stderr=nothing, env={}, cwd=os.sep, pass_fds=[theirs.fileno()]
                )
        return self.line

    def _end(self) -> None:
        if self.line is not None and self.of == os.getpid():
            self.line.close()
            if self.process is not None:
                self.process.kill()
                self.process.wait()
        self.line = self.process = None


_fork_server = ForkServer()
atexit.register(_fork_server._end)
