"""What happens in this room, each with its sentence."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ComplaintEvent(StrEnum):
    """Everything that is recorded of complaints and thanks. None of it names a person who is helped."""

    COMPLAINT_RECORDED = "team.complaint_recorded"
    COMPLAINT_TAKEN_UP = "team.complaint_taken_up"
    COMPLAINT_PASSED_ON = "team.complaint_passed_on"
    COMPLAINT_ANSWERED = "team.complaint_answered"
    COMPLAINT_WITHDRAWN = "team.complaint_withdrawn"


class StaffEvent(StrEnum):
    """Everything that is recorded of the care for staff. None of it names a person who is helped."""

    SUPERVISION_RECORDED = "team.supervision_recorded"
    SUPERVISION_CORRECTED = "team.supervision_corrected"
    DEBRIEF_OPENED = "team.debrief_opened"
    DEBRIEF_HELD = "team.debrief_held"


class UnitEvent(StrEnum):
    """Everything that is recorded of what the Unit does for itself by the guidance."""

    UNIT_STEP_DONE = "team.unit_step_done"


SENTENCES: dict[StrEnum, Promise] = {
    ComplaintEvent.COMPLAINT_RECORDED: _("Something said about the Unit was written down"),
    ComplaintEvent.COMPLAINT_TAKEN_UP: _("Something said about the Unit is looked into"),
    ComplaintEvent.COMPLAINT_PASSED_ON: _("Something said about the Unit was given to somebody else to answer"),
    ComplaintEvent.COMPLAINT_ANSWERED: _("Something said about the Unit was answered"),
    ComplaintEvent.COMPLAINT_WITHDRAWN: _("Something said about the Unit was taken back"),
    UnitEvent.UNIT_STEP_DONE: _("A step of the guidance that concerns the Unit itself was done"),
    StaffEvent.SUPERVISION_RECORDED: _("A supervision of staff was written down"),
    StaffEvent.SUPERVISION_CORRECTED: _("What was written of a supervision of staff was corrected"),
    StaffEvent.DEBRIEF_OPENED: _("A talk after a hard event was set for a worker"),
    StaffEvent.DEBRIEF_HELD: _("The talk after a hard event took place"),
}
