"""What is recorded of legal help."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What became of the proceedings, in the past tense."""

    MILESTONE_NOTED = "legal.milestone_noted"
    MILESTONE_MOVED = "legal.milestone_moved"
    MILESTONE_CHANGED = "legal.milestone_changed"
    DOCUMENT_RELEASED = "legal.document_released"
    RELEASE_OPENED = "legal.release_opened"
    RELEASE_TAKEN_BACK = "legal.release_taken_back"


SENTENCES = {
    Event.MILESTONE_NOTED: _("The lawyer recorded a step of the legal proceedings"),
    Event.MILESTONE_MOVED: _("The date of a step of the legal proceedings was changed"),
    Event.DOCUMENT_RELEASED: _("A single document was shown to one colleague until a set date"),
    Event.RELEASE_OPENED: _("A document was opened by the colleague it was shown to"),
    Event.RELEASE_TAKEN_BACK: _("A document shown to a colleague was withdrawn"),
    Event.MILESTONE_CHANGED: _("The lawyer recorded the stage of a step of the legal proceedings"),
}
