"""Answers of outsiders: those that came through links and wait for a look, and the codes of paper slips."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.core.clock import DUSHANBE
from panoh.core.errors import Invalid
from panoh.desk.frame.facility_names import facility_label
from panoh.desk.frame.form_page import Attempt, Page, attempt, is_sent, process_form
from panoh.desk.referrals.step_forms import step_form
from panoh.desk.referrals.way import ANSWERS
from panoh.referrals.actions.replies import leads, set_reply_aside, take_reply, way_to
from panoh.referrals.enums import Evidence, ReferralState, ReplyKind
from panoh.referrals.policy import check_can_refer
from panoh.referrals.queries.replies import ReplyRow, find_by_slip, get_reply, waiting_replies
from panoh.referrals.reply_forms import SlipForm
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25


@requires(Permission.REFERRAL_VIEW)
def show_replies(request: StaffRequest) -> HttpResponse:
    """What came and waits, oldest first, by codes alone; and the place for the code of a slip."""
    tried = Attempt(_slip_form(None))
    if request.method == "POST":
        tried = attempt(request, _slip_form, lambda form: _slip_step(request, **form.cleaned_data))
    if tried.is_done:
        return redirect(tried.made)
    page = Paginator(waiting_replies(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, facility_label(row.referral.facility)) for row in page],
        "form": tried.form,
        "may": has(request.user, Permission.REFERRAL_WRITE),
    }
    return render(request, "desk/referrals/replies.html", context, status=tried.status)


def _slip_form(data: QueryDict | None) -> SlipForm:
    return SlipForm(data, answers=[(str(state), label) for state, label in ANSWERS.items()])


def _slip_step(request: StaffRequest, slip: str, evidence: str, state: str) -> str:
    """Where what the slip says is written down; an outcome comes after the day on which the person was there."""
    row, to = find_by_slip(request.user, slip), ReferralState(state)
    check_can_refer(request.user, row.case)
    way = way_to(row, to)
    if not way:
        sentence = _("The status of the referral %(code)s is “%(state)s”, so this step cannot follow. Check the status.")
        raise Invalid(sentence % {"code": row.code, "state": row.get_state_display()})
    if way[0] != to:
        messages.info(request, _("First enter the day of the appointment, then the outcome."))
    return f"{reverse('desk:referral_step', args=[row.code, way[0]])}?evidence={evidence}"


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
        "moves_on": leads(row).label,
        "follows": way_to(row.referral, leads(row)),
        "may": row.state == "waiting" and can(request.user, Permission.REFERRAL_WRITE, row.referral.case),
    }
    return render(request, "desk/referrals/reply.html", context)


@requires(Permission.REFERRAL_WRITE)
def take_over(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was answered, as the referral will have it, to be put right before it is saved. Its words are opened by a press."""
    row = get_reply(request.user, key)
    back = reverse("desk:reply", args=[row.pk])
    how = _("The form shows what the facility wrote, so correct what you know better. After a call, mark that it is known by telephone.")
    page = Page(_("Accept the answer"), _("Accept the answer"), back, _("Answer"), f"reply:{row.pk}", how, code=row.referral.code)
    start: dict[str, Any] = {}
    if request.method == "POST" and not is_sent(request):
        start = _as_answered(request, row)
    return process_form(
        request,
        page,
        step_form(request, row.referral, leads(row), start),
        lambda form: take_reply(row, by=request.user, **form.action_kwargs),
        said=_("Answer accepted."),
        done=reverse("desk:referral", args=[row.referral.code]),
        by_press=True,
    )


def _as_answered(request: StaffRequest, row: ReplyRow) -> dict[str, Any]:
    """An answer in the words of the form of its step."""
    (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.CARE)
    came_on = row.at.astimezone(DUSHANBE).date()
    return {
        "version": row.referral.version,
        "evidence": Evidence.LINK,
        "words": opened.words,
        "recommendation": opened.advice,
        "day": row.said_on,
        "hour": row.said_at,
        "attended_on": row.said_on or came_on,
        "outcome_on": came_on,
        "reason": row.reason if row.kind == ReplyKind.DECLINED else "",
    }


@require_POST
@requires(Permission.REFERRAL_WRITE)
def set_aside(request: StaffRequest, key: UUID) -> HttpResponse:
    """The answer does not hold, or is known already."""
    set_reply_aside(get_reply(request.user, key), by=request.user)
    messages.success(request, _("The answer is not used. It stays as it was received."))
    return redirect("desk:replies")
