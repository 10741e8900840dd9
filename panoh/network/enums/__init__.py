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
from panoh.network.enums.directory import (
    SERVICE_GROUPS,
    Body,
    Capacity,
    CheckCycle,
    Cost,
    FacilityKind,
    PublicField,
    Register,
    Screening,
    Service,
)

__all__ = [
    "AGREEMENT_TRANSITIONS",
    "PEACEFUL",
    "RULES_TRANSITIONS",
    "SERVICE_GROUPS",
    "AcceptedHow",
    "AgreementKind",
    "AgreementState",
    "Body",
    "Capacity",
    "CheckCycle",
    "Cost",
    "EndReason",
    "FacilityKind",
    "PublicField",
    "Register",
    "RulesState",
    "Screening",
    "Service",
    "Standing",
    "TariffUnit",
]
