"""What care outside cost, line by line."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.enums import Payer
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.episodes.models.episode import Episode
from panoh.episodes.models.invoices import Invoice
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Agreement
from panoh.people.models import Person
from panoh.referrals.enums import TermsProblem
from panoh.referrals.models import Referral
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class CostLine(Base):
    """So many units of a service at the price that held, in one kind of money. The price stays whatever becomes of the agreement.

    `amount` is the price times the quantity, to the hundredth; it is kept, since it is what was billed. What was entered wrongly is
    struck out with a reason and entered anew; a struck line counts nowhere.
    """

    PLAINTEXT_FIELDS = frozenset(
        {
            "service",
            "unit",
            "quantity",
            "price",
            "amount",
            "currency",
            "payer",
            "budget_code",
            "agreement_number",
            "entered_on",
            "problem",
            "struck_on",
        }
    )

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="costs")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="costs")
    agreement_number = models.CharField(max_length=20, blank=True)  # as it was when the line was entered
    # Where the line takes over what the referral says it cost: once.
    taken_from = models.OneToOneField(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="cost_line")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")  # one only
    service = models.CharField(max_length=16, choices=Service)
    unit = models.CharField(max_length=9, choices=TariffUnit)
    quantity = models.DecimalField(max_digits=7, decimal_places=2)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, choices=Currency)
    payer = models.CharField(max_length=7, choices=Payer, blank=True)
    budget_code = models.CharField(max_length=20, blank=True)
    entered_on = models.DateField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(max_length=12, choices=TermsProblem, blank=True)  # outside of what is agreed: in which way
    struck_on = models.DateField(null=True, blank=True)
    struck_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = Sealed("words")  # why it is paid outside of what is agreed
    struck_words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["entered_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0) & models.Q(price__gte=0) & models.Q(amount__gte=0), name="episodes_cost_not_below_nought"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.unit}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
