"""Findings and reports, a file an area; others import from here."""

from panoh.findings.models.clinical import Allergy, Diagnosis, Medicine

__all__ = ["Allergy", "Diagnosis", "Medicine"]
