"""Statistics: the same numbers as `panoh report`, on pages, with the way down to codes for those who may."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.enums import Help, Kind
from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.desk.figures.year_page import is_year_out, year_page
from panoh.people.enums import Sex
from panoh.reporting import exports
from panoh.reporting.charts import bars
from panoh.reporting.dimensions import ADULT, LABELS, MINOR, TITLES, by_alphabet, label_of, labels_of, own_dimensions
from panoh.reporting.forms import FIRST_DAY, CrosstabForm, PeriodForm, this_year
from panoh.reporting.group_files import group_report
from panoh.reporting.indicators import groups
from panoh.reporting.policy import counts_all
from panoh.reporting.published import public_crosstab
from panoh.reporting.queries import figures as queries
from panoh.reporting.sentences import sentences

SMALL = 5  # numbers under this are dotted: hidden when published
CUTS = {
    "region": gettext_lazy("By region"),
    "door": gettext_lazy("By how they came to us"),
    "organisation": gettext_lazy("By admitting organisation"),
    "age_band": gettext_lazy("By age on the day of admission"),
}
WHO: dict[str, str] = {Kind.SURVIVOR: "self", Kind.FAMILY: "family", MINOR: "0-17", ADULT: "18+"}  # in an address, which the browser keeps
FACTS = {said: fact for fact, said in WHO.items()}
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table, small or not, with the way to its rows."""

    count: int
    url: str

    @property
    def is_small(self) -> bool:
        return 0 < self.count < SMALL


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of the chart: two stacked bars and their total, in units of the drawing."""

    label: str
    total: int
    y: int
    first: float
    second_x: float
    second: float
    text_x: float


def period_of(request: HttpRequest, usual: dict[str, dt.date] | None = None) -> tuple[PeriodForm, dt.date, dt.date]:
    """The period asked for; the usual one, this year, when none was, or when it cannot be (the form then says why)."""
    period = usual or this_year()
    form = PeriodForm(request.GET if "start" in request.GET else None, initial=period)
    if form.is_bound and form.is_valid():
        period = form.cleaned_data
        if period["end"] < period["start"]:
            form.add_error("end", _("The period ends before it begins."))
            period = usual or this_year()
    return form, period["start"], period["end"]


class _Drill:
    """Links from a number to the codes behind it, only for who may see cases."""

    def __init__(self, request: StaffRequest, start: dt.date, end: dt.date) -> None:
        self.may = has(request.user, Permission.CASE_VIEW)
        self.period = {"start": f"{start:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"}

    def part(self, found: queries.Admissions, label: str, **facts: str) -> dict[str, Any]:
        """A number of the sums on top."""
        cell = self.cell(found, **facts)
        return {"count": cell.count, "label": label, "url": cell.url}

    def cell(self, found: queries.Admissions, **facts: str) -> Cell:
        """A number of a table."""
        count = found.count(**facts)
        said = {name: WHO.get(value, value) for name, value in facts.items()}
        return Cell(count, f"{reverse('desk:statistics_rows')}?{urlencode({**self.period, **said})}" if self.may and count else "")


@requires(Permission.REPORT_VIEW)
def show_admissions(request: StaffRequest) -> HttpResponse:
    """Who was admitted: sums, by year with a chart, who × sex × age, by region."""
    form, start, end = period_of(request)
    found = queries.admissions(request.user, start, end)
    drill = _Drill(request, start, end)
    context = {
        "form": form,
        "start": start,
        "end": end,
        "query": urlencode(drill.period),
        "year": end.year if has_page(end.year) else 0,
        "is_out": has_page(end.year) and is_year_out(end.year),
        "may_mend": has(request.user, Permission.DATA_QUALITY),
        "sentences": sentences(found),
        **_admission_tables(drill, found),
    }
    return render(request, "desk/figures/figures.html", context)


def has_page(year: int) -> bool:
    """Whether there can be a page of paper about it."""
    return FIRST_DAY.year <= year <= today().year


def _admission_tables(drill: _Drill, found: queries.Admissions) -> dict[str, Any]:
    """Everything the page counts."""
    return {
        "total": drill.part(found, _("admitted in total")),
        "parts": [
            drill.part(found, _("survivors"), kind=Kind.SURVIVOR),
            drill.part(found, _("family members"), kind=Kind.FAMILY),
            drill.part(found, _("women"), sex=Sex.FEMALE),
            drill.part(found, _("men"), sex=Sex.MALE),
            *([drill.part(found, _("sex not stated"), sex=Sex.UNSTATED)] if found.count(sex=Sex.UNSTATED) else []),
        ],
        "minors": drill.cell(found, age=MINOR),
        "years": [(year, *_kinds(drill, found, year=year)) for year in found.by("year")],
        "sums": _kinds(drill, found),
        "bars": _bars(found),
        "who": _who(drill, found),
        "cuts": [_cut(drill, found, name) for name in ("region", "door", "organisation", "age_band")],
    }


def _cut(drill: _Drill, found: queries.Admissions, name: str) -> dict[str, Any]:
    """By one dimension: survivors, family members, all."""
    read = label_of(name)
    lines = [(read(key), *_kinds(drill, found, **{name: key})) for key in by_alphabet(name, found.by(name), read)]
    return {"name": name, "title": CUTS[name], "head": TITLES[name], "lines": lines}


def _kinds(drill: _Drill, found: queries.Admissions, **facts: str) -> tuple[Cell, Cell, Cell]:
    return drill.cell(found, kind=Kind.SURVIVOR, **facts), drill.cell(found, kind=Kind.FAMILY, **facts), drill.cell(found, **facts)


def _who(drill: _Drill, found: queries.Admissions) -> dict[str, Any]:
    """Who × sex × age: for each sex the persons and those under 18 among them, then all; sex not stated only where there is any."""
    sexes = {Sex.FEMALE: _("women"), Sex.MALE: _("men"), Sex.UNSTATED: _("sex not stated")}
    shown = [sex for sex in Sex if sex != Sex.UNSTATED or found.count(sex=sex)]

    def line(label: str, **facts: str) -> dict[str, Any]:
        cells = [(sexes[sex], drill.cell(found, sex=sex, **facts), drill.cell(found, sex=sex, age=MINOR, **facts)) for sex in shown]
        return {"label": label, "cells": [*cells, (_("Total"), drill.cell(found, **facts), drill.cell(found, age=MINOR, **facts))]}

    return {
        "heads": [*(sexes[sex] for sex in shown), _("Total")],
        "rows": [line(_("survivors"), kind=Kind.SURVIVOR), line(_("family members"), kind=Kind.FAMILY)],
        "sums": line(_("Total")),
    }


def _bars(found: queries.Admissions) -> dict[str, Any]:
    """The chart by year: drawn 340 wide, 41 for each year, the longest bar 250."""
    years = found.by("year")
    most = max(years.values(), default=0)
    bars = []
    for place, (year, total) in enumerate(years.items()):
        first = found.count(year=year, kind=Kind.SURVIVOR) * 250 / most
        second = found.count(year=year, kind=Kind.FAMILY) * 250 / most
        bars.append(
            Bar(year, total, 8 + place * 41, round(first, 1), round(47 + first, 1), round(second, 1), round(54 + first + second, 1))
        )
    busiest = max(years, key=lambda year: years[year]) if years else ""
    quietest = min(years, key=lambda year: years[year]) if years else ""
    return {
        "bars": bars,
        "height": 13 + 41 * len(bars),
        "axis": 9 + 41 * len(bars),
        "most": busiest,
        "most_count": years.get(busiest, 0),
        "least": quietest,
        "least_count": years.get(quietest, 0),
    }


@requires(Permission.REPORT_VIEW)
def show_assistance(request: StaffRequest) -> HttpResponse:
    """Help given, by kind: persons and services."""
    form, start, end = period_of(request)
    found = queries.assistance(request.user, start, end)
    rows = [(str(Help(kind).label), Cell(counts["persons"], ""), Cell(counts["services"], "")) for kind, counts in found.items()]
    context = {
        "form": form,
        "start": start,
        "end": end,
        "rows": rows,
        "query": urlencode({"start": f"{start:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"}),
        "chart": bars(
            "help", _("Help given, by kind"), [_("People"), _("Services")], [(kind, [one.count, two.count]) for kind, one, two in rows]
        ),
    }
    return render(request, "desk/figures/assistance.html", context)


@requires(Permission.REPORT_VIEW)
def show_crosstab(request: StaffRequest) -> HttpResponse:
    """A table of one's own from two or three dimensions."""
    initial = {**this_year(), "rows": "kind", "columns": "sex", "by": ""}
    form = CrosstabForm(request.GET if "rows" in request.GET else initial, own=own_dimensions(), whole=counts_all(request.user))
    tables: list[tuple[str, exports.Rows]] = []
    notes: list[str] = []
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            tables, notes = (_public if chosen.get("publish") else _inside)(request, chosen)
        except Invalid as invalid:
            form.refuse(invalid)
    return render(request, "desk/figures/crosstab.html", {"form": form, "tables": tables, "notes": notes, "small": SMALL})


