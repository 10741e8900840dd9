"""Recorded costs, as a table for spreadsheets."""

import datetime as dt
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl import Workbook

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.episodes.enums import SpendingBy
from panoh.episodes.events import InvoiceEvent
from panoh.episodes.queries.spending import said, spending

type Rows = list[list[Any]]

# The head of the first column, and what stands in it where a sum has none.
KEYS: dict[SpendingBy, tuple[str | Promise, str | Promise]] = {
    SpendingBy.AGREEMENT: (pgettext_lazy("with a facility", "Agreement"), pgettext_lazy("spending", "no agreement")),
    SpendingBy.PAYER: (gettext_lazy("Who pays"), pgettext_lazy("spending", "payer not recorded")),
    SpendingBy.BUDGET_CODE: (gettext_lazy("Budget code"), pgettext_lazy("spending", "no budget code")),
    SpendingBy.CASE: (gettext_lazy("Case"), ""),
}


def spending_rows(user: User, by: SpendingBy, start: dt.date, end: dt.date) -> Rows:
    """A line for each key and kind of money; that it was taken is recorded."""
    lines = spending(user, by, start, end)
    record(InvoiceEvent.SPENDING_TAKEN, by=user.actor)
    key, none = (str(words) for words in KEYS[by])
    head = [key, _("How many"), _("Sum"), _("Of that paid"), _("Currency")]
    return [head, *([said(by, line.key) or none, line.count, line.amount, line.paid, str(line.currency.label)] for line in lines)]


def spending_book(rows: Rows) -> bytes:
    """A workbook in memory."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = sheet_title(_("Recorded costs"))
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    sheet.column_dimensions["A"].width = 40
    return saved_in_memory(book)
