"""A whole register understood: every line becomes a row, admitted or rejected, and family members are tied to survivors."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from panoh.core.errors import Sentence
from panoh.exchange.register import folding
from panoh.exchange.register.person import OrganisationOf, PersonReader, nobody_known
from panoh.exchange.register.remarks import Problem, Remark, Warn
from panoh.exchange.register.row import ParsedRow, RelativeLink
from panoh.exchange.register.table import Table
from panoh.exchange.register.values import FAMILY
from panoh.people.enums import OtherStatus

_OF_AN_ADMISSION = frozenset({Problem.ADMISSION_MISSING, Problem.KIND_MISSING, Problem.SEX_MISSING})


@dataclass(frozen=True, repr=False)
class Understood:
    """The rows of a table in its order, those that can be right and those that cannot: together every line of it."""

    table: Table
    rows: tuple[ParsedRow, ...]
    rejected: tuple[ParsedRow, ...]

    @property
    def count(self) -> int:
        """How many rows the register has."""
        return len(self.rows) + len(self.rejected)

    @property
    def notices(self) -> tuple[Sentence, ...]:
        """What is to be said of the table as a whole."""
        return self.table.notices


def understand(table: Table, *, today: dt.date, organisation_of: OrganisationOf = nobody_known, corrects: bool = False) -> Understood:
    """Every line of `table` as a row. `organisation_of` tells the member organisation that a sender's words name. `corrects`: the rows
    are of people who are here, and need not say what only an admission needs."""
    try:
        rows = [
            PersonReader(line, table.columns, table.name_order, today, organisation_of, table.everyone_is).read() for line in table.lines
        ]
    finally:
        folding.forget()
    if corrects:
        rows = [replace(row, problems=tuple(one for one in row.problems if one.code not in _OF_AN_ADMISSION)) for row in rows]
    by_number: dict[str, list[ParsedRow]] = defaultdict(list)
    for row in rows:
        if row.own_number:
            by_number[row.own_number].append(row)
    heads = {column.field: column.head for column in table.columns}
    tied = [_tied(_marked_twice(row, by_number, heads), by_number, heads) for row in rows]
    return Understood(table, tuple(row for row in tied if not row.is_rejected), tuple(row for row in tied if row.is_rejected))


def _marked_twice(row: ParsedRow, by_number: Mapping[str, Sequence[ParsedRow]], heads: Mapping[str, str]) -> ParsedRow:
    if len(by_number.get(row.own_number, ())) < 2:
        return row
    return _warned(row, Warn.NUMBER_TWICE, heads.get("number", ""), row.own_number)


def _tied(row: ParsedRow, by_number: Mapping[str, Sequence[ParsedRow]], heads: Mapping[str, str]) -> ParsedRow:
    """The row with its tie led to the row whose number it names."""
    relationship = row.relationship
    if relationship is None or not relationship.to_number:
        return row
    head, named = heads.get("survivor_number", ""), relationship.to_number
    found = by_number.get(named, ())
    if len(found) > 1:
        return replace(_warned(row, Warn.NUMBER_AMBIGUOUS, head, named), relationship=replace(relationship, is_ambiguous=True))
    if not found:
        return _warned(row, Warn.NUMBER_NOT_HERE, head, named)
    other = found[0]
    if other.number == row.number:
        return replace(_warned(row, Warn.NUMBER_OF_ITSELF, head, named), relationship=replace(relationship, to_number=""))
    if other.is_rejected:
        return _warned(row, Warn.NUMBER_OF_REJECTED, head, named)
    led = replace(row, relationship=_led(relationship, other))
    return _warned(led, Warn.NUMBER_OF_FAMILY, head, named) if other.kind == FAMILY else led


def _led(relationship: RelativeLink, other: ParsedRow) -> RelativeLink:
    status = OtherStatus.IN_CARE if relationship.status == OtherStatus.UNKNOWN else relationship.status
    return replace(relationship, to_row=other.number, status=status)


def _warned(row: ParsedRow, code: Warn, column: str, value: str) -> ParsedRow:
    return replace(row, warnings=(*row.warnings, Remark(code, column, value)))
