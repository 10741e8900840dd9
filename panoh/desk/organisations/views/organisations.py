"""Organisations, for who keeps them: who belongs to the coalition, what each is and was called, how registers write it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts import actions, queries
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.enums import Language, OrganisationKind
from panoh.accounts.forms import AddOrganisationForm, CorrectOrganisationForm, MembershipForm, RenameOrganisationForm
from panoh.accounts.queries import OrganisationRow
from panoh.accounts.roles import Permission
from panoh.coalition.policy import sees_passages
from panoh.coalition.queries.departures import departure_of
from panoh.core.forms import PanohForm
from panoh.desk.actions import add_organisation as add
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form

HOW_ADD = _(
    "Write the names as in the organisation's own documents; a native speaker checks Tajik names. The organisation gets its "
    "own keys and can open the directory."
)
HOW_RENAME = _("Only if the organisation itself has taken another name. The earlier names stay, with their last day.")
HOW_CORRECT = _("Correct mistakes and add every spelling that registers use, so that the import knows which organisation a row means.")
HOW_MEMBERSHIP = _("Enter a day only if a document names it. After a membership ends, its accounts stay until each is closed.")


@requires(Permission.ORGANISATIONS)
def show_organisations(request: StaffRequest) -> HttpResponse:
    """All of them, with the days of their membership."""
    rows = [(row, list(row.memberships.all())) for row in queries.organisations_with_days()]
    return render(request, "desk/organisations/organisations.html", {"rows": rows})


@requires(Permission.ORGANISATIONS)
def show_organisation(request: StaffRequest, key: UUID) -> HttpResponse:
    """One organisation: its names, those it bore before, its spellings, its membership."""
    row = queries.get_organisation(key)
    context = {
        "row": row,
        "languages": [(name, row.names[f"name_{code}"], row.names[f"short_{code}"]) for code, name in Language.choices],
        "former": queries.former_names(row),
        "memberships": queries.memberships(row),
        "is_member": row.kind == OrganisationKind.MEMBER,
        "departure": departure_of(request.user, row),
        "may_part": sees_passages(request.user),
    }
    return render(request, "desk/organisations/organisation.html", context)


@requires(Permission.ORGANISATIONS)
def add_organisation(request: StaffRequest) -> HttpResponse:
    """A new organisation, which can open the directory at once."""
    back = reverse("desk:organisations")
    page = Page(_("Add an organisation"), _("Add the organisation"), back, _("Organisations"), "organisation:new", HOW_ADD)
    return process_form(
        request,
        page,
        AddOrganisationForm,
        lambda form: add(by=request.user, **form.action_kwargs),
        said=_("Organisation added. Now add accounts for its staff."),
        done=lambda row: reverse("desk:organisation", args=[row.pk]),
    )


def _page(row: OrganisationRow, name: str, title: Promise, button: Promise, how: Promise) -> Page:
    return Page(title, button, reverse("desk:organisation", args=[row.pk]), row.short, f"{name}:{row.pk}", how)


def _names_now(row: OrganisationRow) -> CurrentState:
    return CurrentState(row.version, {**row.names, "spellings": "\n".join(row.spellings)})


@requires(Permission.ORGANISATIONS)
def rename_organisation(request: StaffRequest, key: UUID) -> HttpResponse:
    """Another name from a day."""
    row = queries.get_organisation(key)
    now = lambda: _names_now(queries.get_organisation(key))  # noqa: E731 -- one line of a short view
    page = _page(row, "organisation-rename", _("New official name"), _("Save the new name"), HOW_RENAME)
    return process_form(
        request,
        page,
        lambda data: RenameOrganisationForm(data, initial=begin(data, now)),
        lambda form: actions.rename_organisation(row, by=request.user, **form.action_kwargs),
        said=_("The new name is in use. The former one stays, with its last day."),
        now=now,
    )


@requires(Permission.ORGANISATIONS)
def correct_organisation(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was written wrong, and spellings."""
    row = queries.get_organisation(key)
    now = lambda: _names_now(queries.get_organisation(key))  # noqa: E731 -- one line of a short view
    page = _page(row, "organisation-correct", _("Names and spellings"), _("Correct the names"), HOW_CORRECT)
    return process_form(
        request,
        page,
        lambda data: CorrectOrganisationForm(data, initial=begin(data, now)),
        lambda form: actions.correct_organisation(row, by=request.user, **form.action_kwargs),
        said=_("Corrected."),
        now=now,
    )


@requires(Permission.ORGANISATIONS)
def change_membership(request: StaffRequest, key: UUID) -> HttpResponse:
    """Since when it belongs to the coalition, and until when it did."""
    row = queries.get_organisation(key)

    def now() -> CurrentState:
        latest = queries.latest_membership(row)
        return CurrentState(latest.version, {"joined_on": latest.joined_on, "left_on": latest.left_on})

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        actions.change_membership(row, joined_on=given["joined_on"], left_on=given["left_on"], expected=given["version"], by=request.user)

    page = _page(row, "organisation-membership", _("Membership"), _("Save the days"), HOW_MEMBERSHIP)
    return process_form(
        request, page, lambda data: MembershipForm(data, initial=begin(data, now)), act, said=_("Membership changed."), now=now
    )
