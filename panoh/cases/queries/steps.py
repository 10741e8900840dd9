"""Reads of the steps of cases: of one case with what was shown and decided, and what is late among all."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import CaseState
from panoh.cases.facts import Guided, guided
from panoh.cases.models import Case, CaseStep, DueChange, Task
from panoh.cases.policy import visible_cases
from panoh.core.clock import now
from panoh.core.errors import NotFound
from panoh.guidance.engine import HALF, WHOLE, Run, over
from panoh.guidance.enums import SETTLED, StepState
from panoh.guidance.protocol import Protocol, Step
from panoh.guidance.queries import in_force, protocol, protocols

NOT_HERE = _("Page not found, or you do not have access to it.")
FIRST_MARK = "first"  # how an address names the run that has no mark


@dataclass(frozen=True, slots=True)
class StepLine:
    """One run of a step as a page shows it."""

    step: Step
    mark: str
    state: StepState
    due_at: dt.datetime | None
    started_at: dt.datetime
    done_at: dt.datetime | None
    row: CaseStep | None
    is_late: bool
    formerly: tuple[dt.datetime, ...]
    shown: str

    @property
    def address(self) -> str:
        """The mark as an address names it."""
        return self.mark or FIRST_MARK

    @property
    def by_press(self) -> bool:
        """Whether a press can say that it is done; otherwise its own work says so."""
        return self.step.by_press


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """All steps of a case: late, to be done by a day, next without a clock, waiting, settled, not begun."""

    protocol: Protocol
    newer: str
    late: list[StepLine]
    due: list[StepLine]
    quiet: list[StepLine]
    waiting: list[StepLine]
    settled: list[StepLine]
    later: list[Step]


def case_steps(case: Case) -> CaseSteps | None:
    """The steps of a case by how they stand; None where it follows no guidance."""
    found = guided(case)
    if found is None:
        return None
    lines = _lines(found, _formerly(case))
    open_ones = sorted((line for line in lines if line.state == StepState.OPEN), key=lambda line: line.due_at or now())
    current = in_force()
    return CaseSteps(
        protocol=found.protocol,
        newer=current if current != case.guidance else "",
        late=[line for line in open_ones if line.is_late],
        due=[line for line in open_ones if line.due_at and not line.is_late],
        quiet=[line for line in lines if line.state == StepState.OPEN and not line.due_at],
        waiting=[line for line in lines if line.state == StepState.WAITING],
        settled=[line for line in lines if line.state in SETTLED],
        later=found.not_begun if case.is_open else [],
    )


def _formerly(case: Case) -> dict[UUID, list[dt.datetime]]:
    """The due times that open steps had before they were moved. One query."""
    moved: dict[UUID, list[dt.datetime]] = {}
    for key, due in DueChange.objects.filter(step__case=case).exclude(from_due=None).values_list("step", "from_due"):
        if due is not None:
            moved.setdefault(key, []).append(due)
    return moved


def _lines(found: Guided, formerly: dict[UUID, list[dt.datetime]]) -> list[StepLine]:
    moment = now()
    return [_line(run, found.rows.get(run.key), formerly, moment) for run in found.runs]


def _line(run: Run, row: CaseStep | None, formerly: dict[UUID, list[dt.datetime]], moment: dt.datetime) -> StepLine:
    return StepLine(
        step=run.step,
        mark=run.mark,
        state=run.state,
        due_at=run.due_at,
        started_at=run.started_at,
        done_at=run.done_at or (row.ended_at if row else None),
        row=row,
        is_late=run.is_late(moment),
        formerly=tuple(formerly.get(row.pk, ())) if row else (),
        shown=row.guidance if row and row.digest != run.step.digest else "",
    )


def get_line(case: Case, step: str, address: str) -> StepLine:
    """An open run of a step of a case that was fetched for this reader. Raises NotFound."""
    found = guided(case)
    mark = "" if address == FIRST_MARK else address
    for line in _lines(found, {}) if found else ():
        if (line.step.key, line.mark) == (step, mark) and line.state not in SETTLED:
            return line
    raise NotFound(NOT_HERE)


def get_case_step(case: Case, key: UUID) -> CaseStep:
    """A kept step of a case that was fetched for this reader. Raises NotFound."""
    found = case.steps.filter(pk=key).select_related("case").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def step_of(task: Task) -> Step | None:
    """The step of the guidance that a task is for, as the version its case follows says it."""
    return protocol(task.case.guidance).by_key.get(task.step) if task.step and task.case and task.case.guidance else None


# -- what is late


@dataclass(frozen=True, slots=True)
class Overdue:
    """A step that is late, by how much of its time, and who has it."""

    row: CaseStep
    step: Step
    share: float
    owner: str
    role: str

    @property
    def level(self) -> int:
        """0 a little late, 1 by half its time, 2 by all of it."""
        return 2 if self.share >= WHOLE else 1 if self.share >= HALF else 0


def late_steps(user: User) -> QuerySet[CaseStep]:
    """The open steps past their time in the cases whose workers this account assigns, longest over first; what rests is left out."""
    cases = visible_cases(user, Permission.CASE_ASSIGN).exclude(state=CaseState.ON_HOLD)
    found = CaseStep.objects.filter(case__in=cases.values("pk"), state=StepState.OPEN, due_at__lt=now())
    return found.select_related("case").order_by(F("due_at").asc(), "pk")


def as_overdue(rows: Iterable[CaseStep]) -> list[Overdue]:
    """These rows with their step, by how much they are over, and whose task it is. Two queries."""
    kept = list(rows)
    owners, versions = _owners(kept), protocols(row.guidance for row in kept)
    return [_overdue(row, versions[row.guidance].by_key[row.step], owners) for row in kept]


def _overdue(row: CaseStep, step: Step, owners: dict[tuple[UUID, str], tuple[str, str]]) -> Overdue:
    owner, role = owners.get((row.case_id, row.step), ("", str(step.role)))
    return Overdue(row, step, over(row.started_at, row.due_at or now(), now()), owner, role)


def _owners(rows: Sequence[CaseStep]) -> dict[tuple[UUID, str], tuple[str, str]]:
    tasks = Task.objects.filter(case__in=[row.case_id for row in rows], done_at=None).exclude(step="").exclude(kind="raised")
    return {(case, step): (owner or "", role) for case, step, owner, role in tasks.values_list("case", "step", "owner__username", "role")}
