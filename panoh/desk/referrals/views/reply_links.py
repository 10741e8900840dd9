"""Links through which a facility answers one referral: made, shown once, closed."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.core.forms import PanohForm
from panoh.desk.frame.form_page import Attempt, attempt
from panoh.referrals.actions.replies import MadeLink, answer_host, answerable, make_reply_link, revoke_reply_link, states_of
from panoh.referrals.enums import LinkState, ReplyState
from panoh.referrals.queries.referrals import get_referral
from panoh.referrals.queries.replies import get_link, links_of, replies_of
from panoh.referrals.reply_forms import ReplyLinkForm

BADGES = {LinkState.OPEN: "wait", LinkState.SHUT: "late", LinkState.SPENT: "done"}
REPLY_BADGES = {ReplyState.WAITING: "wait", ReplyState.TAKEN: "done"}


@requires(Permission.REFERRAL_VIEW)
def show_links(request: StaffRequest, code: str) -> HttpResponse:
    """What was made for one referral, and what came through it."""
    row = get_referral(request.user, code)
    links = links_of(request.user, row)
    context = {
        "referral": row,
        "links": [
            (link, state.label, BADGES.get(state, ""), state in (LinkState.OPEN, LinkState.SHUT))
            for link, state in zip(links, states_of(links), strict=True)
        ],
        "replies": [(reply, REPLY_BADGES.get(ReplyState(reply.state), "")) for reply in replies_of(request.user, row)],
        "may": can(request.user, Permission.REFERRAL_WRITE, row.case),
        "answerable": answerable(row),
    }
    return render(request, "desk/referrals/reply_links.html", context)


@requires(Permission.REFERRAL_WRITE)
def make_link(request: StaffRequest, code: str) -> HttpResponse:
    """For how many days; then link and code, this once."""
    row = get_referral(request.user, code)

    def act(form: PanohForm) -> MadeLink:
        return make_reply_link(row, by=request.user, **form.cleaned_data)

    tried = attempt(request, ReplyLinkForm, act) if request.method == "POST" else Attempt(ReplyLinkForm(None))
    if tried.is_done:
        return show_once(request, tried.made)
    return render(request, "desk/referrals/reply_link_new.html", {"form": tried.form, "referral": row}, status=tried.status)


def reply_address(request: StaffRequest, token: str, language: str) -> str:
    """Where a link leads: to the neutral host where one is set, else to this one."""
    path, host = reverse("public:reply", args=[token, language]), answer_host()
    return f"https://{host}{path}" if host else request.build_absolute_uri(path)


def show_once(request: StaffRequest, made: MadeLink) -> HttpResponse:
    """Link and code, in clear this once."""
    address = reply_address(request, made.token, made.link.referral.language)
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=4, light="#fff")
    context = {"referral": made.link.referral, "link": made.link, "address": address, "code": made.code, "picture": picture}
    return render(request, "desk/referrals/reply_link_made.html", context)


@require_POST
@requires(Permission.REFERRAL_WRITE)
def revoke_link(request: StaffRequest, key: UUID) -> HttpResponse:
    """Closes a link at once."""
    link = revoke_reply_link(get_link(request.user, key), by=request.user)
    messages.success(request, _("The link is closed. It no longer works."))
    return redirect("desk:reply_links", link.referral.code)
