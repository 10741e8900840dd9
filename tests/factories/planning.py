"""Strategic plans, made by the house's own actions."""

import datetime as dt
from decimal import Decimal
from typing import Any

from panoh.accounts.models import User
from panoh.planning import actions
from panoh.planning.models import Period, Plan, PlanVersion
from panoh.planning.queries.plans import tree_of
from panoh.planning.tree import PlanIndicator

TEXT = {"tg": "Ҳар кас кумаки саривақтӣ мегирад", "ru": "Каждый получает помощь вовремя", "en": "Everybody gets help in time"}
OUTCOME = {"tg": "Бештари одамон", "ru": "Больше людей", "en": "More people are reached"}
BY_HAND = {"tg": "Омӯзишҳо", "ru": "Обучения", "en": "Trainings held"}
TITLE = {"tg": "Нақшаи стратегӣ", "ru": "Стратегический план", "en": "Strategic plan"}


def make_plan(*, by: User, first: int = 2018, last: int = 2021, whole: bool = True, adopted: bool = False, **facts: Any) -> Plan:
    """A plan with an objective, an outcome, an indicator that is counted and one by hand."""
    plan = actions.begin_plan(by=by, first_year=first, last_year=last, title=TITLE, **facts)
    version = draft_of(plan)
    if whole and not tree_of(version).objectives:
        actions.write_objective(version, "", by=by, text=TEXT)
        (objective,) = tree_of(version).objectives
        actions.write_outcome(version, objective.key, "", by=by, text=OUTCOME, assumptions=TEXT)
        (outcome,) = tree_of(version).objectives[0].outcomes
        targets = {year: Decimal(10) for year in plan.each_year}
        actions.write_line(
            version, outcome.key, "", by=by, code="persons_admitted", targets=targets, baseline=Decimal(4), baseline_year=2017
        )
        actions.write_line(version, outcome.key, "", by=by, name=BY_HAND, targets=targets, counts_people=False, means=OUTCOME)
    if adopted:
        actions.adopt_version(version, by=by, adopted_on=dt.date(first - 1, 12, 20))
    plan.refresh_from_db()
    return plan


def draft_of(plan: Plan) -> PlanVersion:
    """The version that is being written."""
    return plan.versions.select_related("plan").get(state="draft")


def lines_of(plan: Plan) -> list[PlanIndicator]:
    """The indicators of the latest version."""
    return tree_of(plan.versions.first()).lines  # type: ignore[arg-type]


def year_of(plan: Plan, year: int) -> Period:
    """A year of the plan."""
    return plan.periods.select_related("plan").get(start=dt.date(year, 1, 1), end=dt.date(year, 12, 31))


def freeze(plan: Plan, year: int, *, by: User, by_hand: int = 9) -> Period:
    """A year with its number by hand, frozen."""
    period = year_of(plan, year)
    for line in lines_of(plan):
        if line.is_manual:
            actions.bring_figure(period, line.key, by=by, value=Decimal(by_hand), note="Рӯйхати иштирок", source="Папкаи 3")
    return actions.freeze_period(period, by=by)
