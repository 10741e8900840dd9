"""Under which name, address and host letters leave that do not say who refers."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.referrals import actions
from panoh.referrals.forms import LetterheadForm


@requires(Permission.LETTERHEAD)
def change_letterhead(request: StaffRequest) -> HttpResponse:
    """The letterhead of neutral letters; coming by the button, the form holds what stands there."""
    how = _(
        "A neutral letter says nothing about the Unit: a second name and address make it look like any other letter. With a "
        "separate web address, a facility can answer through the QR code."
    )
    page = Page(_("Letterhead for neutral letters"), _("Save"), reverse("desk:more"), _("More"), "letterhead", how)
    return process_form(
        request,
        page,
        lambda data: LetterheadForm(data, initial=begin(data, lambda: _now(request))),
        lambda form: actions.set_letterhead(by=request.user, **form.action_kwargs),
        said=_("Saved. Letters sent from now on use it."),
        now=lambda: _now(request),
    )


def _now(request: StaffRequest) -> CurrentState:
    row, name, address = actions.open_letterhead(by=request.user)
    return CurrentState(row.version if row else 0, {"name": name, "address": address, "host": row.host if row else ""})
