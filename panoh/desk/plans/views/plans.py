"""Strategic plans: the list, a plan with its years, the writing of a draft part by part, adoption and closing."""

from collections.abc import Callable
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
from panoh.core.clock import today
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.desk.plans.lines import shown
from panoh.planning import actions
from panoh.planning.actions.writing import lacking
from panoh.planning.actuals import of_years
from panoh.planning.enums import PlanState, VersionState
from panoh.planning.forms.writing import (
    AdoptForm,
    BeginPlanForm,
    ChangeLineForm,
    ChangeObjectiveForm,
    ChangePlanOutcomeForm,
    LineForm,
    ObjectiveForm,
    PlanOutcomeForm,
    SetPlanForm,
    values_of_line,
    values_of_objective,
    values_of_outcome,
    values_of_plan,
)
from panoh.planning.policy import check_can_write, may_write, sees_all
from panoh.planning.queries import plans as queries
from panoh.planning.queries.plans import PlanRow, VersionRow

BACK = _("Strategic plans")
KEPT = _("Saved.")
BADGES = {PlanState.DRAFT: "draft", PlanState.IN_FORCE: "wait", PlanState.CLOSED: "done"}
HOW_BEGIN = _("Enter the title and years. On the next page add objectives, outcomes under each, and indicators under each outcome.")
HOW_WRITE = _(
    "Member organisations read everything here, and it may be published one day: write about the work, not about people. One "
    "language is enough to start."
)
HOW_LINE = _(
    "Choose one of the Unit's indicators, and its number is counted from records by the same rule as in the statistics. Enter "
    "other numbers by hand, with a note and a source."
)
HOW_ADOPT = _("From now on the plan is in force and its text does not change. Make changes in a new version; this one stays readable.")


@requires(Permission.PLAN_VIEW)
def show_plans(request: StaffRequest) -> HttpResponse:
    """All plans, newest first."""
    rows = [
        {"row": plan, "title": queries.tree_of(queries.in_hand(plan)).title, "badge": BADGES[PlanState(plan.state)]}
        for plan in queries.plans(request.user)
    ]
    return render(request, "desk/plans/plans.html", {"rows": rows, "may_write": may_write(request.user)})


@requires(Permission.PLAN_WRITE)
def begin_plan(request: StaffRequest) -> HttpResponse:
    """A new plan, by itself or as the one that follows another."""
    check_can_write(request.user)
    known = {str(plan.pk): plan for plan in queries.plans(request.user) if queries.adopted(plan)}
    names = {key: f"{plan.years} · {queries.tree_of(queries.in_hand(plan)).title}" for key, plan in known.items()}
    return process_form(
        request,
        Page(_("Start a plan"), _("Start"), reverse("desk:plans"), BACK, "plan-new:plan", HOW_BEGIN),
        lambda data: BeginPlanForm(data, plans=known, names=names),
        lambda form: actions.begin_plan(by=request.user, **form.action_kwargs),
        said=_("Plan started. Now add its objectives."),
        done=lambda made: reverse("desk:plan", args=[made.pk]),
    )


@requires(Permission.PLAN_VIEW)
def show_plan(request: StaffRequest, key: UUID) -> HttpResponse:
    """What it says and what was reached in each of its years. Who writes it sees the draft where there is one."""
    plan = queries.get_plan(request.user, key)
    return _plan_page(request, plan, queries.in_hand(plan) if may_write(request.user) else queries.holding(plan))


@requires(Permission.PLAN_VIEW)
def show_version(request: StaffRequest, key: UUID, number: int) -> HttpResponse:
    """The plan as one version of it says it."""
    version = queries.get_version(request.user, key, number)
    return _plan_page(request, queries.get_plan(request.user, key), version)


