"""What the task worker does by itself: late referrals are escalated, needs that nobody meets follow the programmes."""

from panoh.referrals.actions import raise_late_referrals
from panoh.referrals.actions.gaps import follow_all_programmes

DAILY = (follow_all_programmes,)
OFTEN = (raise_late_referrals,)
