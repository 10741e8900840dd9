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
    NOT_SAME = "people.not_same"
    COMPARED = "people.compared"
    JOINED = "people.joined"
    TAKEN_APART = "people.taken_apart"
    TIE_RESOLVED = "people.tie_resolved"


SENTENCES = {
    Event.REGISTERED: _("A person was registered"),
    Event.CORRECTED: _("Details of a person were corrected"),
    Event.CONTACT_SET: _("How to contact a person safely was recorded"),
    Event.CONTACT_CONFIRMED: _("How to contact a person safely was confirmed"),
    Event.TIED: _("A family tie was recorded"),
    Event.TIE_CHANGED: _("A family tie was changed"),
    Event.TIE_ENDED: _("A family tie was removed"),
    Event.SEARCHED: _("People were searched for by name"),
    Event.NOT_SAME: _("Two similar records were marked as two different people"),
    Event.COMPARED: _("Records were compared to find duplicates"),
    Event.JOINED: _("Two records of one person were merged"),
    Event.TAKEN_APART: _("Two merged records were separated again"),
    Event.TIE_RESOLVED: _("It was recorded which record here belongs to a relative"),
}
