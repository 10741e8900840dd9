"""A referral outside of what is agreed: allowed with a reason, and the reason read again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.errors import WrongState
from panoh.desk.frame.form_page import Page, Words, process_form
from panoh.desk.referrals.terms import terms_now
from panoh.desk.referrals.views.referrals import referral_context
from panoh.referrals import actions
from panoh.referrals.actions.terms import NOTHING_WRONG
from panoh.referrals.queries import referrals as queries
from panoh.referrals.queries.referrals import ReferralRecord
from panoh.referrals.terms_forms import AllowCostForm, AllowForm

HOW = _(
    "Say why it is still right: the person cannot wait for the new agreement, nobody else gives this help, a funder pays the "
    "rest. The permission is only for this facility, this help and this obstacle."
)

HOW_COST = _("Say why it is still paid. The reason is sealed and stays with the referral.")


@requires(Permission.TERMS_EXCEPT)
def allow_terms(request: StaffRequest, code: str) -> HttpResponse:
    """Lets it go outside of what is agreed."""
    row = queries.get_referral(request.user, code)
    found = terms_now(request, row)
    if found is not None and found.may_allow_cost:
        return _allow_cost(request, row, found.cost_sentence)
    if found is None or not found.problem:
        raise WrongState(NOTHING_WRONG)
    page = Page(
        _("Outside the agreement"),
        _("Allow it with this reason"),
        reverse("desk:referral", args=[row.code]),
        _("Referral"),
        f"terms-allow:{row.pk}",
        HOW,
        found.sentence,
        row.code,
    )
    return process_form(
        request,
        page,
        AllowForm,
        lambda form: actions.allow_outside_terms(row, by=request.user, **form.cleaned_data),
        said=_("Allowed. The worker can send the letter."),
    )


def _allow_cost(request: StaffRequest, row: ReferralRecord, sentence: Words) -> HttpResponse:
    back = reverse("desk:referral", args=[row.code])
    title, button = _("Cost above the agreement"), _("Allow it with this reason")
    return process_form(
        request,
        Page(title, button, back, _("Referral"), f"cost-allow:{row.pk}", HOW_COST, sentence, row.code),
        AllowCostForm,
        lambda form: actions.allow_cost(row, by=request.user, **form.cleaned_data),
        said=_("Allowed. You can record the cost."),
    )


@require_POST
@requires(Permission.REFERRAL_VIEW)
def open_cost_reason(request: StaffRequest, code: str) -> HttpResponse:
    """Why it may cost more than is agreed; the opening is recorded."""
    row = queries.get_referral(request.user, code)
    reason = actions.read_cost_reason(row, by=request.user)
    return render(request, "desk/referrals/referral.html", referral_context(request, row) | {"cost_reason": reason})


@require_POST
@requires(Permission.REFERRAL_VIEW)
def open_reason(request: StaffRequest, code: str) -> HttpResponse:
    """Why it may go; the opening is recorded."""
    row = queries.get_referral(request.user, code)
    reason = actions.read_terms_reason(row, by=request.user)
    return render(request, "desk/referrals/referral.html", referral_context(request, row) | {"terms_reason": reason})
