"""Writing a draft of the programme: a page for each difficulty, goal and service."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions import drafting as actions
from panoh.cases.actions.reading import read_shared
from panoh.cases.forms.programme import (
    ChangeGoalForm,
    ChangeProblemForm,
    ChangeServiceForm,
    GoalForm,
    ProblemForm,
    ServiceForm,
    WishesForm,
    key_of,
)
from panoh.cases.queries import care
from panoh.cases.queries import programme as plan_queries
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.programme import GoalRow, PlannedServiceRow, ProblemRow, ProgrammeRow
from panoh.core.forms import PanohForm
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.network.queries import names_of
from panoh.referrals.offers import offered_facilities
from panoh.vault.purpose import Purpose

BACK = _("Programme")
SERVICE_FIELDS = ("help", "item", "frequency", "times", "starts_on", "ends_on", "payer", "budget_code", "unit_cost", "currency")
HOW_PROBLEM = _("Write the person's own words, not a diagnosis. They do not have to say what is hard to say.")
HOW_GOAL = _(
    "The goal belongs to the person, in their words. Choose something that can be counted or seen, so that you both "
    "know when it is reached."
)
HOW_SERVICE = _("Say who provides it or where. What is provided is counted automatically.")
HOW_WISHES = _("Ask what should not happen, who may give the help, and where. Everyone who works on the case reads this first.")


def _draft(request: StaffRequest, code: str, number: int) -> tuple[Any, Any]:
    case = get_case(request.user, code, Permission.PROGRAMME_WRITE)
    return case, care.get_programme(case, number)


def _page(case: CaseRow, row: ProblemRow | GoalRow | PlannedServiceRow, title: Words, button: Words, name: str, how: Words) -> Page:
    back = reverse("desk:case_programme", args=[case.code])
    return Page(title, button, back, BACK, f"{name}:{row.pk}", how, code=case.code)


def _words(request: StaffRequest, row: ProgrammeRow | ProblemRow | GoalRow | PlannedServiceRow) -> dict[str, str]:
    return read_shared([row], by=request.user)[row.pk]


def _problems(request: StaffRequest, programme: ProgrammeRow) -> dict[Any, str]:
    rows = [part.row for part in plan_queries.plan(programme).problems]
    words = read_shared(rows, by=request.user)
    return {row: words[row.pk].get("words", "") for row in rows}


@requires(Permission.PROGRAMME_WRITE)
def write_wishes(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """What the person wishes about the help itself."""
    case, programme = _draft(request, code, number)

    def now() -> CurrentState:
        fresh = care.get_programme(case, number)
        return CurrentState(fresh.version, {"words": _words(request, fresh).get("wishes", "")})

    def act(form: PanohForm) -> None:
        actions.write_wishes(programme, by=request.user, words=form.cleaned_data["words"], expected=form.cleaned_data["version"])

    page = _page(case, programme, _("Wishes about the help"), _("Record the wishes"), "wishes", HOW_WISHES)
    return process_form(request, page, lambda data: WishesForm(data, initial=begin(data, now)), act, said=_("Recorded."), now=now)


@requires(Permission.PROGRAMME_WRITE)
def add_problem(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """A difficulty in the person's words."""
    case, programme = _draft(request, code, number)
    page = _page(case, programme, _("Difficulty"), _("Save the difficulty"), "problem", HOW_PROBLEM)

    def act(form: PanohForm) -> None:
        actions.add_problem(programme, by=request.user, words=form.cleaned_data["words"])

    return process_form(request, page, ProblemForm, act, said=_("Difficulty saved."))


@requires(Permission.PROGRAMME_WRITE)
def change_problem(request: StaffRequest, code: str, number: int, key: UUID) -> HttpResponse:
    """Changes a difficulty of a draft."""
    case, programme = _draft(request, code, number)
    row = care.get_problem(programme, key)

    def now() -> CurrentState:
        fresh = care.get_problem(programme, key)
        return CurrentState(fresh.version, {"words": _words(request, fresh).get("words", "")})

    def act(form: PanohForm) -> None:
        actions.change_problem(row, by=request.user, words=form.cleaned_data["words"], expected=form.cleaned_data["version"])

    page = _page(case, row, _("Difficulty"), _("Change the difficulty"), "problem", HOW_PROBLEM)
    return process_form(
        request, page, lambda data: ChangeProblemForm(data, initial=begin(data, now)), act, said=_("Difficulty changed."), now=now
    )


