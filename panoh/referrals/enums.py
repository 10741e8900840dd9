"""A referral's states, who acts next, and how much a letter says."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReferralState(TextChoices):
    """Where a referral stands."""

    DRAFT = "draft", _("drawn up")
    SENT = "sent", _("sent")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    ATTENDED = "attended", _("attended")
    NOT_ATTENDED = "not_attended", _("did not attend")
    OUTCOME = "outcome", _("outcome recorded")
    DECLINED = "declined", _("declined by the facility")
    CALLED_OFF = "called_off", _("called off")


REFERRAL_TRANSITIONS: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.DRAFT: frozenset({ReferralState.SENT, ReferralState.CALLED_OFF}),
    ReferralState.SENT: frozenset(
        {ReferralState.ACKNOWLEDGED, ReferralState.ATTENDED, ReferralState.NOT_ATTENDED, ReferralState.DECLINED, ReferralState.CALLED_OFF}
    ),
    ReferralState.ACKNOWLEDGED: frozenset(
        {ReferralState.ATTENDED, ReferralState.NOT_ATTENDED, ReferralState.DECLINED, ReferralState.CALLED_OFF}
    ),
    ReferralState.ATTENDED: frozenset({ReferralState.OUTCOME}),
    ReferralState.NOT_ATTENDED: frozenset({ReferralState.SENT, ReferralState.CALLED_OFF}),
    ReferralState.OUTCOME: frozenset(),
    ReferralState.DECLINED: frozenset(),
    ReferralState.CALLED_OFF: frozenset(),
}
OPEN_STATES = (ReferralState.DRAFT, ReferralState.SENT, ReferralState.ACKNOWLEDGED, ReferralState.ATTENDED, ReferralState.NOT_ATTENDED)


class Level(TextChoices):
    """How much the letter says."""

    NEUTRAL = "neutral", _("neutral")
    MINIMAL = "minimal", _("what the clinician needs")
    FULL = "full", _("in full")


class ActsNext(TextChoices):
    """Who has the ball."""

    WORKER = "worker", _("the worker")
    PROVIDER = "provider", _("the facility")
    NOBODY = "", _("nobody")
