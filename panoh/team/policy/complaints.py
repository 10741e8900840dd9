"""Who sees what was said about the Unit: who wrote it down and who answers it, and never the worker it concerns."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has, holders, powers
from panoh.accounts.roles import Permission, Role
from panoh.core.errors import Denied
from panoh.team.models import Complaint

HANDLERS = (Role.COORDINATOR, Role.DIRECTOR)
NOT_YOURS_TO_ANSWER = _("This is answered by someone else.")


def handlers(role: str) -> frozenset[object]:
    """Who could answer in this role."""
    return frozenset(holders(role).values_list("pk", flat=True))


def other_handler(user: User, complaint: Complaint) -> Role | None:
    """To which of the two roles this reader may hand it over; None where nobody but they and whom it concerns would answer."""
    (other,) = set(HANDLERS) - {Role(complaint.handler_role)}
    return other if handlers(other) - {complaint.concerned_id, user.pk} else None


def handler_for(concerned: User | None) -> Role:
    """Which role answers: the coordinator; where it concerns the coordinator, the director.

    Where nobody else holds that role, whoever else of the two there is. `visible_complaints` keeps out whom it concerns in any case.
    """
    if concerned is None:
        return Role.COORDINATOR
    by_role = {role: handlers(role) for role in HANDLERS}
    apart = [role for role in HANDLERS if concerned.pk not in by_role[role]]
    others = [role for role in (*apart, *HANDLERS) if by_role[role] - {concerned.pk}]
    return (others or apart or [Role.DIRECTOR])[0]


def _not_about(user: User) -> Q:
    """Whom it concerns never sees it, nor who stands in for them, nor they themselves standing in for somebody."""
    return (Q(concerned=None) | ~Q(concerned__in=powers(user).stands_for)) & Q(is_practice=user.is_practising)


def _to_answer(user: User) -> Q:
    return Q(handler_role__in=list(powers(user).roles)) if has(user, Permission.COMPLAINTS) else Q(pk__in=[])


def visible_complaints(user: User) -> QuerySet[Complaint]:
    """What this account wrote down itself, and what it is to answer; never what concerns it."""
    return Complaint.objects.filter(_not_about(user) & (Q(recorded_by=user) | _to_answer(user)))


def complaints_to_answer(user: User) -> QuerySet[Complaint]:
    """What this account's roles answer, but for what concerns it."""
    return Complaint.objects.filter(_not_about(user) & _to_answer(user))


def countable_complaints(user: User) -> QuerySet[Complaint]:
    """What the table counts for the coordinator and the director: everything but what concerns the reader."""
    return Complaint.objects.filter(_not_about(user)) if has(user, Permission.COMPLAINTS) else Complaint.objects.none()


def check_can_answer(user: User, complaint: Complaint) -> None:
    """Raises Denied unless this account is to answer it."""
    check_has(user, Permission.COMPLAINTS)
    if not complaints_to_answer(user).filter(pk=complaint.pk).exists():
        raise Denied(NOT_YOURS_TO_ANSWER)
