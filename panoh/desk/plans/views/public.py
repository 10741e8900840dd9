"""What of a plan is public: looked at as everybody would see it, asked for, approved by somebody else, taken off."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.planning import actions
from panoh.planning.enums import PublicState
from panoh.planning.policy import may_approve, may_write
from panoh.planning.public_page import page_of
from panoh.planning.queries import plans as queries
from panoh.planning.queries import public

BADGES = {PublicState.ASKED: "wait", PublicState.PUBLIC: "done"}
ACTS: dict[str, tuple[Callable[..., Any], Promise]] = {
    "approve": (actions.approve_public, _("Approved. It appears on the public pages within a minute.")),
    "decline": (actions.decline_public, _("Not approved. Tell the person who asked what to change.")),
    "withdraw": (actions.withdraw_public, _("Removed. It disappears from the public pages within a minute.")),
}


@requires(Permission.PLAN_VIEW)
def show_public(request: StaffRequest, key: UUID) -> HttpResponse:
    """The page as it is or would be public, in each language, and who asked and approved."""
    plan = queries.get_plan(request.user, key)
    pages = public.pages_of(request.user, plan)
    shown = pages[0] if pages else None
    language = request.GET.get("language") or get_language() or "tg"
    context = {
        "plan": plan,
        "title": queries.tree_of(queries.in_hand(plan)).title,
        "rows": [(page, BADGES.get(PublicState(page.state), "")) for page in pages],
        "shown": shown,
        "public": page_of(shown.body, language) if shown else None,
        "language": language,
        "languages": settings.LANGUAGES,
        "may_ask": may_write(request.user) and queries.adopted(plan) is not None and not any(p.state == PublicState.ASKED for p in pages),
        "may_approve": shown is not None and shown.state == PublicState.ASKED and may_approve(request.user, shown),
        "may_withdraw": may_write(request.user) and any(page.state == PublicState.PUBLIC for page in pages),
        "in_force": next((page for page in pages if page.state == PublicState.PUBLIC), None),
    }
    return render(request, "desk/plans/public.html", context)


@require_POST
@requires(Permission.PLAN_WRITE)
def ask_public(request: StaffRequest, key: UUID) -> HttpResponse:
    """What would be public now is written down for somebody else to approve."""
    actions.ask_public(queries.get_plan(request.user, key), by=request.user)
    messages.success(request, str(_("Request sent. Another coordinator or the director approves it on this page.")))
    return redirect("desk:plan_public", key)


@require_POST
@requires(Permission.PLAN_VIEW)
def act_on_public(request: StaffRequest, key: UUID, number: int, act: str) -> HttpResponse:
    """Approved, not approved, taken off: a press each."""
    do, said = ACTS[act]
    do(public.get_page(request.user, key, number), by=request.user)
    messages.success(request, str(said))
    return redirect("desk:plan_public", key)
