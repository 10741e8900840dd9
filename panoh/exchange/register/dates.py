"""Dates in the usual ways people write them, and how exact each is."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from panoh.exchange.register.cells import Cell, cell_text
from panoh.exchange.register.folding import fold
from panoh.exchange.register.words import months_by_word, word_set
from panoh.people.enums import Precision

_SERIAL_START = dt.date(1899, 12, 30)
_SERIALS = range(10_000, 80_001)
_YEARS = range(1850, 2201)
_TIME = re.compile(
    r"(?:^|[\sTtтТ,])\d{1,2}[:.]\d{2}:\d{2}(?:[.,]\d+)?\s*(?:Z|[+-]\d{2}:?\d{2}|[ap]m)?\s*$|(?:^|[\sTtтТ,])\d{1,2}:\d{2}\s*(?:[ap]m)?\s*$",
    re.I,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_ZEROS_AS_LETTERS = re.compile(r"(?<![^\W\d_оo])[оo]+(?![^\W\d_оo])", re.I)
# ??.05.1990, xx.xx.1990: a day or month that nobody knows.
_UNKNOWN_PARTS = re.compile(r"^(?:[?_*xх]{1,2}[.,/\-\s]+){1,2}(?=\d)", re.I)
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
type Token = tuple[str, str]  # ("n", digits) or ("m", number of the month)


@dataclass(frozen=True)
class When:
    """A day, or a span of days of which one is meant: `first` is the first of them."""

    first: dt.date
    precision: Precision

    @property
    def last(self) -> dt.date:
        """The last day that may be meant."""
        if self.precision == Precision.DAY:
            return self.first
        if self.precision == Precision.MONTH:
            return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])
        return self.first.replace(month=12, day=31)

    @property
    def iso(self) -> str:
        """As exact as known: 1990, 1990-05 or 1990-05-31."""
        return self.first.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7}.get(self.precision, 4)]


@dataclass(frozen=True)
class ReadDate:
    """A date understood; `month_first` says that it could only be read in the American order."""

    when: When
    month_first: bool = False


class NotADateError(ValueError):
    """The cell holds something, but no date in it."""


class NoSuchDayError(NotADateError):
    """A date is written, but the calendar has no such day."""


def read_date(value: Cell, *, latest: dt.date, is_birth: bool = False) -> ReadDate | None:
    """The date in a cell, None when the cell is blank.

    Years of two digits are never after `latest`. Only a birth may be given by two digits of the year alone.
    """
    if isinstance(value, dt.datetime):
        return ReadDate(_day(value.year, value.month, value.day))
    if isinstance(value, dt.date):
        return ReadDate(_day(value.year, value.month, value.day))
    text = cell_text(value)
    if not text:
        return None
    if isinstance(value, bool | dt.time | dt.timedelta):
        raise NotADateError
    if isinstance(value, float) and int(value) in _SERIALS:
        text = str(int(value))
    try:
        return _read_text(text, latest, is_birth)
    except NotADateError:
        # A date with a remark in brackets behind it is still a date.
        bare = _BRACKETS.sub(" ", text).strip()
        if bare in ("", text):
            raise
        return _read_text(bare, latest, is_birth)


def years_ago(day: dt.date, years: int) -> When:
    """About the year in which somebody who is `years` old on `day` was born."""
    return When(dt.date(day.year - years, 1, 1), Precision.ABOUT)


def _read_text(text: str, latest: dt.date, is_birth: bool) -> ReadDate:
    text = _ZEROS_AS_LETTERS.sub(lambda found: "0" * len(found.group()), text)
    text = re.sub(r"^(\d+)[.,]0+$", r"\1", text)
    text = _UNKNOWN_PARTS.sub("", _TIME.sub("", text))
    is_about = "~" in text or "?" in text
    tokens: list[Token] = []
    for kind, token in _tokens(text):
        if kind == "about":
            is_about = True
        else:
            tokens.append((kind, token))
    read = _by_shape(tokens, latest, is_birth, is_american=bool(re.search(r"\d\s*/\s*\d", text)))
    if is_about:
        return ReadDate(When(read.when.first.replace(month=1, day=1), Precision.ABOUT))
    return read


def _tokens(text: str) -> Iterator[Token]:
    """Figures, months and words of doubt; other words that may stand beside a date are passed over, any more means no date."""
    for token in _TOKENS.findall(text.lower()):
        if token.isdigit():
            yield "n", _plain_digits(token)
            continue
        word = fold(token)
        if word in word_set("cells", "approximate"):
            yield "about", word
        elif month := _month(word):
            yield "m", str(month)
        elif word and word not in word_set("cells", "date_fillers"):
            raise NotADateError


def _plain_digits(token: str) -> str:
    if len(token) > 8:
        raise NotADateError
    try:
        return "".join(str(int(digit)) for digit in token)
    except ValueError:  # a figure that is no decimal digit, such as a superscript
        raise NotADateError from None


def _month(word: str) -> int | None:
    months = months_by_word()
    if word in months:
        return months[word]
    if len(word) < 3:
        return None
    found = {number for name, number in months.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else None


def _by_shape(tokens: list[Token], latest: dt.date, is_birth: bool, is_american: bool) -> ReadDate:
    shape = "".join(kind for kind, _token in tokens)
    parts = [token for _kind, token in tokens]
    match shape:
        case "n":
            return ReadDate(_one_figure(parts[0], latest, is_birth))
        case "nn" | "mn" | "nm":
            return ReadDate(_month_and_year(parts, shape, latest))
        case "nmn":
            day, month, year = (parts[2], parts[1], parts[0]) if len(parts[0]) == 4 else parts
            return ReadDate(_full_date(day, month, year, latest))
        case "mnn":
            month, day, year = parts
            return ReadDate(_full_date(day, month, year, latest))
        case "nnn":
            return _three_figures(parts, latest, is_american)
        case _:
            raise NotADateError


def _one_figure(digits: str, latest: dt.date, is_birth: bool) -> When:
    number = int(digits)
    if len(digits) == 4 and number in _YEARS:
        return When(dt.date(number, 1, 1), Precision.YEAR)
    if len(digits) == 2 and is_birth:
        year = 2000 + number if dt.date(2000 + number, 1, 1) <= latest else 1900 + number
        return When(dt.date(year, 1, 1), Precision.YEAR)
    if len(digits) == 5 and number in _SERIALS:
        day = _SERIAL_START + dt.timedelta(days=number)
        return When(day, Precision.DAY)
    if len(digits) in (7, 8):
        digits = digits.zfill(8)
        if int(digits[:4]) in _YEARS and int(digits[4:6]) in range(1, 13):
            return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        return _day(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    if len(digits) == 4:
        raise NoSuchDayError
    raise NotADateError


def _month_and_year(parts: list[str], shape: str, latest: dt.date) -> When:
    month, year = parts if shape == "mn" or (shape == "nn" and len(parts[1]) == 4) else (parts[1], parts[0])
    if shape == "mn" and len(year) == 2:
        two = int(year)
        year = str(2000 + two if dt.date(2000 + two, int(month), 1) <= latest else 1900 + two)
    if len(year) != 4 or len(month) > 2:
        raise NotADateError
    if int(month) not in range(1, 13) or int(year) not in _YEARS:
        raise NoSuchDayError
    return When(dt.date(int(year), int(month), 1), Precision.MONTH)


def _three_figures(parts: list[str], latest: dt.date, is_american: bool) -> ReadDate:
    if len(parts[0]) == 4:
        year, month, day = parts
        return ReadDate(_full_date(day, month, year, latest))
    day, month, year = parts
    if is_american and int(month) > 12 >= int(day):
        return ReadDate(_full_date(month, day, year, latest), month_first=True)
    return ReadDate(_full_date(day, month, year, latest))


def _full_date(day: str, month: str, year: str, latest: dt.date) -> When:
    if len(day) > 2 or len(month) > 2 or len(year) not in (2, 4):
        raise NotADateError
    if len(year) == 4 and not int(day):
        # 00 for a day or month that nobody knows.
        return _one_figure(year, latest, is_birth=False) if not int(month) else _month_and_year([month, year], "nn", latest)
    if len(year) == 4:
        return _day(int(year), int(month), int(day))
    for century in (2000, 1900):
        try:
            found = _day(century + int(year), int(month), int(day))
        except NoSuchDayError:
            continue
        if found.first <= latest:
            return found
    raise NoSuchDayError


def _day(year: int, month: int, day: int) -> When:
    if year not in _YEARS:
        raise NoSuchDayError
    try:
        return When(dt.date(year, month, day), Precision.DAY)
    except ValueError:
        raise NoSuchDayError from None
