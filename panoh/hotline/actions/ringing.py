"""A danger that nobody has taken on rings: more people are told of it the longer it waits. For the worker.

At once whose it is and who stands in for them, and the next too where whose it is told of it themselves and nobody stands in for them;
after a quarter of its time the second on the line and the coordinator; after half of it whoever of the secretariat is on duty; at its end
the director; the next at once where no notice may leave to anybody of a step. Of a sealed case the others who work on it, then the
coordinator. Never the police. What is sent says nothing; what is read on the page is a code, and whom to reach.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef
from django.db.models.functions import Coalesce

from panoh.accounts.models import User
from panoh.accounts.policy import deputies, holders
from panoh.accounts.queries import secretariat
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, save
from panoh.cases.actions.tasks import leave_to_coordinator
from panoh.cases.enums import DANGERS, LEVEL_CLOCKS, Level
from panoh.cases.models import Case, Danger, Task
from panoh.cases.queries.care import workers_on
from panoh.cases.queries.danger import can_act, who_can_act
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.hotline.actions.alerts import settle_alerts
from panoh.hotline.actions.notifications import can_reach
from panoh.hotline.enums import ON_LINE, SOON_CLOCKS, AlertKind, AlertState, Post, Soon
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, Drill, Shift
from panoh.vault.members import sealed

STEPS = (0.0, 0.25, 0.5, 1.0)  # of the time that a danger has, when the next are told
LEAST_TIME = dt.timedelta(minutes=10)  # what is due as soon as it is noticed rings step by step too

RANG = Coalesce("again_at", "at")

type Told = tuple[User | None, str]  # somebody, or whoever holds a role

type Rings = Task | Drill | User  # an account: its telephone was disconnected and sent a danger


def ring_dangers() -> int:
    """Tells the next of every danger that nobody has taken on who can act. Answers of how many."""
    waiting = _waiting()
    began = {each.task.pk: _began(each.task) for each in waiting}
    rung = _rung(began)
    rung.update(dict.fromkeys(_others(waiting, rung, began), 0))
    late = [(each, step) for each in waiting if (step := _wanted(each.task, has_it=each.has_it)) > rung.get(each.task.pk, 0)]
    for each, step in late:
        _ring(each.task, rung.get(each.task.pk, 0), step, is_lost=each.is_lost)
    return len(late)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A danger that rings, and whether whose it is can act, and has taken it on and wanted to look again by now."""

    task: Task
    can_act: bool
    has_it: bool

    @property
    def is_lost(self) -> bool:
        """Whether neither whose it is nor who stands in for them can act."""
        owner = self.task.owner
        return owner is not None and not self.can_act and not any(can_act(user, self.task) for user in deputies(owner))


def _waiting() -> list[_Waiting]:
    """The dangers that ring. As many queries as accounts have one."""
    found = list(Task.objects.filter(kind__in=DANGERS, done_at=None).select_related("owner__organisation", "case", "request", "danger"))
    able = who_can_act(found)
    rows = [_Waiting(task, task.pk in able, task.pk in able and task.taken_by_id == task.owner_id) for task in found]
    return [each for each in rows if not each.has_it or _is_due_again(each.task)]


def _others(waiting: Sequence[_Waiting], rung: Mapping[UUID | None, int], began: Mapping[UUID, dt.datetime]) -> list[UUID]:
    """Those of which who was told can act no longer, or that are somebody else's since who was not told: they ring from their first step.
    One query."""
    asked = {each.task.pk: each for each in waiting if not each.has_it and rung.get(each.task.pk)}
    told = Alert.objects.filter(kind=AlertKind.DANGER, target__in=asked).values_list("target", "owner", "role", RANG)
    knows = {(target, owner, role) for target, owner, role, at in told if target and at >= began[target]}
    return [key for key, each in asked.items() if (key, *_whose(each.task)) not in knows or each.is_lost]


def _whose(task: Task) -> tuple[UUID | None, str]:
    """Whose it is: somebody's, else that of whoever holds a role."""
    return (task.owner_id, "") if task.owner_id else (None, task.role or Role.COORDINATOR)


def _is_due_again(task: Task) -> bool:
    return task.danger is not None and task.danger.is_due_again


def _rung(began: Mapping[UUID, dt.datetime]) -> dict[UUID | None, int]:
    """How many steps rang of each of these, since its time began, and since somebody had it last, or wanted to look again."""
    told = Alert.objects.filter(kind=AlertKind.DANGER).annotate(rang=RANG)
    looks = Task.objects.filter(pk=OuterRef("target"), danger__look_at__lte=now(), danger__look_at__gt=OuterRef("rang"))
    had = told.filter(target=OuterRef("target"), state=AlertState.SEEN, seen_at__gte=OuterRef("rang"))
    rows = told.filter(~Exists(had), ~Exists(looks), target__in=began).order_by("step")
    return {row.target: row.step for row in rows if row.target and row.rang_at >= began[row.target]}


