"""Invoices that wait, among the tasks of who approves or pays them."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import add_working_days
from panoh.core.templatetags.panoh import money
from panoh.desk.frame.task_rows import TaskRow, dated_row
from panoh.episodes.enums import InvoiceState
from panoh.episodes.queries.invoices import InvoiceRow, invoices_waiting

INVOICE_DAYS = 5  # working days


def invoice_rows(user: User) -> list[TaskRow]:
    """Invoices that wait for this reader: to get their costs and be approved within five working days, then to be paid within as many;
    with how much each is, and what kind of facility asks for it."""
    return [_row(invoice) for invoice in invoices_waiting(user)]


def _title(invoice: InvoiceRow, *, lacks_costs: bool) -> str:
    if lacks_costs:
        return _("Choose the costs of the invoice")
    return _("Pay the invoice") if invoice.state == InvoiceState.APPROVED else _("Approve the invoice")


def _row(invoice: InvoiceRow) -> TaskRow:
    due = add_working_days(invoice.decided_on or invoice.entered_on, INVOICE_DAYS)
    lacks_costs = invoice.state == InvoiceState.ENTERED and not invoice.has_lines  # type: ignore[attr-defined]
    page = "desk:invoice_match" if lacks_costs else "desk:invoice"
    row = dated_row(_title(invoice, lacks_costs=lacks_costs), reverse(page, args=[invoice.code]), due, invoice.code, DayPart.DECISION)
    return replace(row, note=f"{money(invoice.amount)} {invoice.get_currency_display()} · {invoice.facility.get_kind_display()}")
