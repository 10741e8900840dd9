"""Kinds of facilities, of services and of agreements, a file an area; others import from here."""

from panoh.network.enums.agreements import (
    AGREEMENT_TRANSITIONS,
    PEACEFUL,
    RULES_TRANSITIONS,
    AcceptedHow,
    AgreementKind,
    AgreementState,
    EndReason,
    RulesState,
    Standing,
    TariffUnit,
)
from panoh.network.enums.directory import FacilityKind, Service

__all__ = [
    "AGREEMENT_TRANSITIONS",
    "PEACEFUL",
    "RULES_TRANSITIONS",
    "AcceptedHow",
    "AgreementKind",
    "AgreementState",
    "EndReason",
    "FacilityKind",
    "RulesState",
    "Service",
    "Standing",
    "TariffUnit",
]
