"""The seven capacities over time: a small line for each, and the table with the same figures beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.enums import Capacity
from panoh.cases.policy import check_shows
from panoh.cases.queries import care
from panoh.desk.frame.case_frame import case_frame

STEP, EDGE, FLOOR, RISE = 24, 9, 33, 6  # of the drawing: between moments, at both ends, where 0 stands, between levels


@dataclass(frozen=True, slots=True)
class Course:
    """One capacity at every moment; None where it was not talked about."""

    capacity: Capacity
    values: Sequence[int | None]

    @property
    def points(self) -> list[tuple[int, int]]:
        """Where each rating stands in the drawing."""
        return [(EDGE + STEP * place, FLOOR - RISE * value) for place, value in enumerate(self.values) if value is not None]

    @property
    def line(self) -> str:
        """The line through them."""
        return " ".join(f"{x},{y}" for x, y in self.points)

    @property
    def said(self) -> str:
        """The ratings one after another, read aloud."""
        return ", ".join("–" if value is None else str(value) for value in self.values)


@requires(Permission.CASE_VIEW)
def capacities_over_time(request: StaffRequest, code: str) -> HttpResponse:
    """Every rating of this case, from admission to follow-up."""
    case, context = case_frame(request.user, code, "case_assessments")
    check_shows(case)
    rated: list[Any] = care.ratings(case)
    context["rated"] = rated
    context["courses"] = [Course(capacity, [getattr(row, capacity.value) for row in rated]) for capacity in Capacity]
    context["width"] = 2 * EDGE + STEP * max(len(rated) - 1, 4)
    context["grid"] = [FLOOR - RISE * level for level in range(5)]
    context["may"] = care.may(request.user, case, Permission.CASE_WORK)
    return render(request, "desk/assessments/case_capacities.html", context)
