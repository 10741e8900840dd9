"""A plan beside the next one: the same indicators side by side, by the keys that they keep."""

from dataclasses import dataclass

from panoh.planning.actuals import Actual, last_kept
from panoh.planning.models import Period, Plan
from panoh.planning.tree import PlanIndicator, Tree


@dataclass(frozen=True, slots=True)
class Half:
    """An indicator in one of the plans: what it wants in its last year, and the latest number that is kept."""

    line: PlanIndicator
    target: Actual
    last: Actual | None


@dataclass(frozen=True, slots=True)
class Pair:
    """An indicator in both plans, or in one of them alone."""

    name: str
    left: Half | None
    right: Half | None


@dataclass(frozen=True, slots=True)
class Side:
    """A plan with what it says, its periods, and what is known of each year."""

    plan: Plan
    tree: Tree
    periods: list[Period]
    years: dict[str, list[Actual]]

    def half(self, key: str) -> Half | None:
        """One of its indicators."""
        line = self.tree.line(key)
        return Half(line, self.years[key][-1], last_kept(self.years, key)) if line else None


def side_by_side(left: Side, right: Side) -> list[Pair]:
    """Those of the first plan in its order, then what the second has alone."""
    keys = [line.key for line in left.tree.lines]
    keys += [line.key for line in right.tree.lines if line.key not in keys]
    pairs = []
    for key in keys:
        one, other = left.half(key), right.half(key)
        known = other or one
        pairs.append(Pair(known.line.name if known else "", one, other))
    return pairs
