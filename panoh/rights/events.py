"""What is recorded of erasing, and of lists that leave the house."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """In the past tense. `ERASED` and what follows it link the event to nobody."""

    ERASURE_ASKED = "rights.erasure_asked"
    ERASURE_AGREED = "rights.erasure_agreed"
    ERASURE_CALLED_OFF = "rights.erasure_called_off"
    ERASURE_HELD = "rights.erasure_held"
    ERASED = "rights.erased"
    COPIES_CLOSED = "rights.copies_closed"
    PERSON_REVOKED = "rights.person_revoked"
    EXPORT_ASKED = "rights.export_asked"
    EXPORT_AGREED = "rights.export_agreed"
    EXPORT_CALLED_OFF = "rights.export_called_off"
    EXPORT_TAKEN = "rights.export_taken"


SENTENCES = {
    Event.ERASURE_ASKED: _("It was asked that a file be erased"),
    Event.ERASURE_AGREED: _("A second person agreed that a file be erased"),
    Event.ERASURE_CALLED_OFF: _("The erasing of a file was called off"),
    Event.ERASURE_HELD: _("The erasing of a file was put off, with the reason"),
    Event.ERASED: _("A file was erased"),
    Event.PERSON_REVOKED: _("Everything that opened by an account was ended"),
    Event.EXPORT_ASKED: _("It was asked that a list of several persons leave the house"),
    Event.EXPORT_AGREED: _("A second person agreed that a list of several persons leave the house"),
    Event.EXPORT_CALLED_OFF: _("A list of several persons did not leave the house: it was called off"),
    Event.EXPORT_TAKEN: _("A row about the person left the house in a list, which two people had agreed to"),
    Event.COPIES_CLOSED: _("Older copies of an erased file were closed for good"),
}
