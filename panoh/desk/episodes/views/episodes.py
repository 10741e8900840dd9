"""Care outside: treatment at facilities in a case, from admission to discharge."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.cases.queries.cases import get_case
from panoh.core.errors import NotFound
from panoh.core.templatetags.panoh import day
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.facility_names import facility_choices
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.episodes.actions import episode as actions
from panoh.episodes.enums import EPISODE_TRANSITIONS, EpisodeState
from panoh.episodes.forms.episode import STEP_FORMS, EntryForm, EpisodeForm
from panoh.episodes.policy import reads_episode
from panoh.episodes.queries import episode as queries
from panoh.episodes.queries.episode import EpisodeRow
from panoh.network.queries import names_of
from panoh.vault.purpose import Purpose

BACK = _("Treatment at a facility")
BACK_ONE = _("Back to the treatment")
BADGES = {EpisodeState.PLANNED: "wait", EpisodeState.UNDER_WAY: "wait", EpisodeState.ENDED: "done", EpisodeState.BROKEN_OFF: "late"}
HOW_ADD = _("Choose the referral the treatment comes from: the facility and the help are then filled in. Without a referral, choose both.")
HOW_STEP = _("Enter the day it happened, not the day you heard of it. The text is sealed for the physicians.")
HOW_ENTRY = _("Add one line for each visit and each procedure. Days and visits are counted from these lines.")
STEPS: dict[str, tuple[EpisodeState, Promise, Promise, Callable[..., Any], Promise]] = {
    "begin": (
        EpisodeState.UNDER_WAY,
        _("Treatment began"),
        _("Treatment began"),
        actions.begin_episode,
        _("Recorded. Treatment is under way."),
    ),
    "end": (EpisodeState.ENDED, _("Treatment ended"), _("Treatment ended"), actions.end_episode, _("Recorded. Now enter the cost.")),
    "break": (
        EpisodeState.BROKEN_OFF,
        _("Treatment stopped early"),
        _("Treatment stopped early"),
        actions.break_off,
        _("Recorded. Now enter the cost."),
    ),
}


@requires(Permission.REFERRAL_VIEW)
def case_episodes(request: StaffRequest, code: str) -> HttpResponse:
    """Treatment at facilities in one case: days, visits, where it stands."""
    case, context = case_frame(request.user, code, "case_episodes", Permission.REFERRAL_VIEW)
    rows = list(queries.case_episodes(request.user, case))
    context |= {"rows": [{"row": row, "badge": BADGES[EpisodeState(row.state)]} for row in rows]}
    context["may_keep"] = case.is_open and can(request.user, Permission.REFERRAL_WRITE, case)
    return render(request, "desk/episodes/case_episodes.html", context)


@requires(Permission.REFERRAL_VIEW)
def show_episode(request: StaffRequest, code: str) -> HttpResponse:
    """One course of treatment; by POST its words are opened, for who reads them."""
    row = queries.get_episode(request.user, code)
    case, context = case_frame(request.user, row.case.code, "case_episodes", Permission.REFERRAL_VIEW)
    costs = queries.cost_lines(row)
    context |= {"row": row, "badge": BADGES[EpisodeState(row.state)], "costs": costs, "sums": queries.sums(costs).items()}
    context |= {"opened": request.method == "POST", "summary": "", "said": {}, "reads": reads_episode(request.user, row)}
    if context["opened"]:
        context["summary"], context["said"] = actions.read_episode(row, by=request.user)
    context["entries"] = [(entry, context["said"].get(entry.pk, "")) for entry in queries.entries(row)]
    context["name"] = names_of([row.facility], by=request.user, purpose=Purpose.CARE)[row.facility_id]
    context["may_keep"] = can(request.user, Permission.REFERRAL_WRITE, case)
    context["next"] = [(step, facts[1]) for step, facts in STEPS.items() if facts[0] in EPISODE_TRANSITIONS[EpisodeState(row.state)]]
    context["to_take"] = queries.has_cost_to_take(row)
    return render(request, "desk/episodes/episode.html", context)


@requires(Permission.REFERRAL_WRITE)
def add_episode(request: StaffRequest, code: str) -> HttpResponse:
    """Plans treatment at a facility, or records that it has begun."""
    case = get_case(request.user, code, Permission.REFERRAL_WRITE)
    known = dict(facility_choices(request.user, case))
    referrals = {row: f"{row.code}, {day(row.made_on)}" for row in queries.referrals_out(case)}
    page = Page(_("Record treatment"), _("Record"), reverse("desk:case_episodes", args=[case.code]), BACK, f"episode:{case.pk}", HOW_ADD)
    return process_form(
        request,
        page,
        lambda data: EpisodeForm(data, referrals=referrals, facilities=known),
        lambda form: actions.open_episode(case, by=request.user, **form.action_kwargs),
        said=_("Recorded."),
        done=lambda row: reverse("desk:episode", args=[row.code]),
    )


@requires(Permission.REFERRAL_WRITE)
def move_episode(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """It has begun, ended, or broke off."""
    row = queries.get_episode(request.user, code)
    if step not in STEPS:
        raise NotFound(queries.NOT_HERE)
    _to, title, button, do, said = STEPS[step]
    page = Page(title, button, reverse("desk:episode", args=[row.code]), BACK_ONE, f"episode-{step}:{row.pk}", HOW_STEP, code=row.code)
    return process_form(
        request,
        page,
        lambda data: STEP_FORMS[step](data, initial={"version": row.version}),
        lambda form: do(row, by=request.user, **form.action_kwargs),
        said=said,
        now=lambda: _now(request, row),
    )


def _now(request: StaffRequest, row: EpisodeRow) -> CurrentState:
    fresh = queries.get_episode(request.user, row.code)
    return CurrentState(fresh.version, {}, [(_("Status"), row.get_state_display(), fresh.get_state_display())])


@requires(Permission.REFERRAL_WRITE)
def add_entry(request: StaffRequest, code: str) -> HttpResponse:
    """A visit, a procedure, medicines given."""
    row = queries.get_episode(request.user, code)
    page = Page(
        _("What was done there"),
        _("Record"),
        reverse("desk:episode", args=[row.code]),
        BACK_ONE,
        f"entry:{row.pk}",
        HOW_ENTRY,
        code=row.code,
    )
    return process_form(
        request, page, EntryForm, lambda form: actions.add_entry(row, by=request.user, **form.cleaned_data), said=_("Recorded.")
    )
