"""Those with whom the Unit corresponds: what they are called stays shut until it is asked for."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.network.actions import addressees as actions
from panoh.network.forms.addressees import AddresseeForm, ChangeAddresseeForm
from panoh.network.queries import addressees as queries
from panoh.places import catalogue
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
BACK = _("Contacts for letters")
HOW = _("Write the institution as on its letters, then the department and the person. Everything is sealed.")


def _list(request: StaffRequest, *, opened: bool) -> HttpResponse:
    closed = request.GET.get("show") == "closed"
    page = Paginator(queries.addressees(request.user, closed=closed), PAGE_SIZE).get_page(request.GET.get("page"))
    names = queries.institutions(page, by=request.user, purpose=Purpose.OWN_WORK) if opened else {}
    rows = [(row, names.get(row.pk, ""), catalogue.name(row.place or row.region)) for row in page]
    may = has(request.user, Permission.CORRESPONDENCE_WRITE)
    context = {"page": page, "rows": rows, "closed": closed, "opened": opened, "may_write": may}
    return render(request, "desk/letters/addressees.html", context)


@requires(Permission.CORRESPONDENCE)
def show_addressees(request: StaffRequest) -> HttpResponse:
    """By kind and place."""
    return _list(request, opened=False)


@require_POST
@requires(Permission.CORRESPONDENCE)
def show_addressee_names(request: StaffRequest) -> HttpResponse:
    """The same page with what they are called, opened at once and recorded; on a telephone after the second factor, as every list."""
    check_may_open_list(request)
    return _list(request, opened=True)


@requires(Permission.CORRESPONDENCE)
def show_addressee(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of them; by POST with its words."""
    row = queries.get_addressee(request.user, key)
    opened = None
    if request.method == "POST":
        (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.OWN_WORK)
    may = has(request.user, Permission.CORRESPONDENCE_WRITE)
    context = {"row": row, "opened": opened, "place": catalogue.name(row.place or row.region), "may_write": may}
    return render(request, "desk/letters/addressee.html", context)


def _page(title: Promise, button: Promise, back_url: str, draft: str) -> Page:
    return Page(title, button, back_url, BACK, draft, HOW)


@requires(Permission.CORRESPONDENCE_WRITE)
def add_addressee(request: StaffRequest) -> HttpResponse:
    """A new one."""
    return process_form(
        request,
        _page(_("Add a contact"), _("Add the contact"), reverse("desk:addressees"), "addressee:new"),
        AddresseeForm,
        lambda form: actions.add_addressee(by=request.user, **form.action_kwargs),
        said=_("Contact added."),
        done=lambda row: reverse("desk:addressee", args=[row.pk]),
    )


@requires(Permission.CORRESPONDENCE_WRITE)
def change_addressee(request: StaffRequest, key: UUID) -> HttpResponse:
    """Changes one; coming by the button, the form holds what stands there."""
    row = queries.get_addressee(request.user, key)

    def now() -> CurrentState:
        fresh = queries.get_addressee(request.user, key)
        (opened,) = open_sealed([fresh], by=request.user.actor, purpose=Purpose.OWN_WORK)
        words = {name: getattr(opened, name) for name in actions.WORDS}
        return CurrentState(fresh.version, {**words, "kind": fresh.kind, "place": fresh.place or fresh.region})

    return process_form(
        request,
        _page(_("Change the contact"), _("Save"), reverse("desk:addressee", args=[key]), f"addressee:{key}"),
        lambda data: ChangeAddresseeForm(data, initial=begin(data, now) if request.method == "POST" else {}),
        lambda form: actions.change_addressee(row, by=request.user, **form.action_kwargs),
        said=_("Changed and checked today."),
        now=now,
        by_press=True,
    )


@require_POST
@requires(Permission.CORRESPONDENCE_WRITE)
def close_addressee(request: StaffRequest, key: UUID) -> HttpResponse:
    """Nobody writes to it any more."""
    actions.close_addressee(queries.get_addressee(request.user, key), by=request.user)
    messages.success(request, str(_("Contact closed.")))
    return redirect("desk:addressees")
