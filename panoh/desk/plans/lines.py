"""Plans as pages show them: objectives and outcomes with a row an indicator."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from panoh.planning.actuals import Actual, text_of
from panoh.planning.enums import Light
from panoh.planning.tree import Objective, OutcomePart, PlanIndicator, Tree

SMALL = 5  # numbers under this are dotted: hidden when published
LIGHTS = {Light.GREEN: "done", Light.AMBER: "wait", Light.RED: "late"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A number beside its target, ready to be read."""

    actual: Actual
    target: str
    value: str
    recount: str
    badge: str
    is_small: bool

    @classmethod
    def of(cls, actual: Actual) -> "Shown":
        line = actual.line
        small = line.counts_people and not line.in_percent and actual.value is not None and 0 < actual.value < SMALL
        target, value, recount = (text_of(each, line) for each in (actual.target, actual.value, actual.recount))
        return cls(actual, target, value, recount, LIGHTS.get(actual.light, ""), small)


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator: its baseline, and what the page shows beside it."""

    line: PlanIndicator
    baseline: str
    cells: list[Shown]
    lacks: bool

    @property
    def only(self) -> Shown:
        """Of a page with one period."""
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """An outcome with its rows."""

    part: OutcomePart
    rows: list[IndicatorRow]
    lacks: bool


@dataclass(frozen=True, slots=True)
class ObjectiveShown:
    """An objective with its outcomes."""

    part: Objective
    outcomes: list[OutcomeShown]
    lacks: bool


def shown(tree: Tree, cells: Callable[[PlanIndicator], Iterable[Actual]], lacking: Iterable[str] = ()) -> list[ObjectiveShown]:
    """The whole tree. `cells` gives the numbers of a line, `lacking` names the parts that are not whole yet."""
    missing = set(lacking)

    def row(line: PlanIndicator) -> IndicatorRow:
        return IndicatorRow(line, text_of(line.baseline, line), [Shown.of(actual) for actual in cells(line)], line.key in missing)

    return [
        ObjectiveShown(
            each,
            [OutcomeShown(one, [row(line) for line in one.lines], one.key in missing) for one in each.outcomes],
            each.key in missing,
        )
        for each in tree.objectives
    ]
