"""Two versions of the programme side by side: what came, what went, what changed."""

from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions.reading import read_shared
from panoh.cases.queries import care, programme
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.programme.compare import compare


@requires(Permission.CASE_VIEW)
def compare_versions(request: StaffRequest, code: str, number: int, other: int) -> HttpResponse:
    """An older version beside a newer one. `?all=1` shows what stayed the same too."""
    case, context = case_frame(request.user, code, "case_programme")
    first, second = (care.get_programme(case, which) for which in sorted((number, other)))
    old, new = programme.plan(first), programme.plan(second)
    words = read_shared([*old.rows, *new.rows], by=request.user)
    old.fill(words)
    new.fill(words)
    parts = compare(old, new)
    whole = request.GET.get("all") == "1"
    context |= {"old": first, "new": second, "whole": whole, "same": sum(part.is_same for part in parts)}
    context["parts"] = [part for part in parts if whole or not part.is_same]
    context["versions"] = care.programmes(case)
    return render(request, "desk/programme/compare.html", context)
