"""Loading what a process works with to its end."""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def kept_for_good() -> Iterator[None]:
    """What is loaded here stays as long as the process, so Python's collector never looks through it: not while it is loaded, not at work,
    and not at the end. Of a command that has little to do that is two fifths of its time. So connections are closed at the end by name: the
    last one that leaves an SQLite database folds what was written beside it back into the file.
    """
    atexit.register(connections.close_all)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
