"""Released tables as public pages, from what was laid out. Asks neither database nor agent."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from panoh.reporting.enums import WithdrawWhy
from panoh.reporting.public_snapshot import public_snapshot
from panoh.reporting.publishable_table import ReleaseContent, read
from panoh.reporting.release_files import told_csv


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """One release as it is listed: its number, what it counts, of which days, when it came out; if it was withdrawn, when and why."""

    number: int
    title: str
    start: str
    end: str
    released_on: str
    withdrawn_on: str
    withdraw_why: str
    told: ReleaseContent | None


def _day(said: str) -> str:
    return f"{dt.date.fromisoformat(said):%d.%m.%Y}" if said else ""


def _entry(plain: dict[str, Any], language: str) -> ReleaseEntry:
    return ReleaseEntry(
        number=plain["number"],
        title=plain["titles"][language],
        start=_day(plain["start"]),
        end=_day(plain["end"]),
        released_on=_day(plain["released_on"]),
        withdrawn_on=_day(plain["withdrawn_on"]),
        withdraw_why=str(WithdrawWhy(plain["withdraw_why"]).label) if plain["withdraw_why"] else "",
        told=read(plain["told"]) if plain["told"] else None,
    )


def figures(language: str) -> dict[str, Any]:
    """Every release, the latest first."""
    return {"entries": [_entry(each, language) for each in public_snapshot()]}


def numbers() -> list[int]:
    """Those that have a page: what was withdrawn has none."""
    return [each["number"] for each in public_snapshot() if each["told"]]


def figure_page(number: int, language: str) -> dict[str, Any] | None:
    """One release; None where there is none, or it was withdrawn."""
    found = next((each for each in public_snapshot() if each["number"] == number and each["told"]), None)
    return {"entry": _entry(found, language)} if found else None


def figure_file(number: int, language: str) -> bytes | None:
    """The same as CSV, in the active language; None where there is none."""
    found = figure_page(number, language)
    return told_csv(found["entry"].told).encode() if found else None
