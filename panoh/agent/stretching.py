"""A passphrase is stretched in a process of its own: age takes a second and half a gigabyte for it, and holds Python's lock all the while.

An agent that stretched would answer nobody meanwhile. One process at a time is made for one passphrase, as closed to others as the agent,
and given it over a socket once it is closed. It ends with its answer, with the agent, at a lock, and after a minute.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pyrage

from panoh.agent.memory import harden, stay_in_memory
from panoh.core.wire import WireError, encode, receive

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
OPEN, SEAL, WRONG = "open", "seal", "wrong"
PR_SET_PDEATHSIG = 1


class WrongPassphrase(Exception):
    """This passphrase does not open it, or it is nothing that a passphrase opens."""


class NoAnswer(Exception):
    """It did not come to an answer: it was ended, or the machine has no memory or time for it. That says nothing of the passphrase."""


class _Stretcher:
    def __init__(self) -> None:
        self._one = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, what: str, content: bytes, passphrase: str) -> bytes:
        """What a process of its own makes of it. Who asks meanwhile waits: `agent.keys` lets in one at a time."""
        with self._one:
            answer = self._answer({"what": what, "content": content, "passphrase": passphrase})
        if answer == WRONG:
            raise WrongPassphrase
        if not isinstance(answer, bytes):
            raise NoAnswer
        return answer

    def _answer(self, asked: dict[str, object]) -> object:
        ours, theirs = socket.socketpair()
        with ours, contextlib.suppress(OSError, WireError, ValueError):
            ours.settimeout(SECONDS)
            with theirs:
                process = self._process = _started(theirs)
            try:
                if receive(ours) is not None:  # it is closed to others
                    ours.sendall(encode(asked))
                    return receive(ours)
            finally:
                process.kill()
                process.wait()
        return None

    def end(self) -> None:
        """Ends the process whatever it is doing, and waits until its memory is gone."""
        if (process := self._process) is not None:
            process.kill()
            process.wait()


def _started(line: socket.socket) -> "subprocess.Popen[bytes]":
    """From nothing: no environment, no handle but its line, nobody to hear what it might complain of."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from panoh.agent.stretching import main; main({line.fileno()})"
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-I", "-c", program], stdin=nothing, stdout=nothing, stderr=nothing, env={}, cwd=os.sep, pass_fds=[line.fileno()]
    )


_stretcher = _Stretcher()


def opened(sealed: bytes, passphrase: str) -> bytes:
    """What lies under this passphrase. Raises WrongPassphrase, NoAnswer."""
    return _stretcher.ask(OPEN, sealed, passphrase)


def sealed(clear: bytes, passphrase: str) -> bytes:
    """It under this passphrase. Raises NoAnswer."""
    return _stretcher.ask(SEAL, clear, passphrase)


def end() -> None:
    """Ends what is under way: who waits for it gets NoAnswer."""
    _stretcher.end()


def main(number: int) -> None:
    """The process: closes itself, says so, takes one passphrase, answers."""
    harden()
    stay_in_memory()
    # With the thread that waits for it, so also where the agent is killed or becomes a new process.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with socket.socket(fileno=number) as agent:
        agent.sendall(encode("closed"))
        if (asked := receive(agent)) is None:
            return
        work = pyrage.passphrase.encrypt if asked["what"] == SEAL else pyrage.passphrase.decrypt
        try:
            answer = work(asked["content"], asked["passphrase"])
        except pyrage.DecryptError:
            answer = WRONG
        agent.sendall(encode(answer))
