"""What the legal assistance unit keeps."""

from panoh.legal.models.milestone import Milestone
from panoh.legal.models.release import Release

__all__ = ["Milestone", "Release"]
