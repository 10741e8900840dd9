"""What the assessments leave to the programme: what should be done, and which capacities are low and have no goal yet."""

from dataclasses import dataclass
from typing import Any

from panoh.accounts.access import StaffRequest
from panoh.cases.actions.reading import read_shared
from panoh.cases.queries import care
from panoh.cases.queries.care import Level, Levels
from panoh.cases.queries.cases import CaseRow
from panoh.cases.queries.programme import Plan

LOW = 1  # on the scale from 0 to 4


@dataclass(frozen=True, slots=True)
class Assessed:
    """For a draft: the newest recommendations of each discipline, with their words, and the low capacities without a goal."""

    recommendations: list[tuple[Any, str]]
    low: list[Level]


def assessed(request: StaffRequest, case: CaseRow, plan: Plan, levels: Levels) -> Assessed:
    """Two queries and the opening of what is shared."""
    newest: dict[str, Any] = {}
    for row in care.assessments(case):
        if row.recommendations:
            newest.setdefault(row.discipline, row)
    words = read_shared(list(newest.values()), by=request.user)
    said = [(row, words[row.pk].get("recommendations", "")) for row in newest.values()]
    meant = {goal.row.capacity for goal in plan.goals if not goal.row.outcome}
    low = [level for level in levels.rows if level.now is not None and level.now <= LOW and level.capacity not in meant]
    return Assessed([each for each in said if each[1]], low)
