"""What a danger asks next, where it was found: take it on, reach the person, the safety plan, a referral, who is on shift."""

from dataclasses import dataclass

from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.cases.queries.cases import TaskRecord, UserRow
from panoh.cases.queries.danger import can_see_to, is_taken_on


@dataclass(frozen=True, slots=True)
class DangerActs:
    """Of an open danger, what this reader may do at once; `desk/frame/_danger_acts.html` shows it. `case`: its code, blank without one."""

    task: TaskRecord
    case: str
    taken_by: str  # the account that took it on and can act, blank without one
    may_take: bool
    may_reach: bool
    may_plan: bool
    may_refer: bool


def danger_acts(user: UserRow, task: TaskRecord) -> DangerActs:
    """The acts on a danger, open or over, for one reader."""
    case, is_open = task.case, task.done_at is None
    owner = task.owner if is_open and is_taken_on(task) else None
    return DangerActs(
        task=task,
        case=case.code if case else "",
        taken_by=owner.username if owner else "",
        may_take=is_open and owner is None and can_see_to(user, task),
        may_reach=case is not None and can(user, Permission.CONTACT_SAFETY, case),
        may_plan=case is not None and can(user, Permission.CASE_WORK, case),
        may_refer=case is not None and can(user, Permission.REFERRAL_WRITE, case),
    )
