"""Reads of what outsiders answer: the links of a referral, answers to be looked at, the referral of a paper slip."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.core.errors import Invalid, NotFound
from panoh.referrals.enums import ReplyState
from panoh.referrals.models import Referral, Reply, ReplyLink
from panoh.referrals.policy import visible_links, visible_referrals, visible_replies
from panoh.referrals.queries.referrals import NOT_HERE
from panoh.referrals.replies import tidy_slip

# How views, which know no models, name what they are given.
type ReplyRow = Reply

NO_SLIP = _("This cannot be the code of a slip: a digit is wrong, or two are swapped. Compare it with the paper.")
NOT_YOURS = _("None of your referrals has a slip with this code. Compare it with the paper, or ask the coordinator whose it is.")


def links_of(user: User, referral: Referral) -> list[ReplyLink]:
    """Every link that was made for it, newest first."""
    rows = visible_links(user).filter(referral=referral).select_related("referral__case", "made_by")
    return list(rows.order_by("-made_at"))


def get_link(user: User, key: UUID) -> ReplyLink:
    """One link. Raises NotFound."""
    found = visible_links(user).select_related("referral__case", "referral__facility").filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def waiting_replies(user: User) -> QuerySet[Reply]:
    """Answers that nobody has looked at yet, oldest first; without their words."""
    rows = visible_replies(user).filter(state=ReplyState.WAITING).select_related("referral__case", "referral__facility")
    return rows.defer("words", "advice").order_by("at")


def has_waiting(user: User, referral: Referral) -> bool:
    """Whether something came for it that nobody has looked at."""
    return visible_replies(user).filter(referral=referral, state=ReplyState.WAITING).exists()


def replies_of(user: User, referral: Referral) -> list[Reply]:
    """Every answer to one referral, newest first; without their words."""
    rows = visible_replies(user).filter(referral=referral).select_related("referral__case", "decided_by")
    return list(rows.defer("words", "advice").order_by("-at"))


def get_reply(user: User, key: UUID) -> Reply:
    """One answer. Raises NotFound."""
    rows = visible_replies(user).select_related("referral__case__organisation", "referral__facility", "referral__made_by", "decided_by")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def find_by_slip(user: User, typed: str) -> Referral:
    """The referral of a paper slip, among those this account sees. One that it does not see is not found, as one there is not."""
    slip = tidy_slip(typed)
    if slip is None:
        raise Invalid(NO_SLIP, {"slip": NO_SLIP})
    found = visible_referrals(user).filter(slip=slip).first()
    if found is None:
        raise Invalid(NOT_YOURS, {"slip": NOT_YOURS})
    return found
