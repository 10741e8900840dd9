"""Figures counted from records. A person counts once per period, by the first admission in it; minors are a subset, never a third sex.

No identity is opened to count: kind, sex, region and the age on the day of admission are coded facts.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.enums import Attendance, Help, Kind
from panoh.cases.models import Assistance, QuestionAnswer, Session
from panoh.cases.policy import visible_cases
from panoh.core.errors import Invalid
from panoh.people.enums import Sex
from panoh.reporting.dimensions import (
    IN_ROWS,
    MINOR,
    ONE_PERSON,
    OWN,
    Admission,
    case_columns,
    case_facts,
    check_dimension,
    in_order,
    own_question,
)
from panoh.reporting.fact_refresh import fold
from panoh.reporting.models import Admitted, Fact, Helped, HelpedMonth
from panoh.reporting.policy import counted_cases, counted_facts, counts_all

# What the report says of an admission, in two parts: crossed with each other they would be as many as the persons.
PARTS = (("kind", "sex", "age", "age_band", "region", "year"), ("kind", "door", "organisation"))
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Admissions:
    """Everything the admissions report says, over the persons' first admissions in the period."""

    def __init__(self, start: dt.date, end: dt.date, facts: QuerySet[Admitted]) -> None:
        self.start, self.end, self._facts = start, end, facts
        self._tallies: dict[tuple[str, ...], Counter[tuple[str, ...]]] = {}

    def tally(self, names: Sequence[str]) -> Counter[tuple[str, ...]]:
        """Persons by the keys of these dimensions, added up by the database. One query for each choice of dimensions."""
        chosen = tuple(names)
        if chosen not in self._tallies:
            # By their places: no name of a dimension stands where a field has it.
            asked = {f"d{place}": IN_ROWS[name] for place, name in enumerate(chosen)}
            found = self._facts.values(**asked).annotate(persons=Count("seq")).values_list(*asked, "persons")
            self._tallies[chosen] = Counter({tuple(keys): persons for *keys, persons in found})
        return self._tallies[chosen]

    def _whole(self, names: Collection[str]) -> tuple[Sequence[str], Counter[tuple[str, ...]]]:
        """The part of the report that has these dimensions."""
        part = next((part for part in PARTS if set(names) <= set(part)), tuple(names))
        return part, self.tally(part)

    def count(self, **facts: str) -> int:
        """Persons with all these facts."""
        part, tally = self._whole(facts)
        places = [(part.index(name), value) for name, value in facts.items()]
        return sum(persons for keys, persons in tally.items() if all(keys[place] == value for place, value in places))

    @property
    def persons(self) -> int:
        return self.count()

    @cached_property
    def rows(self) -> tuple[Admission, ...]:
        """Each of them. One query."""
        asked = {f"d{place}": one for place, one in enumerate(IN_ROWS.values())}
        found = self._facts.order_by("admitted_on", "seq").values_list("person", *asked.values())
        return tuple(Admission(person, **dict(zip(IN_ROWS, keys, strict=True))) for person, *keys in found)

    def by(self, name: str) -> dict[str, int]:
        """Persons by one dimension, in the order of a table."""
        part, tally = self._whole([name])
        counts: Counter[str] = Counter()
        for keys, persons in tally.items():
            counts[keys[part.index(name)]] += persons
        return {key: counts[key] for key in in_order(name, set(counts))}

    def as_dict(self) -> dict[str, Any]:
        """The report by its binding keys."""
        crossing: Counter[tuple[str, ...]] = Counter()
        for keys, persons in self.tally(PARTS[0]).items():
            crossing[keys[:3]] += persons
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "persons": self.persons,
            "direct": self.count(kind=Kind.SURVIVOR),
            "family": self.count(kind=Kind.FAMILY),
            "women": self.count(sex=Sex.FEMALE),
            "men": self.count(sex=Sex.MALE),
            "sex_unstated": self.count(sex=Sex.UNSTATED),
            "under_age": self.count(age=MINOR),
            "kind_sex_age": [
                {"kind": kind, "sex": sex, "age": age, "persons": crossing[kind, sex, age]} for kind, sex, age in sorted(crossing)
            ],
            "regions": self.by("region"),
            "years": self.by("year"),
            "doors": self.by("door"),
            "organisations": self.by("organisation"),
            "age_bands": self.by("age_band"),
        }


