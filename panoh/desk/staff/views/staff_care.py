"""Care for those who help: who carries how much, supervision, talks after hard events."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.clock import now as this_moment
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.team.actions import care as actions
from panoh.team.enums import LoadBin, SupervisionKind, SupervisionTopic
from panoh.team.forms.care import CorrectSupervisionForm, DebriefForm, GroupSupervisionForm, HoldDebriefForm, SupervisionForm
from panoh.team.policy.care import check_can_hold
from panoh.team.queries import care as queries

PAGE_SIZE = 25
BADGES = {LoadBin.FINE: "done", LoadBin.FULL: "wait", LoadBin.OVER: "late"}
BACK_OWN, BACK_LOADS = _("My supervision"), _("Workload")
HOW_RECORD = _(
    "Do not write names or case codes here: supervision is about you and your work. Those who took part can read the text; the "
    "coordinator sees only the day and the length."
)
HOW_GROUP = _("Record who took part and for how long. Do not write what was said: it belongs to those who took part.")
HOW_DEBRIEF = _(
    "After a danger word, a threat, violence or a death, a worker talks about it within 72 hours with someone they "
    "choose. A danger word or a case that becomes urgent schedules this talk automatically."
)
HOW_HOLD = _("Record that the talk took place. Only you can read what you write.")


@requires(Permission.STAFF_CARE)
def show_loads(request: StaffRequest) -> HttpResponse:
    """Who carries how much, the heaviest first; whose supervision or talk is due."""
    loads = [(load, BADGES[load.bin]) for load in queries.loads(request.user)]
    context = {"loads": loads, "debriefs": _debriefs(request, own=False), "too_much": sum(load.bin == LoadBin.OVER for load, _b in loads)}
    return render(request, "desk/staff/loads.html", context)


def _debriefs(request: StaffRequest, *, own: bool) -> list[tuple[Any, bool]]:
    moment = this_moment()
    return [(row, row.due_at < moment) for row in queries.open_debriefs(request.user, own=own)]


@requires(Permission.SUPERVISION_HOURS)
def show_hours(request: StaffRequest) -> HttpResponse:
    """Hours of supervision by month and kind, without names."""
    kinds = [kind.label for kind in SupervisionKind]
    rows = [
        (row.month, [(kind, count, minutes / 60) for kind, (count, minutes) in zip(kinds, row.by_kind, strict=True)])
        for row in queries.hours(request.user)
    ]
    return render(request, "desk/staff/hours.html", {"rows": rows, "kinds": kinds})


@requires(Permission.DESK)
def show_own(request: StaffRequest) -> HttpResponse:
    """When one's own supervision is due, talks after hard events, one's own caseload."""
    page = Paginator(queries.own_supervisions(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    load = queries.own_load(request.user) if has(request.user, Permission.CASE_VIEW) else None
    context = {"dues": queries.own_dues(request.user), "debriefs": _debriefs(request, own=True), "page": page, "load": load}
    context["load_badge"] = BADGES[load.bin] if load else ""
    return render(request, "desk/staff/own.html", context)


def _page(title: Words, button: Words, name: str, how: Words, *, own: bool = True) -> Page:
    back = reverse("desk:staff_own" if own else "desk:staff_loads")
    return Page(title, button, back, BACK_OWN if own else BACK_LOADS, f"staff-{name}", how)


@requires(Permission.DESK)
def record_own(request: StaffRequest) -> HttpResponse:
    """Writes down one's own supervision."""
    return process_form(
        request,
        _page(_("Record a supervision"), _("Record"), "own", HOW_RECORD),
        lambda data: SupervisionForm(data),
        lambda form: actions.record_supervision(by=request.user, **form.cleaned_data),
        said=_("Recorded."),
    )


