"""Which frozen numbers of a plan are too small for readers outside the Unit: members, and everybody."""

from decimal import ROUND_HALF_UP, Decimal

from panoh.planning.models import Figure, Period
from panoh.planning.tree import PlanIndicator, Tree
from panoh.reporting.disclosure import rounded
from panoh.reporting.group_files import FEWEST
from panoh.reporting.published import rules

ONE = Decimal(1)
HIDDEN = "hidden"


def shown_value(line: PlanIndicator, figure: Figure) -> Decimal | str | None:
    """One frozen number by itself: as it is, rounded, or HIDDEN. None where there is none."""
    counted = line.counted
    if figure.value is None or counted is None or counted.kind == "count":
        return plain_value(line, figure.value)
    above, below = figure.numerator or 0, figure.denominator or 0
    if below < FEWEST:
        return HIDDEN
    if counted.kind == "mean":
        return figure.value.quantize(ONE, rounding=ROUND_HALF_UP)
    return HIDDEN if min(above, below - above) < rules().threshold else _to_base(figure.value)


def plain_value(line: PlanIndicator, value: Decimal | None) -> Decimal | str | None:
    """A number that somebody typed, or a count by itself."""
    if value is None or not line.counts_people:
        return value
    if line.in_percent:
        return HIDDEN if value in (0, 100) else _to_base(value)  # nobody, or all of them
    return HIDDEN if line.adds_up and value < rules().threshold else _to_base(value)


def _to_base(value: Decimal) -> Decimal:
    return Decimal(rounded(int(value.quantize(ONE, rounding=ROUND_HALF_UP)), rules().base))


def hide_small(period: Period) -> None:
    """Takes the small numbers out of what was fetched of a frozen period, for a reader who does not count the whole house."""
    tree = Tree.read(period.frozen_with.body) if period.frozen_with else None
    for figure in period.figures.all():
        line = tree.line(figure.key) if tree else None
        if line is None or shown_value(line, figure) == HIDDEN:
            figure.value = figure.numerator = figure.denominator = None
            figure.is_hidden = True
