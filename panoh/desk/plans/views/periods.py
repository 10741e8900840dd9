"""A period of a plan: what was reached, what is told of it, numbers brought in by hand, freezing."""

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
from panoh.planning.actuals import of_period
from panoh.planning.forms.fields import fields_of
from panoh.planning.forms.periods import FigureForm, NarrativeForm, PlanPeriodForm
from panoh.planning.policy import check_can_write, may_write, sees_all
from panoh.planning.queries import plans as queries
from panoh.planning.queries.plans import FigureRow, PeriodRow, VersionRow
from panoh.planning.tree import said
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

HOW_PERIOD = _("For a report on half a year or a quarter. The years of the plan are already there.")
HOW_TELL = _(
    "Say what was done and why the numbers are as they are. Member organisations read this: write nothing about individual people."
)
HOW_FIGURE = _(
    "Say where the number comes from and what proves it, so that it can be found in three years. Both are sealed for the secretariat."
)


@requires(Permission.PLAN_VIEW)
def show_period(request: StaffRequest, key: UUID) -> HttpResponse:
    """Each number beside its target; frozen ones beside what is counted now. By POST notes and sources of what was brought in open."""
    period = queries.get_period(request.user, key)
    version = queries.version_of(request.user, period)
    tree = queries.tree_of(version)
    found = of_period(request.user, tree, period)
    by_hand = [actual.figure for actual in found.values() if actual.figure is not None and actual.figure.is_manual]
    opened = _opened(request, by_hand) if request.method == "POST" else {}
    context = {
        "period": period,
        "plan": period.plan,
        "version": version,
        "tree": tree,
        "objectives": shown(tree, lambda line: [found[line.key]]),
        "narrative": said(period.narrative),
        "opened": opened,
        "may_open": sees_all(request.user) and by_hand and not opened,
        **_may(request, period, version),
    }
    return render(request, "desk/plans/period.html", context)


def _opened(request: StaffRequest, figures: list[FigureRow]) -> dict[str, Any]:
    """Notes and sources by the key of their line; nothing for members."""
    if not sees_all(request.user):
        return {}
    words = open_sealed(figures, by=request.user.actor, purpose=Purpose.OWN_WORK)
    return {figure.key: one for figure, one in zip(figures, words, strict=True)}


def _may(request: StaffRequest, period: PeriodRow, version: VersionRow) -> dict[str, Any]:
    """What this account may do with it now: what buttons ask."""
    writes = may_write(request.user)
    is_open = writes and period.frozen_at is None
    return {
        "may_write": writes,
        "may_bring": is_open,
        "may_freeze": is_open and period.end < today() and version.adopted_on is not None,
        "may_take_out": is_open and not period.is_whole_year,
        "is_running": period.end >= today(),
    }


@requires(Permission.PLAN_WRITE)
def add_period(request: StaffRequest, key: UUID) -> HttpResponse:
    """A part of a year that is reported by itself."""
    plan = queries.get_plan(request.user, key)
    check_can_write(request.user)
    return process_form(
        request,
        Page(_("Add a period"), _("Add"), reverse("desk:plan", args=[key]), plan.years, f"plan-period-new:{plan.pk}", HOW_PERIOD),
        PlanPeriodForm,
        lambda form: actions.add_period(plan, by=request.user, **form.action_kwargs),
        said=_("Period added."),
        done=lambda made: reverse("desk:plan_period", args=[made.pk]),
    )


def _page(period: PeriodRow, title: Words, button: Words, draft: str, how: Words, note: Words = "") -> Page:
    back = f"{period.start:%d.%m.%Y} – {period.end:%d.%m.%Y}"
    return Page(title, button, reverse("desk:plan_period", args=[period.pk]), back, f"{draft}:{period.pk}", how, note)


@requires(Permission.PLAN_WRITE)
def tell_period(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was done in the period."""
    period = queries.get_period(request.user, key)
    check_can_write(request.user)

    def now() -> CurrentState:
        fresh = queries.get_period(request.user, key)
        return CurrentState(fresh.version, {**fields_of("narrative", fresh.narrative), "is_narrative_public": fresh.is_narrative_public})

    return process_form(
        request,
        _page(period, _("What was done"), _("Save"), "plan-told", HOW_TELL),
        lambda data: NarrativeForm(data, initial=begin(data, now)),
        lambda form: actions.tell_period(period, by=request.user, **form.action_kwargs),
        said=_("Saved."),
        now=now,
    )


@requires(Permission.PLAN_WRITE)
def bring_figure(request: StaffRequest, key: UUID, line: str) -> HttpResponse:
    """A number by hand. Written anew, it wants its note and its source anew."""
    period = queries.get_period(request.user, key)
    check_can_write(request.user)
    name = queries.get_line(request.user, period, line).name

    def now() -> CurrentState:
        figure = next((each for each in queries.get_period(request.user, key).figures.all() if each.key == line), None)
        return CurrentState(figure.version if figure else 0, {"value": figure.value if figure else None})

    return process_form(
        request,
        _page(period, _("Enter a number"), _("Save the number"), f"plan-figure-{line}", HOW_FIGURE, name),
        lambda data: FigureForm(data, initial=begin(data, now)),
        lambda form: actions.bring_figure(period, line, by=request.user, **form.action_kwargs),
        said=_("Number saved."),
        now=now,
    )


@require_POST
@requires(Permission.PLAN_WRITE)
def freeze_period(request: StaffRequest, key: UUID) -> HttpResponse:
    """Its numbers stay as they are now."""
    actions.freeze_period(queries.get_period(request.user, key), by=request.user)
    messages.success(request, str(_("Frozen. These numbers do not change; later counts are shown beside them.")))
    return redirect("desk:plan_period", key)


@require_POST
@requires(Permission.PLAN_WRITE)
def take_out_period(request: StaffRequest, key: UUID) -> HttpResponse:
    """A part of a year that is not reported by itself after all."""
    period = queries.get_period(request.user, key)
    actions.take_out_period(period, by=request.user)
    messages.success(request, str(_("Period removed.")))
    return redirect("desk:plan", period.plan_id)
