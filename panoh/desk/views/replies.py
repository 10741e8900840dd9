"""Answers of outsiders: those that came through links and wait for a look, and the codes of paper slips."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.desk.facility_names import facility_label
from panoh.referrals.reply_actions import set_reply_aside
from panoh.referrals.reply_queries import get_reply, waiting_replies
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25


@requires(Permission.REFERRAL_VIEW)
def show_replies(request: StaffRequest) -> HttpResponse:
    """What came and waits, oldest first, by codes alone."""
    page = Paginator(waiting_replies(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, facility_label(row.referral.facility)) for row in page]
    return render(request, "desk/replies.html", {"page": page, "rows": rows})


@requires(Permission.REFERRAL_VIEW)
def show_reply(request: StaffRequest, key: UUID) -> HttpResponse:
    """One answer. By POST its words are opened."""
    row = get_reply(request.user, key)
    words: Any = None
    if request.method == "POST" and can(request.user, Permission.NAME_OPEN, row.referral.case):
        (words,) = open_sealed([row], by=request.user.actor, purpose=Purpose.CARE)
    context = {
        "reply": row,
        "referral": row.referral,
        "where": facility_label(row.referral.facility),
        "words": words,
        "has_words": bool(row.words or row.advice),
        "may": row.state == "waiting" and can(request.user, Permission.REFERRAL_WRITE, row.referral.case),
    }
    return render(request, "desk/reply.html", context)


@require_POST
@requires(Permission.REFERRAL_WRITE)
def set_aside(request: StaffRequest, key: UUID) -> HttpResponse:
    """The answer does not hold, or is known already."""
    set_reply_aside(get_reply(request.user, key), by=request.user)
    messages.success(request, _("Set aside. The answer stays as it came."))
    return redirect("desk:replies")
