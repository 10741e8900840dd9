"""Invoices of facilities: one sum for many lines of cost, and never a person's name outside of the scan."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.models import CODE_LENGTH
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.episodes.enums import InvoiceState
from panoh.network.models import Facility
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Invoice(Base):
    """What a facility asks for. Its lines are costs that were recorded; a line stands in one invoice only, and in its money."""

    PLAINTEXT_FIELDS = frozenset(
        {"code", "number", "dated_on", "amount", "currency", "state", "entered_on", "decided_on", "paid_on", "payment_number", "scan_kind"}
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # our side
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=20)  # as it stands on the paper; RECEIPT says its shape
    dated_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, choices=Currency)
    state = models.CharField(max_length=8, choices=InvoiceState, default=InvoiceState.ENTERED)
    entered_on = models.DateField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(null=True, blank=True)
    payment_number = models.CharField(max_length=20, blank=True)  # of the payment order
    scan_kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("jpeg", "JPEG")], blank=True)
    remark = Sealed("staff")  # why it is approved with a difference, or is not valid
    scan = Sealed("file")

    class Meta:
        ordering: ClassVar[list[str]] = ["-dated_on", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["facility", "number"], condition=~models.Q(state=InvoiceState.VOID), name="episodes_invoice_number_once"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="episodes_invoice_of_something"),
        ]

    def __str__(self) -> str:
        return self.code

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)
