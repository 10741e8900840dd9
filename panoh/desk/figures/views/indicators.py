"""Indicators, a report a group: what each figure means, the whole, and each way it is cut."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.core.templatetags.panoh import number
from panoh.desk.figures.views.figures import SMALL, period_of
from panoh.episodes.enums import SpendingBy
from panoh.episodes.queries.spending import SpendingLine, said, spending
from panoh.reporting.charts import Chart, bars
from panoh.reporting.counting import Count, Counted, Part, count_group
from panoh.reporting.group_files import figures, heads
from panoh.reporting.indicators import COUNTED, groups

BESIDE = "help"  # the report that says beside what was given what it cost
NOT_HERE = _("Page not found, or you do not have access to it.")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a line: small or not, None where it is not said."""

    count: int | float | None
    is_small: bool


def _line(label: str, count: Count) -> tuple[str, list[Figure]]:
    return label, [Figure(one, isinstance(one, int) and 0 < one < SMALL) for one in figures(count)]


def _counted(found: Counted) -> str:
    """A count with its unit; "" for a share or a mean."""
    many = found.whole.numerator
    return COUNTED[found.indicator.unit](many) % {"n": number(many)} if found.indicator.kind == "count" else ""


def _shown(found: Counted) -> dict[str, Any]:
    """One indicator as the page shows it."""
    first = next((part for part in found.parts if part.counts), None)
    parts = [
        {"title": part.title, "heads": heads(found.indicator.kind), "lines": [_line(label, count) for label, count in part.lines]}
        for part in found.parts
        if part.counts
    ]
    return {
        "it": found.indicator,
        "counted": _counted(found),
        "whole": found.whole,
        "figures": figures(found.whole),
        "parts": parts,
        "chart": _chart(found, first) if first else None,
    }


def _chart(found: Counted, part: Part) -> Chart | None:
    """The first cut as a picture: of a share what was reached beside all, of a mean none."""
    it = found.indicator
    if it.kind == "mean":
        return None
    rows = [(label, [count.denominator, count.numerator] if it.kind == "share" else [count.numerator]) for label, count in part.lines]
    names = [pgettext("figures", "Of"), pgettext("figures", "Number")] if it.kind == "share" else [""]
    return bars(f"c-{it.code.replace('_', '-')}", part.title, names, rows)


def _spent(request: StaffRequest, start: dt.date, end: dt.date) -> list[tuple[str, SpendingLine]]:
    """What help cost in the period by who pays, for who sees sums."""
    if not has(request.user, Permission.MONEY_VIEW):
        return []
    return [(said(SpendingBy.PAYER, line.key), line) for line in spending(request.user, SpendingBy.PAYER, start, end)]


@requires(Permission.REPORT_VIEW)
def show_first(_request: HttpRequest) -> HttpResponse:
    """The first report."""
    return redirect("desk:statistics_report", next(iter(groups())))


@requires(Permission.REPORT_VIEW)
def show_report(request: StaffRequest, code: str) -> HttpResponse:
    """The indicators of one group for a period."""
    group = groups().get(code)
    if group is None:
        raise NotFound(NOT_HERE)
    form, start, end = period_of(request)
    context = {
        "form": form,
        "start": start,
        "end": end,
        "query": urlencode({"start": f"{start:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"}),
        "group": group,
        "groups": list(groups().values()),
        "found": [_shown(one) for one in count_group(request.user, group, start, end)],
        "may_see_money": has(request.user, Permission.MONEY_VIEW),
        "spent": _spent(request, start, end) if group.code == BESIDE else [],
    }
    return render(request, "desk/figures/report.html", context)
