"""Writing a draft of the programme, piece by piece: problems, goals, services, wishes."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, remove, save
from panoh.cases.enums import Capacity, Frequency, Help, HelpItem, Payer, Priority, ProgrammeState
from panoh.cases.events import CareEvent
from panoh.cases.models import LEVELS, Goal, PlannedService, Problem, Programme
from panoh.cases.policy import check_can, check_can_be_given
from panoh.core.errors import Invalid, WrongState
from panoh.core.money import Currency
from panoh.network.models import Facility
from panoh.vault.actions import record_about, seal

BUDGET_CODE = re.compile(r"[\w./-]{1,20}")

NOT_A_DRAFT = _("This version is agreed. To change it, return it with a comment or begin a new version.")
NO_WORDS = _("Write it in the person's own words.")
NO_SUCH_ATTAINMENT = _("Choose a value from −2 to +2.")
OTHER_PROGRAMME = _("This difficulty belongs to another version. Choose one from this programme.")
AT_LEAST_ONCE = _("Enter how many times: one or more.")
NO_COST = _("Enter the cost as a number: 0 or more.")
NOT_A_CODE = _("A budget code has up to 20 letters, digits, dots, hyphens and slashes, without spaces. For example: F-2026/03.")
ENDS_FIRST = _("The end date is before the start date. Check both dates.")


def _check(programme: Programme, by: User) -> None:
    check_can(by, Permission.PROGRAMME_WRITE, programme.case)
    if programme.state != ProgrammeState.DRAFT:
        raise WrongState(NOT_A_DRAFT)


def _need(words: str) -> str:
    if not words.strip():
        raise Invalid(NO_WORDS, {"words": NO_WORDS})
    return words.strip()


def _next(rows: Any) -> int:
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _written(row: Programme | Problem | Goal | PlannedService, *, by: User) -> None:
    record_about(CareEvent.PROGRAMME_CHANGED, by=by.actor, about=[row])


@action(undo=_("Wishes recorded."))
def write_wishes(programme: Programme, *, by: User, words: str, expected: int | None = None) -> Programme:
    """Writes down what the person wishes about the help itself."""
    _check(programme, by)
    seal(programme, by=by.actor, wishes=words)
    save(programme, expected)
    _written(programme, by=by)
    return programme


@action(undo=_("Difficulty recorded."))
def add_problem(programme: Programme, *, by: User, words: str) -> Problem:
    """Adds a difficulty in the person's words."""
    _check(programme, by)
    problem = Problem(programme=programme, person_id=programme.person_id, position=_next(programme.problems))
    seal(problem, by=by.actor, words=_need(words))
    save(problem)
    _written(problem, by=by)
    return problem


@action(undo=_("Difficulty changed."))
def change_problem(problem: Problem, *, by: User, words: str, expected: int | None = None) -> Problem:
    """Changes the words of a difficulty."""
    _check(problem.programme, by)
    seal(problem, by=by.actor, words=_need(words))
    save(problem, expected)
    _written(problem, by=by)
    return problem


@action(undo=_("Goal recorded."))
def add_goal(programme: Programme, *, by: User, **facts: Any) -> Goal:
    """Adds a goal in the person's words, in one of the seven capacities.

    `facts`: words, capacity, indicator, problem, attainment (where it stands now), priority, target_on, levels (see LEVELS).
    """
    _check(programme, by)
    goal = Goal(programme=programme, person_id=programme.person_id, position=_next(programme.goals))
    _fill(goal, by=by, **facts)
    save(goal)
    _written(goal, by=by)
    return goal


@action(undo=_("Goal changed."))
def change_goal(goal: Goal, *, by: User, expected: int | None = None, **facts: Any) -> Goal:
    """Changes a goal of a draft; `facts` as for `add_goal`."""
    _check(goal.programme, by)
    _fill(goal, by=by, **facts)
    save(goal, expected)
    _written(goal, by=by)
    return goal


