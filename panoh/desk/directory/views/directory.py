"""The directory: facilities, specialists and societies outside. Names stay shut until they are asked for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.spoken import Spoken
from panoh.desk.frame.facility_names import facility_label
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.network import actions, queries
from panoh.network.enums import SERVICE_GROUPS, PublicField, Screening, Service
from panoh.network.facility_names import NAMES, called
from panoh.network.forms import ChangeFacilityForm, FacilityForm
from panoh.network.opening import opening_lines
from panoh.network.policy import may_read_screening
from panoh.network.queries.directory import FacilityContactRow, FacilityRow
from panoh.places import catalogue
from panoh.referrals.board import NUMBERED_SERVICES, SERVICE_NUMBERS
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
WORDS = (*NAMES, "phone", "email", "website", "contact_name", "address", "description", "note")
SHOWS = ("closed", "due", "unscreened")


def _list(request: StaffRequest) -> dict[str, Any]:
    """What the page holds, with or without names."""
    show, service, region = (request.GET.get(name, "") for name in ("show", "service", "region"))
    show = show if show in SHOWS else ""
    found = queries.entries(request.user, show=show, service=SERVICE_NUMBERS.get(service, ""), region=region)
    page = Paginator(found if show == "due" else queries.by_region_and_kind(found), PAGE_SIZE).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("page", None)
    return {
        "page": page,
        "rows": [_row(row) for row in page],
        "show": show,
        "chosen": {"service": service, "region": region},
        "query": address.urlencode(),
        "more": f"&{address.urlencode()}" if address else "",
        "services": [(group, [(NUMBERED_SERVICES[code], label) for code, label in choices]) for group, choices in SERVICE_GROUPS],
        "regions": catalogue.region_choices(),
        "due": queries.due_checks(request.user).count(),
        "unscreened": queries.due_screenings(request.user).count(),
        "may_write": has(request.user, Permission.DIRECTORY_WRITE),
    }


def _row(row: FacilityRow, name: str = "") -> dict[str, Any]:
    services = [str(Service(code).label) for code in row.services]
    return {
        "row": row,
        "name": name,
        "place": catalogue.name(row.place or row.region),
        "services": ", ".join(services),
        "barred": row.screening == Screening.NOT_FOR_US,
    }


@requires(Permission.DIRECTORY_VIEW)
def show_directory(request: StaffRequest) -> HttpResponse:
    """A page of the directory by kind and place."""
    return render(request, "desk/directory/directory.html", _list(request))


@require_POST
@requires(Permission.DIRECTORY_VIEW)
def show_names(request: StaffRequest) -> HttpResponse:
    """The same page with its names, opened at once and recorded."""
    check_may_open_list(request)
    context = _list(request)
    names = queries.names_of((item["row"] for item in context["rows"]), by=request.user, purpose=Purpose.CARE)
    rows = [_row(item["row"], names[item["row"].pk]) for item in context["rows"]]
    return render(request, "desk/directory/directory.html", {**context, "rows": rows, "opened": True})


@requires(Permission.DIRECTORY_VIEW)
def show_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """One entry; by POST with its name and how to reach it."""
    row = queries.get_facility(request.user, key)
    contacts = list(row.contacts.all())
    opened: list[Any] = []
    if request.method == "POST":
        # Why nobody is sent there may name somebody: it is opened only for who keeps the directory.
        fields = [*WORDS, "title", *(["screening_reason"] if may_read_screening(request.user) else [])]
        beside = [row.society] if row.society else []
        opened = open_sealed([row, *contacts, *beside], by=request.user.actor, purpose=Purpose.CARE, fields=fields)
    return render(request, "desk/directory/facility.html", _facility(request, row, contacts, opened))


def _facility(request: StaffRequest, row: FacilityRow, contacts: list[FacilityContactRow], opened: list[Opened]) -> dict[str, Any]:
    """What stands on the page of an entry."""
    return {
        **_row(row, called(opened[0]) if opened else ""),
        "opened": opened[0] if opened else None,
        "contacts": opened[1 : 1 + len(contacts)] if opened else [],
        "contact_count": len(contacts),
        "society_name": (called(opened[-1]) if opened else facility_label(row.society)) if row.society else "",
        "days": opening_lines(row.opening_days, row.hours),
        "languages": [Spoken(code).label for code in row.languages],
        "told": [PublicField(code).label for code in row.public_fields],
        "may_refer": has(request.user, Permission.REFERRAL_WRITE),
        "specialists": row.specialists.filter(is_active=True).count(),
        "may_write": has(request.user, Permission.DIRECTORY_WRITE),
        "may_read_screening": may_read_screening(request.user),
    }


@requires(Permission.DIRECTORY_WRITE)
def add_facility(request: StaffRequest) -> HttpResponse:
    """A new entry."""
    known = _societies(request)
    return process_form(
        request,
        facility_page(_("Add a facility"), _("Add the facility"), reverse("desk:directory"), "facility:new"),
        lambda data: FacilityForm(data, societies=known),
        lambda form: actions.add_facility(by=request.user, **form.action_kwargs),
        said=_("The facility is in the directory. Next enter its opening hours, who it receives and whether it is safe."),
        done=lambda row: reverse("desk:facility", args=[row.pk]),
    )


@requires(Permission.DIRECTORY_WRITE)
def change_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """Changes an entry; coming by the button, the form holds what stands there."""
    row = queries.get_facility(request.user, key)
    known = _societies(request)

    def now() -> CurrentState:
        return _now(request, queries.get_facility(request.user, key))

    return process_form(
        request,
        facility_page(_("Change the facility"), _("Save"), reverse("desk:facility", args=[row.pk]), f"facility:{row.id}"),
        lambda data: ChangeFacilityForm(data, initial=begin(data, now) if request.method == "POST" else {}, societies=known),
        lambda form: actions.change_facility(row, by=request.user, **form.action_kwargs),
        said=_("Changed and checked today."),
        now=now,
        by_press=True,
    )


def _societies(request: StaffRequest) -> list[tuple[Any, str]]:
    """The societies with their names, for the list of the form."""
    rows = list(queries.societies(request.user))
    names = queries.names_of(rows, by=request.user, purpose=Purpose.ADMINISTRATION)
    return [(row, facility_label(row, names[row.pk])) for row in rows]


def _now(request: StaffRequest, row: FacilityRow) -> CurrentState:
    (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.ADMINISTRATION, fields=WORDS)
    words = {name: getattr(opened, name) for name in WORDS}
    coded = {name: getattr(row, name) for name in ("kind", "services", "register")}
    return CurrentState(row.version, {**words, **coded, "society": str(row.society_id or ""), "place": row.place or row.region})


@require_POST
@requires(Permission.DIRECTORY_WRITE)
def close_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is no longer referred to."""
    actions.close_facility(queries.get_facility(request.user, key), by=request.user)
    messages.success(request, _("Removed from the directory."))
    return redirect("desk:directory")


def facility_page(title: str, button: str, back_url: str, draft: str) -> Page:
    """What stands around every form of the directory."""
    how = _(
        "Write names and telephones as on the door. Say whether women are seen by a woman and whether patients are put on a "
        "register: the person decides on this."
    )
    return Page(title=title, button=button, back_url=back_url, back=_("Directory"), draft=draft, how=how)
