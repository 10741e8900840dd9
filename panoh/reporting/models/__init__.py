"""What reporting keeps: facts that follow the records, tables that were released, what their readers said, how the Unit rates itself."""

from panoh.reporting.models.facts import Admitted, Fact, Followed, Helped, HelpedMonth
from panoh.reporting.models.releases import FigureRelease, FigureReview
from panoh.reporting.models.standards import SelfRating, Standard

__all__ = ["Admitted", "Fact", "FigureRelease", "FigureReview", "Followed", "Helped", "HelpedMonth", "SelfRating", "Standard"]
