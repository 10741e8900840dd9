"""Packs: the tables a funder or a network asks for every year, as content; counted by the indicators, told with what each means, tagged.

A pack holds exact numbers. It is for use inside; a table of it leaves the house as a release to who has an agreement that names it.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from openpyxl import Workbook

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.core.errors import Invalid
from panoh.core.sheets import safe_cell, saved_in_memory
from panoh.reporting.counting import Counted, count
from panoh.reporting.dimensions import TITLES, label_of
from panoh.reporting.events import Event
from panoh.reporting.exports import Rows, exact_note, period_line, to_csv
from panoh.reporting.group_files import definition_rows
from panoh.reporting.indicators import CROSSED, LANGUAGES, UNITS, BadIndicator, Indicator, indicators
from panoh.reporting.telling import Told, in_languages

NO_PACK = gettext_lazy("There is no such table in a pack. Choose from the list.")
# How a column is tagged for humanitarian exchange (HXL): what is not of its core list is an attribute.
TAGS = {
    "kind": "#beneficiary+type",
    "sex": "#beneficiary+sex",
    "age": "#beneficiary+age",
    "age_band": "#beneficiary+age_band",
    "region": "#adm1+name",
    "help": "#sector+name",
    "service": "#service+name",
    "door": "#channel+name",
    "organisation": "#org+name",
    "year": "#date+year",
}


@dataclass(frozen=True, slots=True)
class PackTable:
    """One table: which indicator counts it, by what."""

    code: str
    indicator: Indicator
    rows: str
    columns: str = ""

    @property
    def cut(self) -> list[str]:
        """What stands in the rows, then in the columns."""
        return [self.rows, *([self.columns] if self.columns else [])]

    @property
    def title(self) -> str:
        """The figure and by what it is cut, in the active language."""
        return f"{self.indicator.name}: {' × '.join(str(TITLES[name]).lower() for name in self.cut)}"


@dataclass(frozen=True, slots=True)
class Pack:
    """What somebody outside asks for."""

    code: str
    position: int
    names: Mapping[str, str]
    tables: tuple[PackTable, ...]

    @property
    def name(self) -> str:
        """In the active language."""
        return self.names.get(get_language() or "en", self.names["en"])


def read_pack(file: str, text: str, known: Mapping[str, Indicator]) -> Pack:
    """One file. `known`: the indicators there are, by code. Raises BadIndicator with the table and the field that is wrong."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadIndicator(file, "", "toml", str(error)) from None
    names = said.get("name", {})
    if not isinstance(said.get("position"), int):
        raise BadIndicator(file, "pack", "position", "a whole number is wanted")
    for language in LANGUAGES:
        if not isinstance(names.get(language), str) or not names[language].strip():
            raise BadIndicator(file, "pack", f"name.{language}", "it is missing")
    tables = tuple(_table(file, entry, known) for entry in said.get("table", []))
    codes = [table.code for table in tables]
    for code in codes:
        if codes.count(code) > 1:
            raise BadIndicator(file, code, "code", "it comes twice")
    return Pack(file.removesuffix(".toml"), said["position"], names, tables)


def _table(file: str, entry: Mapping[str, Any], known: Mapping[str, Indicator]) -> PackTable:
    code = str(entry.get("code", ""))
    for field in entry:
        if field not in ("code", "indicator", "rows", "columns"):
            raise BadIndicator(file, code, field, "there is no such field")
    for field in ("code", "indicator", "rows"):
        if not isinstance(entry.get(field), str) or not entry[field]:
            raise BadIndicator(file, code, field, "it is missing")
    indicator = known.get(entry["indicator"])
    if indicator is None or indicator.kind != "count":
        raise BadIndicator(file, code, "indicator", "no indicator of this code counts")
    dimensions = {name for cut in indicator.by for name in cut.split(CROSSED)}
    columns = entry.get("columns", "")
    for field, name in (("rows", entry["rows"]), *((("columns", columns),) if columns else ())):
        if name not in dimensions:
            raise BadIndicator(file, code, field, f"{indicator.code} is not cut by {name!r}")
    if columns == entry["rows"]:
        raise BadIndicator(file, code, "columns", "it is in the rows already")
    return PackTable(code, indicator, entry["rows"], columns)


@cache
def packs() -> Mapping[str, Pack]:
    """Every pack by its code, in their order."""
    folder = files("panoh.content").joinpath("packs")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = [read_pack(name, folder.joinpath(name).read_text(encoding="utf-8"), indicators()) for name in names]
    return {pack.code: pack for pack in sorted(found, key=lambda pack: pack.position)}


def pack_tables() -> dict[str, PackTable]:
    """Every table by the code of its pack and its own, with a point between."""
    return {f"{pack.code}.{table.code}": table for pack in packs().values() for table in pack.tables}


# -- counting


