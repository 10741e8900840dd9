"""One's own account: language and look, password, second factor, sessions, drafts, a token for the command line."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from panoh.accounts import actions, codes, duress, factors, own_key, passkeys, passwords, queries, sign_in
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.forms import ChangePasswordForm, CodeForm, ConfirmForm, PasskeyForm, PreferencesForm, SecondPasswordForm
from panoh.accounts.passwords import check_strength
from panoh.accounts.policy import practises
from panoh.accounts.queries import UserRow
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import address_of, is_discreet, living_sessions, reopen_session
from panoh.cases.actions.practice import join_practice
from panoh.core.errors import Invalid
from panoh.core.forms import PanohForm
from panoh.core.languages import LANGUAGES
from panoh.desk.frame.draft_rows import draft_lines
from panoh.desk.frame.form_page import CurrentState, attempt, begin
from panoh.desk.frame.own_password import fits
from panoh.desk.frame.sent_json import body_of
from panoh.desk.staff.views.sign_in import PENDING, SEED, host_of, keep_passkey


def _page(request: StaffRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    user = request.user
    context = {
        "preferences": PreferencesForm(initial=begin(None, lambda: _preferences(user))),
        "password": ChangePasswordForm(prefix="password"),
        "recovery": ConfirmForm(prefix="recovery"),
        "passkey": PasskeyForm(prefix="passkey"),
        "device": ConfirmForm(prefix="device"),
        "command": ConfirmForm(prefix="command"),
        "factors": queries.factors_of(user),
        "living_token": queries.living_token(user),
        "sessions": living_sessions(user, request.session.session_key),
        "drafts": draft_lines(user, queries.drafts(user), is_hidden=is_discreet(request)),
        "bent": duress.done_to(user),
    }
    return render(request, "desk/staff/account.html", context | more, status=status)


def _preferences(user: UserRow) -> CurrentState:
    return CurrentState(user.version, {"language": user.language, "theme": user.theme, "is_practising": practises(user)})


def _confirmed(request: StaffRequest, form: PanohForm) -> bool:
    """Whether the form is right and its password is this account's; otherwise the form says what is wrong."""
    return form.is_valid() and fits(form, lambda typed: sign_in.confirm(request.user, typed, address=address_of(request)))


@requires(Permission.DESK)
def still_here(request: StaffRequest) -> JsonResponse:
    """To a page that stands open: its account is signed in now (of another it hears before this), with the token for its forms. Under
    duress it leaves: what was typed before stays unseen."""
    if request.user.under_duress:
        return JsonResponse({"go": reverse("desk:my_day")})
    return JsonResponse({"token": get_token(request)})


@requires(Permission.DESK)
def show_account(request: StaffRequest) -> HttpResponse:
    """Everything that is one's own to set."""
    return _page(request)


@requires(Permission.DESK)
@require_POST
def set_preferences(request: StaffRequest) -> HttpResponse:
    """Language, light or dark, practice mode."""

    def act(form: PanohForm) -> None:
        given = dict(form.cleaned_data)
        actions.set_preferences(request.user, expected=given.pop("version"), **given, by=request.user)
        if given["is_practising"] and not request.user.under_duress:
            join_practice(queries.own_account(request.user))

    tried = attempt(request, PreferencesForm, act, lambda: _preferences(queries.own_account(request.user)))
    if tried.is_done:
        return _in_own_language(redirect("desk:account"))
    return _page(request, preferences=tried.form, compare=tried.compare, status=tried.status)


@requires(Permission.DESK)
@require_POST
def leave_practice(request: StaffRequest) -> HttpResponse:
    """Out of practice, to what waits in real work."""
    actions.leave_practice(request.user)
    return redirect("desk:my_day")


def _in_own_language(response: HttpResponse) -> HttpResponse:
    """What was chosen at the door in this browser is over: from now on the account decides."""
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    if settings.SESSION_COOKIE_SECURE:
        response.cookies[settings.LANGUAGE_COOKIE_NAME]["secure"] = True
    return response


@requires(Permission.DESK)
@require_POST
def keep_language(request: StaffRequest) -> HttpResponse:
    """The language that was chosen at the door becomes the account's."""
    user, chosen = request.user, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in LANGUAGES:
        actions.set_preferences(user, language=chosen, theme=user.theme, is_practising=user.is_practising, by=user)
    return _in_own_language(redirect("desk:my_day"))


@requires(Permission.DESK)
@sensitive_post_parameters()
@require_POST
def change_password(request: StaffRequest) -> HttpResponse:
    """Another password; every other session ends."""
    form = ChangePasswordForm(request.POST, prefix="password")
    if not _confirmed(request, form):
        return _page(request, password=form, status=400)
    try:
        check_strength(form.cleaned_data["password"], request.user)
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(request, password=form, status=400)
    user, fresh = request.user, form.cleaned_data["password"]
    try:
        factors.change_password(user, passwords.own_beside(user, fresh), own_key.turn_for(user, form.cleaned_data["current"], fresh))
    except Invalid as invalid:
        form.refuse(invalid)
        return _page(request, password=form, status=400)
    reopen_session(request, user)
    own_key.open_at_sign_in(request.session, user, fresh)
    messages.success(request, _("The new password now applies. Your other sign-ins have ended, also those of your phones."))
    return redirect("desk:account")


