"""Kinds of facilities, of services and of agreements, a file an area; others import from here."""

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
    "SERVICE_GROUPS",
    "Body",
    "Capacity",
    "CheckCycle",
    "Cost",
    "FacilityKind",
    "PublicField",
    "Register",
    "Screening",
    "Service",
]
