"""Which register a file is a version of. A number says something only within its register, so files are told apart before numbers are read.

A register has no name that could be trusted: next month's file is called something else. It is known by its rows: of those whose number an
earlier file has, at least as many speak of the same person as of another one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from panoh.accounts.models import User
from panoh.exchange.enums import RowState
from panoh.exchange.models import ImportRow, ImportRun
from panoh.exchange.register.row import ParsedRow
from panoh.exchange.words import Words
from panoh.people.names import same_name
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

TO_THE_DAY = len("1984-03-12")


@dataclass(slots=True)
class Register:
    """What was brought in of one register: by row the case it became, by number the person and the lines that bear it. None: nobody yet."""

    rows: dict[bytes, UUID | None] = field(default_factory=dict)
    numbers: dict[bytes, UUID | None] = field(default_factory=dict)
    lines: dict[bytes, list[UUID]] = field(default_factory=lambda: defaultdict(list))


def registers(by: User, *, other_than: ImportRun | None = None) -> dict[UUID, Register]:
    """All that was brought in before, by register."""
    lines = ImportRow.objects.filter(run__is_practice=by.is_practising).exclude(state=RowState.REJECTED)
    if other_than is not None:
        lines = lines.exclude(run=other_than)
    facts = lines.order_by("run__started_at").values_list("run__series", "pk", "row_token", "number_token", "case", "case__person")
    found: dict[UUID, Register] = defaultdict(Register)
    for series, line, row_token, number_token, case, person in facts.iterator():
        known = found[series]
        _know(known.rows, bytes(row_token), case)
        if number_token:
            _know(known.numbers, bytes(number_token), person)
            known.lines[bytes(number_token)].append(line)
    return dict(found)


def _know(known: dict[bytes, UUID | None], token: bytes, became: UUID | None) -> None:
    """The latest that somebody was admitted by, if anybody was."""
    known[token] = known.get(token) if became is None else became


def together(found: Mapping[UUID, Register], series: Collection[UUID]) -> Register:
    """What is known of these registers as of one."""
    whole = Register()
    for key, known in found.items():
        if key in series:
            for token, case in known.rows.items():
                _know(whole.rows, token, case)
            for token, person in known.numbers.items():
                _know(whole.numbers, token, person)
    return whole


def continued(rows: Iterable[tuple[ParsedRow, bytes, bytes]], found: Mapping[UUID, Register], *, by: User) -> frozenset[UUID]:
    """The registers that these rows, each with the hashes of its number and of all it says, are a later version of: none, one, or parts
    of one that were brought in apart. Lines are opened, with one event, only where rows that are here word for word do not tell."""
    rows = list(rows)
    certain: set[UUID] = set()
    doubtful: dict[UUID, tuple[int, list[tuple[ParsedRow, list[UUID]]]]] = {}
    for series, known in found.items():
        same = sum(row_token in known.rows for _row, _number, row_token in rows)
        others = [(row, known.lines[number]) for row, number, token in rows if number in known.lines and token not in known.rows]
        if same and same >= len(others):
            certain.add(series)
        elif others:
            doubtful[series] = same, others
    words = _opened([line for _same, others in doubtful.values() for _row, lines in others for line in lines], by)
    for series, (same, others) in doubtful.items():
        agreed = same + sum(any(_is_same(Words.of_row(row), words.get(line)) for line in lines) for row, lines in others)
        if agreed and 2 * agreed >= same + len(others):
            certain.add(series)
    return frozenset(certain)


def _opened(lines: Sequence[UUID], by: User) -> dict[UUID, Words]:
    if not lines:
        return {}
    opened = open_sealed(list(ImportRow.objects.filter(pk__in=lines)), by=by.actor, purpose=Purpose.IMPORT, fields=["cells"])
    return {one.row.pk: Words.of_line(one.cells) for one in opened if one.cells}


def _is_same(ours: Words, theirs: Words | None) -> bool:
    """The name, or born the same day with a part of the name: she has married, he writes the other name otherwise."""
    if theirs is None:
        return False
    if same_name(ours.name, theirs.name):
        return True
    is_born_then = ours.birth == theirs.birth and len(ours.birth) == TO_THE_DAY and ours.sex == theirs.sex
    return is_born_then and any(same_name(one, other) for one in ours.name.split() for other in theirs.name.split())
