"""What went to a centre abroad, exactly."""

from django.db import models

from panoh.core.models import Base
from panoh.people.models import Person
from panoh.referrals.models.referral import Referral
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Parcel(Base):
    """The letter and the FHIR bundle of a referral abroad as one file, as it was sealed to the centre's key; it is never made anew."""

    PLAINTEXT_FIELDS = frozenset({"made_at"})

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="parcel")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    content = Sealed("file")

    def __str__(self) -> str:
        return str(self.made_at)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
