"""Facilities, specialists and societies outside. Which clinic helps is sealed: a seized disk names none."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.clock import today
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.network.enums import Body, Capacity, CheckCycle, Cost, FacilityKind, Register, Screening
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

# The directory has one key, wrapped to every organisation of the house: the secretariat keeps it, members refer by it.
DIRECTORY = Subject("organisation", UUID("d13ec702-0000-4000-8000-000000000001"))


def monday_to_friday() -> list[int]:
    """The days most facilities are open, as ISO counts them."""
    return [1, 2, 3, 4, 5]


class Facility(Base):
    """Somewhere a person can be referred to. Names and contacts are sealed under the directory's key."""

    PLAINTEXT_FIELDS = frozenset(
        {
            "kind",
            "services",
            "region",
            "place",
            "register",
            "has_women_staff",
            "has_men_staff",
            "is_child_friendly",
            "is_accessible",
            "languages",
            "cost",
            "price",
            "currency",
            "capacity",
            "capacity_on",
            "opening_days",
            "hours",
            "opens_on_holidays",
            "public_fields",
            "is_active",
            "checked_on",
            "check_every",
            "check_due_on",
            "screening",
            "body",
            "is_related",
            "screened_on",
        }
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # who keeps this entry
    # An organisation of the house that has accounts of its own: what is referred to this entry, its people answer here.
    house = models.OneToOneField(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    society = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="specialists")
    kind = models.CharField(max_length=24, choices=FacilityKind)
    services = models.JSONField(default=list)  # codes of network.enums.Service
    region = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=60, blank=True)
    name = Sealed("staff")  # as it is written on its door
    name_tg = Sealed("staff")
    name_ru = Sealed("staff")
    name_en = Sealed("staff")
    phone = Sealed("staff")
    email = Sealed("staff")
    website = Sealed("staff")
    contact_name = Sealed("staff")
    address = Sealed("staff")
    description = Sealed("staff")  # what it says of itself, fit for others' eyes
    note = Sealed("staff")  # for the Unit alone
    register = models.CharField(max_length=14, choices=Register, blank=True)  # on which its patients are put
    has_women_staff = models.BooleanField(null=True)
    has_men_staff = models.BooleanField(null=True)
    is_child_friendly = models.BooleanField(null=True)
    is_accessible = models.BooleanField(null=True)
    languages = models.JSONField(default=list)  # codes of core.spoken.Spoken
    cost = models.CharField(max_length=8, choices=Cost, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=Currency, blank=True)
    capacity = models.CharField(max_length=7, choices=Capacity, blank=True)
    capacity_on = models.DateField(null=True, blank=True)
    opening_days = models.JSONField(default=monday_to_friday)  # ISO weekdays; the referral clock counts them (network/opening.py)
    hours = models.JSONField(default=dict)  # {"1": ["08:00", "17:00"]}: a weekday that is open, where its hours are known
    opens_on_holidays = models.BooleanField(default=False)
    public_fields = models.JSONField(default=list)  # codes of network.enums.PublicField: what may stand in a booklet
    is_active = models.BooleanField(default=True)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    check_every = models.PositiveSmallIntegerField(choices=CheckCycle, default=CheckCycle.YEAR)  # months
    check_due_on = models.DateField(null=True, blank=True)  # to be checked again; none: never checked yet
    screening = models.CharField(max_length=12, choices=Screening, default=Screening.NOT_YET)
    body = models.CharField(max_length=12, choices=Body, blank=True)  # to whom it belongs, where that is a danger
    is_related = models.BooleanField(default=False)  # its staff to somebody who is said to have tortured
    screening_reason = Sealed("staff")
    screened_on = models.DateField(null=True, blank=True)
    screened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.kind

    @property
    def is_check_due(self) -> bool:
        """Whether it is time to ask the facility if all this still holds."""
        return self.check_due_on is None or self.check_due_on <= today()

    @property
    def registers_patients(self) -> bool:
        """Whether who is treated here is put on a psychiatric, narcological or tuberculosis register."""
        return bool(self.register)

    def sealing_subject(self) -> Subject:
        return DIRECTORY


class FacilityContact(Base):
    """One of several ways to reach a facility, or one of its people."""

    PLAINTEXT_FIELDS = frozenset({"is_public"})

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="contacts")
    name = Sealed("staff")
    title = Sealed("staff")
    phone = Sealed("staff")
    email = Sealed("staff")
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def sealing_subject(self) -> Subject:
        return DIRECTORY
