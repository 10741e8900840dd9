"""What is recorded of erasing and of sealing."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """In the past tense. From `ERASED` on nothing links the event to anybody."""

    ERASURE_ASKED = "rights.erasure_asked"
    ERASURE_AGREED = "rights.erasure_agreed"
    ERASURE_CALLED_OFF = "rights.erasure_called_off"
    ERASURE_HELD = "rights.erasure_held"
    ERASED = "rights.erased"
    COPIES_CLOSED = "rights.copies_closed"
    CASE_SEALED = "rights.case_sealed"
    MEMBER_ADDED = "rights.member_added"
    MEMBER_REMOVED = "rights.member_removed"
    CASE_UNSEALED = "rights.case_unsealed"


SENTENCES = {
    Event.ERASURE_ASKED: _("It was asked that a file be erased"),
    Event.ERASURE_AGREED: _("A second person agreed that a file be erased"),
    Event.ERASURE_CALLED_OFF: _("The erasing of a file was called off"),
    Event.ERASURE_HELD: _("The erasing of a file was put off, with the reason"),
    Event.ERASED: _("A file was erased"),
    Event.CASE_SEALED: _("The file was sealed: it opens to named members alone"),
    Event.MEMBER_ADDED: _("Somebody became a member of the sealed file"),
    Event.MEMBER_REMOVED: _("Somebody is a member of the sealed file no more"),
    Event.CASE_UNSEALED: _("The file was unsealed"),
    Event.COPIES_CLOSED: _("Older copies of an erased file were closed for good"),
}
