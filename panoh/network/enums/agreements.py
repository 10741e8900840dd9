"""Kinds of agreements, where they stand, what they pay for, and how terms of cooperation are accepted."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementKind(TextChoices):
    """What kind of paper it is."""

    CONTRACT = "contract", _("contract")
    MEMORANDUM = "memorandum", _("memorandum")
    ENGAGEMENT = "engagement", _("personal agreement with a specialist")


class AgreementState(TextChoices):
    """Where an agreement stands. Whether it holds on a day follows from its dates too."""

    DRAFT = "draft", _("being drawn up")
    IN_FORCE = "in_force", _("signed")
    ENDED = "ended", _("is over")
    TERMINATED = "terminated", _("terminated")


AGREEMENT_TRANSITIONS: dict[AgreementState, frozenset[AgreementState]] = {
    AgreementState.DRAFT: frozenset({AgreementState.IN_FORCE}),
    AgreementState.IN_FORCE: frozenset({AgreementState.ENDED, AgreementState.TERMINATED}),
    AgreementState.ENDED: frozenset(),
    AgreementState.TERMINATED: frozenset(),
}


class Standing(TextChoices):
    """How an agreement stands today, its dates counted."""

    DRAFT = "draft", _("being drawn up")
    AHEAD = "ahead", _("not started yet")
    HOLDS = "holds", _("in force")
    WINDOW_OVER = "window_over", _("in force, no new referrals")
    RUN_OUT = "run_out", _("expired")
    ENDED = "ended", _("is over")
    TERMINATED = "terminated", _("terminated")


class EndReason(TextChoices):
    """Why an agreement is over."""

    TERM = "term", _("its term has ended")
    REPLACED = "replaced", _("replaced by a new one")
    BOTH = "both", _("at the wish of both sides")
    OURS = "ours", _("we end it")
    THEIRS = "theirs", _("they end it")
    BREACH = "breach", _("its conditions were not met")
    CLOSED = "closed", _("the facility has closed or the specialist has left")


# What ends by itself or by both; the others break it off.
PEACEFUL = frozenset({EndReason.TERM, EndReason.REPLACED, EndReason.BOTH})


class TariffUnit(TextChoices):
    """For what a price is."""

    VISIT = "visit", _("a visit")
    HOUR = "hour", _("an hour")
    DAY = "day", _("a day")
    PROCEDURE = "procedure", _("a procedure")
    PACKAGE = "package", _("a course")


class AcceptedHow(TextChoices):
    """How a facility or specialist said yes to the terms of cooperation."""

    SIGNED = "signed", _("signed paper")
    TELEPHONE = "telephone", _("by telephone")
    LETTER = "letter", _("by letter")


class RulesState(TextChoices):
    """Where a version of the terms stands."""

    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")
    REPLACED = "replaced", _("replaced by a newer version")


RULES_TRANSITIONS: dict[RulesState, frozenset[RulesState]] = {
    RulesState.DRAFT: frozenset({RulesState.ADOPTED}),
    RulesState.ADOPTED: frozenset({RulesState.REPLACED}),
    RulesState.REPLACED: frozenset(),
}
