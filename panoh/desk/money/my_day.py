"""Invoices that wait, among the tasks of who approves or pays them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.actions import due_on
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import add_working_days, today
from panoh.core.templatetags.panoh import date_only
from panoh.desk.frame.task_rows import TaskRow
from panoh.episodes.enums import InvoiceState
from panoh.episodes.queries.invoices import invoices_waiting

INVOICE_DAYS = 5  # working days


def invoice_rows(user: User) -> list[TaskRow]:
    """Invoices that wait for this reader: to be approved within five working days, then to be paid within as many."""
    rows = []
    for invoice in invoices_waiting(user):
        due = add_working_days(invoice.decided_on or invoice.entered_on, INVOICE_DAYS)
        pays = invoice.state == InvoiceState.APPROVED
        rows.append(
            TaskRow(
                id=None,
                title=_("Pay the invoice") if pays else _("Approve the invoice"),
                code=invoice.code,
                url=reverse("desk:invoice", args=[invoice.code]),
                when=date_only(due),
                since="",
                state="late" if due < today() else "",
                by_hand=False,
                moment=due_on(due),
                part=DayPart.DECISION,
            )
        )
    return rows
