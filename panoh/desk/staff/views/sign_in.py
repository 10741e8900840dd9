"""The door: signing in and out, passkeys, and the one-time link of a new account."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from panoh.accounts import codes, factors, own_key, passkeys, sign_in
from panoh.accounts.access import public
from panoh.accounts.forms import CodeForm, NewPasswordForm, SignInForm
from panoh.accounts.limits import TooMany
from panoh.accounts.passwords import check_strength, hashed
from panoh.accounts.queries import SignInLinkRow, UserRow, factors_of
from panoh.accounts.sessions import address_of, close_session, open_session
from panoh.accounts.turns import Door, turn
from panoh.accounts.ways import opened_way
from panoh.core.errors import Invalid
from panoh.desk.frame.errors import come_back
from panoh.desk.frame.next_page import HOME, safe_next
from panoh.desk.frame.page_account import account_mark
from panoh.desk.frame.sent_json import body_of

PENDING = "passkey_state"  # what a passkey must answer, kept in the session until it does, once
WELCOME = "welcome"
SEED = "seed"
LANGUAGE_SECONDS, WORKED_SECONDS = 365 * 86400, 86400


def host_of(request: HttpRequest) -> str:
    """The name in the address line, on which passkeys work: "localhost" on one PC."""
    return request.get_host().rsplit(":", 1)[0]


@public
@sensitive_post_parameters()
def show_sign_in(request: HttpRequest) -> HttpResponse:
    """One page for account, password and code; wrong, unknown and closed are answered alike."""
    if request.method != "POST":
        return _door(request, SignInForm(initial={"next": request.GET.get("next", "")}))
    form = SignInForm(request.POST)
    try:
        with turn(Door.DESK):  # taken before anything is read: of a crowd all but one go at once
            if not form.is_valid():
                return _door(request, form)
            data = form.cleaned_data
            if user := _signed_in(request, data):
                return _works_here(redirect(_way_of(request, user, data["next"])), user)
    except TooMany as error:
        return come_back(request, error)
    form.add_error(None, _("The account, the password or the code is wrong. Try again with the next code."))
    return _door(request, form, 401)


def _signed_in(request: HttpRequest, data: dict[str, Any]) -> UserRow | None:
    """In the turn of who asks, so that who was let in gets their own key as well. Raises TooMany."""
    user = sign_in.prove(data["account"], data["password"], data["code"], address=address_of(request))
    if user is None:
        return None
    open_session(request, user, "code", by_mouse=bool(data["by_mouse"]))
    own_key.open_at_sign_in(request.session, user, data["password"])
    _tell_of_duress(request, user)
    return user


def _way_of(request: HttpRequest, user: UserRow, sealed: str) -> str:
    """The page that was asked for; my day where somebody else worked in this browser last, whose page it may have been."""
    mark = request.COOKIES.get(settings.WORKED_COOKIE_NAME, "")
    return HOME if mark and mark != account_mark(user) else safe_next(opened_way(sealed))


def _works_here[R: HttpResponse](response: R, user: UserRow) -> R:
    """This browser keeps for a day who worked in it: of the account only what tells it from another."""
    name, secure = settings.WORKED_COOKIE_NAME, settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, account_mark(user), max_age=WORKED_SECONDS, httponly=True, samesite="Lax", secure=secure)
    return response


def _door(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "languages": settings.LANGUAGES, "typed": request.GET.get("draft", "")}
    return render(request, "desk/staff/sign_in.html", context, status=status)


def _tell_of_duress(request: HttpRequest, user: UserRow) -> None:
    """With the first free sign-in after one under duress."""
    if user.was_bent:
        with translation.override(user.language):  # the door may speak another one
            messages.warning(request, _("Your last sign-in was under duress. “My account” lists what was done then."))


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends this session; the browser is asked to forget everything of the desk, but not what waits on a field telephone of this address,
    nor the language that was chosen at the door."""
    if request.user.is_authenticated:
        sign_in.sign_out(request.user)
    close_session(request)  # its cookie goes with it
    response = redirect("desk:sign_in")
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of the door, kept in a cookie: this browser speaks it until the account is told otherwise. The way back stays."""
    way, language = request.POST.get("next", ""), request.POST.get("language", "")
    response = redirect(reverse("desk:sign_in") + (f"?{urlencode({'next': way})}" if opened_way(way) else ""))
    if language in dict(settings.LANGUAGES):
        name, secure = settings.LANGUAGE_COOKIE_NAME, settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, language, max_age=LANGUAGE_SECONDS, httponly=True, samesite="Lax", secure=secure)
    return response


@public
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser asks its passkeys."""
    options, state = passkeys.sign_in_options(host_of(request))
    request.session[PENDING] = state
    return JsonResponse(options)


