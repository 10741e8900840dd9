"""Who sees what organisations propose to one another, and who answers."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has, powers
from panoh.accounts.roles import Permission
from panoh.cases.policy import check_can, visible_cases
from panoh.coalition.models import Proposal
from panoh.core.errors import Denied

NOT_YOURS = _("This waits for the other organisation's answer.")


def proposals_given(user: User) -> QuerySet[Proposal]:
    """What was proposed about the cases this account may propose for."""
    if not has(user, Permission.CASE_SHARE):
        return Proposal.objects.none()
    return Proposal.objects.filter(case__in=visible_cases(user, Permission.CASE_SHARE).values("pk"))


def proposals_got(user: User) -> QuerySet[Proposal]:
    """What was proposed to the account's own organisation."""
    if not has(user, Permission.CASE_ACCEPT):
        return Proposal.objects.none()
    return Proposal.objects.filter(taker=powers(user).organisation, is_practice=user.is_practising)


def visible_proposals(user: User) -> QuerySet[Proposal]:
    """Both sides see a proposal; nobody else does."""
    return Proposal.objects.filter(Q(pk__in=proposals_given(user).values("pk")) | Q(pk__in=proposals_got(user).values("pk")))


def check_can_propose(user: User, proposal: Proposal) -> None:
    """Whoever may share the case speaks for its organisation."""
    check_can(user, Permission.CASE_SHARE, proposal.case)


def check_can_answer(user: User, proposal: Proposal) -> None:
    """The organisation it was proposed to answers, and nobody for it."""
    check_has(user, Permission.CASE_ACCEPT)
    if not proposals_got(user).filter(pk=proposal.pk).exists():
        raise Denied(NOT_YOURS)