@requires(Permission.PROGRAMME_WRITE)
def add_goal(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """A goal in the person's words."""
    case, programme = _draft(request, code, number)
    problems = _problems(request, programme)
    page = _page(case, programme, _("Goal"), _("Save the goal"), "goal", HOW_GOAL)

    def act(form: GoalForm) -> None:
        actions.add_goal(programme, by=request.user, **form.action_kwargs)

    begun = {"capacity": request.GET.get("capacity", "")}  # who comes from a capacity that is low has chosen it
    return process_form(
        request, page, lambda data: GoalForm(data, problems=problems, initial=begun), act, said=_("Goal saved. Now plan a service for it.")
    )


@requires(Permission.PROGRAMME_WRITE)
def change_goal(request: StaffRequest, code: str, number: int, key: UUID) -> HttpResponse:
    """Changes a goal of a draft."""
    case, programme = _draft(request, code, number)
    row = care.get_goal(programme, key)
    problems = _problems(request, programme)

    def now() -> CurrentState:
        fresh = care.get_goal(programme, key)
        coded = {"capacity": fresh.capacity, "problem": key_of(fresh.problem), "attainment": fresh.attainment_at_start}
        coded |= {"priority": fresh.priority, "target_on": fresh.target_on}
        return CurrentState(fresh.version, {**_words(request, fresh), **coded})

    def act(form: ChangeGoalForm) -> None:
        actions.change_goal(row, by=request.user, **form.action_kwargs)

    page = _page(case, row, _("Goal"), _("Change the goal"), "goal", HOW_GOAL)
    made = lambda data: ChangeGoalForm(data, problems=problems, initial=begin(data, now))  # noqa: E731 -- one line of a short view
    return process_form(request, page, made, act, said=_("Goal changed."), now=now)


def _choices(request: StaffRequest, case: CaseRow) -> dict[str, Any]:
    rows = list(offered_facilities(request.user, case))
    names = names_of(rows, by=request.user, purpose=Purpose.CARE)
    return {"workers": care.workers_on(case), "facilities": {row: names[row.pk] or row.get_kind_display() for row in rows}}


@requires(Permission.PROGRAMME_WRITE)
def plan_service(request: StaffRequest, code: str, number: int, key: UUID) -> HttpResponse:
    """Plans a service for a goal."""
    case, programme = _draft(request, code, number)
    goal = care.get_goal(programme, key)
    offered = _choices(request, case)
    page = _page(case, goal, _("Service"), _("Plan the service"), "service", HOW_SERVICE)

    def act(form: ServiceForm) -> None:
        actions.plan_service(goal, by=request.user, **form.action_kwargs)

    return process_form(request, page, lambda data: ServiceForm(data, **offered), act, said=_("Service planned."))


@requires(Permission.PROGRAMME_WRITE)
def change_service(request: StaffRequest, code: str, number: int, key: UUID) -> HttpResponse:
    """Changes a planned service of a draft."""
    case, programme = _draft(request, code, number)
    row = care.get_service(programme, key)
    offered = _choices(request, case)

    def now() -> CurrentState:
        fresh = care.get_service(programme, key)
        coded = {name: getattr(fresh, name) for name in SERVICE_FIELDS}
        return CurrentState(
            fresh.version, {**coded, **_words(request, fresh), "owner": key_of(fresh.owner), "facility": key_of(fresh.facility)}
        )

    def act(form: ChangeServiceForm) -> None:
        actions.change_service(row, by=request.user, **form.action_kwargs)

    page = _page(case, row, _("Service"), _("Change the service"), "service", HOW_SERVICE)
    made = lambda data: ChangeServiceForm(data, **offered, initial=begin(data, now))  # noqa: E731 -- one line of a short view
    return process_form(request, page, made, act, said=_("Service changed."), now=now)


_GET: dict[str, Any] = {"problem": care.get_problem, "goal": care.get_goal, "service": care.get_service}


@requires(Permission.PROGRAMME_WRITE)
@require_POST
def take_out(request: StaffRequest, code: str, number: int, kind: str, key: UUID) -> HttpResponse:
    """Takes a difficulty, a goal with its services, or a service out of a draft."""
    case, programme = _draft(request, code, number)
    actions.take_out(_GET[kind](programme, key), by=request.user)
    messages.success(request, _("Removed from the draft."))
    return redirect("desk:case_programme", case.code)
