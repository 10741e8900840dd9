"""Who stands outside and on what terms, a file an area; others import from here."""

from panoh.network.models.abroad import CentreAbroad
from panoh.network.models.addressees import Addressee
from panoh.network.models.agreements import Agreement, AgreementCorrection, SpecialistAccount, TariffLine
from panoh.network.models.directory import DIRECTORY, Facility, FacilityContact
from panoh.network.models.rules import Acceptance, Rules

__all__ = [
    "DIRECTORY",
    "Acceptance",
    "Addressee",
    "Agreement",
    "AgreementCorrection",
    "CentreAbroad",
    "Facility",
    "FacilityContact",
    "Rules",
    "SpecialistAccount",
    "TariffLine",
]
