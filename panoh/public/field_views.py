"""A page for who goes out, on their own telephone: records with no network, no server, or a locked one, and sends it later.

It is sealed in the browser, so this process never sees a word of it; who sends signs in for a day with short figures, which let something
in and nothing out. No public page leads here. No cookie, no database (docs/adr/0018-phone.md).
"""

import json
import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import split_domain_port
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from panoh.accounts.access import public
from panoh.accounts.limits import Busy
from panoh.accounts.sessions import address_of
from panoh.booklet.hotlines import hotlines
from panoh.core.agent import data_folder
from panoh.core.middleware import NO_TRACE
from panoh.hotline import phone
from panoh.hotline.forms.phone import EntryForm
from panoh.public.crowd import Counts
from panoh.public.languages import NAMES
from panoh.public.views import POLICY
from panoh.public.write_views import read_away
from panoh.vault import intake

KEPT_FILES = ("core/plain.css", "core/js/hpke.js", "core/js/asked.js", "core/js/field.js")
HERE = {**POLICY, "connect-src": [CSP.SELF], "form-action": [CSP.SELF]}
PER_HOUR, PER_ADDRESS = 10, 60  # tries of one account from one address, and of one address; colleagues elsewhere are not shut out by them
_BETWEEN = re.compile(r">\s+<")

WRONG = _("You cannot send in this way. Check the account name and the digits. They are chosen again every 30 days, on the hotline page.")
TOO_MANY = _("Too many tries from here. What you wrote stays on this phone. Try again in an hour.")
SIGN_IN = _("Your sign-in for the day has ended. Sign in again to send it.")
TOO_LARGE = _("This is too large and was not accepted. It stays on this phone. Write it shorter, and tell the administrator.")
UNREADABLE = _("One record is damaged and was not accepted. It stays on this phone. Tell the administrator.")
CANNOT_KEEP = _("The server cannot save it now. It stays on this phone and will be sent later.")

_tries = Counts()


@public
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """To the page in the language of the browser."""
    response = HttpResponseRedirect(reverse("public:field", args=[translation.get_language_from_request(request)]))
    response.headers["Vary"] = "Accept-Language"
    return response


@public
@csp_override(HERE)
@require_safe
def show(request: HttpRequest, language: str) -> HttpResponse:
    """The page. It is the same for everybody, so a telephone may keep it. Under a name that it left it says the new one, and sends what
    waits there."""
    return HttpResponse(_page(request, language), headers={"Content-Language": language, "X-Robots-Tag": NO_TRACE})


@public
@require_safe
def worker(request: HttpRequest, language: str) -> HttpResponse:
    """The script by which the browser keeps this one page; another as soon as the page or what it needs has changed."""
    page = _page(request, language)
    files = [Path(str(finders.find(name))).read_bytes() for name in KEPT_FILES]
    kept = [reverse("public:field", args=[language]), *(static(name) for name in KEPT_FILES)]
    version = sha256(b"\0".join([page.encode(), *files])).hexdigest()[:16]
    text = render_to_string("public/field_worker.js", {"version": version, "kept": json.dumps(kept)})
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@public
@csrf_exempt
@require_POST
@sensitive_post_parameters("pin")
def sign_in(request: HttpRequest, language: str) -> HttpResponse:
    """Account and figures: the sign-in of a day, or one sentence for whatever does not fit."""
    account, pin = str(request.POST.get("account", ""))[:80], str(request.POST.get("pin", ""))[:40]
    here = address_of(request)
    with translation.override(language):
        if _tries.add(here, 1) > PER_ADDRESS or _tries.add(f"{here} {account.strip().casefold()}", 1) > PER_HOUR:
            return _refused(TOO_MANY, 429, seconds=3600)
        try:
            token = phone.sign_in(account, pin)
        except Busy as busy:
            return _refused(busy.sentence, busy.status, seconds=busy.seconds)
        return JsonResponse({"token": token}) if token else _refused(WRONG, 403)


@public
@csrf_exempt
@require_POST
def send(request: HttpRequest, language: str) -> HttpResponse:
    """One sealed record, laid down until it is taken in. The same one again gets the same answer, and is one."""
    token = request.headers.get("X-Day", "")
    with translation.override(language):
        if read_away(request, phone.MOST_BYTES):
            return _refused(TOO_LARGE, 413)
        if phone.whose(token) is None:
            return _refused(SIGN_IN, 401)
        try:
            phone.lay_down(request.body, token)
        except intake.Unreadable:
            return _refused(UNREADABLE, 400)
        except (intake.NoRoom, OSError, ValueError):
            return _refused(CANNOT_KEEP, 503)
        return JsonResponse({"kept": True})


def _refused(why: object, status: int, *, seconds: int = 0) -> HttpResponse:
    return JsonResponse({"error": str(why)}, status=status, headers={"Retry-After": str(seconds)} if seconds else None)


def _page(request: HttpRequest, language: str) -> str:
    key = intake.public_key(data_folder())
    known = json.loads(key.text())["key"] if key else ""
    with translation.override(language):
        context = {
            "language": language,
            "languages": list(NAMES.items()),
            "key": known,
            "form": EntryForm(),
            "hotlines": hotlines(),
            "moved": phone.page_address(language, request.build_absolute_uri) if _has_moved(request) else "",
        }
        return _BETWEEN.sub("><", render_to_string("public/field.html", context))


def _has_moved(request: HttpRequest) -> bool:
    return bool(settings.FIELD_HOSTS) and split_domain_port(request.get_host())[0] not in settings.FIELD_HOSTS
