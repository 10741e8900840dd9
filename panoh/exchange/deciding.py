"""What is to become of each row of a register, before anything is written."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from panoh.accounts.models import User
from panoh.accounts.queries import organisation_by_spelling
from panoh.core.clock import today
from panoh.exchange.enums import HeldReason, RowState
from panoh.exchange.matching import Index, house_index
from panoh.exchange.models import ImportRow, ImportRun
from panoh.exchange.register.reading import read_pasted, read_table
from panoh.exchange.register.row import Row, fingerprint_text
from panoh.exchange.register.rows import Understood, understand
from panoh.vault import client

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row and what is to become of it."""

    row: Row
    state: RowState
    number_token: bytes
    row_token: bytes
    tie_token: bytes
    held_reason: HeldReason | None = None
    candidate: UUID | None = None  # the person it resembles, or whose row was changed
    candidate_row: int | None = None  # the row of the same file it resembles


@dataclass(frozen=True)
class Verdicts:
    """Every row of a register in its order; the four counts add up to all of them."""

    understood: Understood
    rows: tuple[Verdict, ...]

    @property
    def counts(self) -> dict[str, int]:
        """{"rows", "admitted", "held", "rejected", "unchanged"}."""
        states = Counter(verdict.state for verdict in self.rows)
        return {"rows": len(self.rows), **{state.value: states[state] for state in RowState}}

    def of(self, state: RowState) -> list[Verdict]:
        """The rows with this fate."""
        return [verdict for verdict in self.rows if verdict.state == state]


def read(data: bytes, filename: str) -> Understood:
    """A register from a file, or from pasted rows where `filename` is blank. Raises Invalid when it cannot be read."""
    table = read_table(data, filename) if filename else read_pasted(data.decode("utf-8"))
    found: dict[str, UUID | None] = {}

    def organisation_of(text: str) -> UUID | None:
        if text not in found:
            organisation = organisation_by_spelling(text)
            found[text] = organisation.id if organisation else None
        return found[text]

    return understand(table, today=today(), organisation_of=organisation_of)


def judge(understood: Understood, *, by: User, run: ImportRun | None = None) -> Verdicts:
    """Decides on every row. Rows that `run` has dealt with already keep what was decided; nothing is written."""
    ordered = sorted([*understood.rows, *understood.rejected], key=lambda row: row.number)
    tokens = _Tokens(ordered)
    dealt = {row.number: row for row in run.lines.all()} if run else {}
    known_rows, known_numbers = _known(by, run)
    index, seen = _LazyIndex(lambda: house_index(by)), set[bytes]()
    verdicts = []
    for row in ordered:
        number_token, row_token, tie_token = tokens.of(row)
        state, reason, candidate, candidate_row = RowState.ADMITTED, None, None, None
        earlier = dealt.get(row.number)
        if earlier is not None:
            state, reason, candidate = (
                RowState(earlier.state),
                HeldReason(earlier.held_reason) if earlier.held_reason else None,
                earlier.candidate_id,
            )
        elif row.is_rejected:
            state = RowState.REJECTED
        elif row_token in known_rows or row_token in seen:
            state = RowState.UNCHANGED
        elif row.own_number and number_token in known_numbers:
            state, reason, candidate = RowState.HELD, HeldReason.CHANGED, known_numbers[number_token]
        elif (resembles := index.get().resembling(row)) is not None:
            state, reason, candidate, candidate_row = RowState.HELD, HeldReason.DUPLICATE, resembles.person, resembles.row
        if not row.is_rejected:
            seen.add(row_token)
        if state == RowState.ADMITTED and earlier is None:
            index.get().add_row(row)
        verdicts.append(Verdict(row, state, number_token, row_token, tie_token, reason, candidate, candidate_row))
    return Verdicts(understood, tuple(verdicts))


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

    def __init__(self, rows: Sequence[Row]) -> None:
        self._numbers = dict(_hashed("register-number", {row.own_number for row in rows} | {_named(row) for row in rows}))
        self._rows = dict(_hashed("register-row", {fingerprint_text(row) for row in rows}))

    def of(self, row: Row) -> tuple[bytes, bytes, bytes]:
        return self._numbers.get(row.own_number, b""), self._rows[fingerprint_text(row)], self._numbers.get(_named(row), b"")


def _named(row: Row) -> str:
    return row.tie.to_number if row.tie and not row.tie.is_ambiguous else ""


def number_tokens(numbers: set[str]) -> dict[str, bytes]:
    """The keyed hash of each register number."""
    return dict(_hashed("register-number", numbers))


def _hashed(domain: str, texts: set[str]) -> Iterator[tuple[str, bytes]]:
    ordered = sorted(texts - {""})
    for start in range(0, len(ordered), CHUNK):
        part = ordered[start : start + CHUNK]
        yield from zip(part, client.tokens(domain, part), strict=True)


def _known(by: User, run: ImportRun | None) -> tuple[set[bytes], dict[bytes, UUID | None]]:
    """Rows brought in before: their hashes, and for each own number the person it became."""
    rows = ImportRow.objects.filter(run__is_practice=by.is_practising).exclude(state=RowState.REJECTED)
    if run is not None:
        rows = rows.exclude(run=run)
    hashes: set[bytes] = set()
    numbers: dict[bytes, UUID | None] = {}
    for row_token, number_token, person in (
        rows.order_by("run__started_at").values_list("row_token", "number_token", "case__person").iterator()
    ):
        hashes.add(bytes(row_token))
        if number_token:
            numbers[bytes(number_token)] = person or numbers.get(bytes(number_token))
    return hashes, numbers
