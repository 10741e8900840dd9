"""Plans and their versions; periods and figures; the making; what is public."""

from panoh.planning.models.making import PLANS, Decision, Meeting, Participant
from panoh.planning.models.plans import Figure, Period, Plan, PlanVersion
from panoh.planning.models.public import PublicPage

__all__ = ["PLANS", "Decision", "Figure", "Meeting", "Participant", "Period", "Plan", "PlanVersion", "PublicPage"]
