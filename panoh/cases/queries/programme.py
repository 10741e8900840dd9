"""A version of the programme whole: what was planned beside what was delivered, what it costs, each goal as it was rated.

Takes a programme that was already found for this reader (`care_queries.get_programme`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import cast
from uuid import UUID

from django.db.models import Count, Max, Min, Q, Sum
from django.utils.translation import ngettext

from panoh.cases.enums import Attendance, Frequency, GoalOutcome, ProgrammeState
from panoh.cases.models import LEVELS, Case, Goal, GoalRating, PlannedService, Problem, Programme
from panoh.cases.policy import shown
from panoh.cases.queries.care import programmes
from panoh.cases.signals import help_costs_wanted
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.money import Currency

HOPED_FOR = 0  # on the scale of goal attainment, from −2 to +2

# How views, which know no models, name what they are given.
type GoalRow = Goal
type PlannedServiceRow = PlannedService
type ProblemRow = Problem
type ProgrammeRow = Programme


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was done of a planned service so far."""

    times: int = 0
    last_on: dt.date | None = None
    next_at: dt.datetime | None = None
    paid_times: int = 0  # of these times, those with a payment
    paid: Mapping[str, Decimal] = field(default_factory=dict)  # by currency, what was paid


@dataclass(slots=True)
class ServiceLine:
    """A planned service beside what was delivered."""

    row: PlannedService
    delivered: Delivered
    said: dict[str, str] = field(default_factory=dict)
    act_url: str = ""  # where a page leads on from it: to recording it, or to a referral
    is_referred: bool = False  # whether that is a referral

    @property
    def how_often(self) -> str:
        """How many times, and how often; once is said once."""
        often = str(self.row.get_frequency_display())
        if self.row.frequency == Frequency.ONCE and self.row.times == 1:
            return often
        words = ngettext("%(times)s time, %(often)s", "%(times)s times, %(often)s", self.row.times)
        return words % {"times": self.row.times, "often": often}

    @property
    def planned_cost(self) -> Decimal | None:
        """The estimated cost of all times."""
        return None if self.row.unit_cost is None else self.row.unit_cost * self.row.times

    @property
    def delivered_cost(self) -> dict[str, Decimal]:
        """What was given so far, by currency: as it was paid, and the rest at the estimated cost."""
        cost = dict(self.delivered.paid)
        if self.row.unit_cost is not None:
            rest = self.row.unit_cost * max(self.delivered.times - self.delivered.paid_times, 0)
            cost[self.row.currency] = cost.get(self.row.currency, Decimal(0)) + rest
        return cost

    @property
    def done(self) -> int:
        """How many times, never more than the meter can show."""
        return min(self.delivered.times, self.row.times)

    @property
    def is_complete(self) -> bool:
        return self.delivered.times >= self.row.times

    @property
    def is_late(self) -> bool:
        """Should have begun and has not, or should have ended and is not complete."""
        begun = self.delivered.times > 0 or self.delivered.next_at is not None
        over = self.row.ends_on is not None and self.row.ends_on < today() and not self.is_complete
        return over or (self.row.starts_on < today() and not begun)


@dataclass(slots=True)
class GoalPart:
    """A goal with its services, and as it was rated on days of reviews."""

    row: Goal
    services: list[ServiceLine] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    rated: list[GoalRating] = field(default_factory=list)

    @property
    def levels(self) -> list[tuple[int, str]]:
        """What each level looks like in the person's words, where that was said."""
        return [(value, words) for value, name in LEVELS.items() if (words := self.said.get(name, ""))]


@dataclass(slots=True)
class ProblemPart:
    """A difficulty."""

    row: Problem
    said: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sums:
    """What services cost in one kind of money: planned, and given so far, as paid or else at the planned price."""

    currency: Currency
    planned: Decimal = Decimal(0)
    delivered: Decimal = Decimal(0)


@dataclass(slots=True)
class Plan:
    """One version of the programme, whole. `said` holds the words of each part, once they were opened."""

    programme: Programme
    problems: list[ProblemPart]
    goals: list[GoalPart]
    said: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[Programme | Problem | Goal | PlannedService]:
        """All rows with words, for opening them at once."""
        return [self.programme, *(part.row for part in self._parts)]

    @property
    def _parts(self) -> list[ProblemPart | GoalPart | ServiceLine]:
        return [*self.problems, *self.goals, *(line for goal in self.goals for line in goal.services)]

    def fill(self, words: Mapping[object, dict[str, str]]) -> None:
        """Puts opened words where they belong."""
        self.said = words.get(self.programme.pk, {})
        for part in self._parts:
            part.said = words.get(part.row.pk, {})

    @property
    def sums(self) -> list["Sums"]:
        """What the services cost, a line for each kind of money."""
        found: dict[str, Sums] = {}
        for line in (line for goal in self.goals for line in goal.services):
            if line.planned_cost is not None:
                found.setdefault(line.row.currency, Sums(Currency(line.row.currency))).planned += line.planned_cost
            for currency, cost in line.delivered_cost.items():
                found.setdefault(currency, Sums(Currency(currency))).delivered += cost
        return list(found.values())

    @property
    def without_cost(self) -> int:
        """Of how many services nobody has said what they cost."""
        return sum(line.row.unit_cost is None for goal in self.goals for line in goal.services)

    @property
    def can_be_agreed(self) -> bool:
        """Whether every goal has a service, and there is one."""
        return bool(self.goals) and all(goal.services for goal in self.goals)


