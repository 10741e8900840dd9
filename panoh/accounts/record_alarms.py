"""Whoever answers for the keys is told of what happened to the record: at once by a notice, and in their day for a week, or until they
have looked."""

import datetime as dt
from collections.abc import Collection
from itertools import takewhile
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.duress import ANSWER_FOR_KEYS, GIVE_UP, SHOWN
from panoh.accounts.events import Event
from panoh.accounts.models import User
from panoh.accounts.notices import drivers, notify
from panoh.accounts.policy import holders, powers
from panoh.audit.alarms import Alarm, kinds_told, latest_alarms, mark_told, said_since, untold_alarms
from panoh.audit.enums import LOOKED_AT, Looked
from panoh.audit.trail import action, record
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.core.errors import NotFound

NOT_THERE = _("There is no such alarm any more, or you have looked at it already.")
QUIET = dt.timedelta(hours=1)  # what comes again and again rings no more often; it waits


def alarms_shown(user: User) -> list[Alarm]:
    """For whoever answers for the keys, a week long: of each kind the newest, with those before it that this account has not looked at,
    until it looked at it: nobody closes it for the others. One query, one more where there is an alarm, or none."""
    if user.under_duress or not powers(user).roles & ANSWER_FOR_KEYS:
        return []
    found = latest_alarms(now() - SHOWN)
    seen = {key for who, key, _what in _looks() if who == user.pk} if found else set()
    for row in found:  # with the newest one looks at those before it
        row.earlier = list(takewhile(lambda one: str(one.pk) not in seen, row.earlier))
    return [row for row in found if str(row.pk) not in seen]


def who_looked(alarms: Collection[Alarm]) -> dict[int, str]:
    """What others said who looked at these, the latest of each. Two queries, none without any."""
    keys = {str(row.pk): row.pk for row in alarms}
    said = {keys[key]: (who, what) for who, key, what in _looks() if key in keys} if keys else {}
    names = dict(User.objects.filter(pk__in=[who for who, _what in said.values()]).values_list("pk", "username")) if said else {}
    return {key: f"{names[who]}: {Looked(what).label}" for key, (who, what) in said.items() if who in names}


@action
def look_at_alarm(alarm: Alarm, *, by: User, found: Looked) -> None:
    """Somebody who was told of opened data looked and says what it was: it leaves their day, and stays in the record."""
    if alarm.kind not in LOOKED_AT or alarm.pk not in {row.pk for row in alarms_shown(by)}:
        raise NotFound(NOT_THERE)
    record(Event.ALARM_LOOKED_AT, by=by.actor, purpose=f"{found} {alarm.pk}")


def _looks() -> list[tuple[UUID, str, str]]:
    """Who looked at which alarm and what they said, of those that are shown still."""
    said = said_since(Event.ALARM_LOOKED_AT, now() - SHOWN)
    return [(who, key, what) for who, (what, _space, key) in ((who, purpose.partition(" ")) for who, purpose in said)]


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
