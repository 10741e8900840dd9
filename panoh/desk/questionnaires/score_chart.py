"""A score over time as a drawing: hollow ring the first time, filled dots since, a line for each step of the scale."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from panoh.core.templatetags.panoh import date_only
from panoh.instruments.definitions import For, Score, nearest, said

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 348, 14, 158
LABEL_ROOM = 13  # two figures closer than this would cover each other


@dataclass(frozen=True, slots=True)
class Dot:
    """One time it was asked."""

    x: float
    y: float
    value: str
    is_first: bool
    above: float  # where its figure stands


@dataclass(frozen=True, slots=True)
class Step:
    """Where a step of the scale begins; its figure stands at the axis where no other is too near, its name in the key."""

    y: float
    value: str
    name: str
    has_room: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws."""

    dots: list[Dot]
    line: str
    steps: list[Step]
    least: str
    most: str
    first_day: str
    last_day: str


def figure(value: float) -> str:
    """A score as it is read: whole numbers whole, means with two places."""
    return f"{value:g}" if float(value).is_integer() else f"{value:.2f}"


def draw(one: Score, taken: Sequence[tuple[dt.date, float]], steps: Sequence[tuple[float, str]]) -> Chart | None:
    """The chart of (day, value), oldest first; None for less than two."""
    if len(taken) < 2:
        return None
    first, last = taken[0][0], taken[-1][0]
    days = max((last - first).days, 1)

    def across(day: dt.date) -> float:
        return round(LEFT + 12 + (RIGHT - LEFT - 24) * (day - first).days / days, 1)

    def up(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - one.least) / (one.most - one.least), 1)

    dots = []
    for number, (day, value) in enumerate(taken):
        y = up(value)
        dots.append(Dot(across(day), y, figure(value), number == 0, y - 9 if y - 9 > TOP else y + 19))
    return Chart(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        steps=_named([(up(start), figure(start), name) for start, name in steps if start > one.least]),
        least=figure(one.least),
        most=figure(one.most),
        first_day=date_only(first),
        last_day=date_only(last),
    )


def _named(steps: list[tuple[float, str, str]]) -> list[Step]:
    """From below; the ends of the scale carry figures of their own."""
    found: list[Step] = []
    free: float = BOTTOM - LABEL_ROOM
    for y, value, name in steps:
        has_room = TOP + LABEL_ROOM <= y <= free
        found.append(Step(y, value, name, has_room))
        free = y - LABEL_ROOM if has_room else free
    return found


def steps_of(one: Score, *, language: str, who: For, cut: str) -> list[tuple[float, str]]:
    """Where the steps begin that apply to somebody, with their names; of a cut-off alone its own."""
    bands = nearest(one.bands, who)
    if bands is not None:
        return [(step.start, said(step.label, language)) for step in bands.steps]
    found = nearest(one.cuts, who)
    return [(found.at, cut)] if found else []
