"""Centres abroad: country and key, the key confirmed by another way, and the sealed file of a referral."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.core.errors import NotFound, WrongState
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.exchange.abroad import take_parcel
from panoh.network import queries
from panoh.network.actions import abroad
from panoh.network.age_keys import fingerprint
from panoh.network.countries import country_name
from panoh.network.forms.abroad import CentreKeyForm, ConfirmKeyForm
from panoh.network.queries.abroad import centre_of, is_abroad
from panoh.network.queries.directory import FacilityRow
from panoh.referrals.queries.referrals import get_referral

NOT_HERE = _("Page not found, or you do not have access to it.")
HOW_KEY = _("The centre creates a pair of keys with the age tool and gives you the public half. A different key has to be confirmed again.")
HOW_CONFIRM = _(
    "Someone who swapped the key on its way could also change a message sent with it. Ask the centre to read you the "
    "fingerprint by another channel than the one the key came by, and compare each group."
)


def _centre(request: StaffRequest, key: UUID) -> Any:
    row = queries.get_facility(request.user, key)
    if not is_abroad(row):
        raise NotFound(NOT_HERE)
    return row


@requires(Permission.DIRECTORY_VIEW)
def show_abroad(request: StaffRequest, key: UUID) -> HttpResponse:
    """Country, key and how it was confirmed; by POST the fingerprint is opened."""
    row = _centre(request, key)
    centre = centre_of(row)
    opened = abroad.open_key(centre, by=request.user) if centre and request.method == "POST" else ""
    context = {
        "row": row,
        "centre": centre,
        "country": country_name(centre.country) if centre else "",
        "key": opened,
        "fingerprint": fingerprint(opened) if opened else "",
        "may_write": has(request.user, Permission.DIRECTORY_WRITE) and row.is_active,
    }
    return render(request, "desk/directory/abroad.html", context)


def _page(row: FacilityRow, title: Words, button: Words, draft: str, how: Words) -> Page:
    return Page(title, button, reverse("desk:centre_abroad", args=[row.pk]), _("Centre abroad"), f"{draft}:{row.pk}", how)


def _now(row: FacilityRow) -> CurrentState:
    centre = centre_of(row)
    return CurrentState(centre.version if centre else 0, {"country": centre.country if centre else ""})


@requires(Permission.DIRECTORY_WRITE)
def set_key(request: StaffRequest, key: UUID) -> HttpResponse:
    """The key as the centre gave it."""
    row = _centre(request, key)
    known = _now(row)
    return process_form(
        request,
        _page(row, _("Country and key"), _("Record the key"), "centre-key", HOW_KEY),
        lambda data: CentreKeyForm(data, initial={"version": known.version, **known.values}),
        lambda form: abroad.set_key(row, by=request.user, **form.action_kwargs),
        said=_("Recorded. Now ask the centre to confirm the key by another channel."),
        now=lambda: _now(row),
    )


@requires(Permission.DIRECTORY_WRITE)
def confirm_key(request: StaffRequest, key: UUID) -> HttpResponse:
    """The centre said by another way that it is its own."""
    row = _centre(request, key)
    known = _now(row)
    return process_form(
        request,
        _page(row, _("Confirm the key"), _("The fingerprint is the same"), "centre-confirm", HOW_CONFIRM),
        lambda data: ConfirmKeyForm(data, initial={"version": known.version, "on": today()}),
        lambda form: abroad.confirm_key(row, by=request.user, **form.action_kwargs),
        said=_("Confirmed. Referrals can be sealed with this key."),
        now=lambda: _now(row),
    )


@require_POST
@requires(Permission.REFERRAL_WRITE)
def download_parcel(request: StaffRequest, code: str) -> HttpResponse:
    """The sealed file of a referral abroad. Its name says nothing but the code."""
    row = get_referral(request.user, code)
    try:
        content = take_parcel(row, by=request.user)
    except WrongState as error:
        messages.error(request, str(error.sentence))
        return redirect("desk:referral", row.code)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.code}.zip.age"'
    return response
