"""Reads of one worker's load: what may be handled at once, the calendar, what a hand-over would take along."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import Permission
from panoh.cases import guest_policy, policy
from panoh.cases.enums import DANGERS, OPEN_STATES, Attendance, CaseState, Discipline, TaskKind
from panoh.cases.models import Assignment, Case, Session, Task
from panoh.cases.queries.cases import only_reads
from panoh.cases.queries.danger import may_be_told
from panoh.cases.queries.my_day import dangers_first
from panoh.cases.task_policy import has_role_for
from panoh.core.clock import DUSHANBE
from panoh.vault.actions import recipients_of
from panoh.vault.members import sealed_to

OTHER_DISCIPLINE = _("belongs to a discipline in which the colleague does not work")
NOT_SHARED = _("is not shared with the colleague's organisation")
ONLY_READ = _("is shared with the colleague's organisation for reading only")
NOT_TO_THEM = _("cannot be handed over to this colleague")
ALREADY_THERE = _("the colleague already works on it in this discipline")


def handled_tasks(user: User) -> QuerySet[Task]:
    """The open tasks of this account: steps that see to a danger, then what is late, then what comes. A danger is ended or given away on
    its own page alone."""
    found = policy.visible_tasks(user).exclude(kind__in=DANGERS).select_related("case", "request", "owner")
    return found.order_by(dangers_first(), "due_at", "kind", "pk")


def colleagues_on(tasks: Sequence[Task]) -> list[User]:
    """Who works on the cases of these tasks today, may be told of one at least and has the role for it. One query, two more for each of
    them, and more of members and the legal unit."""
    cases = {task.case_id for task in tasks if task.case_id}
    found = User.objects.filter(policy.in_force("assignments__"), assignments__case__in=cases, is_active=True)
    near = found.select_related("organisation").distinct().order_by("username")
    return [user for user in near if any(has_role_for(user, task) and may_be_told(user, task) for task in tasks if task.case_id)]


def sees_whole_team(user: User) -> bool:
    """Who assigns work sees the calendar of everybody on the cases they assign."""
    return has(user, Permission.CASE_ASSIGN)


def meetings(user: User, begins: dt.date, ends: dt.date, *, team: bool = False) -> list[Session]:
    """Sessions and visits from one day to another, both included: one's own, or of all cases this account assigns work on. One query."""
    begin, end = _midnight(begins), _midnight(ends + dt.timedelta(days=1))
    if team and sees_whole_team(user):
        mine = Q(case__in=policy.visible_cases(user, Permission.CASE_ASSIGN).values("pk"))
    else:
        mine = Q(author__in=powers(user).stands_for, case__in=policy.visible_cases(user).values("pk"))
    found = Session.objects.filter(mine, at__gte=begin, at__lt=end)
    return list(found.select_related("case", "author").order_by("at", "pk"))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(0), DUSHANBE)


def open_cases_by_worker(user: User) -> dict[UUID, int]:
    """How many open cases of those that this account sees each worker is on today. One query."""
    seen = policy.visible_cases(user).filter(state__in=OPEN_STATES).values("pk")
    found = Assignment.objects.filter(policy.in_force(), case__in=seen).order_by()
    return dict(found.values_list("user").annotate(count=Count("case", distinct=True)))


def case_workers(user: User) -> list[User]:
    """The accounts that this account puts on cases and takes off, those who left but still stand there too. One query."""
    assigned = Q(assignments__case__in=policy.visible_cases(user, Permission.CASE_ASSIGN).values("pk"))
    theirs = Q(organisation=user.organisation_id) | policy.carried_by(user, "assignments__case__")
    found = User.objects.filter(policy.in_force("assignments__") & assigned & theirs)
    return list(found.select_related("organisation").distinct().order_by("username"))


@dataclass(frozen=True, slots=True)
class Going:
    """What a hand-over would do: the assignments that go, those that stay with the reason, and what follows them."""

    giver: User
    taker: User
    starts_on: dt.date
    going: list[Assignment] = field(default_factory=list)
    staying: list[tuple[Assignment, Promise]] = field(default_factory=list)
    tasks: int = 0
    sessions: int = 0
    own_tasks: int = 0

    @property
    def cases(self) -> int:
        """How many cases go."""
        return len({each.case_id for each in self.going})

    @property
    def seen(self) -> str:
        """What of it was shown: sent back with the confirmation, so that nobody confirms something else."""
        return f"{self.giver.pk}:{self.taker.pk}:{self.starts_on}:{len(self.going)}:{self.tasks}:{self.sessions}"


