"""Reads of the network, a file an area; others import from here."""

from panoh.network.queries.directory import facilities, get_facility, names_of

__all__ = ["facilities", "get_facility", "names_of"]
