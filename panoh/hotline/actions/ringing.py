"""A danger that nobody has taken on rings: more people are told of it the longer it waits. For the worker.

At once whose it is and who stands in for them; after a quarter of its time the second on the line and the coordinator; after half of it
whoever of the secretariat is on duty; at its end the director. Of a sealed case the others who work on it, then the coordinator. Never the
police. What is sent says nothing; what is read on the page is a code, and whom to reach.
"""

import datetime as dt
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from panoh.accounts.models import User
from panoh.accounts.policy import deputies, holders
from panoh.accounts.queries import secretariat
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, save
from panoh.cases.actions.tasks import leave_to_coordinator
from panoh.cases.enums import DANGERS, TaskKind, Urgency
from panoh.cases.models import Task
from panoh.cases.queries.care import workers_on
from panoh.cases.queries.danger import can_act, is_taken_on
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.hotline.enums import AlertKind, AlertState, Post
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, Shift
from panoh.vault.members import sealed

STEPS = (0.0, 0.25, 0.5, 1.0)  # of the time that a danger has, when the next are told
LEAST_TIME = dt.timedelta(minutes=10)  # what is due as soon as it is noticed rings step by step too
RINGING = Q(kind__in=DANGERS) | Q(kind=TaskKind.WROTE, opened_at__isnull=False) | Q(kind=TaskKind.TRIAGE, request__urgency=Urgency.RED)

type Told = tuple[User | None, str]  # somebody, or whoever holds a role


def ring_dangers() -> int:
    """Tells the next of every danger that nobody has taken on who can act. Answers of how many."""
    found = Task.objects.filter(RINGING, done_at=None).select_related("owner__organisation", "case", "request")
    waiting = [task for task in found if not is_taken_on(task)]
    told = Alert.objects.filter(kind=AlertKind.DANGER)
    had = told.filter(target=OuterRef("target"), state=AlertState.SEEN, seen_by=None, seen_at__gte=OuterRef("at"))
    since = told.filter(~Exists(had), target__in=[task.pk for task in waiting])  # since somebody had it last
    rung = {row.target: row.step for row in since.order_by("step")}
    late = [(task, step) for task in waiting if (step := _wanted(task)) > rung.get(task.pk, 0)]
    for task, step in late:
        _ring(task, rung.get(task.pk, 0), step)
    return len(late)


def _wanted(task: Task) -> int:
    """How many steps should have rung by now."""
    began = task.opened_at or (task.request.received_at if task.request else task.due_at)
    share = (now() - began) / max(task.due_at - began, LEAST_TIME)
    return sum(share >= step for step in STEPS)


@action
def _ring(task: Task, rung: int, wanted: int) -> None:
    """One danger an action, so that one that cannot be told keeps no other back."""
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=task.organisation_id))
    if task.owner is not None and not any(can_act(user, task) for user in (task.owner, *deputies(task.owner))):
        leave_to_coordinator(task)
    for step in range(rung, wanted):
        for owner, role in _asked(task, step):
            _ask(task, owner, role, step + 1)


def _asked(task: Task, step: int) -> list[Told]:
    """Who is told at this step; never nobody, so that each leaves its mark."""
    coordinator: Told = (None, Role.COORDINATOR)
    whose: Told = (task.owner, "") if task.owner else (None, task.role or Role.COORDINATOR)
    if task.case is not None and sealed().filter(subject=task.case.person_id).exists():
        others: list[Told] = [(user, "") for user in workers_on(task.case) if user.pk != task.owner_id]
        return [[whose], others or [coordinator], [coordinator], [coordinator]][step]
    if step == 0:
        return [whose]
    if step == 1:
        return [*_on_duty(task, Post.BACKUP), coordinator]
    return (_on_duty(task, *Post) or [coordinator]) if step == 2 else [(None, Role.DIRECTOR)]


def _on_duty(task: Task, *posts: Post) -> list[Told]:
    """Who of the secretariat is on duty, but for the coordinators, who are told as such."""
    rows = Shift.objects.filter(post__in=posts, starts_at__lte=now(), ends_at__gt=now(), ended_at=None, user__is_active=True)
    about = task.case or task.request
    rows = rows.filter(organisation=secretariat(), is_practice=about is not None and about.is_practice)
    coordinators = {user.pk for user in holders(Role.COORDINATOR)}
    return [(row.user, "") for row in rows.select_related("user").order_by("post", "user") if row.user_id not in coordinators]


def _ask(task: Task, owner: User | None, role: str, step: int) -> None:
    """Inside the action: once for each, however many steps name them; a further step is told to them again."""
    same = Alert.objects.filter(kind=AlertKind.DANGER, target=task.pk, owner=owner, role="" if owner else role, state=AlertState.OPEN)
    row = same.first() or Alert(kind=AlertKind.DANGER, target=task.pk, owner=owner, role="" if owner else role, at=now())
    about = task.case or task.request
    row.organisation_id, row.due_at, row.step, row.told_at = task.organisation_id, task.due_at, step, None
    row.is_practice = about is not None and about.is_practice
    save(row)
