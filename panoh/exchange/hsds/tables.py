"""The tables of HSDS 3.0 and what may stand in a cell."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

MISSING = _("This is required but missing.")
NOT_UUID = _("Enter a valid UUID.")
NOT_NUMBER = _("Enter a number.")
NOT_DATE = _("Enter a valid date. For example: 2026-11-25")
NOT_TIME = _("Enter a valid time. For example: 08:00:00")
NOT_EMAIL = _("Enter a valid mail address.")
NOT_URI = _("Enter a valid web address.")
NOT_LISTED = _("This is not on the list of the specification.")
NOT_TEXT = _("Enter plain text.")
LONGEST = 20_000
TOO_LONG = _("The text is too long.")

type Record = dict[str, Any]
type Tables = dict[str, dict[str, Record]]  # table → id → record


@dataclass(frozen=True, slots=True)
class Field:
    """A column."""

    name: str
    type: str = ""
    is_required: bool = False
    is_unique: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of record, with the tables its fields point to."""

    name: str
    file: str
    fields: Mapping[str, Field]
    to: Mapping[str, str] = field(default_factory=dict)


@cache
def tables() -> Mapping[str, Table]:
    """Every table by its name, in the order of the specification."""
    read = tomllib.loads(files("panoh.content").joinpath("hsds.toml").read_text(encoding="utf-8"))
    return {name: Table(name, each["file"], _fields(each["fields"]), each.get("to", {})) for name, each in read.items()}


def _fields(lines: list[str]) -> dict[str, Field]:
    found = {}
    for line in lines:
        name, _blank, rest = line.partition(" ")
        choices = tuple(rest.partition("=")[2].split("|")) if "=" in rest else ()
        marks = rest.partition("=")[0].split()
        kind = next((mark for mark in marks if mark not in ("!", "unique")), "")
        found[name] = Field(name, kind, "!" in marks, name == "id" or "unique" in marks, choices)
    return found


class Unfit(ValueError):
    """What stands in a cell cannot be; the sentence says why."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def understood(column: Field, value: Any) -> Any:
    """The value as it is kept; None for nothing. Raises Unfit."""
    if value is None or value == "":
        if column.is_required:
            raise Unfit(MISSING)
        return None
    if isinstance(value, dict | list | bool):
        raise Unfit(NOT_TEXT)
    text = str(value)
    if len(text) > LONGEST:
        raise Unfit(TOO_LONG)
    if column.choices and text not in column.choices:
        raise Unfit(NOT_LISTED)
    return _KINDS.get(column.type, str)(text)


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Unfit(NOT_UUID) from None


def _number(text: str) -> int | float:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unfit(NOT_NUMBER) from None
    if not number.is_finite():
        raise Unfit(NOT_NUMBER)
    return int(number) if number == number.to_integral_value() else float(number)


def _date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unfit(NOT_DATE) from None


def _moment(text: str) -> str:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        raise Unfit(NOT_DATE) from None
    return text


def _time(text: str) -> str:
    try:
        dt.time.fromisoformat(text)
    except ValueError:
        raise Unfit(NOT_TIME) from None
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise Unfit(NOT_EMAIL)
    return text


def _uri(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text):
        raise Unfit(NOT_URI)
    return text


_KINDS = {"uuid": _uuid, "number": _number, "date": _date, "datetime": _moment, "time": _time, "email": _email, "uri": _uri}