def hand_over_plan(by: User, giver: User, taker: User, starts_on: dt.date, *, only: Case | None = None) -> Going:
    """What would go from one worker to another from that day (`only`: of one case), as far as `by` assigns work there. Disciplines
    hold: the same discipline, only cases that the colleague could open, and none of a person to whom they are tied. Eight queries; one
    more where a case is sealed."""
    cases = guest_policy.assignable_cases(by, giver, taker).exclude(state=CaseState.ENDED)
    if only is not None:
        cases = cases.filter(pk=only.pk)
    held = Assignment.objects.filter(policy.in_force(), user=giver, case__in=cases.values("pk"))
    rows = list(held.select_related("case__person", "user").order_by("case__code", "discipline"))
    keys = recipients_of([row.case.sealing_subject() for row in rows])
    there = set(
        Assignment.objects.filter(policy.in_force(), user=taker, case__in=[row.case_id for row in rows]).values_list("case", "discipline")
    )
    untied = set(Case.objects.filter(policy.unblocked(taker), pk__in=[row.case_id for row in rows]).values_list("pk", flat=True))
    read = only_reads(taker.organisation_id, [row.case_id for row in rows])
    shut = [subject.id for subject, holders in keys.items() if not holders]
    member = set(sealed_to(taker.pk).filter(subject__in=shut).values_list("subject", flat=True)) if shut else set()
    plan = Going(giver, taker, starts_on)
    for row in rows:
        if not has(taker, policy.permission_of(row.discipline)):
            plan.staying.append((row, OTHER_DISCIPLINE))
        elif taker.organisation_id not in keys[row.case.sealing_subject()] and row.case.person_id not in member:
            plan.staying.append((row, NOT_SHARED))
        elif row.case_id in read:
            plan.staying.append((row, ONLY_READ))
        elif row.case_id not in untied:
            plan.staying.append((row, NOT_TO_THEM))
        elif (row.case_id, row.discipline) in there:
            plan.staying.append((row, ALREADY_THERE))
        else:
            plan.going.append(row)
    left, own = left_behind(plan.going)
    counted = len(left), planned(plan.going).filter(at__gte=_midnight(starts_on)).count(), own
    return Going(giver, taker, starts_on, plan.going, plan.staying, *counted)


def left_behind(rows: Sequence[Assignment]) -> tuple[list[Task], int]:
    """The open tasks that these assignments leave, and how many reminders in own words stay with their writer.

    Of a case on which the worker goes on in another discipline, only what is of the discipline that is left.
    """
    users = {row.user_id for row in rows}
    by_case: dict[UUID, set[str]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, set()).add(row.discipline)
    others = Assignment.objects.filter(policy.in_force(), user__in=users, case__in=by_case).exclude(pk__in=[row.pk for row in rows])
    stays = set(others.values_list("case", flat=True))
    tasks = list(Task.objects.filter(case__in=by_case, owner__in=users, done_at=None).order_by("due_at"))
    own = [task for task in tasks if task.kind == TaskKind.OWN]
    sessions = set(planned(rows).values_list("pk", flat=True))
    wanted = [
        task
        for task in tasks
        if task.kind != TaskKind.OWN and (task.case_id not in stays or task.discipline in by_case[task.case_id] or task.target in sessions)
    ]
    return wanted, len(own)


def planned(rows: Sequence[Assignment]) -> QuerySet[Session]:
    """The sessions that these workers have planned on these cases in the discipline of each assignment."""
    asked = Q(pk__in=[])
    for discipline in Discipline:
        of_it = [row for row in rows if row.discipline == discipline]
        if of_it:
            asked |= Q(discipline=discipline, case__in=[row.case_id for row in of_it], author__in={row.user_id for row in of_it})
    return Session.objects.filter(asked, attendance=Attendance.PLANNED)


def led_by(rows: Sequence[Assignment]) -> QuerySet[Case]:
    """The cases among these that the worker leads."""
    return Case.objects.filter(pk__in=[row.case_id for row in rows], lead__in={row.user_id for row in rows})
