"""Somebody leaves, is lost or was taken: everything that opens by them ends in one act."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.queries import living_accounts
from panoh.accounts.roles import Permission
from panoh.desk.form_page import Page, work_through
from panoh.rights.enums import Gone
from panoh.rights.forms import RevokeForm
from panoh.rights.leaving import revoke_person


@requires(Permission.REVOKE, step_up=True)
def revoke(request: StaffRequest) -> HttpResponse:
    """One form: whose, why. Afterwards the page that says what is to be done beside it."""
    known = {str(row.pk): row for row in living_accounts(request.user)}
    how = _(
        "In one act end sessions, password, second factors, roles, emergency openings, the duty pack and the figures for the telephone. "
        "Coordinators are asked to hand the work over. If the colleague comes back, the administrator makes a new account."
    )
    page = Page(_("End somebody's access"), _("End it now"), reverse("desk:more"), _("More"), "revoke", how)

    def act(form: Any) -> str:
        given = form.cleaned_data
        revoke_person(known[given["account"]], by=request.user, why=given["why"])
        return str(given["why"])

    return work_through(
        request,
        page,
        lambda data: RevokeForm(data, accounts=[(key, row.username) for key, row in known.items()]),
        act,
        said=_("Ended, everywhere."),
        done=lambda why: reverse("desk:revoked_taken" if why == Gone.TAKEN else "desk:revoked"),
    )


@requires(Permission.REVOKE)
def show_revoked(request: StaffRequest, is_taken: bool) -> HttpResponse:
    """What is to be done beside it: the work, and where somebody was taken, the keys."""
    context = {
        "is_taken": is_taken,
        "may_hand_over": has(request.user, Permission.CASE_ASSIGN),
        "may_lock": has(request.user, Permission.KEYS),
    }
    return render(request, "desk/revoked.html", context)
