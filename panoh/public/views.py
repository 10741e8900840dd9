"""Pages for people who seek help: no cookies, one script that leaves nothing to go back to, no way from here to the desk."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from panoh.accounts.access import public
from panoh.booklet.hotlines import hotlines
from panoh.core.errors import NotFound
from panoh.core.middleware import let_be_kept
from panoh.data_protection.public_snapshot import kept_for
from panoh.exchange.help_elsewhere import help_elsewhere
from panoh.public import plan_pages
from panoh.public.booklet_pages import contents, file_of, section_page
from panoh.public.figure_pages import figure_file, figure_page, figures
from panoh.public.languages import NAMES
from panoh.vault import client

# A page everybody has open, and that opens fast.
NEUTRAL = "https://www.google.com/"
NOT_HERE = _("Page not found, or you do not have access to it.")
# Browsers hold the way out of a form against the policy of the page it stood on.
POLICY: dict[str, Any] = {
    **settings.SECURE_CSP,
    "script-src": [CSP.SELF],
    "connect-src": [CSP.NONE],
    "form-action": [CSP.SELF, NEUTRAL.rstrip("/")],
}
# A page that may be kept asks for itself anew.
KEPT_POLICY: dict[str, Any] = {**POLICY, "connect-src": [CSP.SELF]}


def _nothing_more() -> dict[str, Any]:
    return {}


# Every page that a browser may keep and a mirror may show, and what it says beside its own text, in the active language.
PAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "home": plan_pages.has_plans,
    "plan": plan_pages.contents,
    **dict.fromkeys(("help", "call", "rights"), _nothing_more),
    "kept": lambda: {"kept_for": kept_for()},
    "places": lambda: {"regions": help_elsewhere()},
    "booklet": contents,
    "figures": lambda: figures(get_language() or ""),
}


@public
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """To the pages in the language of the browser."""
    response = HttpResponseRedirect(reverse("public:home", args=[translation.get_language_from_request(request)]))
    response.headers["Vary"] = "Accept-Language"
    return response


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_home(request: HttpRequest, language: str) -> HttpResponse:
    """Who is helped, and the numbers to call."""
    return _page("home", language)


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_help(request: HttpRequest, language: str) -> HttpResponse:
    """Who is helped, and how."""
    return _page("help", language)


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_rights(request: HttpRequest, language: str) -> HttpResponse:
    """What a person may ask of the Unit."""
    return _page("rights", language)


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_kept(request: HttpRequest, language: str) -> HttpResponse:
    """What is kept about a person, who reads it, and for how long."""
    return _page("kept", language)


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_call(request: HttpRequest, language: str) -> HttpResponse:
    """What happens while we talk, and after."""
    return _page("call", language)


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_places(request: HttpRequest, language: str) -> HttpResponse:
    """Where else help can be found: what may be told of the directory and was looked at within its time."""
    return _page("places", language)


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_booklet(request: HttpRequest, language: str) -> HttpResponse:
    """The booklet: its sections, and the prints there are."""
    return _page("booklet", language)


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_section(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """One section, with its recording where there is one."""
    found = section_page(key, language)
    if found is None:
        raise NotFound(NOT_HERE)
    return _kept(
        page_text("section", language, address=f"booklet/{key}", is_kept=True, is_training=client.status().unlocks_itself, **found),
        language,
    )


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_plan(request: HttpRequest, language: str) -> HttpResponse:
    """What of the Unit's strategic plans was approved as public."""
    return _page("plan", language)


@public
@require_safe
def open_file(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """A print or a recording. Nothing is made here: it was laid out when the booklet was adopted."""
    content, kind = file_of(f"{language}-{name}")
    if content is None:
        raise NotFound(NOT_HERE)
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    let_be_kept(response)
    return response


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_figures(request: HttpRequest, language: str) -> HttpResponse:
    """Which tables were released to everybody."""
    return _page("figures", language)


@public
@csp_override(KEPT_POLICY)
@require_safe
def show_figure(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """One released table."""
    found = figure_page(number, language)
    if found is None:
        raise NotFound(NOT_HERE)
    text = page_text("figure", language, address=f"figures/{number}", is_kept=True, is_training=client.status().unlocks_itself, **found)
    return _kept(text, language)


@public
@require_safe
def open_figure_file(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """The same as a file."""
    with translation.override(language):
        content = figure_file(number, language)
    if content is None:
        raise NotFound(NOT_HERE)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.csv"'
    let_be_kept(response)
    return response


@public
@csrf_exempt
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: to a neutral page, and the browser is asked to forget this one. These pages store nothing; a field telephone does, at the
    same address, and calls wait in its storage: that is left alone."""
    response = HttpResponseRedirect(NEUTRAL, status=303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _page(name: str, language: str) -> HttpResponse:
    """The page without a request: it can have no cookie and knows no visitor."""
    with translation.override(language):
        more = PAGES[name]()
    return _kept(page_text(name, language, is_kept=True, is_training=client.status().unlocks_itself, **more), language)


def _kept(text: str, language: str) -> HttpResponse:
    response = HttpResponse(text)
    response.headers["Content-Language"] = language
    let_be_kept(response)
    return response


def page_text(name: str, language: str, *, address: str = "", **more: Any) -> str:
    """The page as it is sent. `address`: where it stands, if not under its own name."""
    with translation.override(language):
        own = "" if name == "home" else f"{address or name}/"
        context = {
            "page": name,
            "hotlines": hotlines(),
            "languages": [(code, name, f"/{code}/{own}") for code, name in NAMES.items()],
            "language": language,
            **more,
        }
        return render_to_string(f"public/{name}.html", context)
