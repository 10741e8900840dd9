"""Accounts of everybody, for the administrator: who works where, in which roles, until when. No case is seen here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts import actions, policy, queries, two_people
from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.enums import RightKind
from panoh.accounts.forms import AddUserForm, ChangeUserForm, DeputyForm, RegionsForm, RoleForm
from panoh.accounts.queries import UserRow
from panoh.accounts.roles import HOMES, Permission, Role
from panoh.core.clock import today
from panoh.core.forms import PanohForm
from panoh.desk.frame.form_page import Attempt, CurrentState, Make, Offered, Words, attempt, begin, held_draft, offer_draft
from panoh.desk.frame.sent_drafts import draft_is_sent
from panoh.places.catalogue import regions

ASKED = gettext_lazy(
    "This gives access to names or cannot be undone, so a second person must agree: a coordinator or the data guardian. They "
    "have been told. The one who agrees gets the link, if there is one, and hands it over."
)
ENDED_AND_ASKED = gettext_lazy(
    "The account's sign-ins have ended, and no phone rings for it or sends in its name. A second person must agree to new sign-in methods: "
    "a coordinator or the data guardian. They have been told. The one who agrees gets the link and hands it over."
)
ENDED_AND_NOBODY = gettext_lazy(
    "The account's sign-ins have ended, and no phone rings for it or sends in its name. There is no coordinator and no data guardian: "
    "nobody can agree to new sign-in methods."
)
NOBODY = gettext_lazy("There is no coordinator and no data guardian: nobody was told and nobody can agree.")
NEW = "user:new"  # the draft of an account that is not there yet


@requires(Permission.ACCOUNTS)
def show_users(request: StaffRequest) -> HttpResponse:
    """Every account by its alias; names stay closed."""
    return render(request, "desk/staff/users.html", {"rows": [(user, None) for user in queries.users(request.user)]})


@requires(Permission.ACCOUNTS)
@require_POST
def show_names(request: StaffRequest) -> HttpResponse:
    """The same list with names and telephones, opened on purpose and in the record."""
    check_may_open_list(request)
    users = list(queries.users(request.user))
    opened = queries.names_of(users, by=request.user)
    return render(request, "desk/staff/users.html", {"rows": list(zip(users, opened, strict=True)), "is_open": True})


@requires(Permission.ACCOUNTS, step_up=True)
def add_user(request: StaffRequest) -> HttpResponse:
    """A new account and its one-time link."""
    organisations = {str(row.id): row for row in queries.present_organisations()}
    choices = [(key, row.name) for key, row in organisations.items()]

    def make(data: QueryDict | None) -> AddUserForm:
        return AddUserForm(data, organisations=choices)

    def act(form: PanohForm) -> Any:
        given = dict(form.cleaned_data)
        home, roles = organisations[given.pop("organisation")], [Role(role) for role in given.pop("roles")]
        return two_people.add_account(organisation=home, roles=roles, by=request.user, **given)

    tried = attempt(request, make, act) if request.method == "POST" else Attempt(make(None))
    if tried.is_done:
        draft_is_sent(request, NEW)
        return _way_in(request, tried.made, two_people.first_link(tried.made, by=request.user))
    saved = offer_draft(request, tried.form, NEW)
    return render(request, "desk/staff/user_add.html", {"form": tried.form, "draft": NEW, "saved": saved}, status=tried.status)


def _way_in(request: StaffRequest, user: UserRow, token: str, asked: Words = ASKED, nobody: Words = NOBODY) -> HttpResponse:
    """The link, or that a second person gives it."""
    if token:
        return link_page(request, user, token)
    messages.info(request, str(asked if policy.holders(Role.COORDINATOR, Role.DATA_GUARDIAN).exists() else nobody))
    return redirect("desk:user", user.pk)


def link_page(request: StaffRequest, user: UserRow, token: str) -> HttpResponse:
    """A one-time link, shown once."""
    address = request.build_absolute_uri(reverse("desk:welcome", args=[token]))
    return render(request, "desk/staff/user_link.html", {"account": user, "address": address})


def _page(request: StaffRequest, user: UserRow, *, status: int = 200, **more: Any) -> HttpResponse:
    change, draft = ChangeUserForm(initial=begin(None, lambda: _facts(user)), prefix="change"), f"user:{user.pk}"
    saved = offer_draft(request, change, draft) if request.method != "POST" else Offered(held_draft(request))
    roles = sorted(HOMES[user.organisation.kind], key=list(Role).index)
    context = {
        "account": user,
        "grants": queries.grants_of(user),
        "factors": queries.factors_of(user),
        "is_self": user.pk == request.user.pk,
        "today": today(),
        "change": change,
        "draft": draft,
        "saved": saved,
        "is_changing": bool(saved or change.initial.keys() & {"display_name", "phone"}),
        "role": RoleForm(initial={"starts_on": today()}, roles=roles, prefix="role"),
        "deputy": DeputyForm(initial={"starts_on": today()}, roles=roles, colleagues=_colleagues(request, user), prefix="deputy"),
        "regions": _regions_form(user),
    }
    return render(request, "desk/staff/user.html", context | more, status=status)


def _colleagues(request: StaffRequest, user: UserRow) -> list[tuple[str, str]]:
    return [(str(row.id), row.username) for row in queries.colleagues(user)]


def _facts(user: UserRow) -> CurrentState:
    return CurrentState(user.version, {"language": user.language})


def _regions_now(user: UserRow) -> CurrentState:
    return CurrentState(user.version, {"regions": [row.region for row in user.region_scopes.all()]})


def _regions_form(user: UserRow, data: QueryDict | None = None) -> RegionsForm:
    start = begin(data, lambda: _regions_now(user))
    return RegionsForm(data, initial=start, regions=[(row.code, row.name()) for row in regions()], prefix="regions")


@requires(Permission.ACCOUNTS)
def show_user(request: StaffRequest, key: UUID) -> HttpResponse:
    """One account: roles with their days, deputies, regions, second factors."""
    return _page(request, queries.get_user(request.user, key))


def _do[F: PanohForm, M](
    request: StaffRequest,
    key: UUID,
    name: str,
    make: Make[F],
    act: Callable[[F], M],
    said: str | Callable[[M], str],
    now: Callable[[], CurrentState] | None = None,
) -> HttpResponse:
    """Runs one act of the account's page: back to the page with the sentence, or with the form and what is wrong with it."""
    tried = attempt(request, make, act, now)
    if tried.is_done:
        messages.success(request, said(tried.made) if callable(said) else said)
        return redirect("desk:user", key)
    more = {name: tried.form, "compare": tried.compare, "compared": name}
    return _page(request, queries.get_user(request.user, key), status=tried.status, **more)


