"""What the task worker does by itself: shares end on their day, late steps are escalated, work follows a hand-over."""

from panoh.cases.actions import end_expired_shares, raise_late_steps, settle_hand_overs
from panoh.cases.actions.contact import look_for_lost_contact
from panoh.cases.actions.cues import end_cues_of_who_left
from panoh.cases.actions.emergency_access import tell_of_emergency_accesses
from panoh.cases.actions.engagement import end_without_agreement

URGENT = (tell_of_emergency_accesses,)
DAILY = (end_without_agreement, end_cues_of_who_left)
OFTEN = (
    end_expired_shares,
    look_for_lost_contact,
    raise_late_steps,
    settle_hand_overs,
)