@requires(Permission.DESK, step_up=True)
@sensitive_post_parameters()
def second_password(request: StaffRequest) -> HttpResponse:
    """The password for when somebody makes one sign in: set, changed, or taken away. The page does not say whether there is one."""
    taken_away = "remove" in request.POST
    kind = ConfirmForm if taken_away else SecondPasswordForm
    form = kind(request.POST or None, prefix="remove" if taken_away else "second")
    if request.method == "POST" and _confirmed(request, form):
        try:
            factors.keep_second_password(request.user, form.cleaned_data.get("password", ""), by=request.user.actor)
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            messages.success(request, _("Saved. It applies from now on."))
            return redirect("desk:account")
    forms = {"form": SecondPasswordForm(prefix="second"), "remove": ConfirmForm(prefix="remove")}
    forms["remove" if taken_away else "form"] = form
    return render(request, "desk/staff/second_password.html", forms, status=400 if form.errors else 200)


@requires(Permission.DESK, step_up=True)
@sensitive_post_parameters()
def new_code_device(request: StaffRequest) -> HttpResponse:
    """A new app for codes: first the password, then the picture, then a code that shows it works. Read again, the picture is the same."""
    if request.method != "POST":
        return _device_page(request, CodeForm()) if SEED in request.session else redirect("desk:account")
    if "code" in request.POST and SEED in request.session:
        return _first_code(request, CodeForm(request.POST))
    confirm = ConfirmForm(request.POST, prefix="device")
    if not _confirmed(request, confirm):
        return _page(request, device=confirm, status=400)
    request.session[SEED] = codes.new_seed().hex()
    return _device_page(request, CodeForm())


def _first_code(request: StaffRequest, form: CodeForm) -> HttpResponse:
    if form.is_valid():
        user, seed = request.user, bytes.fromhex(request.session[SEED])
        try:
            factors.set_code_device(user, seed, form.cleaned_data["code"], by=user.actor, keep=request.session.session_key)
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            del request.session[SEED]
            messages.success(request, _("The app is set up. The old one no longer works."))
            return redirect("desk:account")
    return _device_page(request, form)


def _device_page(request: StaffRequest, form: CodeForm) -> HttpResponse:
    setup = codes.setup(bytes.fromhex(request.session[SEED]), request.user.username)
    return render(request, "desk/staff/code_device.html", {"form": form, "setup": setup}, status=400 if form.errors else 200)


@requires(Permission.DESK, step_up=True)
@sensitive_post_parameters()
@require_POST
def new_recovery_codes(request: StaffRequest) -> HttpResponse:
    """Ten new codes, shown once."""
    form = ConfirmForm(request.POST, prefix="recovery")
    if not _confirmed(request, form):
        return _page(request, recovery=form, status=400)
    fresh = factors.make_recovery_codes(request.user, by=request.user.actor)
    return render(request, "desk/staff/recovery_codes.html", {"codes": fresh, "go_on": reverse("desk:account")})


@requires(Permission.DESK, step_up=True)
@sensitive_post_parameters()
@require_POST
def make_token(request: StaffRequest) -> HttpResponse:
    """A token for the command line, shown once, good for an hour. The one before is good no more."""
    form = ConfirmForm(request.POST, prefix="command")
    if not _confirmed(request, form):
        return _page(request, command=form, status=400)
    return _page(request, token=sign_in.make_token(request.user, by=request.user.actor))


@requires(Permission.DESK)
@require_POST
def revoke_token(request: StaffRequest) -> HttpResponse:
    """The token for the command line is good no more."""
    sign_in.revoke_token(request.user, by=request.user.actor)
    messages.success(request, _("The token no longer works."))
    return redirect("desk:account")


@requires(Permission.DESK)
@require_POST
def end_session(request: StaffRequest) -> HttpResponse:
    """Ends one of one's own sessions, on a telephone that is not at hand."""
    if actions.end_own_session(request.user, request.POST.get("mark", ""), by=request.user):
        messages.success(request, _("Sign-in ended."))
    return redirect("desk:account")


@requires(Permission.DESK, step_up=True)
@require_POST
def add_passkey(request: StaffRequest) -> JsonResponse:
    """A new passkey: with the password what to ask the browser, with its answer it is kept."""
    body = body_of(request)
    if "answer" in body:
        return keep_passkey(request, request.user, body)
    form = PasskeyForm({"passkey-label": body.get("label", ""), "passkey-current": body.get("password", "")}, prefix="passkey")
    if not _confirmed(request, form):
        return JsonResponse({"sentence": " ".join(str(error) for errors in form.errors.values() for error in errors)}, status=400)
    options, request.session[PENDING] = passkeys.new_options(request.user, host_of(request))
    return JsonResponse(options)


@requires(Permission.DESK)
@require_POST
def remove_passkey(request: StaffRequest, key: UUID) -> HttpResponse:
    """Takes one of one's own passkeys away; an account keeps at least one second factor."""
    try:
        passkeys.remove_passkey(request.user, key, by=request.user.actor)
    except Invalid as invalid:
        messages.error(request, str(invalid.sentence))
        return redirect("desk:account")
    messages.success(request, _("Passkey removed."))
    return redirect("desk:account")
