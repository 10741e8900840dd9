"""What is typed about whoever stands outside, a file an area."""

from panoh.network.forms.directory import ChangeFacilityForm, FacilityForm

__all__ = ["ChangeFacilityForm", "FacilityForm"]