@public
@require_POST
def passkey_sign_in(request: HttpRequest) -> JsonResponse:
    """Signs in whoever's passkey answered rightly."""
    state = request.session.pop(PENDING, None)
    body = body_of(request)
    user = passkeys.sign_in_with_passkey(host_of(request), state, body.get("answer", {})) if state else None
    if user is None:
        return JsonResponse({"sentence": str(passkeys.REFUSED)}, status=401)
    open_session(request, user, "passkey", by_mouse=bool(body.get("by_mouse")))
    _tell_of_duress(request, user)
    return _works_here(JsonResponse({"next": _way_of(request, user, str(body.get("next", "")))}), user)


@public
@sensitive_post_parameters()
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: first a password, then a second factor, then the recovery codes, shown once."""
    link = factors.link_of(token)
    if link is None:
        return render(request, "desk/staff/welcome_over.html", status=410)
    with translation.override(link.user.language):
        if request.session.get(WELCOME) != str(link.id):
            return _first_password(request, link)
        return _second_factor(request, link)


def _first_password(request: HttpRequest, link: SignInLinkRow) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_strength(form.cleaned_data["password"], link.user)
            encoded = hashed(form.cleaned_data["password"])
        except Invalid as invalid:
            form.refuse(invalid)
        except TooMany as error:
            form.add_error(None, str(error.sentence))
            return render(request, "desk/staff/welcome_password.html", {"form": form, "account": link.user.username}, status=error.status)
        else:
            factors.set_password(link.user, encoded, by=link.user.actor)
            request.session.cycle_key()
            request.session[WELCOME] = str(link.id)
            request.session[SEED] = codes.new_seed().hex()
            return HttpResponseRedirect(request.path)
    return render(request, "desk/staff/welcome_password.html", {"form": form, "account": link.user.username})


def _second_factor(request: HttpRequest, link: SignInLinkRow) -> HttpResponse:
    seed = bytes.fromhex(request.session[SEED])
    has_passkey = bool(factors_of(link.user).passkeys)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "code" in request.POST and form.is_valid():
        try:
            factors.set_code_device(link.user, seed, form.cleaned_data["code"], by=link.user.actor)
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            return _finish(request, link, "code")
    if request.method == "POST" and "finish" in request.POST and has_passkey:
        return _finish(request, link, "passkey")
    context = {"form": form, "setup": codes.setup(seed, link.user.username), "has_passkey": has_passkey, "account": link.user.username}
    return render(request, "desk/staff/welcome_factor.html", context)


def _finish(request: HttpRequest, link: SignInLinkRow, factor: str) -> HttpResponse:
    fresh = factors.finish_welcome(link, by=link.user.actor)
    sign_in.let_in(link.user, by=link.user.actor)
    open_session(request, link.user, factor)
    return render(request, "desk/staff/recovery_codes.html", {"codes": fresh, "go_on": reverse("desk:account")})


@public
@require_POST
def welcome_passkey(request: HttpRequest, token: str) -> JsonResponse:
    """The passkey of a new account: without an answer what to ask the browser, with one it is kept."""
    link = factors.link_of(token)
    if link is None or request.session.get(WELCOME) != str(link.id):
        return JsonResponse({"sentence": _("This link no longer works.")}, status=410)
    body = body_of(request)
    if "answer" not in body:
        options, request.session[PENDING] = passkeys.new_options(link.user, host_of(request))
        return JsonResponse(options)
    return keep_passkey(request, link.user, body)


def keep_passkey(request: HttpRequest, user: UserRow, body: dict[str, Any]) -> JsonResponse:
    """Keeps the passkey that answers what this session asked, once."""
    state = request.session.pop(PENDING, None)
    try:
        passkeys.keep_passkey(user, host_of(request), state or {}, body["answer"], label=str(body.get("label", "")), by=user.actor)
    except Invalid as invalid:
        return JsonResponse({"sentence": str(invalid.sentence)}, status=400)
    return JsonResponse({"next": str(body.get("back", "")) if str(body.get("back", "")).startswith(HOME) else reverse("desk:account")})