@requires(Permission.ACCOUNTS)
@require_POST
def change_user(request: StaffRequest, key: UUID) -> HttpResponse:
    """Corrects name, telephone, language."""
    user = queries.get_user(request.user, key)

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        name, phone = given["display_name"] or None, given["phone"] or None
        actions.change_user(user, display_name=name, phone=phone, language=given["language"], expected=given["version"], by=request.user)
        draft_is_sent(request, f"user:{user.pk}")

    def now() -> CurrentState:
        """What stands there now; of the sealed words only those that were written anew, since the others stay."""
        fresh = queries.get_user(request.user, key)
        written = [name for name in ("display_name", "phone") if request.POST.get(f"change-{name}")]
        (opened,) = queries.names_of([fresh], by=request.user) if written else (None,)
        return CurrentState(fresh.version, {**{name: getattr(opened, name) for name in written}, "language": fresh.language})

    return _do(request, key, "change", lambda data: ChangeUserForm(data, prefix="change"), act, _("Saved."), now)


@requires(Permission.ACCOUNTS, step_up=True)
@require_POST
def grant_role(request: StaffRequest, key: UUID) -> HttpResponse:
    """Gives a role from a day."""
    user = queries.get_user(request.user, key)

    def make(data: QueryDict | None) -> RoleForm:
        return RoleForm(data, roles=HOMES[user.organisation.kind], prefix="role")

    def act(form: PanohForm) -> bool:
        given = form.cleaned_data
        return two_people.give_role(user, Role(given["role"]), starts_on=given["starts_on"], ends_on=given["ends_on"], by=request.user)

    return _do(request, key, "role", make, act, lambda given: _("Role given.") if given else str(ASKED))


