"""What the audit records of letters, meetings, promises and recommendations."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RegisterEvent(StrEnum):
    """Of what stands in the register."""

    LETTER_RECEIVED = "correspondence.letter_received"
    TALK_NOTED = "correspondence.talk_noted"
    ITEM_CHANGED = "correspondence.item_changed"
    ITEM_STRUCK = "correspondence.item_struck"
    LINKED = "correspondence.linked"
    SCAN_KEPT = "correspondence.scan_kept"
    SCAN_TAKEN_OUT = "correspondence.scan_taken_out"


class LetterEvent(StrEnum):
    """Of a letter on its way out."""

    DRAFTED = "correspondence.drafted"
    CHANGED = "correspondence.changed"
    GIVEN_TO_READER = "correspondence.given_to_reader"
    RETURNED = "correspondence.returned"
    AGREED = "correspondence.agreed"
    TAKEN_BACK = "correspondence.taken_back"
    DROPPED = "correspondence.dropped"
    SENT = "correspondence.sent"
    GROUND_LOST = "correspondence.ground_lost"


class PromiseEvent(StrEnum):
    """Of promises."""

    PROMISED = "correspondence.promised"
    SETTLED = "correspondence.settled"


class RecommendationEvent(StrEnum):
    """Of recommendations."""

    WRITTEN = "correspondence.recommendation_written"
    REWRITTEN = "correspondence.recommendation_rewritten"
    GIVEN = "correspondence.recommendation_given"
    ANSWERED = "correspondence.recommendation_answered"
    DROPPED = "correspondence.recommendation_dropped"


SENTENCES: dict[StrEnum, Promise] = {
    RegisterEvent.LETTER_RECEIVED: _("A received letter was registered"),
    RegisterEvent.TALK_NOTED: _("A meeting or a call was recorded"),
    RegisterEvent.ITEM_CHANGED: _("An entry of the register of letters was changed"),
    RegisterEvent.ITEM_STRUCK: _("An entry of the register of letters was crossed out"),
    RegisterEvent.LINKED: _("A letter or a meeting with an authority was linked to the case"),
    RegisterEvent.SCAN_KEPT: _("A scan of a letter was saved"),
    RegisterEvent.SCAN_TAKEN_OUT: _("A scan of a letter was removed"),
    LetterEvent.DRAFTED: _("A letter to an authority was drawn up"),
    LetterEvent.CHANGED: _("A letter to an authority was changed before it was sent"),
    LetterEvent.GIVEN_TO_READER: _("A letter to an authority was given to a second reader"),
    LetterEvent.RETURNED: _("The second reader returned a letter"),
    LetterEvent.AGREED: _("The second reader agreed to a letter"),
    LetterEvent.TAKEN_BACK: _("A letter was withdrawn for rewriting"),
    LetterEvent.DROPPED: _("A letter to an authority was not sent"),
    LetterEvent.SENT: _("A letter to an authority was sent"),
    LetterEvent.GROUND_LOST: _("The consent for a sent letter was withdrawn; the authority must be told"),
    PromiseEvent.PROMISED: _("A promise was recorded"),
    PromiseEvent.SETTLED: _("The outcome of a promise was recorded"),
    RecommendationEvent.WRITTEN: _("A recommendation was written"),
    RecommendationEvent.REWRITTEN: _("A recommendation was changed"),
    RecommendationEvent.GIVEN: _("A recommendation was given to an authority"),
    RecommendationEvent.ANSWERED: _("The answer to a recommendation was recorded"),
    RecommendationEvent.DROPPED: _("A recommendation was not given"),
}
