"""Tables for everybody: the rules of content/disclosure.toml, the periods that may be told, the table as it is then."""

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.models import Organisation, User
from panoh.cases.questions import choices_of
from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.people.enums import Sex
from panoh.places import catalogue
from panoh.reporting.dimensions import ORDER, OWN, UNKNOWN, in_order, own_question
from panoh.reporting.disclosure import TOTAL, Index, hidden_cells, rounded, with_totals
from panoh.reporting.policy import check_can_publish
from panoh.reporting.queries import figures as queries

NOT_RELEASED = "not released"
NO_ORGANISATION = gettext_lazy(
    "One organisation is the work of few people, and a number of few people. For everyone, do not show organisations."
)
WHOLE = gettext_lazy("For these readers choose a whole year that has ended, or one of these spans of years as a whole: %(spans)s.")


@dataclass(frozen=True, slots=True)
class Rules:
    """Below what is hidden, what is rounded to, and the spans of years (first, last) that are told as a whole."""

    threshold: int
    sensitive_threshold: int
    base: int
    spans: tuple[tuple[int, int], ...]

    def span_of(self, start: dt.date, end: dt.date) -> tuple[int, int] | None:
        """The span of years within which this period is looked at; None for a period of which nothing is told.

        Whole years that are over: those of one span, or a single one after all spans.
        """
        if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31) or end >= today():
            return None
        for first, last in self.spans:
            if first <= start.year <= end.year <= last:
                return first, last
        latest = max((last for _first, last in self.spans), default=0)
        return (start.year, end.year) if start.year == end.year > latest else None


@cache
def rules() -> Rules:
    """As the Unit has set them."""
    said = tomllib.loads(files("panoh.content").joinpath("disclosure.toml").read_text(encoding="utf-8"))
    spans = tuple(sorted((span["first"], span["last"]) for span in said.get("span", [])))
    assert all(first <= last for first, last in spans), "disclosure.toml: a span ends before it begins"
    assert all(one[1] < two[0] for one, two in pairwise(spans)), "disclosure.toml: spans overlap"
    assert 3 <= said["threshold"] <= said["sensitive_threshold"], "disclosure.toml: thresholds are 3 or more, the sensitive one the larger"
    assert said["base"] >= 1, "disclosure.toml: base is 1 or more"
    return Rules(said["threshold"], said["sensitive_threshold"], said["base"], spans)


