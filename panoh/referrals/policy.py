"""Who sees which referral, and who may write one."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has, powers
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import check_can, unblocked, visible_cases
from panoh.core.errors import Denied
from panoh.referrals.enums import WITH_RECIPIENT
from panoh.referrals.models import Gap, Referral, Reply, ReplyLink

NOT_TO_YOU = _("This referral is with others, or the person withdrew their consent. Check its status.")

NOT_YOUR_OWN = _("The second reader must work on the case and must not have written the letter. Give it to a colleague.")


def visible_referrals(user: User) -> QuerySet[Referral]:
    """Referrals of the cases this account may see referrals of."""
    return Referral.objects.filter(case__in=visible_cases(user, Permission.REFERRAL_VIEW).values("pk"))


def received_referrals(user: User) -> QuerySet[Referral]:
    """What was sent to this account's own organisation, to be answered here: for its lawyers, whatever became of it since;
    not to one who is tied to the person."""
    if not has(user, Permission.LEGAL):
        return Referral.objects.none()
    rows = Referral.objects.filter(facility__house=user.organisation_id, sent_at__isnull=False)
    return rows.filter(unblocked(user), case__is_practice=user.is_practising)


def answers_for(user: User, referral: Referral) -> bool:
    """Whether this account answers it for its organisation now: it lies there, and what it rests on was not taken back."""
    is_there = referral.state in WITH_RECIPIENT and referral.ground_lost_on is None
    return is_there and received_referrals(user).filter(pk=referral.pk).exists()


def check_can_answer(user: User, referral: Referral) -> None:
    """Raises Denied for everybody but those to whom it was sent."""
    check_has(user, Permission.LEGAL)
    if not answers_for(user, referral):
        raise Denied(NOT_TO_YOU)


def check_can_refer(user: User, case: Case) -> None:
    """Whoever works on the case refers from it."""
    check_can(user, Permission.REFERRAL_WRITE, case)


def check_can_read_letter(user: User, case: Case) -> None:
    """The letter carries a name and complaints: it is read by who may see the case's referrals and open its name."""
    check_can(user, Permission.REFERRAL_VIEW, case)
    check_can(user, Permission.NAME_OPEN, case)


def may_read_second(user: User, referral: Referral) -> bool:
    """Whether the account may be the second reader of a letter: it sends such letters of this case, and neither drew this one up nor kept
    the words that tell, nor stands in for who did."""
    wrote = {referral.made_by_id, referral.kept_by_id} & powers(user).stands_for
    needed = (Permission.REFERRAL_WRITE, Permission.REFERRAL_VIEW, Permission.NAME_OPEN)
    return not wrote and all(has(user, each) and visible_cases(user, each).filter(pk=referral.case_id).exists() for each in needed)


def check_can_read_second(user: User, referral: Referral) -> None:
    """Raises Denied for whoever wrote it, and for whoever sends no letters of this case."""
    if not may_read_second(user, referral):
        raise Denied(NOT_YOUR_OWN)


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
