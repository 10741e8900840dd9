"""Time as the Unit lives it: stored in UTC, shown and counted in Dushanbe."""

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files

from django.utils import timezone

from panoh.core import zone

DUSHANBE = zone.DUSHANBE


def now() -> dt.datetime:
    """This moment, aware, UTC."""
    return timezone.now()


def today() -> dt.date:
    """The date in Dushanbe."""
    return now().astimezone(DUSHANBE).date()


def age_on(birth: dt.date, day: dt.date) -> int:
    """Whole years lived on `day`."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@cache
def _holidays() -> tuple[frozenset[tuple[int, int]], frozenset[dt.date]]:
    data = tomllib.loads(files("panoh.content").joinpath("holidays.toml").read_text(encoding="utf-8"))
    yearly = frozenset((int(m), int(d)) for m, d in (item.split("-") for item in data["yearly"]))
    moving = frozenset(dt.date.fromisoformat(item) for item in data["moving"])
    return yearly, moving


def is_holiday(day: dt.date) -> bool:
    """A public holiday of Tajikistan (content/holidays.toml)."""
    yearly, moving = _holidays()
    return (day.month, day.day) in yearly or day in moving


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, but for the public holidays."""
    return day.weekday() < 5 and not is_holiday(day)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The date `count` working days after `day`."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day
