"""Packs: the tables a funder or a network asks for every year, as content; counted by the indicators, told with what each means, tagged.

On its page a pack holds exact numbers, for use inside. A table of it leaves the house as a release to who has an agreement that names it,
with small numbers hidden; the files of a pack are made of releases alone.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from openpyxl import Workbook

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.core.errors import Invalid, NotFound
from panoh.core.languages import LANGUAGES
from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.reporting.counting import Count, Counted, count
from panoh.reporting.dimensions import TITLES, label_of
from panoh.reporting.disclosure import TOTAL, Index, hidden_in_sets
from panoh.reporting.events import Event
from panoh.reporting.exports import Rows, cover_name, period_line, to_csv
from panoh.reporting.group_files import definition_rows
from panoh.reporting.indicators import CROSSED, UNITS, BadIndicator, Indicator, indicators
from panoh.reporting.publishable_table import Number, ReleaseContent, in_languages, read
from panoh.reporting.published import every_key
from panoh.reporting.queries.releases import pack_releases

NOTHING_OUT = gettext_lazy(
    "None of these tables is published for exactly these days. A file for others contains only published tables: publish one first."
)
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
    told: ReleaseContent


def count_pack(user: User, pack: Pack, start: dt.date, end: dt.date) -> list[CountedTable]:
    """Every table of a pack. Raises Invalid for a period that ends before it begins, Denied for who sees no figures."""
    return [count_table(user, table, start, end) for table in pack.tables]


def tell_pack_table(user: User, code: str, start: dt.date, end: dt.date, least: int) -> ReleaseContent:
    """One table by its code among all packs, as `count_table`. Raises Invalid where there is none."""
    table = pack_tables().get(code)
    if table is None:
        raise Invalid(NO_PACK, {"pack": NO_PACK})
    return count_table(user, table, start, end, least).told


def count_table(user: User, table: PackTable, start: dt.date, end: dt.date, least: int = 0) -> CountedTable:
    """One table. Its sums are counted for themselves: of persons nobody counts twice in them.

    `least`: a number behind which are fewer persons is hidden, and others with it; every line there could be stands there then. 0: exact.
    """
    both = CROSSED.join(table.cut)
    counted = count(user, replace(table.indicator, by=tuple(dict.fromkeys((*table.cut, both)))), start, end)
    parts = [dict(counted.part(name)) for name in table.cut]
    lines = [every_key(name, set(part)) if least else list(part) for name, part in zip(table.cut, parts, strict=True)]
    down, across = lines[0], lines[1] if table.columns else []
    found: dict[Index, Count] = {(TOTAL,) * len(lines): counted.whole}
    for dim, keys in enumerate(lines):
        for at, key in enumerate(keys):
            found[tuple(at if place == dim else TOTAL for place in range(len(lines)))] = parts[dim].get(key, Count(table.indicator))
    for cell in product(*(range(len(keys)) for keys in lines)):
        found[cell] = counted.part(both).get(CROSSED.join(lines[dim][key] for dim, key in enumerate(cell)), Count(table.indicator))
    hidden = (
        hidden_in_sets({at: one.persons for at, one in found.items()}, tuple(map(len, lines)), threshold=least) if least else frozenset()
    )

    def number(*at: int) -> Number:
        return None if at in hidden else found[at].numerator

    end_of = (TOTAL,) if table.columns else ()
    told = ReleaseContent(
        rows=down,
        columns=across,
        cells=[[number(row, column) for column in range(len(across))] for row in range(len(down))],
        row_totals=[number(row, *end_of) for row in range(len(down))],
        column_totals=[number(TOTAL, column) for column in range(len(across))],
        total=number(TOTAL, *end_of),
        names=in_languages(lambda: [label_of(table.rows)(row) for row in down]),
        heads=in_languages(lambda: [label_of(table.columns)(column) for column in across]),
        titles=in_languages(lambda: table.title),
        threshold=least,
    )
    return CountedTable(table, counted, told)


# -- files


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """A table as it was released, and under which number."""

    table: PackTable
    told: ReleaseContent
    number: int


def released_tables(user: User, pack: Pack, start: dt.date, end: dt.date) -> list[ReleasedTable]:
    """What of a pack is out for exactly these days, as far as this account may see it, in the order of the pack. One query."""
    known = {f"{pack.code}.{table.code}": table for table in pack.tables}
    rows = {row.rows: row for row in pack_releases(user, list(known), start, end)}  # of two releases of a table the later
    return [ReleasedTable(table, read(rows[code].told), rows[code].number or 0) for code, table in known.items() if code in rows]


def pack_file(user: User, pack: Pack, start: dt.date, end: dt.date, form: str) -> str | bytes:
    """What was released of a pack as csv with a row of tags (HXL), or as xlsx: a cover sheet, a sheet a table, and the tagged rows.

    Recorded as taken. Raises NotFound where nothing of it was released for these days.
    """
    found = released_tables(user, pack, start, end)
    if not found:
        raise NotFound(NOTHING_OUT)
    record(Event.REPORT_TAKEN, by=user.actor, purpose=f"pack_{pack.code}"[:40])
    if form == "csv":
        return to_csv(tagged_rows(found, start, end))
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = sheet_title(cover_name())
    notes = [
        [f"{each.told.title}. {_('Published table No. %(number)s') % {'number': each.number}}. {' '.join(each.told.notes())}"]
        for each in found
    ]
    indicators_told = {each.table.indicator.code: each.table.indicator for each in found}
    _fill(cover, [[pack.name], [period_line(start, end)], *notes, [], *definition_rows(indicators_told.values())], 36)
    for each in found:
        lines = [[_("hidden") if cell is None else cell for cell in line] for line in each.told.lines()]
        _fill(book.create_sheet(sheet_title(f"{each.number}. {each.told.title}")), [[each.told.title], [], *lines], 40)
    _fill(book.create_sheet("HXL"), tagged_rows(found, start, end), 40)
    return saved_in_memory(book)


def _fill(sheet: Any, rows: Rows, width: int) -> None:
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    sheet.column_dimensions["A"].width = width
    sheet.column_dimensions["B"].width = width


def tagged_rows(found: list[ReleasedTable], start: dt.date, end: dt.date) -> Rows:
    """Heads, tags, then a line a number; in what a line is not cut by nothing stands. Persons stand apart from what else is counted."""
    cuts = list(dict.fromkeys(name for each in found for name in each.table.cut))
    heads = [_("Table"), _("Publication No."), _("Indicator"), _("Rule"), _("From"), _("To")]
    tags = ["#meta+table", "#meta+release", "#indicator+name", "#indicator+code", "#date+start", "#date+end"]
    heads += [str(TITLES[name]) for name in cuts] + [_("People"), pgettext("figures", "Number"), _("hidden"), _("What is counted")]
    tags += [TAGS.get(name, f"#meta+{name}") for name in cuts]
    tags += ["#reached+ind", "#indicator+value+num", "#meta+hidden", "#indicator+unit"]
    rows: Rows = [heads, tags]
    for each in found:
        it = each.table.indicator
        lead = [each.table.code, each.number, it.name, f"{it.code} {it.version}", start.isoformat(), end.isoformat()]
        for where, number in _numbers(each):
            shown = "" if number is None else number
            counted = [shown, ""] if it.unit == "persons" else ["", shown]
            is_hidden = _("hidden") if number is None else ""
            rows.append([*lead, *(where.get(name, "") for name in cuts), *counted, is_hidden, str(UNITS[it.unit])])
    return rows


def _numbers(each: ReleasedTable) -> Iterator[tuple[dict[str, str], Number]]:
    """Every number of a table with the label of each thing it is cut by."""
    table, told, language = each.table, each.told, get_language() or "en"
    names = dict(zip(told.rows, told.names[language], strict=True))
    heads = dict(zip(told.columns, told.heads[language], strict=True))
    for (row, column), number in told.shown.items():
        yield {**({table.rows: names[row]} if row else {}), **({table.columns: heads[column]} if column else {})}, number
