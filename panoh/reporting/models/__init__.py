"""What reporting keeps: tables that were released, and what their readers said."""

from panoh.reporting.models.releases import FigureRelease, FigureReview

__all__ = ["FigureRelease", "FigureReview"]
