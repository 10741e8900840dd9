"""Bars that read without colour: each series has a pattern and an end of its own, each bar its number. The table stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

LONGEST, LABEL, BAR, GAP, KEY = 262, 20, 16, 10, 22  # in units of a drawing 340 wide
LETTERS = 44  # of a label that fit above a bar
MOST_LINES = 15
FILLS = ("solid", "hatch", "dots")
ENDS = ("0", "8", "3")  # how round a bar ends


@dataclass(frozen=True, slots=True)
class Stroke:
    """One bar; what the drawing needs as text, so that no language puts a comma into it."""

    y: str
    width: str
    text_x: str
    text_y: str
    fill: str
    end: str
    number: int | None


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A label with the bars of its series below it."""

    label: str
    y: str
    strokes: list[Stroke]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing. `key` is unlike that of any other on the page; `about` says in words what it shows."""

    key: str
    title: str
    key_lines: list[tuple[str, Stroke]]  # each series with a bar as its are; none where there is one alone
    lines: list[BarGroup]
    height: int
    about: str
    note: str = ""


def bars(key: str, title: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[int | None]]]) -> Chart | None:
    """A chart of these lines, at most three series, one scale for all; None where there is nothing to draw.

    Lines with nobody are left to the table; of very many lines the longest are drawn, in their order. A number of None is hidden.
    """
    shown, note = [row for row in rows if any(number is None or number for number in row[1])], ""
    if len(shown) > MOST_LINES:
        least = sorted((_longest(numbers) for _label, numbers in shown), reverse=True)[MOST_LINES - 1]
        shown = [row for row in shown if _longest(row[1]) >= least][:MOST_LINES]
        note = _("The largest %(n)s of %(all)s; the table has all of them.") % {"n": len(shown), "all": len(rows)}
    most = max((_longest(numbers) for _label, numbers in shown), default=0)
    if not most:
        return None
    named = list(enumerate(names)) if len(names) > 1 else []
    key_lines = [
        (name, Stroke(str(place * KEY), "22", "30", str(place * KEY + 13), FILLS[place], ENDS[place], None)) for place, name in named
    ]
    lines, y = [], len(named) * KEY + (GAP if named else 0)
    for label, numbers in shown:
        strokes = [_stroke(y + LABEL + place * (BAR + 2), number, most, place) for place, number in enumerate(numbers)]
        lines.append(BarGroup(_cut(label), str(y + 15), strokes))
        y += LABEL + len(numbers) * (BAR + 2) + GAP
    top = max(shown, key=lambda row: _longest(row[1]))
    about = _("Most: %(label)s, %(number)s. The table has the same numbers.") % {"label": top[0], "number": _longest(top[1])}
    return Chart(key, title, key_lines, lines, y, about, note)


def _longest(numbers: Sequence[int | None]) -> int:
    return max((number or 0 for number in numbers), default=0)


def _cut(label: str) -> str:
    return label if len(label) <= LETTERS else f"{label[: LETTERS - 1].rstrip()}…"


def _stroke(y: int, number: int | None, most: int, place: int) -> Stroke:
    width = (number or 0) * LONGEST / most
    return Stroke(str(y), f"{width:.1f}", f"{width + 6:.1f}", str(y + 13), FILLS[place], ENDS[place], number)
