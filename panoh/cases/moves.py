"""Cases that may follow another version of the guidance, and what would change in them. Nothing is written."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import OPEN_STATES
from panoh.cases.facts import beside
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.guidance.enums import StepState
from panoh.guidance.protocol import Protocol
from panoh.guidance.queries import protocol

NO_VERSION = "none"  # how a choice names the cases that follow none
BEGINS, FALLS, OTHERWISE = "begins", "falls", "otherwise"
SAID: dict[str, Promise] = {BEGINS: _("starts"), FALLS: _("is dropped"), OTHERWISE: _("gets a new deadline")}


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move does to one open step."""

    label: str
    before: dt.datetime | None
    after: dt.datetime | None
    kind: str

    @property
    def what(self) -> Promise:
        """In words."""
        return SAID[self.kind]


def moves(case: Case, to: Protocol) -> list[Moved]:
    """Every open step that another version sees otherwise: its due time, whether it is there at all."""
    here = beside(case, protocol(case.guidance) if case.guidance else to)
    now_open = {run.key: run for run in here.runs if run.state == StepState.OPEN and run.due_at} if case.guidance else {}
    then_open = {run.key: run for run in here.under(to).runs if run.state == StepState.OPEN and run.due_at}
    found = []
    for key in {**now_open, **then_open}:
        old, new = now_open.get(key), then_open.get(key)
        kind = BEGINS if old is None else FALLS if new is None else OTHERWISE
        if old is None or new is None or old.due_at != new.due_at:
            label = next(run.step.label for run in (new, old) if run)
            found.append(Moved(label, old.due_at if old else None, new.due_at if new else None, kind))
    return found


def movable(user: User, *, to: str, present: str = "", urgency: str = "", organisation: UUID | None = None) -> QuerySet[Case]:
    """The open cases of this choice that do not follow the version yet, as far as this account works on them."""
    found = visible_cases(user, Permission.CASE_WORK).filter(state__in=OPEN_STATES).exclude(guidance=to)
    if present:
        found = found.filter(guidance="" if present == NO_VERSION else present)
    if urgency:
        found = found.filter(urgency=urgency)
    return (found.filter(organisation=organisation) if organisation else found).order_by("code")


def versions_followed(user: User) -> dict[str, int]:
    """How many open cases follow which version. One query."""
    found = visible_cases(user, Permission.CASE_WORK).filter(state__in=OPEN_STATES).order_by().values_list("guidance")
    return dict(found.annotate(Count("pk", distinct=True)))


@dataclass(slots=True)
class Preview:
    """What a move of many cases would change: steps by what happens to them, and how many cases see none change."""

    to: str
    cases: int = 0
    unchanged: int = 0
    steps: dict[str, Counter[str]] = field(default_factory=dict)  # label of a step → how often it begins, falls away, is due otherwise

    @property
    def lines(self) -> list[tuple[str, int, int, int]]:
        """Label, begins, falls away, gets another time."""
        return [(label, count[BEGINS], count[FALLS], count[OTHERWISE]) for label, count in sorted(self.steps.items())]


def preview(cases: Iterable[Case], to: str) -> Preview:
    """Counts what would change. A handful of queries a case."""
    found, version = Preview(to), protocol(to)
    for case in cases:
        changed = moves(case, version)
        found.cases += 1
        found.unchanged += not changed
        for each in changed:
            found.steps.setdefault(each.label, Counter())[each.kind] += 1
    return found
