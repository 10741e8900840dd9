"""Cells as spreadsheets give them, and their text as a person would read it."""

import datetime as dt
import math
import re

from panoh.exchange.register.folding import tidy

type Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

# Our own files keep a spreadsheet from taking a text for a formula by an apostrophe before it: it goes again on the way in.
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")


def cell_text(value: Cell) -> str:
    """The cell as one tidy line: whole numbers without .0, dates as dd.mm.yyyy, blank as ''."""
    match value:
        case None:
            return ""
        case str():
            return tidy(_GUARDED.sub("", value))
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return _number_text(value)
        case dt.datetime():
            day = _day_text(value.date())
            return day if value.time() == dt.time() else f"{day} {value:%H:%M}"
        case dt.date():
            return _day_text(value)
        case _:
            return str(value)


def cell_lines(value: Cell) -> list[str]:
    """The text of a cell line by line: some people write one thing a line inside a cell."""
    if isinstance(value, str):
        return [line for line in map(cell_text, value.replace("_x000D_", "\n").splitlines()) if line]
    text = cell_text(value)
    return [text] if text else []


def column_letters(index: int) -> str:
    """The name a spreadsheet gives to the column with this index, counted from nought: A, B … AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _number_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")


def _day_text(day: dt.date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year:04}"
