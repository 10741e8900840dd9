"""Findings and reports, a file an area; others import from here."""

from panoh.findings.models.clinical import Allergy, Diagnosis, Medicine
from panoh.findings.models.reports import Delivery, Report, ReportAuthor, ReportFinding, ReportSection

__all__ = ["Allergy", "Delivery", "Diagnosis", "Medicine", "Report", "ReportAuthor", "ReportFinding", "ReportSection"]
