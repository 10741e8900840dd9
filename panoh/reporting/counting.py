"""An indicator counted: the whole, and each way it is cut. The page, the file and what is planned later all ask here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from panoh.accounts.models import User
from panoh.core.db.row_level_security import bypass_rls
from panoh.reporting.dimensions import TITLES, by_alphabet, in_order, label_of
from panoh.reporting.indicators import CROSSED, DISTINCT, Group, Indicator
from panoh.reporting.measures import MEASURES, Fact
from panoh.reporting.queries.figures import check_period

TENTH = Decimal("0.1")


@dataclass(slots=True)
class Count:
    """What stands above and below the line. `above` and `below` hold who was counted, so that nobody counts twice.

    `unknown`: of how many it was not recorded on which side they are. They stand nowhere, and where they are most there is no share.
    """

    indicator: Indicator
    numerator: int = 0
    denominator: int = 0
    unknown: int = 0
    above: set[Any] = field(default_factory=set)
    below: set[Any] = field(default_factory=set)

    def add(self, fact: Fact) -> None:
        """One more fact."""
        mean = self.indicator.kind == "mean"
        if fact.hit is None:
            self.unknown += fact.amount
        elif self.indicator.unit in DISTINCT:
            self.below.add(fact.who)
            if fact.hit:
                self.above.add(fact.who)
            self.numerator, self.denominator = len(self.above), len(self.below)
        else:
            self.denominator += 1 if mean else fact.amount
            self.numerator += fact.amount if fact.hit else 0
            if fact.hit and fact.who is not None:
                self.above.add(fact.who)

    @property
    def persons(self) -> int:
        """How many are behind it: of what adds up those it was done for, the number itself where nobody is named by it."""
        return len(self.above) or self.numerator

    @property
    def value(self) -> Decimal | None:
        """The figure to be read: a count, a share in percent or a mean, each to a tenth; None where not enough is recorded to divide by."""
        if self.indicator.kind == "count":
            return Decimal(self.numerator)
        if not self.denominator or self.unknown > self.denominator:
            return None
        times = 100 if self.indicator.kind == "share" else 1
        return (Decimal(self.numerator * times) / self.denominator).quantize(TENTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Part:
    """One cut: its heading, and a count for each key in the order of a table."""

    by: str
    counts: Mapping[str, Count]

    @property
    def title(self) -> str:
        """By what, in words."""
        return " × ".join(str(TITLES[name]) for name in self.by.split(CROSSED))

    @property
    def lines(self) -> list[tuple[str, Count]]:
        """Each key as it is read, in an order in which who reads finds it."""
        names = self.by.split(CROSSED)
        read = {name: label_of(name) for name in names}
        return [
            (" · ".join(read[name](key) for name, key in zip(names, one.split(CROSSED), strict=True)), self.counts[one])
            for one in _sorted(self.by, self.counts, lambda name, keys: by_alphabet(name, keys, read[name]))
        ]


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator for a period: the whole and its parts."""

    indicator: Indicator
    start: dt.date
    end: dt.date
    whole: Count
    parts: Sequence[Part]

    def part(self, by: str) -> Mapping[str, Count]:
        """The counts of one cut by their keys."""
        return next(part.counts for part in self.parts if part.by == by)


@bypass_rls()
def count(user: User, indicator: Indicator, start: dt.date, end: dt.date) -> Counted:
    """The figure over what this account may count. Raises Invalid for a period that ends before it begins, Denied for who sees none."""
    check_period(start, end)
    return _counted(indicator, start, end, MEASURES[indicator.code](user, start, end, indicator.days))


@bypass_rls()
def count_group(user: User, group: Group, start: dt.date, end: dt.date) -> list[Counted]:
    """Every figure of one report. Two that rest on the same function ask the database once."""
    check_period(start, end)
    facts: dict[Any, list[Fact]] = {}
    found = []
    for one in group.indicators:
        measure = MEASURES[one.code]
        if (measure, one.days) not in facts:
            facts[measure, one.days] = list(measure(user, start, end, one.days))
        found.append(_counted(one, start, end, facts[measure, one.days]))
    return found


def _counted(indicator: Indicator, start: dt.date, end: dt.date, facts: Iterable[Fact]) -> Counted:
    whole = Count(indicator)
    cuts: dict[str, dict[str, Count]] = {by: defaultdict(lambda: Count(indicator)) for by in indicator.by}
    for fact in facts:
        whole.add(fact)
        for by, counts in cuts.items():
            counts[CROSSED.join(fact.keys[name] for name in by.split(CROSSED))].add(fact)
    return Counted(indicator, start, end, whole, [Part(by, _in_order(by, counts)) for by, counts in cuts.items()])


def _in_order(by: str, counts: Mapping[str, Count]) -> dict[str, Count]:
    """The keys as a table shows them; of two dimensions at once the first one leads."""
    return {key: counts[key] for key in _sorted(by, counts, lambda _name, keys: keys)}


def _sorted(by: str, counts: Iterable[str], read: Callable[[str, list[str]], list[str]]) -> list[str]:
    keys = [one.split(CROSSED) for one in counts]
    orders = [read(name, in_order(name, {key[at] for key in keys})) for at, name in enumerate(by.split(CROSSED))]
    places = [{key: place for place, key in enumerate(order)} for order in orders]
    return [CROSSED.join(key) for key in sorted(keys, key=lambda key: [places[at][part] for at, part in enumerate(key)])]