def _plan_page(request: StaffRequest, plan: PlanRow, version: VersionRow) -> HttpResponse:
    tree, periods = queries.tree_of(version), queries.periods(request.user, plan)
    is_draft, writes = version.state == VersionState.DRAFT, may_write(request.user)
    missing = lacking(plan, tree) if is_draft and writes else set()
    years = of_years(plan, tree, periods)
    context = {
        "plan": plan,
        "version": version,
        "badge": BADGES[PlanState(plan.state)],
        "tree": tree,
        "objectives": shown(tree, lambda line: years[line.key], missing),
        "periods": periods,
        "is_draft": is_draft,
        "may_write": writes,
        "may_change": is_draft and writes,
        "may_adopt": is_draft and writes and tree.objectives and not missing,
        "may_begin_version": writes and plan.state == PlanState.IN_FORCE and not queries.has_draft(plan),
        "may_discard": is_draft and writes and plan.state != PlanState.DRAFT,
        "may_close": writes and plan.state == PlanState.IN_FORCE and plan.last_year < today().year and all(p.frozen_at for p in periods),
        "sees_all": sees_all(request.user),
        "neighbours": queries.neighbours(request.user, plan),
    }
    return render(request, "desk/plans/plan.html", context)


def _draft(request: StaffRequest, key: UUID) -> Any:
    version = queries.get_draft(request.user, key)
    check_can_write(request.user)
    return version


def _page(version: VersionRow, title: Words, button: Words, draft: str, how: Words = HOW_WRITE) -> Page:
    back = reverse("desk:plan", args=[version.plan_id])
    return Page(title, button, back, queries.tree_of(version).title, f"{draft}:{version.pk}", how)


def _now(request: StaffRequest, key: UUID, values: Callable[[VersionRow], dict[str, Any]]) -> Callable[[], CurrentState]:
    """What stands in the draft now; `values` names the fields of one part."""

    def now() -> CurrentState:
        fresh = queries.get_draft(request.user, key)
        return CurrentState(fresh.version, values(fresh))

    return now


@requires(Permission.PLAN_WRITE)
def set_plan(request: StaffRequest, key: UUID) -> HttpResponse:
    """Title and thresholds."""
    version, now = _draft(request, key), _now(request, key, lambda fresh: values_of_plan(queries.tree_of(fresh)))
    return process_form(
        request,
        _page(version, _("Title and thresholds"), _("Save"), "plan-set"),
        lambda data: SetPlanForm(data, initial=begin(data, now)),
        lambda form: actions.set_plan(version, by=request.user, **form.action_kwargs),
        said=KEPT,
        now=now,
    )


@requires(Permission.PLAN_WRITE)
def add_objective(request: StaffRequest, key: UUID) -> HttpResponse:
    """One more objective."""
    version = _draft(request, key)
    return process_form(
        request,
        _page(version, _("New objective"), _("Save the objective"), "plan-objective-new"),
        ObjectiveForm,
        lambda form: actions.write_objective(version, "", by=request.user, **form.action_kwargs),
        said=KEPT,
    )


@requires(Permission.PLAN_WRITE)
def change_objective(request: StaffRequest, key: UUID, part: str) -> HttpResponse:
    """An objective again."""
    version, now = _draft(request, key), _now(request, key, lambda fresh: values_of_objective(queries.part_of(fresh, part)))
    return process_form(
        request,
        _page(version, _("Change the objective"), _("Save the objective"), f"plan-objective-{part}"),
        lambda data: ChangeObjectiveForm(data, initial=begin(data, now)),
        lambda form: actions.write_objective(version, part, by=request.user, **form.action_kwargs),
        said=KEPT,
        now=now,
    )


@requires(Permission.PLAN_WRITE)
def add_outcome(request: StaffRequest, key: UUID, within: str) -> HttpResponse:
    """One more outcome of an objective."""
    version = _draft(request, key)
    return process_form(
        request,
        _page(version, _("New outcome"), _("Save the outcome"), f"plan-outcome-new-{within}"),
        PlanOutcomeForm,
        lambda form: actions.write_outcome(version, within, "", by=request.user, **form.action_kwargs),
        said=KEPT,
    )


