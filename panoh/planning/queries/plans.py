"""Reads of plans, their versions, periods and figures."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.planning.enums import PlanState, VersionState
from panoh.planning.models import Figure, Period, Plan, PlanVersion
from panoh.planning.policy import may_write, sees_all, visible_plans, visible_versions
from panoh.planning.small import hide_small
from panoh.planning.tree import PlanIndicator, Tree

NOT_HERE = _("Plan not found, or you do not have access to it.")

# How views, which know no models, name what they are given.
type PlanRow = Plan
type PeriodRow = Period
type VersionRow = PlanVersion
type FigureRow = Figure


def plans(user: User) -> QuerySet[Plan]:
    """Newest first, each with the versions this account may read."""
    rows = visible_versions(user).select_related("made_by", "adopted_by")
    return visible_plans(user).prefetch_related(Prefetch("versions", queryset=rows, to_attr="read"))


def get_plan(user: User, key: UUID) -> Plan:
    """With the versions this account may read. Raises NotFound."""
    found = plans(user).filter(pk=key).select_related("follows").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def neighbours(user: User, plan: Plan) -> list[Plan]:
    """The plan it follows and those that follow it, by their years: what it can stand beside. One query."""
    near = Q(pk=plan.follows_id) | Q(follows=plan.pk)
    return list(visible_plans(user).filter(near).order_by("first_year"))


def in_hand(plan: Plan) -> PlanVersion:
    """Of a plan from `plans`: the draft for who may see it, else what was adopted."""
    read: list[PlanVersion] = plan.read  # type: ignore[attr-defined]
    order = {VersionState.DRAFT: 0, VersionState.ADOPTED: 1, VersionState.REPLACED: 2}
    return min(read, key=lambda version: order[VersionState(version.state)])


def adopted(plan: Plan) -> PlanVersion | None:
    """Of a plan from `plans`: the version that holds."""
    return next((version for version in plan.read if version.state == VersionState.ADOPTED), None)  # type: ignore[attr-defined]


def has_draft(plan: Plan) -> bool:
    """Of a plan from `plans`: whether a draft of it is open to this account."""
    return any(version.state == VersionState.DRAFT for version in plan.read)  # type: ignore[attr-defined]


def holding(plan: Plan) -> PlanVersion:
    """Of a plan from `plans`: what was adopted; of one that never was, the draft."""
    return adopted(plan) or in_hand(plan)


def get_version(user: User, key: UUID, number: int) -> PlanVersion:
    """One version of a plan. Raises NotFound."""
    found = visible_versions(user).filter(plan=key, number=number).select_related("plan", "made_by", "adopted_by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_draft(user: User, key: UUID) -> PlanVersion:
    """The version that is being written. Raises NotFound where there is none."""
    found = visible_versions(user).filter(plan=key, state=VersionState.DRAFT).select_related("plan").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def tree_of(version: PlanVersion) -> Tree:
    """What it says."""
    return Tree.read(version.body)


def part_of(version: PlanVersion, key: str) -> Any:
    """An objective, an outcome or an indicator by its key. Raises NotFound."""
    found = next((part for level in tree_of(version).levels() for part in level if part.key == key), None)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def periods(user: User, plan: Plan) -> list[Period]:
    """Its periods with their figures, by time; members see the whole years that are frozen, without small numbers."""
    return _told(user, plan.periods.select_related("frozen_with", "frozen_by").prefetch_related("figures"))


def _told(user: User, rows: QuerySet[Period]) -> list[Period]:
    """As far as this account may know them: half a year beside the year would tell the other half."""
    if sees_all(user):
        return list(rows)
    frozen = [period for period in rows.exclude(frozen_at=None) if period.is_whole_year]
    for period in frozen:
        hide_small(period)
    return frozen


def get_period(user: User, key: UUID) -> Period:
    """With its plan and figures. Raises NotFound."""
    rows = Period.objects.filter(plan__in=visible_plans(user).values("pk"), pk=key)
    found = _told(user, rows.select_related("plan", "frozen_with", "frozen_by").prefetch_related("figures"))
    if not found:
        raise NotFound(NOT_HERE)
    return found[0]


def periods_to_freeze(user: User) -> list[Period]:
    """Those of plans in force that are over and not frozen, for who writes plans. One query; none for anybody else."""
    if not may_write(user):
        return []
    return list(not_frozen().select_related("plan"))


def not_frozen() -> QuerySet[Period]:
    """Periods of plans in force that are over and wait to be frozen."""
    return Period.objects.filter(plan__state=PlanState.IN_FORCE, frozen_at=None, end__lt=today())


def version_of(user: User, period: Period) -> PlanVersion:
    """By which version a period is read: that with which it was frozen, else the one that holds, else the draft. Raises NotFound."""
    if period.frozen_with is not None:
        return period.frozen_with
    rows = list(visible_versions(user).filter(plan=period.plan_id).exclude(state=VersionState.REPLACED))
    found = next((row for row in rows if row.state == VersionState.ADOPTED), rows[0] if rows else None)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_line(user: User, period: Period, key: str) -> PlanIndicator:
    """An indicator of a period's version. Raises NotFound."""
    found = tree_of(version_of(user, period)).line(key)
    if found is None:
        raise NotFound(NOT_HERE)
    return found
