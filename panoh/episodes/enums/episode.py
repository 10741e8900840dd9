"""Care outside: of what kind, where it stands, what was done there, why it broke off."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EpisodeKind(TextChoices):
    """Whether the person stays there."""

    OUTPATIENT = "outpatient", _("out-patient: comes for visits")
    INPATIENT = "inpatient", _("in-patient: stays there")


class EpisodeState(TextChoices):
    """Where a course of care outside stands."""

    PLANNED = "planned", pgettext_lazy("treatment", "planned")
    UNDER_WAY = "under_way", _("under way")
    ENDED = "ended", pgettext_lazy("treatment", "ended")
    BROKEN_OFF = "broken_off", pgettext_lazy("treatment", "broken off")


EPISODE_TRANSITIONS: dict[EpisodeState, frozenset[EpisodeState]] = {
    EpisodeState.PLANNED: frozenset({EpisodeState.UNDER_WAY, EpisodeState.BROKEN_OFF}),
    EpisodeState.UNDER_WAY: frozenset({EpisodeState.ENDED, EpisodeState.BROKEN_OFF}),
    EpisodeState.ENDED: frozenset(),
    EpisodeState.BROKEN_OFF: frozenset(),
}


class BrokenOff(TextChoices):
    """Why it did not come to its end."""

    PERSON = "person", _("the person no longer wanted it")
    FACILITY = "facility", _("the facility could not continue")
    MOVED = "moved", _("moved to another facility")
    MONEY = "money", _("no money for it")
    SAFETY = "safety", _("it was not safe there")
    DIED = "died", _("the person died")
    OTHER = "other", _("another reason")


class EntryKind(TextChoices):
    """What was done there on a day."""

    VISIT = "visit", _("visit")
    EXAMINATION = "examination", _("examination or test")
    PROCEDURE = "procedure", _("procedure")
    OPERATION = "operation", _("operation")
    MEDICINE = "medicine", _("medicines given")
    OTHER = "other", _("something else")
