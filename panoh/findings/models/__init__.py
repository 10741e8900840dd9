"""Findings and reports, a file an area; others import from here."""

from panoh.findings.models.body import BodyMark, Photograph
from panoh.findings.models.clinical import Allergy, Diagnosis, Medicine
from panoh.findings.models.parts import LegalPart, MedicalPart, MentalPart, SocialPart
from panoh.findings.models.reports import Delivery, Exhibit, Report, ReportAuthor, ReportFinding, ReportSection
from panoh.findings.models.story import AllegedEvent, Narrative

__all__ = [
    "AllegedEvent",
    "Allergy",
    "BodyMark",
    "Delivery",
    "Diagnosis",
    "Exhibit",
    "LegalPart",
    "MedicalPart",
    "Medicine",
    "MentalPart",
    "Narrative",
    "Photograph",
    "Report",
    "ReportAuthor",
    "ReportFinding",
    "ReportSection",
    "SocialPart",
]
