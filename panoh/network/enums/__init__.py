"""Kinds of facilities, of services and of agreements, a file an area; others import from here."""

from panoh.network.enums.directory import FacilityKind, Service

__all__ = ["FacilityKind", "Service"]
