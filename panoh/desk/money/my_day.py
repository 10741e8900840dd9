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
    """Invoices that wait for this reader: to be approved within five working days, then to be paid within as many;
    with how much each is, and what kind of facility asks for it."""
    return [_row(invoice) for invoice in invoices_waiting(user)]


def _row(invoice: InvoiceRow) -> TaskRow:
    due = add_working_days(invoice.decided_on or invoice.entered_on, INVOICE_DAYS)
    title = _("Pay the invoice") if invoice.state == InvoiceState.APPROVED else _("Approve the invoice")
    row = dated_row(title, reverse("desk:invoice", args=[invoice.code]), due, invoice.code, DayPart.DECISION)
    return replace(row, note=f"{money(invoice.amount)} {invoice.get_currency_display()} · {invoice.facility.get_kind_display()}")
