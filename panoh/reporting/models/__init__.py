"""What reporting keeps: facts that follow the records, tables that were released, and what their readers said."""

from panoh.reporting.models.facts import Admitted, Fact, Followed, Helped, HelpedMonth
from panoh.reporting.models.releases import FigureRelease, FigureReview

__all__ = ["Admitted", "Fact", "FigureRelease", "FigureReview", "Followed", "Helped", "HelpedMonth"]
