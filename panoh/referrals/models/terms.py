"""The terms a referral goes on, frozen as they stood when it left."""

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.network.models import Agreement
from panoh.people.models import Person
from panoh.referrals.enums import TermsProblem
from panoh.referrals.models.referral import Referral
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class ReferralTerms(Base):
    """Which agreement a referral takes and what stood in it; where it stands outside of it, who allowed that and why."""

    PLAINTEXT_FIELDS = frozenset(
        {
            "frozen",
            "frozen_on",
            "estimate",
            "currency",
            "problem",
            "could_not_wait",
            "allowed_for",
            "allowed_on",
            "cost_problem",
            "cost_allowed_on",
        }
    )

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="referral_terms")
    frozen = models.JSONField(default=dict)  # number, version, price and ceilings of the agreement, as text
    frozen_on = models.DateField(null=True, blank=True)  # when the letter left
    estimate = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=Currency, blank=True)
    problem = models.CharField(max_length=12, choices=TermsProblem, blank=True)
    could_not_wait = models.BooleanField(default=False)
    allowed_for = models.CharField(max_length=12, choices=TermsProblem, blank=True)
    allowed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    allowed_on = models.DateField(null=True, blank=True)
    reason = Sealed("words")
    # What it cost in the end, where that is above the price or a ceiling: in which way, and who allowed it.
    cost_problem = models.CharField(max_length=12, choices=TermsProblem, blank=True)
    cost_allowed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cost_allowed_on = models.DateField(null=True, blank=True)
    cost_reason = Sealed("words")

    def __str__(self) -> str:
        return self.problem

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)

    @property
    def cost_waits(self) -> bool:
        """Whether nobody has given a reason yet for what it cost."""
        return bool(self.cost_problem) and self.cost_allowed_on is None

    def allows(self, problem: str, agreement: Agreement | None) -> bool:
        """Whether somebody gave a reason for just this: this problem, with this agreement or with none."""
        return bool(problem) and self.allowed_for == problem and self.agreement_id == (agreement.pk if agreement else None)
