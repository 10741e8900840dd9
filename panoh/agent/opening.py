"""`python -m panoh.agent.opening SOCKET`: a second process of the agent, which opens entries of the name index so that both cores work.

The agent starts it when very many people are taken in, gives it what opens these entries and nothing else, and ends it when all are in,
and at a lock. It ends by itself once its agent is gone, or half a minute after nobody wants anything of it. It is as closed to others
as the agent, and keeps nothing but the piece it opened last, until the agent takes it.
"""

import contextlib
import marshal
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from panoh.agent.memory import harden
from panoh.core.wire import WireError, encode, receive
from panoh.people.names.entries import Known, known
from panoh.vault import envelope

IDLE_SECONDS = 30.0  # without a piece it ends
ANSWER_SECONDS = 5.0  # without an answer the agent opens the piece itself
PLAIN = 2  # the version of marshal that looks for no repeated objects


def opened(recipient: str, epochs: Mapping[str, str], entries: bytes) -> Iterator[Known]:
    """The people of packed entries, those of broken rows left out. `epochs` are the recipient's keys, in hex."""
    whose = UUID(recipient)

    def unwrapper(epoch: int) -> Callable[[bytes, bytes], bytes]:
        if str(epoch) not in epochs:
            raise envelope.BrokenSeal
        return envelope.unwrapper(bytes.fromhex(epochs[str(epoch)]), kind="person", recipient=whose, epoch=epoch)

    return known(entries, unwrapper)


class Piece(NamedTuple):
    """Packed entries to be opened, and for which filling of the memory."""

    load: bytes
    recipient: str
    entries: bytes


class Second:
    """The agent's side: one piece at a time is given, and taken back opened later. Without a second core it takes none."""

    def __init__(self) -> None:
        self._busy = threading.Lock()
        self._piece: Piece | None = None  # given and not taken back
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def give(self, piece: Piece, epochs: Mapping[str, str]) -> bool:
        """Whether it took the piece, to be had with `take`."""
        if len(os.sched_getaffinity(0)) < 2 or not self._busy.acquire(blocking=False):
            return False
        try:
            if self._piece is not None:
                return False
            self._started().sendall(encode({"recipient": piece.recipient, "epochs": dict(epochs), "entries": piece.entries}))
            self._piece = piece
        except OSError:
            self._kill()
            return False
        finally:
            self._busy.release()
        return True

    def take(self) -> tuple[Piece, list[Known] | None] | None:
        """The piece that was given and the people in it, None for these where it died of it, or was ended meanwhile."""
        with self._busy:
            piece, self._piece = self._piece, None
            if piece is None:
                return None
            try:
                answer = receive(self._socket) if self._socket else None
                return piece, None if answer is None else [Known(*person) for person in marshal.loads(answer)]  # noqa: S302 -- from our own process
            except (OSError, WireError, ValueError, EOFError, TypeError):
                self._kill()
                return piece, None

    def end(self) -> None:
        """Ends it, whatever it is doing, and waits until its memory is gone."""
        self._kill()
        if self._busy.acquire(blocking=False):
            self._piece = None
            self._close()
            self._busy.release()

    def _started(self) -> socket.socket:
        if self._process is None or self._socket is None or self._process.poll() is not None:
            self._kill()
            self._close()
            ours, theirs = socket.socketpair()
            ours.settimeout(ANSWER_SECONDS)
            with theirs:
                number = str(theirs.fileno())
                command = [sys.executable, "-I", "-m", "panoh.agent.opening", number]
                self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
            self._socket = ours
        return self._socket

    def _kill(self) -> None:
        process = self._process
        if process is not None:
            process.kill()
            process.wait()

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def main(arguments: list[str]) -> int:
    """Opens pieces until nobody sends any."""
    harden()
    with socket.socket(fileno=int(arguments[0])) as agent, contextlib.suppress(OSError, WireError):
        agent.settimeout(IDLE_SECONDS)
        while (piece := receive(agent)) is not None:
            people = [tuple(person) for person in opened(piece["recipient"], piece["epochs"], piece["entries"])]
            agent.sendall(encode(marshal.dumps(people, PLAIN)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
