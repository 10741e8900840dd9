"""A report of indicators as CSV and XLSX, with a cover sheet that says what each figure means."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.core.errors import Invalid
from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.reporting.counting import Count, Counted, count_group
from panoh.reporting.events import Event
from panoh.reporting.exports import Rows, check_format, cover_name, exact_note, period_line, to_csv, to_text
from panoh.reporting.indicators import Group, Indicator, groups

FEWEST = 20  # a share of fewer tells of single persons, and little of the work


def heads(kind: str) -> list[str]:
    """The columns beside a key, by the kind of indicator."""
    if kind == "share":
        return [pgettext("figures", "Number"), pgettext("figures", "Of"), _("Percent")]
    return [_("Average"), pgettext("figures", "Of")] if kind == "mean" else [pgettext("figures", "Number")]


def figures(count: Count) -> list[int | float | None]:
    """The numbers under these heads; None for a share of fewer than twenty and for a mean of nothing."""
    kind, value = count.indicator.kind, count.value
    if kind == "share":
        return [count.numerator, count.denominator, float(value) if value is not None and count.denominator >= FEWEST else None]
    if kind == "mean":
        return [None if value is None else float(value), count.denominator]
    return [count.numerator]


def get_group(code: str) -> Group:
    """One report by its code. Raises Invalid."""
    found = groups().get(code)
    if found is None:
        raise Invalid(_("There is no report “%(name)s”.") % {"name": code[:20]})
    return found


def group_report(user: User, group: Group, start: dt.date, end: dt.date, form: str) -> str | bytes:
    """Every figure of one report in one of FORMATS; bytes for xlsx. Raises Invalid for an unknown format or a period that cannot be."""
    check_format(form)
    found = count_group(user, group, start, end)
    record(Event.REPORT_TAKEN, by=user.actor, purpose=f"report_{group.code}")
    if form == "json":
        return json.dumps({one.indicator.code: as_dict(one) for one in found}, ensure_ascii=False)
    rows = group_rows(found)
    if form == "xlsx":
        return _book(group, found, rows, start, end)
    return to_csv([*rows, [], [exact_note()]]) if form == "csv" else to_text(rows)


def as_dict(found: Counted) -> dict[str, Any]:
    """A figure by its keys, with the version of its rule."""

    def said(count: Count) -> dict[str, Any]:
        value = None if count.value is None else float(count.value)
        below = {} if count.indicator.kind == "count" else {"denominator": count.denominator}
        unknown = {"unknown": count.unknown} if count.unknown else {}
        return {"numerator": count.numerator, **below, **unknown, "value": value}

    return {
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
        "version": found.indicator.version,
        "unit": found.indicator.unit,
        **said(found.whole),
        "by": {part.by: {key: said(count) for key, count in part.counts.items()} for part in found.parts},
    }


def group_rows(found: list[Counted]) -> Rows:
    """One line a number: the indicator, the version of its rule, by what, which key, and the numbers."""
    rows: Rows = [
        [
            _("Indicator"),
            _("Rule"),
            pgettext("breakdown", "By"),
            pgettext("breakdown", "Value"),
            pgettext("figures", "Number"),
            pgettext("figures", "Of"),
            _("Percent or average"),
        ]
    ]
    for one in found:
        rows.append(_line(one, "", _("All"), one.whole))
        rows += [_line(one, part.title, label, count) for part in found_parts(one) for label, count in part.lines]
    return rows


def found_parts(found: Counted) -> list[Any]:
    """Its cuts that hold anything."""
    return [part for part in found.parts if part.counts]


def _line(found: Counted, by: str, label: str, count: Count) -> list[Any]:
    indicator = found.indicator
    name, version = indicator.name, indicator.rule_version
    if indicator.kind == "count":
        return [name, version, by, label, count.numerator, "", ""]
    value = figures(count)[2 if indicator.kind == "share" else 0]
    return [name, version, by, label, count.numerator, count.denominator, "" if value is None else value]


def _book(group: Group, found: list[Counted], rows: Rows, start: dt.date, end: dt.date) -> bytes:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = sheet_title(cover_name())
    for line in ([group.name], [period_line(start, end)], [exact_note()], [], *definition_rows(one.indicator for one in found)):
        cover.append([safe_cell(value) for value in line])
    for column, width in (("A", 36), ("B", 70), ("C", 44), ("D", 44), ("E", 40), ("F", 14)):
        cover.column_dimensions[column].width = width
    sheet = book.create_sheet(sheet_title(group.name))
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    sheet.column_dimensions["A"].width = 40
    return saved_in_memory(book)


def definition_rows(found: Iterable[Indicator]) -> Rows:
    """What each figure means: name, definition, what is counted, of what, which rows belong to the period, version of the rule."""
    rows: Rows = [[_("Indicator"), _("Definition"), _("Counted"), pgettext("figures", "Of"), _("Period"), _("Rule")]]
    for it in found:
        rows.append([it.name, it.definition, it.numerator, it.denominator, it.rule, it.rule_version])
    return rows
