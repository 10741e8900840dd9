"""Which tasks can be put off, which can be given to somebody else, and to whom."""

from collections.abc import Sequence
from uuid import UUID

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.policy import in_force as granted
from panoh.accounts.roles import ROLES, Permission, Role
from panoh.cases import policy
from panoh.cases.enums import DANGERS, Urgency
from panoh.cases.models import Assignment, Task
from panoh.cases.queries.care import workers_on
from panoh.cases.queries.danger import WAITS, may_be_told
from panoh.cases.task_policy import READERS, may_be_given, needed_for


def who_can_be_given(task: Task) -> list[User]:
    """Who works on the case of a task, may be told of it and may do it; not whose it is already."""
    near = workers_on(task.case) if task.case is not None else []
    return [user for user in near if user.pk != task.owner_id and may_be_told(user, task) and may_be_given(user, task)]


def ids_to_give(tasks: Sequence[Task]) -> set[UUID]:
    """Which of these tasks somebody else on the case has the role for. One query, another where a task needs a role, none where no
    task is of a case."""
    of_case = [task for task in tasks if task.case is not None and task.done_at is None and task.kind not in READERS]
    if not of_case:
        return set()
    cases = {task.case_id for task in of_case}
    found = Assignment.objects.filter(policy.in_force(), case__in=cases, user__is_active=True).order_by()
    on_case = {
        *found.values_list("case", "user"),
        *((task.case_id, task.case.lead_id) for task in of_case if task.case and task.case.lead_id),
    }
    held: dict[UUID, set[Permission]] = {}
    grants = RoleGrant.objects.filter(granted(), user__in={user for _case, user in on_case})
    for user, role in grants.values_list("user", "role") if any(map(needed_for, of_case)) else ():
        held.setdefault(user, set()).update(ROLES[Role(role)])
    return {
        task.pk
        for task in of_case
        for case, user in on_case
        if case == task.case_id and user != task.owner_id and ((needed := needed_for(task)) is None or needed in held.get(user, ()))
    }


def ids_in_danger(tasks: Sequence[Task]) -> set[UUID]:
    """Which of the tasks to look at a request or to decide on it are of one with a danger: these are not put off. One query, none
    without such tasks."""
    waits = [task for task in tasks if task.kind in WAITS and task.request is not None and task.done_at is None]
    if not waits:
        return set()
    found = Task.objects.filter(request__in=[task.request_id for task in waits], kind__in=DANGERS, done_at=None).order_by()
    told = set(found.values_list("request", flat=True))
    return {task.pk for task in waits if task.request_id in told or (task.request and task.request.urgency == Urgency.RED)}
