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
    Event.CONTACT_SET: _("How to reach a person safely was written down"),
    Event.CONTACT_CONFIRMED: _("How to reach a person safely was confirmed"),
    Event.TIED: _("A family tie was recorded"),
    Event.TIE_CHANGED: _("A family tie was changed"),
    Event.TIE_ENDED: _("A family tie was removed"),
    Event.SEARCHED: _("People were searched for by name"),
    Event.NOT_SAME: _("Two records that look alike were said to be of two people"),
    Event.COMPARED: _("Records were compared, in case two are of one person"),
    Event.JOINED: _("Two records of one person were joined"),
    Event.TAKEN_APART: _("Two records that were joined were taken apart again"),
    Event.TIE_RESOLVED: _("It was written down which record a relative has here"),
}
