"""The task worker, once Django is ready."""

import contextlib
import logging
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connections

from panoh.cli.database import migrate
from panoh.cli.ending import Ending
from panoh.cli.night import Night
from panoh.cli.told_locked import ToldLocked
from panoh.core.clock import today
from panoh.core.errors import Locked
from panoh.core.periodic import collect_jobs
from panoh.intake.actions import take_in
from panoh.people.search import feed
from panoh.vault import client

SEAL_SECONDS = 5.0
FEED_SECONDS = 0.5

log = logging.getLogger("panoh.worker")


def work(data: Path, *, started_locked: bool = False) -> None:
    """The task worker: takes in what came from outside, keeps the name index in step, does the jobs of all rooms (`periodic.py` of
    each), and at night has a copy made.

    Locked, it does what needs no key, and where the server started so (`started_locked`) whoever opens it is told.
    """
    jobs, told_locked = collect_jobs(), ToldLocked(settings.TELL_LOCKED if started_locked else ())
    ending, was_open, sealed_at, looked_on, night = Ending(), False, 0.0, None, Night(data)
    while not ending.asked:
        with contextlib.suppress(Locked):
            is_open = not client.status().locked
            if is_open and not was_open:
                migrate()
                _each(*jobs["AFTER_UNLOCK"])
            was_open = is_open
            if is_open:
                told_locked.forget()
                is_due = time.monotonic() - sealed_at > SEAL_SECONDS
                if is_due:
                    _each(*jobs["URGENT"])
                _each(lambda: _all_that_waits(take_in, data, ending), lambda: feed(lambda: not ending.asked), *jobs["ALWAYS"])
                if is_due:
                    if looked_on != today():
                        _each(*jobs["DAILY"])
                        looked_on = today()
                    _each(*jobs["OFTEN"], *jobs["LAST"], night.look)
                    sealed_at = time.monotonic()
            else:
                _close_database()
                _each(*jobs["LOCKED"], told_locked.tell)
        _sleep(ending)


def _each(*jobs: Callable[[], object]) -> None:
    """One after the other; one that fails keeps none of the others back, least of all the sealing of the audit. Raises Locked.

    The log says where it failed and of what kind, never what it was about.
    """
    for job in jobs:
        try:
            job()
        except Locked:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next job is another one's
            where = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(traceback.extract_tb(error.__traceback__)))
            log.error("worker: %s at %s", type(error).__name__, where)
            _close_database()  # a connection that broke is made anew


def _all_that_waits(take_in: Callable[[Path], int], data: Path, ending: Ending) -> None:
    while not ending.asked and take_in(data):
        pass


def _sleep(ending: Ending) -> None:
    end = time.monotonic() + FEED_SECONDS
    while not ending.asked and time.monotonic() < end:
        time.sleep(0.2)


def _close_database() -> None:
    connections.close_all()
