"""Things to do: opened, finished, put off, given to somebody else."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, record, save, save_all
from panoh.cases import policy
from panoh.cases.enums import DANGERS, SEEN_TO, DangerAct, Discipline, Level, Source, TaskKind
from panoh.cases.events import Event
from panoh.cases.models import Case, Danger, Request, Task, UrgencyChange
from panoh.cases.queries.danger import is_danger, is_own_task, may_be_told, sees_what_it_is_about
from panoh.cases.task_policy import check_can_be_given
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import has_key, new_keys, record_about, seal
from panoh.vault.subject import Subject

END_OF_DAY = dt.time(18, 0)
ALREADY_DONE = _("This has already been done.")
NOT_YOUR_TASK = _("This task belongs to someone else. Ask the coordinator.")
IN_THE_PAST = _("The new time has already passed. Choose a later one.")
CANNOT_SEE = _("This person has no access to the case. Assign them first.")
BY_ITS_WORK = _("This is completed on its own page. Open that page.")
NOT_LATER = _("A danger cannot be postponed. Write what came of it, or say who takes it on.")
NO_WORDS = _("Write what to do.")

# Who does the assessment of a discipline where nobody is named.
DISCIPLINE_ROLES = {
    Discipline.MEDICAL: Role.PHYSICIAN,
    Discipline.PSYCHOLOGICAL: Role.PSYCHOLOGIST,
    Discipline.SOCIAL: Role.SOCIAL_WORKER,
    Discipline.LEGAL: Role.LAWYER,
}
# Tasks of these kinds are steps of the guidance of the same key, which says by when they are due.
STEP_KINDS = (TaskKind.PLAN, TaskKind.APPROVE, TaskKind.REVIEW, TaskKind.FOLLOW_UP)


def due_on(day: dt.date) -> dt.datetime:
    """The end of a working day in Dushanbe, as a due time."""
    return dt.datetime.combine(day, END_OF_DAY, DUSHANBE)


def new_task(
    about: Case | Request | Danger,
    kind: TaskKind,
    *,
    due: dt.datetime | dt.date,
    owner: User | None = None,
    role: str = "",
    discipline: str = "",
    target: UUID | None = None,
) -> Task:
    """An unsaved task about a case or a request, or of a danger of a call alone; without an owner and a role it is the coordinator's."""
    return Task(
        case=about if isinstance(about, Case) else None,
        request=about if isinstance(about, Request) else None,
        organisation_id=about.organisation_id,
        kind=kind,
        owner=owner,
        role="" if owner else role or Role.COORDINATOR,
        discipline=discipline,
        step=_step_of(kind, discipline),
        due_at=due if isinstance(due, dt.datetime) else due_on(due),
        target=target,
        opened_at=now() if kind in DANGERS else None,
    )


def new_danger(about: Case | Request | Danger, kind: TaskKind, *, level: Level, source: Source, by: User | None) -> Danger:
    """An unsaved danger of a case or a request, or of the call of another; its task stands beside it."""
    of_call = {"call": about.call, "code": about.code, "is_practice": about.is_practice} if isinstance(about, Danger) else {}
    return Danger(
        **of_call,
        case=about if isinstance(about, Case) else None,
        request=about if isinstance(about, Request) else None,
        organisation_id=about.organisation_id,
        kind=kind,
        level=level,
        sources=[source],
        raised_at=now(),
        raised_by=by,
    )


def task_on_row(kind: TaskKind, *, owner: User, due: dt.date, target: UUID) -> Task:
    """An unsaved task about a row that its owner may read without seeing the case."""
    return Task(organisation_id=owner.organisation_id, kind=kind, owner=owner, due_at=due_on(due), target=target)


def finish_tasks_on_row(kind: TaskKind, *, by: User, target: UUID) -> None:
    """Marks the open tasks on a row as done, inside the action whose work they were."""
    for task in Task.objects.filter(kind=kind, target=target, case=None, request=None, done_at=None):
        finish(task, by)


def _step_of(kind: TaskKind, discipline: str) -> str:
    """Which step of the guidance a task is for; other acts than the guidance's own open these."""
    return f"{kind}_{discipline}" if kind == TaskKind.ASSESS else str(kind) if kind in STEP_KINDS else ""


def _record(event: Event, task: Task, *, by: User) -> None:
    about = task.about
    if about is None:
        record(event, by=by.actor)
    else:
        record_about(event, by=by.actor, about=[about])


@action
def open_task(
    about: Case | Request,
    *,
    by: User,
    kind: TaskKind,
    due: dt.datetime | dt.date,
    owner: User | None = None,
    role: str = "",
    discipline: str = "",
    target: UUID | None = None,
) -> Task:
    """Notes something to do about a case or a request: for one person, for a role, or for the coordinator."""
    task = new_task(about, kind, due=due, owner=owner, role=role, discipline=discipline, target=target)
    if kind in DANGERS:
        task.danger = new_danger(about, kind, level=Level.HOUR, source=Source.COLLEAGUE, by=by)
        save(task.danger)
    save(task)
    _record(Event.TASK_OPENED, task, by=by)
    return task


@action(undo=_("Task recorded."))
def add_own_task(*, by: User, words: str, due: dt.datetime | dt.date, case: Case | None = None) -> Task:
    """An own reminder in own words, about a case or about nobody. Its words are under the organisation's key."""
    if not words.strip():
        raise Invalid(NO_WORDS, {"words": NO_WORDS})
    if case is not None:
        policy.check_can(by, Permission.CASE_VIEW, case)
    task = Task(
        case=case,
        organisation_id=by.organisation_id,
        kind=TaskKind.OWN,
        owner=by,
        due_at=due if isinstance(due, dt.datetime) else due_on(due),
    )
    subject = Subject("organisation", by.organisation_id)
    if not has_key(subject, by.organisation_id):
        new_keys([subject], owners=[by.organisation_id])
    seal(task, by=by.actor, words=words.strip())
    save(task)
    _record(Event.TASK_OPENED, task, by=by)
    return task


