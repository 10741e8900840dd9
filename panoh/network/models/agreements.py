"""Agreements with whoever stands outside: what they cover, what they cost, until when they hold."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.network.enums import AgreementKind, AgreementState, EndReason, Service, TariffUnit
from panoh.network.models.directory import Facility
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Agreement(Base):
    """A contract, a memorandum or a personal agreement with an entry of the directory. One kind of money for all of it.

    Who signs and the scan are sealed under the key of our side, so that a member that reads the directory reads no contract.
    """

    PLAINTEXT_FIELDS = frozenset(
        {
            "reference",
            "kind",
            "state",
            "services",
            "starts_on",
            "ends_on",
            "refers_until",
            "currency",
            "ceiling_total",
            "ceiling_person",
            "signed_on",
            "confidential_on",
            "ended_on",
            "end_reason",
            "scan_kind",
        }
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # our side
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="agreements")
    reference = models.CharField(max_length=20)  # its number on paper; REFERENCE says its shape
    kind = models.CharField(max_length=10, choices=AgreementKind)
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.DRAFT)
    services = models.JSONField(default=list)  # codes of Service
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day; none: until somebody ends it
    refers_until = models.DateField(null=True, blank=True)  # the last day of new referrals; none: as long as it holds
    currency = models.CharField(max_length=3, choices=Currency, default=Currency.TJS)
    ceiling_total = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    ceiling_person = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    confidential_on = models.DateField(null=True, blank=True)  # when they undertook to keep silent
    ended_on = models.DateField(null=True, blank=True)  # the last day it was in force
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True)
    scan_kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("jpeg", "JPEG")], blank=True)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="follow_up")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ours = Sealed("staff")  # who signs for us
    theirs = Sealed("staff")  # who signs for them
    note = Sealed("staff")
    end_words = Sealed("staff")
    scan = Sealed("file")

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_on", "reference"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="network_agreement_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="network_agreement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class TariffLine(Base):
    """What one unit of a service costs under an agreement, in its money."""

    PLAINTEXT_FIELDS = frozenset({"service", "unit", "price"})

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="tariff")
    service = models.CharField(max_length=16, choices=Service)
    unit = models.CharField(max_length=9, choices=TariffUnit)
    price = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["service", "unit"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "service", "unit"], name="network_one_price_a_unit"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="network_price_not_below_nought"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.unit}"


class AgreementCorrection(Base):
    """What was typed wrongly in a signed agreement and is right now: which field, what stood there, who corrected it and why."""

    PLAINTEXT_FIELDS = frozenset({"field", "service", "unit", "former", "at"})

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=20)
    service = models.CharField(max_length=16, choices=Service, blank=True)  # of a price: for which help and unit
    unit = models.CharField(max_length=9, choices=TariffUnit, blank=True)
    former = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "field"]

    def __str__(self) -> str:
        return self.field

    def sealing_subject(self) -> Subject:
        return self.agreement.sealing_subject()


class SpecialistAccount(Base):
    """Which entry of the directory an account of a specialist is. By it the account works under an agreement, or not at all."""

    PLAINTEXT_FIELDS = frozenset({"linked_on"})

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="specialist")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="accounts")
    linked_on = models.DateField()
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.user_id)
