"""What is recorded of legal help."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What became of the proceedings, in the past tense."""

    MILESTONE_NOTED = "legal.milestone_noted"
    MILESTONE_MOVED = "legal.milestone_moved"
    MILESTONE_CHANGED = "legal.milestone_changed"


SENTENCES = {
    Event.MILESTONE_NOTED: _("The lawyer noted a step of the legal proceedings"),
    Event.MILESTONE_MOVED: _("The day of a step of the legal proceedings was moved"),
    Event.MILESTONE_CHANGED: _("The lawyer noted where a step of the legal proceedings stands"),
}
