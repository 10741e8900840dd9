"""Limits on tries while everything is locked. No database can be read then: they stand in a small file, by keyed hashes of addresses.

Nobody is locked out: after a few wrong tries an address waits ten seconds before each further one. It outlives a restart.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from panoh.accounts.server_keys import digest
from panoh.core.agent import data_folder

FILE = "tries.json"
WINDOW_SECONDS = 15 * 60
FREE = 5
WAIT_SECONDS = 10
MOST_ADDRESSES = 1_000

type Tries = dict[str, list[float]]


@contextmanager
def _tries() -> Iterator[Tries]:
    """The wrong tries of the last quarter of an hour, for this process alone; kept as they are left."""
    handle = os.open(data_folder() / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            found: Tries = json.load(file)
        except ValueError:
            found = {}
        # A clock that was put back must not let anybody wait for a year.
        moment = time.time()
        found = {key: kept for key, times in found.items() if (kept := [at for at in times if moment - WINDOW_SECONDS < at <= moment])}
        yield found
        file.seek(0)
        file.truncate()
        json.dump(found, file)


def _key(address: str) -> str:
    return digest("shut door", address).hex()[:32]


def seconds_to_wait(address: str) -> int:
    """How long this address waits before its next try; 0 when it may try now."""
    with _tries() as tries:
        mine = tries.get(_key(address), [])
    if len(mine) < FREE:
        return 0
    return max(0, int(mine[-1] + WAIT_SECONDS - time.time() + 1))


def was_wrong(address: str) -> None:
    """Notes a wrong try."""
    with _tries() as tries:
        tries[_key(address)] = [*tries.get(_key(address), []), time.time()][-FREE * 4 :]
        while len(tries) > MOST_ADDRESSES:
            del tries[min(tries, key=lambda key: tries[key][-1])]
