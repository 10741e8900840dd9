"""Danger that a person may take their own life: one open task a person. What is learnt later brings it nearer, and makes no second one."""

import datetime as dt

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, rule_out_undo, save
from panoh.cases.actions.dangers import NOT_UNDONE
from panoh.cases.actions.tasks import finish_tasks, new_task
from panoh.cases.actions.triggers import bring_forward_under_way
from panoh.cases.enums import Discipline, ReviewCause, RiskLevel, TaskKind
from panoh.cases.events import Event
from panoh.cases.models import Case, Request, Task
from panoh.cases.policy import check_can, check_can_triage, in_force
from panoh.cases.queries.danger import may_be_told, next_hour
from panoh.core.clock import now
from panoh.vault.actions import record_about

# How soon somebody acts (FIELD 8: red within the hour). Stricter than its 72 hours for amber: nobody has asked the person yet.
RISK_HOURS = {RiskLevel.HIGH: 1, RiskLevel.MODERATE: 24, RiskLevel.LOW: 72}
# And where what could say more was not asked: low so far is not low.
PARTIAL_HOURS = 24


def raise_risk(about: Case | Request, *, level: str, by: User, is_partial: bool = False) -> Task | None:
    """Somebody is to act on a risk of suicide. Where that is open already for the person, it is due sooner or stays as it is.

    Whoever saw the danger may raise it, on a case they see or a request they may triage. Level 'none' does nothing. A low answer leaves
    three days, unless it is low only as far as was asked (`is_partial`); none is silent before somebody has acted.
    """
    if isinstance(about, Case):
        check_can(by, Permission.CASE_VIEW, about)
    else:
        check_can_triage(by, about)
    if level == RiskLevel.NONE:
        return None
    hours = RISK_HOURS[RiskLevel(level)]
    later = now() + dt.timedelta(hours=min(hours, PARTIAL_HOURS) if is_partial else hours)
    due = next_hour(about) if level == RiskLevel.HIGH else later
    calm = due if level == RiskLevel.LOW and not is_partial else None
    task = open_risk(about)
    if task is not None and task.due_at <= due and _louder(task.calm_at, calm) == task.calm_at:
        return task
    return _act_by(due, calm, about, task, by=by)


@action
def _act_by(due: dt.datetime, calm: dt.datetime | None, about: Case | Request, task: Task | None, *, by: User) -> Task:
    if task is None:
        owner = _who_acts(about)
        task = new_task(about, TaskKind.RISK, due=due, owner=owner, role="" if owner else Role.COORDINATOR)
        task.calm_at = calm
    else:
        task.due_at, task.calm_at = min(task.due_at, due), _louder(task.calm_at, calm)
    save(task)
    record_about(Event.RISK_RAISED, by=by.actor, about=[about])
    rule_out_undo(NOT_UNDONE)
    if isinstance(about, Case):
        bring_forward_under_way(about, by=by, cause=ReviewCause.RISK)
    return task


def _louder(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    """Of two: low where both are, by the first hour."""
    return None if one is None or other is None else min(one, other)


def open_risk(about: Case | Request) -> Task | None:
    """The open task, in whichever episode of the person it was raised. A joined record has its own readers, and a task of its own."""
    open_ones = Task.objects.filter(kind=TaskKind.RISK, done_at=None)
    found = open_ones.filter(case__person=about.person_id) if isinstance(about, Case) else open_ones.filter(request=about)
    return found.select_related("case", "request").first()


def carry_risk(request: Request, case: Case, *, by: User) -> None:
    """What was raised on a request goes on in the case it led to, inside the action that leads there: still one task a person."""
    raised, known = open_risk(request), open_risk(case)
    if raised is None:
        return
    if known is None:
        raised.case, raised.request, raised.organisation_id = case, None, case.organisation_id
        raised.owner = raised.owner or _who_acts(case)
        raised.role = "" if raised.owner else Role.COORDINATOR
        save(raised)
        return
    known.due_at, known.calm_at = min(known.due_at, raised.due_at), _louder(known.calm_at, raised.calm_at)
    save(known)
    finish_tasks(request, TaskKind.RISK, by=by)


def _who_acts(about: Case | Request) -> User | None:
    """The psychologist named on the case, else who leads it, where they may be told of it; else the coordinator's task, who sees it in any
    case."""
    if isinstance(about, Request):
        return None
    named = about.assignments.filter(in_force(), discipline=Discipline.PSYCHOLOGICAL, user__is_active=True).select_related("user").first()
    risk = Task(case=about, kind=TaskKind.RISK)
    return next((user for user in (named.user if named else None, about.lead) if user is not None and may_be_told(user, risk)), None)
