"""From the rows of a sheet to a table: which row holds the heads, which lines are persons."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Kind
from panoh.core.errors import Sentence
from panoh.exchange.register import refusals
from panoh.exchange.register.cells import Cell, cell_text, column_letters
from panoh.exchange.register.heads import FIELD_NAMES, MANDATORY, OURS, Heads, recognise
from panoh.exchange.register.lines import Why, reason_left_out
from panoh.exchange.register.other_systems import OtherSystem

type RawRow = tuple[int, tuple[Cell, ...]]
type Range = tuple[int, int, int, int]
# How many of the first lines may stand above the heads.
HEAD_LINES = 100
LONGEST_HEAD = 120
CHOOSE_COLUMNS = _("Choose what the columns are")
_SHARED = frozenset({"admitted_on", "region", "district", "residence", "survivor_number", "sender", "treatment", "facility"})


@dataclass(frozen=True)
class Column:
    """One column: where it stands, its head as written, and the field it is ('' when kept aside)."""

    index: int
    head: str
    field: str


@dataclass(frozen=True, slots=True, repr=False)
class TableRow:
    """One person's row: its number in the sheet and its cells, one for each column of the table."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class LeftOut:
    """A line that is no person's row, and why."""

    number: int
    why: Why


@dataclass(frozen=True, repr=False)
class Table:
    """A register as read: nothing of it understood yet but the heads."""

    name: str
    head_row: int
    columns: tuple[Column, ...]
    name_order: str
    lines: tuple[TableRow, ...]
    left_out: tuple[LeftOut, ...]
    notices: tuple[Sentence, ...]
    system: str = ""  # code of the one from which it was exported
    everyone_is: str = ""  # as what everybody is admitted, where no column says it

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads as shown, in the order of the sheet."""
        return tuple(column.head for column in self.columns)

    @property
    def fields(self) -> dict[str, str]:
        """Each head that has a text, with what it was understood as."""
        return {
            column.head: column.field for column in self.columns if column.head != column_letters(column.index) and column.field != OURS
        }

    def with_notices(self, *more: Sentence) -> "Table":
        """The same table with more to say about it."""
        return replace(self, notices=(*self.notices, *more))


@dataclass(frozen=True)
class HeadRow:
    """The heads found among the first lines: `at` and `last` count the lines, `texts` are the heads."""

    at: int
    last: int
    texts: tuple[str, ...]
    heads: Heads


def find_heads(rows: Sequence[RawRow], chosen: Mapping[str, str] = MappingProxyType({})) -> HeadRow | None:
    """The line, or the two lines together, in which most columns of a register are recognised; None under two. `chosen`: by head, what
    somebody chose for it."""
    best: HeadRow | None = None
    for at, (number, cells) in enumerate(rows[:HEAD_LINES]):
        single = _texts(cells)
        found = HeadRow(at, at, single, recognise(single, chosen))
        if at and rows[at - 1][0] == number - 1 and (joined := _joined(_texts(rows[at - 1][1]), single)):
            pair = HeadRow(at - 1, at, joined, recognise(joined, chosen))
            found = max(found, pair, key=lambda one: one.heads.count)
        if found.heads.count >= 2 and (best is None or found.heads.count > best.heads.count):
            best = found
    return best


def make_table(
    name: str,
    rows: Sequence[RawRow],
    merged: Sequence[Range] = (),
    *,
    needed: Sequence[str] = MANDATORY,
    chosen: Mapping[str, str] = MappingProxyType({}),
    everyone_is: str = "",
) -> Table:
    """The table in these rows. Refuses rows without heads, without a column that is `needed`, or too many of them. `everyone_is`: as
    what everybody is admitted, in a file of which no column says it."""
    found = find_heads(rows, chosen)
    if found is None and not (guessed := _guessed(rows)):
        raise refusals.no_heads()
    if found and "kind" in needed and "kind" not in found.heads.fields:
        everyone_is = everyone_is or (found.heads.system.everyone_is if found.heads.system else "")
    else:
        everyone_is = ""
    needed = [field for field in needed if not (everyone_is and field == "kind")]
    if found is None or found.heads.missing(needed):
        absent = found.heads.missing(needed) if found else (*needed, "family_name")
        shown = _found_fields(found.texts, found.heads) if found else dict.fromkeys(guessed, "")
        raise refusals.UnknownHeads([FIELD_NAMES[field] for field in absent], shown)
    body = rows[found.last + 1 :]
    columns = _columns(found, body)
    spans = {(row, first): last - first + 1 for first, row, last, _bottom in merged}
    lines: list[TableRow] = []
    left_out: list[LeftOut] = []
    for number, cells in body:
        line = TableRow(number, tuple(cells[column.index] if column.index < len(cells) else None for column in columns))
        widest = max((spans.get((number, column.index + 1), 1) for column in columns), default=1)
        is_first = not lines
        why = reason_left_out(
            [(column.field, column.head, cell_text(cell)) for column, cell in zip(columns, line.cells, strict=True)], widest, is_first
        )
        if why is Why.BLANK:
            continue
        if why is not None:
            left_out.append(LeftOut(number, why))
        else:
            lines.append(line)
    if len(lines) > refusals.MAX_ROWS:
        raise refusals.too_many_rows()
    lines, filled = _shared_cells(lines, columns, merged)
    notices = (*_about_system(found.heads.system, everyone_is), *_notices(found, columns, filled))
    system = found.heads.system.code if found.heads.system else ""
    number = rows[found.last][0]
    return Table(name, number, columns, found.heads.name_order, tuple(lines), tuple(left_out), notices, system, everyone_is)


def _found_fields(texts: Sequence[str], heads: Heads) -> dict[str, str]:
    """Each head that has a text with its field, blank where it is none of ours."""
    return {text: field for text, field in zip(texts, heads.fields, strict=False) if text and field != OURS}


def _guessed(rows: Sequence[RawRow]) -> list[str]:
    """The first line of three words or more and nothing else, with rows below it: heads of which none is known."""
    lines = [[cell for cell in cells if cell_text(cell)] for _number, cells in rows[:HEAD_LINES]]
    at = next((at for at, cells in enumerate(lines) if len(cells) > 2 and all(isinstance(cell, str) for cell in cells)), len(rows))
    return [cell_text(cell) for cell in lines[at] if len(cell_text(cell)) <= LONGEST_HEAD] if at + 1 < len(rows) else []


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    # A number or a date is never a head; short texts only.
    return tuple(text if isinstance(cell, str) and len(text := cell_text(cell)) <= LONGEST_HEAD else "" for cell in cells)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Two lines of heads as one: a group's name above, its parts below. Empty when the lower line cannot be part of the heads."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    known = recognise(above).fields
    joined: list[str] = []
    group = ""
    for index in range(width):
        group = above[index] or group
        part = below[index]
        if not part:
            joined.append(above[index])
            continue
        whole = f"{group} {part}".strip()
        is_part = _is_head(part) or (_is_head(whole) and not any(char.isdigit() for char in part))
        if known[index] and above[index] and not is_part:
            return ()
        joined.append(part if _is_head(part) and not _is_head(whole) else whole)
    return tuple(joined)


def _is_head(text: str) -> bool:
    return recognise((text,)).count > 0


def _columns(found: HeadRow, body: Sequence[RawRow]) -> tuple[Column, ...]:
    width = max((len(cells) for _number, cells in body), default=0)
    used = {index for _number, cells in body for index, cell in enumerate(cells) if cell_text(cell)}
    columns: list[Column] = []
    taken: set[str] = set()
    for index in range(max(width, len(found.texts))):
        head = found.texts[index] if index < len(found.texts) else ""
        field = found.heads.fields[index] if index < len(found.texts) else ""
        if not head:
            if index not in used:
                continue
            head = column_letters(index)
        shown = head if head not in taken else f"{head} ({column_letters(index)})"
        taken.add(shown)
        columns.append(Column(index, shown, field))
    return tuple(columns)


def _shared_cells(lines: list[TableRow], columns: Sequence[Column], merged: Sequence[Range]) -> tuple[list[TableRow], int]:
    """Cells merged over several rows hold for each of them, where the field is one that persons may share."""
    places = {column.index + 1: place for place, column in enumerate(columns) if column.field in _SHARED}
    at = {line.number: k for k, line in enumerate(lines)}
    filled = 0
    for first, top, last, bottom in merged:
        place = places.get(first)
        if place is None or first != last or top not in at or bottom - top > refusals.MAX_ROWS:
            continue
        value = lines[at[top]].cells[place]
        for number in range(top + 1, bottom + 1):
            if number in at and lines[at[number]].cells[place] is None:
                cells = list(lines[at[number]].cells)
                cells[place] = value
                lines[at[number]] = TableRow(number, tuple(cells))
                filled += 1
    return lines, filled


def _about_system(system: OtherSystem | None, everyone_is: str) -> Iterator[Sentence]:
    if system:
        yield format_lazy(_("This is read as an export of {system}. Check below how its rows were understood."), system=system.name)
    if everyone_is:
        yield format_lazy(
            _("No column says who is a family member. Everyone is taken as “{kind}”; to change it, select “{columns}”."),
            kind=Kind(everyone_is).label,
            columns=CHOOSE_COLUMNS,
        )


def _notices(found: HeadRow, columns: Sequence[Column], filled: int) -> tuple[Sentence, ...]:
    notices: list[Sentence] = []
    doubles = {index for index, _field in found.heads.doubles}
    aside = [column.head for column in columns if not column.field and column.index not in doubles]
    if aside:
        notices.append(
            format_lazy(
                _("These columns were not recognised; their cells are saved with the row but not counted: {columns}."),
                columns=refusals.listed(aside),
            )
        )
    for index, field in found.heads.doubles:
        notices.append(
            format_lazy(
                _("The column “{column}” looks like a second “{field}”: its cells are saved with the row but not counted."),
                column=found.texts[index],
                field=FIELD_NAMES.get(field, field),
            )
        )
    if filled:
        notices.append(format_lazy(_("Cells merged over several rows were copied to each of them: {count} cells."), count=filled))
    return tuple(notices)
