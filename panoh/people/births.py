"""Dates of birth as exact as they are known: 1990, 1990-05 or 1990-05-31."""

import calendar
import datetime as dt
import re

from django.utils.translation import gettext_lazy as _

from panoh.core.clock import age_on, today
from panoh.core.errors import Invalid
from panoh.people.enums import Precision

EARLIEST_YEAR = 1900
ADULT = 18
ASKED_FROM = 6  # of the year in which a child gets so old on it is asked too, whatever the day of birth
NOT_A_BIRTH = _("This cannot be a date of birth. Enter the date, or only the year.")
NOT_BORN = _("This date of birth is in the future. Check the year.")

_SHAPE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_PRECISION = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def read_birth(birth: str) -> tuple[int | None, Precision]:
    """The year and how exactly the date is known. Raises Invalid for what cannot be a date of birth."""
    if not birth:
        return None, Precision.UNKNOWN
    found = _SHAPE.fullmatch(birth)
    if found is None:
        raise Invalid(NOT_A_BIRTH, {"birth": NOT_A_BIRTH})
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = dt.date(year, month, day)
    except ValueError:
        raise Invalid(NOT_A_BIRTH, {"birth": NOT_A_BIRTH}) from None
    if year < EARLIEST_YEAR:
        raise Invalid(NOT_A_BIRTH, {"birth": NOT_A_BIRTH})
    if first > today():
        raise Invalid(NOT_BORN, {"birth": NOT_BORN})
    return year, _PRECISION[len(birth)]


def age_from(birth: str, day: dt.date) -> int | None:
    """Whole years on `day`; from the year alone (the age reached that year) where no day is known, None where nothing is."""
    if len(birth) == 10:
        return age_on(dt.date.fromisoformat(birth), day)
    return day.year - int(birth[:4]) if birth else None


def youngest_age(birth: str, day: dt.date) -> int | None:
    """The least whole years the person can have on `day`: in doubt a child is a child. None where nothing is known."""
    if not birth:
        return None
    year, month, day_of_birth = (int(part) for part in (*birth.split("-"), *("0", "0"))[:3])
    month = month or 12
    return age_on(dt.date(year, month, day_of_birth or calendar.monthrange(year, month)[1]), day)
