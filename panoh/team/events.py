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
    ComplaintEvent.COMPLAINT_RECORDED: _("Feedback about the Unit was recorded"),
    ComplaintEvent.COMPLAINT_TAKEN_UP: _("Feedback about the Unit is being looked into"),
    ComplaintEvent.COMPLAINT_PASSED_ON: _("Feedback about the Unit was given to someone else to answer"),
    ComplaintEvent.COMPLAINT_ANSWERED: _("Feedback about the Unit was answered"),
    ComplaintEvent.COMPLAINT_WITHDRAWN: _("Feedback about the Unit was withdrawn"),
    UnitEvent.UNIT_STEP_DONE: _("A step of the guidance that concerns the Unit itself was done"),
    StaffEvent.SUPERVISION_RECORDED: _("A supervision of staff was recorded"),
    StaffEvent.SUPERVISION_CORRECTED: _("The record of a supervision of staff was corrected"),
    StaffEvent.DEBRIEF_OPENED: _("A talk after a hard event was set for a worker"),
    StaffEvent.DEBRIEF_HELD: _("The talk after a hard event took place"),
}
