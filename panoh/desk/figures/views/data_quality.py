"""Records that cannot be right, by code, with who can mend them and where."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.guidance.enums import Happened
from panoh.reporting.quality import findings
from panoh.team.queries.unit import open_unit_runs

SHOWN = 30  # codes of one kind on the page; the number says how many there are


@requires(Permission.DATA_QUALITY)
def show_data_quality(request: StaffRequest) -> HttpResponse:
    """Findings by kind, the gravest kinds first."""
    groups = []
    for _flaw, found in groupby(findings(request.user), key=lambda finding: finding.flaw):
        rows = list(found)
        groups.append({"first": rows[0], "rows": rows[:SHOWN], "count": len(rows), "more": max(0, len(rows) - SHOWN)})
    check = [run for run in open_unit_runs(request.user) if Happened.DATA_CHECKED in run.step.done_by]
    return render(request, "desk/figures/data_quality.html", {"groups": groups, "check": check[0] if check else None})
