"""The register of letters and meetings, promises, recommendations; a file an area."""

from panoh.correspondence.models.promises import Promise
from panoh.correspondence.models.recommendations import Recommendation
from panoh.correspondence.models.register import OFFICE, PersonLink, RegisterItem, Scan

__all__ = ["OFFICE", "PersonLink", "Promise", "Recommendation", "RegisterItem", "Scan"]
