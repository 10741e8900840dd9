"""Referrals, the exact letter that left, and what outsiders answer."""

from panoh.referrals.models.referral import Referral
from panoh.referrals.models.replies import Reply, ReplyLink

__all__ = ["Referral", "Reply", "ReplyLink"]
