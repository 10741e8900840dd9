"""What reporting keeps: facts that follow the records, released tables, what readers said, self-ratings, case studies."""

from panoh.reporting.models.facts import Admitted, Fact, Followed, Helped, HelpedMonth
from panoh.reporting.models.releases import FigureRelease, FigureReview
from panoh.reporting.models.standards import SelfRating, Standard
from panoh.reporting.models.studies import CaseStudy

__all__ = ["Admitted", "CaseStudy", "Fact", "FigureRelease", "FigureReview", "Followed", "Helped", "HelpedMonth", "SelfRating", "Standard"]
