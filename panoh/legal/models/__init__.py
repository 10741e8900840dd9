"""What the legal assistance unit keeps."""

from panoh.legal.models.milestone import Milestone

__all__ = ["Milestone"]
