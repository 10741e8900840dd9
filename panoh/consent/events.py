"""What the audit records about consent."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was done, in the past tense."""

    GIVEN = "consent.given"
    REFUSED = "consent.refused"
    WITHDRAWN = "consent.withdrawn"
    SPENT = "consent.spent"
    RECIPIENT_GONE = "consent.recipient_gone"
    VITAL_STATED = "consent.vital_stated"
    VITAL_REVIEWED = "consent.vital_reviewed"


SENTENCES = {
    Event.GIVEN: _("A consent was recorded"),
    Event.REFUSED: _("A refusal was recorded"),
    Event.WITHDRAWN: _("A consent was withdrawn"),
    Event.SPENT: _("A one-time consent was used"),
    Event.RECIPIENT_GONE: _("A consent ended because its recipient has left"),
    Event.VITAL_STATED: _("Help in the vital interest was recorded"),
    Event.VITAL_REVIEWED: _("Help in the vital interest was checked"),
}