@dataclass(frozen=True, slots=True)
class CountedTable:
    """A table with its numbers: as the indicator counts them, and as they are told."""

    table: PackTable
    counted: Counted
    told: Told


def count_pack(user: User, pack: Pack, start: dt.date, end: dt.date) -> list[CountedTable]:
    """Every table of a pack. Raises Invalid for a period that ends before it begins, Denied for who sees no figures."""
    return [count_table(user, table, start, end) for table in pack.tables]


def tell_pack_table(user: User, code: str, start: dt.date, end: dt.date) -> Told:
    """One table by its code among all packs. Raises Invalid where there is none."""
    table = pack_tables().get(code)
    if table is None:
        raise Invalid(NO_PACK, {"pack": NO_PACK})
    return count_table(user, table, start, end).told


def count_table(user: User, table: PackTable, start: dt.date, end: dt.date) -> CountedTable:
    """One table. Its sums are counted for themselves: of persons nobody counts twice in them."""
    both = CROSSED.join(table.cut)
    counted = count(user, replace(table.indicator, by=tuple(dict.fromkeys((*table.cut, both)))), start, end)
    down = list(counted.part(table.rows))
    across = list(counted.part(table.columns)) if table.columns else []
    crossed = counted.part(both)
    told = Told(
        rows=down,
        columns=across,
        cells=[[_number(crossed, f"{row}{CROSSED}{column}") for column in across] for row in down],
        row_totals=[_number(counted.part(table.rows), row) for row in down],
        column_totals=[_number(counted.part(table.columns), column) for column in across],
        total=counted.whole.numerator,
        names=in_languages(lambda: [label_of(table.rows)(row) for row in down]),
        heads=in_languages(lambda: [label_of(table.columns)(column) for column in across]),
        titles=in_languages(lambda: table.title),
    )
    return CountedTable(table, counted, told)


def _number(counts: Mapping[str, Any], key: str) -> int:
    return counts[key].numerator if key in counts else 0


# -- files


def pack_file(user: User, pack: Pack, start: dt.date, end: dt.date, form: str) -> str | bytes:
    """A pack as csv with a row of tags (HXL), or as xlsx: a cover sheet, a sheet a table, and the tagged rows. Recorded as taken."""
    found = count_pack(user, pack, start, end)
    record(Event.REPORT_TAKEN, by=user.actor, purpose=f"pack_{pack.code}"[:40])
    if form == "csv":
        return to_csv(tagged_rows(found, start, end))
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "README"
    _fill(cover, [[pack.name], [period_line(start, end)], [exact_note()], [], *_definitions(found)], 36)
    for each in found:
        _fill(book.create_sheet(each.table.code), [[each.told.title], [], *each.told.lines()], 40)
    _fill(book.create_sheet("HXL"), tagged_rows(found, start, end), 40)
    return saved_in_memory(book)


def _fill(sheet: Any, rows: Rows, width: int) -> None:
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    sheet.column_dimensions["A"].width = width
    sheet.column_dimensions["B"].width = width


def _definitions(found: list[CountedTable]) -> Rows:
    """What each figure means, once."""
    once = {each.table.indicator.code: each.counted for each in found}
    return definition_rows(list(once.values()))


def tagged_rows(found: list[CountedTable], start: dt.date, end: dt.date) -> Rows:
    """Heads, tags, then a line a number; in what a line is not cut by nothing stands. Persons stand apart from what else is counted."""
    cuts = list(dict.fromkeys(name for each in found for name in each.table.cut))
    heads = [_("Table"), _("Indicator"), _("Rule"), _("From"), _("To")]
    tags = ["#meta+table", "#indicator+name", "#indicator+code", "#date+start", "#date+end"]
    heads += [str(TITLES[name]) for name in cuts] + [_("Persons"), pgettext("figures", "Number"), _("Unit of counting")]
    tags += [TAGS.get(name, f"#meta+{name}") for name in cuts] + ["#reached+ind", "#indicator+value+num", "#indicator+unit"]
    rows: Rows = [heads, tags]
    for each in found:
        it = each.table.indicator
        lead = [each.table.code, it.name, f"{it.code} {it.version}", start.isoformat(), end.isoformat()]
        for where, number in _numbers(each):
            counted = [number, ""] if it.unit == "persons" else ["", number]
            rows.append([*lead, *(where.get(name, "") for name in cuts), *counted, str(UNITS[it.unit])])
    return rows


def _numbers(each: CountedTable) -> Iterator[tuple[dict[str, str], int | None]]:
    """Every number of a table with the label of each thing it is cut by."""
    table, told, language = each.table, each.told, get_language() or "en"
    names = dict(zip(told.rows, told.names[language], strict=True))
    heads = dict(zip(told.columns, told.heads[language], strict=True))
    for (row, column), number in told.shown.items():
        yield {**({table.rows: names[row]} if row else {}), **({table.columns: heads[column]} if column else {})}, number
