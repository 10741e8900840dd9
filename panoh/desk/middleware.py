"""Doors of the desk: shut while there are no keys, polite when something goes wrong, and open once for each form."""

import contextlib
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseRedirectBase
from django.urls import is_valid_path, reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.sessions import is_discreet
from panoh.accounts.sign_in import record_denial
from panoh.audit.idempotency import SentAlready, forget_sent, led_to, note_where, sending
from panoh.audit.trail import noting_offers
from panoh.audit.undo import MOST
from panoh.core.addresses import chosen_query
from panoh.core.agent import LOCKED
from panoh.core.errors import Denied, NotFound, PanohError, is_database_away, is_null_character
from panoh.desk.frame.context import ENDED_ON, FROM_DAY, TO_DAY
from panoh.desk.frame.discreet import codes_alone, is_open_page
from panoh.desk.frame.errors import MACHINES, bad_request, locked, no_database, not_found, of_another_account, show
from panoh.desk.frame.page_account import HEADER, is_of_another
from panoh.desk.frame.sent_drafts import keep_for_undo
from panoh.people import names
from panoh.vault import client, envelope

GetResponse = Callable[[HttpRequest], HttpResponseBase]

DESK = "/desk/"
UNLOCK = "/desk/unlock/"
PACK = "/desk/pack/"  # opens with a PIN from memory, and asks no database


