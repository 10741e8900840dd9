"""Who acts next in a referral, and by when."""

import datetime as dt

from panoh.cases.actions import due_on
from panoh.core.clock import add_working_days, now, today
from panoh.referrals.enums import ActsNext, ReferralState
from panoh.referrals.models import Referral

ACTS_NEXT: dict[ReferralState, ActsNext] = {
    ReferralState.DRAFT: ActsNext.WORKER,
    ReferralState.SENT: ActsNext.PROVIDER,
    ReferralState.ACKNOWLEDGED: ActsNext.PROVIDER,
    ReferralState.ATTENDED: ActsNext.PROVIDER,
    ReferralState.NOT_ATTENDED: ActsNext.WORKER,
    ReferralState.OUTCOME: ActsNext.NOBODY,
    ReferralState.DECLINED: ActsNext.NOBODY,
    ReferralState.CALLED_OFF: ActsNext.NOBODY,
}
_WORKING_DAYS = {
    ReferralState.DRAFT: 2,
    ReferralState.SENT: 2,
    ReferralState.ACKNOWLEDGED: 5,
    ReferralState.ATTENDED: 5,
    ReferralState.NOT_ATTENDED: 2,
}
_URGENT = dt.timedelta(hours=24)
_AFTER_APPOINTMENT_WORKING_DAYS = 2


def due_of(referral: Referral) -> dt.datetime | None:
    """By when whoever acts next has to act, counted from now: 24 hours where it is urgent, else working days."""
    state = ReferralState(referral.state)
    if state not in _WORKING_DAYS:
        return None
    if state == ReferralState.ACKNOWLEDGED and referral.appointment_on:
        return due_on(add_working_days(max(referral.appointment_on, today()), _AFTER_APPOINTMENT_WORKING_DAYS))
    if referral.is_urgent:
        return now() + _URGENT
    return due_on(add_working_days(today(), _WORKING_DAYS[state]))


def acts_next(referral: Referral) -> ActsNext:
    """Who has the ball."""
    return ACTS_NEXT[ReferralState(referral.state)]
