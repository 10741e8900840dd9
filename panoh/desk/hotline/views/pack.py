"""The duty pack: made by its officer while signed in, opened with the PIN by anybody who knows it, locked or not."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from panoh.accounts.access import StaffRequest, public, requires
from panoh.core.languages import LANGUAGES
from panoh.core.templatetags.panoh import moment_only
from panoh.desk.frame.form_page import Page, process_form
from panoh.hotline.actions.packing import make_pack
from panoh.hotline.forms.rota import PinForm
from panoh.hotline.pack import OtherTry, open_pack
from panoh.hotline.policy import GOES_OUT
from panoh.hotline.scripts import scripts


@sensitive_post_parameters("pin")
@requires(*GOES_OUT)
def new_pack(request: StaffRequest) -> HttpResponse:
    """Somebody makes their pack for this shift and the next, or for the day they go out."""
    page = Page(
        title=_("Duty pack"),
        button=_("Make the pack"),
        back_url=reverse("desk:phone"),
        back=_("Without network or power"),
        draft="",
        how=_(
            "Open the pack at /desk/pack/ with your account name and PIN until your shift or the day ends, even while the system is "
            "locked. Five wrong tries delete it."
        ),
    )
    return process_form(
        request,
        page,
        PinForm,
        lambda form: make_pack(by=request.user, pin=form.cleaned_data["pin"]),
        said=lambda until: _("You can open the pack until %(when)s.") % {"when": moment_only(until)},
    )


@public
@sensitive_post_parameters("pin")
def show_pack(request: HttpRequest) -> HttpResponse:
    """With account name and PIN the pack; one answer for everything that does not open. No session, no database."""
    found, is_busy = None, False
    if request.method == "POST":
        try:
            found = open_pack(request.POST.get("account", ""), request.POST.get("pin", ""))
        except OtherTry:
            is_busy = True
    language = request.GET.get("language") or translation.get_language_from_request(request)
    with translation.override(language if language in LANGUAGES else LANGUAGES[0]):
        failed = request.method == "POST" and not found and not is_busy
        context = {"pack": _times(found) if found else None, "failed": failed, "is_busy": is_busy, "scripts": scripts()}
        response = render(request, "desk/hotline/pack.html", context, status=429 if is_busy else 403 if failed else 200)
        if is_busy:
            response.headers["Retry-After"] = "3"
        return response


def _times(found: dict[str, list[dict[str, str]]]) -> dict[str, object]:
    """The pack with its times as times."""

    def read(row: dict[str, str]) -> dict[str, object]:
        return {
            name: dt.datetime.fromisoformat(value) if name in {"from", "until", "due"} and value else value for name, value in row.items()
        }

    return {
        "at": dt.datetime.fromisoformat(str(found["at"])),
        "shifts": [{**read(row), "start": read(row)["from"]} for row in found["shifts"]],
        "sent": [read(row) for row in found["sent"]],
        "visits": [read(row) for row in found["visits"]],
        **({"calls": [read(row) for row in found["calls"]], "places": found["places"]} if "calls" in found else {}),
    }
