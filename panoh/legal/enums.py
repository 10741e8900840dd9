"""What steps legal proceedings have, in which form harm is repaired, and where a step stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MilestoneKind(TextChoices):
    """A step of the proceedings."""

    COMPLAINT = "complaint", _("complaint")
    EXAMINATION = "examination", _("expert examination")
    DECISION = "decision", _("decision")
    HEARING = "hearing", _("court hearing")
    APPEAL = "appeal", _("appeal against a decision")
    REPARATION = "reparation", _("reparation")


class Reparation(TextChoices):
    """The five forms in which harm is repaired."""

    RESTITUTION = "restitution", _("restitution: what was taken is given back")
    COMPENSATION = "compensation", _("compensation in money")
    REHABILITATION = "rehabilitation", _("rehabilitation paid by the state")
    SATISFACTION = "satisfaction", _("satisfaction: recognition, an apology")
    NON_REPETITION = "non_repetition", _("guarantees that it does not happen again")


class ReleasePurpose(TextChoices):
    """What a document is shown for."""

    LEGAL = "legal", _("legal help")
    CARE = "care", _("treatment and care")
    DOCUMENTATION = "documentation", _("a clinical report")


class Standing(TextChoices):
    """How a document that was shown stands today."""

    OPEN = "open", _("open to them")
    OVER = "over", _("expired")
    TAKEN_BACK = "taken_back", pgettext_lazy("withdrawn", "withdrawn")
    NO_CONSENT = "no_consent", _("closed: the consent does not cover it")


class MilestoneState(TextChoices):
    """Where a step stands."""

    PLANNED = "planned", _("to come")
    DONE = "done", _("took place")
    PUT_OFF = "put_off", _("postponed, no new date yet")
    CALLED_OFF = "called_off", _("will not take place")


# To the same state leads every one: a day is moved, words are corrected.
MILESTONE_TRANSITIONS: dict[MilestoneState, frozenset[MilestoneState]] = {
    MilestoneState.PLANNED: frozenset({MilestoneState.DONE, MilestoneState.PUT_OFF, MilestoneState.CALLED_OFF}),
    MilestoneState.PUT_OFF: frozenset({MilestoneState.PLANNED, MilestoneState.DONE, MilestoneState.CALLED_OFF}),
    MilestoneState.DONE: frozenset(),
    MilestoneState.CALLED_OFF: frozenset({MilestoneState.PLANNED}),
}
# On these days somebody goes to court, or went.
HELD = (MilestoneState.PLANNED, MilestoneState.DONE)
