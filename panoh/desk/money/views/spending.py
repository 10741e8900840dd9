"""Costs that were recorded in a period and what of them is paid, divided one way; on the screen and as a table."""

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.desk.figures.views.figures import TYPES, period_of
from panoh.episodes import sheets
from panoh.episodes.enums import SpendingBy
from panoh.episodes.queries import invoices as invoice_queries
from panoh.episodes.queries import spending as queries
from panoh.reporting.exports import to_csv


def _year() -> dict[str, dt.date]:
    return {"start": today().replace(month=1, day=1), "end": today()}


def _way(request: StaffRequest) -> SpendingBy:
    ways = {way.value: way for way in queries.ways(request.user)}
    return ways.get(request.GET.get("by", ""), SpendingBy.AGREEMENT)


@requires(Permission.MONEY_VIEW)
def show_spending(request: StaffRequest) -> HttpResponse:
    """Sums by agreement, by who pays, by budget code; by case code for who sees cases. Each kind of money for itself."""
    by = _way(request)
    form, start, end = period_of(request, _year())
    lines = queries.spending(request.user, by, start, end)
    period = urlencode({"start": f"{start:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"})
    context = {"form": form, "by": by, "ways": queries.ways(request.user), "period": period, "start": start, "end": end}
    paid = queries.totals_paid(lines)
    totals = [(currency, amount, paid[currency]) for currency, amount in queries.totals(lines).items()]
    left = queries.left_of_ceilings(request.user, lines) if by == SpendingBy.AGREEMENT else {}
    context |= {"lines": [(queries.said(by, line.key), line, left.get(line.key)) for line in lines], "totals": totals}
    return render(request, "desk/money/spending.html", context)


@requires(Permission.MONEY_VIEW)
def export_spending(request: StaffRequest, form: str) -> HttpResponse:
    """The same table as a file."""
    if form not in TYPES:
        raise NotFound(invoice_queries.NOT_HERE)
    _form, start, end = period_of(request, _year())
    rows = sheets.spending_rows(request.user, _way(request), start, end)
    response = HttpResponse(to_csv(rows) if form == "csv" else sheets.spending_book(rows), content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="spending.{form}"'
    return response
