"""Pages for what went wrong: what it is, what is safe, what to do. Never a detail, never a personal word."""

import functools
import logging
import secrets
import sys
from collections.abc import Callable
from pathlib import PurePath

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from panoh.accounts.limits import TooMany
from panoh.accounts.models import User
from panoh.accounts.sign_in import record_denial
from panoh.cases.actions.dangers import HasDanger
from panoh.cases.queries.danger import find_danger
from panoh.core.errors import Conflict, Denied, Locked, NotRecorded, PanohError, Sealed, WrongState, is_database_away
from panoh.core.ids import ALPHABET
from panoh.desk.frame.page_account import HEADER, is_of_same

logger = logging.getLogger("panoh.desk")

SAFE_TO_SHOW = (Conflict, Denied, WrongState, Locked, NotRecorded)  # after these, what was typed is shown again, to be copied
LONG = 40
TECHNICAL = ("draft", "draft_id", "of_words", "version")
MACHINES = "/api/"  # what reads there reads JSON
OUTSIDE = "/r/"  # where outsiders answer: nothing there names the house, its errors neither


def in_language_of_visitor[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Public addresses carry their language, the desk has already chosen one, any other address has the browser's."""

    @functools.wraps(view)
    def shown(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        language = request.path.split("/")[1]
        if language == "desk":
            return view(*args, **kwargs)
        with translation.override(language if language in dict(settings.LANGUAGES) else translation.get_language_from_request(request)):
            return view(*args, **kwargs)

    return shown


def show(request: HttpRequest, error: PanohError) -> HttpResponse:
    """The page of an error of ours, with its own status and its own sentence."""
    kept = _typed(request) if isinstance(error, SAFE_TO_SHOW) else []
    asks_password = isinstance(error, Sealed) and error.for_member
    to_danger = _danger_url(request, error)
    response = _page(request, error.status, _heading(error), str(error.sentence), kept=kept, asks_password=asks_password, danger=to_danger)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _danger_url(request: HttpRequest, error: PanohError) -> str:
    """The page of the danger for which it is refused, where this reader may know of it."""
    user = request.user
    if isinstance(error, HasDanger) and isinstance(user, User) and find_danger(user, error.danger) is not None:
        return reverse("desk:danger", args=[error.danger])
    return ""


def come_back(request: HttpRequest, error: TooMany) -> HttpResponse:
    """The same in its barest form, which a crowd gets: no frame, no form, nothing asked of the database."""
    response = _bare(request, error.status, _heading(error), str(error.sentence))
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _heading(error: PanohError) -> str:
    if isinstance(error, Sealed):
        return _("This case is sealed")
    if isinstance(error, Denied):
        return _("You do not have access")
    if isinstance(error, Conflict):
        return _("Someone else changed this meanwhile")
    if isinstance(error, WrongState | TooMany):
        return _("This cannot be done now")
    if isinstance(error, Locked):
        return _("Locked for now")
    if isinstance(error, NotRecorded):
        return _("Nothing was shown and nothing was changed")
    return _("Something is wrong here")


@in_language_of_visitor
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent what no page of ours asks for."""
    sentence = _("The browser sent something this page did not expect. Go back and try again.")
    return _page(request, 400, _("Something is wrong here"), sentence)


@in_language_of_visitor
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 without a reason of its own."""
    record_denial(getattr(request, "user", None))
    return _page(request, 403, _("You do not have access"), _("Your role does not include this page. If you need it, ask the coordinator."))


@in_language_of_visitor
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that was opened too long ago, or elsewhere. To the script that sends forms it says that nobody is signed in any more: the
    page keeps its words, and is sent again after signing in; where the same account has signed in anew, at once with a new token."""
    if request.headers.get("X-Sent") == "script" and not request.user.is_authenticated:
        return HttpResponse(status=403, headers={"X-Go": reverse("desk:sign_in")})
    if request.headers.get("X-Sent") == "script" and is_of_same(request):
        return HttpResponse(status=403, headers={"X-Renew": "1"})
    sentence = _("Nothing was changed. Open the page again. If there is a draft of your text, it is offered there.")
    return _page(request, 403, _("This page has expired and cannot be sent"), sentence)


@in_language_of_visitor
def of_another_account(request: HttpRequest) -> HttpResponse:
    """409: a script of a page sent this that was made for another account. The page keeps its words; neither account is named."""
    if "HX-Request" in request.headers:
        sentence = _("Your text stays on this page. Sign in as before and press again.")
        response = _page(request, 409, _("Another account is signed in now."), sentence)
    else:
        response = HttpResponse(status=409)
    response.headers[HEADER] = "other"
    return response


@in_language_of_visitor
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or nothing this reader may know of; the two look the same. What was typed before it closed is shown again."""
    sentence = _("The address is wrong, or you do not have access to this page.")
    return _page(request, 404, _("Page not found"), sentence, kept=_typed(request))


@in_language_of_visitor
def server_error(request: HttpRequest) -> HttpResponse:
    """500, or the status of an error of ours that was raised before any view. Draws on no database and no session."""
    error = sys.exc_info()[1]
    if isinstance(error, Denied):
        return show(request, error)
    if isinstance(error, PanohError):
        return _bare(request, error.status, _heading(error), str(error.sentence))
    if error is not None and is_database_away(error):
        return no_database(request, error)
    number = "".join(secrets.choice(ALPHABET) for _place in range(6))
    logger.error("error number=%s kind=%s at=%s", number, type(error).__name__, _where(error))
    sentence = _(
        "Something in the system does not work. Check whether your last action was saved before you repeat it. Tell the "
        "administrator this number: %(number)s"
    )
    return _bare(request, 500, _("This did not work"), sentence % {"number": number})


def no_database(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503: the database is away, busy for too long, or has no room. Asks it nothing; what was typed stands there, to be copied."""
    sentence = _(
        "The database does not respond, or the disk is full. Nothing was saved halfway. Wait a minute, then send this again. "
        "If it still fails, tell the administrator."
    )
    heading = _("This cannot be saved or shown now")
    logger.error("database kind=%s at=%s", type(error).__name__, _where(error))
    if "HX-Request" in request.headers:
        response = HttpResponse(render_to_string("desk/frame/errors/fragment.html", {"heading": heading, "sentence": sentence}), status=503)
        _into_said(response)
    else:
        response = _bare(request, 503, heading, sentence, kept=_typed(request))
    response.headers["Retry-After"] = "60"
    return response


def _into_said(response: HttpResponse) -> None:
    response.headers["HX-Retarget"] = "#said"
    response.headers["HX-Reswap"] = "innerHTML show:window:top"


def locked(request: HttpRequest) -> HttpResponse:
    """503: the keys are away. In three languages, since nobody can be asked for theirs."""
    with translation.override("tg"):
        response = HttpResponse(render_to_string("desk/frame/locked.html"), status=503)
    if "HX-Request" in request.headers:
        response.headers["HX-Refresh"] = "true"
    response.headers["Retry-After"] = "60"
    return response


def _where(error: BaseException | None) -> str:
    """The file and line of a defect: enough to find it, and no word of the request."""
    trace = error.__traceback__ if error else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "-"


def _typed(request: HttpRequest) -> list[str]:
    """The words that were typed into a form that could not be saved; of a form that does not say where it has words, the long texts."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in TECHNICAL]
    if of_words := request.POST.get("of_words", "").split():
        return [value for name, value in fields if name in of_words and value.strip()]
    return [value for name, value in fields if len(value) > LONG and "pass" not in name and "token" not in name]


def _page(
    request: HttpRequest,
    status: int,
    heading: str,
    sentence: str,
    *,
    kept: list[str] | None = None,
    asks_password: bool = False,
    danger: str = "",
) -> HttpResponse:
    if "HX-Request" in request.headers:
        response = render(request, "desk/frame/errors/fragment.html", {"heading": heading, "sentence": sentence}, status=status)
        _into_said(response)
        return response
    user = getattr(request, "user", None)
    if not request.path.startswith("/desk/") or user is None or not user.is_authenticated:
        return _bare(request, status, heading, sentence)
    # Back to where one was going: the path, which holds codes and ids alone. What was to be done is pressed again there.
    context = {"heading": heading, "sentence": sentence, "kept": kept or [], "danger": danger}
    context["password_for"] = request.path if asks_password else ""
    return render(request, "desk/frame/errors/page.html", context, status=status)


def _bare(request: HttpRequest, status: int, heading: str, sentence: str, *, kept: list[str] | None = None) -> HttpResponse:
    """A page without the frame, for visitors and for moments when the frame itself may be what fails; machines get the sentence alone."""
    if request.path.startswith(MACHINES):
        return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    if request.path.startswith(OUTSIDE):
        return HttpResponse(render_to_string("desk/frame/errors/neutral.html", {"heading": heading, "sentence": sentence}), status=status)
    home = "/desk/" if request.path.startswith("/desk/") else f"/{translation.get_language() or 'tg'}/"
    said = {"heading": heading, "sentence": sentence, "home": home, "kept": kept or []}
    return HttpResponse(render_to_string("desk/frame/errors/bare.html", said), status=status)
