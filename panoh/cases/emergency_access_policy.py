"""Who sees which emergency openings and conflicts of interest, who looks at them afterwards, who ends them."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.cases.models import ConflictOfInterest, EmergencyAccess
from panoh.cases.policy import can, check_not_blocked, unblocked, visible_cases
from panoh.core.errors import Denied

NOT_OWN_BLOCK = _("Only someone else can lift an access restriction that applies to you.")
NOT_OWN_OPENING = _("Emergency access is checked by someone else: the coordinator or the lead worker.")


def visible_emergency_accesses(user: User) -> QuerySet[EmergencyAccess]:
    """One's own, and those of the cases one sees otherwise than by having opened them."""
    own = Q(user=user.pk)
    if has(user, Permission.EMERGENCIES) or has(user, Permission.CASE_WORK):
        own |= Q(case__in=visible_cases(user, Permission.CASE_WORK).values("pk"))
    return EmergencyAccess.objects.filter(own & unblocked(user) & Q(case__is_practice=user.is_practising))


def judges(user: User, opening: EmergencyAccess) -> bool:
    """Whether this account is one of those who look at it afterwards: the coordinator, who leads the case; never who opened it."""
    if opening.user_id == user.pk:
        return False
    return can(user, Permission.CASE_ASSIGN, opening.case) or (
        opening.case.lead_id == user.pk and can(user, Permission.CASE_WORK, opening.case)
    )


def check_can_judge(user: User, opening: EmergencyAccess) -> None:
    """Raises Denied for everybody else."""
    if not judges(user, opening):
        raise Denied(NOT_OWN_OPENING)


def check_can_end_emergency_access(user: User, opening: EmergencyAccess) -> None:
    """Who opened it, and who would look at it."""
    if opening.user_id != user.pk:
        check_can_judge(user, opening)


def visible_conflicts(user: User) -> QuerySet[ConflictOfInterest]:
    """All of them for who keeps them, but those of people to whom they are tied themselves."""
    if not has(user, Permission.BLOCKS):
        return ConflictOfInterest.objects.none()
    return ConflictOfInterest.objects.filter(unblocked(user), case__is_practice=user.is_practising)


def check_can_lift(user: User, block: ConflictOfInterest) -> None:
    """Whoever keeps them, and never whom it is about."""
    check_has(user, Permission.BLOCKS)
    if block.user_id == user.pk:
        raise Denied(NOT_OWN_BLOCK)
    check_not_blocked(user, block.person)
