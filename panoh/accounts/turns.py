"""Slow hashes, and keys that a password gives: one at a time for each kind of door in the whole house, and no page waits for its turn.

Each takes 100 MB and a good part of a second. Pages that wait for one another hold every thread there is: a crowd at the door would stop
the house. So whoever comes while another has the turn is told at once, before anything is read or reckoned; what is reckoned comes after
pages.
"""

import contextlib
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import Enum
from functools import cache

from django.utils.translation import gettext_lazy as _

from panoh.accounts.limits import Busy
from panoh.core.agent import data_folder

NICE = 5  # of three parts of a core two and more go to pages; later still, and a crowd of readers would keep everybody out
OTHERS_FIRST = _("Others are signing in right now. Wait a few seconds and try again. This attempt was not counted.")


class Door(Enum):
    """Whose turn it is: strangers at one door keep nobody from another, and nobody who is in already from what they do."""

    DESK = "desk"  # sign-in with account, password and code
    PHONE = "phone"  # figures of a day
    INSIDE = "inside"  # whoever is signed in, or has a link of their own


_held = threading.local()


@contextmanager
def turn(door: Door = Door.INSIDE) -> Iterator[None]:
    """Within it passwords are worked on; within another of this thread it is the same turn. Raises Busy at once where there is none."""
    if getattr(_held, "is_ours", False):
        yield
        return
    with (data_folder() / f"turn.{door.value}").open("ab") as lock:  # closed, it is given back; so it is where a process dies
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if getattr(_held, "is_patient", False) else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy(OTHERS_FIRST) from None
        _held.is_ours = True
        try:
            yield
        finally:
            _held.is_ours = False


@contextmanager
def patient() -> Iterator[None]:
    """Within it this thread waits for its turn: a command does, a page never."""
    _held.is_patient = True
    try:
        yield
    finally:
        _held.is_patient = False


def slowly[**P, T](work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the work answers, done in a turn and after pages. It touches no database."""
    with turn():
        return _last_in_line().submit(work, *args, **kwargs).result()


@cache
def _last_in_line() -> ThreadPoolExecutor:
    """Threads as many as there are doors, each behind every page. The kernel counts niceness by thread, and no thread gets it back."""
    return ThreadPoolExecutor(len(Door), "slow-hash", initializer=_come_last)


def _come_last() -> None:
    me = threading.get_native_id()
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, me, NICE)
        # On one core a hash of before, which is made in several lanes, takes as long as one of today: so it tells nothing of an account.
        os.sched_setaffinity(me, {max(os.sched_getaffinity(me))})
