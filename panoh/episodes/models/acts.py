"""The monthly act of a specialist's completed work: codes and hours, never a name."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.enums import SessionKind
from panoh.cases.models import CODE_LENGTH, Session
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.episodes.enums import ActState
from panoh.network.enums import TariffUnit
from panoh.network.models import Agreement
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Act(Base):
    """What one specialist did in a month under one agreement, and what is paid for it."""

    PLAINTEXT_FIELDS = frozenset({"code", "month", "state", "currency", "total", "submitted_on", "decided_on", "paid_on", "payment_number"})

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acts")  # whose work it is
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # theirs
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="acts")
    month = models.DateField()  # its first day
    state = models.CharField(max_length=9, choices=ActState, default=ActState.SUBMITTED)
    currency = models.CharField(max_length=3, choices=Currency)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    submitted_on = models.DateField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(null=True, blank=True)
    payment_number = models.CharField(max_length=20, blank=True)  # of the payment order; RECEIPT says its shape
    remark = Sealed("staff")  # why it was given back, or approved above a ceiling

    class Meta:
        ordering: ClassVar[list[str]] = ["-month", "-submitted_on", "code"]

    def __str__(self) -> str:
        return self.code

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class ActLine(Base):
    """One session in an act, as it was when the act was handed in. A session stands in one act only."""

    PLAINTEXT_FIELDS = frozenset({"case_code", "held_on", "kind", "minutes", "unit", "quantity", "price", "amount"})

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="lines")
    # None once the act was given back, or the session is gone: the line stays, the session may be handed in anew.
    session = models.OneToOneField(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="act_line")
    case_code = models.CharField(max_length=CODE_LENGTH)
    held_on = models.DateField()
    kind = models.CharField(max_length=14, choices=SessionKind)
    minutes = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=9, choices=TariffUnit)
    quantity = models.DecimalField(max_digits=7, decimal_places=2)  # nought where a group's meeting is counted with another line
    price = models.DecimalField(max_digits=10, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["held_on", "case_code"]

    def __str__(self) -> str:
        return f"{self.case_code} {self.held_on}"
