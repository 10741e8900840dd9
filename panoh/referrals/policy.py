"""Who sees which referral, and who may write one."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import check_can, visible_cases
from panoh.referrals.models import Gap, Referral, Reply, ReplyLink


def visible_referrals(user: User) -> QuerySet[Referral]:
    """Referrals of the cases this account may see referrals of."""
    return Referral.objects.filter(case__in=visible_cases(user, Permission.REFERRAL_VIEW).values("pk"))


def check_can_refer(user: User, case: Case) -> None:
    """Whoever works on the case refers from it."""
    check_can(user, Permission.REFERRAL_WRITE, case)


def check_can_read_letter(user: User, case: Case) -> None:
    """The letter carries a name and complaints: it is read by who may see the case's referrals and open its name."""
    check_can(user, Permission.REFERRAL_VIEW, case)
    check_can(user, Permission.NAME_OPEN, case)


def check_can_set_letterhead(user: User) -> None:
    """What stands above letters that leave: the coordinator's and the administrator's work."""
    check_has(user, Permission.LETTERHEAD)


def visible_links(user: User) -> QuerySet[ReplyLink]:
    """Links of the referrals this account sees."""
    return ReplyLink.objects.filter(referral__in=visible_referrals(user).values("pk"))


def visible_replies(user: User) -> QuerySet[Reply]:
    """Answers to the referrals this account sees."""
    return Reply.objects.filter(referral__in=visible_referrals(user).values("pk"))


def visible_gaps(user: User) -> QuerySet[Gap]:
    """Needs that nobody meets, of the cases this account may see referrals of."""
    return Gap.objects.filter(case__in=visible_cases(user, Permission.REFERRAL_VIEW).values("pk"))
