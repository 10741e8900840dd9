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


class DeclineReason(TextChoices):
    """Why a facility does not take a referral."""

    NO_PLACE = "no_place", _("no free place")
    OTHER = "other", _("another reason")


class ReplyKind(TextChoices):
    """What an outsider may answer."""

    RECEIVED = "received", _("has received the referral")
    ACCEPTED = "accepted", _("takes the person")
    WAITLISTED = "waitlisted", _("has no place now: on a waiting list")
    APPOINTMENT = "appointment", _("proposes a day")
    DECLINED = "declined", _("cannot take the person")
    ATTENDED = "attended", _("the person was there")
    NOT_ATTENDED = "not_attended", _("the person has not come")
    OUTCOME = "outcome", _("sends the outcome")


# These end what was asked, so they spend the link. Opening never does, and what comes before the end does not.
SPENDS = frozenset({ReplyKind.DECLINED, ReplyKind.OUTCOME})


class ReplyState(TextChoices):
    """What became of an answer that came through a link."""

    WAITING = "waiting", _("to be looked at")
    TAKEN = "taken", _("taken over")
    SET_ASIDE = "set_aside", _("set aside")


class LinkState(TextChoices):
    """How a link stands."""

    OPEN = "open", _("open")
    SPENT = "spent", _("answered")
    REVOKED = "revoked", _("closed")
    EXPIRED = "expired", _("has run out")
