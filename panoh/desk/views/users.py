"""Accounts of everybody, for the administrator: who works where, in which roles, until when. No case is seen here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts import actions, queries
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.forms import AddUserForm, ChangeUserForm, DeputyForm, RegionsForm, RoleForm
from panoh.accounts.roles import HOMES, Permission, Role
from panoh.core.clock import today
from panoh.core.errors import Conflict, Invalid, WrongState
from panoh.core.forms import PanohForm
from panoh.places.catalogue import regions


@requires(Permission.ACCOUNTS)
def show_users(request: StaffRequest) -> HttpResponse:
    """Every account by its alias; names stay closed."""
    return render(request, "desk/users.html", {"rows": [(user, None) for user in queries.users(request.user)]})


@requires(Permission.ACCOUNTS)
@require_POST
def show_names(request: StaffRequest) -> HttpResponse:
    """The same list with names and telephones, opened on purpose and in the record."""
    users = list(queries.users(request.user))
    opened = queries.names_of(users, by=request.user)
    return render(request, "desk/users.html", {"rows": list(zip(users, opened, strict=True)), "is_open": True})


@requires(Permission.ACCOUNTS)
def add_user(request: StaffRequest) -> HttpResponse:
    """A new account and its one-time link."""
    organisations = {str(row.id): row for row in queries.organisations()}
    choices = [(key, row.name) for key, row in organisations.items()]
    form = AddUserForm(request.POST or None, organisations=choices)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = actions.add_user(
                username=data["username"],
                organisation=organisations[data["organisation"]],
                display_name=data["display_name"],
                phone=data["phone"],
                language=data["language"],
                roles=[Role(role) for role in data["roles"]],
                by=request.user,
            )
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            return _link_page(request, user, actions.make_link(user, by=request.user))
    return render(request, "desk/user_add.html", {"form": form}, status=400 if form.errors else 200)


def _link_page(request: StaffRequest, user: Any, token: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("desk:welcome", args=[token]))
    return render(request, "desk/user_link.html", {"account": user, "address": address})


def _page(request: StaffRequest, user: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    roles = sorted(HOMES[user.organisation.kind], key=list(Role).index)
    context = {
        "account": user,
        "grants": queries.grants_of(user),
        "factors": queries.factors_of(user),
        "is_self": user.pk == request.user.pk,
        "today": today(),
        "change": ChangeUserForm(initial={"version": user.version, "language": user.language}, prefix="change"),
        "role": RoleForm(initial={"starts_on": today()}, roles=roles, prefix="role"),
        "deputy": DeputyForm(initial={"starts_on": today()}, roles=roles, colleagues=_colleagues(request, user), prefix="deputy"),
        "regions": _regions_form(user),
    }
    return render(request, "desk/user.html", context | more, status=status)


def _colleagues(request: StaffRequest, user: Any) -> list[tuple[str, str]]:
    return [(str(row.id), row.username) for row in queries.colleagues(user)]


def _regions_form(user: Any, data: Any = None) -> RegionsForm:
    chosen = [row.region for row in user.region_scopes.all()]
    return RegionsForm(data, initial={"regions": chosen}, regions=[(row.code, row.name()) for row in regions()], prefix="regions")


@requires(Permission.ACCOUNTS)
def show_user(request: StaffRequest, key: UUID) -> HttpResponse:
    """One account: roles with their days, deputies, regions, second factors."""
    return _page(request, queries.get_user(request.user, key))


def _do(request: StaffRequest, user: Any, form: PanohForm, name: str, act: Callable[[dict[str, Any]], Any], said: str) -> HttpResponse:
    """Runs one act of the account's page: back to the page with the sentence, or with the form and what is wrong with it."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Invalid as invalid:
            form.refuse(invalid)
        except (WrongState, Conflict) as error:
            form.add_error(None, str(error.sentence))
        else:
            messages.success(request, said)
            return redirect("desk:user", user.pk)
    return _page(request, user, status=400, **{name: form})


@requires(Permission.ACCOUNTS)
@require_POST
def change_user(request: StaffRequest, key: UUID) -> HttpResponse:
    """Corrects name, telephone, language."""
    user = queries.get_user(request.user, key)
    form = ChangeUserForm(request.POST, prefix="change")

    def act(data: dict[str, Any]) -> None:
        name, phone = data["display_name"] or None, data["phone"] or None
        actions.change_user(user, display_name=name, phone=phone, language=data["language"], expected=data["version"], by=request.user)

    return _do(request, user, form, "change", act, _("Saved."))


@requires(Permission.ACCOUNTS)
@require_POST
def grant_role(request: StaffRequest, key: UUID) -> HttpResponse:
    """Gives a role from a day."""
    user = queries.get_user(request.user, key)
    form = RoleForm(request.POST, roles=HOMES[user.organisation.kind], prefix="role")

    def act(data: dict[str, Any]) -> None:
        actions.grant_role(user, Role(data["role"]), starts_on=data["starts_on"], ends_on=data["ends_on"], by=request.user)

    return _do(request, user, form, "role", act, _("Role given."))


@requires(Permission.ACCOUNTS)
@require_POST
def make_deputy(request: StaffRequest, key: UUID) -> HttpResponse:
    """Lets this account stand in for a colleague, from a day to a day."""
    user = queries.get_user(request.user, key)
    colleagues = {str(row.id): row for row in queries.colleagues(user)}
    choices = [(key, row.username) for key, row in colleagues.items()]
    form = DeputyForm(request.POST, roles=HOMES[user.organisation.kind], colleagues=choices, prefix="deputy")

    def act(data: dict[str, Any]) -> None:
        stands_for, role = colleagues[data["stands_for"]], Role(data["role"])
        actions.make_deputy(user, stands_for=stands_for, role=role, starts_on=data["starts_on"], ends_on=data["ends_on"], by=request.user)

    return _do(request, user, form, "deputy", act, _("Deputy named."))


@requires(Permission.ACCOUNTS)
@require_POST
def set_regions(request: StaffRequest, key: UUID) -> HttpResponse:
    """The regions of a regional worker."""
    user = queries.get_user(request.user, key)
    form = _regions_form(user, request.POST)
    return _do(request, user, form, "regions", lambda data: actions.set_regions(user, data["regions"], by=request.user), _("Regions set."))


@requires(Permission.ACCOUNTS)
@require_POST
def make_link(request: StaffRequest, key: UUID) -> HttpResponse:
    """A new one-time link, shown once."""
    user = queries.get_user(request.user, key)
    return _link_page(request, user, actions.make_link(user, by=request.user))


@requires(Permission.ACCOUNTS)
@require_POST
def reset_second_factor(request: StaffRequest, key: UUID) -> HttpResponse:
    """The phone is lost or taken: everything of it is good no more, and there is a new link."""
    user = queries.get_user(request.user, key)
    return _link_page(request, user, actions.reset_second_factor(user, by=request.user))


@requires(Permission.ACCOUNTS)
@require_POST
def deactivate_user(request: StaffRequest, key: UUID) -> HttpResponse:
    """Closes an account; whoever uses it just now is out."""
    user = queries.get_user(request.user, key)
    actions.deactivate_user(user, by=request.user)
    messages.success(request, _("The account is closed, and its sessions have ended."))
    return redirect("desk:user", key)


@requires(Permission.ACCOUNTS)
@require_POST
def end_role(request: StaffRequest, key: UUID) -> HttpResponse:
    """Ends a role; from now on it counts no more."""
    grant = queries.get_grant(request.user, key)
    actions.end_role(grant, by=request.user)
    messages.success(request, _("Role ended."))
    return redirect("desk:user", grant.user_id)
