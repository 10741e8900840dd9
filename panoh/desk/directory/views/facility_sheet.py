"""Facilities from a sheet: a row is what the form of a new entry asks for."""

from collections.abc import Collection, Hashable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.queries import UserRow
from panoh.accounts.roles import Permission
from panoh.desk.frame.sheet_pages import Keys, SheetKind, send_blank_sheet, show_sheet_check, show_sheet_form
from panoh.network import actions
from panoh.network.forms.directory import FacilityForm
from panoh.network.kinds import folded_name
from panoh.network.queries.directory import written_names


def _keys(_user: UserRow, forms: Sequence[FacilityForm]) -> Keys:
    facts = [form.action_kwargs for form in forms]
    return [(folded_name(each["name"]), each["region"], each["place"]) for each in facts]


def _known(user: UserRow, keys: Keys) -> Collection[Hashable]:
    return written_names(user) & set(keys) if keys else ()


def _bring(user: UserRow, rows: Sequence[tuple[Hashable, FacilityForm]]) -> None:
    actions.add_facilities([form.action_kwargs for _key, form in rows], by=user)


KIND = SheetKind(
    "facilities",
    _("Import facilities"),
    _("Each row is one entry of the directory. An entry of the same name in the same place is here already and stays as it is."),
    _("Nobody has screened these entries: assess each before people are sent there."),
    ("directory", _("Directory")),
    "facility_sheet",
    (
        *("name", "name_tg", "name_ru", "name_en", "kind", "services", "place", "address", "phone", "email", "website"),
        *("contact_name", "register", "description", "note"),
    ),
    ("name", "kind", "services", "place"),
    FacilityForm,
    _keys,
    _known,
    _bring,
    lambda count: ngettext("%(count)d facility added.", "%(count)d facilities added.", count) % {"count": count},
)


@requires(Permission.DIRECTORY_WRITE)
def import_facilities(request: StaffRequest) -> HttpResponse:
    """Chooses the sheet."""
    return show_sheet_form(request, KIND)


@requires(Permission.DIRECTORY_WRITE)
def check_facilities(request: StaffRequest) -> HttpResponse:
    """What would become of each row, and the import."""
    return show_sheet_check(request, KIND)


@requires(Permission.DIRECTORY_WRITE)
def blank_facilities(request: StaffRequest) -> HttpResponse:
    """A blank sheet."""
    return send_blank_sheet(KIND)
