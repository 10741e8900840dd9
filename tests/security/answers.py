"""What every answer of the house carries, and which addresses go without the check of forms."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

EXPECTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
# A style or script within a page is no document: the others are said of documents.
WITHIN_A_PAGE = ("Cross-Origin-Resource-Policy", "Strict-Transport-Security", "X-Content-Type-Options")
# What is sealed or answered without a cookie has none to be abused (public/write_views.py, public/reply_views.py, public/field_views.py,
# public/ring_views.py, public/notice_views.py); leaving quickly empties the browser's cache, and that is all it does.
NO_FORM_CHECK = {
    "/exit/",
    "/r/<str:token>/<language:language>/",
    "/r/have/<str:token>/",  # the link is the capability, and works once
    "/r/going/<str:token>/",
    "/^r(?:/|$)",
    "/field/<language:language>/sign-in/",
    "/field/<language:language>/send/",
    "/ring/now/",
    "/<language:language>/write/",
    "/<language:language>/answer/",
}


def missing(response: HttpResponse, where: str) -> list[str]:
    """The headers that an answer lacks, in words."""
    if where.startswith("/static/") and response.status_code == 200 and where.endswith((".css", ".js")):
        return [name for name in WITHIN_A_PAGE if response.headers.get(name) != EXPECTED[name]]
    found = [name for name, value in EXPECTED.items() if response.headers.get(name) != value]
    # Neither tells another place where somebody came from; the pages behind a link that is itself the key tell ours neither.
    if response.headers.get("Referrer-Policy") not in ("same-origin", *(("no-referrer",) if where.startswith("/r/") else ())):
        found.append("Referrer-Policy")
    policy = response.headers.get("Content-Security-Policy", "")
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    if parts.get("default-src") != "'none'" or parts.get("frame-ancestors") != "'none'" or parts.get("base-uri") != "'none'":
        found.append("Content-Security-Policy")
    others = parts.pop("form-action", "")  # of public pages: the way out, which leads to a neutral page elsewhere
    if re.search(r"unsafe|\*|https?:|blob:", " ".join(parts.values())) or "data:" in parts.get("script-src", "") or "*" in others:
        found.append("a loose Content-Security-Policy")
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    if not where.startswith("/static/"):
        kept = response.headers.get("Cache-Control")
        if kept != "no-store" and (where.startswith(("/desk/", "/api/")) or kept != "private, no-cache"):
            found.append("Cache-Control")
    if where.startswith("/desk/") and not response.headers.get("X-Robots-Tag", "").startswith("noindex"):
        found.append("X-Robots-Tag")
    return found


def ask(client: Client, method: str, where: str, **more: Any) -> HttpResponse:
    """The answer to somebody behind the machine in front, which speaks TLS."""
    return client.generic(method, where, secure=True, **more)
