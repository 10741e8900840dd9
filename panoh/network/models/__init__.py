"""Who stands outside and on what terms, a file an area; others import from here."""

from panoh.network.models.addressees import Addressee
from panoh.network.models.directory import DIRECTORY, Facility, FacilityContact

__all__ = ["DIRECTORY", "Addressee", "Facility", "FacilityContact"]
