"""What is to become of each row of a register, before anything is written."""

import json
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from panoh.accounts.models import Organisation, User
from panoh.accounts.queries import organisation_by_spelling, spelling_index
from panoh.core.clock import today
from panoh.exchange.correcting import differences, get_records
from panoh.exchange.enums import HeldReason, RowState, RunState
from panoh.exchange.matching import Index, house_index
from panoh.exchange.models import ImportRun
from panoh.exchange.register.heads import MANDATORY
from panoh.exchange.register.reading import read_pasted, read_table
from panoh.exchange.register.remarks import Problem, Remark
from panoh.exchange.register.row import ParsedRow, fingerprint_text
from panoh.exchange.register.rows import Understood, understand
from panoh.exchange.series import continued, registers, together
from panoh.vault import client
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

PASTED = ""  # the file name of pasted rows
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row and what is to become of it."""

    row: ParsedRow
    state: RowState
    number_token: bytes
    row_token: bytes
    tie_token: bytes
    held_reason: HeldReason | None = None
    candidate: UUID | None = None  # the person it resembles, or whose row was changed
    candidate_row: int | None = None  # the row of the same file it resembles, or repeats word for word
    case: UUID | None = None  # what the row became before


@dataclass(frozen=True)
class Verdicts:
    """Every row of a register in its order; the four counts add up to all of them."""

    understood: Understood
    rows: tuple[Verdict, ...]
    continues: frozenset[UUID] = frozenset()  # of which registers it is a later version; none: a register of its own
    corrects: bool = False  # rows are only compared with people who are here

    @property
    def counts(self) -> dict[str, int]:
        """{"rows", "admitted", "held", "rejected", "unchanged"}."""
        states = Counter(verdict.state for verdict in self.rows)
        return {"rows": len(self.rows), **{state.value: states[state] for state in RowState}}

    def of(self, state: RowState) -> list[Verdict]:
        """The rows with this fate."""
        return [verdict for verdict in self.rows if verdict.state == state]


@dataclass(frozen=True)
class Result:
    """What became of a register. `run` is None after a dry run."""

    counts: dict[str, int]
    verdicts: Verdicts
    run: ImportRun | None = None

    @property
    def rejected(self) -> list[ParsedRow]:
        """The rows that cannot be right."""
        return [verdict.row for verdict in self.verdicts.of(RowState.REJECTED)]


def read(
    data: bytes, filename: str, columns: Mapping[str, str] = MappingProxyType({}), *, corrects: bool = False, everyone_is: str = ""
) -> Understood:
    """A register from a file, or from pasted rows where `filename` is blank; `columns` are heads that somebody chose a field for;
    `corrects`: of people who are here; `everyone_is`: as what everybody is admitted where no column says it.

    Raises Invalid when it cannot be read: UnknownHeads where a choice of fields would help.
    """
    needed = () if corrects else MANDATORY
    if filename:
        table = read_table(data, filename, columns, needed=needed, everyone_is=everyone_is)
    else:
        table = read_pasted(data.decode("utf-8"), columns, needed=needed, everyone_is=everyone_is)
    index = spelling_index()

    def organisation_of(text: str) -> UUID | None:
        organisation = organisation_by_spelling(text, index)
        return organisation.id if organisation else None

    return understand(table, today=today(), organisation_of=organisation_of, corrects=corrects)


def judge(understood: Understood, *, by: User, run: ImportRun | None = None) -> Verdicts:
    """Decides on every row. Rows that `run` has dealt with already keep what was decided; nothing is written."""
    ordered = sorted([*understood.rows, *understood.rejected], key=lambda row: row.number)
    tokens = _Tokens(ordered)
    dealt = _dealt(run) if run else {}
    found = registers(by, other_than=run)
    if run is not None and run.state != RunState.PREVIEW:
        continues = frozenset({run.series})
    else:
        continues = continued([(row, *tokens.of(row)[:2]) for row in understood.rows], found, by=by)
    corrects = run is not None and run.corrects
    known, index, seen = together(found, continues), _LazyIndex(lambda: house_index(by, understood.rows)), dict[bytes, int]()
    verdicts = []
    for row in ordered:
        number_token, row_token, tie_token = tokens.of(row)
        verdict = Verdict(row, RowState.ADMITTED, number_token, row_token, tie_token)
        if row.number in dealt:
            verdict = replace(verdict, **dealt[row.number])
        elif row.is_rejected:
            verdict = replace(verdict, state=RowState.REJECTED)
        elif row_token in known.rows or row_token in seen:
            verdict = replace(verdict, state=RowState.UNCHANGED, case=known.rows.get(row_token), candidate_row=seen.get(row_token))
        elif row.own_number and number_token in known.numbers:
            verdict = replace(verdict, state=RowState.HELD, held_reason=HeldReason.CHANGED, candidate=known.numbers[number_token])
        elif (like := index.get().resembling(row)) is not None:
            verdict = replace(verdict, state=RowState.HELD, held_reason=HeldReason.DUPLICATE, candidate=like.person, candidate_row=like.row)
        elif corrects:
            verdict = replace(verdict, state=RowState.REJECTED)
        else:
            index.get().add_row(row)
        if not row.is_rejected:
            seen.setdefault(row_token, row.number)
        verdicts.append(verdict)
    return Verdicts(understood, tuple(_only_compared(verdicts, dealt, by=by) if corrects else verdicts), continues, corrects)


def _only_compared(verdicts: Sequence[Verdict], dealt: Container[int], *, by: User) -> Iterator[Verdict]:
    """Of a file of corrections: nobody is added, and a row that says nothing else than the record is here already."""
    records = get_records({verdict.candidate for verdict in verdicts if verdict.candidate}, by=by)
    for verdict in verdicts:
        record = records.get(verdict.candidate) if verdict.candidate else None
        if verdict.state == RowState.REJECTED and not verdict.row.is_rejected:
            nobody = Remark(Problem.NOBODY_HERE, "", "")
            yield replace(verdict, row=replace(verdict.row, problems=(nobody,)))
        elif verdict.state == RowState.HELD and verdict.row.number not in dealt and record and not differences(verdict.row, record):
            yield replace(verdict, state=RowState.UNCHANGED, held_reason=None, case=record.case)
        else:
            yield verdict


def look_again(run: ImportRun, *, by: User) -> Verdicts:
    """What is to become of the rows of a run, by what the house knows now. Nothing is written but the event of opening."""
    return judge(read_again(run, by=by), by=by, run=run)


def read_again(run: ImportRun, *, by: User) -> Understood:
    """The rows of a run as its file has them."""
    (opened,) = open_sealed([run], by=by.actor, purpose=Purpose.IMPORT, fields=["source", "file_name", "columns"])
    return read_opened(opened, json.loads(opened.columns or "{}"), everyone_is=run.everyone_is)


def read_opened(opened: Opened, columns: Mapping[str, str], *, everyone_is: str) -> Understood:
    """The rows of a run that was opened, by what was chosen for its columns and said of everybody."""
    source, name = opened.file("source") or b"", opened.file_name or PASTED
    return read(source, name, columns, corrects=opened.row.corrects, everyone_is=everyone_is)


def columns_chosen(*, by: User, member: Organisation | None = None) -> dict[str, str]:
    """The fields that were chosen for heads of the registers of this organisation, or of lists of this `member`, by the head, as of the
    latest run."""
    run = ImportRun.objects.filter(organisation=by.organisation, member=member).exclude(columns=b"").order_by("started_at").last()
    (opened,) = open_sealed([run], by=by.actor, purpose=Purpose.IMPORT, fields=["columns"]) if run else (None,)
    found: dict[str, str] = json.loads(opened.columns or "{}") if opened else {}
    return found


def _dealt(run: ImportRun) -> dict[int, dict[str, Any]]:
    """What was decided on each row that the run has dealt with."""
    lines = run.lines.values_list("number", "state", "held_reason", "candidate", "case")
    return {
        number: {"state": RowState(state), "held_reason": HeldReason(reason) if reason else None, "candidate": candidate, "case": case}
        for number, state, reason, candidate, case in lines
    }


class _LazyIndex:
    """The house is opened only when a row needs it: a register that is here already opens nobody."""

    def __init__(self, build: Callable[[], Index]) -> None:
        self._build = build
        self._index: Index | None = None

    def get(self) -> Index:
        if self._index is None:
            self._index = self._build()
        return self._index


class _Tokens:
    """The keyed hashes of all rows, asked of the agent in a few questions."""

    def __init__(self, rows: Sequence[ParsedRow]) -> None:
        self._numbers = dict(_hashed("register-number", {row.own_number for row in rows} | {_named(row) for row in rows}))
        self._rows = dict(_hashed("register-row", {fingerprint_text(row) for row in rows}))

    def of(self, row: ParsedRow) -> tuple[bytes, bytes, bytes]:
        return self._numbers.get(row.own_number, b""), self._rows[fingerprint_text(row)], self._numbers.get(_named(row), b"")


def _named(row: ParsedRow) -> str:
    return row.relationship.to_number if row.relationship and not row.relationship.is_ambiguous else ""


def number_tokens(numbers: set[str]) -> dict[str, bytes]:
    """The keyed hash of each register number."""
    return dict(_hashed("register-number", numbers))


def _hashed(domain: str, texts: set[str]) -> Iterator[tuple[str, bytes]]:
    ordered = sorted(texts - {""})
    for start in range(0, len(ordered), CHUNK):
        part = ordered[start : start + CHUNK]
        yield from zip(part, client.tokens(domain, part), strict=True)
