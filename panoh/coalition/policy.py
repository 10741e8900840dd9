"""Who sees what organisations propose to one another, who answers, and who lets an organisation leave."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has, powers, scope_of
from panoh.accounts.roles import Permission, Scope
from panoh.cases.policy import carries, check_can, unblocked, visible_cases
from panoh.coalition.enums import WAITS
from panoh.coalition.models import Departure, Proposal
from panoh.core.errors import Denied, WrongState

NOT_YOURS = _("This is waiting for the other organisation's answer.")
NOT_OURS = _("This was proposed by another organisation.")
NOT_THEIRS = _(
    "The organisation that proposed this is not responsible for the case. Decline it: the responsible organisation can propose it."
)
COORDINATOR_PARTS = _("The coordinator prepares this, because it shows the cases. You can agree to it.")
NO_EXERCISE = _("This is not an exercise. Leave practice mode first.")
SECOND_PERSON = _("Someone other than the person who prepared it and asked must agree: another coordinator, or the administrator.")


def proposals_given(user: User) -> QuerySet[Proposal]:
    """What was proposed about the cases this account may propose for; and what its organisation had proposed, once it was answered,
    whoever carries the case by then."""
    if not has(user, Permission.CASE_SHARE):
        return Proposal.objects.none()
    about = Q(case__in=visible_cases(user, Permission.CASE_SHARE).values("pk"))
    answered = Q(giver=powers(user).organisation, is_practice=user.is_practising) & ~Q(state__in=WAITS) & unblocked(user, "case__person")
    return Proposal.objects.filter(about | answered)


def proposals_got(user: User) -> QuerySet[Proposal]:
    """What was proposed to the account's own organisation."""
    if not has(user, Permission.CASE_ACCEPT):
        return Proposal.objects.none()
    return Proposal.objects.filter(unblocked(user, "case__person"), taker=powers(user).organisation, is_practice=user.is_practising)


def visible_proposals(user: User) -> QuerySet[Proposal]:
    """Both sides see a proposal; nobody else does."""
    return Proposal.objects.filter(Q(pk__in=proposals_given(user).values("pk")) | Q(pk__in=proposals_got(user).values("pk")))


def check_can_propose(user: User, proposal: Proposal) -> None:
    """Whoever may share the case speaks for its organisation."""
    check_can(user, Permission.CASE_SHARE, proposal.case)


def check_gave(user: User, proposal: Proposal) -> None:
    """Whoever speaks for the side that proposed it, also when somebody else carries the case by now."""
    if not proposals_given(user).filter(pk=proposal.pk).exists():
        raise Denied(NOT_OURS)


def check_is_theirs(proposal: Proposal) -> None:
    """Raises WrongState unless it was proposed by who carries the case, and they carry it still; the coordinator speaks for them."""
    if proposal.giver_id != proposal.case.organisation_id or not carries(proposal.asked_by, proposal.case):
        raise WrongState(NOT_THEIRS)


def check_can_answer(user: User, proposal: Proposal) -> None:
    """The organisation it was proposed to answers, and nobody for it."""
    check_has(user, Permission.CASE_ACCEPT)
    if not proposals_got(user).filter(pk=proposal.pk).exists():
        raise Denied(NOT_YOURS)


def visible_departures(user: User) -> QuerySet[Departure]:
    """Whoever keeps the organisations of the house sees which of them leaves."""
    return Departure.objects.all() if has(user, Permission.ORGANISATIONS) else Departure.objects.none()


def sees_passages(user: User) -> bool:
    """Whether an account sees whose cases these are: who shares cases of the whole house, not who keeps accounts."""
    return Scope.ALL in scope_of(user, Permission.CASE_SHARE)


def check_can_part(user: User) -> None:
    """The coordinator prepares and carries out that an organisation leaves."""
    check_has(user, Permission.ORGANISATIONS)
    if not sees_passages(user):
        raise Denied(COORDINATOR_PARTS)
    if user.is_practising:
        raise Denied(NO_EXERCISE)


def check_can_agree_to_part(user: User, departure: Departure) -> None:
    """A second person of those who keep the organisations agrees; not who asks, not who prepared it."""
    check_has(user, Permission.ORGANISATIONS)
    if user.pk in (departure.asked_by_id, departure.drawn_up_by_id):
        raise Denied(SECOND_PERSON)
