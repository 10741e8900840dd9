"""Which dangers to life are open, and who has taken one on who can act."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import at_work, has, holders, powers
from panoh.accounts.roles import Permission, Role
from panoh.cases import policy
from panoh.cases.at_calls import visible_at_calls
from panoh.cases.enums import (
    DANGERS,
    GOES_ON,
    LEVEL_CLOCKS,
    OF_GUIDANCE,
    UNSEEN_BY_OTHERS,
    DangerAct,
    Level,
    Measure,
    Source,
    TaskKind,
    Urgency,
    urgency_label,
)
from panoh.cases.models import Assignment, Case, Danger, Request, Share, Task, UrgencyChange
from panoh.cases.queries.care import workers_on
from panoh.cases.queries.steps import step_of
from panoh.core.clock import now, today
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code
from panoh.people.models import Person
from panoh.people.queries import records_of

HOUR = dt.timedelta(hours=1)
ROWS_TOLD = 12
CALM = (Level.THREE_DAYS, Level.WEEK)
WAITS = (TaskKind.TRIAGE, TaskKind.DECIDE)  # what is to be done with a request
TOLD_WHEN_OVER = (TaskKind.RISK, TaskKind.DANGER)
# How views, which know no models, name what they are given.
type LookRow = UrgencyChange

NOT_HERE = _("Page not found, or you do not have access to it.")


def may_be_told(user: User, task: Task) -> bool:
    """Whether what a task tells of is shown to the account's organisation. Where the case is shown to it in part, that is what a colleague
    there has already, or what is of a discipline that is shown; of a danger who told of it knows, and nobody else. One query for members
    and the legal unit."""
    kept = policy.withheld_kinds(user, task.case) & policy.TOLD_BY_WORK if task.case is not None else ()
    if not kept:
        return True
    has_already = task.owner is not None and task.owner.organisation_id == user.organisation_id
    is_of_shown = bool(task.discipline) and task.discipline not in {str(kind) for kind in kept}
    return has_told_of(user, task) if task.kind in DANGERS else has_already or is_of_shown


def has_told_of(user: User, task: Task) -> bool:
    """Whether this account noticed a danger or wrote of it."""
    mine = powers(user).stands_for
    return task.danger is not None and (task.danger.raised_by_id in mine or task.danger.entries.filter(by__in=mine).exists())


def sees_what_it_is_about(user: User, task: Task) -> bool:
    """Whether the account sees the case or the request of a task, and what the task tells of."""
    if task.case is not None:
        return may_be_told(user, task) and policy.visible_cases(user).filter(pk=task.case.pk).exists()
    if task.request is not None:
        return policy.visible_requests(user).filter(pk=task.request.pk).exists()
    return task.danger_id is None or visible_at_calls(user).filter(pk=task.danger_id).exists()


def is_for(user: User, task: Task) -> bool:
    """Whose task it is: by name, as a deputy, or by role where nobody is named."""
    return task.owner_id in powers(user).stands_for or policy.has_by_role(user, task)


def is_own_task(user: User, task: Task) -> bool:
    """Who may do it, put it off or give it away: whose task it is, or the coordinator."""
    return is_for(user, task) or Role.COORDINATOR in powers(user).roles


def what_comes_first(user: User, tasks: Iterable[Task]) -> list[Task]:
    """Open tasks of a case, which are in the order of their hours, as this reader comes to them: a danger that nobody took on; what is
    theirs, dangers first; then what waits for others."""

    def rank(task: Task) -> int:
        is_of_danger = task.kind in DANGERS
        if is_of_danger and not is_taken_on(task):
            return 0
        return (1 if is_of_danger else 2) if is_for(user, task) else 3

    return sorted(tasks, key=rank)


def can_see_to(user: User, task: Task) -> bool:
    """Who writes what was done about a danger: whose task it is, and who works on the case or told of it, where others know of it at all;
    nobody to whom the person did not agree to show it."""
    if not may_be_told(user, task):
        return False
    if isinstance(task.about, Danger):  # of a call: whoever takes calls and sees it
        return sees_what_it_is_about(user, task)
    if is_own_task(user, task):
        return True
    if task.kind in UNSEEN_BY_OTHERS:
        return False
    if task.case is None:  # a request is nobody's yet: whoever helps and sees it
        return has(user, Permission.CASE_WORK) and sees_what_it_is_about(user, task)
    return policy.can(user, Permission.CASE_WORK, task.case) or has_told_of(user, task) or user in workers_on(task.case)


def is_taken_on(task: Task) -> bool:
    """Whether somebody took it on by name who can act: an open account that sees what it is about. Who has it given has not taken it on."""
    owner = task.owner
    return owner is not None and task.taken_by_id == owner.pk and can_act(owner, task)


def can_act(user: User, task: Task) -> bool:
    """Whether somebody who has a task may still see to it: an open account that sees what it is about. Who practises is back by a press."""
    if task.about is not None:
        user = at_work(user, practice=bool(task.about.is_practice))
    return user.is_active and sees_what_it_is_about(user, task)


def who_can_act(tasks: Collection[Task]) -> set[UUID]:
    """The same of many tasks at once: those whose owner may still see to them. As many queries as they have owners."""
    able: set[UUID] = set()
    for (owner, practice), rows in _by_owner(tasks).items():
        user = at_work(owner, practice=practice)
        able |= _seen_ids(rows, "case_id", policy.visible_cases(user)) & {row.pk for row in rows if may_be_told(user, row)}
        able |= _seen_ids(rows, "request_id", policy.visible_requests(user))
        able |= _seen_ids([row for row in rows if row.about == row.danger], "danger_id", visible_at_calls(user))
    return able


def _seen_ids(rows: Iterable[Task], about: str, seen: QuerySet[Any]) -> set[UUID]:
    """Those of these tasks whose case, request or danger of a call is among what is seen. One query, none without any."""
    keys = {key for row in rows if (key := getattr(row, about)) is not None}
    found = set(seen.filter(pk__in=keys).order_by().values_list("pk", flat=True)) if keys else set()
    return {row.pk for row in rows if getattr(row, about) in found}


def _by_owner(tasks: Iterable[Task]) -> dict[tuple[User, bool], list[Task]]:
    """Those of open accounts, by whose they are and whether they are practice."""
    found: dict[tuple[User, bool], list[Task]] = {}
    for task in tasks:
        if task.owner is not None and task.owner.is_active:
            found.setdefault((task.owner, task.about is not None and bool(task.about.is_practice)), []).append(task)
    return found


def written_last(task: Task) -> UrgencyChange | None:
    """Who last wrote of a danger or gave it to somebody, and when; never the words."""
    return UrgencyChange.objects.filter(danger=task.danger_id).select_related("by").order_by("-at", "id").first()


def asked_by(user: User, tasks: Iterable[Task]) -> dict[UUID | None, UrgencyChange]:
    """Of the dangers that this account, or whom it stands in for, was asked to take on and did not answer: who asked, or who was asked
    before and cannot, and when, by the danger. One query, none without any."""
    mine = powers(user).stands_for
    asked = [task.danger_id for task in tasks if may_decline(user, task)]
    if not asked:
        return {}
    rows = UrgencyChange.objects.filter(danger__in=asked, act__in=(DangerAct.ASKED, DangerAct.CANNOT)).select_related("by")
    return {row.danger_id: row for row in rows.order_by("at") if row.act == DangerAct.CANNOT or row.whom_id in mine}


def may_decline(user: User, task: Task) -> bool:
    """Whether the account was asked to take a danger on and has not answered."""
    was_asked = task.danger is not None and task.danger.asked_at is not None
    return was_asked and task.done_at is None and task.owner_id in powers(user).stands_for and task.taken_by_id != task.owner_id


def open_dangers(about: Case | Request) -> list[Task]:
    """The dangers of a case or a request without an end, the nearest first."""
    found = about.tasks.filter(kind__in=DANGERS, done_at=None)
    return list(found.select_related("owner__organisation", "case", "request", "danger").order_by("due_at", "pk"))


def dangers_known(user: User, about: Case | Request) -> list[Task]:
    """Those that this reader may know of."""
    found = about.tasks.filter(policy.known_tasks(user), kind__in=DANGERS, done_at=None)
    return list(found.select_related("owner__organisation", "case", "request", "danger").order_by("due_at", "pk"))


def is_told(task: Task) -> bool:
    """Whether somebody told of a danger: it is not there by the urgency of its case alone."""
    return task.danger is not None and bool(set(task.danger.sources) - {Source.REQUEST, Source.URGENCY})


@bypass_rls()
def left_to_nobody(about: Case | Request, *, without: Organisation | None = None) -> Task | None:
    """An open danger of a case or a request that nobody took on who can act; `without`: who is of that organisation is gone."""
    for task in open_dangers(about):
        if not is_taken_on(task) or (without is not None and task.owner is not None and task.owner.organisation_id == without.pk):
            return task
    return None


@bypass_rls()
def told_of_by(user: User, *, rang: Collection[UUID] | QuerySet[Any, Any] = ()) -> list[Task]:
    """The dangers that this account told of or wrote of, and others have to see to, or have taken on in cases that it leads, open or over
    for less than a day; of those that rang to it (`rang`) what is over; newest first, 12 at most. `is_seen`: whether it may read it; who
    may not reads who has it and that it ended, never how. `is_own`: whether it told of it or wrote; `has_written`: whether of the danger,
    not what came of a dispatch alone; `has_reported`: whether it reported it, others as well; `who_ended`: the account. One query."""
    mine, day_ago = powers(user), now() - LEVEL_CLOCKS[Level.DAY]
    entries = UrgencyChange.objects.filter(by__in=mine.stands_for, danger__isnull=False)
    wrote = entries.values("danger")
    of_danger = entries.filter(danger=OuterRef("danger")).order_by()
    untied = policy.unblocked(user, "case__person") & policy.unblocked(user, "request__person")
    seen = Q(case__in=policy.visible_cases(user).values("pk")) | Q(request__in=policy.visible_requests(user).values("pk"))
    seen |= Q(danger__in=visible_at_calls(user).values("pk"))
    known = policy.known_tasks(user)
    own = (Q(danger__raised_by__in=mine.stands_for) | Q(danger__in=wrote)) & known
    led = Q(case__lead__in=mine.stands_for, case__in=policy.visible_cases(user).values("pk"), taken_by=F("owner"))
    near = own | led & known
    over = Q(done_at__gte=day_ago, danger__ended_at__isnull=False) & ~Q(danger__outcome__in=GOES_ON)
    told = Task.objects.filter(untied, near & Q(done_at=None) | over & (near | Q(pk__in=rang)), kind__in=DANGERS)
    others = told.exclude(pk__in=policy.visible_tasks(user).values("pk")).exclude(done_by__in=mine.stands_for)
    others = others.annotate(
        is_seen=Choose(When(seen & known, then=Value(True)), default=Value(False)),
        is_own=Choose(When(own, then=Value(True)), default=Value(False)),
        has_written=Exists(of_danger.filter(Q(measures=[]) | ~Q(measures__0=Measure.WENT))),
        has_reported=Exists(of_danger.filter(act=DangerAct.REPORTED)),
        who_ended=Subquery(User.objects.filter(pk=OuterRef("danger__ended_by")).values("username")[:1]),
    )
    return list(others.select_related("case", "request", "danger", "owner__organisation").order_by("-danger__raised_at", "pk")[:ROWS_TOLD])


def danger_ended_last(user: User, about: Case | Request) -> Task | None:
    """The danger that was said to be over last, of a kind of which none is open; of a case also of its request; as far as the reader may
    know of it. One query."""
    on = Q(case=about) | Q(request=about.request_id, request__isnull=False) if isinstance(about, Case) else Q(request=about)
    found = Task.objects.filter(on, policy.known_tasks(user), kind__in=TOLD_WHEN_OVER)
    over = found.filter(done_by__isnull=False).exclude(kind__in=found.filter(done_at=None).order_by().values("kind"))
    return over.select_related("danger").order_by("-done_at").first()


def dangers_told(user: User, case: Case, *, most: int) -> list[Task]:
    """The dangers of a case and of its request, open and over, the latest first, as far as the reader may know of them; and who decided
    after long silence that the case goes on. One query."""
    on = Q(case=case) | Q(request=case.request_id, request__isnull=False)
    decided = Q(kind=TaskKind.LOST, taken_by__isnull=False)
    found = Task.objects.filter(on, Q(kind__in=TOLD_WHEN_OVER) | decided, policy.known_tasks(user))
    return list(found.only("kind", "opened_at", "done_at", "done_by").order_by(F("opened_at").desc(nulls_last=True), "pk")[:most])


def risk_ended(user: User, case: Case) -> Task | None:
    """The danger of suicide of a case that was said to be over last, as far as the reader may know of it. One query."""
    over = case.tasks.filter(policy.known_tasks(user), kind=TaskKind.RISK, done_by__isnull=False)
    return over.select_related("danger").order_by("-done_at").first()


def dangers_told_by(user: User, case: Case) -> list[Task]:
    """The open dangers of a case that this account noticed or wrote of, the nearest first."""
    return [task for task in dangers_known(user, case) if has_told_of(user, task)]


def is_over(case: Case) -> bool:
    """Whether a danger of a case was said to be over and none is open. One query."""
    found = list(case.tasks.filter(kind__in=TOLD_WHEN_OVER).values_list("done_at", "done_by"))
    return any(by for _at, by in found) and all(at for at, _by in found)


def urgency_of(task: Task) -> Urgency:
    """What an open danger speaks for, by its level: one that leaves three days is amber, however long ago it was noticed. The one of
    a red or amber case is as urgent as its case."""
    if task.kind == TaskKind.DANGER and task.case is not None and task.case.urgency != Urgency.GREEN:
        return Urgency(task.case.urgency)
    return Urgency.AMBER if task.danger is not None and task.danger.level in CALM else Urgency.RED


def speaking_for(urgency: str) -> Q:
    """The same of tasks in the database: the dangers that alone make a case so urgent."""
    open_ones = Q(kind__in=DANGERS, done_at=None)
    if urgency == Urgency.RED:
        return open_ones & ~Q(danger__level__in=CALM) & (~Q(kind=TaskKind.DANGER) | Q(case__urgency=Urgency.GREEN))
    return open_ones & Q(danger__level__in=CALM) if urgency == Urgency.AMBER else Q(pk__in=[])


def how_urgent(user: User, cases: Collection[Case]) -> dict[UUID, str]:
    """How urgent each of these cases is, in words: the most pressing of what was chosen and of the open dangers that this reader may know
    of. One query."""
    found = Task.objects.filter(policy.known_tasks(user), case__in=cases, kind__in=DANGERS, done_at=None).select_related("case", "danger")
    dangers: dict[UUID | None, list[tuple[Urgency, dt.datetime]]] = {}
    for task in found.exclude(kind=TaskKind.DANGER, case__urgency=Urgency.RED):  # that one says no more than its case
        dangers.setdefault(task.case_id, []).append((urgency_of(task), task.due_at))
    return {case.pk: _most_pressing(case, dangers.get(case.pk, [])) for case in cases}


def _most_pressing(case: Case, dangers: list[tuple[Urgency, dt.datetime]]) -> str:
    most = min([Urgency(case.urgency), *(urgency for urgency, _due in dangers)], key=list(Urgency).index)
    soon = now() + HOUR
    return urgency_label(most, within_hour=case.within_hour or any(urgency == most and due <= soon for urgency, due in dangers))


def is_due_within_hour(about: Case | Request) -> bool:
    """Whether a danger of it is open that is to be seen to within an hour, or was to be. A low answer is none."""
    return about.tasks.filter(kind__in=DANGERS, done_at=None, due_at__lte=now() + HOUR).exclude(danger__level__in=CALM).exists()


def is_pressing_open(request: Request) -> bool:
    """Whether a danger of a request is open that speaks for red, of whichever kind."""
    return request.tasks.filter(kind__in=DANGERS, done_at=None).exclude(danger__level__in=CALM).exists()


def next_hour(about: Case | Request) -> dt.datetime:
    """By when a danger of the hour is seen to: by the hour that runs for it already, else within an hour from now."""
    hour = now() + HOUR
    if not about.within_hour:
        return hour
    running = about.tasks.filter(kind__in=(*DANGERS, *WAITS), done_at=None, due_at__gt=now(), due_at__lt=hour)
    return running.exclude(danger__level__in=CALM).order_by("due_at").values_list("due_at", flat=True).first() or hour


def dangers_left_by(person: Person, *, by: User) -> list[Task]:
    """The open dangers of cases and requests of a person that this reader may see to, nearest first: they do not end with the person."""
    people = records_of(person)
    about = Q(case__person__in=people) | Q(request__person__in=people)
    found = Task.objects.filter(about, kind__in=DANGERS, done_at=None).select_related("owner__organisation", "case", "request")
    known = Q(case__in=policy.visible_cases(by).values("pk")) & policy.known_tasks(by)
    seen = found.filter(known | Q(pk__in=policy.visible_tasks(by).values("pk"))).order_by("due_at", "pk")
    return [task for task in seen if can_see_to(by, task)]


def is_danger(task: Task) -> bool:
    """Whether a task is one of a danger, of a step of the guidance that sees to one, or looks at a request with one: it is not put off."""
    step = step_of(task) if task.kind in OF_GUIDANCE else None
    waits = task.request if task.kind in WAITS else None
    told = task.kind in DANGERS or task.is_danger_written
    return told or (step is not None and step.is_danger) or (waits is not None and is_in_danger(waits))


def steps_of_danger(case: Case) -> list[Task]:
    """The open steps of the guidance that see to a danger of a case, where no danger is open as a task of its own to stand for them."""
    if case.tasks.filter(kind__in=DANGERS, done_at=None).exists():
        return []
    return [task for task in case.tasks.filter(kind__in=OF_GUIDANCE, done_at=None).select_related("case") if is_danger(task)]


def told_of(request: Request) -> tuple[str, ...]:
    """The dangers of a request that were named last; none where what came of them was written since."""
    own = request.tasks.filter(kind=TaskKind.DANGER)
    over = own.filter(done_by__isnull=False).order_by("-done_at").values_list("done_at", flat=True).first()
    looks = UrgencyChange.objects.filter(Q(at__gt=over) if over else Q(), request=request).order_by("-at", "id")
    return next((tuple(row.dangers) for row in looks.only("dangers") if row.dangers), ())


def is_in_danger(request: Request) -> bool:
    """Whether a request is red, or a danger of it is open."""
    return request.urgency == Urgency.RED or request.tasks.filter(kind__in=DANGERS, done_at=None).exists()


def open_danger(about: Case | Request | Danger, kind: TaskKind) -> Task | None:
    """The open danger of a kind: of suicide in whichever episode of the person it was raised, any other of this case, request or call
    alone; of a request also the one to which its own was joined. A joined record has its own readers, and dangers of its own."""
    found = Task.objects.filter(kind=kind, done_at=None)
    if isinstance(about, Danger):
        found = found.filter(danger__call=about.call, case=None, request=None)
    elif isinstance(about, Request):
        joined = Danger.objects.filter(request=about, joined_to__isnull=False).order_by().values("joined_to")
        found = found.filter(Q(request=about) | Q(danger__in=joined))
    else:
        found = found.filter(case__person=about.person_id) if kind == TaskKind.RISK else found.filter(case=about)
    return found.select_related("case__lead", "request", "owner", "danger").order_by("due_at").first()


def is_known_as(task: Task, *, level: Level, source: Source, due: dt.datetime) -> bool:
    """Whether an open danger says all of this already: it is as near, and this source told of it."""
    danger = task.danger
    assert danger is not None
    near = list(Level).index(Level(danger.level)) <= list(Level).index(level) and task.due_at <= due
    return near and source in danger.sources and (danger.look_at is None or danger.look_at <= due)


def danger_of(about: Case | Request) -> Task | None:
    """What there is to do about the danger of a red or amber case, or of a request that is less urgent than its danger, until somebody
    wrote what came of it."""
    return about.tasks.filter(kind=TaskKind.DANGER, done_at=None).order_by("due_at").first()


def dangers_behind(steps: Collection[Task]) -> dict[UUID, Task]:
    """What `danger_of` says of the case of each step that sees to a danger, by the step. One query, none without any."""
    if not steps:
        return {}
    found = Task.objects.filter(kind=TaskKind.DANGER, done_at=None, case__in=[step.case_id for step in steps]).order_by("-due_at")
    of_case = {task.case_id: task for task in found.select_related("case", "danger", "owner__organisation")}
    return {step.pk: of_case[step.case_id] for step in steps if step.case_id in of_case}


def dangers_of(people: Collection[UUID]) -> QuerySet[Task]:
    """The open dangers of these people, in their cases and requests."""
    about = Q(case__person__in=people) | Q(request__person__in=people)
    return Task.objects.filter(about, kind__in=DANGERS, done_at=None)


def danger_ended_since(people: Collection[UUID], requests: Collection[UUID], moment: dt.datetime) -> dt.datetime | None:
    """When the last danger of these people, or of these requests, ended after `moment`; None where none did."""
    about = Q(case__person__in=people) | Q(request__person__in=people) | Q(request__in=requests)
    latest: dt.datetime | None = Danger.objects.filter(about, ended_at__gt=moment).aggregate(Max("ended_at"))["ended_at__max"]
    return latest


def find_danger(user: User, key: UUID) -> Task | None:
    """A danger, open or ended, that this reader may know of: as something to do, of a case or a request they see, or as a coordinator.
    By whichever of its tasks, and of one that is open again its task of now; of one that was joined to another that one."""
    known = Task.objects.filter(Q(pk=key) | Q(danger=key), kind__in=DANGERS).order_by()
    one = Q(danger__in=known.values("danger")) | Q(danger__in=known.filter(danger__joined_to__isnull=False).values("danger__joined_to"))
    tasks = Task.objects.filter(one).select_related("case", "request", "owner__organisation", "danger__raised_by")
    tasks = tasks.order_by(F("done_at").desc(nulls_first=True))
    on_case, on_request = Q(case__in=policy.visible_cases(user).values("pk")), Q(request__in=policy.visible_requests(user).values("pk"))
    task = tasks.filter(on_case | on_request | Q(danger__in=visible_at_calls(user).values("pk"))).first()
    if task is None or not may_be_told(user, task):
        return None
    return task if task.kind not in UNSEEN_BY_OTHERS or is_own_task(user, task) else None


@bypass_rls()
def case_left_lately(user: User, code: str) -> Case | None:
    """The case of this code, sealed or not, that the account sees, or worked on until yesterday at the longest: of what it learnt there of
    a danger it still tells."""
    since, day = now() - LEVEL_CLOCKS[Level.DAY], today()
    was_theirs = Q(pk__in=Assignment.objects.filter(user=user, ends_on__gte=day - dt.timedelta(days=1)).values("case"))
    was_shown = Q(pk__in=Share.objects.filter(organisation=user.organisation_id, ended_at__gte=since).values("case"))
    mine = Q(pk__in=policy.cases_in_reach(user).order_by().values("pk")) | was_theirs | was_shown
    found = Case.objects.filter(mine, policy.unblocked(user), code=tidy_code(code) or "", erased_on=None, is_practice=user.is_practising)
    return found.select_related("person", "organisation", "lead").first()


def get_danger(task: Task) -> Task:
    """The same task, where it is one of a danger. Raises NotFound."""
    if TaskKind(task.kind) not in DANGERS:
        raise NotFound(NOT_HERE)
    return task


def who_can_take_on(task: Task, *, by: User) -> list[User]:
    """Who may be named: oneself, who works on the case, who told of it, a coordinator; only open accounts that see what it is about."""
    raised_by = task.danger.raised_by if task.danger is not None else None
    has_it = [user for user in (task.owner, raised_by) if user is not None]
    on_case = workers_on(task.case) if task.case else _who_helps() if task.request else _who_takes_calls()
    near = [by, *has_it, *on_case, *holders(Role.COORDINATOR).select_related("organisation")]
    known = {user.pk: user for user in near}
    return [user for user in known.values() if user.is_active and sees_what_it_is_about(user, task)]


def _who_takes_calls() -> list[User]:
    return list(holders(Role.DUTY_OFFICER).select_related("organisation").distinct().order_by("username"))


def _who_helps() -> list[User]:
    """The physicians and psychologists of the Unit, who are told of a danger in the night."""
    found = holders(Role.PHYSICIAN, Role.PSYCHOLOGIST).filter(organisation__kind=OrganisationKind.SECRETARIAT)
    return list(found.select_related("organisation").distinct().order_by("username"))
