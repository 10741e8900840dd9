"""The work of somebody who leaves goes to one colleague: counted first, then passed on as far as disciplines let it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has, holders
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, save
from panoh.cases import policy
from panoh.cases.actions import begin_hand_over, go_on
from panoh.cases.actions.workload import TO_ONESELF
from panoh.cases.enums import UNSEEN_BY_OTHERS, CaseState, TaskKind
from panoh.cases.events import WorkloadEvent
from panoh.cases.models import Case, Task
from panoh.cases.queries.bulk_operations import BulkOperationRow
from panoh.cases.queries.cases import staff_by_discipline
from panoh.cases.queries.danger import may_be_told
from panoh.cases.workload import Going, hand_over_plan, led_by, left_behind
from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.hotline.actions import give_shifts, shifts_to_give
from panoh.referrals.enums import OPEN_STATES
from panoh.referrals.models import Referral
from panoh.vault.actions import About, record_about

STAYS = (TaskKind.OWN, *UNSEEN_BY_OTHERS)  # in one's own words, or nobody else's business


@dataclass(frozen=True, slots=True)
class Work:
    """What goes to the colleague: the caseload with its tasks and sessions; then what no discipline holds, tasks and cases that were
    led. `referrals` are under way in these cases and go with them. `shifts_left` are those that the colleague cannot hold."""

    caseload: Going
    tasks: list[Task]
    led: list[Case]
    referrals: int
    shifts: int
    shifts_left: int

    @property
    def cases(self) -> int:
        """How many cases go, carried on or led."""
        return len({row.case_id for row in self.caseload.going} | {case.pk for case in self.led})

    @property
    def all_tasks(self) -> int:
        """How many tasks go."""
        return self.caseload.tasks + len(self.tasks)

    @property
    def is_any(self) -> bool:
        """Whether there is anything to pass on, or to say of what stays."""
        return bool(self.cases or self.all_tasks or self.shifts or self.is_left)

    @property
    def is_left(self) -> bool:
        """Whether something stays that somebody else has to be found for."""
        return bool(self.caseload.staying or self.shifts_left)

    @property
    def seen(self) -> str:
        """What of it was shown: sent back with the confirmation, so that nobody confirms something else."""
        return f"{self.caseload.seen}:{self.cases}:{self.all_tasks}:{self.referrals}:{self.shifts}:{self.shifts_left}"


def may_pass_on(user: User) -> bool:
    """Who assigns work in cases and on the hotline passes it on; who keeps accounts sees neither, and the coordinators are asked."""
    return has(user, Permission.CASE_ASSIGN) and has(user, Permission.HOTLINE_LEAD)


def takers(user: User) -> list[User]:
    """Who could be given the work: coordinators first, oneself before the others, then who works with persons."""
    first = sorted(holders(Role.COORDINATOR).select_related("organisation"), key=lambda one: (one.pk != user.pk, one.username))
    known = {one.pk for one in first}
    return [*first, *(one for one, _disciplines in staff_by_discipline() if one.pk not in known)]


def work_of(giver: User, taker: User, *, by: User) -> Work:
    """What of one account would go to another now, as far as both who passes it on and who takes it see it. Raises Invalid for oneself."""
    check_has(by, Permission.CASE_ASSIGN)
    if giver.pk == taker.pk:
        raise Invalid(TO_ONESELF, {"taker": TO_ONESELF})
    caseload = hand_over_plan(by, giver, taker, today())
    followed, _own = left_behind(caseload.going)
    cases = _both(policy.visible_cases(by, Permission.CASE_ASSIGN), policy.visible_cases(taker))
    requests = _both(policy.visible_requests(by), policy.visible_requests(taker))
    tasks = Task.objects.filter(Q(case__in=cases) | Q(request__in=requests), owner=giver, done_at=None)
    tasks = tasks.exclude(kind__in=STAYS).exclude(pk__in=[task.pk for task in followed]).select_related("case", "request")
    led = Case.objects.filter(pk__in=cases, lead=giver).exclude(state=CaseState.ENDED).exclude(pk__in=led_by(caseload.going).values("pk"))
    shifts, left = shifts_to_give(giver, taker)
    found = Work(caseload, list(tasks), list(led), 0, len(shifts), left)
    going = {row.case_id for row in caseload.going} | {case.pk for case in found.led}
    referrals = Referral.objects.filter(case__in=going, state__in=OPEN_STATES).count()
    return Work(caseload, found.tasks, found.led, referrals, len(shifts), left)


def _both(one: QuerySet[Any], other: QuerySet[Any]) -> QuerySet[Any, Any]:
    return one.filter(pk__in=other.values("pk")).order_by().values("pk")


def pass_on(work: Work, *, by: User) -> BulkOperationRow | None:
    """Passes on what was counted. Cases that are carried on go one after another; the operation says how far that is."""
    giver, taker = work.caseload.giver, work.caseload.taker
    if work.tasks or work.led:
        _pass_rest(work, by=by)
    if work.shifts or work.shifts_left:
        give_shifts(giver, by=by, taker=taker)
    if not work.caseload.going:
        return None
    return go_on(begin_hand_over(giver, by=by, taker=taker, starts_on=today()), by=by)


@action
def _pass_rest(work: Work, *, by: User) -> None:
    """Tasks and the lead of cases that hang by no discipline."""
    found = [*work.led, *(task.about for task in work.tasks)]
    about: dict[object, About] = {one.pk: one for one in found if one is not None}
    record_about(WorkloadEvent.CASES_HANDED_OVER, by=by.actor, about=list(about.values()))
    taker = work.caseload.taker
    for task in work.tasks:
        goes = may_be_told(taker, task)  # what the person did not agree to show there is the coordinator's
        task.owner, task.role = (taker, "") if goes else (None, Role.COORDINATOR)
        save(task)
    for case in work.led:
        case.lead = taker
        save(case)
