"""Reads of centres abroad."""

from panoh.network.enums import FacilityKind
from panoh.network.models import CentreAbroad, Facility


def centre_of(facility: Facility) -> CentreAbroad | None:
    """Its country and key, where they are written down."""
    return CentreAbroad.objects.filter(facility=facility).select_related("key_by", "confirmed_by").first()


def is_abroad(facility: Facility) -> bool:
    """Whether what goes there crosses a border."""
    return facility.kind == FacilityKind.CENTRE_ABROAD


def confirmed_centre(facility: Facility) -> CentreAbroad | None:
    """Its key, where it is confirmed: the only one that anything is sealed to."""
    centre = centre_of(facility)
    return centre if centre is not None and centre.confirmed_on is not None else None
