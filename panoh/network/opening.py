"""When a facility is open: the days its clock counts. A holiday of Tajikistan is a closed day, but for who opens on holidays."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from panoh.core.clock import DUSHANBE, is_holiday, is_working_day
from panoh.core.formats import SHORT_WEEKDAYS, written_within
from panoh.network.enums import FacilityKind
from panoh.network.models import Facility

WORKING_WEEK = 5


def is_open_on(facility: Facility, day: dt.date) -> bool:
    """Whether it is open on this day. Where no opening day is known at all, Monday to Friday is taken; abroad every day counts."""
    if facility.kind == FacilityKind.CENTRE_ABROAD:
        return True
    if not facility.opening_days:
        return is_working_day(day)
    return day.isoweekday() in facility.opening_days and (facility.opens_on_holidays or not is_holiday(day))


def hours_on(facility: Facility, day: dt.date) -> tuple[dt.time, dt.time] | None:
    """From when to when on this day; None where it is closed or its hours are not known."""
    known = facility.hours.get(str(day.isoweekday()))
    return (dt.time.fromisoformat(known[0]), dt.time.fromisoformat(known[1])) if known and is_open_on(facility, day) else None


def days_a_week(facility: Facility) -> int:
    """On how many days of a week it is open, as the clock counts."""
    return 7 if facility.kind == FacilityKind.CENTRE_ABROAD else len(facility.opening_days) or WORKING_WEEK


def next_opening_day(facility: Facility, day: dt.date) -> dt.date:
    """The first open day from `day` on, the day itself included."""
    while not is_open_on(facility, day):
        day += dt.timedelta(days=1)
    return day


def add_opening_days(facility: Facility, start: dt.date, days: int) -> dt.date:
    """The date `days` opening days after `start`; as with working days, the day it starts on does not count."""
    for _passed in range(days):
        start = next_opening_day(facility, start + dt.timedelta(days=1))
    return start


def add_opening_hours(facility: Facility, start: dt.datetime, hours: int) -> dt.datetime:
    """The moment `hours` later, of which closed days take nothing: 24 hours from Friday 15:00 end on Monday 15:00.

    A letter that comes on a closed day waits for the next open one to begin. Within an open day every hour counts, at night too:
    an answer in 24 hours is an answer by the same hour of the next open day.
    """
    local = start.astimezone(DUSHANBE)
    begins = next_opening_day(facility, local.date())
    if begins != local.date():
        local = dt.datetime.combine(begins, dt.time(), DUSHANBE)
    whole, rest = divmod(hours, 24)
    due = dt.datetime.combine(add_opening_days(facility, local.date(), whole), local.time(), DUSHANBE) + dt.timedelta(hours=rest)
    if not is_open_on(facility, due.date()):  # the odd hours ran over midnight into a closed day
        due = dt.datetime.combine(next_opening_day(facility, due.date()), due.time(), DUSHANBE)
    return due


def opening_lines(days: Iterable[int], hours: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The days on which it is open with their hours; days that follow one another with the same hours stand in one line.

    Days are written short: Monday in full is, in Tajik, the name of the capital.
    """
    runs: list[tuple[list[int], str]] = []
    for day in days:
        shown = "–".join(hours.get(str(day), []))
        if runs and runs[-1][1] == shown and runs[-1][0][-1] == day - 1:
            runs[-1][0].append(day)
        else:
            runs.append(([day], shown))
    return [
        ("–".join(written_within(str(SHORT_WEEKDAYS[day - 1])) for day in dict.fromkeys((run[0], run[-1]))), shown) for run, shown in runs
    ]
