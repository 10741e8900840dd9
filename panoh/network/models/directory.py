"""Facilities and specialists outside. Which clinic helps is sealed: a seized disk names none."""

from uuid import UUID

from django.db import models

from panoh.accounts.models import Organisation
from panoh.core.models import Base
from panoh.network.enums import FacilityKind
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

# The directory has one key, wrapped to every organisation of the house: the secretariat keeps it, members refer by it.
DIRECTORY = Subject("organisation", UUID("d13ec702-0000-4000-8000-000000000001"))


class Facility(Base):
    """Somewhere a person can be referred to. Names and contacts are sealed under the directory's key."""

    CODED = frozenset(
        {"kind", "services", "region", "place", "registers_patients", "has_women_staff", "is_child_friendly", "is_active", "checked_on"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # who keeps this entry
    kind = models.CharField(max_length=24, choices=FacilityKind)
    services = models.JSONField(default=list)  # codes of network.enums.Service
    region = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=60, blank=True)
    name = Sealed("staff")
    phone = Sealed("staff")
    contact_name = Sealed("staff")
    address = Sealed("staff")
    note = Sealed("staff")
    registers_patients = models.BooleanField(default=False)  # psychiatric, narcological, tuberculosis registers
    has_women_staff = models.BooleanField(null=True)
    is_child_friendly = models.BooleanField(null=True)
    is_active = models.BooleanField(default=True)
    checked_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return DIRECTORY
