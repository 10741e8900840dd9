"""Those who help and what is said of the work, a file an area; others import from here."""

from panoh.team.models.complaints import Complaint

__all__ = ["Complaint"]
