"""Accounts from a sheet: a row is what the form of a new account asks for."""

from collections.abc import Collection, Hashable, Sequence

from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from panoh.accounts import queries, two_people
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.forms import AddUserForm
from panoh.accounts.roles import Permission, Role
from panoh.desk.frame.sheet_pages import Keys, SheetKind, send_blank_sheet, show_sheet_check, show_sheet_form

type User = queries.UserRow


def _kind() -> SheetKind:
    organisations = {str(row.id): row for row in queries.present_organisations()}

    def make(data: MultiValueDict[str, str] | None) -> AddUserForm:
        return AddUserForm(data, organisations=[(key, row.name) for key, row in organisations.items()])

    def bring(user: User, rows: Sequence[tuple[Hashable, AddUserForm]]) -> None:
        given = [dict(form.cleaned_data) for _key, form in rows]
        for facts in given:
            facts["organisation"] = organisations[facts["organisation"]]
            facts["roles"] = [Role(role) for role in facts["roles"]]
        two_people.add_accounts(given, by=user)

    return SheetKind(
        "accounts",
        _("Import accounts"),
        _("Each row is one account. Afterwards make a one-time link for each on its page."),
        _("A second person must agree to a role that shows names, as for an account added by hand."),
        ("users", _("Accounts")),
        "user_sheet",
        ("username", "organisation", "roles", "display_name", "phone", "language"),
        ("username", "organisation", "roles"),
        make,
        lambda _user, forms: [form.cleaned_data["username"] for form in forms],
        _known,
        bring,
        lambda count: ngettext("%(count)d account added.", "%(count)d accounts added.", count) % {"count": count},
    )


def _known(user: User, keys: Keys) -> Collection[Hashable]:
    return {row.username for row in queries.users(user)} & set(keys)


@requires(Permission.ACCOUNTS, step_up=True)
def import_users(request: StaffRequest) -> HttpResponse:
    """Chooses the sheet."""
    return show_sheet_form(request, _kind())


@requires(Permission.ACCOUNTS, step_up=True)
def check_users(request: StaffRequest) -> HttpResponse:
    """What would become of each row, and the import."""
    return show_sheet_check(request, _kind())


@requires(Permission.ACCOUNTS)
def blank_users(request: StaffRequest) -> HttpResponse:
    """A blank sheet."""
    return send_blank_sheet(_kind())
