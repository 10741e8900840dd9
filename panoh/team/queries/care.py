"""Reads for the care of staff: who carries how much, whose supervision or talk is due."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import OPEN_STATES, Urgency
from panoh.cases.models import Assignment, Case
from panoh.cases.policy import in_force, visible_cases
from panoh.cases.queries.cases import staff_by_discipline
from panoh.core.clock import age_on, today
from panoh.core.errors import NotFound
from panoh.team import workload
from panoh.team.enums import LoadBin, SupervisionKind
from panoh.team.models import Attendee, Debrief, Supervision
from panoh.team.policy import care as policy

NOT_HERE = _("Page not found, or you do not have access to it.")
CHILD = 18


@dataclass(slots=True)
class Load:
    """What one worker carries, and when they last talked about it."""

    user: User
    cases: int = 0
    red: int = 0
    weight: int = 0
    last: dict[str, dt.date] = field(default_factory=dict)
    debriefs: int = 0

    @property
    def bin(self) -> LoadBin:
        """How full it is."""
        return workload.bin_of(self.cases)

    @property
    def individual_due(self) -> "Due":
        """When the next individual supervision is due."""
        return due_of(SupervisionKind.INDIVIDUAL, self.last.get(SupervisionKind.INDIVIDUAL))


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due again: `on` is empty where it never took place."""

    kind: SupervisionKind
    last: dt.date | None
    on: dt.date | None

    @property
    def is_late(self) -> bool:
        """Whether the day is past, or there was none yet."""
        return self.on is None or self.on < today()


def due_of(kind: SupervisionKind, last: dt.date | None) -> Due:
    """When the next is due after the last."""
    return Due(kind, last, last + dt.timedelta(days=workload.days_between(kind)) if last else None)


def loads(user: User) -> list[Load]:
    """Who carries how much, the heaviest first: all who work in a discipline. Six queries."""
    found = {worker.pk: Load(worker) for worker, _disciplines in staff_by_discipline()}
    _count_cases(visible_cases(user, Permission.CASE_ASSIGN), found)
    for worker, kind, last in _last_supervisions(found):
        found[worker].last[kind] = last
    waiting = policy.visible_debriefs(user).filter(held_on=None).order_by().values_list("user").annotate(Count("pk"))
    for worker, count in waiting:
        if worker in found:
            found[worker].debriefs = count
    return sorted(found.values(), key=lambda load: (-load.weight, -load.cases, load.user.username))


def _count_cases(seen: QuerySet[Case], found: dict[UUID, Load]) -> None:
    """Each open case once, in however many disciplines somebody works on it."""
    rows = Assignment.objects.filter(in_force(), case__in=seen.filter(state__in=OPEN_STATES).values("pk"), user__in=list(found))
    facts = rows.values_list("user", "case", "case__urgency", "case__kind", "case__age_at_admission", "case__admitted_on")
    for worker, _case, urgency, kind, age, admitted in set(facts):
        load = found[worker]
        load.cases += 1
        load.red += urgency == Urgency.RED
        load.weight += workload.weight(urgency, kind, is_child=age is not None and age + age_on(admitted, today()) < CHILD)


def _last_supervisions(workers: Iterable[UUID], *, is_practice: bool = False) -> list[tuple[UUID, str, dt.date]]:
    rows = Attendee.objects.filter(user__in=list(workers), supervision__is_practice=is_practice).order_by()
    return [
        (worker, kind, last) for worker, kind, last in rows.values_list("user", "supervision__kind").annotate(Max("supervision__held_on"))
    ]


def own_load(user: User) -> Load:
    """One's own caseload."""
    found = {user.pk: Load(user)}
    _count_cases(visible_cases(user), found)
    return found[user.pk]


def own_dues(user: User) -> list[Due]:
    """When one's own supervision of each kind is due."""
    last = {kind: day for _user, kind, day in _last_supervisions([user.pk], is_practice=user.is_practising)}
    return [due_of(kind, last.get(kind)) for kind in SupervisionKind]


def own_supervisions(user: User) -> QuerySet[Supervision]:
    """Those this account attended, newest first."""
    return policy.own_supervisions(user).order_by("-held_on", "pk")


def get_supervision(user: User, key: UUID) -> Supervision:
    """One that this account attended. Raises NotFound."""
    found = policy.own_supervisions(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def open_debriefs(user: User, *, own: bool = False) -> list[Debrief]:
    """Talks that are still due, the soonest first."""
    found = policy.visible_debriefs(user).filter(held_on=None)
    return list((found.filter(user=user) if own else found).select_related("user__organisation").order_by("due_at", "pk"))


def get_debrief(user: User, key: UUID) -> Debrief:
    """One that is due. Raises NotFound where it is somebody else's."""
    found = policy.visible_debriefs(user).filter(pk=key).select_related("user").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@dataclass(frozen=True, slots=True)
class Month:
    """Hours of a month by kind: how many meetings, how many minutes, never who."""

    month: dt.date
    by_kind: list[tuple[int, int]]  # meetings, minutes, in the order of SupervisionKind


def hours(user: User, *, months: int = 12) -> list[Month]:
    """The last months, newest first. One query."""
    since = today().replace(day=1) - dt.timedelta(days=31 * months)
    rows = (
        policy.countable_supervisions(user)
        .filter(held_on__gte=since)
        .order_by()
        .annotate(month=TruncMonth("held_on"))
        .values_list("month", "kind")
        .annotate(Count("pk"), Sum("minutes"))
    )
    found: dict[dt.date, dict[str, tuple[int, int]]] = defaultdict(dict)
    for month, kind, count, minutes in rows:
        found[month][kind] = (count, minutes)
    return [Month(month, [by.get(kind, (0, 0)) for kind in SupervisionKind]) for month, by in sorted(found.items(), reverse=True)]


def colleagues(user: User) -> list[User]:
    """Whose supervision or talk the coordinator can write down: all who work in a discipline, and oneself."""
    found = {worker.pk: worker for worker, _disciplines in staff_by_discipline()}
    near = User.objects.filter(Q(pk=user.pk) | Q(organisation__kind="secretariat"), is_active=True).select_related("organisation")
    found |= {worker.pk: worker for worker in near}
    return sorted(found.values(), key=lambda worker: worker.username)
