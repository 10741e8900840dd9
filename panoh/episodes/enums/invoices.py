"""Where an invoice of a facility stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InvoiceState(TextChoices):
    """From the paper to the payment."""

    ENTERED = "entered", _("to be approved")
    APPROVED = "approved", _("to be paid")
    PAID = "paid", _("paid")
    VOID = "void", _("not valid")


INVOICE_TRANSITIONS: dict[InvoiceState, frozenset[InvoiceState]] = {
    InvoiceState.ENTERED: frozenset({InvoiceState.APPROVED, InvoiceState.VOID}),
    InvoiceState.APPROVED: frozenset({InvoiceState.PAID, InvoiceState.VOID}),
    InvoiceState.PAID: frozenset(),
    InvoiceState.VOID: frozenset(),
}
