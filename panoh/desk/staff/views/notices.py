"""How one is told that there is something: one's own choice."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts import notices
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.enums import NoticeChannel
from panoh.accounts.forms import NoticesForm
from panoh.accounts.roles import Permission
from panoh.core.agent import data_folder
from panoh.core.way_out import blocked_since, push_hosts
from panoh.desk.frame.form_page import Page, process_form
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose


@requires(Permission.DESK)
def set_notices(request: StaffRequest) -> HttpResponse:
    """By which way, in which hours, with which sentence. What stands there is opened by a press."""
    page = Page(
        title=_("Notices"),
        button=_("Save"),
        back_url=reverse("desk:account"),
        back=_("My account"),
        draft="notices",
        note=_no_way_out(),
        how=_("A notice says only that there is something for you. Choose a sentence that nobody will wonder about."),
    )
    offered = [NoticeChannel.NONE, *(channel for channel in NoticeChannel if channel in notices.offered_to(request.user))]
    start = _kept(request) if request.method == "GET" or "open" in request.POST else {}
    return process_form(
        request,
        page,
        lambda data: NoticesForm(data, channels=[(each.value, each.label) for each in offered], initial=start),
        lambda form: notices.set_notices(by=request.user, **form.cleaned_data),
        said=_("Saved. Notices will come as you chose."),
        by_press=True,
    )


def _no_way_out() -> str:
    """That enrolled telephones do not ring, where this server has no way out, and what to allow."""
    if blocked_since(data_folder()) is None:
        return ""
    said = _("Phones do not ring now: this server has no way out. Ask its operator to allow port 443 of these hosts, or a proxy.")
    return f"{said} {', '.join(push_hosts())}"


def _kept(request: StaffRequest) -> dict[str, Any]:
    """What the account chose before, with its address opened."""
    row = notices.wish_of(request.user)
    if row is None or "open" not in request.POST:
        return {}
    (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.OWN_WORK)
    return {"channel": row.channel, "address": opened.address, "sentence": opened.sentence, "start": row.start, "end": row.end}