def _inside(request: StaffRequest, chosen: dict[str, Any]) -> tuple[list[tuple[str, exports.Rows]], list[str]]:
    """The table with exact numbers, and one for each key of a third dimension."""
    rows, columns, by = chosen["rows"], chosen["columns"], chosen["by"]
    table = queries.crosstab(request.user, chosen["start"], chosen["end"], rows=rows, columns=columns, by=by or None)
    read = labels_of(by) if by else str
    keys = by_alphabet(by, table.layers, read)
    layers = [(read(key), exports.crosstab_rows(table.layers[key], rows, columns)) for key in keys]
    return [(_("All"), exports.crosstab_rows(queries.replace_layers(table), rows, columns)), *layers], []


def _public(request: StaffRequest, chosen: dict[str, Any]) -> tuple[list[tuple[str, exports.Rows]], list[str]]:
    """The table as it may be told to everybody, and what is to be said beside it."""
    rows, columns = chosen["rows"], chosen["columns"]
    table = public_crosstab(request.user, chosen["start"], chosen["end"], rows=rows, columns=columns, by=chosen["by"])
    return [(_("For the public"), exports.public_rows(table, rows, columns))], exports.public_notes(table)


@requires(Permission.REPORT_VIEW)
def download(request: StaffRequest, name: str, form: str) -> HttpResponse:
    """A report, or a group of indicators, as CSV or XLSX."""
    if form not in TYPES or name == "crosstab":
        raise Invalid(_("This table cannot be downloaded. Choose another."))
    group = groups().get(name)
    _form, start, end = period_of(request)
    if group:
        made = group_report(request.user, group, start, end, form)
    else:
        made = exports.report(name, request.user, start, end, form)
    response = HttpResponse(made, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{start:%Y%m%d}-{end:%Y%m%d}.{form}"'
    return response


@requires(Permission.REPORT_VIEW)
def print_year(request: StaffRequest, year: int, readers: str) -> HttpResponse:
    """A year on one page of paper: with exact numbers, or what was released to everybody."""
    if readers not in ("inside", "public") or not has_page(year):
        raise Invalid(_("This table cannot be downloaded. Choose another."))
    response = HttpResponse(year_page(request.user, year, publish=readers == "public"), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{year}-{readers}.pdf"'
    return response


@requires(Permission.REPORT_VIEW)
def show_rows(request: StaffRequest) -> HttpResponse:
    """The codes behind a number, inside the Unit, for who may see cases."""
    _form, start, end = period_of(request)
    asked = {name: request.GET[name] for name in LABELS if name in request.GET}
    facts = {name: FACTS.get(value, value) for name, value in asked.items()}
    codes = queries.codes_behind(request.user, start, end, facts)
    read = [str(Kind(value).label) if value in Kind.values else LABELS[name](value) for name, value in facts.items()]
    return render(request, "desk/figures/rows.html", {"codes": codes, "start": start, "end": end, "facts": read})
