"""A referral outside of what is agreed: allowed with a reason, and the reason read again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.errors import WrongState
from panoh.desk.form_page import Page, work_through
from panoh.desk.referral_terms import terms_now
from panoh.desk.views.referrals import referral_context
from panoh.referrals import actions, queries
from panoh.referrals.actions.terms import NOTHING_WRONG
from panoh.referrals.terms_forms import AllowForm

HOW = _(
    "Say what makes it right all the same: the person cannot wait for the new agreement, nobody else gives this help, "
    "a funder pays the rest. The reason is sealed and stays with the referral. It holds for just this facility, help and obstacle."
)


@requires(Permission.TERMS_EXCEPT)
def allow_terms(request: StaffRequest, code: str) -> HttpResponse:
    """Lets it go outside of what is agreed."""
    row = queries.get_referral(request.user, code)
    found = terms_now(request, row)
    if found is None or not found.problem:
        raise WrongState(NOTHING_WRONG)
    page = Page(
        _("Outside of the agreement"),
        _("Allow it with this reason"),
        reverse("desk:referral", args=[row.code]),
        _("Referral"),
        f"terms-allow:{row.pk}",
        HOW,
        found.sentence,
        row.code,
    )
    return work_through(
        request,
        page,
        AllowForm,
        lambda form: actions.allow_outside_terms(row, by=request.user, **form.cleaned_data),
        said=_("Allowed. The worker can send the letter."),
    )


@require_POST
@requires(Permission.REFERRAL_VIEW)
def open_reason(request: StaffRequest, code: str) -> HttpResponse:
    """Why it may go; the opening is recorded."""
    row = queries.get_referral(request.user, code)
    reason = actions.read_terms_reason(row, by=request.user)
    return render(request, "desk/referral.html", referral_context(request, row) | {"terms_reason": reason})