def _fill(
    goal: Goal,
    *,
    by: User,
    words: str,
    capacity: str,
    indicator: str = "",
    problem: Problem | None = None,
    attainment: int = -2,
    priority: str = Priority.NEXT,
    target_on: dt.date | None = None,
    levels: Mapping[str, str] | None = None,
) -> None:
    check_attainment(attainment)
    if problem is not None and problem.programme_id != goal.programme_id:
        raise Invalid(OTHER_PROGRAMME, {"problem": OTHER_PROGRAMME})
    goal.capacity, goal.problem, goal.priority, goal.target_on = Capacity(capacity), problem, Priority(priority), target_on
    if goal._state.adding or goal.attainment_now == goal.attainment_at_start:
        goal.attainment_now = attainment  # nothing was reached yet, so the beginning moves both
    goal.attainment_at_start = attainment
    said = {name: (levels or {}).get(name, "").strip() for name in LEVELS.values()}
    seal(goal, by=by.actor, words=_need(words), indicator=indicator.strip(), **said)


def check_attainment(value: int) -> None:
    """Raises Invalid unless it is on the scale."""
    if value not in LEVELS:
        raise Invalid(NO_SUCH_ATTAINMENT, {"attainment": NO_SUCH_ATTAINMENT})


@action(undo=_("Service planned."))
def plan_service(goal: Goal, *, by: User, words: str = "", **facts: Any) -> PlannedService:
    """Adds a service to a goal. `facts`: help, item, owner or facility, frequency, times, starts_on, ends_on, and what it costs whom."""
    _check(goal.programme, by)
    service = PlannedService(goal=goal, person_id=goal.person_id)
    _plan(service, by=by, words=words, **facts)
    save(service)
    _written(service, by=by)
    return service


@action(undo=_("Service changed."))
def change_service(service: PlannedService, *, by: User, words: str = "", expected: int | None = None, **facts: Any) -> PlannedService:
    """Changes a service of a draft; `facts` as for `plan_service`."""
    _check(service.goal.programme, by)
    _plan(service, by=by, words=words, **facts)
    save(service, expected)
    _written(service, by=by)
    return service


def _plan(
    service: PlannedService,
    *,
    by: User,
    words: str,
    help: str,
    item: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    times: int = 1,
    frequency: str = Frequency.WEEKLY,
    owner: User | None = None,
    facility: Facility | None = None,
    payer: str = "",
    budget_code: str = "",
    unit_cost: Decimal | None = None,
    currency: str = Currency.TJS,
) -> None:
    if times < 1:
        raise Invalid(AT_LEAST_ONCE, {"times": AT_LEAST_ONCE})
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(ENDS_FIRST, {"ends_on": ENDS_FIRST})
    if unit_cost is not None and unit_cost < 0:
        raise Invalid(NO_COST, {"unit_cost": NO_COST})
    if budget_code and not BUDGET_CODE.fullmatch(budget_code):
        raise Invalid(NOT_A_CODE, {"budget_code": NOT_A_CODE})
    if owner is not None:
        check_can_be_given(owner, service.goal.programme.case.person, "owner")
    service.payer, service.budget_code = Payer(payer) if payer else "", budget_code
    service.unit_cost, service.currency = unit_cost, Currency(currency)
    service.help, service.item, service.frequency = Help(help), HelpItem(item), Frequency(frequency)
    service.owner, service.facility = owner, facility
    service.times, service.starts_on, service.ends_on = times, starts_on, ends_on
    seal(service, by=by.actor, words=words.strip())


@action(undo=_("Removed from the draft."))
def take_out(row: Problem | Goal | PlannedService, *, by: User) -> Programme:
    """Takes a difficulty, a goal with its services, or a service out of a draft. Gives the programme."""
    programme = row.goal.programme if isinstance(row, PlannedService) else row.programme
    _check(programme, by)
    _written(row, by=by)
    if isinstance(row, Problem):
        for goal in row.goals.all():
            goal.problem = None
            save(goal)
    if isinstance(row, Goal):
        for service in row.services.all():
            remove(service)
    remove(row)
    return programme
