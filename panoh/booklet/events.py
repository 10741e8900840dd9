"""What is recorded of the booklet. Nothing here is about a person."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What happens to versions, prints and recordings."""

    BEGUN = "booklet.begun"
    SECTION_WRITTEN = "booklet.section_written"
    SECTION_MOVED = "booklet.section_moved"
    SECTION_TAKEN_OUT = "booklet.section_taken_out"
    DISCARDED = "booklet.discarded"
    ADOPTED = "booklet.adopted"
    PRINTED = "booklet.printed"
    PRINT_TAKEN_OUT = "booklet.print_taken_out"
    VOICE_KEPT = "booklet.voice_kept"
    VOICE_TAKEN_OUT = "booklet.voice_taken_out"


SENTENCES: dict[StrEnum, Promise] = {
    Event.BEGUN: _("A draft of the booklet was started"),
    Event.SECTION_WRITTEN: _("A section of the draft booklet was written"),
    Event.SECTION_MOVED: _("A section of the draft booklet was moved"),
    Event.SECTION_TAKEN_OUT: _("A section was removed from the draft booklet"),
    Event.DISCARDED: _("A draft of the booklet was deleted"),
    Event.ADOPTED: _("A version of the booklet was adopted"),
    Event.PRINTED: _("A print run of the booklet was counted"),
    Event.PRINT_TAKEN_OUT: _("A print run of the booklet was removed from the count"),
    Event.VOICE_KEPT: _("A recording of a section of the booklet was saved"),
    Event.VOICE_TAKEN_OUT: _("A recording of a section of the booklet was removed"),
}
