"""Reads of the network, a file an area; others import from here."""

from panoh.network.queries.directory import (
    by_region_and_kind,
    due_checks,
    due_screenings,
    entries,
    facilities,
    get_contact,
    get_facility,
    names_of,
    societies,
    without_register,
)

__all__ = [
    "by_region_and_kind",
    "due_checks",
    "due_screenings",
    "entries",
    "facilities",
    "get_contact",
    "get_facility",
    "names_of",
    "societies",
    "without_register",
]
