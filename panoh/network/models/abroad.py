"""Centres abroad: in which country, and the key to which what goes there is sealed."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.network.enums import KeyCheck
from panoh.network.models.directory import DIRECTORY, Facility
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class CentreAbroad(Base):
    """The public key (age, X25519) of one centre. Public or not, a seized disk is not to tell who helps, so it is sealed like a name.

    Nothing is sealed to a key before the centre said by another way that it is its own; another key begins unconfirmed.
    """

    PLAINTEXT_FIELDS = frozenset({"country", "key_on", "confirmed_on", "confirmed_how"})

    facility = models.OneToOneField(Facility, on_delete=models.CASCADE, related_name="abroad")
    country = models.CharField(max_length=2)  # ISO 3166-1
    key = Sealed("staff")
    key_on = models.DateField()
    key_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_how = models.CharField(max_length=9, choices=KeyCheck, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(confirmed_on=None, confirmed_by=None, confirmed_how="")
                | models.Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="network_key_confirmed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.country

    def sealing_subject(self) -> Subject:
        return DIRECTORY