@requires(Permission.ACCOUNTS, step_up=True)
@require_POST
def make_deputy(request: StaffRequest, key: UUID) -> HttpResponse:
    """Lets this account stand in for a colleague, from a day to a day."""
    user = queries.get_user(request.user, key)
    colleagues = {str(row.id): row for row in queries.colleagues(user)}
    choices = [(key, row.username) for key, row in colleagues.items()]

    def make(data: QueryDict | None) -> DeputyForm:
        return DeputyForm(data, roles=HOMES[user.organisation.kind], colleagues=choices, prefix="deputy")

    def act(form: PanohForm) -> bool:
        given = form.cleaned_data
        days = {name: given[name] for name in ("starts_on", "ends_on")}
        return two_people.give_role(user, Role(given["role"]), stands_for=colleagues[given["stands_for"]], **days, by=request.user)

    return _do(request, key, "deputy", make, act, lambda given: _("Deputy named.") if given else str(ASKED))


@requires(Permission.ACCOUNTS, step_up=True)
@require_POST
def set_regions(request: StaffRequest, key: UUID) -> HttpResponse:
    """The regions of a regional worker: what is added waits for a second person where it opens names."""
    user = queries.get_user(request.user, key)

    def act(form: PanohForm) -> bool:
        return two_people.set_regions(user, form.cleaned_data["regions"], expected=form.cleaned_data["version"], by=request.user)

    def now() -> CurrentState:
        return _regions_now(queries.get_user(request.user, key))

    def make(data: QueryDict | None) -> RegionsForm:
        return _regions_form(user, data)

    return _do(request, key, "regions", make, act, lambda held: _("Regions saved.") if held else str(ASKED), now)


@requires(Permission.ACCOUNTS, step_up=True)
@require_POST
def make_link(request: StaffRequest, key: UUID) -> HttpResponse:
    """A new one-time link, shown once."""
    user = queries.get_user(request.user, key)
    return _way_in(request, user, two_people.give_way_in(user, RightKind.LINK, by=request.user))


@requires(Permission.ACCOUNTS, step_up=True)
@require_POST
def reset_second_factor(request: StaffRequest, key: UUID) -> HttpResponse:
    """The phone is lost or taken: what is signed in ends at once; app, passkeys and recovery codes end and there is a new link, at once or
    when a second person agrees."""
    user = queries.get_user(request.user, key)
    token = two_people.give_way_in(user, RightKind.FACTOR, by=request.user)
    return _way_in(request, user, token, ENDED_AND_ASKED, ENDED_AND_NOBODY)


@requires(Permission.ACCOUNTS)
@require_POST
def deactivate_user(request: StaffRequest, key: UUID) -> HttpResponse:
    """Closes an account; whoever uses it just now is out."""
    user = queries.get_user(request.user, key)
    actions.deactivate_user(user, by=request.user)
    messages.success(request, _("Account closed. Its sign-ins have ended."))
    return redirect("desk:user", key)


@requires(Permission.ACCOUNTS)
@require_POST
def end_role(request: StaffRequest, key: UUID) -> HttpResponse:
    """Ends a role; from now on it counts no more."""
    grant = queries.get_grant(request.user, key)
    actions.end_role(grant, by=request.user)
    messages.success(request, _("Role ended."))
    return redirect("desk:user", grant.user_id)