def locked_door(get_response: GetResponse) -> GetResponse:
    """While the keys are away every page of the desk answers 503 in three languages, every machine in one, and none
    of them touches session or database.

    Only the way to unlock and the duty pack stay open. Public pages and static files go on.
    """

    def at_the_door(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith((DESK, MACHINES)) or not client.status().locked:
            return get_response(request)
        _forget()
        if request.path.startswith(MACHINES):
            return JsonResponse({"error": str(LOCKED)}, status=503, headers={"Retry-After": "60"})
        # While locked nobody is signed in: without its cookie nothing behind this door looks for a session.
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return get_response(request) if request.path in (UNLOCK, PACK) else locked(request)

    return at_the_door


def lead_script(get_response: GetResponse) -> GetResponse:
    """A form that a script sends (`X-Sent`) is told where it leads (`X-Go`), and the page goes there: a script that followed by itself
    would take what is said once, and show it to nobody."""

    def lead(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.headers.get("X-Sent") == "script" and isinstance(response, HttpResponseRedirectBase):
            response.status_code = 204
            response.headers["X-Go"] = response.headers["Location"]
            del response.headers["Location"]
        return response

    return lead


def way_back(get_response: GetResponse) -> GetResponse:
    """Whoever comes back to what a press had opened, or reloads it, gets the page on which it was pressed, closed: the next one above in
    the address, with the same filter and the same page of a list."""

    def lead_back(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if (
            response.status_code != HTTPStatus.METHOD_NOT_ALLOWED
            or request.method not in ("GET", "HEAD")
            or not request.path.startswith(DESK)
        ):
            return response
        return HttpResponseRedirect(page_above(request.path) + chosen_query(request.META["QUERY_STRING"]))

    return lead_back


def page_above(path: str) -> str:
    """The nearest address above this one at which there is something, my day at last."""
    above = path.rstrip("/").rpartition("/")[0] + "/"
    if not above.startswith(DESK):
        return DESK
    return above if is_valid_path(above) else page_above(above)


def own_page(get_response: GetResponse) -> GetResponse:
    """What a script of a page sends that was made for another account than is signed in now goes no further: no words of one become a
    draft, a form or a reading of the other."""

    def of_own_page(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(DESK) and HEADER in request.headers and is_of_another(request):
            return of_another_account(request)
        return get_response(request)

    return of_own_page


def discreet(get_response: GetResponse) -> GetResponse:
    """While somebody may read along, every page leaves with codes and cues alone in its headings and lists."""

    def discreetly(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not (request.path.startswith(DESK) and isinstance(response, HttpResponse) and is_discreet(request)):
            return response
        if response.headers.get("Content-Type", "").startswith("text/html"):
            at = request.resolver_match.view_name if request.resolver_match else ""
            response.content = codes_alone(response.text, is_shut=not is_open_page(at), is_typed=response.status_code >= 400)
        return response

    return discreetly


def _forget() -> None:
    """This worker's share of being locked: the database file closed, no key and no folded name left in memory."""
    connections.close_all()
    envelope.forget()
    names.forget()


class errors:  # noqa: N801 -- named like the functions beside it; a class, since Django looks for process_exception
    """Turns what the house raises into a page, or a note for htmx; anything else is left to Django's handler500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for `exception`, None when it is a defect."""
        if isinstance(exception, NotFound | ObjectDoesNotExist):
            return not_found(request, exception)
        if isinstance(exception, Denied):
            record_denial(request.user)
        if isinstance(exception, PanohError):
            return show(request, exception)
        if is_database_away(exception):
            return no_database(request, exception)
        if is_null_character(exception):
            return bad_request(request, exception)
        return None


TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field


class sent_once:  # noqa: N801 -- as above
    """The same form of the same page, sent again by a double press, a reload or after an answer that got lost, is one act.

    The token against forged forms is another on every page that is shown; with account, address and what was typed it is the key. Parts
    of a page that ask by htmx stay where they are and keep none.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or "HX-Request" in request.headers or not request.path.startswith(DESK):
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User) or TOKEN not in request.POST:
            return self.get_response(request)
        key = _key(request, user)
        if led_to(key) is not None:
            return _lead(request, key)
        with sending(key, user.pk) as sent:
            response = self.get_response(request)
        if sent.is_written:
            with contextlib.suppress(DatabaseError):  # what was asked for is done; it may only be led elsewhere next time
                if isinstance(response, HttpResponseRedirect):
                    note_where(key, response.url)
                elif response.status_code < 500:  # the page stays as it is; what failed after its act was done is not done again
                    forget_sent(key)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The way on for whoever was overtaken by their own form."""
        user = request.user
        if isinstance(exception, SentAlready) and isinstance(user, User):
            return _lead(request, _key(request, user))
        return None


def where_acts_end(get_response: GetResponse) -> GetResponse:
    """Keeps in the session on which page the last act ended, by the id of its undo: there it is offered, whatever it was about."""

    def noting(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or not request.path.startswith(DESK):
            return get_response(request)
        with noting_offers() as offers:
            response = get_response(request)
        if offers:
            shown = response.url if isinstance(response, HttpResponseRedirect) else request.headers.get("HX-Current-URL", request.path)
            request.session[ENDED_ON] = [*request.session.get(ENDED_ON, [])[1 - MOST :], [str(offers[-1]), urlsplit(shown).path]]
            if isinstance(request.user, User):
                keep_for_undo(request, request.user, offers[-1])
        return response

    return noting


def way_from_day(get_response: GetResponse) -> GetResponse:
    """Keeps in the session which page my day led to; the page on which an act ends that began there, or below it, leads back."""

    def noting(request: HttpRequest) -> HttpResponseBase:
        response, here = get_response(request), request.path
        if not here.startswith(DESK) or here.startswith((PACK, UNLOCK)):  # while the server is locked no session is asked
            return response
        if _is_led_from_day(request, response) and request.session.get(FROM_DAY) != here:
            request.session[FROM_DAY] = here
        elif request.method == "POST" and isinstance(response, HttpResponseRedirect):
            to = urlsplit(response.url).path
            if to not in (DESK, UNLOCK) and here.startswith(request.session.get(FROM_DAY, "\n")):
                request.session[TO_DAY] = to
        return response

    return noting


def _is_led_from_day(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a page is asked for by a link of my day."""
    is_page = request.method == "GET" and response.status_code == HTTPStatus.OK and "HX-Request" not in request.headers
    return is_page and request.path != DESK and urlsplit(request.headers.get("Referer", "")).path == DESK


def _key(request: HttpRequest, user: User) -> bytes:
    """A hash of who sent what where, from which page."""
    found = hashlib.sha256(f"{user.pk}\n{request.path}\n".encode())
    for name, values in sorted(request.POST.lists()):
        found.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
            for part in file.chunks():
                found.update(part)
            file.seek(0)
    return found.digest()


def _lead(request: HttpRequest, key: bytes) -> HttpResponse:
    messages.info(request, _("This was already received and is saved once."))
    return HttpResponseRedirect(led_to(key) or reverse("desk:my_day"))
