"""What is recorded between organisations of the house."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was proposed and what was answered, in the past tense."""

    PROPOSED = "coalition.proposed"
    ASKED_BACK = "coalition.asked_back"
    SAID_MORE = "coalition.said_more"
    ACCEPTED = "coalition.accepted"
    DECLINED = "coalition.declined"
    TAKEN_BACK = "coalition.taken_back"


SENTENCES = {
    Event.PROPOSED: _("It was proposed to another organisation to help with the case"),
    Event.ASKED_BACK: _("The other organisation asked something before it answers"),
    Event.SAID_MORE: _("The question of the other organisation was answered"),
    Event.ACCEPTED: _("The other organisation agreed to help with the case"),
    Event.DECLINED: _("The other organisation could not take the case"),
    Event.TAKEN_BACK: _("What was proposed to another organisation was taken back"),
}
