"""At the entrance of the desk: the language of whoever is there, and who may come in at all."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from panoh.accounts import own_key
from panoh.accounts.access import Access, ProveAgain, access_of
from panoh.accounts.drafts import DRAFT_ID, MOST_BYTES, keep_draft, typed_in
from panoh.accounts.models import User
from panoh.accounts.reach import reach_of
from panoh.accounts.sessions import TO_PRESS, has_second_factor, proved_lately, whose_was
from panoh.accounts.sign_in import record_denial, user_of_token
from panoh.accounts.ways import sealed_way
from panoh.core.addresses import chosen_query
from panoh.core.db.row_level_security import NOTHING, reach_no_further, rls_scope
from panoh.core.duress import under_duress
from panoh.core.ids import id_or_none
from panoh.core.languages import LANGUAGES
from panoh.core.practice import practising

GetResponse = Callable[[HttpRequest], HttpResponseBase]

DESK = "/desk/"
AT_THE_DOOR = ("/desk/sign-in/", "/desk/welcome/")  # whoever comes in there is not whose session it was
LONGEST_KEY = 120
NO_TOKEN = _("Send a valid token: Authorization: Bearer, then the token from your account page.")
NOT_ALLOWED = _("This account has no access to this.")


def staff_language(get_response: GetResponse) -> GetResponse:
    """Staff read the desk in the language that was chosen at the door in this browser, else in that of their account; before sign-in the
    browser's own comes next, then Tajik.

    Public pages take theirs from the address.
    """

    def in_language(request: HttpRequest) -> HttpResponseBase:
        user = request.user if request.path.startswith(DESK) else None
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) if user is not None else None
        own = user.language if isinstance(user, User) else translation.get_language_from_request(request)
        language = chosen if chosen in LANGUAGES else own
        with translation.override(language):
            response = get_response(request)
            if request.path.startswith(DESK):
                response.headers.setdefault("Content-Language", language)
        return response

    return in_language


class access:  # noqa: N801 -- named like the function beside it; a class, since Django looks for process_view
    """Refuses every view that does not say who may call it, and everybody whom it does not name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Until it is known who asks (`process_view`); whoever is let in without an account is shown no row of a case.
        with rls_scope(NOTHING):
            if not request.path.startswith(DESK):
                return self.get_response(request)
            user = None if request.path.startswith(AT_THE_DOOR) else request.user
            with under_duress(isinstance(user, User) and user.under_duress), practising(user), own_key.in_hand(request.session):
                return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponseBase | None:
        """None lets the request through; otherwise the way to the sign-in page, 403, or 405 for a method it is not asked by."""
        declared = access_of(view)
        if declared is None:
            raise PermissionDenied
        if request.method not in declared.methods:
            return HttpResponseNotAllowed(declared.methods)
        if declared.permissions is None:
            return None
        if declared.by_token:
            return _let_machine_in(request, declared)
        user = request.user
        if not isinstance(user, User) or not has_second_factor(request):
            return _to_sign_in(request)
        if not declared.lets_in(user):
            raise PermissionDenied
        if declared.step_up and not proved_lately(request):
            return _to_prove(request, user)
        reach_no_further(reach_of(user))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """To the page that asks for the second factor again, where a view found that it is needed."""
        return _to_prove(request, request.user) if isinstance(exception, ProveAgain) and isinstance(request.user, User) else None


def _let_machine_in(request: HttpRequest, declared: Access) -> HttpResponseBase | None:
    """Whose token it is acts. No cookie counts here, so no page of others can make a browser ask."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    user = user_of_token(token.strip()) if kind.lower() == "bearer" else None
    if user is None:
        answer = JsonResponse({"error": str(NO_TOKEN)}, status=401)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if not declared.lets_in(user):
        record_denial(user)
        return JsonResponse({"error": str(NOT_ALLOWED)}, status=403)
    request.user = user
    reach_no_further(reach_of(user))
    return None


def _kept(request: HttpRequest, user: User | None) -> str:
    """Keeps a form that came too late as a draft of whose session it is, or was, and gives the page on which it comes back.

    It came past the form check, so no foreign page sent it; and a draft is offered to its owner, never acted on.
    """
    key = str(request.POST.get("draft", ""))[:LONGEST_KEY]
    values = typed_in(request.POST)
    if not key or user is None or len(json.dumps(values, ensure_ascii=False).encode()) > MOST_BYTES:
        return ""
    held = id_or_none(request.POST.get(DRAFT_ID, ""))
    is_newest = keep_draft(user, key, values, path=request.path, held=held) == key
    return f"{request.path}?draft=use{'' if is_newest else f'&of={held}'}"


def _sent(request: HttpRequest, address: str) -> HttpResponseBase:
    """To another page; a script is told so in its own way."""
    if request.content_type == "application/json":
        return JsonResponse({"go": address}, status=401)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, and back afterwards where that is safe: only the path, which holds codes and ids alone, and is sealed."""
    door = address = reverse("desk:sign_in")
    if request.method in {"GET", "HEAD"} and request.path != "/desk/":
        address = f"{door}?{urlencode({'next': sealed_way(request.path)})}"
    elif request.method == "POST" and (back := _kept(request, _late(request))):
        address = f"{door}?{urlencode({'next': sealed_way(back), 'draft': 'kept'})}"
    elif request.POST.get("draft") and "X-Sent" not in request.headers:  # a script keeps its page
        address = f"{door}?draft=lost"
    return _sent(request, door if "HX-Request" in request.headers else address)


def _late(request: HttpRequest) -> User | None:
    return whose_was(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")) if request.POST.get("draft") else None


def _to_prove(request: HttpRequest, user: User) -> HttpResponseBase:
    """To the page that asks for the second factor again, then back: to the form with what was typed, or to the page with the button."""
    request.session[TO_PRESS] = "" if request.method in {"GET", "HEAD"} else request.path
    if request.method in {"GET", "HEAD"}:
        back = request.path
    elif kept := _kept(request, user):
        back = kept
    else:
        came = urlsplit(request.headers.get("Referer", ""))  # from a foreign site the form check lets nothing through
        back = came.path + chosen_query(came.query)
    return _sent(request, f"{reverse('desk:prove')}?{urlencode({'next': back})}")
