"""Rows of referrals, a file a thing."""

from panoh.referrals.models.letterhead import Letterhead
from panoh.referrals.models.referral import Referral, Turn

__all__ = ["Letterhead", "Referral", "Turn"]
