"""What the audit records about persons."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was done, in the past tense."""

    REGISTERED = "people.registered"
    CORRECTED = "people.corrected"
    CONTACT_SET = "people.contact_set"
    CONTACT_CONFIRMED = "people.contact_confirmed"
    TIED = "people.tied"
    TIE_CHANGED = "people.tie_changed"
    TIE_ENDED = "people.tie_ended"
    SEARCHED = "people.searched"


SENTENCES = {
    Event.REGISTERED: _("A person was registered"),
    Event.CORRECTED: _("Details of a person were corrected"),
    Event.CONTACT_SET: _("How to reach a person safely was written down"),
    Event.CONTACT_CONFIRMED: _("How to reach a person safely was confirmed"),
    Event.TIED: _("A family tie was recorded"),
    Event.TIE_CHANGED: _("A family tie was changed"),
    Event.TIE_ENDED: _("A family tie was removed"),
    Event.SEARCHED: _("People were searched for by name"),
}
