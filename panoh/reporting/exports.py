"""The same figures as text, JSON, CSV and XLSX."""

import csv
import datetime as dt
import io
import json
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from openpyxl import Workbook

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.cases.enums import Help
from panoh.core.errors import Invalid
from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.network.enums import Service
from panoh.referrals.queries import gaps
from panoh.reporting.dimensions import LABELS, TITLES, by_alphabet, label_of, labels_of
from panoh.reporting.events import Event
from panoh.reporting.policy import counted_cases
from panoh.reporting.published import NO_ORGANISATION, PublicTable, public_crosstab
from panoh.reporting.queries import figures as queries
from panoh.reporting.sentences import sentences

FORMATS = ("text", "json", "csv", "xlsx")
type Rows = list[list[Any]]


def report(
    name: str,
    user: User,
    start: dt.date,
    end: dt.date,
    form: str,
    *,
    rows: str = "",
    columns: str = "",
    by: str | None = None,
    publish: bool = False,
) -> str | bytes:
    """One report for a period in one of FORMATS; bytes for xlsx. `publish`: a cross-tab as it may be told to everybody.

    Raises Invalid for an unknown report, format or dimension, for a period that cannot be, and for a third one with `publish`.
    """
    check_format(form)
    queries.check_period(start, end)
    if name == "admissions":
        admitted = queries.admissions(user, start, end)
        found = {**admitted.as_dict(), "sentence": sentences(admitted)}
        table = admission_rows(found)
    elif name == "assistance":
        found = dict(queries.assistance(user, start, end))
        table = assistance_rows(found)
    elif name == "gaps":
        counted, reasons = gaps.count_gaps(counted_cases(user), start, end), gaps.count_reasons(counted_cases(user), start, end)
        found, table = gaps_found(counted), [*gap_rows(counted), [], *reason_rows(reasons)]
    elif name == "crosstab" and publish:
        if "organisation" in (rows, columns):
            raise Invalid(NO_ORGANISATION)
        public = public_crosstab(user, start, end, rows=rows, columns=columns, by=by)
        found, table = public.as_dict(), [*public_rows(public, rows, columns), [], *([note] for note in public_notes(public))]
    elif name == "crosstab":
        crossed = queries.crosstab(user, start, end, rows=rows, columns=columns, by=by)
        found, table = crossed.as_dict(), crosstab_rows(crossed, rows, columns, by)
    else:
        raise Invalid(_("There is no report “%(name)s”.") % {"name": name[:20]})
    record(Event.REPORT_TAKEN, by=user.actor, purpose="crosstab_public" if publish else name)
    if form == "json":
        return json.dumps(found, ensure_ascii=False)
    if form == "csv":
        return to_csv(table if publish else [*table, [], [exact_note()]])
    if form == "xlsx":
        return to_xlsx(table, name, start, end, publish=publish)
    return to_text(table)


def check_format(form: str) -> None:
    """Raises Invalid for a format that there is not."""
    if form not in FORMATS:
        raise Invalid(_("There is no format “%(name)s”.") % {"name": form[:20]})


def admission_rows(found: dict[str, Any]) -> Rows:
    """The admissions report as a table of labels and numbers."""
    rows: Rows = [
        [_("Admitted"), found["persons"]],
        [_("Survivors"), found["direct"]],
        [_("Family members"), found["family"]],
        [_("Women"), found["women"]],
        [_("Men"), found["men"]],
        [_("Sex not stated"), found["sex_unstated"]],
        [_("Of these under 18"), found["under_age"]],
        [],
        [found["sentence"][get_language() or "en"]],
        [],
        [_("Who"), _("Sex"), _("Age"), _("People")],
    ]
    rows += [
        [LABELS["kind"](line["kind"]), LABELS["sex"](line["sex"]), LABELS["age"](line["age"]), line["persons"]]
        for line in found["kind_sex_age"]
    ]
    for dimension in ("region", "year", "door", "organisation", "age_band"):
        read = label_of(dimension)
        counts = found[f"{dimension}s"]
        rows += [[], [str(TITLES[dimension]), _("People")], *([read(key), counts[key]] for key in by_alphabet(dimension, counts, read))]
    return rows


def assistance_rows(found: dict[str, dict[str, int]]) -> Rows:
    """The assistance report as a table."""
    return [
        [_("Kind of help"), _("People"), _("Services")],
        *([str(Help(kind).label), counts["persons"], counts["services"]] for kind, counts in found.items()),
    ]


def gaps_found(counts: list[gaps.GapCount]) -> dict[str, Any]:
    """Unmet needs by their keys."""
    lines = [
        {
            "service": line.service,
            "region": line.region,
            "place": line.place,
            "persons": line.persons,
            "open": line.still_open,
            "met": line.met,
        }
        for line in counts
    ]
    return {"needs": lines}


def gap_rows(counts: list[gaps.GapCount]) -> Rows:
    """Unmet needs as a table: service, place, persons."""
    return [
        [_("Which help"), _("Place"), _("People"), _("Of these still without help"), _("Of these helped later")],
        *([line.service_label, line.where, line.persons, line.still_open, line.met] for line in counts),
    ]


