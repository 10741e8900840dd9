"""A plain sheet: each row is what the form asks for by which one such thing is added by hand, each column a field of it."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.exchange.blank_sheets import Asked
from panoh.exchange.register.cells import cell_text
from panoh.exchange.register.delimited import decodings, records, separators
from panoh.exchange.register.folding import fold
from panoh.exchange.register.refusals import MAX_BYTES, empty, listed, not_a_spreadsheet, too_large
from panoh.exchange.register.sheets import read_chosen, read_sheets
from panoh.exchange.register.workbook import OLE

MOST = 500  # rows of one sheet: they are written in one act
HEAD_LINES = 20
ZIP = b"PK\x03\x04"
SEVERAL = ";"  # between the answers in one cell; a comma too, where no answer has one
NO_HEADS = _("No heading row was found. Name the columns as in the blank sheet: {columns}.")
TOO_MANY = _("The sheet has more than 500 rows. Import it in parts.")
NO_ROWS = _("The sheet has no rows below its headings.")

type MakeForm = Callable[[Any], forms.Form]
type RawRow = tuple[int, Sequence[Any]]
type Headed = tuple[dict[int, str], Sequence[RawRow]]


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the form: its label in the active language, the folded labels in all three, and the answers it may have by theirs."""

    field: str
    label: str
    is_needed: bool
    heads: frozenset[str]
    answers: Mapping[str, str]  # folded label or code → code; empty where anything may be written
    shown: tuple[str, ...]  # the answers as they are offered
    is_many: bool
    usual: str = ""  # the answer where nothing is written

    @property
    def asked(self) -> Asked:
        """As the blank sheet names it."""
        return Asked(self.label, self.is_needed, choices=self.shown, is_many=self.is_many)


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One row: its number in the sheet, and what stands in it by field."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class PlainSheet:
    """What was read: the rows, and the headings of columns that are none of ours."""

    rows: Sequence[Row]
    unknown: Sequence[str]


def columns_of(make: MakeForm, fields: Sequence[str]) -> list[Column]:
    """The columns of a sheet whose rows are answers to this form."""
    form = make(None)
    heads: dict[str, set[str]] = {name: {name} for name in fields}
    answers: dict[str, dict[str, str]] = {name: {} for name in fields}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spoken = make(None)
            for name in fields:
                heads[name].add(fold(str(spoken.fields[name].label)))
                for code, label in _choices(spoken.fields[name]):
                    answers[name] |= {fold(label): code, fold(code): code}
    return [
        Column(
            name,
            str(form.fields[name].label),
            form.fields[name].required and form.fields[name].initial is None,
            frozenset(heads[name]),
            answers[name],
            tuple(label for _code, label in _choices(form.fields[name])),
            isinstance(form.fields[name], forms.MultipleChoiceField),
            str(form.fields[name].initial or ""),
        )
        for name in fields
    ]


def _choices(field: forms.Field) -> Iterator[tuple[str, str]]:
    for value, label in getattr(field, "choices", ()):
        for code, text in label if isinstance(label, list | tuple) else [(value, label)]:
            if code:
                yield str(code), str(text)


def read_plain(content: bytes, columns: Sequence[Column]) -> PlainSheet:
    """The rows of a spreadsheet, a CSV file or rows that were pasted. Raises Invalid, with a sentence, for what cannot be read, for a sheet
    in which a needed column is missing, and for one of more than `MOST` rows."""
    if len(content) > MAX_BYTES:
        raise too_large()
    if not content.strip():
        raise empty()
    at, rows = _best(content, columns)
    missing = [column.label for column in columns if column.is_needed and column.field not in at.values()]
    if not at or missing:
        wanted = missing or [column.label for column in columns if column.is_needed]
        raise Invalid(format_lazy(NO_HEADS, columns=listed(wanted)))
    (_number, heads), *body = rows
    read = [Row(number, {field: text for index, field in at.items() if (text := _cell(cells, index))}) for number, cells in body]
    filled = [row for row in read if row.cells]
    if not filled:
        raise Invalid(NO_ROWS)
    if len(filled) > MOST:
        raise Invalid(TOO_MANY)
    return PlainSheet(filled, [text for index, cell in enumerate(heads) if (text := cell_text(cell)) and index not in at])


def answers_of(row: Row, columns: Sequence[Column]) -> MultiValueDict[str, str]:
    """A row as the form takes it: answers by their code. What is no answer of a field stays as it is written, and the form refuses it."""
    sent: MultiValueDict[str, str] = MultiValueDict()
    for column in columns:
        text = row.cells.get(column.field, "") or column.usual
        parts = _parts(text, column) if column.is_many else [text]
        sent.setlist(column.field, [column.answers.get(fold(part), part) for part in parts])
    return sent


def kept_text(sheet: PlainSheet) -> str:
    """The sheet as a text to keep while somebody looks at it."""
    return json.dumps([[[row.number, dict(row.cells)] for row in sheet.rows], list(sheet.unknown)], ensure_ascii=False)


def from_kept(text: str) -> PlainSheet:
    """The same back."""
    rows, unknown = json.loads(text)
    return PlainSheet([Row(number, cells) for number, cells in rows], unknown)


def _parts(text: str, column: Column) -> list[str]:
    """The answers in one cell. A whole cell that is an answer is one, whatever signs it has."""
    if fold(text) in column.answers:
        return [text]
    several = [part.strip() for part in text.split(SEVERAL)]
    if len(several) == 1 and not any("," in shown for shown in column.shown):
        several = [part.strip() for part in text.split(",")]
    return [part for part in several if part]


def _best(content: bytes, columns: Sequence[Column]) -> Headed:
    """Of the sheets of a file, or the ways to read a text, the one of which most columns are known."""
    if content.startswith((ZIP, OLE)):
        sheets = read_sheets(content)
        best = max(sheets, key=lambda sheet: len(_headed(sheet.rows, columns)[0]))
        return _headed((best if len(sheets) == 1 else read_chosen(content, best)).rows, columns)
    texts = list(decodings(content))
    if not texts:
        raise not_a_spreadsheet()
    ways = [(text, separator) for text in texts for separator in separators(text)]
    return max((_headed(_lines(text, separator), columns) for text, separator in ways), key=lambda one: len(one[0]))


def _lines(text: str, separator: str) -> list[RawRow]:
    """Those that say something, as far as a sheet may be long."""
    return list(islice((row for row in records(text, separator) if any(row[1])), MOST + HEAD_LINES + 1))


def _headed(rows: Sequence[RawRow], columns: Sequence[Column]) -> Headed:
    """Of the first lines the one in which most columns are known: the field by place, and the rows from it on."""
    best: Headed = ({}, [])
    for at, (_number, cells) in enumerate(rows[:HEAD_LINES]):
        known: dict[int, str] = {}
        for index, cell in enumerate(cells):
            head = cell_text(cell)
            field = next((column.field for column in columns if head == column.field or fold(head) in column.heads), "")
            if field and field not in known.values():
                known[index] = field
        if len(known) > len(best[0]):
            best = (known, rows[at:])
    return best


def _cell(cells: Sequence[Any], index: int) -> str:
    """What a form takes of a cell; a time of day without its seconds."""
    cell = cells[index] if index < len(cells) else None
    return f"{cell:%H:%M}" if isinstance(cell, dt.time) else cell_text(cell)
