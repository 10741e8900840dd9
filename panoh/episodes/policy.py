"""Who sees which act of completed work and which care outside, and who may do what with it."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import can, check_can, visible_cases
from panoh.core.errors import Denied
from panoh.episodes.enums import ActState
from panoh.episodes.models import Act, Episode, Invoice
from panoh.network.enums import Service

NOT_OWN_ACT = _("You cannot approve an act of your own work. Another person approves it.")
WORDS_CLOSED = _("The physicians on this case can read what was done there; if it was psychological help, the psychologists can.")
NOT_OWN_INVOICE = _("You cannot approve an invoice you entered. Another person approves it.")
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


def visible_episodes(user: User) -> QuerySet[Episode]:
    """Care outside in the cases this account may see referrals of: days and sums, not the words."""
    return Episode.objects.filter(case__in=visible_cases(user, Permission.REFERRAL_VIEW).values("pk"))


def check_can_keep(user: User, case: Case) -> None:
    """Whoever refers from the case records what became of it."""
    check_can(user, Permission.REFERRAL_WRITE, case)


def permissions_of(episode: Episode) -> tuple[Permission, ...]:
    """Whose words these are: psychologists' where the help was psychological, physicians' else, and both where it was a psychiatrist."""
    if episode.service == Service.PSYCHOLOGY:
        return (Permission.PSYCHOLOGICAL,)
    return (Permission.MEDICAL, Permission.PSYCHOLOGICAL) if episode.service == Service.PSYCHIATRY else (Permission.MEDICAL,)


def reads_episode(user: User, episode: Episode) -> bool:
    """Whether the medical words open to this account."""
    return any(can(user, permission, episode.case) for permission in permissions_of(episode))


def check_reads_episode(user: User, episode: Episode) -> None:
    """Raises Denied for everybody else: the coordinator sees days and sums."""
    if not reads_episode(user, episode):
        raise Denied(WORDS_CLOSED)


def may_except_cost(user: User, episode: Episode) -> bool:
    """Who may let a referral go outside of what is agreed may let it be paid."""
    return can(user, Permission.TERMS_EXCEPT, episode.case)


def visible_invoices(user: User) -> QuerySet[Invoice]:
    """All of them for who works with invoices; none in practice mode."""
    if user.is_practising or not has(user, Permission.INVOICES):
        return Invoice.objects.none()
    return Invoice.objects.all()


def check_can_invoice(user: User) -> None:
    """Whoever works with invoices enters them and says what they stand for."""
    check_has(user, Permission.INVOICES)


def check_can_approve_invoice(user: User, invoice: Invoice, *, also_own: bool = False) -> None:
    """The coordinator approves what somebody else entered. What one entered oneself one may set aside, and read."""
    check_has(user, Permission.INVOICE_APPROVE)
    if invoice.entered_by_id == user.pk and not also_own:
        raise Denied(NOT_OWN_INVOICE)


def check_can_pay_invoice(user: User) -> None:
    """The accountant marks what was paid."""
    check_has(user, Permission.INVOICE_PAY)
