"""Somebody leaves, is lost or was taken: everything that opens by them ends in one act."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.queries import UserRow, living_accounts
from panoh.accounts.roles import Permission
from panoh.cases.queries import bulk_operations
from panoh.core.forms import PanohForm
from panoh.data_protection import passing_on
from panoh.data_protection.enums import Gone
from panoh.data_protection.forms import RevokeForm
from panoh.data_protection.leaving import revoke_person, who_hands_over
from panoh.desk.frame.form_page import ConfirmationRequired, Page, process_form

HOW = gettext_lazy(
    "This ends sign-ins, the password, second factors, roles, emergency access, the duty pack and the telephone PIN. The work "
    "goes to the person you name, or the coordinators are asked."
)


@requires(Permission.REVOKE, step_up=True)
def revoke(request: StaffRequest) -> HttpResponse:
    """One form: whose, why, who gets the work. Afterwards the page that says what is to be done beside it."""
    known = {str(row.pk): row for row in living_accounts(request.user)}
    takers = {str(row.pk): row for row in passing_on.takers(request.user)} if passing_on.may_pass_on(request.user) else {}
    page = Page(_("End someone's access"), _("End access now"), reverse("desk:more"), _("More"), "revoke", HOW)

    def act(form: PanohForm) -> str:
        given, gone = form.cleaned_data, known[form.cleaned_data["account"]]
        taker = takers.get(given.get("taker", ""))
        work = passing_on.work_of(gone, taker, by=request.user) if taker else None
        if work is not None and work.is_any and work.seen != given["seen"]:
            raise ConfirmationRequired(work)
        revoke_person(gone, by=request.user, why=given["why"], work=work)
        return str(given["why"])

    return process_form(
        request,
        page,
        lambda data: RevokeForm(data, accounts=_labels(known), takers=_labels(takers)),
        act,
        said=_("Access ended everywhere."),
        done=lambda why: reverse("desk:revoked_taken" if why == Gone.TAKEN else "desk:revoked"),
        template="desk/data_protection/revoke.html",
    )


def _labels(accounts: Mapping[str, UserRow]) -> list[tuple[str, str]]:
    return [(key, row.username) for key, row in accounts.items()]


@requires(Permission.REVOKE)
def show_revoked(request: StaffRequest, is_taken: bool) -> HttpResponse:
    """What is to be done beside it: the work, and where somebody was taken, the keys."""
    context = {
        "is_taken": is_taken,
        "may_hand_over": has(request.user, Permission.CASE_ASSIGN),
        "may_lock": has(request.user, Permission.KEYS),
        "told": [row.username for row in who_hands_over()],
        "under_way": bulk_operations.under_way(request.user),
    }
    return render(request, "desk/data_protection/revoked.html", context)
