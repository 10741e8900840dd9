"""Who sees which act of completed work, and who may do what with it."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.core.errors import Denied
from panoh.episodes.enums import ActState
from panoh.episodes.models import Act

NOT_OWN_ACT = _("An act is approved by somebody other than whose work it is.")
PAYABLE = (ActState.APPROVED, ActState.PAID)


def visible_acts(user: User) -> QuerySet[Act]:
    """Their own, for specialists; all of them, for who approves; those to be paid and paid, for who pays. None in practice mode."""
    if user.is_practising:
        return Act.objects.none()
    if has(user, Permission.ACT_APPROVE):
        return Act.objects.all()
    reach = Q(pk__in=[])
    if has(user, Permission.ACT_PAY):
        reach |= Q(state__in=PAYABLE)
    if has(user, Permission.ACT_WRITE):
        reach |= Q(user=user.pk)
    return Act.objects.filter(reach)


def check_can_hand_in(user: User) -> None:
    """A specialist outside hands in the act of their own work."""
    check_has(user, Permission.ACT_WRITE)


def check_can_decide_act(user: User, act: Act) -> None:
    """The coordinator approves or gives back, never their own work."""
    check_has(user, Permission.ACT_APPROVE)
    if act.user_id == user.pk:
        raise Denied(NOT_OWN_ACT)


def check_can_pay(user: User) -> None:
    """The accountant marks what was paid."""
    check_has(user, Permission.ACT_PAY)
