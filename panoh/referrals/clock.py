"""By when whoever acts next in a referral has to act.

A facility is given opening days of its own, everybody else working days. The whole time until the person is seen (the priority) caps
what each answer may take, so that a slow acknowledgement does not lengthen the way.
"""

import datetime as dt

from panoh.cases.actions import due_on
from panoh.core.clock import DUSHANBE, add_working_days, now, today
from panoh.network.opening import add_opening_days, add_opening_hours, days_a_week
from panoh.referrals.enums import ACTS_NEXT, OPEN_STATES, UNSENT, ActsNext, Priority, ReferralState
from panoh.referrals.models import Referral

# Hours the priority leaves in all; two weeks are as many opening days as two weeks have.
_HOURS = {Priority.EMERGENCY: 24, Priority.URGENT: 72}
_WEEKS = 2

# What each answer of a facility takes at most (FIELD 8, row 13), and what a worker or coordinator gets in an ordinary case.
_FACILITY_DAYS = {
    ReferralState.SENT: 2,
    ReferralState.ACKNOWLEDGED: 5,
    ReferralState.ACCEPTED: 5,
    ReferralState.ATTENDED: 5,
    ReferralState.IN_SERVICE: 20,
}
_UNTIL_SEEN = (ReferralState.SENT, ReferralState.ACKNOWLEDGED, ReferralState.ACCEPTED)
_OWN_DAYS = {
    ReferralState.DRAFT: 2,
    ReferralState.AWAITING_CONSENT: 2,
    ReferralState.CONSENT_REFUSED: 2,
    ReferralState.NO_SHOW: 2,
    ReferralState.DECLINED: 2,
    ReferralState.ASKED_BACK: 2,
    ReferralState.WAITLISTED: 10,
}
_AFTER_APPOINTMENT = 2
_TO_LOOK = 1  # at an answer that came through a link


def due_of(referral: Referral) -> dt.datetime | None:
    """By when whoever acts next has to act, counted from now; None where nobody has to."""
    state, priority = ReferralState(referral.state), Priority(referral.priority)
    if state not in OPEN_STATES:
        return None
    if referral.answered_at is not None:
        return _by_hand(priority, referral.answered_at, _TO_LOOK)
    if state == ReferralState.BOOKED:
        day = referral.appointment_at.astimezone(DUSHANBE).date() if referral.appointment_at else today()
        return due_on(add_working_days(max(day, today()), _AFTER_APPOINTMENT))
    if state in _FACILITY_DAYS:
        answer = due_on(add_opening_days(referral.facility, today(), _FACILITY_DAYS[state]))
        return min(answer, seen_by(referral)) if state in _UNTIL_SEEN else answer
    return _by_hand(priority, now(), _OWN_DAYS[state])


def _by_hand(priority: Priority, since: dt.datetime, days: int) -> dt.datetime:
    """What a worker or the coordinator gets: working days, in an emergency no more than the hours of the clock."""
    usual = due_on(add_working_days(since.astimezone(DUSHANBE).date(), days))
    return min(usual, since + dt.timedelta(hours=_HOURS[priority])) if priority in _HOURS else usual


def seen_by(referral: Referral) -> dt.datetime:
    """By when the person is to be seen, counted from the moment the letter left, in days on which the facility is open.

    Never later than two weeks, however few days it opens.
    """
    facility, since = referral.facility, (referral.sent_at or now()).astimezone(DUSHANBE)
    two_weeks = due_on(add_opening_days(facility, since.date(), _WEEKS * days_a_week(facility)))
    hours = _HOURS.get(Priority(referral.priority))
    return min(add_opening_hours(facility, since, hours), two_weeks) if hours else two_weeks


def acts_next(referral: Referral) -> ActsNext:
    """Who has the ball. An answer that nobody has looked at is the worker's, whatever was asked of the facility."""
    turn = ACTS_NEXT[ReferralState(referral.state)]
    return ActsNext.WORKER if turn and referral.answered_at is not None else turn


def late_by_closed_days(referral: Referral) -> dt.datetime | None:
    """Of an emergency not sent yet: when its hours would end, where closed days of the facility stretch them; else None."""
    if referral.priority != Priority.EMERGENCY or referral.state not in UNSENT:
        return None
    due = seen_by(referral)
    return due if due - now() > dt.timedelta(hours=_HOURS[Priority.EMERGENCY]) else None