def check_own(task: Task, by: User) -> None:
    """Raises Denied for all but whose task it is, by name, as a deputy or by role, or the coordinator."""
    if not is_own_task(by, task):
        raise Denied(NOT_YOUR_TASK)


def check_open(task: Task) -> None:
    """Raises WrongState for what was done already."""
    if task.done_at is not None:
        raise WrongState(ALREADY_DONE)


def finish(task: Task, by: User, expected: int | None = None) -> None:
    """Marks one task as done, inside the action whose work it was."""
    task.done_at, task.done_by = now(), by.id
    save(task, expected)


@action(undo=_("Task done."))
def finish_task(task: Task, *, by: User) -> Task:
    """Says that an own task is done, or that one was seen to of which no other act tells; what its own work ends is refused."""
    check_own(task, by)
    check_open(task)
    if task.kind != TaskKind.OWN and task.kind not in SEEN_TO:
        raise WrongState(BY_ITS_WORK)
    if task.kind == TaskKind.LOST:  # that the person was reached ends it too: the history tells one from the other
        task.taken_by = by
    finish(task, by)
    _record(Event.TASK_FINISHED, task, by=by)
    return task


@action(undo=_("Task postponed."))
def postpone_task(task: Task, *, by: User, due: dt.datetime | dt.date, expected: int | None = None) -> Task:
    """Gives a task a later time; not a danger to life."""
    check_own(task, by)
    check_open(task)
    if is_danger(task):
        raise WrongState(NOT_LATER)
    later = due if isinstance(due, dt.datetime) else due_on(due)
    if later <= now():
        raise Invalid(IN_THE_PAST, {"due": IN_THE_PAST})
    task.due_at = later
    save(task, expected)
    _record(Event.TASK_POSTPONED, task, by=by)
    return task


@action(undo=_("Task handed over."))
def reassign_task(task: Task, *, by: User, owner: User, expected: int | None = None) -> Task:
    """Gives a task to somebody else who sees the case, to whom the person agreed to show what it tells of, and who may do it; an own task,
    whose words open in its organisation alone, to somebody of that."""
    check_own(task, by)
    check_open(task)
    if not may_be_told(owner, task) or (task.kind == TaskKind.OWN and owner.organisation_id != task.organisation_id):
        raise Invalid(policy.NOT_TO_THEM, {"owner": policy.NOT_TO_THEM})
    if not sees_what_it_is_about(owner, task):
        raise Invalid(CANNOT_SEE, {"owner": CANNOT_SEE})
    try:
        check_can_be_given(owner, task)
    except Denied as refused:
        raise Invalid(refused.sentence, {"owner": refused.sentence}) from refused
    task.owner, task.role = owner, ""
    if task.danger is not None:  # it rings anew until somebody answers
        task.taken_by, task.danger.asked_at = None, now()
        task.danger.is_entrusted = owner != by and task.case is not None and policy.carries(by, task.case)
        save(task.danger)
        _keep_asked(task, owner, by=by)
    save(task, expected)
    _record(Event.TASK_REASSIGNED, task, by=by)
    return task


def _keep_asked(task: Task, owner: User, *, by: User) -> None:
    """The history of a danger says who asked whom, and when."""
    about = task.about
    assert about is not None  # each task of a danger has one
    row = UrgencyChange(
        request=task.request,
        case=task.case,
        person_id=about.person_id,
        at=now(),
        by=by,
        before=about.urgency,
        after=about.urgency,
        hour_before=about.within_hour,
        hour_after=about.within_hour,
        danger=task.danger,
        act=DangerAct.ASKED,
        whom=owner if owner != by else None,
    )
    save(row)


def finish_tasks(
    about: Case | Request, kind: TaskKind | Sequence[TaskKind], *, by: User, target: UUID | None = None, discipline: str = ""
) -> int:
    """Marks the open tasks of these kinds as done, inside the action whose work they were; gives how many.

    `target` and `discipline` narrow it to what is about one row or one discipline.
    """
    kinds = [kind] if isinstance(kind, TaskKind) else list(kind)
    found = about.tasks.filter(kind__in=kinds, done_at=None)
    if target is not None:
        found = found.filter(target=target)
    if discipline:
        found = found.filter(discipline=discipline)
    done = list(found)
    for task in done:
        finish(task, by)
    return len(done)


def drop_tasks(tasks: Iterable[Task]) -> list[Task]:
    """Inside the action that makes them needless: nobody has to do these any more, and nobody did."""
    dropped = list(tasks)
    for task in dropped:
        task.done_at, task.done_by = now(), None
        save(task)
    return dropped


def leave_to_coordinator(task: Task) -> None:
    """Inside the action by which whoever has it does so no longer: the coordinator's, and nobody has taken it on. An own task of another
    organisation is over: its words open there alone."""
    if task.kind == TaskKind.OWN and task.organisation.kind != OrganisationKind.SECRETARIAT:
        drop_tasks([task])
        return
    task.owner, task.taken_by, task.role = None, None, Role.COORDINATOR
    save(task)


def add_tasks(tasks: Sequence[Task]) -> None:
    """Saves new tasks, inside an action that records what they are for."""
    save_all(tasks)
