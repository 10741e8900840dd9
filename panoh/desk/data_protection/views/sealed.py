"""Sealed cases: the page of a case's members, sealing and unsealing, and the password that opens one's own key."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from panoh.accounts import own_key
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.forms import OwnKeyForm
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import address_of
from panoh.cases.policy import can
from panoh.cases.queries.cases import get_case
from panoh.data_protection import sealing
from panoh.data_protection.forms import SealForm
from panoh.data_protection.sealing import SealingRow
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import Page, process_form
from panoh.desk.frame.next_page import safe_next
from panoh.desk.frame.own_password import fits

HOW = gettext_lazy(
    "A sealed case opens only to its members, each with their own password; no server key opens it. Members can add and remove "
    "members and unseal the case."
)
WARNING = gettext_lazy(
    "If all members forget their passwords or get new ones from the administrator, nobody can open the case again. Choose "
    "people who will keep their passwords."
)


@requires(Permission.DESK)
@sensitive_post_parameters()
def open_own_key(request: StaffRequest) -> HttpResponse:
    """The password once more, because a sealed case is to be opened; then back to where one was going."""

    def opens(typed: str) -> bool:
        return own_key.open_with_password(request.session, request.user, typed, address=address_of(request))

    form = OwnKeyForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid() and fits(form, opens):
        return redirect(safe_next(form.cleaned_data["next"]))
    return render(request, "desk/data_protection/own_key.html", {"form": form}, status=400 if form.errors else 200)


@requires(Permission.CASE_VIEW)
def show_members(request: StaffRequest, code: str) -> HttpResponse:
    """To whom a sealed case opens, and who could be added; of an open one the way to seal it."""
    case, context = case_frame(request.user, code, "case_people")
    row = sealing.sealing_of(case)
    if row is None:
        return redirect("desk:case_seal", case.code)
    known = sealing.candidates(case)
    context |= {
        "sealing": row,
        "members": [each for each in known if each.is_member],
        "others": [each for each in known if not each.is_member],
        "least": sealing.LEAST,
    }
    return render(request, "desk/data_protection/case_sealed.html", context)


@requires(Permission.CASE_SHARE)
def seal_case(request: StaffRequest, code: str) -> HttpResponse:
    """Who the members are, and why."""
    case = get_case(request.user, code, Permission.CASE_SHARE)
    back = reverse("desk:case_people", args=[case.code])
    page = Page(_("Seal the case"), _("Seal"), back, _("People working on the case"), f"seal:{case.id}", HOW, WARNING, case.code)
    known = sealing.candidates(case)

    def done(_made: SealingRow) -> str:
        return reverse("desk:case_sealed", args=[case.code]) if can(request.user, Permission.CASE_VIEW, case) else reverse("desk:cases")

    return process_form(
        request,
        page,
        lambda data: SealForm(data, known=known),
        lambda form: sealing.seal_case(case, by=request.user, **form.action_kwargs),
        said=_("Sealed. Only members can open it, with their passwords."),
        done=done,
    )


@require_POST
@requires(Permission.CASE_VIEW)
def add_member(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One more member."""
    case = get_case(request.user, code)
    sealing.add_member(case, key, by=request.user)
    messages.success(request, _("Added. They can open the case with their password."))
    return redirect("desk:case_sealed", case.code)


@require_POST
@requires(Permission.CASE_VIEW)
def remove_member(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One member less."""
    case = get_case(request.user, code)
    sealing.remove_member(case, key, by=request.user)
    messages.success(request, _("Removed. What they have already read, they know."))
    return redirect("desk:case_sealed", case.code) if can(request.user, Permission.CASE_VIEW, case) else redirect("desk:cases")


@require_POST
@requires(Permission.CASE_VIEW)
def unseal_case(request: StaffRequest, code: str) -> HttpResponse:
    """Open again to whoever works on it."""
    case = get_case(request.user, code)
    sealing.unseal_case(case, by=request.user)
    messages.success(request, _("Unsealed. Everyone who works on the case can open it again."))
    return redirect("desk:case_file", case.code)
