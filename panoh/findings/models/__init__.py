"""Examinations, diagnoses, the story and reports, a file an area; others import from here."""

from panoh.findings.models.reports import Delivery, Report, ReportAuthor, ReportFinding, ReportSection

__all__ = ["Delivery", "Report", "ReportAuthor", "ReportFinding", "ReportSection"]
