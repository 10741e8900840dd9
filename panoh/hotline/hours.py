"""What can be seen of a rota by its hours alone: who follows whom, what is not covered, who has two nights in a row."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from panoh.core.clock import DUSHANBE

NIGHT = (dt.time(0), dt.time(5))  # whoever is on duty between these has that night


class Hours(Protocol):
    """A shift as this module sees it."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def user_id(self) -> UUID: ...


def gaps(shifts: Iterable[Hours], start: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """The stretches between start and end that none of these shifts covers, in order."""
    found, at = [], start
    for shift in sorted(shifts, key=lambda one: one.starts_at):
        if shift.starts_at > at and at < end:
            found.append((at, min(shift.starts_at, end)))
        at = max(at, shift.ends_at)
    if at < end:
        found.append((at, end))
    return found


def nights(shift: Hours) -> list[dt.date]:
    """The nights a shift reaches into, by the morning they end in."""
    first = shift.starts_at.astimezone(DUSHANBE).date()
    days = (first + dt.timedelta(days=number) for number in range(2))
    return [
        day
        for day in days
        if shift.starts_at < dt.datetime.combine(day, NIGHT[1], DUSHANBE) and shift.ends_at > dt.datetime.combine(day, NIGHT[0], DUSHANBE)
    ]


def double_nights[S: Hours](shifts: Sequence[S]) -> list[S]:
    """The shifts in which somebody has a night right after another one."""
    had: dict[UUID, set[dt.date]] = {}
    for shift in shifts:
        had.setdefault(shift.user_id, set()).update(nights(shift))
    return [shift for shift in shifts if any(night - dt.timedelta(days=1) in had[shift.user_id] for night in nights(shift))]
