"""What the audit records about referrals."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was done, in the past tense."""

    DRAFTED = "referrals.drafted"
    CHANGED = "referrals.changed"
    SENT = "referrals.sent"
    ACKNOWLEDGED = "referrals.acknowledged"
    ATTENDED = "referrals.attended"
    NOT_ATTENDED = "referrals.not_attended"
    OUTCOME = "referrals.outcome"
    DECLINED = "referrals.declined"
    CALLED_OFF = "referrals.called_off"
    GROUND_LOST = "referrals.ground_lost"


SENTENCES = {
    Event.DRAFTED: _("A referral was drawn up"),
    Event.CHANGED: _("A referral was changed"),
    Event.SENT: _("A referral letter was sent"),
    Event.ACKNOWLEDGED: _("The facility acknowledged a referral"),
    Event.ATTENDED: _("The person came to the appointment"),
    Event.NOT_ATTENDED: _("The person could not come to the appointment"),
    Event.OUTCOME: _("The outcome of a referral was recorded"),
    Event.DECLINED: _("The facility declined a referral"),
    Event.CALLED_OFF: _("A referral was called off"),
    Event.GROUND_LOST: _("A referral that was sent lost its ground; the facility is to be told"),
}
