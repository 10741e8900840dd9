"""What reporting keeps: tables that were released, what their readers said, how the Unit rates itself."""

from panoh.reporting.models.releases import FigureRelease, FigureReview
from panoh.reporting.models.standards import SelfRating, Standard

__all__ = ["FigureRelease", "FigureReview", "SelfRating", "Standard"]
