"""Headers that every answer carries, whatever made it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

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
NO_TRACE = "noindex, nofollow, noarchive, nosnippet"


def security_headers(get_response: GetResponse) -> GetResponse:
    """Adds what Django's own middleware does not: no page is ever stored, and the desk stays out of search engines."""

    def add_headers(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        if request.path.startswith("/desk/"):
            response.headers["X-Robots-Tag"] = NO_TRACE
        return response

    return add_headers
