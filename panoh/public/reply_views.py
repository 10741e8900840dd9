"""The page on which somebody outside, without an account, answers a referral. It names nobody: not the house, not a person, not the work.

It stands under /r/ and keeps nothing in the browser: no cookie, no script, nothing stored. So Django's form check, which compares a form
with a cookie, has nothing to compare, and nothing to protect: a foreign page can make a browser send a form here, but a form does
something only with link and code typed into it, or with the ticket of a page that they opened, and no browser adds these by itself.

Opening the page asks the database nothing and changes nothing, whatever the address: a messenger that looks ahead, a scanner, a second
opening all get the same empty page.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from panoh.accounts.access import public
from panoh.accounts.limits import TooMany
from panoh.accounts.sessions import address_of
from panoh.core.clock import now
from panoh.core.errors import Conflict, Invalid, Locked, NotRecorded
from panoh.core.middleware import NO_TRACE
from panoh.core.templatetags.panoh import moment_only
from panoh.public.forms import FORMS, CodeForm, ReplyForm
from panoh.public.languages import NAMES
from panoh.referrals.actions.replies import Closed, Door, NotThis, UsedUp, answer, come_back, enter
from panoh.referrals.enums import SPENDS, ReplyKind
from panoh.vault import client

POLICY: dict[str, Any] = {**settings.SECURE_CSP, "script-src": [CSP.NONE], "connect-src": [CSP.NONE]}
ACTS: dict[ReplyKind, Any] = {
    ReplyKind.RECEIVED: _("We have received the referral"),
    ReplyKind.ACCEPTED: _("We accept the patient"),
    ReplyKind.APPOINTMENT: _("We propose a day"),
    ReplyKind.WAITLISTED: _("No place now: we put the patient on the waiting list"),
    ReplyKind.DECLINED: _("We cannot accept the patient"),
    ReplyKind.ATTENDED: _("The patient was here"),
    ReplyKind.NOT_ATTENDED: _("The patient has not come"),
    ReplyKind.OUTCOME: _("We send the outcome"),
}
DID_NOT_FIT = _("The link and the code do not match, or no longer work. Check both, or ask the person who sent you the link for a new one.")
USED_UP = _(
    "This link has no tries left: the code was wrong too often. Wait until %(until)s, or ask the person who sent you the link for a new "
    "one."
)
LATER = _("This cannot be accepted now, and nothing was saved. Leave this page open and send it again later.")
NOT_TYPED = ("code", "ticket", "send")


@public
@csrf_exempt
@csp_override(POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def show_reply(request: HttpRequest, token: str = "", language: str = "") -> HttpResponse:
    """An empty page with a field for the code; sent, what lies behind it."""
    wanted = request.GET.get("in", "")
    with translation.override(wanted if wanted in NAMES else language or translation.get_language_from_request(request)):
        response = _sent(request, token) if request.method == "POST" else _ask(None)
        response.headers["Content-Language"] = translation.get_language()
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = NO_TRACE
    return response


def _sent(request: HttpRequest, token: str) -> HttpResponse:
    if client.status().locked:
        return _later(request)
    try:
        door = come_back(token, request.POST.get("ticket", ""))
        if door is not None:
            return _go_on(request, door)
        return _acts_or_form(request, enter(token, request.POST.get("code", ""), address=address_of(request)))
    except Closed as closed:
        return _closed(request, status=closed.status)
    except NotThis:
        return _ask(request, DID_NOT_FIT)
    except UsedUp as used_up:
        return _wait(request, used_up)
    except Invalid as error:
        return _ask(request, error)
    except TooMany as later:
        return _later(request, status=later.status, seconds=later.seconds)
    except (Locked, NotRecorded, Conflict):
        return _later(request)


def _go_on(request: HttpRequest, door: Door) -> HttpResponse:
    """From a page that was opened: an answer, or the way to one."""
    kind = _kind(request)
    if kind is None or door.again:
        return _acts(door) if kind is None else _kept(door, kind)
    form = FORMS[kind](request.POST if _is_sent(request, kind) else None)
    if not form.is_bound:
        return _form(door, kind, form)
    try:
        if form.is_valid():
            answer(door, kind=kind, **form.action_kwargs)
            return _kept(door, kind)
    except Invalid as error:
        form.refuse(error)
    return _form(door, kind, form, status=400)


def _is_sent(request: HttpRequest, kind: ReplyKind) -> bool:
    """Whether the answer comes filled in; one with nothing to fill in is sent by its button."""
    return "send" in request.POST or not FORMS[kind].base_fields


def _acts_or_form(request: HttpRequest, door: Door) -> HttpResponse:
    """Behind the code: what can be answered; or, with all that was typed, the form whose page had grown too old."""
    kind = _kind(request)
    if kind is None or not FORMS[kind].base_fields:
        return _acts(door)
    return _form(door, kind, FORMS[kind](initial={name: request.POST.get(name, "") for name in FORMS[kind].base_fields}))


def _kind(request: HttpRequest) -> ReplyKind | None:
    said = request.POST.get("kind", "")
    return ReplyKind(said) if said in ReplyKind.values else None


def _typed(sent: QueryDict) -> list[tuple[str, str]]:
    """What was typed into an answer, to be carried over a page that asks for the code again."""
    return [(name, str(value)) for name, value in sent.items() if name not in NOT_TYPED and name in _NAMES]


_NAMES = {"kind", *(name for form in FORMS.values() for name in form.base_fields)}


def _wait(request: HttpRequest, used_up: UsedUp) -> HttpResponse:
    """The tries are used up: until when. The same for a link there is and one there is not."""
    response = _ask(request, USED_UP % {"until": moment_only(used_up.until)}, status=used_up.status)
    response.headers["Retry-After"] = str(int((used_up.until - now()).total_seconds()))
    return response


def _ask(request: HttpRequest | None, error: Any = "", *, status: int = 400) -> HttpResponse:
    """The field for the code. The same whatever did not fit."""
    typed = _typed(request.POST) if request else []
    return _page("reply_code", status=status if error else 200, form=CodeForm(), error=error, typed=typed, languages=NAMES.items())


def _closed(request: HttpRequest, *, status: int) -> HttpResponse:
    """For who had the link open: it takes no more answers. What was typed stands in words, to be read out or copied."""
    kind = _kind(request)
    return _page("reply_closed", status=status, typed=FORMS[kind](request.POST).typed if kind else [])


def _acts(door: Door) -> HttpResponse:
    return _page("reply_acts", door=door, ticket=door.new_ticket(), acts=[(str(kind), label) for kind, label in ACTS.items()])


def _form(door: Door, kind: ReplyKind, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    said = {"kind": kind, "act": ACTS[kind], "ends": kind in SPENDS}
    return _page("reply_form", status=status, door=door, ticket=door.new_ticket(), form=form, **said)


def _kept(door: Door, kind: ReplyKind) -> HttpResponse:
    return _page("reply_kept", door=door, act=ACTS[kind], ticket="" if kind in SPENDS else door.new_ticket())


def _later(request: HttpRequest, *, status: int = 503, seconds: int = 600) -> HttpResponse:
    """No keys, so that nothing can be sealed, a crowd, or too many tries of one address: nothing is taken. All that was
    sent stands in the page, to be sent again.
    """
    again = [(name, str(value)) for name, value in request.POST.items() if name in {*_NAMES, *NOT_TYPED}]
    response = _page("reply_later", status=status, again=again, error=LATER)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page without a request: it can have no cookie and knows no visitor."""
    return HttpResponse(render_to_string(f"public/{name}.html", context), status=status)
