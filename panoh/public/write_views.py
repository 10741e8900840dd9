"""The form for people who seek help, and the way back by receipt: no script, no cookie, open or locked alike.

What is sent is sealed to the Unit's public key within the request and laid into the folder of what waits; this process could not read it
again. No address is written anywhere. As under /r/ there is no form check with a cookie to be had, and nothing for it to protect: a form
does something only with what was typed into it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from panoh.accounts.access import public
from panoh.accounts.sessions import address_of
from panoh.booklet.hotlines import Hotline, hotlines
from panoh.core.agent import data_folder
from panoh.core.errors import Locked, NotRecorded
from panoh.core.middleware import NO_TRACE
from panoh.intake import receipts
from panoh.intake.actions import NoReceipt, enter, read_answers
from panoh.intake.enums import HowSoon, ThreadMessageKind
from panoh.public.crowd import is_answered, is_crowd, new_question
from panoh.public.languages import NAMES
from panoh.public.views import POLICY
from panoh.public.write_forms import MoreForm, PublicForm, ReceiptForm, WriteForm
from panoh.vault import client, intake

MOST_SENT = 12 * 1024 * 1024  # bytes of one form: the files, and far more words than are taken
READ_AWAY = 64 * 1024 * 1024  # what is too large is read to its end, and kept nowhere, so that the browser shows the answer
TRAP = "website"  # no person sees this field
UNKNOWN = "unknown"  # whether danger was said before: while nothing can be read
HERE = "[receipt]"  # stands in the page that is kept where each gets their own

CANNOT_KEEP = _("This cannot be saved now, and nothing was sent. What you wrote is still here: copy it, or call us.")
FAR_TOO_MUCH = _("This is far too much at once, and nothing was sent. Send it in parts, from where you copied it.")
SIMPLE = _("Very many forms are sent from where you are. Answer the question below to show that you are a person. Nothing is lost.")
NO_SUCH = _("There is no such reply code. Check it group by group.")


@public
@csrf_exempt
@csp_override(POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, language: str) -> HttpResponse:
    """The empty form; sent, the receipt."""
    with translation.override(language):
        if request.method != "POST":
            return _page("write", language, form=WriteForm(initial={"secret": receipts.new_secret()}))
        if _is_far_too_much(request):
            return _page("too_much", language, status=413, error=FAR_TOO_MUCH)
        form = WriteForm(request.POST, request.FILES)
        return _try(request, language, form, "write", lambda: _seal(form, "contact", language))


@public
@csrf_exempt
@csp_override(POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, language: str) -> HttpResponse:
    """By the receipt: what was answered, and a form to add something. Locked, only the form."""
    with translation.override(language):
        if request.method != "POST":
            return _page("receipt", language, form=ReceiptForm())
        if _is_far_too_much(request):
            return _page("too_much", language, status=413, error=FAR_TOO_MUCH)
        if "send" not in request.POST:
            return _look(request, language)
        form = MoreForm(request.POST)
        return _try(request, language, form, "answers", lambda: _seal(form, "more", language))


def read_away(request: HttpRequest, most: int) -> bool:
    """Whether more was sent than `most` bytes; then it is read to its end without being kept, so that the browser shows the answer."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return True
    left = min(size, READ_AWAY) if size > most else 0
    while left > 0 and (part := request.read(min(left, 65_536))):
        left -= len(part)
    return size > most


def _is_far_too_much(request: HttpRequest) -> bool:
    """Whether more was sent than any form holds, or what cannot be read as one."""
    if read_away(request, MOST_SENT):
        return True
    try:
        request.POST  # noqa: B018 -- read here, where what is wrong with it can be answered
    except (ValueError, RequestDataTooBig, MultiPartParserError):
        return read_away(request, -1)
    return False


