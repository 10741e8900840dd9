"""Headers that every answer carries, whatever made it; and the host names under which the house does not say who it is."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port

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
# Public pages stay readable for a week without a network, in the ordinary cache of the browser, which "Leave quickly" empties.
KEPT = "private, max-age=604800"
NO_TRACE = "noindex, nofollow, noarchive, nosnippet"


def let_be_kept(response: HttpResponseBase) -> None:
    """Marks an answer that says nothing about its reader and holds nothing they typed: the one kind that a browser may keep."""
    response.may_be_kept = True  # type: ignore[attr-defined]


def security_headers(get_response: GetResponse) -> GetResponse:
    """Adds what Django's own middleware does not: no page is stored but those marked, and the desk stays out of search engines."""

    def add_headers(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = KEPT if getattr(response, "may_be_kept", False) else "no-store"
        if request.path.startswith("/desk/"):
            response.headers["X-Robots-Tag"] = NO_TRACE
        return response

    return add_headers


ANSWERS = "/r/"
ANSWERS_STYLE = "core/plain."


def answer_hosts(get_response: GetResponse) -> GetResponse:
    """Under a name that stands in letters which say nothing of the house there is one page, whatever is asked for: that of the answers.

    Who is curious about the name finds no first page, no desk, no picture and no style of ours.
    """

    def at_the_door(request: HttpRequest) -> HttpResponseBase:
        allowed = (ANSWERS, f"{settings.STATIC_URL}{ANSWERS_STYLE}")
        if not request.path.startswith(allowed) and split_domain_port(request.get_host())[0] in settings.ANSWER_HOSTS:
            request.path = request.path_info = ANSWERS
        return get_response(request)

    return at_the_door
