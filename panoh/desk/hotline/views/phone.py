"""For a night without a network or without light: the page for one's own telephone, its figures, and the pad on paper."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.queries import numbers_of
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.core.templatetags.panoh import date_only
from panoh.desk.frame.form_page import Page, process_form
from panoh.desk.frame.step_pages import opens
from panoh.hotline import actions, phone
from panoh.hotline.actions.phone_entries import confirm_entry, finish_entry, open_entry
from panoh.hotline.forms.phone import EntryForm
from panoh.hotline.forms.rota import PhonePinForm
from panoh.hotline.pad import pad
from panoh.hotline.policy import GOES_OUT, takes_calls
from panoh.hotline.queries.calls import NOT_HERE
from panoh.hotline.queries.phone_entries import get_entry, latest_entries


@requires(*GOES_OUT)
def show_phone(request: StaffRequest) -> HttpResponse:
    """What there is for such a night, until when one's own figures are good, and what became of what one sent."""
    address = phone.page_address(str(get_language()), request.build_absolute_uri)
    found = {
        "until": phone.good_until(request.user.username),
        "entries": latest_entries(request.user),
        "says_when_back": opens(reverse("desk:visit"), request.user),
        "takes_calls": takes_calls(request.user),
    }
    return render(request, "desk/hotline/phone.html", {"address": address, **found})


@requires(*GOES_OUT)
def show_entry(request: StaffRequest, key: UUID) -> HttpResponse:
    """What came from a telephone and could not be recorded by itself. By a press its sender reads it; by another they say that they have
    entered it, and its text is deleted. What a disconnected telephone sent is confirmed, or deleted."""
    row = get_entry(request.user, key)
    if "confirmed" in request.POST:
        confirm_entry(row, by=request.user)
        messages.success(request, _("Confirmed. It is recorded within a minute."))
        return redirect("desk:my_day")
    if "entered" in request.POST:
        finish_entry(row, by=request.user)
        messages.success(request, _("The text from the phone is deleted."))
        return redirect("desk:phone" if row.user_id == request.user.pk else "desk:my_day")
    given = open_entry(row, by=request.user) if request.method == "POST" else None
    said = _said(given) if given is not None else None
    numbers = numbers_of([row.user], by=request.user) if said and row.user_id != request.user.pk else {}
    is_own = row.user_id == request.user.pk
    context = {"row": row, "said": said, "is_own": is_own, "number": numbers.get(row.user_id, "")}
    context["has_more"] = bool(given and given.get("has_more"))
    return render(request, "desk/hotline/phone_entry.html", context)


def _said(given: dict[str, Any]) -> list[tuple[Any, str]]:
    """The answers that were given, as they are read."""
    form = EntryForm()
    told = [(form.fields[name].label, form.read(name, given[name])) for name in form.fields if name in given]
    return [(label, answer) for label, answer in told if answer]


@sensitive_post_parameters("pin")
@requires(*GOES_OUT)
def choose_figures(request: StaffRequest) -> HttpResponse:
    """Somebody who goes out chooses the figures with which they send from a telephone."""
    page = Page(
        title=_("Digits for the phone"),
        button=_("Save these digits"),
        back_url=reverse("desk:phone"),
        back=_("Without network or power"),
        draft="",
        how=_(
            "With your account name and these digits the phone signs in for one day and sends what is waiting on it. If "
            "someone else learns them, choose new ones at once."
        ),
    )
    return process_form(
        request,
        page,
        PhonePinForm,
        lambda form: actions.set_phone_pin(by=request.user, pin=form.cleaned_data["pin"]),
        said=lambda until: _("The digits work until %(when)s.") % {"when": date_only(until)},
    )


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def print_pad(request: StaffRequest, language: str) -> HttpResponse:
    """The fields of a call on paper. It says nothing about anybody."""
    if language not in dict(settings.LANGUAGES):
        raise NotFound(NOT_HERE)
    response = HttpResponse(pad(language), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="pad-{language}.pdf"'
    return response
