"""Kinds of facilities, of services and of agreements, a file an area; others import from here."""

from panoh.network.enums.directory import (
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
