"""From bytes or pasted text to a table: which format, which sheet, which letters."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from types import MappingProxyType

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Sentence
from panoh.exchange.register import folding, heads, refusals
from panoh.exchange.register.delimited import decodings, records, separators
from panoh.exchange.register.sheets import ROWS_READ, Sheet, read_chosen, read_sheets
from panoh.exchange.register.table import HEAD_LINES, RawRow, Table, find_heads, make_table
from panoh.exchange.register.workbook import OLE

_ZIP = b"PK\x03\x04"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_OTHER_FORMATS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"<!DOCTYPE", b"<html", b"<?xml", b"Rar!", b"7z\xbc\xaf")

type MakeTable = Callable[..., Table]  # make_table, told how this file is to be read


def read_table(
    data: bytes,
    filename: str,
    chosen: Mapping[str, str] = MappingProxyType({}),
    *,
    needed: Sequence[str] = heads.MANDATORY,
    everyone_is: str = "",
) -> Table:
    """The table in a file: XLSX, XLS, XLSB, ODS, or CSV in the usual encodings. Its content tells which; `filename` only names it.

    `chosen`: by head, the field that somebody chose for it. `everyone_is`: as what everybody is admitted where no column says it. Refuses,
    with a sentence, what cannot be read, or has no column that is `needed`.
    """
    if len(data) > refusals.MAX_BYTES:
        raise refusals.too_large()
    if not data.strip():
        raise refusals.empty()
    if data.startswith(OLE) and _ENCRYPTED_PART in data:
        raise refusals.encrypted()
    if data.lstrip()[:9].lower().startswith(tuple(mark.lower() for mark in _OTHER_FORMATS)):
        raise refusals.not_a_spreadsheet()
    make = partial(make_table, needed=needed, chosen=chosen, everyone_is=everyone_is)
    try:
        if data.startswith((_ZIP, OLE)):
            return _read_workbook(data, chosen, make)
        return _read_text(list(decodings(data)), filename, chosen, make)
    finally:
        _forget()


def read_pasted(
    text: str, chosen: Mapping[str, str] = MappingProxyType({}), *, needed: Sequence[str] = heads.MANDATORY, everyone_is: str = ""
) -> Table:
    """The table in rows pasted from a spreadsheet, heads included. Refuses, with a sentence, what cannot be read."""
    if len(text) > refusals.MAX_BYTES:
        raise refusals.too_large()
    if not text.strip():
        raise refusals.empty()
    try:
        make = partial(make_table, needed=needed, chosen=chosen, everyone_is=everyone_is)
        return _read_text([text.removeprefix("\ufeff")], "", chosen, make)
    finally:
        _forget()


def _read_text(texts: Sequence[str], name: str, chosen: Mapping[str, str], make: MakeTable) -> Table:
    if not texts:
        raise refusals.not_a_spreadsheet()
    best, most = (texts[0], separators(texts[0])[0]), 0
    for text in texts:
        for separator in separators(text):
            start = [(number, cells) for number, cells in islice(records(text, separator), HEAD_LINES * 2) if any(cells)]
            found = find_heads(start, chosen)
            if found and found.heads.count > most:
                best, most = (text, separator), found.heads.count
    if not most and "\ufffd" in texts[0]:
        raise refusals.unknown_letters()
    rows: list[RawRow] = []
    for number, cells in records(*best):
        if any(cells):
            rows.append((number, cells))
        if len(rows) > ROWS_READ:
            raise refusals.too_many_rows()
    return make(name, rows)


def _read_workbook(data: bytes, chosen: Mapping[str, str], make: MakeTable) -> Table:
    sheets = read_sheets(data)
    if len(sheets) == 1:
        return _read_sheet(sheets[0], make)
    counts = {sheet.name: found.heads.count for sheet in sheets if (found := find_heads(sheet.rows, chosen))}
    # Of equal sheets the first that is shown.
    best = max(sheets, key=lambda sheet: (counts.get(sheet.name, 0), not sheet.hidden))
    others = [name for name, count in counts.items() if name != best.name and count * 2 >= counts[best.name]]
    table = _read_sheet(read_chosen(data, best), make)
    return table.with_notices(*_about_sheets(best, others))


def _read_sheet(sheet: Sheet, make: MakeTable) -> Table:
    if len(sheet.rows) > ROWS_READ:
        raise refusals.too_many_rows()
    table = make(sheet.name, sheet.rows, sheet.merged)
    if unsaved := sheet.unsaved:
        return table.with_notices(
            format_lazy(
                _(
                    "{count} cells have a formula without a saved result and were read as blank; the first is {cell}. Open the "
                    "file, save it and import it again."
                ),
                count=len(unsaved),
                cell=unsaved[0],
            )
        )
    return table


def _about_sheets(chosen: Sheet, others: list[str]) -> tuple[Sentence, ...]:
    if not others:
        return ()
    return (
        format_lazy(
            _("Only the sheet “{sheet}” was read. These sheets also look like registers; import each as a separate file: {others}."),
            sheet=chosen.name,
            others=refusals.listed(others),
        ),
    )


def _forget() -> None:
    folding.forget()
    heads.forget()
