"""Rows of referrals, a file a thing."""

from panoh.referrals.models.referral import Referral, Turn
from panoh.referrals.models.replies import Reply, ReplyLink

__all__ = ["Referral", "Reply", "ReplyLink", "Turn"]
