"""A plan as files, and a plan beside the next one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.figures.views.figures import TYPES
from panoh.desk.plans.lines import Shown
from panoh.planning.actuals import of_years, text_of
from panoh.planning.beside import Half, Side, side_by_side
from panoh.planning.logframe import logframe
from panoh.planning.queries import plans as queries
from panoh.planning.queries.plans import PlanRow

MEDIA = {"xlsx": TYPES["xlsx"], "pdf": "application/pdf"}


@requires(Permission.PLAN_VIEW)
def take_logframe(request: StaffRequest, key: UUID, form: str) -> HttpResponse:
    """The logframe as XLSX or PDF, in the language of the desk."""
    plan = queries.get_plan(request.user, key)
    made = logframe(request.user, plan, queries.holding(plan), queries.periods(request.user, plan), form)
    response = HttpResponse(made, content_type=MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="logframe-{plan.first_year}-{plan.last_year}.{form}"'
    return response


def _side(request: StaffRequest, plan: PlanRow) -> Side:
    tree, periods = queries.tree_of(queries.holding(plan)), queries.periods(request.user, plan)
    return Side(plan, tree, periods, of_years(plan, tree, periods))


def _half(half: Half | None) -> dict[str, Any] | None:
    """As the page shows it: baseline, target of the last year, what was kept last."""
    if half is None:
        return None
    line = half.line
    return {
        "line": line,
        "baseline": text_of(line.baseline, line),
        "target": text_of(half.target.target, line),
        "target_year": half.target.year,
        "last": Shown.of(half.last) if half.last else None,
    }


@requires(Permission.PLAN_VIEW)
def show_beside(request: StaffRequest, key: UUID, other: UUID) -> HttpResponse:
    """Two plans, an indicator a row."""
    left, right = (_side(request, queries.get_plan(request.user, each)) for each in (key, other))
    rows = [(pair.name, _half(pair.left), _half(pair.right)) for pair in side_by_side(left, right)]
    return render(request, "desk/plans/beside.html", {"left": left, "right": right, "rows": rows})
