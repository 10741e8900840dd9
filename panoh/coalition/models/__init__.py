"""What stands between organisations of the house."""

from panoh.coalition.models.departure import Departure, Passage
from panoh.coalition.models.proposal import Proposal

__all__ = ["Departure", "Passage", "Proposal"]