def check_period(start: dt.date, end: dt.date) -> None:
    """Raises Invalid for a period that ends before it begins, or that no clock and no database reckons with to its last day."""
    if end < start:
        raise Invalid(_("The period ends before it begins: from %(start)s to %(end)s.") % {"start": start, "end": end})
    if start.year < FIRST_YEAR or end.year > LAST_YEAR:
        raise Invalid(
            _("Statistics are counted from %(first)s to %(last)s. Choose dates in this range.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


def admissions(user: User, start: dt.date, end: dt.date) -> Admissions:
    """Persons admitted from `start` to `end`, both days included, over what this account may count."""
    check_period(start, end)
    return Admissions(start, end, _first(user, Admitted, "admitted_on", start, end))


def _first[F: Fact](user: User, model: type[F], day: str, start: dt.date, end: dt.date) -> QuerySet[F]:
    """The facts of the period with nothing of the like between its first day and them: of one person one."""
    facts, before = counted_facts(user, model)
    fold()
    return facts.filter(Q(**{before: None}) | Q(**{f"{before}__lt": start}), **{f"{day}__range": (start, end)})


class HelpRow(NamedTuple):
    """So many services of one kind in one case, with its coded facts. A tuple, since there are many."""

    person: Any
    keys: Mapping[str, str]
    help: str
    services: int


def help_rows(user: User, start: dt.date, end: dt.date) -> Iterator[HelpRow]:
    """Help given from `start` to `end`, added up by case and kind. Three queries, each a row a case.

    Services are the quantities of what was recorded as given, plus each attended session as one service of its discipline.
    """
    given = Assistance.objects.filter(given_on__range=(start, end)).order_by()
    held = Session.objects.filter(Q(at__date__gte=start) & Q(at__date__lte=end), attendance=Attendance.ATTENDED).order_by()
    sums = {f"of_{kind}": Sum("quantity", filter=Q(help=kind)) for kind in Help.values}
    counts = {f"of_{kind}": Sum(Value(1), filter=Q(discipline=kind)) for kind in Help.values}
    facts = {values[0]: case_facts(values[1:]) for values in counted_cases(user).values_list("pk", *case_columns())}
    for found in (given.values_list("case").annotate(**sums), held.values_list("case").annotate(**counts)):
        for case, *services in found:
            if case in facts:  # else another organisation's, or invented
                person, keys = facts[case]
                for kind, times in zip(Help.values, services, strict=True):
                    if times is not None:
                        yield HelpRow(person, keys, kind, times)


def assistance(user: User, start: dt.date, end: dt.date) -> dict[str, dict[str, int]]:
    """Per kind of help: persons (each once per kind) and services, given from `start` to `end`.

    Of the whole house, from a month's first day on, whole months are read as they were added up; the rest from the facts.
    """
    check_period(start, end)
    facts, before = counted_facts(user, Helped)
    fold()
    found: dict[str, Counter[str]] = {kind: Counter() for kind in Help.values}
    rest = start
    if counts_all(user) and start.day == 1:
        rest = _first_of_month(end + dt.timedelta(days=1))
        first = Q(before__lt=_month(start))
        months = HelpedMonth.objects.filter(month__gte=_month(start), month__lt=_month(rest))
        _add(found, months.values_list("help").annotate(persons=Sum("days", filter=first, default=0), services=Sum("services")))
    if rest <= end:
        first = Q(**{before: None}) | Q(**{f"{before}__lt": start})
        days = facts.filter(given_on__range=(rest, end)).values_list("help")
        _add(found, days.annotate(persons=Count("seq", filter=first), times=Sum("services")))
    return {kind: {"persons": one["persons"], "services": one["services"]} for kind, one in found.items()}


def _add(found: Mapping[str, Counter[str]], counted: Iterable[tuple[str, int, int]]) -> None:
    for kind, persons, services in counted:
        if kind in found:
            found[kind].update(persons=persons, services=services)


def _month(day: dt.date) -> int:
    """The number of its month, as `HelpedMonth` counts them."""
    return day.year * 12 + day.month - 1


def _first_of_month(day: dt.date) -> dt.date:
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Crosstab:
    """A table of persons by two dimensions, and one layer for each key of a third."""

    rows: list[str]
    columns: list[str]
    cells: list[list[int]]
    row_totals: list[int]
    column_totals: list[int]
    total: int
    layers: dict[str, "Crosstab"]

    def as_dict(self) -> dict[str, Any]:
        """The table by its binding keys."""
        table: dict[str, Any] = {
            "rows": self.rows,
            "columns": self.columns,
            "cells": self.cells,
            "row_totals": self.row_totals,
            "column_totals": self.column_totals,
            "total": self.total,
        }
        if self.layers:
            table["layers"] = {key: layer.as_dict() for key, layer in self.layers.items()}
        return table


def check_cut(*names: str | None) -> list[str]:
    """The dimensions of a table. Raises Invalid for one that does not exist or comes twice."""
    chosen = [check_dimension(name) for name in names if name is not None]
    if len(set(chosen)) < len(chosen):
        raise Invalid(_("Each dimension can be used once."))
    return chosen


def crosstab(user: User, start: dt.date, end: dt.date, *, rows: str, columns: str, by: str | None = None) -> Crosstab:
    """Persons admitted in the period by two dimensions, or three. Raises Invalid for a dimension that does not exist or comes twice."""
    names = check_cut(rows, columns, by)
    counts = tallied(user, start, end, names)
    layers = {}
    for key in in_order(by, {cell[2] for cell in counts}) if by else ():
        layers[key] = _table({cell[:2]: count for cell, count in counts.items() if cell[2] == key}, rows, columns)
    return _table(counts, rows, columns, layers)


def tallied(user: User, start: dt.date, end: dt.date, names: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Persons admitted in the period by the keys of any dimensions, own questions among them."""
    found = admissions(user, start, end)
    if not any(name.startswith(OWN) for name in names):
        return found.tally(names)
    return Counter(tuple(row.value(name) for name in names) for row in with_own(user, found.rows, names))


def persons_by(user: User, start: dt.date, end: dt.date, name: str) -> dict[str, int]:
    """Persons admitted in the period by one dimension, an own question too, in the order of a table."""
    counts = {key: persons for (key,), persons in tallied(user, start, end, [name]).items()}
    return {key: counts[key] for key in in_order(name, set(counts))}


def with_own(user: User, found: tuple[Admission, ...], names: Sequence[str]) -> tuple[Admission, ...]:
    """The admissions with the answers to the own questions among these dimensions: of each person the latest. One query."""
    questions = {row.pk: name for name in names if (row := own_question(name)) is not None}
    if not questions:
        return found
    answers = QuestionAnswer.objects.filter(question__in=list(questions), case__in=counted_cases(user).values("pk")).exclude(coded="")
    given: dict[Any, dict[str, str]] = {}
    for person, question, coded in answers.order_by("given_at").values_list(ONE_PERSON, "question", "coded"):
        given.setdefault(person, {})[questions[question]] = coded
    return tuple(replace(row, own=given.get(row.person, {})) for row in found)


def _table(counted: Mapping[tuple[str, ...], int], rows: str, columns: str, layers: dict[str, Crosstab] | None = None) -> Crosstab:
    """From the persons by row and column; what comes after these in a key is added up."""
    counts: Counter[tuple[str, str]] = Counter()
    for (row, column, *_more), count in counted.items():
        counts[row, column] += count
    down, across = in_order(rows, {row for row, _column in counts}), in_order(columns, {column for _row, column in counts})
    cells = [[counts[row, column] for column in across] for row in down]
    return Crosstab(
        rows=down,
        columns=across,
        cells=cells,
        row_totals=[sum(line) for line in cells],
        column_totals=[sum(line[i] for line in cells) for i in range(len(across))],
        total=counts.total(),
        layers=layers or {},
    )


def replace_layers(table: Crosstab) -> Crosstab:
    """The table without its layers."""
    return replace(table, layers={})


def codes_behind(user: User, start: dt.date, end: dt.date, facts: dict[str, str]) -> list[str]:
    """The codes of the cases behind a number of the admissions report, for who may see those cases. Two queries."""
    found = admissions(user, start, end)
    persons = [row.person for row in found.rows if all(getattr(row, check_dimension(name)) == value for name, value in facts.items())]
    cases = visible_cases(user).alias(one=ONE_PERSON).filter(one__in=persons, admitted_on__range=(start, end))
    first: dict[Any, str] = {}
    for person, code in cases.order_by("admitted_on", "episode", "pk").values_list(ONE_PERSON, "code"):
        first.setdefault(person, code)
    return list(first.values())
