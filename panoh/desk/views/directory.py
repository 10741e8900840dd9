"""The directory: facilities and specialists outside. Names stay shut until they are asked for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.desk.form_page import Now, Page, begin, work_through
from panoh.network import actions, queries
from panoh.network.enums import Service
from panoh.network.forms import ChangeFacilityForm, FacilityForm
from panoh.places import catalogue
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
_WORDS = ("name", "phone", "contact_name", "address", "note")
_YES_NO = {None: "", True: "yes", False: "no"}


def _list(request: StaffRequest) -> dict[str, Any]:
    closed = request.GET.get("show") == "closed"
    page = Paginator(queries.facilities(request.user, closed=closed), PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page": page, "rows": [_row(row) for row in page], "closed": closed, "may_write": has(request.user, Permission.DIRECTORY_WRITE)}


def _row(row: Any, name: str = "") -> dict[str, Any]:
    services = [str(Service(code).label) for code in row.services]
    return {"row": row, "name": name, "place": catalogue.name(row.place or row.region), "services": ", ".join(services)}


@requires(Permission.DIRECTORY_VIEW)
def show_directory(request: StaffRequest) -> HttpResponse:
    """A page of the directory by kind and place."""
    return render(request, "desk/directory.html", _list(request))


@require_POST
@requires(Permission.DIRECTORY_VIEW)
def show_names(request: StaffRequest) -> HttpResponse:
    """The same page with its names, opened at once and recorded."""
    context = _list(request)
    names = queries.names_of((item["row"] for item in context["rows"]), by=request.user, purpose=Purpose.CARE)
    rows = [_row(item["row"], names[item["row"].pk]) for item in context["rows"]]
    return render(request, "desk/directory.html", {**context, "rows": rows, "opened": True})


@requires(Permission.DIRECTORY_VIEW)
def show_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """One entry; by POST with its name and how to reach it."""
    row = queries.get_facility(request.user, key)
    opened = None
    if request.method == "POST":
        (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.CARE)
    context = {**_row(row), "opened": opened, "may_write": has(request.user, Permission.DIRECTORY_WRITE)}
    return render(request, "desk/facility.html", context)


@requires(Permission.DIRECTORY_WRITE)
def add_facility(request: StaffRequest) -> HttpResponse:
    """A new entry."""
    return work_through(
        request,
        _page(_("Add a facility"), _("Add the facility"), reverse("desk:directory"), "facility:new"),
        FacilityForm,
        lambda form: actions.add_facility(by=request.user, **form.facts),
        said=_("The facility is in the directory."),
        done=lambda row: reverse("desk:facility", args=[row.pk]),
    )


@requires(Permission.DIRECTORY_WRITE)
def change_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """Changes an entry; coming by the button, the form holds what stands there."""
    row = queries.get_facility(request.user, key)

    def now() -> Now:
        return _now(request, queries.get_facility(request.user, key))

    return work_through(
        request,
        _page(_("Change the facility"), _("Save"), reverse("desk:facility", args=[row.pk]), f"facility:{row.id}"),
        lambda data: ChangeFacilityForm(data, initial=begin(data, now) if request.method == "POST" else {}),
        lambda form: actions.change_facility(row, by=request.user, **form.facts),
        said=_("Changed and checked today."),
        now=now,
        by_press=True,
    )


def _now(request: StaffRequest, row: Any) -> Now:
    (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.ADMINISTRATION)
    words = {name: getattr(opened, name) for name in _WORDS}
    coded = {name: getattr(row, name) for name in ("kind", "services", "register")}
    known = {name: _YES_NO[getattr(row, name)] for name in ("has_women_staff", "is_child_friendly")}
    return Now(row.version, {**words, **coded, **known, "place": row.place or row.region})


@require_POST
@requires(Permission.DIRECTORY_WRITE)
def close_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is no longer referred to."""
    actions.close_facility(queries.get_facility(request.user, key), by=request.user)
    messages.success(request, _("Taken out of the directory."))
    return redirect("desk:directory")


def _page(title: str, button: str, back_url: str, draft: str) -> Page:
    how = _(
        "Write names and telephones as they are on the door. Say whether women are seen by a woman and whether patients are put on a "
        "register: the person decides by it. Check every entry once a year."
    )
    return Page(title=title, button=button, back_url=back_url, back=_("Directory"), draft=draft, how=how)
