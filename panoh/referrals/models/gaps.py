"""Needs for which there is no provider."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import Case, PlannedService
from panoh.core.models import Base
from panoh.network.enums import Service
from panoh.people.models import Person
from panoh.referrals.enums import GapEnd, GapReason, GapSource
from panoh.referrals.models.referral import Referral
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Gap(Base):
    """A need of one person that nobody meets: counted by service and district, so that agreements can be made where they lack."""

    PLAINTEXT_FIELDS = frozenset({"service", "region", "place", "reason", "source", "since_on", "ended_on", "end"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="gaps")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    service = models.CharField(max_length=16, choices=Service)
    region = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=12, choices=GapReason)
    source = models.CharField(max_length=9, choices=GapSource)
    referral = models.ForeignKey(Referral, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned = models.ForeignKey(PlannedService, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    since_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=GapEnd, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # nobody: it was noticed by itself
    note = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-since_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "service"], condition=models.Q(ended_on=None), name="referrals_one_open_gap"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, end="") | (models.Q(ended_on__isnull=False) & ~models.Q(end="")),
                name="referrals_gap_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.reason}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
