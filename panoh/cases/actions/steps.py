"""Steps of the guidance: they follow what happens, and are done, left out, declined, taken up again by hand."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.tasks import DISCIPLINE_ROLES, new_task
from panoh.cases.enums import OPEN_STATES, SEEKING, Discipline, HappeningKind, TaskKind
from panoh.cases.events import StepEvent
from panoh.cases.facts import Guided, guided
from panoh.cases.models import Case, CaseStep, DueChange, Happening, Task
from panoh.cases.policy import check_can, in_force
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.errors import Invalid, NotFound, WrongState
from panoh.guidance import queries
from panoh.guidance.engine import Run
from panoh.guidance.enums import SETTLED, Repeat, SkipReason, StepState, TaskCode
from panoh.guidance.protocol import Step
from panoh.vault.actions import record_about, seal

NO_STEP = _("This step is not open on the case. Open the page again.")
NO_GUIDANCE = _("This case does not follow the guidance yet. Choose a version first.")
BY_ITS_WORK = _("This step is completed on its own page. Open that page.")
NOT_A_REASON = _("This step cannot be skipped for this reason. Choose one of the reasons shown.")
NEEDS_WORDS = _("This step is required. Say in one sentence why it is skipped.")
NOT_SETTLED = _("This step is already open.")
SAME_VERSION = _("The case already follows this version.")
NO_VERSION = _("Choose a version that is in force.")
CLOSED = _("This case is closed. Reopen it first.")
TOO_EARLY = _("This date is before the admission. Check both dates.")

MOMENT = dt.timedelta(minutes=1)
# Other acts open and end these; they know what for, and not which version calls that step what.
OF_OTHERS = {TaskKind.DANGER: TaskCode.DANGER, TaskKind.CONTACT: TaskCode.CONTACT, TaskKind.LOST: TaskCode.LOST}
WITHOUT_STEP = tuple(kind for kind in TaskKind if kind not in OF_OTHERS)
DISCIPLINE_OF = {role: discipline for discipline, role in DISCIPLINE_ROLES.items()}


# -- following


def begin_guidance(case: Case) -> None:
    """A new case follows the version in force. Saves nothing: the caller saves the case."""
    case.guidance, case.guided_since = queries.in_force(), now()


def follow(case: Case, *, by: Actor) -> None:
    """Brings the steps of a case and their tasks in line with what has happened, inside the action that made it happen."""
    if not case.guidance:
        return
    found = guided(case)
    if found is not None:
        _Following(case, found, by).follow()


class _Following:
    """One pass over the steps of a case."""

    def __init__(self, case: Case, found: Guided, by: Actor) -> None:
        self.case, self.found, self.by = case, found, by
        self.tasks = list(case.tasks.exclude(step="", kind__in=WITHOUT_STEP))
        self.new: list[Task] = []

    def follow(self) -> None:
        """Opens, moves, ends what has to be."""
        left = dict(self.found.rows)
        for run in self.found.runs:
            row = left.pop(run.key, None)
            if row is None:
                if run.step.on and run.state == StepState.OPEN:
                    self._open(run)
            elif not row.by_hand:
                self._keep(row, run)
        for row in left.values():
            if row.state == StepState.OPEN:
                step = self.found.protocol.by_key.get(row.step)
                again = step is not None and step.repeat == Repeat.ROLLING and self.case.is_open
                self._end(row, StepState.DONE if again else StepState.DROPPED)
        save_all(self.new)

    def _open(self, run: Run) -> None:
        row = CaseStep(
            case=self.case,
            person_id=self.case.person_id,
            guidance=self.case.guidance,
            step=run.step.key,
            mark=run.mark,
            digest=run.step.digest,
            started_at=run.started_at,
            due_at=run.due_at,
        )
        linked = self._linked(row)
        for task in linked:
            self._move(task, run.due_at)
        if run.step.at_once:
            row.raised = len(run.step.escalation)
        save(row)
        if not linked:
            self.new.append(self._task(run, row))
        if run.step.at_once:
            self.new.extend(raised_task(row, role) for role in run.step.escalation)

    def _keep(self, row: CaseStep, run: Run) -> None:
        """What is kept of a run that nobody decided on by hand."""
        if run.state == StepState.DONE:
            if row.state != StepState.DONE:
                self._end(row, StepState.DONE, run.done_at)
            return
        if not run.step.on:
            if row.state == StepState.OPEN:
                self._end(row, StepState.DROPPED)
            return
        if row.state != StepState.OPEN:
            row.state, row.ended_at, row.ended_by = StepState.OPEN, None, None
            row.started_at, row.due_at = run.started_at, run.due_at
            save(row)
            if not self._linked(row):
                self.new.append(self._task(run, row))
        elif done := self._finished(row):
            self._end(row, StepState.DONE, done.done_at, by_hand=True)
        elif run.due_at != row.due_at:
            self._postpone(row, run)
        elif row.guidance != self.case.guidance:
            self._show(row, run.step)

    def _finished(self, row: CaseStep) -> Task | None:
        """The task of this run, where somebody pressed that it is done and no other is open."""
        mine = [task for task in self.tasks if self._is_of(task, row) and task.kind != TaskKind.RAISED]
        since = [task for task in mine if task.done_at is None or task.done_at >= row.started_at]
        return since[-1] if since and all(task.done_at for task in since) else None

    def _postpone(self, row: CaseStep, run: Run) -> None:
        save(DueChange(step=row, from_due=row.due_at, to_due=run.due_at, at=now(), by=self.by.ref))
        row.due_at, row.started_at = run.due_at, run.started_at
        self._show(row, run.step)
        for task in self._linked(row):
            self._move(task, run.due_at)

    def _show(self, row: CaseStep, step: Step) -> None:
        """From now on the worker is shown the text of this version."""
        row.guidance, row.digest = self.case.guidance, step.digest
        save(row)

    def _move(self, task: Task, due: dt.datetime | None) -> None:
        if due is None or (task.kind == TaskKind.DANGER and due > task.due_at):  # a time that was set earlier stays
            return
        if abs(task.due_at - due) >= MOMENT:  # two clocks of one act
            task.due_at = due
            save(task)

    def _end(self, row: CaseStep, state: StepState, at: dt.datetime | None = None, *, by_hand: bool = False) -> None:
        row.state, row.ended_at, row.ended_by, row.by_hand = state, at or now(), self.by.ref, by_hand
        save(row)
        finish_all([task for task in self.tasks if self._is_of(task, row) and self._ends_too(task, state)], self.by)

    def _ends_too(self, task: Task, state: StepState) -> bool:
        """Done by its own work, a step has had its task finished there, and one like it may stand for the next run already.
        The task of danger waits for what came of it, whatever becomes of its step; tries to reach somebody end by being made."""
        if task.kind in SEEKING or task.kind == TaskKind.DANGER:
            return False
        return task.kind in (TaskKind.STEP, TaskKind.RAISED) or state != StepState.DONE

    def _linked(self, row: CaseStep) -> list[Task]:
        return [task for task in self.tasks if task.done_at is None and task.kind != TaskKind.RAISED and self._is_of(task, row)]

    def _is_of(self, task: Task, row: CaseStep) -> bool:
        return is_of(task, row, self.found.protocol.by_key.get(row.step))

    def _task(self, run: Run, row: CaseStep) -> Task:
        step = run.step
        about: UUID | None = row.pk
        is_own = step.task in (TaskCode.STEP, TaskCode.DANGER)  # a danger is raised by who notices it, never by a step
        kind = TaskKind.STEP if is_own else TaskKind(step.task)
        discipline = step.key.removeprefix("assess_") if kind == TaskKind.ASSESS else ""
        if kind != TaskKind.STEP:
            about = UUID(run.mark) if run.mark else None
        owner = self._owner(step.role)
        task = new_task(self.case, kind, due=run.due_at or now(), owner=owner, role=step.role, discipline=discipline, target=about)
        task.step = step.key
        return task

    def _owner(self, role: Role) -> User | None:
        """Whoever works on the case in the discipline of this role; else, of social work, whoever leads."""
        discipline = DISCIPLINE_OF.get(role)
        if discipline is None:
            return None
        named = self.case.assignments.filter(in_force(), discipline=discipline).select_related("user").order_by("starts_on").first()
        return named.user if named else self.case.lead if discipline == Discipline.SOCIAL else None


def raised_task(row: CaseStep, role: Role) -> Task:
    """Asks a role to see to a step."""
    task = new_task(row.case, TaskKind.RAISED, due=row.due_at or now(), role=role, target=row.pk)
    task.step = row.step
    return task


def is_of(task: Task, row: CaseStep, step: Step | None) -> bool:
    """Whether a task is of this step; where a step runs with each of several rows, of this row."""
    if task.kind in OF_OTHERS:
        return step is not None and step.task == OF_OTHERS[TaskKind(task.kind)]
    if task.step != row.step:
        return False
    if task.kind in (TaskKind.STEP, TaskKind.RAISED):
        return task.target == row.pk
    return step is None or step.repeat != Repeat.EACH or task.target is None or task.target.hex == row.mark


def finish_all(tasks: Iterable[Task], by: Actor) -> None:
    """Nobody has to do these any more."""
    for task in tasks:
        if task.done_at is None:
            task.done_at, task.done_by = now(), by.ref
            save(task)


# -- by hand


def _run(case: Case, key: str, mark: str, *, by: User) -> Run:
    """The open run of a step, for somebody who works on the case."""
    check_can(by, Permission.CASE_WORK, case)
    found = guided(case)
    if found is None:
        raise WrongState(NO_GUIDANCE)
    run = next((each for each in found.runs if each.key == (key, mark)), None)
    if run is None or run.state in SETTLED:
        raise NotFound(NO_STEP)
    return run


def _check_no_danger(run: Run) -> Run:
    """A danger is not left out: it ends by what was done."""
    if run.step.is_danger:
        raise WrongState(BY_ITS_WORK)
    return run


def _settle(case: Case, run: Run, state: StepState, *, by: User, reason: str = "", words: str = "") -> CaseStep:
    row = case.steps.filter(step=run.step.key, mark=run.mark).first() or CaseStep(
        case=case,
        person_id=case.person_id,
        step=run.step.key,
        mark=run.mark,
        started_at=run.started_at,
        due_at=run.due_at,
    )
    row.guidance, row.digest = case.guidance, run.step.digest
    row.state, row.ended_at, row.ended_by, row.by_hand, row.reason = state, now(), by.id, True, reason
    seal(row, by=by.actor, words=words.strip())
    save(row)
    ends = case.tasks.filter(done_at=None).exclude(kind=TaskKind.DANGER)  # that one waits for its outcome
    finish_all([task for task in ends if is_of(task, row, run.step)], by.actor)
    return row


@action(undo=_("Step done."))
def finish_step(case: Case, key: str, mark: str, *, by: User) -> CaseStep:
    """Says that a step was done which no other act tells of."""
    run = _run(case, key, mark, by=by)
    if not run.step.by_press:
        raise WrongState(BY_ITS_WORK)
    record_about(StepEvent.STEP_DONE, by=by.actor, about=[case])
    return _settle(case, run, StepState.DONE, by=by)


@action(undo=_("Step skipped."))
def skip_step(case: Case, key: str, mark: str, *, by: User, reason: str, words: str = "") -> CaseStep:
    """Leaves a step out, for one of the reasons the guidance allows; of one that must be done, in words too."""
    run = _check_no_danger(_run(case, key, mark, by=by))
    if reason not in run.step.reasons:
        raise Invalid(NOT_A_REASON, {"reason": NOT_A_REASON})
    if run.step.mandatory and not words.strip():
        raise Invalid(NEEDS_WORDS, {"words": NEEDS_WORDS})
    record_about(StepEvent.STEP_SKIPPED, by=by.actor, about=[case])
    return _settle(case, run, StepState.SKIPPED, by=by, reason=SkipReason(reason), words=words)


@action(undo=_("Step skipped."))
def decline_step(case: Case, key: str, mark: str, *, by: User, words: str = "") -> CaseStep:
    """The person does not want this step. No reason is asked of them."""
    run = _check_no_danger(_run(case, key, mark, by=by))
    record_about(StepEvent.STEP_DECLINED, by=by.actor, about=[case])
    return _settle(case, run, StepState.DECLINED, by=by, words=words)


@action(undo=_("Step reopened."))
def take_up_step(row: CaseStep, *, by: User) -> CaseStep:
    """Takes up again what was left out or called done by hand; the facts decide from now on."""
    check_can(by, Permission.CASE_WORK, row.case)
    if row.state not in SETTLED or not row.by_hand:
        raise WrongState(NOT_SETTLED)
    record_about(StepEvent.STEP_TAKEN_UP, by=by.actor, about=[row.case])
    row.state, row.ended_at, row.ended_by, row.by_hand, row.reason = StepState.DROPPED, None, None, False, ""
    seal(row, by=by.actor, words="")
    save(row)
    return row


@action(undo=_("Event recorded."))
def note_happening(case: Case, *, by: User, kind: str, at: dt.datetime) -> Happening:
    """Notes something of which no other row tells; the steps that begin with it begin."""
    check_can(by, Permission.CASE_WORK, case)
    if not case.is_open:
        raise WrongState(CLOSED)
    if at.date() < case.admitted_on - dt.timedelta(days=1):
        raise Invalid(TOO_EARLY, {"day": TOO_EARLY})
    record_about(StepEvent.HAPPENING_NOTED, by=by.actor, about=[case])
    row = Happening(case=case, kind=HappeningKind(kind), at=at, noted_at=now(), by=by.id)
    save(row)
    return row


@action(undo=_("The case follows the other version."))
def move_guidance(case: Case, *, by: User, to: str, expected: int | None = None) -> Case:
    """Moves a case to another version of the guidance, or to its first; open steps take over their new times, both are kept."""
    check_can(by, Permission.CASE_WORK, case)
    if case.state not in OPEN_STATES:
        raise WrongState(CLOSED)
    if to == case.guidance:
        raise Invalid(SAME_VERSION, {"to": SAME_VERSION})
    if to not in queries.codes():
        raise Invalid(NO_VERSION, {"to": NO_VERSION})
    record_about(StepEvent.GUIDANCE_MOVED, by=by.actor, about=[case])
    case.guidance, case.guided_since = to, case.guided_since or now()
    save(case, expected)
    return case
