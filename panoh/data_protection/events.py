"""What is recorded of erasing, its clocks, telling others; of lists that leave, of access that ends, and of sealing."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """In the past tense. Nothing links `DAY_WAITED`, `ERASED`, `ANONYMISED` and what follows on them to anybody."""

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
    ANONYMISED = "data_protection.nameless"  # as activity logs of before have it
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
    Event.ERASURE_ASKED: _("Erasure of a file was requested"),
    Event.ERASURE_AGREED: _("A second person agreed to erase a file"),
    Event.ERASURE_CALLED_OFF: _("The erasure of a file was cancelled"),
    Event.ERASURE_HELD: _("The erasure of a file was postponed, with a reason"),
    Event.DAY_WAITED: _("One day of the waiting period before an erasure passed"),
    Event.ERASED: _("A file was erased"),
    Event.CASE_SEALED: _("The case was sealed: it opens only to named members"),
    Event.MEMBER_ADDED: _("A member was added to the sealed case"),
    Event.MEMBER_REMOVED: _("A member was removed from the sealed case"),
    Event.CASE_UNSEALED: _("The case was unsealed"),
    Event.PERSON_REVOKED: _("All access of an account was ended"),
    Event.EXPORT_ASKED: _("A list export was requested"),
    Event.EXPORT_AGREED: _("A second person agreed to a list export"),
    Event.EXPORT_CALLED_OFF: _("A list export was cancelled"),
    Event.EXPORT_TAKEN: _("A row about the person was exported in a list that two people approved"),
    Event.COPIES_CLOSED: _("Older backups of an erased file were closed permanently"),
    Event.ANONYMISED: _("The name was removed from a file: names, contacts and texts were deleted, the counted data stayed"),
    Event.DUE_NOTED: _("The list of files whose retention period is over or ends soon was checked"),
    Event.DUE_CONFIRMED: _("It was confirmed that the retention period is over"),
    Event.DUE_PUT_OFF: _("A file was kept beyond its retention period, with a reason"),
    Event.PERIOD_ASKED: _("A different retention period was requested"),
    Event.PERIOD_AGREED: _("A second person agreed to a different retention period"),
    Event.PERIOD_CALLED_OFF: _("A different retention period was refused"),
    Event.TOLD_OF_ERASURE: _("A recipient was told, without the name, that the data is erased here"),
    Event.NAME_OFF_ASKED: _("Removal of a former colleague's name was requested"),
    Event.NAME_OFF_CALLED_OFF: _("The name of a former colleague stays for now"),
    Event.NAME_OFF: _("A second person agreed to remove a former colleague's name"),
}
