"""Pages for people who seek help: no cookies, one script that leaves nothing to go back to, no way from here to the desk."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from panoh.accounts.access import public
from panoh.core.middleware import let_be_kept
from panoh.public.hotlines import hotlines
from panoh.public.languages import NAMES
from panoh.public.places import help_elsewhere
from panoh.vault import client

# A page everybody has open, and that opens fast.
NEUTRAL = "https://www.google.com/"
# Browsers hold the way out of a form against the policy of the page it stood on.
POLICY: dict[str, Any] = {
    **settings.SECURE_CSP,
    "script-src": [CSP.SELF],
    "connect-src": [CSP.NONE],
    "form-action": [CSP.SELF, NEUTRAL.rstrip("/")],
}


@public
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """To the pages in the language of the browser."""
    response = HttpResponseRedirect(reverse("public:home", args=[translation.get_language_from_request(request)]))
    response.headers["Vary"] = "Accept-Language"
    return response


@public
@csp_override(POLICY)
@require_safe
def show_home(request: HttpRequest, language: str) -> HttpResponse:
    """Who is helped, and the numbers to call."""
    return _page("home", language)


@public
@csp_override(POLICY)
@require_safe
def show_help(request: HttpRequest, language: str) -> HttpResponse:
    """Who is helped, and how."""
    return _page("help", language)


@public
@csp_override(POLICY)
@require_safe
def show_rights(request: HttpRequest, language: str) -> HttpResponse:
    """What a person may ask of the Unit."""
    return _page("rights", language)


@public
@csp_override(POLICY)
@require_safe
def show_kept(request: HttpRequest, language: str) -> HttpResponse:
    """What is kept about a person, who reads it, and for how long."""
    return _page("kept", language)


@public
@csp_override(POLICY)
@require_safe
def show_call(request: HttpRequest, language: str) -> HttpResponse:
    """What happens while we talk, and after."""
    return _page("call", language)


@public
@csp_override(POLICY)
@require_safe
def show_places(request: HttpRequest, language: str) -> HttpResponse:
    """Where else help can be found: what may be told of the directory and was looked at within its time."""
    with translation.override(language):
        return _page("places", language, regions=help_elsewhere())


@public
@csrf_exempt
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: to a neutral page, and the browser is asked to forget this one."""
    response = HttpResponseRedirect(NEUTRAL, status=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(name: str, language: str, **more: Any) -> HttpResponse:
    """The page without a request: it can have no cookie and knows no visitor."""
    response = HttpResponse(page_text(name, language, **more))
    response.headers["Content-Language"] = language
    let_be_kept(response)
    return response


def page_text(name: str, language: str, **more: Any) -> str:
    """The page as it is sent."""
    with translation.override(language):
        context = {
            "page": name,
            "hotlines": hotlines(),
            "languages": [(code, short, full, reverse(f"public:{name}", args=[code])) for code, (short, full) in NAMES.items()],
            "language": language,
            "is_training": client.status().unlocks_itself,
            **more,
        }
        return render_to_string(f"public/{name}.html", context)
