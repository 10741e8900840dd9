"""Dates and times in the usual ways people write them, and sentences for what cannot be a date."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.core.clock import today
from panoh.core.forms.widgets import FiguresInput

# The beginnings of month names in the three languages; the longest that fits decides.
MONTHS = {
    1: ("янв", "jan"),
    2: ("фев", "feb"),
    3: ("мар", "mar"),
    4: ("апр", "apr"),
    5: ("мая", "май", "may"),
    6: ("июн", "jun"),
    7: ("июл", "jul"),
    8: ("авг", "aug"),
    9: ("сен", "sep"),
    10: ("окт", "oct"),
    11: ("ноя", "nov"),
    12: ("дек", "dec"),
}
NOT_A_DATE = gettext_lazy("Enter the day, the month and the year. For example: %(example)s")
EARLIEST, LEAP_YEAR = 1900, 2000
LEAP = 9  # years in which 29 February is once at least
TWO_FIGURES = re.compile(r"(?<!\d)\d\d$")


class NoSuchDay(ValueError):
    """Figures that look like a date but name no day."""


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    for number, beginnings in MONTHS.items():
        if word.startswith(beginnings):
            return number
    return None


def _year(text: str, latest: int) -> int:
    """Two figures are the last such year that is not after `latest`."""
    year = int(text)
    if len(text) > 2:
        return year
    year += latest // 100 * 100
    return year if year <= latest else year - 100


def _words(text: str) -> list[str]:
    """The figures and words of a date, without those that only join them."""
    words = re.findall(r"\d+|[^\W\d_]+", text.lower().replace("ӣ", "и"))
    return [word for word in words if word not in {"г", "год", "года", "с", "сол", "соли", "th", "st", "nd", "rd", "of"}]


def _day_and_month(text: str) -> tuple[int, int] | None:
    """Day and month of what was typed without a year, None where it is no such thing. Raises NoSuchDay for 31.02."""
    words = _words(text)
    if len(words) == 2 and not words[0].isdigit():  # November 24
        words.reverse()
    if len(words) != 2 or not re.fullmatch(r"\d\d?", words[0]) or (words[1].isdigit() and len(words[1]) > 2):
        return None
    day, month = int(words[0]), _month(words[1])
    if month is None or not 1 <= month <= 12:
        return None
    if not 1 <= day <= calendar.monthrange(LEAP_YEAR, month)[1]:
        raise NoSuchDay
    return day, month


def parse_parts(text: str, *, latest: int) -> tuple[int, int | None, int | None] | None:
    """Year, month, day of what was typed (month and day may be missing), None when it does not look like a date.

    Raises NoSuchDay for 31.02.1988. `latest` is the last year that two figures may mean.
    """
    words = _words(text)
    if len(words) == 1 and re.fullmatch(r"\d{8}", words[0]):
        words = [words[0][:2], words[0][2:4], words[0][4:]]
    if len(words) == 3 and not words[0].isdigit():  # November 24, 2026
        words = [words[1], words[0], words[2]]
    if len(words) == 3 and re.fullmatch(r"\d{4}", words[0]):  # 2026-11-24
        words.reverse()
    if not 1 <= len(words) <= 3 or not re.fullmatch(r"\d{4}|\d\d", words[-1]) or (len(words) < 3 and len(words[-1]) != 4):
        return None
    year = _year(words[-1], latest)
    month = _month(words[-2]) if len(words) > 1 else None
    day = int(words[0]) if len(words) == 3 and words[0].isdigit() else None
    if (len(words) > 1 and month is None) or (len(words) == 3 and day is None):
        return None
    if not EARLIEST <= year <= 2199 or (month is not None and not 1 <= month <= 12):
        raise NoSuchDay
    if day is not None and month is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise NoSuchDay
    return year, month, day


def no_such_day(text: str, latest: int) -> ValidationError:
    """The sentence for a day that never was, with the nearest one that was."""
    figures = re.findall(r"\d+", text)
    example = today()
    if len(figures) == 3 and len(figures[0]) <= 2 and 1 <= int(figures[1]) <= 12:
        year = _year(figures[2][:4], latest)
        if EARLIEST <= year <= 2199:
            month = int(figures[1])
            example = dt.date(year, month, calendar.monthrange(year, month)[1])
    return ValidationError(
        _("This date does not exist: %(typed)s. For example: %(example)s") % {"typed": text, "example": f"{example:%d.%m.%Y}"},
        code="invalid",
    )


def _nearest(text: str) -> tuple[int, int, int] | None:
    """The day nearest to today that was typed without a year."""
    if (found := _day_and_month(text)) is None:
        return None
    (day, month), now = found, today()
    years = range(now.year - LEAP, now.year + LEAP + 1)
    days = [dt.date(year, month, day) for year in years if day <= calendar.monthrange(year, month)[1]]
    return min(days, key=lambda each: abs(each - now)).year, month, day


class DateField(forms.DateField):
    """A whole date. `past=True` for what has already happened: a day that is still ahead is refused. Typed without a year it is the nearest
    such day; where that lies on the wrong side of today, for `ahead=True` too, it is refused and the year is wanted. The form shows it
    when it comes back. A year of two figures lies at most ten years ahead."""

    widget = FiguresInput

    def __init__(self, *, past: bool = False, ahead: bool = False, **kwargs: Any) -> None:
        self.past, self.ahead = past, ahead
        kwargs.setdefault("help_text", gettext_lazy("Day, month, year"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value.strip() if isinstance(value, str) else value)
        text, latest = value.strip(), today().year + 10
        try:
            parts = _nearest(text) or parse_parts(text, latest=latest)
        except NoSuchDay:
            raise no_such_day(text, latest) from None
        if parts is None or parts[1] is None or parts[2] is None:
            raise ValidationError(NOT_A_DATE % {"example": f"{today():%d.%m.%Y}"}, code="invalid")
        day = dt.date(parts[0], parts[1], parts[2])
        if self.past and day > today():
            raise ValidationError(_("This date is in the future: %(typed)s.") % {"typed": f"{day:%d.%m.%Y}"}, code="future")
        if self.ahead and day < today() and _day_and_month(text):
            raise ValidationError(_("This date has passed: %(typed)s. Enter the year too.") % {"typed": f"{day:%d.%m.%Y}"}, code="past")
        return day

    def bound_data(self, data: Any, initial: Any) -> Any:
        """With the year that was left out."""
        try:
            return self.to_python(data) if isinstance(data, str) and _day_and_month(data) else super().bound_data(data, initial)
        except (NoSuchDay, ValidationError):
            return data

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else value


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which only the year, or the year and month, may be known."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> str:
        """How much is known: day, month or year."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def date(self) -> dt.date | None:
        """The whole date, None when a part is missing."""
        return dt.date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def latest(self) -> dt.date:
        """The last day that it can be."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{part:02d}" for part in (self.day, self.month) if part]
        return ".".join([*parts, f"{self.year:04d}"])


def _ahead(date: PartialDate) -> bool:
    now = today()
    return (date.year, date.month or 0, date.day or 0) > (now.year, now.month, now.day)


class PartialDateField(forms.Field):
    """A past date that may be just a year: a birth, an event long ago. Gives a PartialDate. `ahead=True` for what may still come."""

    widget = FiguresInput

    def __init__(self, *, ahead: bool = False, **kwargs: Any) -> None:
        self.ahead = ahead
        kwargs.setdefault("help_text", gettext_lazy("Day, month, year, or only the year"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        if not str(value or "").strip():
            return None
        text, latest = str(value).strip(), today().year + (10 if self.ahead else 0)
        try:
            parts = parse_parts(text, latest=latest)
        except NoSuchDay:
            raise no_such_day(text, latest) from None
        if parts is None:
            raise ValidationError(
                _("Enter the date or the year. For example: %(example)s or %(year)s") % {"example": "05.03.1990", "year": "1990"},
                code="invalid",
            )
        date = PartialDate(*parts)
        if self.ahead:
            return date
        if _ahead(date) and TWO_FIGURES.search(text):
            date = replace(date, year=date.year - 100)
        if _ahead(date):
            raise ValidationError(_("This date is in the future: %(typed)s.") % {"typed": str(date)}, code="future")
        return date

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value


class TimeField(forms.TimeField):
    """A time of day: 14:00, 14.00, 1400 or 14."""

    widget = FiguresInput

    def to_python(self, value: Any) -> dt.time | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value.strip() if isinstance(value, str) else value)
        found = re.fullmatch(r"(\d{1,2})(?:[ .:\-]?(\d\d))?", value.strip())
        try:
            return dt.time(int(found[1]), int(found[2] or 0)) if found else self._refuse()
        except ValueError:
            return self._refuse()

    def _refuse(self) -> dt.time:
        raise ValidationError(_("Enter the hours and the minutes. For example: %(example)s") % {"example": "14:00"}, code="invalid")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """To the minute, as it is shown."""
        return super().has_changed(initial.replace(second=0, microsecond=0) if isinstance(initial, dt.time) else initial, data)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, dt.time) else value
