"""The case itself: where it stands, its disciplines, the capacities it is about, how likely it is that a person takes their own life."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseState(TextChoices):
    """Where a case stands."""

    ASSESSMENT = "assessment", _("assessment")
    ACTIVE = "active", _("programme under way")
    ON_HOLD = "on_hold", _("on hold")
    CLOSED = "closed", _("closed")
    FOLLOW_UP = "follow_up", _("follow-up")
    ENDED = "ended", _("closed for good")


CASE_TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.ASSESSMENT: frozenset({CaseState.ACTIVE, CaseState.ON_HOLD, CaseState.CLOSED}),
    CaseState.ACTIVE: frozenset({CaseState.ON_HOLD, CaseState.CLOSED}),
    CaseState.ON_HOLD: frozenset({CaseState.ASSESSMENT, CaseState.ACTIVE, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.FOLLOW_UP, CaseState.ENDED}),
    CaseState.FOLLOW_UP: frozenset({CaseState.ENDED}),
    CaseState.ENDED: frozenset(),
}
OPEN_STATES = (CaseState.ASSESSMENT, CaseState.ACTIVE, CaseState.ON_HOLD)
REOPENABLE_STATES = (CaseState.CLOSED, CaseState.FOLLOW_UP, CaseState.ENDED)


class CloseReason(TextChoices):
    """Why a case was closed (FIELD 1.1)."""

    GOALS_MET = "goals_met", _("goals met")
    PERSON_CHOSE = "person_chose", _("the person's choice")
    LOST_CONTACT = "lost_contact", _("contact lost")
    MOVED = "moved", _("moved away")
    TRANSFERRED = "transferred", _("passed on to another service")
    DIED = "died", _("died")
    DETAINED = "detained", _("detained or out of reach")
    NOT_ELIGIBLE = "not_eligible", _("not eligible after full assessment")
    CANNOT_CONTINUE = "cannot_continue", _("the service cannot continue")
    DUPLICATE = "duplicate", _("entered twice")
    REGISTER = "register", _("from a register, reason not stated")
    ERASED = "erased", _("the file was erased")


# What nobody chooses: it comes with a register, or with an erasing.
NOT_CHOSEN = frozenset({CloseReason.REGISTER, CloseReason.ERASED})


class Discipline(TextChoices):
    """Disciplines are kept apart: each reads its own words."""

    MEDICAL = "medical", _("medical")
    PSYCHOLOGICAL = "psychological", _("psychological")
    SOCIAL = "social", _("social")
    LEGAL = "legal", pgettext_lazy("discipline", "legal")


class Capacity(TextChoices):
    """The seven capacities that rehabilitation restores (the Unit's own description; M22)."""

    SELF_SUFFICIENCY = "self_sufficiency", _("self-sufficiency")
    PHYSICAL = "physical", _("physical")
    MENTAL = "mental", _("mental")
    SOCIAL = "social", _("social")
    PROFESSIONAL = "professional", _("professional")
    INTEGRATION = "integration", _("social integration")
    COMMUNITY = "community", _("community involvement")


class Moment(TextChoices):
    """When the capacities are rated."""

    ADMISSION = "admission", _("admission")
    REVIEW = "review", _("review")
    CLOSURE = "closure", _("closure")
    FOLLOW_UP = "follow_up", _("follow-up")


class RiskLevel(TextChoices):
    """How likely it is that a person takes their own life, as a screener answers (FIELD 3.3)."""

    NONE = "none", _("no sign")
    LOW = "low", _("low")
    MODERATE = "moderate", _("moderate")
    HIGH = "high", _("high")
