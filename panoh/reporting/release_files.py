"""A released table as CSV and XLSX: what it says, of which days, what was hidden. The public page hands out the same CSV."""

import datetime as dt

from django.utils.translation import gettext as _
from openpyxl import Workbook

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.reporting.enums import Audience, ReleaseState
from panoh.reporting.events import Event
from panoh.reporting.exports import Rows, cover_name, period_line, to_csv
from panoh.reporting.models import FigureRelease
from panoh.reporting.publishable_table import ReleaseContent, read


def told_rows(told: ReleaseContent) -> Rows:
    """The table with a word where a number is hidden; of a sentence the sentence above its numbers."""
    body: Rows = [[_("hidden") if cell is None else cell for cell in line] for line in told.lines()]
    return [[told.said], [], *body] if told.said else body


def told_csv(told: ReleaseContent) -> str:
    """In the active language."""
    return to_csv(told_rows(told))


def is_file(row: FigureRelease) -> bool:
    """Whether it can be taken as a file: it is out, and for somebody outside. What is for inside is exact and stays on its page.

    So does what went out with exact numbers before there was a threshold for everybody outside.
    """
    return row.state == ReleaseState.RELEASED and row.audience != Audience.INSIDE and bool(row.told["threshold"])


def release_file(row: FigureRelease, form: str, *, by: User) -> str | bytes:
    """One release as csv, or as xlsx with a cover sheet that says what it is. Recorded as a report that was taken."""
    told = read(row.told)
    record(Event.REPORT_TAKEN, by=by.actor, purpose=f"release {row.number}")
    if form == "csv":
        return told_csv(told)
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = sheet_title(cover_name())
    for line in cover_lines(told, row.number or 0, row.start, row.end, Audience(row.audience)):
        cover.append([safe_cell(line)])
    cover.column_dimensions["A"].width = 100
    sheet = book.create_sheet(sheet_title(told.title))
    for each in told_rows(told):
        sheet.append([safe_cell(value) for value in each])
    sheet.column_dimensions["A"].width = 40
    return saved_in_memory(book)


def cover_lines(told: ReleaseContent, number: int, start: dt.date, end: dt.date, audience: Audience) -> list[str]:
    """What the cover sheet says: the table, its number, the period, for whom, what was hidden."""
    whom = _("For: %(readers)s.") % {"readers": audience.label}
    if audience == Audience.AGREEMENT:
        whom = f"{whom} {_('Do not pass it on to anyone else.')}"
    return [told.title, _("Published table No. %(number)s") % {"number": number}, period_line(start, end), whom, *told.notes()]