def reason_rows(reasons: dict[str, list[tuple[str, int]]]) -> Rows:
    """Why needs were not met, as a table: service, reason, persons."""
    return [
        [_("Which help"), _("Why"), _("People")],
        *([str(Service(service).label), reason, count] for service, lines in reasons.items() for reason, count in lines),
    ]


def crosstab_rows(table: queries.Crosstab, rows: str, columns: str, by: str | None = None) -> Rows:
    """A cross-tab as a table with totals, its layers below."""
    down, across = labels_of(rows), labels_of(columns)
    keys = by_alphabet(columns, table.columns, across)
    places = [table.columns.index(key) for key in keys]
    lines: Rows = [["", *map(across, keys), _("Total")]]
    for key in by_alphabet(rows, table.rows, down):
        row = table.rows.index(key)
        lines.append([down(key), *(table.cells[row][at] for at in places), table.row_totals[row]])
    lines.append([_("Total"), *(table.column_totals[at] for at in places), table.total])
    read = labels_of(by) if by else str
    for key in by_alphabet(by or "", table.layers, read):
        lines += [[], [read(key)], *crosstab_rows(table.layers[key], rows, columns)]
    return lines


def public_rows(table: PublicTable, rows: str, columns: str) -> Rows:
    """A table for everybody with its totals, and a word where a number is hidden."""
    down, across = labels_of(rows), labels_of(columns)
    keys = by_alphabet(columns, table.columns, across)
    places = [table.columns.index(key) for key in keys]

    def line(label: str, cells: list[int | None], total: int | None) -> list[Any]:
        return [label, *(_("hidden") if cell is None else cell for cell in (*(cells[at] for at in places), total))]

    found = {key: line(down(key), cells, total) for key, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True)}
    return [
        ["", *map(across, keys), _("Total")],
        *(found[key] for key in by_alphabet(rows, found, down)),
        line(_("Total"), table.column_totals, table.total),
    ]


def public_notes(table: PublicTable) -> list[str]:
    """What a reader of a table for everybody is told about it."""
    said = _(
        "Not published. Each number is rounded separately to the nearest %(base)s; those under %(least)s, and some others, are hidden."
    )
    return [said % {"base": table.base, "least": table.threshold}, *([table.why] if table.why else [])]


def to_csv(rows: Rows) -> str:
    """Comma-separated, UTF-8 with a mark so that spreadsheets read Cyrillic."""
    out = io.StringIO()
    csv.writer(out).writerows([[safe_cell(value) for value in row] for row in rows])
    return "\ufeff" + out.getvalue()


def to_text(rows: Rows) -> str:
    """Aligned columns for a terminal."""
    widths: dict[int, int] = {}
    for row in rows:
        for place, value in enumerate(row if len(row) > 1 else ()):
            widths[place] = max(widths.get(place, 0), len(str(value)))
    lines = []
    for row in rows:
        cells = [str(v).rjust(widths.get(i, 0)) if isinstance(v, int) else str(v).ljust(widths.get(i, 0)) for i, v in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def to_xlsx(rows: Rows, name: str, start: dt.date, end: dt.date, *, publish: bool = False) -> bytes:
    """A workbook in memory: a cover sheet with what was counted and when, then the figures."""
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = sheet_title(cover_name())
    for line in cover_lines(name, start, end, publish=publish):
        cover.append([safe_cell(line)])
    cover.column_dimensions["A"].width = 100
    sheet = book.create_sheet(sheet_title(_sheet_names()[name]))
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    sheet.column_dimensions["A"].width = 40
    return saved_in_memory(book)


def cover_name() -> str:
    """What the sheet is called that says what the numbers of the others mean."""
    return pgettext("sheet", "Notes")


def _sheet_names() -> dict[str, str]:
    return {"admissions": _("Admitted"), "assistance": _("Help given"), "gaps": _("Unmet needs"), "crosstab": _("Table")}


def cover_lines(name: str, start: dt.date, end: dt.date, *, publish: bool = False) -> list[str]:
    """What the figures mean, in the active language."""
    meaning = {
        "admissions": _("People admitted in the period, each counted once, by the first admission in it. Age is on the day of admission."),
        "assistance": _("Services given in the period, and people who received them; a person counts once for each kind of help."),
        "gaps": _("People for whom it was recorded in the period that nobody provides the help they need; each counted once in a line."),
        "crosstab": _("People admitted in the period, each counted once, by the first admission in it."),
    }[name]
    return [
        period_line(start, end),
        meaning,
        _("Prepared for the public, not published.") if publish else exact_note(),
    ]


def period_line(start: dt.date, end: dt.date) -> str:
    """From when to when, as a file says it."""
    return _("From %(start)s to %(end)s") % {"start": f"{start:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"}


def exact_note() -> str:
    """What every file with exact numbers says of itself."""
    return _("Exact numbers, for use inside the Unit. Small numbers can point to a person: do not publish them.")
