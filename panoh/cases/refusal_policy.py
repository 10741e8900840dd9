"""Who looks at a correction that was asked for and not made."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.models import Refusal
from panoh.cases.policy import can
from panoh.core.errors import Denied

NOT_OWN_REFUSAL = _("A correction that was not made is checked by someone else: the coordinator or the lead worker.")


def may_look_at(user: User, row: Refusal) -> bool:
    """Whether this account is one of those who look at a correction that was refused: the coordinator, who leads the case; never who
    refused it."""
    if row.refused_by_id == user.pk:
        return False
    leads = row.case.lead_id == user.pk and can(user, Permission.CASE_WORK, row.case)
    return leads or can(user, Permission.CASE_ASSIGN, row.case)


def check_can_look_at(user: User, row: Refusal) -> None:
    """Raises Denied for everybody else."""
    if not may_look_at(user, row):
        raise Denied(NOT_OWN_REFUSAL)
