"""How a facility works, whom to reach there, what may be told, and whether it is safe: each a short form of the directory."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.directory.views.directory import facility_page
from panoh.desk.frame.form_page import CurrentState, begin, process_form
from panoh.network import actions, queries
from panoh.network.forms import SHORT_FORMS, TERMS_ASKED, ChangeContactForm, ContactForm
from panoh.network.queries.directory import FacilityRow
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

YES_NO = {None: "", True: "yes", False: "no"}
CONTACT_WORDS = ("name", "title", "phone", "email")
type Stands = Callable[[Any], dict[str, Any]]


@requires(Permission.DIRECTORY_WRITE)
def set_opening(request: StaffRequest, key: UUID) -> HttpResponse:
    """On which days it is open."""
    return _coded(request, key, "opening", _("Opening hours"), actions.change_facility, _opening)


def _opening(row: FacilityRow) -> dict[str, Any]:
    hours = {f"hours_{number}": row.hours.get(str(number), []) for number in range(1, 8)}
    return {"opening_days": [str(day) for day in row.opening_days], "opens_on_holidays": row.opens_on_holidays, **hours}


@requires(Permission.DIRECTORY_WRITE)
def set_terms(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whom they receive and what it costs."""
    return _coded(request, key, "terms", _("Who they receive and the cost"), actions.change_facility, _terms)


def _terms(row: FacilityRow) -> dict[str, Any]:
    coded = {name: getattr(row, name) for name in ("languages", "cost", "price", "currency", "capacity")}
    return {**coded, **{name: YES_NO[getattr(row, name)] for name in TERMS_ASKED}}


@requires(Permission.DIRECTORY_WRITE)
def check_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """Everything that stands there still holds."""

    def stands(row: FacilityRow) -> dict[str, Any]:
        return {"check_every": row.check_every}

    return _coded(request, key, "check", _("Everything is still correct"), actions.confirm_facility, stands)


def _coded(
    request: StaffRequest,
    key: UUID,
    name: str,
    title: str,
    act: Callable[..., FacilityRow],
    stands: Stands,
    words: bool = False,
    **more: Any,
) -> HttpResponse:
    """A short form about an entry. With `words` it holds sealed text, so what stands there is opened by a press alone."""

    def now() -> CurrentState:
        row = queries.get_facility(request.user, key)
        return CurrentState(row.version, stands(row))

    row = queries.get_facility(request.user, key)
    return process_form(
        request,
        facility_page(title, _("Save"), reverse("desk:facility", args=[row.pk]), f"facility-{name}:{row.pk}"),
        lambda data: SHORT_FORMS[name](data, initial=begin(data, now) if request.method == "POST" or not words else {}, **more),
        lambda given: act(row, by=request.user, **given.action_kwargs),
        said=_("Recorded."),
        now=now,
        by_press=words,
    )


@requires(Permission.DIRECTORY_WRITE)
def screen_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whether people may be sent there."""

    def stands(row: FacilityRow) -> dict[str, Any]:
        (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.ADMINISTRATION, fields=["screening_reason"])
        coded = {name: getattr(row, name) for name in ("screening", "body", "is_related")}
        return {**coded, "reason": opened.screening_reason}

    return _coded(request, key, "screening", _("Is it safe to refer people there"), actions.screen_facility, stands, words=True)


@requires(Permission.DIRECTORY_WRITE)
def publish_facility(request: StaffRequest, key: UUID) -> HttpResponse:
    """What everybody may be told."""

    def stands(row: FacilityRow) -> dict[str, Any]:
        told = [str(contact.pk) for contact in row.contacts.all() if contact.is_public]
        return {"fields_told": row.public_fields, "contacts": told}

    contacts = _contacts(request, queries.get_facility(request.user, key))
    title = _("What may be told")
    return _coded(request, key, "public", title, actions.publish_facility, stands, words=True, contacts=contacts)


def _contacts(request: StaffRequest, row: FacilityRow) -> list[tuple[Any, str]]:
    """The contacts with what tells them apart; opened only where the form is asked for or comes back."""
    rows = list(row.contacts.all())
    if request.method != "POST":
        return [(each, str(number)) for number, each in enumerate(rows, 1)]
    opened = open_sealed(rows, by=request.user.actor, purpose=Purpose.ADMINISTRATION, fields=CONTACT_WORDS) if rows else []
    return [(each.row, ", ".join(part for part in (each.name, each.title, each.phone, each.email) if part)) for each in opened]


@requires(Permission.DIRECTORY_WRITE)
def add_contact(request: StaffRequest, key: UUID) -> HttpResponse:
    """One more way to reach them."""
    row = queries.get_facility(request.user, key)
    return process_form(
        request,
        facility_page(_("Add a contact"), _("Add the contact"), reverse("desk:facility", args=[row.pk]), f"contact-new:{row.pk}"),
        ContactForm,
        lambda form: actions.add_contact(row, by=request.user, **form.action_kwargs),
        said=_("Contact added."),
    )


@requires(Permission.DIRECTORY_WRITE)
def change_contact(request: StaffRequest, key: UUID) -> HttpResponse:
    """What is right now."""
    row = queries.get_contact(request.user, key)

    def now() -> CurrentState:
        found = queries.get_contact(request.user, key)
        (opened,) = open_sealed([found], by=request.user.actor, purpose=Purpose.ADMINISTRATION, fields=CONTACT_WORDS)
        return CurrentState(found.version, {name: getattr(opened, name) for name in CONTACT_WORDS})

    return process_form(
        request,
        facility_page(_("Change the contact"), _("Save"), reverse("desk:facility", args=[row.facility_id]), f"contact:{row.pk}"),
        lambda data: ChangeContactForm(data, initial=begin(data, now) if request.method == "POST" else {}),
        lambda form: actions.change_contact(row, by=request.user, **form.action_kwargs),
        said=_("Changed."),
        now=now,
        by_press=True,
    )


@require_POST
@requires(Permission.DIRECTORY_WRITE)
def remove_contact(request: StaffRequest, key: UUID) -> HttpResponse:
    """Nobody is reached there any more."""
    row = queries.get_contact(request.user, key)
    actions.remove_contact(row, by=request.user)
    messages.success(request, _("Contact removed."))
    return redirect("desk:facility", key=row.facility_id)
