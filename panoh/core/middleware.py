"""Headers that every answer carries, whatever made it; and the host names under which the house does not say who it is."""

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import split_domain_port
from django.utils.cache import get_conditional_response

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# SecurityMiddleware and the CSP middleware add theirs; X-Frame-Options stands here too, for answers made before its own middleware.
HEADERS = {
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "serial=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
}
# What is said of documents and workers alone: a style or script of ours within a page would carry a kilobyte of it for nothing.
OF_DOCUMENTS = (*(name for name in HEADERS if name != "Cross-Origin-Resource-Policy"), "Content-Security-Policy")
WITHIN_A_PAGE = ("text/css", "text/javascript")
# Public pages are asked for anew each time: a number that is dead, a place found unsafe must not be read for days. The copy for a time
# without a network lies in the ordinary cache of the browser, which "Leave quickly" empties; a script asks for it (core/js/fresh.js),
# and does not show it before the page was asked for anew.
ASKED_ANEW = "private, no-cache"
FOR_A_WEEK = "private, max-age=604800"
TO_KEEP = "X-Keep"
NO_TRACE = "noindex, nofollow, noarchive, nosnippet"


def let_be_kept(response: HttpResponse) -> None:
    """Marks an answer that says nothing about its reader and holds nothing they typed: the one kind that a browser may keep."""
    response.may_be_kept = True  # type: ignore[attr-defined]
    response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'


def security_headers(get_response: GetResponse) -> GetResponse:
    """Adds what Django's own middleware does not: no page is stored but those marked, and the desk stays out of search engines."""

    def add_headers(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_kept = getattr(response, "may_be_kept", False)
        if is_kept:
            assert isinstance(response, HttpResponse), "only whole answers are kept"
            response = get_conditional_response(request, etag=response.headers["ETag"], response=response) or response
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(settings.STATIC_URL):
            _lighten(response)
        else:
            kept = FOR_A_WEEK if TO_KEEP in request.headers else ASKED_ANEW
            response.headers["Cache-Control"] = kept if is_kept else "no-store"
        if request.path.startswith("/desk/"):
            response.headers["X-Robots-Tag"] = NO_TRACE
        return response

    return add_headers


def _lighten(response: HttpResponseBase) -> None:
    if response.headers.get("Content-Type", "").startswith(WITHIN_A_PAGE):
        for name in OF_DOCUMENTS:
            response.headers.pop(name, None)


ANSWERS, ANSWERS_FILES = "/r/", ("core/plain.",)
FIELD, FIELD_FILES = "/field/", ("core/plain.", "core/js/hpke.", "core/js/asked.", "core/js/field.")


def hosts_of_one_page(get_response: GetResponse) -> GetResponse:
    """Under some names there is one page and what it needs, whatever is asked for: that of the answers under a name that stands in letters
    which say nothing of the house, that for telephones without a network under one whose store no other page of ours can read or clear.

    Who is curious about the name finds no first page, no desk, no picture and no style of ours.
    """

    def at_the_door(request: HttpRequest) -> HttpResponseBase:
        host = split_domain_port(request.get_host())[0]
        for hosts, page, files in ((settings.ANSWER_HOSTS, ANSWERS, ANSWERS_FILES), (settings.FIELD_HOSTS, FIELD, FIELD_FILES)):
            if host in hosts and not request.path.startswith((page, *(f"{settings.STATIC_URL}{name}" for name in files))):
                request.path = request.path_info = page
        return get_response(request)

    return at_the_door
