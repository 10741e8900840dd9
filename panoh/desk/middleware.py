"""Two doors of the desk: shut while there are no keys, and polite when something goes wrong."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from panoh.accounts.sign_in import record_denial
from panoh.core.agent import LOCKED
from panoh.core.errors import Denied, NotFound, PanohError
from panoh.desk.views.errors import locked, not_found, show
from panoh.people import names
from panoh.vault import client, envelope

GetResponse = Callable[[HttpRequest], HttpResponseBase]

DESK = "/desk/"
UNLOCK = "/desk/unlock/"
API = "/api/"
PACK = "/desk/pack/"  # opens with a PIN from memory, and asks no database


def locked_door(get_response: GetResponse) -> GetResponse:
    """While the keys are away every page of the desk answers 503 in three languages, every machine in one, and none
    of them touches session or database.

    Only the way to unlock and the duty pack stay open. Public pages and static files go on.
    """

    def at_the_door(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith((DESK, API)) or not client.status().locked:
            return get_response(request)
        _forget()
        if request.path.startswith(API):
            return JsonResponse({"error": str(LOCKED)}, status=503, headers={"Retry-After": "60"})
        # While locked nobody is signed in: without its cookie nothing behind this door looks for a session.
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return get_response(request) if request.path in (UNLOCK, PACK) else locked(request)

    return at_the_door


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
        return None
