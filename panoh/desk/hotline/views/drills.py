"""Drills of danger: one begins by a press, and what came of each."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.hotline.actions.drills import begin_drill, end_drill
from panoh.hotline.queries.drills import drill_results, get_drill


@requires(Permission.HOTLINE_LEAD, Permission.KEYS)
def show_drills(request: StaffRequest) -> HttpResponse:
    """The latest drills: who was told, and who answered after how long."""
    if request.method == "POST":
        begin_drill(by=request.user)
        messages.success(request, _("The drill has started. It alerts people until someone answers."))
        return redirect("desk:drills")
    results = drill_results(request.user)
    is_open = any(result.drill.ended_at is None for result in results)
    leads = has(request.user, Permission.HOTLINE_LEAD)
    return render(request, "desk/hotline/drills.html", {"results": results, "is_open": is_open, "leads": leads})


@require_POST
@requires(Permission.HOTLINE_LEAD)
def stop_drill(request: StaffRequest, key: UUID) -> HttpResponse:
    """Ends one that nobody answered."""
    end_drill(get_drill(request.user, key), by=request.user)
    messages.success(request, _("The drill has ended."))
    return redirect("desk:drills")
