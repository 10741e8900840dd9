"""What was reached: each number of a period beside its target, by the same counting as the pages of statistics."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.core.clock import today
from panoh.planning.enums import Light
from panoh.planning.models import Figure, Period, Plan
from panoh.planning.tree import PlanIndicator, Tree
from panoh.reporting.counting import Count, count
from panoh.reporting.group_files import FEWEST
from panoh.reporting.policy import counts_all

ONE = Decimal(1)


def percent_reached(actual: Decimal | None, target: Decimal | None, *, falls: bool) -> int | None:
    """How many percent of the target: actual by target, where less is better target by actual. None where there is nothing to compare."""
    if actual is None or target is None:
        return None
    above, below = (target, actual) if falls else (actual, target)
    if not below:
        return 100 if falls or not above or above > 0 else 0
    return int((above * 100 / below).quantize(ONE, rounding=ROUND_HALF_UP))


def light_of(percent: int | None, tree: Tree) -> Light:
    """By the thresholds of the version."""
    if percent is None:
        return Light.NONE
    if percent >= tree.green:
        return Light.GREEN
    return Light.AMBER if percent >= tree.amber else Light.RED


def why_unrated(years: Collection[int]) -> str:
    """Why numbers of these years that have a target have no rating: it comes with what is kept, once the year is over."""
    return _("the year is not over: no rating yet") if max(years) >= today().year else _("the numbers are not frozen: no rating yet")


@dataclass(frozen=True, slots=True)
class Actual:
    """One number of a period: what it is, on what it rests, and how far from the target.

    `recount` is what the same rule gives now where that is no longer what was frozen; `rule_now` the version of the rule where it changed.
    """

    line: PlanIndicator
    target: Decimal | None
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    rule: int | None = None
    figure: Figure | None = None
    percent: int | None = None
    light: Light = Light.NONE
    is_running: bool = False
    recount: Decimal | None = None
    rule_now: int | None = None
    year: int = 0

    @property
    def is_frozen(self) -> bool:
        """Whether it was counted once and is kept as it was."""
        return self.figure is not None and not self.figure.is_manual

    @property
    def unrated(self) -> str:
        """Why a number beside its target has no rating; "" where it has one, or never has."""
        never = self.is_frozen or (self.is_running and self.year < today().year)  # kept as it was, or a part of a year that is over
        return "" if never or self.percent is None or self.light != Light.NONE else why_unrated([self.year])

    @property
    def is_unknown(self) -> bool:
        """Whether it was counted and not enough is recorded to say it."""
        return self.value is None and self.denominator is not None

    @property
    def is_hidden(self) -> bool:
        """Whether it is kept and not told to this reader."""
        return self.figure is not None and self.figure.is_hidden

    @property
    def is_few(self) -> bool:
        """Whether it is a share of so few that it says little."""
        return self.line.in_percent and self.denominator is not None and self.denominator < FEWEST


def counted(user: User, line: PlanIndicator, period: Period) -> Count | None:
    """The number of this moment by the rule of the Unit's indicator; None where there is none, or the period lies ahead."""
    if line.counted is None or period.start > today():
        return None
    return count(user, line.counted, period.start, min(period.end, today())).whole


def recounted(user: User, line: PlanIndicator, period: Period, figure: Figure) -> tuple[Decimal | None, int | None]:
    """What the rule gives now where it is another number than was frozen, and the rule's version where it is another one."""
    if line.counted is None or line.code != figure.code:
        return None, None
    found = count(user, line.counted, period.start, period.end).whole
    value = found.value if (found.numerator, _below(found)) != (figure.numerator, figure.denominator) else None
    return value, line.counted.version if line.counted.version != figure.rule else None


def _below(found: Count) -> int | None:
    return None if found.indicator.kind == "count" else found.denominator


def of_line(tree: Tree, line: PlanIndicator, period: Period, figure: Figure | None, found: Count | None = None) -> Actual:
    """One number from what is kept, else from what was counted.

    What is counted and not kept has no light yet, nor has what adds up of a period that runs; what was frozen by an earlier rule has none:
    what was wrong in it is no success.
    """
    target = line.targets.get(period.year)
    running = period.end >= today() or not period.is_whole_year
    if figure is not None:
        value, above, below, rule = figure.value, figure.numerator, figure.denominator, figure.rule
    elif found is not None:
        value, above, below, rule = found.value, found.numerator, _below(found), found.indicator.version
    else:
        return Actual(line, target, is_running=running and line.adds_up, year=period.year)
    percent = percent_reached(value, target, falls=line.falls)
    is_part = running and line.adds_up
    is_former = figure is not None and bool(figure.code) and line.counted is not None and rule != line.counted.version
    light = Light.NONE if figure is None or is_part or is_former else light_of(percent, tree)
    return Actual(line, target, value, above, below, rule, figure, percent, light, is_part, year=period.year)


def kept_figures(period: Period) -> dict[str, Figure]:
    """What is kept of a period by the key of its line. One query, or none where they were fetched with it."""
    return {figure.key: figure for figure in period.figures.all()}


def of_period(user: User, tree: Tree, period: Period) -> dict[str, Actual]:
    """Every number of a period by the key of its line. Frozen, each stands beside what would be counted now."""
    kept, found = kept_figures(period), {}
    for line in tree.lines:
        figure = kept.get(line.key)
        if period.frozen_at is None and counts_all(user) and (figure is None or line.code):
            found[line.key] = of_line(tree, line, period, None if line.code else figure, counted(user, line, period))
            continue
        actual = of_line(tree, line, period, figure)
        if actual.figure is not None and actual.is_frozen and counts_all(user):
            value, rule = recounted(user, line, period, actual.figure)
            actual = replace(actual, recount=value, rule_now=rule)
        found[line.key] = actual
    return found


def of_years(plan: Plan, tree: Tree, periods: list[Period]) -> dict[str, list[Actual]]:
    """For each line what is kept of each whole year of the plan: nothing is counted, so the table asks as much for many as for one.

    A frozen year is read by the targets and thresholds with which it was frozen.
    """
    whole = {period.year: period for period in periods if period.is_whole_year}
    found: dict[str, list[Actual]] = {line.key: [] for line in tree.lines}
    for year in plan.each_year:
        period = whole.get(year)
        kept = kept_figures(period) if period else {}
        then = Tree.read(period.frozen_with.body) if period and period.frozen_with else tree
        for line in tree.lines:
            day = period or Period(start=dt.date(year, 1, 1), end=dt.date(year, 12, 31))
            found[line.key].append(of_line(then, then.line(line.key) or line, day, kept.get(line.key)))
    return found


def last_kept(years: Mapping[str, list[Actual]], key: str) -> Actual | None:
    """The latest number that is kept of a line."""
    return next((each for each in reversed(years.get(key, [])) if each.value is not None), None)


def text_of(value: Decimal | None, line: PlanIndicator) -> str:
    """A number as it is read, with its sign of percent; "" where there is none."""
    if value is None:
        return ""
    plain = value.normalize()
    places = max(-int(plain.as_tuple().exponent), 0)
    told = number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{told}\u00a0%" if line.in_percent else told


def until_now(user: User, plan: Plan, tree: Tree, periods: list[Period]) -> dict[str, list[Actual]]:
    """As `of_years`; a year that has begun and is not frozen is counted now, for who counts the whole house."""
    years = of_years(plan, tree, periods)
    for at, year in enumerate(plan.each_year):
        period = next((each for each in periods if each.is_whole_year and each.year == year), None)
        if period is not None and period.frozen_at is None and period.start <= today():
            for key, actual in of_period(user, tree, period).items():
                years[key][at] = actual
    return years
