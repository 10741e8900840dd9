"""Whoever answers for the keys is told of what happened to the record: at once by a notice, and in their day for a week."""

import datetime as dt

from panoh.accounts.duress import ANSWER_FOR_KEYS, GIVE_UP, SHOWN
from panoh.accounts.events import Event
from panoh.accounts.models import User
from panoh.accounts.notices import drivers, notify
from panoh.accounts.policy import holders, powers
from panoh.audit.alarms import Alarm, kinds_told, latest_alarms, mark_told, untold_alarms
from panoh.audit.trail import action, record
from panoh.core.actor import SYSTEM
from panoh.core.clock import now

QUIET = dt.timedelta(hours=1)  # what comes again and again rings no more often; it waits


def alarms_shown(user: User) -> list[Alarm]:
    """For whoever answers for the keys, a week long: of each kind the newest. One query, or none."""
    if user.under_duress or not powers(user).roles & ANSWER_FOR_KEYS:
        return []
    return latest_alarms(now() - SHOWN)


def tell_alarms() -> int:
    """Sends one notice of all alarms that none was sent for, to every data guardian and coordinator. Answers for how many. For the
    worker."""
    untold = untold_alarms() if drivers() else []
    lately = kinds_told(now() - QUIET) if untold else frozenset()
    waiting = [row for row in untold if row.kind not in lately]
    if waiting and (notify(list(holders(*ANSWER_FOR_KEYS))) or waiting[-1].at < now() - GIVE_UP):
        _told(waiting)
    return len(waiting)


@action
def _told(alarms: list[Alarm]) -> None:
    record(Event.ALARM_TOLD, by=SYSTEM)
    mark_told(alarms)