def _began(task: Task) -> dt.datetime:
    """Since when its time runs: since it was noticed, or was known to be so near, or somebody was asked to take it on."""
    began = task.opened_at or (task.request.received_at if task.request else task.due_at)
    if task.danger is None:
        return began
    nearer = task.due_at - LEVEL_CLOCKS[Level(task.danger.level)]
    return max([began, *(each for each in (nearer, task.danger.asked_at) if each is not None and each <= now())])


def _wanted(task: Task, *, has_it: bool) -> int:
    """How many steps should have rung by now: since it was noticed, since somebody was asked to take it on, or since whoever has it wanted
    to look again."""
    began, time = _time_of(task, has_it=has_it)
    return sum((now() - began) / time >= step for step in STEPS)


def _time_of(task: Task, *, has_it: bool) -> tuple[dt.datetime, dt.timedelta]:
    """When its time began, and how long it is."""
    if has_it and task.danger is not None and task.danger.look_at is not None:
        return task.danger.look_at, LEVEL_CLOCKS[Level(task.danger.level)]
    began = _began(task)
    return began, max(task.due_at - began, LEAST_TIME)


@action
def _ring(task: Task, rung: int, wanted: int, *, is_lost: bool) -> None:
    """One danger an action, so that one that cannot be told keeps no other back."""
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=task.organisation_id))
    if is_lost:
        leave_to_coordinator(task)
    for step in range(rung, len(STEPS)):
        told = _asked(task, step)
        practice, since = _is_practice(task), _began(task)
        asked = [_ask(task, owner, role, step + 1, due=task.due_at, practice=practice, since=since) for owner, role in told]
        if step + 1 >= wanted and can_reach(asked):
            break


def _asked(task: Task, step: int) -> list[Told]:
    """Who is told at this step; never nobody, so that each leaves its mark. Where whose it is told of it themselves, has not taken it on
    and nobody stands in for them, the next are told at once."""
    whose: Told = (task.owner, "") if task.owner else (None, task.role or Role.COORDINATOR)
    further = _further(task)
    if step:
        return further[step - 1]
    first = [whose, *_on_line(task)] if isinstance(task.about, Danger) and task.owner is None else [whose]
    return first if _tells_another(task) else list(dict.fromkeys([*first, *further[0]]))


def _further(task: Task) -> list[list[Told]]:
    """Who is told after whose it is, a step each."""
    coordinator: Told = (None, Role.COORDINATOR)
    if task.case is not None and _is_sealed(task.case):
        others: list[Told] = [(user, "") for user in workers_on(task.case) if user.pk != task.owner_id]
        return [others or [coordinator], [coordinator], [coordinator]]
    return [_next(step, practice=_is_practice(task)) for step in (1, 2, 3)]


def _is_sealed(case: Case) -> bool:
    return sealed().filter(subject=case.person_id).exists()


def _tells_another(task: Task) -> bool:
    """Whether somebody who can act learns of it first who did not tell of it: whose it is, or who stands in for them; or has it. Of a
    sealed case that is nobody's by name the coordinator cannot."""
    if task.owner is None and task.case is not None and _is_sealed(task.case):
        return False
    raised_by = task.danger.raised_by_id if task.danger is not None else None
    if task.owner is None or task.owner_id != raised_by or task.taken_by_id == task.owner_id:
        return True
    return any(can_act(user, task) for user in deputies(task.owner) if user.pk != raised_by)


def _on_line(task: Task) -> list[Told]:
    """Who is on a line of the organisation now, of a danger of a call."""
    rows = Shift.objects.filter(post__in=ON_LINE, starts_at__lte=now(), ends_at__gt=now(), ended_at=None, user__is_active=True)
    found = rows.filter(user__organisation=task.organisation_id, is_practice=_is_practice(task)).select_related("user")
    coordinators = {user.pk for user in holders(Role.COORDINATOR)}
    return [(row.user, "") for row in found.order_by("post", "user") if row.user_id not in coordinators]


def _next(step: int, *, practice: bool) -> list[Told]:
    """Who is told after whose it is."""
    coordinator: Told = (None, Role.COORDINATOR)
    if step == 1:
        return [*_on_duty(Post.BACKUP, practice=practice), coordinator]
    return (_on_duty(*Post, practice=practice) or [coordinator]) if step == 2 else [(None, Role.DIRECTOR)]


def _is_practice(task: Task) -> bool:
    return task.about is not None and bool(task.about.is_practice)


def _on_duty(*posts: Post, practice: bool) -> list[Told]:
    """Who of the secretariat is on duty, but for the coordinators, who are told as such."""
    rows = Shift.objects.filter(post__in=posts, starts_at__lte=now(), ends_at__gt=now(), ended_at=None, user__is_active=True)
    rows = rows.filter(organisation=secretariat(), is_practice=practice)
    coordinators = {user.pk for user in holders(Role.COORDINATOR)}
    return [(row.user, "") for row in rows.select_related("user").order_by("post", "user") if row.user_id not in coordinators]


