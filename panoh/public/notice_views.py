"""The page of the link in a notice: one button, by which its reader says that they have it or are going. It names nobody and opens nothing.

As under every address below /r/ nothing is kept in the browser, and opening the page asks the database nothing: a messenger or a scanner
that looks ahead answers for nobody (reply_views.py).
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from panoh.accounts.access import public
from panoh.accounts.reach import reach_of
from panoh.core.db.row_level_security import reach_no_further
from panoh.core.errors import Locked, NotRecorded, PanohError
from panoh.core.middleware import NO_TRACE
from panoh.hotline.actions.notice_links import answer_by_link, find_link, signs_of
from panoh.public.reply_views import POLICY
from panoh.vault import client

LOCKED = _("Nothing was recorded: this cannot be accepted now. Call your colleagues.")
GONE = _("Nothing was recorded: this link was used, is too old, or someone else has already taken it on. Look in, or call your colleagues.")


@public
@csrf_exempt
@csp_override(POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, *, going: bool) -> HttpResponse:
    """The button, under the signs that its address begins with; pressed, whether it was recorded."""
    said: dict[str, Any] = {"going": going, "code": signs_of(token)}
    if request.method == "POST":
        said |= _pressed(token)
    with translation.override(translation.get_language_from_request(request)):
        response = render(request, "public/notice_answer.html", said, status=said.pop("status", 200))
        response.headers["Content-Language"] = translation.get_language()
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = NO_TRACE
    return response


def _pressed(token: str) -> dict[str, Any]:
    if client.status().locked:
        return {"error": LOCKED, "status": 503}
    try:
        link = find_link(token)
        reach_no_further(reach_of(link.user))
        answer_by_link(link, by=link.user)
    except (Locked, NotRecorded):
        return {"error": LOCKED, "status": 503}
    except PanohError:
        return {"error": GONE, "status": 410}
    return {"done": True}
