"""What opens names and waits for a second person: for who asked, who agrees, and whom it is about."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts import two_people
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.enums import RightKind, RightState
from panoh.accounts.policy import has, may_agree, works_by_region
from panoh.accounts.roles import Permission
from panoh.core.errors import Conflict, NotFound
from panoh.desk.staff.role_requests import GIVEN_DAYS, names_of, roles_given, what_of
from panoh.desk.staff.views.users import link_page


@requires(Permission.DESK)
def show_rights(request: StaffRequest) -> HttpResponse:
    """What waits, and what was decided within a week: for who asks and who agrees, and for whom something of it is about."""
    return _page(request)


def _page(request: StaffRequest, *, status: int = 200) -> HttpResponse:
    may_call_off = has(request.user, Permission.ACCOUNTS) or has(request.user, Permission.RIGHTS_AGREE)
    rows = [
        {
            "row": row,
            "what": what_of(row),
            **_regions(row),
            "may_agree": row.state == RightState.ASKED and may_agree(request.user, row),
            "may_call_off": row.state == RightState.ASKED and may_call_off,
            "badge": {RightState.ASKED: "wait", RightState.AGREED: "done"}.get(RightState(row.state), ""),
        }
        for row in two_people.rights_to_read(request.user)
    ]
    if not rows and not may_call_off:
        raise NotFound(two_people.NOT_THERE)
    return render(
        request,
        "desk/staff/rights.html",
        {"rows": rows, "given": roles_given() if may_call_off else [], "given_days": GIVEN_DAYS},
        status=status,
    )


def _regions(row: two_people.RightRow) -> dict[str, str]:
    """Which regions it opens while it waits: to be read, and as what was read."""
    if row.state != RightState.ASKED:
        return {}
    codes = two_people.regions_opened(row)
    told = row.kind == RightKind.ROLE and works_by_region(row.role)
    return {"seen": ",".join(codes), "regions": names_of(codes) or _("none yet") if told else ""}


@requires(Permission.RIGHTS_AGREE, step_up=True)
@require_POST
def agree(request: StaffRequest, key: UUID) -> HttpResponse:
    """The second person agrees; where there is a one-time link it is shown to them, once."""
    row = two_people.get_right(request.user, key)
    seen = [code for code in request.POST.get("regions", "").split(",") if code]
    try:
        token = two_people.agree_to_right(row, seen=seen, by=request.user)
    except Conflict as changed:
        messages.error(request, str(changed))
        return _page(request, status=changed.status)
    if token:
        return link_page(request, row.user, token)
    messages.success(request, _("Approved. It applies from now on, and everyone concerned is told."))
    return redirect("desk:rights")


@requires(Permission.ACCOUNTS, Permission.RIGHTS_AGREE)
@require_POST
def call_off(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is not to be."""
    two_people.call_off_right(two_people.get_right(request.user, key), by=request.user)
    messages.success(request, _("Cancelled. Nothing was given."))
    return redirect("desk:rights")