def _ask(
    row: Rings,
    owner: User | None,
    role: str,
    step: int,
    *,
    due: dt.datetime,
    practice: bool,
    since: dt.datetime | None = None,
) -> Alert:
    """Inside the action: once for each, however many steps name them; a further step is told to them again, and from `since` on all."""
    kind = AlertKind.DRILL if isinstance(row, Drill) else AlertKind.PHONE_DANGER if isinstance(row, User) else AlertKind.DANGER
    same = Alert.objects.filter(kind=kind, target=row.pk, owner=owner, role="" if owner else role, state=AlertState.OPEN)
    alert = same.first() or Alert(kind=kind, target=row.pk, owner=owner, role="" if owner else role, at=now())
    alert.organisation_id, alert.due_at, alert.step, alert.told_at = row.organisation_id, due, step, None
    alert.is_practice = practice
    if since is not None and alert.rang_at < since:
        alert.again_at, alert.seen_at, alert.seen_by = now(), None, None
    save(alert)
    return alert


def ring_ended_phones() -> int:
    """The same of a danger that a disconnected telephone sent and nobody has confirmed or denied: its owner, the coordinator and whoever is
    on a line were told at once; the next are by the hour, since the level it tells of is not believed. Answers of how many."""
    told = Alert.objects.filter(kind=AlertKind.PHONE_DANGER, state=AlertState.OPEN).order_by()
    late = []
    for row in told.values("target").annotate(began=Min("at"), rung=Max("step")):
        rung, share = max(row["rung"], 1), (now() - row["began"]) / LEVEL_CLOCKS[Level.HOUR]
        wanted = sum(share >= step for step in STEPS)
        if wanted > rung:
            late.append((row["target"], row["began"], rung, wanted))
    whose = User.objects.in_bulk([key for key, *_rest in late])
    for key, began, rung, wanted in late:
        _ring_ended_phone(whose[key], began, rung, wanted)
    return len(late)


@action
def _ring_ended_phone(user: User, began: dt.datetime, rung: int, wanted: int) -> None:
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=user.organisation_id))
    due = began + LEVEL_CLOCKS[Level.HOUR]
    for step in range(rung, len(STEPS)):
        told = [(owner, role) for owner, role in _next(step, practice=False) if owner != user]
        asked = [_ask(user, owner, role, step + 1, due=due, practice=False) for owner, role in told]
        if step + 1 >= wanted and can_reach(asked):
            break


def ring_drills() -> int:
    """The same of a drill: first whoever is on the line. It is over a while after its hour. Answers of how many."""
    late = []
    for drill in Drill.objects.filter(ended_at=None):
        share = (now() - drill.begun_at) / SOON_CLOCKS[Soon.HOUR]
        rung, wanted = _steps_of(drill), sum(share >= step for step in STEPS)
        if drill.ends_by <= now() or wanted > rung:
            late.append((drill, rung, wanted))
    for drill, rung, wanted in late:
        drill.refresh_from_db()
        if drill.ended_at is None:  # nobody answered meanwhile
            _ring_drill(drill, rung, wanted)
    return len(late)


def _steps_of(drill: Drill) -> int:
    return max(Alert.objects.filter(target=drill.pk).values_list("step", flat=True), default=0)


@action
def _ring_drill(drill: Drill, rung: int, wanted: int) -> None:
    if drill.ends_by <= now():
        record(Event.DRILL_ENDED, by=replace(SYSTEM, organisation=drill.organisation_id))
        drill.ended_at = now()
        save(drill)
        settle_alerts(drill.pk, by=None)
        return
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=drill.organisation_id))
    for step in range(rung, len(STEPS)):
        told = _next(step, practice=False) if step else _on_duty(Post.PRIMARY, practice=False) or [(None, Role.COORDINATOR)]
        asked = [_ask(drill, owner, role, step + 1, due=drill.begun_at + SOON_CLOCKS[Soon.HOUR], practice=False) for owner, role in told]
        if step + 1 >= wanted and can_reach(asked):
            break


def steps_ahead() -> list[tuple[dt.datetime, UUID, Told]]:
    """When who is told next of each danger that rings, with its organisation."""
    waiting = [each for each in _waiting() if not _is_practice(each.task)]
    began_at = {each.task.pk: _began(each.task) for each in waiting}
    rung = _rung(began_at)
    found = []
    for each in waiting:
        task = each.task
        began, time = _time_of(task, has_it=each.has_it)
        for step in range(rung.get(task.pk, 0), len(STEPS)):
            found += [(began + time * STEPS[step], task.organisation_id, told) for told in _asked(task, step)]
    return found
