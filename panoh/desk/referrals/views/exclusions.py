"""Where the person of a case is not to be sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.cases.queries.cases import get_case
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.facility_names import facility_choices, facility_label
from panoh.desk.frame.form_page import Page, process_form
from panoh.network.facility_names import NAMES, called
from panoh.referrals import actions
from panoh.referrals.forms import ExclusionForm
from panoh.referrals.queries.referrals import exclusions, get_exclusion
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

HOW = gettext_lazy(
    "Ask whom the person fears and where they do not want to go. Places recorded here are not offered in any list "
    "until someone cancels the entry."
)


@requires(Permission.REFERRAL_VIEW)
def show_exclusions(request: StaffRequest, code: str) -> HttpResponse:
    """Where the person is not to be sent; by POST with the names and the reasons."""
    case, context = case_frame(request.user, code, "case_referrals", Permission.REFERRAL_VIEW)
    rows = list(exclusions(request.user, case))
    opened: list[Any] = []
    if request.method == "POST" and rows:
        both = [*rows, *(row.facility for row in rows)]
        opened = open_sealed(both, by=request.user.actor, purpose=Purpose.CARE, fields=["reason", *NAMES])
    said = [(each.reason or "", called(place)) for each, place in zip(opened[: len(rows)], opened[len(rows) :], strict=True)]
    listed = [
        (row, facility_label(row.facility, name), reason) for row, (reason, name) in zip(rows, said or [("", "")] * len(rows), strict=True)
    ]
    may = case.is_open and can(request.user, Permission.REFERRAL_WRITE, case)
    return render(request, "desk/referrals/case_exclusions.html", {**context, "rows": listed, "opened": bool(opened), "may": may})


@requires(Permission.REFERRAL_WRITE)
def add_exclusion(request: StaffRequest, code: str) -> HttpResponse:
    """One more place where the person is not to be sent."""
    case = get_case(request.user, code, Permission.REFERRAL_WRITE)
    known = facility_choices(request.user, case)
    back = reverse("desk:case_exclusions", args=[case.code])
    how = _(
        "Ask whom the person fears and where they do not want to go. Places recorded here are not offered in any list "
        "until someone cancels the entry."
    )
    page = Page(_("Places not to refer to"), _("Record"), back, _("Referrals"), f"exclusion:{case.pk}", how, code=case.code)
    return process_form(
        request,
        page,
        lambda data: ExclusionForm(data, facilities=known),
        lambda form: actions.exclude_facility(case, by=request.user, **form.action_kwargs),
        said=_("Saved. Lists no longer offer this facility for this person."),
    )


@require_POST
@requires(Permission.REFERRAL_WRITE)
def end_exclusion(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The person may be sent there again."""
    case = get_case(request.user, code, Permission.REFERRAL_WRITE)
    actions.end_exclusion(get_exclusion(request.user, case, key), case, by=request.user)
    messages.success(request, _("The person can be referred there again."))
    return redirect("desk:case_exclusions", code=case.code)
