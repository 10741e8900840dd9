"""Everything that has no place in the rail, found by what one wants to do; which parts are in use; taking back the last act."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.drafts import give_back_sent
from panoh.accounts.enums import Feature
from panoh.accounts.features import features_off
from panoh.accounts.forms import FeaturesForm
from panoh.accounts.roles import Permission
from panoh.audit import undo
from panoh.cases.queries.cases import codes_open_to
from panoh.core.ids import tidy_code
from panoh.desk import actions
from panoh.desk.frame.behind_press import UNDONE_TEXT_KEPT, UNDONE_WHOLE
from panoh.desk.frame.context import ENDED_ON, UNDONE, rail_places, under_thumb
from panoh.desk.frame.form_page import Page, process_form
from panoh.desk.frame.places import ACTS, BY_VIEW, GROUPS, Place, open_places
from panoh.desk.home.finding_places import find_places
from panoh.desk.questionnaires.unsent import forget_taken_back
from panoh.instruments.queries import unsent_in

RECORD = re.compile(r"(?P<record>/desk/(?:cases|requests)/(?P<code>[^/]+)/)(?P<tab>[a-z-]+/$)?")
LONGEST = 200  # letters of what is searched for
MOST_OFF = 3  # places of parts that are off that a search names
HOW_FEATURES = gettext_lazy(
    "A part that is off has no menu entries, tasks or tabs. What was recorded stays and appears again once the part is switched on."
)


@requires(Permission.DESK)
def show_more(request: StaffRequest) -> HttpResponse:
    """The places this account may go to, without those of the rail; by POST those that answer what is wanted (it may be anybody's name,
    so it stands in no address)."""
    off = features_off(request.user)
    wanted = request.POST.get("wanted", "").strip()[:LONGEST]
    context: dict[str, object] = {"wanted": wanted}
    if wanted:
        context["found"] = find_places(open_places(request.user, _all_places(), off), wanted)
        context["found_off"] = _off_among(find_places(open_places(request.user, _all_places(), ()), wanted), off)
    else:
        elsewhere = {place.place.view for place in under_thumb(rail_places(request.user))}
        groups = [
            (group.label, [each for each in open_places(request.user, group.places, off) if each.view not in elsewhere]) for group in GROUPS
        ]
        context["groups"] = [(label, places) for label, places in groups if places]
    return render(request, "desk/home/_places.html" if "HX-Request" in request.headers else "desk/home/more.html", context)


def _off_among(found: list[Place], off: frozenset[Feature]) -> list[Place]:
    """The first of what was found that is not in use."""
    return [place for place in found if place.feature in off][:MOST_OFF]


def _all_places() -> list[Place]:
    return [*(place for group in GROUPS for place in group.places), *ACTS]


@requires(Permission.FEATURES)
def set_features(request: StaffRequest) -> HttpResponse:
    """Which parts of Panoh the Unit uses."""
    page = Page(
        gettext_lazy("Parts in use"), _("Save"), reverse("desk:more"), gettext_lazy("More"), "features", HOW_FEATURES, one_draft=True
    )
    in_use = [each for each in Feature if each not in features_off(request.user)]
    work = [(each, BY_VIEW[each.view].is_open_to(request.user)) for each in actions.open_work(in_use)]
    return process_form(
        request,
        page,
        lambda data: FeaturesForm(data, initial={"in_use": in_use}),
        lambda form: actions.set_features(form.cleaned_data["in_use"], by=request.user),
        said=_said_of_features,
        done=lambda made: reverse("desk:features") if made[1] else "",
        warns=lambda made: bool(made[1]),
        template="desk/home/features.html",
        more={"work": work},
    )


def _said_of_features(made: tuple[bool, list[Feature]]) -> str:
    """What was switched, and which parts stay on for the work in them."""
    is_changed, stays = made
    said = [_("Saved. Everyone sees it from the next page on.")] if is_changed else [] if stays else [_("Nothing was changed.")]
    if stays:
        parts = ", ".join(str(feature.label) for feature in stays)
        said.append(_("Still on, because work there is not finished: %(parts)s.") % {"parts": parts})
    return " ".join(said)


@require_POST
@requires(Permission.DESK)
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """Undoes one's own last act, within ten minutes."""
    was_offered = any(act == str(key) for act, _page in request.session.get(ENDED_ON, []))
    begun = unsent_in(key, request.user)
    undo.take_back(key, by=request.user.actor, was_offered=was_offered)
    forget_taken_back(begun, by=request.user)
    kept = give_back_sent(request.user, key)
    messages.success(request, str(UNDONE_TEXT_KEPT if kept else UNDONE_WHOLE), extra_tags=UNDONE)
    return redirect(_record_of(request) or "desk:my_day")


def _record_of(request: StaffRequest) -> str:
    """The address of the tab, or of the case or request itself, on which it was pressed; "" where that is not there any more."""
    match = RECORD.match(urlsplit(request.headers.get("Referer", "")).path)
    if match is None or not codes_open_to(request.user, [tidy_code(match["code"]) or ""]):
        return ""
    return match["record"] + (match["tab"] or "")
