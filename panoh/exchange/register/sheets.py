"""The sheets of an XLSX file as they come from the process that read it, and the sentence for each file that it refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from panoh.core.errors import Invalid
from panoh.core.sandbox import RESOURCE_LIMIT, Limits, Refused, read_in_sandbox
from panoh.exchange.register import refusals, workbook
from panoh.exchange.register.table import HEAD_LINES, Range, RawRow

# Twenty thousand rows of thirty columns take a quarter of this memory, and three seconds; an old computer is five times slower.
LIMITS = Limits(memory=384, seconds=60)
ROWS_READ = refusals.MAX_ROWS + 2_000  # beyond the rows of persons a sheet has titles, headings and totals
_SENTENCES: dict[str, Callable[[], Invalid]] = {
    RESOURCE_LIMIT: refusals.too_wide_unpacked,
    workbook.UNPACKS_TO_MORE: refusals.too_wide_unpacked,
    workbook.ENCRYPTED: refusals.encrypted,
    workbook.OTHER_FORMAT: refusals.old_format,
    workbook.NO_SPREADSHEET: refusals.not_a_spreadsheet,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: where it stands, its rows with the numbers that the spreadsheet shows, merged ranges, cells without a saved result."""

    at: int
    name: str
    hidden: bool
    rows: list[RawRow]
    merged: list[Range]
    unsaved: list[str]


def read_sheets(data: bytes) -> list[Sheet]:
    """The sheets: one whole, or the first rows of several. Raises Invalid for what cannot be read."""
    return [_heard(at, one) for at, one in enumerate(_told(data))]


def read_chosen(data: bytes, sheet: Sheet) -> Sheet:
    """One of several sheets whole."""
    (told,) = _told(data, chosen=sheet.at)
    return _heard(sheet.at, told)


def _told(data: bytes, chosen: int | None = None) -> list[dict[str, Any]]:
    try:
        told, _rest = read_in_sandbox(workbook.read, data, LIMITS, heads=HEAD_LINES, rows=ROWS_READ + 1, chosen=chosen)
    except Refused as refused:
        raise _SENTENCES.get(refused.code, refusals.damaged)() from None
    found: list[dict[str, Any]] = told
    return found


def _heard(at: int, told: dict[str, Any]) -> Sheet:
    rows = [(number, tuple(map(workbook.cell_heard, cells))) for number, cells in told["rows"]]
    merged = [(first, top, last, bottom) for first, top, last, bottom in told["merged"]]
    return Sheet(at, told["name"], told["hidden"], rows, merged, told["unsaved"])
