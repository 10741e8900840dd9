"""A plan written part by part, adopted, changed by a new version, closed."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save, save_all
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, NotFound, WrongState
from panoh.core.languages import LANGUAGES
from panoh.planning.actuals import last_kept, of_years
from panoh.planning.enums import PLAN_TRANSITIONS, VERSION_TRANSITIONS, PlanState, VersionState
from panoh.planning.events import Event
from panoh.planning.models import Period, Plan, PlanVersion
from panoh.planning.policy import check_can_write
from panoh.planning.queries.plans import NOT_HERE, tree_of
from panoh.planning.tree import AMBER, GREEN, Objective, OutcomePart, PlanIndicator, Tree, new_key
from panoh.reporting.indicators import indicators

FIRST, LAST, MOST_YEARS = 2000, 2100, 10
SAY = _("Write it in at least one language.")
NO_YEARS = _("A plan covers one to ten years and cannot end before it begins. Enter the years again.")
NO_THRESHOLDS = _("The lower threshold must be at least 1 and less than the upper one; the upper one at most 100. Enter them again.")
NOT_A_DRAFT = _("This version was adopted, so its text cannot be changed. Begin a new version.")
DRAFT_THERE = _("There is already a draft of this plan. Continue it or delete it.")
NOT_NOW = _("Someone has changed the plan. Open it again.")
NO_INDICATOR = _("This is not on the list. Choose from the list, or enter the number by hand.")
NO_NAME = _("An indicator whose number is entered by hand needs a name. Write it in at least one language.")
NOT_WHOLE = _(
    "Before adoption the plan needs an objective, every objective an outcome, every outcome an indicator, and every indicator "
    "a target for each year. Check what is marked below."
)
NOT_AHEAD = _("This date is in the future. Enter the date it was adopted.")
STAYS = _("This is the only version of the plan, so it cannot be deleted.")
STILL_OPEN = _("Freeze the numbers of every year first. A plan can be closed after its last year.")


def _texts(given: Mapping[str, str], field: str, *, needed: bool = True) -> dict[str, str]:
    said = {code: given.get(code, "").strip() for code in LANGUAGES}
    if needed and not any(said.values()):
        raise Invalid(SAY, {f"{field}_{LANGUAGES[0]}": SAY})
    return said


def _check_thresholds(green: int, amber: int) -> None:
    if not 1 <= amber < green <= 100:
        raise Invalid(NO_THRESHOLDS, {"amber": NO_THRESHOLDS})


@action(undo=_("Plan started."))
def begin_plan(
    *,
    by: User,
    first_year: int,
    last_year: int,
    title: Mapping[str, str],
    green: int = GREEN,
    amber: int = AMBER,
    follows: Plan | None = None,
) -> Plan:
    """Begins a plan with a period for each of its years. One that follows another takes over its parts: what was reached last stands there
    as the baseline, targets are to be written anew."""
    check_can_write(by)
    if not (FIRST <= first_year <= last_year <= LAST and last_year - first_year < MOST_YEARS):
        raise Invalid(NO_YEARS, {"last_year": NO_YEARS})
    _check_thresholds(green, amber)
    titles = _texts(title, "title")
    plan = Plan(first_year=first_year, last_year=last_year, follows=follows, made_by=by)
    save(plan)
    parts = _carried(follows) if follows else ()
    save(PlanVersion(plan=plan, number=1, body=Tree(titles, parts, green, amber).plain(), made_by=by, made_at=now()))
    save_all([Period(plan=plan, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31)) for year in plan.each_year])
    record(Event.PLAN_BEGUN, by=by.actor)
    return plan


def _carried(former: Plan) -> tuple[Objective, ...]:
    """The parts of the former plan with the last number of each as the baseline."""
    version = former.versions.filter(state=VersionState.ADOPTED).first()
    if version is None:
        return ()
    tree = tree_of(version)
    years = of_years(former, tree, list(former.periods.select_related("frozen_with").prefetch_related("figures")))

    def anew(line: PlanIndicator) -> PlanIndicator:
        last = last_kept(years, line.key)
        if last is None or last.figure is None:
            return replace(line, targets={})
        return replace(line, targets={}, baseline=last.value, baseline_year=last.figure.period.year)

    def turn(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(anew(part) if isinstance(part, PlanIndicator) else part for part in row)

    return tree.turned(turn).objectives


@action(undo=_("Plan saved."))
def set_plan(
    version: PlanVersion, *, by: User, title: Mapping[str, str], green: int, amber: int, expected: int | None = None
) -> PlanVersion:
    """The title in a draft, and the thresholds of its lights."""
    tree = _draft(version, by)
    _check_thresholds(green, amber)
    tree = replace(tree, titles=_texts(title, "title"), green=green, amber=amber)
    return _keep(version, tree, Event.PLAN_SET, by=by, expected=expected)


def _draft(version: PlanVersion, by: User) -> Tree:
    check_can_write(by)
    if version.state != VersionState.DRAFT:
        raise WrongState(NOT_A_DRAFT)
    return tree_of(version)


def _keep(version: PlanVersion, tree: Tree, event: Event, *, by: User, expected: int | None) -> PlanVersion:
    version.body = tree.plain()
    save(version, expected)
    record(event, by=by.actor)
    return version


def _put[P: Objective | OutcomePart | PlanIndicator](row: tuple[P, ...], key: str, part: P) -> tuple[P, ...]:
    """In place of the one with this key, or at the end."""
    return tuple(part if one.key == key else one for one in row) if key else (*row, part)


def _found(parts: tuple[Any, ...] | list[Any], key: str) -> Any:
    found = next((part for part in parts if part.key == key), None)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@action(undo=_("Objective saved."))
def write_objective(version: PlanVersion, key: str, *, by: User, text: Mapping[str, str], expected: int | None = None) -> PlanVersion:
    """Writes an objective anew; with an empty key adds one at the end."""
    tree = _draft(version, by)
    said = _texts(text, "text")
    part = replace(_found(tree.objectives, key), texts=said) if key else Objective(new_key(), said)
    return _keep(version, replace(tree, objectives=_put(tree.objectives, key, part)), Event.PART_WRITTEN, by=by, expected=expected)


@action(undo=_("Outcome saved."))
def write_outcome(
    version: PlanVersion,
    within: str,
    key: str,
    *,
    by: User,
    text: Mapping[str, str],
    assumptions: Mapping[str, str] | None = None,
    expected: int | None = None,
) -> PlanVersion:
    """Writes an outcome of an objective anew; with an empty key adds one at its end."""
    tree = _draft(version, by)
    said, rests = _texts(text, "text"), _texts(assumptions or {}, "assumptions", needed=False)
    objective: Objective = _found(tree.objectives, within)
    former = _found(objective.outcomes, key) if key else OutcomePart(new_key(), said)
    outcomes = _put(objective.outcomes, key, replace(former, texts=said, assumptions=rests))
    objectives = _put(tree.objectives, within, replace(objective, outcomes=outcomes))
    return _keep(version, replace(tree, objectives=objectives), Event.PART_WRITTEN, by=by, expected=expected)


@action(undo=_("Indicator saved."))
def write_line(
    version: PlanVersion,
    within: str,
    key: str,
    *,
    by: User,
    code: str = "",
    name: Mapping[str, str] | None = None,
    means: Mapping[str, str] | None = None,
    baseline: Decimal | None = None,
    baseline_year: int | None = None,
    targets: Mapping[int, Decimal] | None = None,
    falls: bool = False,
    is_percent: bool = False,
    counts_people: bool = True,
    is_public: bool = True,
    expected: int | None = None,
) -> PlanVersion:
    """Writes an indicator of an outcome anew; with an empty key adds one at its end. `code` binds it to one of the Unit's indicators, by
    whose rule its actuals are counted; without one they are brought in by hand."""
    tree = _draft(version, by)
    if code and code not in indicators():
        raise Invalid(NO_INDICATOR, {"code": NO_INDICATOR})
    names = _texts(name or {}, "name", needed=False)
    if not code and not any(names.values()):
        raise Invalid(NO_NAME, {f"name_{LANGUAGES[0]}": NO_NAME})
    line = PlanIndicator(
        key or new_key(),
        code,
        names,
        _texts(means or {}, "means", needed=False),
        baseline,
        baseline_year,
        {year: value for year, value in (targets or {}).items() if year in version.plan.each_year},
        falls=falls,
        is_percent=is_percent and not code,
        counts_people=counts_people or bool(code),
        is_public=is_public,
    )
    outcomes = [outcome for objective in tree.objectives for outcome in objective.outcomes]
    outcome: OutcomePart = _found(outcomes, within)
    if key:
        _found(outcome.lines, key)
    written = replace(outcome, lines=_put(outcome.lines, key, line))

    def turn(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(written if part.key == within else part for part in row)

    return _keep(version, tree.turned(turn), Event.PART_WRITTEN, by=by, expected=expected)


@action(undo=_("Moved up."))
def raise_part(version: PlanVersion, key: str, *, by: User) -> PlanVersion:
    """One place up among those beside it; the first one stays."""

    def turn(row: tuple[Any, ...]) -> tuple[Any, ...]:
        place = next((at for at, part in enumerate(row) if part.key == key), 0)
        return (*row[: place - 1], row[place], row[place - 1], *row[place + 1 :]) if place else row

    return _turned(version, key, turn, Event.PART_MOVED, by=by)


@action(undo=_("Part of the plan removed."))
def take_out_part(version: PlanVersion, key: str, *, by: User) -> PlanVersion:
    """Out of the draft, with what hangs on it."""
    return _turned(version, key, lambda row: tuple(part for part in row if part.key != key), Event.PART_TAKEN_OUT, by=by)


def _turned(version: PlanVersion, key: str, turn: Callable[..., Any], event: Event, *, by: User) -> PlanVersion:
    tree = _draft(version, by)
    _found([part for level in tree.levels() for part in level], key)
    return _keep(version, tree.turned(turn), event, by=by, expected=None)


def lacking(plan: Plan, tree: Tree) -> set[str]:
    """The keys of the parts that are not whole yet: an objective without an outcome and so on, an indicator without a target."""
    objectives = {each.key for each in tree.objectives if not each.outcomes}
    outcomes = {one.key for each in tree.objectives for one in each.outcomes if not one.lines}
    return objectives | outcomes | {line.key for line in tree.lines if set(line.targets) != set(plan.each_year)}


@action
def adopt_version(version: PlanVersion, *, by: User, adopted_on: dt.date, expected: int | None = None) -> PlanVersion:
    """From now on this is the plan. A former version stays to be read, and so do the periods that were frozen with it."""
    tree, plan = _draft(version, by), version.plan
    if VersionState.ADOPTED not in VERSION_TRANSITIONS[VersionState(version.state)] or plan.state == PlanState.CLOSED:
        raise WrongState(NOT_NOW)
    if adopted_on > today():
        raise Invalid(NOT_AHEAD, {"adopted_on": NOT_AHEAD})
    if not tree.objectives or lacking(plan, tree):
        raise Invalid(NOT_WHOLE)
    former = plan.versions.filter(state=VersionState.ADOPTED).first()
    if former is not None:
        former.state = VersionState.REPLACED
        save(former)
    version.state, version.adopted_on, version.adopted_by = VersionState.ADOPTED, adopted_on, by
    save(version, expected)
    if plan.state == PlanState.DRAFT:
        plan.state = PlanState.IN_FORCE
        save(plan)
    record(Event.VERSION_ADOPTED, by=by.actor)
    return version


@action(undo=_("New version started."))
def begin_version(plan: Plan, *, by: User) -> PlanVersion:
    """Begins a draft as a copy of what holds. One at a time."""
    check_can_write(by)
    if plan.state != PlanState.IN_FORCE:
        raise WrongState(NOT_NOW)
    if plan.versions.filter(state=VersionState.DRAFT).exists():
        raise WrongState(DRAFT_THERE)
    last = plan.versions.aggregate(last=Max("number"))["last"]
    version = PlanVersion(plan=plan, number=last + 1, body=plan.versions.get(state=VersionState.ADOPTED).body, made_by=by, made_at=now())
    save(version)
    record(Event.VERSION_BEGUN, by=by.actor)
    return version


@action(undo=_("Draft deleted."))
def discard_version(version: PlanVersion, *, by: User) -> None:
    """Throws a draft away where there is an adopted version."""
    _draft(version, by)
    if version.plan.state == PlanState.DRAFT:
        raise WrongState(STAYS)
    record(Event.VERSION_DISCARDED, by=by.actor)
    remove(version)


@action(undo=_("Plan closed."))
def close_plan(plan: Plan, *, by: User, expected: int | None = None) -> Plan:
    """Its years are over and the numbers of each are frozen."""
    check_can_write(by)
    if PlanState.CLOSED not in PLAN_TRANSITIONS[PlanState(plan.state)]:
        raise WrongState(NOT_NOW)
    if plan.last_year >= today().year or plan.periods.filter(frozen_at=None).exists():
        raise WrongState(STILL_OPEN)
    plan.state, plan.closed_on = PlanState.CLOSED, today()
    save(plan, expected)
    record(Event.PLAN_CLOSED, by=by.actor)
    return plan
