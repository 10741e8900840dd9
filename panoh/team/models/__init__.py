"""Those who help and what is said of the work, a file an area; others import from here."""

from panoh.team.models.care import Attendee, Debrief, Supervision
from panoh.team.models.complaints import Complaint
from panoh.team.models.unit import UnitStep

__all__ = ["Attendee", "Complaint", "Debrief", "Supervision", "UnitStep"]
