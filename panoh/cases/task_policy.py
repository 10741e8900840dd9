"""Who may be given which task: whoever may do what it is for."""

from collections.abc import Mapping

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import ROLES, Permission, Role
from panoh.cases import policy
from panoh.cases.emergency_access_policy import check_can_judge
from panoh.cases.ending_policy import check_can_decide_closing
from panoh.cases.enums import TaskKind
from panoh.cases.models import Closing, EmergencyAccess, Programme, Refusal, Task
from panoh.cases.refusal_policy import check_can_look_at
from panoh.consent.models import VitalInterest
from panoh.consent.policy import check_can_review
from panoh.core.errors import Denied

# Whatever is not here, whoever works on the case does.
NEEDS: Mapping[str, Permission] = {
    TaskKind.TRIAGE: Permission.REQUEST_CREATE,
    TaskKind.DECIDE: Permission.REQUEST_DECIDE,
    TaskKind.ADMISSION: Permission.REQUEST_DECIDE,
    TaskKind.APPROVE: Permission.PROGRAMME_APPROVE,
    TaskKind.MONEY: Permission.MONEY_APPROVE,
    TaskKind.TERMS: Permission.TERMS_EXCEPT,
    TaskKind.CLOSING: Permission.CLOSING_APPROVE,
    TaskKind.VITAL: Permission.VITAL_REVIEW,
    TaskKind.SAME: Permission.DUPLICATES,
    TaskKind.ALONE: Permission.CASE_ASSIGN,
    TaskKind.TIED: Permission.CASE_ASSIGN,
    TaskKind.LEFT: Permission.CASE_ASSIGN,
    TaskKind.ERASE: Permission.ERASE,
    TaskKind.GONE: Permission.ERASE,
}
READERS = frozenset({TaskKind.WORDS, TaskKind.READING})  # named by who wrote what is read
OF_ROLES = _("You cannot hand this over to this colleague. Only these roles can do it: %(roles)s.")
OF_DISCIPLINE = _("You cannot hand this over to this colleague: they do not work in this discipline.")
OF_READERS = _("A second reader is named on the page of what is read. Open that page.")


def check_can_be_given(user: User, task: Task) -> None:
    """Raises Denied, with who may, where the account may not do what a task is for."""
    check_role(user, task)
    kind, case = task.kind, task.case
    if case is None:
        return
    if (needed := needed_for(task)) is not None:
        policy.check_can(user, needed, case)
    if kind == TaskKind.REFUSED and (refusal := _row(Refusal, task)):
        check_can_look_at(user, refusal)
    elif kind == TaskKind.OPENED and (opening := _row(EmergencyAccess, task)):
        check_can_judge(user, opening)
    elif kind == TaskKind.VITAL and (vital := _row(VitalInterest, task)):
        check_can_review(user, vital)
    elif kind == TaskKind.CLOSING and (closing := _row(Closing, task)):
        check_can_decide_closing(user, closing)
    elif kind == TaskKind.APPROVE and (programme := _row(Programme, task)):
        policy.check_can_approve(user, case, author=programme.made_by_id)


def check_role(user: User, task: Task) -> None:
    """The same by the roles of the account alone. No query but for these."""
    if task.kind in READERS:
        raise Denied(OF_READERS)
    needed = needed_for(task)
    if needed is None or has(user, needed):
        return
    if task.kind == TaskKind.ASSESS:
        raise Denied(OF_DISCIPLINE)
    raise Denied(OF_ROLES % {"roles": ", ".join(str(role.label) for role in Role if needed in ROLES[role])})


def needed_for(task: Task) -> Permission | None:
    """What an account must hold to do a task, beside work on its case."""
    if task.kind == TaskKind.ASSESS and task.discipline:
        return policy.permission_of(task.discipline)
    return NEEDS.get(task.kind)


def may_be_given(user: User, task: Task) -> bool:
    """Whether `check_can_be_given` lets them."""
    try:
        check_can_be_given(user, task)
    except Denied:
        return False
    return True


def has_role_for(user: User, task: Task) -> bool:
    """Whether `check_role` lets them: what a list offers."""
    try:
        check_role(user, task)
    except Denied:
        return False
    return True


def _row[M: Model](model: type[M], task: Task) -> M | None:
    return model._default_manager.filter(pk=task.target).first() if task.target else None
