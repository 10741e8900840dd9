"""Reads of invoices: codes and sums, no person."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code
from panoh.episodes.enums import InvoiceState
from panoh.episodes.models import CostLine, Invoice
from panoh.episodes.policy import visible_invoices

# How views, which know no models, name what they are given.
type InvoiceRow = Invoice

NOT_HERE = _("Invoice not found, or you have no access to it.")


def invoices(user: User) -> QuerySet[Invoice]:
    """All of them, the newest first, without words and scans."""
    return visible_invoices(user).select_related("facility").defer("remark", "scan").order_by("-dated_on", "code")


def get_invoice(user: User, code: str) -> Invoice:
    """One of them. Raises NotFound."""
    found = visible_invoices(user).select_related("facility", "organisation", "entered_by", "decided_by", "paid_by")
    row = found.filter(code=tidy_code(code) or "").first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def invoices_waiting(user: User) -> list[Invoice]:
    """What waits for this reader: to be approved where somebody else entered it and its costs are chosen, to get its costs, which whoever
    entered it and who pays do, or to be paid. `has_lines` says whether they are chosen. None or one query."""
    waits = Q(state=InvoiceState.ENTERED, has_lines=False, entered_by=user.pk)
    if has(user, Permission.INVOICE_APPROVE):
        waits |= Q(state=InvoiceState.ENTERED, has_lines=True) & ~Q(entered_by=user.pk)
    if has(user, Permission.INVOICE_PAY):
        waits |= Q(state=InvoiceState.APPROVED) | Q(state=InvoiceState.ENTERED, has_lines=False)
    rows = visible_invoices(user).annotate(has_lines=Exists(CostLine.objects.filter(invoice=OuterRef("pk"))))
    return list(rows.filter(waits).select_related("facility").defer("remark", "scan").order_by("entered_on", "code"))


def lines(invoice: Invoice) -> list[CostLine]:
    """The costs it stands for."""
    return list(invoice.lines.select_related("episode").order_by("entered_on", "id"))


def lines_to_match(invoice: Invoice) -> list[CostLine]:
    """Its own lines, and costs at this facility in this money that stand in no invoice."""
    rows = CostLine.objects.filter(Q(invoice=None) | Q(invoice=invoice), episode__facility=invoice.facility, currency=invoice.currency)
    rows = rows.filter(struck_on=None, episode__case__is_practice=False)
    return list(rows.select_related("episode").order_by("entered_on", "id"))


def difference(invoice: Invoice, found: Iterable[CostLine]) -> Decimal:
    """How much more the invoice asks for than its lines come to; less than nought where it asks for less."""
    return invoice.amount - sum((line.amount for line in found), Decimal(0))
