"""Rows of referrals, a file a thing."""

from panoh.referrals.models.exclusion import Exclusion
from panoh.referrals.models.gaps import Gap
from panoh.referrals.models.letterhead import Letterhead
from panoh.referrals.models.parcel import Parcel
from panoh.referrals.models.referral import Referral, Turn
from panoh.referrals.models.replies import Reply, ReplyLink
from panoh.referrals.models.terms import ReferralTerms

__all__ = [
    "Exclusion",
    "Gap",
    "Letterhead",
    "Parcel",
    "Referral",
    "ReferralTerms",
    "Reply",
    "ReplyLink",
    "Turn",
]
