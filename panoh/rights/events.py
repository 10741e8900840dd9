"""What is recorded of erasing, of the clocks that propose it, and of telling others."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """In the past tense. From `ERASED` and `NAMELESS` on nothing links the event to anybody."""

    ERASURE_ASKED = "rights.erasure_asked"
    ERASURE_AGREED = "rights.erasure_agreed"
    ERASURE_CALLED_OFF = "rights.erasure_called_off"
    ERASURE_HELD = "rights.erasure_held"
    ERASED = "rights.erased"
    COPIES_CLOSED = "rights.copies_closed"
    NAMELESS = "rights.nameless"
    DUE_NOTED = "rights.due_noted"
    DUE_CONFIRMED = "rights.due_confirmed"
    DUE_PUT_OFF = "rights.due_put_off"
    PERIOD_ASKED = "rights.period_asked"
    PERIOD_AGREED = "rights.period_agreed"
    PERIOD_CALLED_OFF = "rights.period_called_off"
    TOLD_OF_ERASURE = "rights.told_of_erasure"


SENTENCES = {
    Event.ERASURE_ASKED: _("It was asked that a file be erased"),
    Event.ERASURE_AGREED: _("A second person agreed that a file be erased"),
    Event.ERASURE_CALLED_OFF: _("The erasing of a file was called off"),
    Event.ERASURE_HELD: _("The erasing of a file was put off, with the reason"),
    Event.ERASED: _("A file was erased"),
    Event.COPIES_CLOSED: _("Older copies of an erased file were closed for good"),
    Event.NAMELESS: _("A file lost its name: names, contacts and words went, what is counted stayed"),
    Event.DUE_NOTED: _("It was looked through whose time of keeping is over or soon will be"),
    Event.DUE_CONFIRMED: _("It was confirmed that the time of keeping is over"),
    Event.DUE_PUT_OFF: _("A file is kept longer than its time, with the reason"),
    Event.PERIOD_ASKED: _("Another period of keeping was asked for"),
    Event.PERIOD_AGREED: _("A second person agreed to another period of keeping"),
    Event.PERIOD_CALLED_OFF: _("Another period of keeping was not agreed to"),
    Event.TOLD_OF_ERASURE: _("Somebody who had received something was told that it is erased here, without the name"),
}