@requires(Permission.STAFF_CARE)
def record_for_others(request: StaffRequest) -> HttpResponse:
    """The coordinator writes down a supervision for those who were there."""
    users = queries.colleagues(request.user)
    return process_form(
        request,
        _page(_("Record a supervision"), _("Record"), "group", HOW_GROUP, own=False),
        lambda data: GroupSupervisionForm(data, users=users, initial={"kind": SupervisionKind.GROUP}),
        lambda form: actions.record_supervision(by=request.user, **form.action_kwargs),
        said=_("Recorded."),
    )


@requires(Permission.DESK)
def show_supervision(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of one's own; by POST its words."""
    row = queries.get_supervision(request.user, key)
    words = actions.read_supervision(row, by=request.user) if request.method == "POST" else None
    topics = [SupervisionTopic(topic).label for topic in row.topics]
    return render(request, "desk/staff/supervision.html", {"row": row, "words": words, "topics": topics})


@requires(Permission.DESK)
def correct_supervision(request: StaffRequest, key: UUID) -> HttpResponse:
    """Corrects one of one's own; coming by the button, the form holds it."""
    row = queries.get_supervision(request.user, key)

    def now() -> CurrentState:
        fresh = queries.get_supervision(request.user, key)
        coded = {"kind": fresh.kind, "held_on": fresh.held_on, "minutes": fresh.minutes, "topics": fresh.topics}
        return CurrentState(fresh.version, {**coded, **actions.read_supervision(fresh, by=request.user)})

    back = reverse("desk:staff_supervision", args=[key])
    return process_form(
        request,
        Page(_("Correct the supervision record"), _("Save"), back, _("Supervision"), f"staff-correct:{key}", HOW_RECORD),
        lambda data: CorrectSupervisionForm(data, initial=begin(data, now)),
        lambda form: actions.correct_supervision(row, by=request.user, expected=form.cleaned_data.pop("version"), **form.cleaned_data),
        said=_("Corrected."),
        now=now,
        by_press=True,
    )


@requires(Permission.STAFF_CARE)
def open_debrief(request: StaffRequest) -> HttpResponse:
    """The coordinator sets a talk for a worker."""
    users = queries.colleagues(request.user)
    return process_form(
        request,
        _page(_("Schedule a talk after a hard event"), _("Schedule the talk"), "debrief", HOW_DEBRIEF, own=False),
        lambda data: DebriefForm(data, users=users),
        lambda form: actions.open_debrief(form.by_id[form.cleaned_data["user"]], by=request.user, incident=form.cleaned_data["incident"]),
        said=_("Talk scheduled, within 72 hours."),
    )


@requires(Permission.DESK)
def ask_debrief(request: StaffRequest) -> HttpResponse:
    """A worker asks for a talk."""
    return process_form(
        request,
        _page(_("Ask for a talk"), _("Ask for a talk"), "ask-debrief", HOW_DEBRIEF),
        lambda data: DebriefForm(data, users=[request.user], initial={"user": str(request.user.pk)}),
        lambda form: actions.open_debrief(request.user, by=request.user, incident=form.cleaned_data["incident"]),
        said=_("The coordinator sees that you need a talk."),
    )


@requires(Permission.DESK)
def hold_debrief(request: StaffRequest, key: UUID) -> HttpResponse:
    """Writes down that the talk took place."""
    row = queries.get_debrief(request.user, key)
    check_can_hold(request.user, row)
    own = row.user_id == request.user.pk

    def now() -> CurrentState:
        fresh = queries.get_debrief(request.user, key)
        return CurrentState(fresh.version, {"held_on": fresh.held_on, "minutes": fresh.minutes})

    return process_form(
        request,
        _page(_("The talk took place"), _("Record"), f"hold:{key}", HOW_HOLD, own=own),
        lambda data: HoldDebriefForm(data, is_own=own, initial={"version": row.version}),
        lambda form: actions.hold_debrief(row, by=request.user, expected=form.cleaned_data.pop("version"), **form.cleaned_data),
        said=_("Recorded."),
        now=now,
    )
