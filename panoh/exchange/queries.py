"""Reading imports: runs, their lines, and the rejected rows as a file."""

import json
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.core.errors import NotFound
from panoh.exchange import policy
from panoh.exchange.actions import Result, look_again
from panoh.exchange.deciding import Verdict
from panoh.exchange.enums import RowState
from panoh.exchange.events import Event
from panoh.exchange.models import ImportRow, ImportRun
from panoh.exchange.register.errors_file import rejected_workbook
from panoh.exchange.register.row import Row
from panoh.people.models import Person
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

type Run = ImportRun
NO_SUCH_IMPORT = "There is no such import."


def runs(user: User) -> list[ImportRun]:
    """The latest twenty runs. One query."""
    return list(policy.visible_runs(user).select_related("by")[:20])


def get_run(user: User, key: UUID) -> ImportRun:
    """One run. Raises NotFound where this account may not see it."""
    run = policy.visible_runs(user).filter(pk=key).select_related("organisation", "by").first()
    if run is None:
        raise NotFound(NO_SUCH_IMPORT)
    return run


def get_line(user: User, key: UUID) -> ImportRow:
    """One line of a run. Raises NotFound."""
    line = policy.visible_rows(user).filter(pk=key).select_related("run", "run__organisation", "candidate").first()
    if line is None:
        raise NotFound(NO_SUCH_IMPORT)
    return line


def counts_of(run: ImportRun) -> dict[str, int]:
    """What has become of the rows so far. One query."""
    states = Counter(run.lines.values_list("state", flat=True))
    return {"rows": run.rows, **{state.value: states[state] for state in RowState}, "dealt": sum(states.values())}


@dataclass(frozen=True, slots=True)
class Compared:
    """A held row beside whom it resembles; `code` is a case of theirs, words are shut where the reader may not see them."""

    number: int
    reason: str
    cells: dict[str, str]
    theirs: Opened | None
    code: str
    line: ImportRow | None = None


def compare_verdicts(verdicts: list[Verdict], *, by: User) -> list[Compared]:
    """Held rows of a preview beside whom they resemble. One event."""
    theirs = _opened_persons({verdict.candidate for verdict in verdicts if verdict.candidate}, by)
    return [
        Compared(
            number=verdict.row.number,
            reason=verdict.held_reason.label if verdict.held_reason else "",
            cells=_identity_cells(verdict.row),
            theirs=theirs.get(verdict.candidate, (None, ""))[0] if verdict.candidate else None,
            code=theirs.get(verdict.candidate, (None, ""))[1] if verdict.candidate else "",
        )
        for verdict in verdicts
    ]


def compare_lines(run: ImportRun, *, by: User) -> list[Compared]:
    """Held rows of a run that wait for a decision, beside whom they resemble. Two events."""
    lines = list(run.lines.filter(state=RowState.HELD, answer="").select_related("candidate").order_by("number"))
    theirs = _opened_persons({line.candidate_id for line in lines if line.candidate_id}, by)
    cells = open_sealed(lines, by=by.actor, purpose=Purpose.IMPORT, fields=["cells"]) if lines else []
    return [
        Compared(
            number=opened.row.number,
            reason=opened.row.get_held_reason_display(),
            cells=json.loads(opened.cells or "{}"),
            theirs=theirs.get(opened.row.candidate_id, (None, ""))[0],
            code=theirs.get(opened.row.candidate_id, (None, ""))[1],
            line=opened.row,
        )
        for opened in cells
    ]


def _identity_cells(row: Row) -> dict[str, str]:
    return dict(row.cells)


def _opened_persons(ids: set[UUID], by: User) -> dict[UUID, tuple[Opened | None, str]]:
    if not ids:
        return {}
    persons = list(Person.objects.filter(pk__in=ids).prefetch_related("cases"))
    opened = open_sealed(persons, by=by.actor, purpose=Purpose.IMPORT, fields=["family_name", "given_name", "patronymic", "birth_date"])
    return {person.pk: (words, next((case.code for case in person.cases.all()), "")) for person, words in zip(persons, opened, strict=True)}


def errors_workbook(result: Result, *, by: User) -> bytes:
    """The rejected rows of a result as XLSX; taking them is recorded."""
    record(Event.REJECTED_TAKEN, by=by.actor, purpose=Purpose.IMPORT)
    return rejected_workbook(result.rejected, result.verdicts.understood.table.heads)


def errors_workbook_of(run: ImportRun, *, by: User) -> bytes:
    """The rejected rows of a run as XLSX; taking them is recorded."""
    verdicts = look_again(run, by=by)
    return errors_workbook(Result(verdicts.counts, verdicts, run), by=by)
