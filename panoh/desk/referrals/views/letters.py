"""The letter of a referral: seen before it leaves, sent once, and its exact copy opened again."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.errors import Conflict, Invalid
from panoh.desk.referrals.views.referrals import referral_context
from panoh.desk.referrals.views.reply_links import reply_address, show_once
from panoh.referrals import actions
from panoh.referrals.actions.replies import MadeLink
from panoh.referrals.actions.sending import LOOK_AGAIN, NotRead, wants_second_look
from panoh.referrals.forms import SendForm
from panoh.referrals.grounds import NoGround
from panoh.referrals.queries import referrals as queries
from panoh.referrals.queries.referrals import ReferralRecord
from panoh.referrals.terms import OutsideTerms

DELIVER_IT = gettext_lazy(
    "Recorded as sent. You hand the letter over yourself: give it to the person or take it to the facility. An exact copy is saved, sealed."
)


@require_POST
@requires(Permission.REFERRAL_WRITE)
def preview_letter(request: StaffRequest, code: str) -> HttpResponse:
    """What will leave, with the name shut. The button that sends it stands below it and nowhere else."""
    row = queries.get_referral(request.user, code)
    return preview_page(request, row)


def preview_page(
    request: StaffRequest, row: ReferralRecord, refusal: str = "", status: int = 200, *, is_unticked: bool = False
) -> HttpResponse:
    """The page of a referral with the letter as it would leave, and what stands in its way; `is_unticked`: that nobody looked again."""
    context = referral_context(request, row)
    try:
        context["letter"] = actions.preview_letter(row, by=request.user) if context["is_draft"] and not row.facility.house_id else None
    except Invalid as invalid:
        context["says_too_much"] = " ".join(dict.fromkeys(map(str, invalid.fields.values()))) or invalid.sentence
    return render(
        request,
        "desk/referrals/referral.html",
        {**context, "refusal": refusal, "is_unticked": is_unticked, "previewed": True},
        status=status,
    )


@require_POST
@requires(Permission.REFERRAL_WRITE)
def send_referral(request: StaffRequest, code: str) -> HttpResponse:
    """Sends it. It cannot be taken back, which stood above the button."""
    row = queries.get_referral(request.user, code)
    form = SendForm(request.POST)
    if not form.is_valid():
        return preview_page(request, row, refusal=str(next(iter(form.errors.values()))[0]), status=400)
    if wants_second_look(row) and not row.kept_by_id and not form.cleaned_data["looked_again"]:
        return preview_page(request, row, refusal=str(LOOK_AGAIN), status=400, is_unticked=True)
    try:
        made = _send(request, row, form.cleaned_data)
    except (NoGround, OutsideTerms, NotRead, Conflict) as error:
        return preview_page(request, queries.get_referral(request.user, code), refusal=str(error.sentence), status=error.status)
    except Invalid as error:
        return preview_page(request, row, refusal=str(error.sentence), status=error.status)
    in_house = _("Sent. The lawyers see it on their day page.") if row.facility.house_id else ""
    messages.success(request, in_house or DELIVER_IT)
    return show_once(request, made) if made else redirect("desk:referral", row.code)


def _send(request: StaffRequest, row: ReferralRecord, given: dict[str, Any]) -> MadeLink | None:
    if not given["with_link"]:
        actions.send_referral(row, by=request.user, expected=given["version"])
        return None
    to = partial(reply_address, request, language=row.language)
    return actions.send_with_link(row, by=request.user, address_of=to, expected=given["version"])


@require_POST
@requires(Permission.REFERRAL_VIEW)
def download_letter(request: StaffRequest, code: str) -> HttpResponse:
    """The exact copy of what left; the opening is recorded. The file's name says nothing but the code."""
    row = queries.get_referral(request.user, code)
    pdf = actions.open_letter(row, by=request.user)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.code}.pdf"'
    return response
