"""Asking the key agent: one connection a thread. It moves messages and knows nothing of keys.

What may be asked stands in `vault.client` and `audit.notary`.
"""

import os
import socket
import threading
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Locked
from panoh.core.wire import WireError, connect, encode, receive

TIMEOUT_SECONDS = 30.0
# They stretch passphrases, one after the other.
SLOW = frozenset({"unlock", "unlock_by", "make_shares", "add_stick", "retire_organisation", "bring_back"})
SLOW_SECONDS = 240.0
LOCKED = _("Locked: nothing can be read until the keys are unlocked.")

_local = threading.local()


class AgentError(Exception):
    """The agent refused: `code` is a fixed word such as 'wrong_secret'."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def data_folder() -> Path:
    """The data folder of this process."""
    return Path(os.environ["PANOH_DATA"])


def close() -> None:
    """Forgets this thread's connection."""
    connection = getattr(_local, "connection", None)
    _local.connection = None
    if connection is not None:
        connection.close()


def _ask(frame: bytes, patience: float) -> Any | None:
    """One try: the answer, or None when nobody is there."""
    connection = getattr(_local, "connection", None)
    try:
        if connection is None or _local.pid != os.getpid():
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            _local.connection, _local.pid = connection, os.getpid()  # before it is tried, so that `close` finds it
            connection.settimeout(patience)
            connect(connection, data_folder())
        connection.settimeout(patience)
        connection.sendall(frame)
        return receive(connection)
    except (OSError, WireError):
        return None


def call(op: str, **arguments: Any) -> dict[str, Any]:
    """Asks the agent. Raises Locked when it is locked or not there, AgentError with its code when it refuses."""
    frame, patience = encode({"op": op, **arguments}), SLOW_SECONDS if op in SLOW else TIMEOUT_SECONDS
    answer = _ask(frame, patience)
    if answer is None:
        close()  # the agent may have been restarted since: once more on a new connection
        answer = _ask(frame, patience)
    if answer is None:
        close()
        raise Locked(LOCKED)
    if "error" in answer:
        if answer["error"] == "locked":
            raise Locked(LOCKED)
        raise AgentError(answer["error"])
    result: dict[str, Any] = answer["ok"]
    return result