def spans_told() -> str:
    """The spans of years as one reads them."""
    return ", ".join(f"{first}–{last}" for first, last in rules().spans)


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table as it may be told: rounded numbers, None where hidden. `why` says so where nothing is told at all."""

    rows: list[str]
    columns: list[str]
    cells: list[list[int | None]]
    row_totals: list[int | None]
    column_totals: list[int | None]
    total: int | None
    threshold: int
    base: int
    why: str = ""

    @property
    def hidden(self) -> int:
        """How many cells and totals are hidden."""
        every = [*(cell for line in self.cells for cell in line), *self.row_totals, *self.column_totals, self.total]
        return sum(cell is None for cell in every)

    def as_dict(self) -> dict[str, Any]:
        """The table by its binding keys, and what was done to it."""
        return {
            "rows": self.rows,
            "columns": self.columns,
            "cells": self.cells,
            "row_totals": self.row_totals,
            "column_totals": self.column_totals,
            "total": self.total,
            "status": NOT_RELEASED,
            "threshold": self.threshold,
            "rounded_to": self.base,
            "hidden": self.hidden,
            **({"why": self.why} if self.why else {}),
        }


def threshold_of(names: list[str]) -> int:
    """Under which a number is hidden: answers to own questions may be about anything, and want more."""
    return rules().sensitive_threshold if any(name.startswith(OWN) for name in names) else rules().threshold


def public_list(user: User, start: dt.date, end: dt.date, name: str, *, base: int | None = None) -> PublicTable:
    """Persons by one dimension as it may be told to everybody, for a whole span or a year after all spans. Raises as `public_crosstab`."""
    check_can_publish(user)
    queries.check_period(start, end)
    names, said = queries.check_cut(name), rules()
    if said.span_of(start, end) != (start.year, end.year):
        raise Invalid(WHOLE % {"spans": spans_told()})
    return protected_list(user, start, end, names[0], base=said.base if base is None else base)


def protected_list(user: User, start: dt.date, end: dt.date, name: str, *, base: int) -> PublicTable:
    """Persons by one dimension for any days, small numbers hidden and others with them. Raises Invalid for an unknown dimension."""
    check_can_publish(user)
    threshold = threshold_of(queries.check_cut(name))
    counts = Counter(queries.persons_by(user, start, end, name))
    keys = every_key(name, set(counts))
    cells: dict[Index, int] = {(place,): counts[key] for place, key in enumerate(keys)}
    whole, hidden = with_totals(cells, (len(keys),)), hidden_cells(cells, (len(keys),), threshold=threshold)
    told = {index: None if index in hidden else rounded(count, base) for index, count in whole.items()}
    return PublicTable(
        rows=keys,
        columns=[],
        cells=[[] for _key in keys],
        row_totals=[told[place,] for place in range(len(keys))],
        column_totals=[],
        total=told[TOTAL,],
        threshold=threshold,
        base=base,
    )


def public_crosstab(
    user: User, start: dt.date, end: dt.date, *, rows: str, columns: str, by: str | None = None, base: int | None = None
) -> PublicTable:
    """Persons by two dimensions as it may be told to everybody. `base`: rounded to otherwise than the rules say, 1 for exact numbers.

    Within a span each person counts in the year of the first admission since it began, so that its years add up to it. They are hidden
    together, and some of them in a row are the sum of what each tells. Raises Invalid as `queries.crosstab`, and for a third dimension.
    """
    check_can_publish(user)
    if by:
        raise Invalid(_("Outside the Unit a table has at most two dimensions. Remove the third one."))
    queries.check_period(start, end)
    names = queries.check_cut(rows, columns)
    said = rules()
    threshold = threshold_of(names)
    span = said.span_of(start, end)
    if span is None:
        return _nothing(names, start, end, threshold)
    years = list(range(span[0], span[1] + 1))
    counts = queries.tallied(user, dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31), [*names, "year"])
    asked = None if (start.year, end.year) == span else [str(year) for year in range(start.year, end.year + 1)]
    dims = names if "year" in names else [*names, "year"]
    keys = [every_key(name, {one[place] for one in counts}, [str(year) for year in years]) for place, name in enumerate(dims)]
    return _Crossing(names, keys, counts, threshold, said.base if base is None else base).told(asked)


def _nothing(names: list[str], start: dt.date, end: dt.date, threshold: int) -> PublicTable:
    """Of this period nothing is told: the table has every key there could be, so that not even those say which there were."""
    years = [str(year) for year in range(start.year, end.year + 1)]
    down, across = (years if name == "year" else _possible(name) for name in names)
    why = _(
        "Nothing is shown for this period: together with others it would reveal small numbers. Choose whole years that have "
        "ended, or %(spans)s."
    )
    return PublicTable(
        rows=down,
        columns=across,
        cells=[[None] * len(across) for _key in down],
        row_totals=[None] * len(down),
        column_totals=[None] * len(across),
        total=None,
        threshold=threshold,
        base=rules().base,
        why=why % {"spans": spans_told()},
    )


def _possible(name: str) -> list[str]:
    """Every key a dimension can have, whether anybody has it or not."""
    if name in ORDER:
        return ORDER[name]
    if name == "region":
        return [*(place.code for place in catalogue.regions()), UNKNOWN]
    if name == "organisation":
        return list(Organisation.objects.order_by("slug").values_list("slug", flat=True))
    question = own_question(name)
    return [*(code for code, _label in choices_of(question)), UNKNOWN] if question else []


def every_key(name: str, counted: set[str], years: list[str] | None = None) -> list[str]:
    """The lines of a table: also those with nobody. A line that is left out says of everybody that they are not of it.

    That nobody is of unknown sex or age says nothing, so "unknown" stands only where somebody is. Of organisations only those that count.
    """
    if name == "year":
        return years or sorted(counted)
    known = set() if name == "organisation" else set(_possible(name)) - {UNKNOWN, Sex.UNSTATED}
    return in_order(name, known | counted)


class _Crossing:
    """The two dimensions crossed with the years of the span, and what of that is hidden."""

    def __init__(self, names: list[str], keys: list[list[str]], counts: Mapping[tuple[str, ...], int], threshold: int, base: int) -> None:
        self.threshold, self.base, self.keys = threshold, base, keys
        self.year = names.index("year") if "year" in names else 2  # where the year stands among the coordinates
        places = [{key: place for place, key in enumerate(keys)} for keys in self.keys]
        cells: Counter[Index] = Counter()
        for one, count in counts.items():
            cells[tuple(where[key] for where, key in zip(places, one, strict=False))] += count
        shape = tuple(len(keys) for keys in self.keys)
        self.whole = with_totals(cells, shape)
        self.hidden = hidden_cells(cells, shape, threshold=threshold)

    def told(self, years: list[str] | None) -> PublicTable:
        """The table of the whole span, or of some of its years."""
        down, across = self.keys[0], self.keys[1]
        if years and self.year < 2:
            kept = [key for key in self.keys[self.year] if key in years]
            down, across = (kept, across) if self.year == 0 else (down, kept)
        rows = [
            (key, [self._cell(i, j, years) for j in self._places(1, across)]) for key, i in zip(down, self._places(0, down), strict=True)
        ]
        return PublicTable(
            rows=down,
            columns=across,
            cells=[cells for _key, cells in rows],
            row_totals=[self._cell(i, TOTAL, years) for i in self._places(0, down)],
            column_totals=[self._cell(TOTAL, j, years) for j in self._places(1, across)],
            total=self._cell(TOTAL, TOTAL, years),
            threshold=self.threshold,
            base=self.base,
        )

    def _places(self, dim: int, keys: list[str]) -> list[int]:
        return [self.keys[dim].index(key) for key in keys]

    def _cell(self, i: int, j: int, years: list[str] | None) -> int | None:
        """One number: of the span, or what its years tell together. None where it is hidden, or one of them is."""
        index = [i, j] if self.year < 2 else [i, j, TOTAL]
        if years is None or index[self.year] != TOTAL:
            return self._shown(tuple(index))
        told = []
        for year in years:
            if year not in self.keys[self.year]:
                return None  # nobody in that year: not even that is said
            index[self.year] = self.keys[self.year].index(year)
            told.append(self._shown(tuple(index)))
        return None if None in told else sum(one for one in told if one is not None)

    def _shown(self, index: Index) -> int | None:
        return None if index in self.hidden else rounded(self.whole[index], self.base)
