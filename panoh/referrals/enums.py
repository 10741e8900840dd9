"""A referral's states and who acts next in each, how soon it is needed, how it ended, and how much a letter says."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralState(TextChoices):
    """Where a referral stands."""

    DRAFT = "draft", _("drawn up")
    AWAITING_CONSENT = "awaiting_consent", _("waiting for consent")
    CONSENT_REFUSED = "consent_refused", _("consent refused")
    SENT = "sent", _("sent")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    ACCEPTED = "accepted", _("accepted")
    ASKED_BACK = "asked_back", _("they have a question")
    WAITLISTED = "waitlisted", _("on a waiting list")
    DECLINED = "declined", _("declined by the facility")
    BOOKED = "booked", _("appointment given")
    ATTENDED = "attended", _("attended")
    NO_SHOW = "no_show", _("did not attend")
    IN_SERVICE = "in_service", _("being treated")
    COMPLETED = "completed", _("completed")
    PARTLY_COMPLETED = "partly_completed", _("completed in part")
    PERSON_DECLINED = "person_declined", _("the person declined")
    WITHDRAWN = "withdrawn", _("cancelled")
    EXPIRED = "expired", _("never answered")
    REDIRECTED = "redirected", _("passed on to another facility")
    ERROR = "error", _("created by mistake")


S = ReferralState  # the tables below read better so

_GIVEN_UP = frozenset({S.PERSON_DECLINED, S.WITHDRAWN, S.ERROR})
_BEFORE = _GIVEN_UP | {S.SENT}
# What a facility may say to a letter, whatever it said before; and what may be found out without it.
_ANSWERS = frozenset({S.ACCEPTED, S.WAITLISTED, S.DECLINED, S.BOOKED})
_SEEN = frozenset({S.ATTENDED, S.NO_SHOW})
_UNDER_WAY = _ANSWERS | _SEEN | _GIVEN_UP | {S.EXPIRED, S.REDIRECTED}

REFERRAL_TRANSITIONS: dict[ReferralState, frozenset[ReferralState]] = {
    S.DRAFT: _BEFORE | {S.AWAITING_CONSENT, S.CONSENT_REFUSED},
    S.AWAITING_CONSENT: _BEFORE | {S.DRAFT, S.CONSENT_REFUSED},
    S.CONSENT_REFUSED: _GIVEN_UP | {S.DRAFT, S.AWAITING_CONSENT},  # to another facility, or the person agrees after all
    S.SENT: _UNDER_WAY | {S.ACKNOWLEDGED, S.ASKED_BACK},
    S.ACKNOWLEDGED: _UNDER_WAY | {S.ASKED_BACK},
    S.ASKED_BACK: _UNDER_WAY | {S.ACKNOWLEDGED},
    S.ACCEPTED: _UNDER_WAY - {S.ACCEPTED},
    S.WAITLISTED: (_UNDER_WAY - {S.WAITLISTED}) | {S.ASKED_BACK},
    S.BOOKED: _UNDER_WAY - {S.ACCEPTED, S.BOOKED},
    S.ATTENDED: _GIVEN_UP | {S.BOOKED, S.IN_SERVICE, S.COMPLETED, S.PARTLY_COMPLETED, S.REDIRECTED},
    S.NO_SHOW: _GIVEN_UP | {S.SENT, S.BOOKED, S.ATTENDED, S.EXPIRED, S.REDIRECTED},
    S.IN_SERVICE: _GIVEN_UP | {S.COMPLETED, S.PARTLY_COMPLETED, S.REDIRECTED},
    S.DECLINED: _GIVEN_UP | {S.ACCEPTED, S.BOOKED, S.EXPIRED, S.REDIRECTED},
    S.COMPLETED: frozenset(),
    S.PARTLY_COMPLETED: frozenset(),
    S.PERSON_DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.EXPIRED: frozenset(),
    S.REDIRECTED: frozenset(),
    S.ERROR: frozenset(),
}
# Said once more, with a time of its own: it waits on; another appointment takes the place of the first.
SAID_AGAIN = (S.WAITLISTED, S.BOOKED)
# Declined is open: until another facility is found, or nobody needs one, somebody has to look.
OPEN_STATES = tuple(state for state in ReferralState if REFERRAL_TRANSITIONS[state])
UNSENT = (S.DRAFT, S.AWAITING_CONSENT, S.CONSENT_REFUSED)
# What a recipient with an account writes down itself, once it has been sent to them and as long as they have not declined.
RECIPIENT_SAYS = _ANSWERS | _SEEN | {S.ACKNOWLEDGED, S.ASKED_BACK, S.IN_SERVICE, S.COMPLETED, S.PARTLY_COMPLETED}
WITH_RECIPIENT = frozenset(OPEN_STATES) - set(UNSENT) - {S.DECLINED}


def may_follow(state: str) -> frozenset[ReferralState]:
    """What may be said of a referral in this state, once more included."""
    current = ReferralState(state)
    return REFERRAL_TRANSITIONS[current] | ({current} & set(SAID_AGAIN))


def lacks_visit(state: str) -> bool:
    """Whether an outcome can only be recorded together with the visit that it came of."""
    follows = may_follow(state)
    return ReferralState.ATTENDED in follows and ReferralState.COMPLETED not in follows


class ActsNext(TextChoices):
    """Who has the ball. Never the person: a clock that runs against a survivor helps nobody, so the worker asks."""

    WORKER = "worker", _("the worker")
    PROVIDER = "provider", _("the facility")
    COORDINATOR = "coordinator", _("the coordinator")
    NOBODY = "", _("nobody")


ACTS_NEXT: dict[ReferralState, ActsNext] = {
    S.DRAFT: ActsNext.WORKER,
    S.AWAITING_CONSENT: ActsNext.WORKER,
    S.CONSENT_REFUSED: ActsNext.WORKER,
    S.SENT: ActsNext.PROVIDER,
    S.ACKNOWLEDGED: ActsNext.PROVIDER,
    S.ACCEPTED: ActsNext.PROVIDER,
    S.ASKED_BACK: ActsNext.WORKER,  # answers what is asked
    S.WAITLISTED: ActsNext.COORDINATOR,  # to wait, or to look elsewhere
    S.BOOKED: ActsNext.WORKER,  # asks after the appointment whether it took place
    S.ATTENDED: ActsNext.PROVIDER,
    S.NO_SHOW: ActsNext.WORKER,
    S.IN_SERVICE: ActsNext.PROVIDER,
    S.DECLINED: ActsNext.WORKER,
    **{state: ActsNext.NOBODY for state in ReferralState if not REFERRAL_TRANSITIONS[state]},
}


class Priority(TextChoices):
    """How soon the person is to be seen (IASC inter-agency referral form), counted in the days on which the facility is open."""

    EMERGENCY = "emergency", _("emergency: within 24 hours")
    URGENT = "urgent", _("urgent: within 72 hours")
    NORMAL = "normal", _("normal: within two weeks")


class DeclineReason(TextChoices):
    """Why a facility does not take a referral."""

    NO_PLACE = "no_place", _("no free place")
    NO_SPECIALIST = "no_specialist", _("no such specialist now")
    OTHER_SERVICE = "other_service", _("does not provide this help")
    OTHER_REGION = "other_region", _("accepts people from other districts only")
    NOT_SUITABLE = "not_suitable", _("does not accept people in this condition")
    COST = "cost", _("nobody pays for it")
    CONFLICT = "conflict", _("connected with someone the person fears")
    NOT_REACHED = "not_reached", _("could not reach the person")
    OTHER = "other", _("another reason")


class NoShowReason(TextChoices):
    """Why a person could not come, as far as the service needs it: whom to help with what. Nobody is blamed."""

    ACCEPTABLE = "acceptable", _("a good reason: illness, family, another duty")
    LOGISTICS = "logistics", _("could not get there: road, money, documents, time")
    UNACCEPTABLE = "unacceptable", _("gave no reason, or did not want to")


class Evidence(TextChoices):
    """How it is known what happened."""

    SLIP = "slip", _("reply slip")
    TELEPHONE = "telephone", _("telephone call with the facility")
    PERSON = "person", _("told by the person themselves")
    VISIT = "visit", _("visit note")
    LINK = "link", _("answered through the link")
    ACCOUNT = "account", _("answered here by the recipient")
    NONE = "none", _("no confirmation")


class TermsProblem(TextChoices):
    """Why a referral stands outside of what is agreed with the facility."""

    NO_AGREEMENT = "no_agreement", _("no agreement")
    AHEAD = "ahead", _("agreement not started")
    RUN_OUT = "run_out", _("agreement ended")
    WINDOW = "window", _("no new referrals under the agreement")
    SERVICE = "service", _("help not covered by the agreement")
    TARIFF = "tariff", _("not in the tariff")
    TOTAL = "total", _("above the ceiling for all")
    PERSON = "person", _("above the ceiling for one person")
    COST = "cost", _("above the agreed price")


class Level(TextChoices):
    """How much the letter says."""

    NEUTRAL = "neutral", _("neutral")
    MINIMAL = "minimal", _("what the clinician needs")
    FULL = "full", _("in full")


class ReplyKind(TextChoices):
    """What an outsider may answer."""

    RECEIVED = "received", _("has received the referral")
    ACCEPTED = "accepted", _("accepts the person")
    WAITLISTED = "waitlisted", _("has no place now: on a waiting list")
    APPOINTMENT = "appointment", _("proposes a day")
    DECLINED = "declined", _("cannot accept the person")
    ATTENDED = "attended", _("the person was there")
    NOT_ATTENDED = "not_attended", _("the person has not come")
    OUTCOME = "outcome", _("sends the outcome")


# These end what was asked, so they spend the link. Opening never does, and what comes before the end does not.
SPENDS = frozenset({ReplyKind.DECLINED, ReplyKind.OUTCOME})


class ReplyState(TextChoices):
    """What became of an answer that came through a link."""

    WAITING = "waiting", _("to be checked")
    TAKEN = "taken", _("answer accepted")
    SET_ASIDE = "set_aside", _("answer set aside")


class LinkState(TextChoices):
    """How a link stands."""

    OPEN = "open", pgettext_lazy("link", "open")
    SHUT = "shut", pgettext_lazy("link", "closed until tomorrow after wrong codes")
    SPENT = "spent", pgettext_lazy("link", "used")
    REVOKED = "revoked", pgettext_lazy("link", "closed")
    EXPIRED = "expired", pgettext_lazy("link", "expired")


class GapReason(TextChoices):
    """Why nobody could be found for a need."""

    NO_PROVIDER = "no_provider", _("nobody provides this here")
    NO_AGREEMENT = "no_agreement", _("no agreement with the provider")
    NO_CAPACITY = "no_capacity", _("no free place")
    TOO_FAR = "too_far", _("too far")
    COST = "cost", _("nobody pays for it")
    NOT_SAFE = "not_safe", _("not safe for the person")
    REFUSES = "refuses", _("refuses, or never answers")


class GapSource(TextChoices):
    """Where it was noticed."""

    WORKER = "worker", _("recorded by a worker")
    CHAIN = "chain", _("no facility accepted the referral")
    PROGRAMME = "programme", _("planned in the programme, no provider")


class GapEnd(TextChoices):
    """How a need without a provider ended."""

    MET = "met", _("met later")
    FOUND = "found", _("there is a provider now")
    NOT_NEEDED = "not_needed", _("no longer needed")


# What a facility's refusal says of the need. Who could not be reached, and what was a mistake, says nothing of providers.
DECLINE_GAPS: dict[str, GapReason] = {
    DeclineReason.NO_PLACE: GapReason.NO_CAPACITY,
    DeclineReason.NO_SPECIALIST: GapReason.NO_PROVIDER,
    DeclineReason.OTHER_SERVICE: GapReason.NO_PROVIDER,
    DeclineReason.OTHER_REGION: GapReason.TOO_FAR,
    DeclineReason.NOT_SUITABLE: GapReason.REFUSES,
    DeclineReason.COST: GapReason.COST,
    DeclineReason.CONFLICT: GapReason.NOT_SAFE,
    DeclineReason.OTHER: GapReason.REFUSES,
}
