"""What happens to the guidance itself."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """Everything that is recorded of versions of the guidance."""

    DRAFT_BEGUN = "guidance.draft_begun"
    STEP_CHANGED = "guidance.step_changed"
    STEP_ADDED = "guidance.step_added"
    STEP_MOVED = "guidance.step_moved"
    STEP_REMOVED = "guidance.step_removed"
    DRAFT_READ = "guidance.draft_read"
    DRAFT_DISCARDED = "guidance.draft_discarded"
    VERSION_ADOPTED = "guidance.version_adopted"


SENTENCES: dict[StrEnum, Promise] = {
    Event.DRAFT_BEGUN: _("A draft of the guidance was begun"),
    Event.STEP_CHANGED: _("A step of the draft guidance was changed"),
    Event.STEP_ADDED: _("A step was added to the draft guidance"),
    Event.STEP_MOVED: _("A step of the draft guidance was moved"),
    Event.STEP_REMOVED: _("A step was removed from the draft guidance"),
    Event.DRAFT_READ: _("A colleague read and agreed to the draft guidance"),
    Event.DRAFT_DISCARDED: _("A draft of the guidance was deleted"),
    Event.VERSION_ADOPTED: _("A version of the guidance was adopted"),
}
