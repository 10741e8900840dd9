"""Many things at once: tasks done, put off or given away together; a case of a caseload handed over."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, remove, save, save_all
from panoh.cases import policy, workload
from panoh.cases.actions.tasks import CANNOT_SEE, finish_task, postpone_task, reassign_task
from panoh.cases.actions.work import assign_worker, check_can_be_put_on, new_assignment
from panoh.cases.enums import DANGERS, Discipline
from panoh.cases.events import WorkloadEvent
from panoh.cases.models import Assignment, Case, Task
from panoh.cases.queries.danger import may_be_told
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.vault.actions import About, record_about

NO_DANGER = _("A danger is handed over on its own page.")
OF_NO_CASE = _("You can hand over only tasks of a case. Untick the others.")
NOTHING_CHOSEN = _("Choose at least one task.")
TO_ONESELF = _("Choose another colleague: this one already has the cases.")
ALREADY_PAST = _("Choose today or a later date.")
NOTHING_GOES = _(
    "None of these cases can go to this colleague: the discipline is different, the case is not shared with their "
    "organisation, or they already work on it. Choose another colleague."
)
OTHER_NOW = _("Something has changed since the count. Check the numbers again, then hand over.")


def _record(event: WorkloadEvent, tasks: Sequence[Task], by: User) -> None:
    about: list[About] = [task.about for task in tasks if task.about]
    record_about(event, by=by.actor, about=about)


def _some(tasks: Sequence[Task]) -> None:
    if not tasks:
        raise Invalid(NOTHING_CHOSEN, {"tasks": NOTHING_CHOSEN})


@action(undo=_("Done: what you selected."))
def finish_several(tasks: Sequence[Task], *, by: User) -> int:
    """Marks these tasks as done: all or none of them."""
    _some(tasks)
    _record(WorkloadEvent.TASKS_CHANGED, tasks, by)
    for task in tasks:
        finish_task(task, by=by)
    return len(tasks)


@action(undo=_("Postponed: what you selected."))
def postpone_several(tasks: Sequence[Task], *, by: User, due: dt.date) -> int:
    """Gives these tasks the same later day: all or none of them."""
    _some(tasks)
    _record(WorkloadEvent.TASKS_CHANGED, tasks, by)
    for task in tasks:
        postpone_task(task, by=by, due=due)
    return len(tasks)


@action(undo=_("Handed over: what you selected."))
def give_several(tasks: Sequence[Task], *, by: User, owner: User) -> int:
    """Gives these tasks to one colleague, who must see each of the cases: all or none of them, and no danger."""
    _some(tasks)
    if any(task.kind in DANGERS for task in tasks):
        raise Invalid(NO_DANGER, {"tasks": NO_DANGER})
    if any(task.case_id is None for task in tasks):
        raise Invalid(OF_NO_CASE, {"tasks": OF_NO_CASE})
    cases = {task.case_id for task in tasks if task.case_id}
    if policy.visible_cases(owner).filter(pk__in=cases).count() != len(cases):
        raise Invalid(CANNOT_SEE, {"owner": CANNOT_SEE})
    _record(WorkloadEvent.TASKS_CHANGED, tasks, by)
    for task in tasks:
        reassign_task(task, by=by, owner=owner)
    return len(tasks)


@action(undo=_("Worker assigned to several cases."))
def assign_to_several(cases: Sequence[Case], *, by: User, user: User, discipline: Discipline) -> list[tuple[Case, str]]:
    """Puts one worker on several cases, to be undone together; gives those on which that is not possible, with the reason."""
    left = [(case, why) for case in cases if (why := _why_not(case, user, discipline, by=by))]
    if len(left) == len(cases):
        raise Invalid(said := not_possible(left), {"worker": said})
    for case in cases:
        if case not in dict(left):
            assign_worker(case, by=by, user=user, discipline=discipline)
    return left


def _why_not(case: Case, user: User, discipline: Discipline, *, by: User) -> str:
    try:
        check_can_be_put_on(case, user, discipline, by=by)
    except (Denied, Invalid, WrongState) as error:
        return str(error)
    return ""


def not_possible(left: Sequence[tuple[Case, str]]) -> str:
    """On which cases somebody could not be put, each with the reason."""
    return _("Not possible: %(cases)s") % {"cases": " ".join(f"{case.code}: {reason}" for case, reason in left)}


def check_hand_over(giver: User, *, by: User, taker: User, starts_on: dt.date, seen: str = "") -> workload.Going:
    """What would go from one worker to another; raises where that cannot be, or where it is not what the page had shown."""
    if giver.pk == taker.pk:
        raise Invalid(TO_ONESELF, {"taker": TO_ONESELF})
    if starts_on < today():
        raise Invalid(ALREADY_PAST, {"starts_on": ALREADY_PAST})
    plan = workload.hand_over_plan(by, giver, taker, starts_on)
    if not plan.going:
        raise Invalid(NOTHING_GOES, {"taker": NOTHING_GOES})
    if seen and seen != plan.seen:
        raise Conflict(OTHER_NOW)
    return plan


@action
def hand_over_case(case: Case, *, by: User, giver: User, taker: User, starts_on: dt.date) -> workload.Going:
    """Hands one case of a caseload to a colleague of the same discipline from a day on: assignments at once, and on that day what is
    still to be done, the sessions planned and the lead."""
    plan = workload.hand_over_plan(by, giver, taker, starts_on, only=case)
    if not plan.going:
        raise Invalid(NOTHING_GOES)
    policy.check_can(by, Permission.CASE_ASSIGN, case)
    record_about(WorkloadEvent.CASES_HANDED_OVER, by=by.actor, about=[case])
    if starts_on <= today():
        _follow(plan.going, taker)
    made = []
    for row in plan.going:
        fresh = new_assignment(row.case, taker, Discipline(row.discipline), starts_on=starts_on)
        fresh.follows = row if starts_on > today() else None
        made.append(fresh)
    for row in plan.going:
        if row.starts_on >= starts_on:  # given today by mistake: there is no day to keep
            remove(row)
        else:
            row.ends_on = starts_on - dt.timedelta(days=1)
            save(row)
    save_all(made)
    return plan


def _follow(rows: Sequence[Assignment], taker: User | None) -> None:
    """Tasks, planned sessions and the lead go after the assignments. Without a taker, and of what the taker may not be told, tasks are for
    the coordinator to give to somebody."""
    tasks, _own = workload.left_behind(rows)
    sessions = list(workload.planned(rows))
    cases = list(workload.led_by(rows))
    for task in tasks:
        goes = taker if taker is not None and may_be_told(taker, task) else None
        task.owner, task.role = goes, "" if goes else Role.COORDINATOR
        save(task)
    for session in sessions:
        session.author = taker or session.author
        save(session)
    for case in cases:
        case.lead = taker
        save(case)


def settle_hand_overs() -> int:
    """On the day of a hand-over, what was still to be done follows to who took over. As the system, for the worker; answers how many."""
    due = Assignment.objects.filter(follows__isnull=False, starts_on__lte=today())
    return len([_settle(row, by=SYSTEM) for row in due.select_related("case__person", "user", "follows__user", "follows__case")])


@action
def _settle(row: Assignment, *, by: Actor) -> Assignment:
    """One case an action, so that one that fails keeps no other."""
    assert row.follows is not None
    record_about(WorkloadEvent.HAND_OVER_SETTLED, by=replace(by, organisation=row.case.organisation_id), about=[row.case])
    tied = row.user_id in policy.tied_accounts(row.case.person)  # said after the day was set
    _follow([row.follows], None if tied else row.user)
    row.follows = None
    save(row)
    return row