@requires(Permission.PLAN_WRITE)
def change_outcome(request: StaffRequest, key: UUID, within: str, part: str) -> HttpResponse:
    """An outcome again."""
    version, now = _draft(request, key), _now(request, key, lambda fresh: values_of_outcome(queries.part_of(fresh, part)))
    return process_form(
        request,
        _page(version, _("Change the outcome"), _("Save the outcome"), f"plan-outcome-{part}"),
        lambda data: ChangePlanOutcomeForm(data, initial=begin(data, now)),
        lambda form: actions.write_outcome(version, within, part, by=request.user, **form.action_kwargs),
        said=KEPT,
        now=now,
    )


@requires(Permission.PLAN_WRITE)
def add_line(request: StaffRequest, key: UUID, within: str) -> HttpResponse:
    """One more indicator of an outcome."""
    version = _draft(request, key)
    return process_form(
        request,
        _page(version, _("New indicator"), _("Save the indicator"), f"plan-line-new-{within}", HOW_LINE),
        lambda data: LineForm(data, plan=version.plan),
        lambda form: actions.write_line(version, within, "", by=request.user, **form.action_kwargs),
        said=KEPT,
    )


@requires(Permission.PLAN_WRITE)
def change_line(request: StaffRequest, key: UUID, within: str, part: str) -> HttpResponse:
    """An indicator again."""
    version, now = _draft(request, key), _now(request, key, lambda fresh: values_of_line(queries.part_of(fresh, part)))
    return process_form(
        request,
        _page(version, _("Change the indicator"), _("Save the indicator"), f"plan-line-{part}", HOW_LINE),
        lambda data: ChangeLineForm(data, plan=version.plan, initial=begin(data, now)),
        lambda form: actions.write_line(version, within, part, by=request.user, **form.action_kwargs),
        said=KEPT,
        now=now,
    )


@requires(Permission.PLAN_WRITE)
def adopt_version(request: StaffRequest, key: UUID) -> HttpResponse:
    """The draft is adopted."""
    version, now = _draft(request, key), _now(request, key, lambda _fresh: {"adopted_on": today()})
    return process_form(
        request,
        _page(version, _("Adopt the plan"), _("Adopt the plan"), "plan-adopt", HOW_ADOPT),
        lambda data: AdoptForm(data, initial=begin(data, now)),
        lambda form: actions.adopt_version(version, by=request.user, **form.action_kwargs),
        said=_("Plan adopted. It is now in force."),
        now=now,
    )


@require_POST
@requires(Permission.PLAN_WRITE)
def raise_part(request: StaffRequest, key: UUID, part: str) -> HttpResponse:
    """One place up."""
    actions.raise_part(queries.get_draft(request.user, key), part, by=request.user)
    return redirect("desk:plan", key)


@require_POST
@requires(Permission.PLAN_WRITE)
def take_out_part(request: StaffRequest, key: UUID, part: str) -> HttpResponse:
    """Out of the draft, with what hangs on it."""
    actions.take_out_part(queries.get_draft(request.user, key), part, by=request.user)
    messages.success(request, str(_("Removed from the draft.")))
    return redirect("desk:plan", key)


@require_POST
@requires(Permission.PLAN_WRITE)
def begin_version(request: StaffRequest, key: UUID) -> HttpResponse:
    """A draft as a copy of what holds."""
    actions.begin_version(queries.get_plan(request.user, key), by=request.user)
    messages.success(request, str(_("New version started. It says what is in force until you change it.")))
    return redirect("desk:plan", key)


@require_POST
@requires(Permission.PLAN_WRITE)
def discard_version(request: StaffRequest, key: UUID) -> HttpResponse:
    """The draft is thrown away."""
    actions.discard_version(queries.get_draft(request.user, key), by=request.user)
    messages.success(request, str(_("Draft deleted.")))
    return redirect("desk:plan", key)


@require_POST
@requires(Permission.PLAN_WRITE)
def close_plan(request: StaffRequest, key: UUID) -> HttpResponse:
    """Its years are over."""
    actions.close_plan(queries.get_plan(request.user, key), by=request.user)
    messages.success(request, str(_("Plan closed. You can still read it.")))
    return redirect("desk:plan", key)
