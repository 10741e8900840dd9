"""The copies that were made at night: when one is due, how each went, and whether somebody must be told."""

import datetime as dt

from panoh.audit.trail import action, record, remove, save
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import DUSHANBE, now
from panoh.vault.enums import Fault
from panoh.vault.events import Event
from panoh.vault.models import NightCopy

HOUR = 2  # in Dushanbe, when nobody works
AGAIN = dt.timedelta(hours=1)  # after one that failed
LATE = dt.timedelta(days=1, hours=6)
KEPT = dt.timedelta(days=400)


def night_before(moment: dt.datetime) -> dt.datetime:
    """When the night of this moment began: the last time that it was two o'clock in Dushanbe."""
    there = moment.astimezone(DUSHANBE)
    begun = there.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return begun if begun <= there else begun - dt.timedelta(days=1)


def is_copy_due() -> bool:
    """Whether none has held since two o'clock, and the last try is an hour ago. A machine that was off or locked at night makes up for
    it as soon as it is open."""
    latest = NightCopy.objects.first()
    if latest is None:
        return True
    if latest.begun_at > now():  # the clock was set back: what is dated ahead says nothing
        return not NightCopy.objects.filter(begun_at__range=(night_before(now()), now()), fault="").exists()
    if latest.fault:
        return latest.begun_at < now() - AGAIN
    return latest.begun_at < night_before(now())


def recent_copies() -> list[NightCopy]:
    """The last seven, the newest first. One query."""
    return list(NightCopy.objects.all()[:7])


def last_made() -> dt.datetime | None:
    """When the newest copy was begun that was written whole, tried or not. One query."""
    whole = NightCopy.objects.filter(size__gt=0, fault__in=("", Fault.TRIAL))
    return whole.values_list("begun_at", flat=True).first()


def last_held() -> dt.datetime | None:
    """When the newest copy was begun that was put back on trial, and held. One query."""
    return NightCopy.objects.filter(fault="").values_list("begun_at", flat=True).first()


def count_failed_since(moment: dt.datetime | None) -> int:
    """How many have failed after this moment; without one, in all. One query."""
    failed = NightCopy.objects.exclude(fault="")
    return (failed.filter(begun_at__gt=moment) if moment else failed).count()


def copy_is_late() -> dt.datetime | None:
    """Since when nobody has had a copy that held, where that is longer than a day and a night; also since when they fail. One query."""
    rows = list(NightCopy.objects.all()[:30])
    held = next((row.begun_at for row in rows if not row.fault), None)
    if rows and held is None:
        return rows[-1].begun_at
    if rows and rows[0].fault:
        return rows[0].begun_at
    return held + LATE if held is not None and held + LATE < now() else None


def new_copy(fault: str = "") -> NightCopy:
    """One that begins now; nothing is written yet."""
    return NightCopy(begun_at=now(), fault=fault)


@action
def keep_copy(copy: NightCopy, *, by: Actor = SYSTEM) -> None:
    """Writes down how a copy went, and forgets those of more than a year ago."""
    record(Event.COPY_FAILED if copy.fault else Event.COPY_HELD, by=by)
    save(copy)
    for old in NightCopy.objects.filter(begun_at__lt=now() - KEPT):
        remove(old)
