"""Slow hashes, and keys that a password gives: two at a time in each process, and no page waits for its turn.

Each takes 100 MB and half a core. Pages that wait for one another hold every thread there is: a crowd at the door would stop the house.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from panoh.accounts.limits import Busy

AT_ONCE = 2
OTHERS_FIRST = _("Others are signing in at this moment. Wait a few seconds, then try again. This try was not counted.")

_free = threading.BoundedSemaphore(AT_ONCE)
_held = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Within it passwords are worked on; within another of this thread it is the same turn. Raises Busy at once where there is none."""
    if getattr(_held, "is_ours", False):
        yield
        return
    if not _free.acquire(blocking=False):
        raise Busy(OTHERS_FIRST)
    _held.is_ours = True
    try:
        yield
    finally:
        _held.is_ours = False
        _free.release()