def _try(request: HttpRequest, language: str, form: Any, page: str, keep: Callable[[], str]) -> HttpResponse:
    """Keeps what was sent, or gives it back with what is wrong; whoever may be a machine is asked something simple first."""
    if not form.is_valid():
        return _page(page, language, status=400, form=form)
    token, answer = str(request.POST.get("question", "")), str(request.POST.get("sum", ""))
    doubted = bool(request.POST.get(TRAP)) | is_crowd(address_of(request), form.size)
    if doubted and not is_answered(token, answer):
        question, token = new_question()
        return _page(page, language, status=429, form=form, error=SIMPLE, question=question, token=token)
    try:
        if not form.check_papers():  # only now: a machine that sends hundreds makes nobody wait for its files
            return _page(page, language, status=400, form=form)
        receipt = keep()
    except (intake.NoRoom, OSError, ValueError):
        return _page(page, language, status=503, form=form, error=CANNOT_KEEP)
    given, shown = form.cleaned_data, receipts.shown(receipt) if receipt else ""
    return _kept(language, shown, is_danger=given.get("soon") == HowSoon.NOW, before=given.get("before", ""))


def _seal(form: PublicForm, kind: str, language: str) -> str:
    """Seals what was sent and lays it down; answers the receipt of a first form."""
    key = intake.public_key(data_folder())
    if key is None:
        raise intake.NoRoom
    secret = receipts.tidy_secret(form.cleaned_data["secret"])
    receipt = receipts.receipt_from(secret) if kind == "contact" else ""
    known = receipt or receipts.tidy(form.cleaned_data["receipt"])
    facts = {**form.action_kwargs, "receipt": receipts.receipt_hash(known).hex(), "language": language}
    message = intake.Message(kind, facts, form.cleaned_data.get("papers", ()))
    intake.lay_down(data_folder(), intake.seal(key, receipts.number_from(secret), message))
    return receipt


def _look(request: HttpRequest, language: str) -> HttpResponse:
    """Behind the figures: the answers, or that there is nothing. While nothing can be read, the same page for whatever was typed."""
    typed = str(request.POST.get("receipt", ""))
    initial = {"secret": receipts.new_secret(), "receipt": receipts.tidy(typed), "asks": ThreadMessageKind.MORE}
    if not initial["receipt"]:
        return _page("receipt", language, status=400, form=ReceiptForm(), error=NO_SUCH)
    unread = MoreForm(initial={**initial, "before": UNKNOWN})
    if client.status().locked:
        return _page("answers", language, form=unread, later=True)
    try:
        asker = enter(typed)
        form = MoreForm(initial={**initial, "before": HowSoon.NOW if asker.waits else ""})
        return _page("answers", language, form=form, answers=read_answers(asker), asker=asker)
    except NoReceipt:
        return _page("receipt", language, status=404, form=ReceiptForm(), error=NO_SUCH)
    except (Locked, NotRecorded):
        return _page("answers", language, form=unread, later=True)


def _page(name: str, language: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page without a request: it can have no cookie and knows no visitor."""
    return _answer(name, language, _text(name, language, hotlines(), client.status().unlocks_itself, **context), status)


def _kept(language: str, receipt: str, *, is_danger: bool, before: str) -> HttpResponse:
    """What everybody is answered whose form was kept, but for the receipt: rendered once, since very many may come at once. Whoever wrote
    that somebody is in danger today is told to call; who wrote so `before`, to look in an hour."""
    before = before if before in (HowSoon.NOW, UNKNOWN) else ""
    text = _kept_text(language, hotlines(), client.status().unlocks_itself, HERE if receipt else "", is_danger, before)
    return _answer("kept_form", language, text.replace(HERE, escape(receipt)), 200)


@lru_cache(maxsize=64)
def _kept_text(language: str, lines: tuple[Hotline, ...], is_training: bool, receipt: str, is_danger: bool, before: str) -> str:
    return _text("kept_form", language, lines, is_training, receipt=receipt, is_danger=is_danger, before=before)


def _text(name: str, language: str, lines: tuple[Hotline, ...], is_training: bool, **context: Any) -> str:
    address = "write" if name in ("write", "kept_form", "too_much") else "come_back"
    languages = [(code, name, reverse(f"public:{address}", args=[code])) for code, name in NAMES.items()]
    page: dict[str, Any] = {"page": name, "language": language, "languages": languages, "hotlines": lines, "is_training": is_training}
    return render_to_string(f"public/{name}.html", {**page, **context})


def _answer(name: str, language: str, text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, status=status)
    response.headers["Content-Language"] = language
    if name != "write" or status != 200:
        response.headers["X-Robots-Tag"] = NO_TRACE
    return response
