"""What is recorded of erasing, its clocks, telling others; of lists that leave, of access that ends, and of sealing."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """In the past tense. Nothing links `DAY_WAITED`, `ERASED`, `NAMELESS` and what follows on them to anybody."""

    ERASURE_ASKED = "data_protection.erasure_asked"
    ERASURE_AGREED = "data_protection.erasure_agreed"
    ERASURE_CALLED_OFF = "data_protection.erasure_called_off"
    ERASURE_HELD = "data_protection.erasure_held"
    DAY_WAITED = "data_protection.day_waited"
    ERASED = "data_protection.erased"
    COPIES_CLOSED = "data_protection.copies_closed"
    CASE_SEALED = "data_protection.case_sealed"
    MEMBER_ADDED = "data_protection.member_added"
    MEMBER_REMOVED = "data_protection.member_removed"
    CASE_UNSEALED = "data_protection.case_unsealed"
    PERSON_REVOKED = "data_protection.person_revoked"
    EXPORT_ASKED = "data_protection.export_asked"
    EXPORT_AGREED = "data_protection.export_agreed"
    EXPORT_CALLED_OFF = "data_protection.export_called_off"
    EXPORT_TAKEN = "data_protection.export_taken"
    NAMELESS = "data_protection.nameless"
    DUE_NOTED = "data_protection.due_noted"
    DUE_CONFIRMED = "data_protection.due_confirmed"
    DUE_PUT_OFF = "data_protection.due_put_off"
    PERIOD_ASKED = "data_protection.period_asked"
    PERIOD_AGREED = "data_protection.period_agreed"
    PERIOD_CALLED_OFF = "data_protection.period_called_off"
    TOLD_OF_ERASURE = "data_protection.told_of_erasure"
    NAME_OFF_ASKED = "data_protection.name_off_asked"
    NAME_OFF_CALLED_OFF = "data_protection.name_off_called_off"
    NAME_OFF = "data_protection.name_off"


SENTENCES = {
    Event.ERASURE_ASKED: _("It was asked that a file be erased"),
    Event.ERASURE_AGREED: _("A second person agreed that a file be erased"),
    Event.ERASURE_CALLED_OFF: _("The erasing of a file was called off"),
    Event.ERASURE_HELD: _("The erasing of a file was put off, with the reason"),
    Event.DAY_WAITED: _("A day was counted of those for which an erasing waits"),
    Event.ERASED: _("A file was erased"),
    Event.CASE_SEALED: _("The file was sealed: it opens to named members alone"),
    Event.MEMBER_ADDED: _("Somebody became a member of the sealed file"),
    Event.MEMBER_REMOVED: _("Somebody is a member of the sealed file no more"),
    Event.CASE_UNSEALED: _("The file was unsealed"),
    Event.PERSON_REVOKED: _("Everything that opened by an account was ended"),
    Event.EXPORT_ASKED: _("It was asked that a list of several persons leave the house"),
    Event.EXPORT_AGREED: _("A second person agreed that a list of several persons leave the house"),
    Event.EXPORT_CALLED_OFF: _("A list of several persons did not leave the house: it was called off"),
    Event.EXPORT_TAKEN: _("A row about the person left the house in a list, which two people had agreed to"),
    Event.COPIES_CLOSED: _("Older copies of an erased file were closed for good"),
    Event.NAMELESS: _("A file lost its name: names, contacts and words went, what is counted stayed"),
    Event.DUE_NOTED: _("It was looked through whose time of keeping is over or soon will be"),
    Event.DUE_CONFIRMED: _("It was confirmed that the time of keeping is over"),
    Event.DUE_PUT_OFF: _("A file is kept longer than its time, with the reason"),
    Event.PERIOD_ASKED: _("Another period of keeping was asked for"),
    Event.PERIOD_AGREED: _("A second person agreed to another period of keeping"),
    Event.PERIOD_CALLED_OFF: _("Another period of keeping was not agreed to"),
    Event.TOLD_OF_ERASURE: _("Somebody who had received something was told that it is erased here, without the name"),
    Event.NAME_OFF_ASKED: _("It was asked that the name of somebody who left be taken off"),
    Event.NAME_OFF_CALLED_OFF: _("The name of somebody who left stays for now"),
    Event.NAME_OFF: _("A second person agreed that the name of somebody who left be taken off"),
}
