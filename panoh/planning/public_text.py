"""What of a plan everybody may read: its words, targets, and the numbers of frozen years under disclosure control.

A number of people, or of anything that is counted from records, is hidden below the threshold, rounded to the base, and hidden as well
where it would give a hidden one away: the years of a span are looked at together, as in the tables for everybody, which tell the span's
total. A share stands where twenty or more are behind it and enough on both sides of the line. A target and a light are those that staff
see, of the exact number: what is shown is safe without the rounding (reporting.disclosure). What is hidden has no light.
"""

import datetime as dt
from collections.abc import Container
from decimal import Decimal
from typing import Any

from panoh.accounts.models import User
from panoh.core.languages import LANGUAGES
from panoh.planning.actuals import Actual, of_years
from panoh.planning.enums import Light
from panoh.planning.models import Figure, Participant, Period, Plan, PlanVersion
from panoh.planning.queries.plans import tree_of
from panoh.planning.small import HIDDEN, plain_value, shown_value
from panoh.planning.tree import PlanIndicator, Texts
from panoh.reporting.counting import count
from panoh.reporting.disclosure import Index, hidden_cells
from panoh.reporting.indicators import DISTINCT
from panoh.reporting.measures import MEASURES
from panoh.reporting.policy import check_can_publish
from panoh.reporting.published import rules


def public_body(user: User, plan: Plan, version: PlanVersion, periods: list[Period]) -> dict[str, Any]:
    """The whole page as it is kept and shown. Raises Denied for who does not count the whole house."""
    check_can_publish(user)
    tree = tree_of(version)
    years = of_years(plan, tree, periods)
    frozen = {period.year: period for period in periods if period.is_whole_year and period.frozen_at}
    people = Participant.objects.filter(meeting__plan=plan).order_by("came_as", "organisation", "role")
    return {
        "years": [plan.first_year, plan.last_year],
        "titles": dict(tree.titles),
        "version": version.number,
        "adopted_on": version.adopted_on.isoformat() if version.adopted_on else "",
        "green": tree.green,
        "amber": tree.amber,
        "threshold": rules().threshold,
        "base": rules().base,
        "meetings": plan.meetings.count(),
        "made_by": [list(row) for row in dict.fromkeys(people.values_list("came_as", "role", "organisation"))],
        "told": [[period.year, dict(period.narrative)] for period in frozen.values() if period.is_narrative_public],
        "objectives": [
            {
                "texts": dict(objective.texts),
                "outcomes": [
                    {
                        "texts": dict(outcome.texts),
                        "lines": [_line(user, line, years[line.key], frozen) for line in outcome.lines if line.is_public],
                    }
                    for outcome in objective.outcomes
                ],
            }
            for objective in tree.objectives
        ],
    }


def lacks_language(body: dict[str, Any]) -> bool:
    """Whether a text of the page is missing in one of the languages."""
    texts: list[Texts] = [body["titles"], *(words for _year, words in body["told"])]
    for objective in body["objectives"]:
        texts.append(objective["texts"])
        for outcome in objective["outcomes"]:
            texts += [outcome["texts"], *(line["names"] for line in outcome["lines"])]
    return any(not each.get(code) for each in texts for code in LANGUAGES)


def _line(user: User, line: PlanIndicator, years: list[Actual], frozen: Container[int]) -> dict[str, Any]:
    figures = {each.year: each.figure for each in years if each.year in frozen}
    hidden: frozenset[int] = frozenset()
    if line.counted is not None and line.counted.kind == "count":
        began = {line.baseline_year: None} if line.baseline_year else {}
        hidden = hidden_years(user, line, {**began, **figures})
    return {
        "names": line.all_names,
        "is_percent": line.in_percent,
        "falls": line.falls,
        "baseline": _told(HIDDEN if line.baseline is not None and line.baseline_year in hidden else plain_value(line, line.baseline)),
        "baseline_year": line.baseline_year,
        "years": [_year(line, each, figures.get(each.year), hidden) for each in years],
    }


def _year(line: PlanIndicator, actual: Actual, figure: Figure | None, hidden: Container[int]) -> dict[str, Any]:
    value: Decimal | str | None = None if figure is None else shown_value(line, figure)
    if figure is not None and (actual.year in hidden or not _is_over(actual.year)):
        value = HIDDEN
    light = actual.light if isinstance(value, Decimal) else Light.NONE
    return {"year": actual.year, "target": _told(actual.target), "value": _told(value), "light": light.value}


def _is_over(year: int) -> bool:
    return rules().span_of(dt.date(year, 1, 1), dt.date(year, 12, 31)) is not None


def hidden_years(user: User, line: PlanIndicator, figures: dict[int, Figure | None]) -> frozenset[int]:
    """The years whose number is hidden: small ones, and those that would give a small one away beside the total of their span.

    Counted twice over: as the plan counts, each year by itself, and as the tables for everybody count, each person in the first year only.
    """
    spans = {rules().span_of(dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in figures}
    hidden: set[int] = set()
    for span in filter(None, spans):
        every = range(span[0], span[1] + 1)
        for counts in (_by_itself(user, line, every, figures), _first_only(user, line, every)):
            cells: dict[Index, int] = {(at,): counts[year] for at, year in enumerate(every)}
            found = hidden_cells(cells, (len(every),), threshold=rules().threshold)
            hidden |= {year for at, year in enumerate(every) if (at,) in found}
    return frozenset(hidden)


def _by_itself(user: User, line: PlanIndicator, every: range, figures: dict[int, Figure | None]) -> dict[int, int]:
    assert line.counted is not None
    found = {}
    for year in every:
        figure = figures.get(year)
        known = figure.numerator if figure is not None and figure.code else None
        found[year] = count(user, line.counted, dt.date(year, 1, 1), dt.date(year, 12, 31)).whole.numerator if known is None else known
    return found


def _first_only(user: User, line: PlanIndicator, every: range) -> dict[int, int]:
    it = line.counted
    assert it is not None
    seen: set[Any] = set()
    found = {}
    for year in every:
        facts = [fact for fact in MEASURES[it.code](user, dt.date(year, 1, 1), dt.date(year, 12, 31), it.days) if fact.hit]
        if it.unit in DISTINCT:
            fresh = {fact.who for fact in facts} - seen
            seen |= fresh
            found[year] = len(fresh)
        else:
            found[year] = sum(fact.amount for fact in facts)
    return found


def _told(value: Decimal | str | None) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value or ""