def plan(programme: Programme) -> Plan:
    """A version with its problems, goals, services and what was delivered, whichever version it was delivered under. Eight queries."""
    done = delivered(programme.case)
    parts = {row.pk: GoalPart(row) for row in programme.goals.select_related("problem").order_by("position", "id")}
    services = PlannedService.objects.filter(goal__programme=programme).select_related("owner", "facility", "goal")
    for row in services.order_by("starts_on", "id"):
        parts[row.goal_id].services.append(ServiceLine(row, done.get(row.origin, Delivered())))
    rated = goal_ratings(programme.case)
    for part in parts.values():
        part.rated = rated.get(part.row.origin, [])
    return Plan(programme, [ProblemPart(row) for row in programme.problems.order_by("position", "id")], list(parts.values()))


def goal_ratings(case: Case) -> dict[UUID, list[GoalRating]]:
    """By a goal's origin: where it stood on each day it was rated, in whichever version."""
    found: dict[UUID, list[GoalRating]] = {}
    rows = GoalRating.objects.filter(goal__programme__case=case).select_related("goal")
    for row in rows.order_by("rated_on", "goal__programme__number", "id"):
        found.setdefault(row.goal.origin, []).append(row)
    return found


def delivered(case: Case) -> dict[UUID, Delivered]:
    """By a service's origin: attended sessions and help given, the last day, the next session planned, what was paid. Three queries, and
    two more where help came of referrals, whose cost a higher room knows."""
    came = Q(attendance=Attendance.ATTENDED)
    ahead = Q(attendance=Attendance.PLANNED, at__gte=now())
    sessions = case.sessions.exclude(service=None).order_by().values_list("service__origin")
    found: dict[UUID, Delivered] = {}
    for origin, held, last, upcoming in sessions.annotate(
        held=Count("id", filter=came), last=Max("at", filter=came), upcoming=Min("at", filter=ahead)
    ):
        found[origin] = Delivered(held, last.astimezone(DUSHANBE).date() if last else None, upcoming)
    given = case.assistance.exclude(service=None).order_by().values_list("service__origin")
    referred = 0
    for origin, quantity, last_on, came in given.annotate(Sum("quantity"), Max("given_on"), came=Count("id", filter=Q(source="referral"))):
        referred += came
        before = found.get(origin, Delivered())
        days = [day for day in (before.last_on, last_on) if day]
        found[origin] = Delivered(before.times + quantity, max(days), before.next_at)
    payments = case.payments.exclude(assistance__service=None).order_by().values_list("assistance__service__origin", "currency")
    costs = [Cost(*line) for line in payments.annotate(Sum("amount"), Sum("assistance__quantity"))]
    for cost in [*costs, *(_costs_elsewhere(case) if referred else [])]:
        before = found[cost.origin]
        paid = {**before.paid, cost.currency: before.paid.get(cost.currency, Decimal(0)) + cost.amount}
        found[cost.origin] = replace(before, paid_times=before.paid_times + cost.times, paid=paid)
    return found


@dataclass(frozen=True, slots=True)
class Cost:
    """What so many times of a planned service cost."""

    origin: UUID
    currency: str
    amount: Decimal
    times: int


def _costs_elsewhere(case: Case) -> list[Cost]:
    """What help of referrals cost, none of which has a payment."""
    rows = {row.pk: row for row in case.assistance.filter(source="referral").exclude(service=None).select_related("service")}
    found = []
    for _receiver, lines in help_costs_wanted.send(Case, case=case):
        for key, currency, amount in cast("list[tuple[UUID, str, Decimal]]", lines):
            row = rows.get(key)
            if row is not None and row.service is not None:
                found.append(Cost(row.service.origin, currency, amount, row.quantity))
    return found


def get_planned(case: Case, key: UUID) -> PlannedService | None:
    """A service planned in any version of the programme of this case, None where it is of another."""
    return PlannedService.objects.filter(goal__programme__case=case, pk=key).select_related("goal__programme").first()


def carried_on(planned: PlannedService | None, services: Iterable[PlannedService]) -> PlannedService | None:
    """Of these the same service, in whichever version of the programme it was planned."""
    return next((row for row in services if planned is not None and row.origin == planned.origin), None)


def goals_set(case: Case) -> list[Goal]:
    """Each goal that was ever set in the programme of a case, as it stands in the newest version that has it. One query."""
    rows = Goal.objects.filter(programme__case=case).order_by("programme__number", "position", "id")
    return list({row.origin: row for row in rows}.values())


def is_reached(goal: Goal) -> bool:
    """Whether a goal was reached, in part too: by how it ended, or, while it has no end, where it stands."""
    return goal.outcome in (GoalOutcome.ACHIEVED, GoalOutcome.PARTLY) or (not goal.outcome and goal.attainment_now >= HOPED_FOR)


@dataclass(frozen=True, slots=True)
class Glance:
    """A programme in a few lines, without a word of the person: how its goals stand, and the next session."""

    programme: Programme | None
    goals: list[Goal]
    next_at: dt.datetime | None


def glance(case: Case) -> Glance:
    """The programme in force, or the newest version, of a case that was fetched for this reader. Three queries."""
    versions = programmes(case)
    programme = next((row for row in versions if row.state == ProgrammeState.APPROVED), versions[0] if versions else None)
    goals = programme.goals.only("capacity", "attainment_at_start", "attainment_now", "outcome") if programme else []
    ahead = shown(case, case.sessions.filter(attendance=Attendance.PLANNED, at__gte=now())).order_by("at")
    return Glance(programme, list(goals), ahead.values_list("at", flat=True).first())
