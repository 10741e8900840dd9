"""How a danger begins, comes nearer and goes along: every door raises the one that is open of its kind, never a second."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import save
from panoh.cases.actions.tasks import drop_tasks, new_danger, new_task
from panoh.cases.enums import LEVEL_CLOCKS, DangerAct, DangerOutcome, Discipline, Level, Source, TaskKind, Urgency
from panoh.cases.models import Case, Danger, Request, Task, UrgencyChange
from panoh.cases.policy import in_force
from panoh.cases.queries.danger import is_taken_on, may_be_told, open_danger, sees_what_it_is_about
from panoh.core.clock import now
from panoh.vault.actions import open_sealed, seal
from panoh.vault.purpose import Purpose

LEVELS = {Urgency.RED: Level.DAY, Urgency.AMBER: Level.THREE_DAYS, Urgency.GREEN: Level.WEEK}


def raise_danger(
    about: Case | Request | Danger,
    kind: TaskKind,
    *,
    level: Level,
    source: Source,
    by: User | None,
    due: dt.datetime | None = None,
    owner: User | None = None,
) -> Task:
    """Inside an action that records it: a danger was noticed. The open one of its kind comes nearer, is never put off, and keeps where it
    was noticed too; where none is open, one is from now on. `due` is by the clock of its level where it is not given, or over before
    anybody was told; `by` None: from outside. Of a call after which
    help is not requested yet `about` is a danger of it, whichever. Answers its task."""
    due = from_now(due, level)
    task = open_danger(about, kind)
    if task is not None:
        come_nearer(task, level=level, sources=[source], due=due, by=by)
        return task
    owner = owner or who_acts(about, kind)
    task = new_task(about, kind, due=due, owner=owner, target=about.pk if isinstance(about, Request) else None)
    task.danger = new_danger(about, kind, level=level, source=source, by=by)
    save(task.danger)
    save(task)
    return task


def from_now(due: dt.datetime | None, level: Level) -> dt.datetime:
    """By when a danger is due that is told of now: a call of yesterday leaves it the whole of its time."""
    return due if due is not None and due > now() else now() + LEVEL_CLOCKS[level]


def come_nearer(task: Task, *, level: Level, sources: Sequence[str], due: dt.datetime, by: User | None = None) -> None:
    """Inside an action: an open danger was noticed again. It is due by the nearer of both. Where that is sooner than was known, whoever has
    it looks again at once: it rings anew, unless it is they who noticed it."""
    danger = task.danger
    assert danger is not None  # the database holds it
    nearer = min(Level(danger.level), level, key=list(Level).index)
    added = [each for each in sources if each not in danger.sources]
    is_graver = nearer != danger.level or due < task.due_at
    has_it = by is not None and by.pk == task.owner_id
    look = min(danger.look_at, due if has_it or not is_graver else now()) if danger.look_at else None
    if (nearer, look) != (danger.level, danger.look_at) or added:
        danger.level, danger.look_at, danger.sources = nearer, look, [*danger.sources, *added]
        save(danger)
    if due < task.due_at:
        task.due_at = due
        save(task)


def set_clock(task: Task, *, level: Level, due: dt.datetime) -> None:
    """Inside the action by which somebody said that it is less urgent, or by when: a danger has this level and this time."""
    danger = task.danger
    assert danger is not None
    if danger.level != level:
        danger.level = level
        save(danger)
    if task.due_at != due:
        task.due_at = due
        save(task)


def close_danger(task: Task, outcome: DangerOutcome, *, by: User | None) -> None:
    """Inside the action that ends its task: the danger has an outcome."""
    danger = task.danger
    assert danger is not None
    danger.outcome, danger.ended_at, danger.ended_by, danger.look_at = outcome, now(), by.id if by else None, None
    save(danger)


def open_again(task: Task) -> None:
    """Inside the action that gives it a new task: a danger that was said to be over goes on, at once."""
    danger = task.danger
    assert danger is not None
    danger.outcome, danger.ended_at, danger.ended_by = "", None, None
    danger.level = min(Level(danger.level), Level.DAY, key=list(Level).index)
    save(danger)


def carry_from_call(call: UUID, request: Request, *, by: User) -> frozenset[str]:
    """Inside the action by which help is requested after a call: its dangers are those of the request, with what was written of them.
    Whoever took one on keeps it, and their history says who requested help. Asked before the request has a danger of its own. Answers the
    kinds of which one is open: that help is requested is nothing new about it, and whoever has it is not called back to it."""
    carried: set[str] = set()
    for danger in Danger.objects.filter(call=call, case=None, request=None):
        entries = list(danger.entries.filter(request=None, case=None))
        written = [row for row in entries if row.reason]
        opened = open_sealed(written, by=by.actor, purpose=Purpose.OWN_WORK, fields=("reason",)) if written else []
        words = {one.row.pk: one.reason or "" for one in opened if not one.is_unreadable}
        danger.request, danger.organisation_id, danger.code, danger.is_practice = request, request.organisation_id, "", None
        save(danger)
        for row in entries:
            if row.reason and row.pk not in words:  # what is another organisation's stays under the key of the call
                continue
            row.request, row.person = request, request.person
            if row.reason:
                seal(row, by=by.actor, reason=words[row.pk])
            save(row)
        for task in danger.tasks.select_related("owner", "danger"):
            task.request, task.organisation_id, task.target = request, request.organisation_id, request.pk
            save(task)  # whoever has it sees the request by that
            if task.done_at is None and task.owner is not None and not sees_what_it_is_about(task.owner, task):
                task.owner, task.taken_by, task.role = None, None, Role.COORDINATOR
                save(task)
        if danger.ended_at is None:
            carried.add(danger.kind)
            _keep_act(danger, request, DangerAct.HELP, by=by)
    return frozenset(carried)


def _keep_act(danger: Danger, request: Request, act: DangerAct, *, by: User, at: dt.datetime | None = None) -> None:
    """The history of a danger says who requested help, or reported it at the request that goes on, and when."""
    row = UrgencyChange(
        request=request,
        person=request.person,
        at=at or now(),
        by=by,
        before=request.urgency,
        after=request.urgency,
        hour_before=request.within_hour,
        hour_after=request.within_hour,
        danger=danger,
        act=act,
    )
    save(row)


def carry_danger(request: Request, case: Case, kind: TaskKind, *, by: User) -> None:
    """Inside the action by which a request goes on in a case: its open danger of this kind goes along, and is the one of the case. Whoever
    took it on and sees the case keeps it."""
    raised, known = open_danger(request, kind), open_danger(case, kind)
    if raised is None or raised.request_id != request.pk:  # it was joined to one that goes its own way
        return
    assert raised.danger is not None
    had_by = raised.owner if is_taken_on(raised) else None
    if known is None:
        for row in (raised, raised.danger):
            row.case, row.request, row.organisation_id = case, None, case.organisation_id
        save(raised.danger)
        known = raised
    else:
        go_on_as(raised, known, DangerOutcome.CARRIED, had_by=had_by, by=by)
    known.target = request.pk
    if known.owner is None or not sees_what_it_is_about(known.owner, known):
        owner = who_acts(case, kind)
        known.owner, known.taken_by, known.role = owner, None, "" if owner else Role.COORDINATOR
    save(known)


def go_on_as(raised: Task, known: Task, outcome: DangerOutcome, *, had_by: User | None, by: User) -> None:
    """Inside the action by which two dangers are one: `known` is as near as the nearer of both, knows where either was noticed, and has
    their history; whoever had the other has it, where nobody has it yet. Who is left to save it is the caller."""
    assert raised.danger is not None
    assert raised.request is not None
    come_nearer(known, level=Level(raised.danger.level), sources=raised.danger.sources, due=raised.due_at)
    drop_tasks([raised])
    close_danger(raised, outcome, by=by)
    _carry_history(raised.danger, known, raised.request)
    for one in raised.danger.joined.all():
        one.joined_to = known.danger
        save(one)
    if had_by is not None and not is_taken_on(known):
        known.owner, known.taken_by, known.role = had_by, had_by, ""


def _carry_history(danger: Danger, known: Task, request: Request) -> None:
    """Whoever told of a danger told of the one as which it goes on."""
    told = list(danger.entries.exclude(act=DangerAct.PARTED))  # the other's history says of a separation of before by itself
    assert known.danger is not None
    for row in told:
        row.danger = known.danger
        save(row)
    if danger.raised_by is not None and danger.raised_by_id not in {row.by_id for row in told}:
        _keep_act(known.danger, request, DangerAct.REPORTED, by=danger.raised_by, at=danger.raised_at)


def who_acts(about: Case | Request | Danger, kind: TaskKind) -> User | None:
    """On a danger of suicide the psychologist named on the case; else who leads it, where they may be told of it; else the coordinator's
    task, who sees it in any case. The danger word is the coordinator's."""
    if not isinstance(about, Case) or kind == TaskKind.ALARM:
        return None
    named: list[User | None] = [about.lead]
    if kind == TaskKind.RISK:
        of_discipline = about.assignments.filter(in_force(), discipline=Discipline.PSYCHOLOGICAL, user__is_active=True)
        named = [*(each.user for each in of_discipline.select_related("user")[:1]), *named]
    told = Task(case=about, kind=kind)
    return next((user for user in named if user is not None and may_be_told(user, told)), None)


def level_of(about: Case | Request) -> Level:
    """How soon somebody acts on a danger that is as urgent as its case or request."""
    if about.within_hour:
        return Level.HOUR
    return LEVELS[Urgency(about.urgency)]
