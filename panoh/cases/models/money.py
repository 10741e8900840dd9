"""Money given to a person, with its receipt, and money that was asked for first."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.cases.models.work import Assistance
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class MoneyAsked(Base):
    """Money above the limit, asked for before it is given, or given and laid before the coordinator; who decides."""

    PLAINTEXT_FIELDS = frozenset({"asked_on", "item", "amount", "currency", "payer", "budget_code", "state", "decided_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="money_asked")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    item = models.CharField(max_length=14, choices=enums.HelpItem, blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, choices=Currency)
    payer = models.CharField(max_length=7, choices=enums.Payer, blank=True)
    budget_code = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=enums.MoneyState, default=enums.MoneyState.ASKED)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    words = Sealed("words")
    remark = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_on"]

    def __str__(self) -> str:
        return self.state

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Payment(Base):
    """What help cost: how much, on which budget code, with which receipt. The accountant sees this without the person."""

    PLAINTEXT_FIELDS = frozenset({"amount", "currency", "payer", "budget_code", "receipt", "proof"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="payments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    assistance = models.OneToOneField(Assistance, on_delete=models.CASCADE, related_name="payment")
    asked = models.OneToOneField(MoneyAsked, on_delete=models.SET_NULL, null=True, blank=True, related_name="payment")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, choices=Currency)
    payer = models.CharField(max_length=7, choices=enums.Payer, blank=True)
    budget_code = models.CharField(max_length=20, blank=True)
    receipt = models.CharField(max_length=20, blank=True)  # its number; RECEIPT says its shape
    proof = models.CharField(max_length=8, choices=enums.Proof)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="cases_payment_of_something")
        ]

    def __str__(self) -> str:
        return self.currency

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class ReceiptPhoto(Base):
    """The photograph of a receipt: pixels alone, sealed. A name may stand on it, so the accountant knows that it is kept, no more."""

    PLAINTEXT_FIELDS = frozenset({"kept_on", "width", "height"})

    payment = models.OneToOneField(Payment, on_delete=models.CASCADE, related_name="photo")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kept_on = models.DateField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    image = Sealed("file")

    def __str__(self) -> str:
        return str(self.kept_on)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
