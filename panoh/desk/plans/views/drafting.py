"""How a plan was made: meetings, who sat there, what was decided."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.planning import actions
from panoh.planning.forms.making import ChangeMeetingForm, DecisionForm, MeetingForm, ParticipantForm
from panoh.planning.policy import check_can_write, may_write
from panoh.planning.queries import drafting
from panoh.planning.queries import plans as queries
from panoh.planning.queries.drafting import MeetingRow
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

BACK = _("How the plan was made")
HOW = _("Enter the date, place and subject. Add participants and decisions on the page afterwards.")
HOW_SEAT = _(
    "The public page may show the role and organisation. Enter a name only if the Unit needs it; it is sealed for the secretariat."
)
HOW_DECIDE = _("One decision, one sentence. It is sealed for the secretariat.")


@requires(Permission.PLAN_VIEW)
def show_making(request: StaffRequest, key: UUID) -> HttpResponse:
    """Meetings newest first; by POST the words, names and places open."""
    plan = queries.get_plan(request.user, key)
    meetings = drafting.meetings_of(request.user, plan)
    opened = _opened(request, meetings) if request.method == "POST" else {}
    context = {
        "plan": plan,
        "title": queries.tree_of(queries.in_hand(plan)).title,
        "adopted": [version for version in plan.read if version.adopted_on],  # type: ignore[attr-defined]
        "rows": [_row(meeting, opened) for meeting in meetings],
        "is_open": bool(opened),
        "may_write": may_write(request.user),
    }
    return render(request, "desk/plans/making.html", context)


def _opened(request: StaffRequest, meetings: list[MeetingRow]) -> dict[Any, Any]:
    rows = [row for meeting in meetings for row in (meeting, *meeting.participants.all(), *meeting.decisions.all())]
    words = open_sealed(rows, by=request.user.actor, purpose=Purpose.OWN_WORK)
    return {row.pk: one for row, one in zip(rows, words, strict=True)}


def _row(meeting: MeetingRow, opened: Mapping[UUID, Opened]) -> dict[str, Any]:
    return {
        "row": meeting,
        "words": opened.get(meeting.pk),
        "people": [(row, opened.get(row.pk)) for row in meeting.participants.all()],
        "decisions": [(row, opened.get(row.pk)) for row in meeting.decisions.all()],
    }


def _page(plan: UUID, title: Words, button: Words, draft: str, how: Words, note: str = "") -> Page:
    return Page(title, button, reverse("desk:plan_making", args=[plan]), BACK, draft, how, note)


@requires(Permission.PLAN_WRITE)
def add_meeting(request: StaffRequest, key: UUID) -> HttpResponse:
    """One more meeting."""
    plan = queries.get_plan(request.user, key)
    check_can_write(request.user)
    return process_form(
        request,
        _page(key, _("Record a meeting"), _("Save the meeting"), f"plan-meeting-new:{plan.pk}", HOW),
        MeetingForm,
        lambda form: actions.hold_meeting(plan, by=request.user, **form.action_kwargs),
        said=_("Meeting saved. Now add the participants."),
    )


@requires(Permission.PLAN_WRITE)
def change_meeting(request: StaffRequest, key: UUID) -> HttpResponse:
    """A meeting again; its words are opened by a press."""
    meeting = drafting.get_meeting(request.user, key)
    check_can_write(request.user)

    def now() -> CurrentState:
        fresh = drafting.get_meeting(request.user, key)
        (words,) = open_sealed([fresh], by=request.user.actor, purpose=Purpose.OWN_WORK)
        return CurrentState(fresh.version, {"held_on": fresh.held_on, "place": words.place, "words": words.words})

    return process_form(
        request,
        _page(meeting.plan_id, _("Change the meeting"), _("Save the meeting"), f"plan-meeting:{meeting.pk}", HOW),
        lambda data: ChangeMeetingForm(data, initial=begin(data, now)),
        lambda form: actions.change_meeting(meeting, by=request.user, **form.action_kwargs),
        said=_("Meeting saved."),
        now=now,
        by_press=True,
    )


@requires(Permission.PLAN_WRITE)
def seat(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody sat there."""
    meeting = drafting.get_meeting(request.user, key)
    check_can_write(request.user)
    day = f"{meeting.held_on:%d.%m.%Y}"
    return process_form(
        request,
        _page(meeting.plan_id, _("Participants"), _("Record"), f"plan-seat:{meeting.pk}", HOW_SEAT, day),
        ParticipantForm,
        lambda form: actions.seat(meeting, by=request.user, **form.action_kwargs),
        said=_("Recorded."),
    )


@requires(Permission.PLAN_WRITE)
def decide(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was decided."""
    meeting = drafting.get_meeting(request.user, key)
    check_can_write(request.user)
    day = f"{meeting.held_on:%d.%m.%Y}"
    return process_form(
        request,
        _page(meeting.plan_id, _("Decisions"), _("Save the decision"), f"plan-decision:{meeting.pk}", HOW_DECIDE, day),
        DecisionForm,
        lambda form: actions.decide(meeting, by=request.user, **form.action_kwargs),
        said=_("Decision saved."),
    )


def _taken_out(request: StaffRequest, plan: UUID) -> HttpResponse:
    messages.success(request, str(_("Removed.")))
    return redirect("desk:plan_making", plan)


@require_POST
@requires(Permission.PLAN_WRITE)
def take_out_meeting(request: StaffRequest, key: UUID) -> HttpResponse:
    """Written down by mistake."""
    meeting = drafting.get_meeting(request.user, key)
    actions.take_out_meeting(meeting, by=request.user)
    return _taken_out(request, meeting.plan_id)


@require_POST
@requires(Permission.PLAN_WRITE)
def unseat(request: StaffRequest, key: UUID, row: UUID) -> HttpResponse:
    """Was not there after all."""
    meeting = drafting.get_meeting(request.user, key)
    actions.unseat(drafting.get_participant(meeting, row), by=request.user)
    return _taken_out(request, meeting.plan_id)


@require_POST
@requires(Permission.PLAN_WRITE)
def take_out_decision(request: StaffRequest, key: UUID, row: UUID) -> HttpResponse:
    """Written down by mistake."""
    meeting = drafting.get_meeting(request.user, key)
    actions.take_out_decision(drafting.get_decision(meeting, row), by=request.user)
    return _taken_out(request, meeting.plan_id)
