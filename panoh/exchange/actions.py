"""Bringing a register in: a look first, then twenty rows at a time, each batch whole; what is doubtful waits for a person."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit import undo
from panoh.audit.models import Undo
from panoh.audit.trail import action, record, save, save_all
from panoh.cases.models import Case
from panoh.core.clock import now
from panoh.core.errors import WrongState
from panoh.exchange import policy
from panoh.exchange.admitting import admit_batch
from panoh.exchange.deciding import Verdict, Verdicts, judge, read
from panoh.exchange.enums import Answer, RowState, RunState
from panoh.exchange.events import Event
from panoh.exchange.models import ImportRow, ImportRun
from panoh.exchange.register.row import Row
from panoh.vault.actions import open_sealed, seal, seal_all
from panoh.vault.purpose import Purpose

BATCH = 20  # rows a transaction: no write lock is held for long
ALREADY_DONE = _("This register was brought in already.")
ALREADY_DECIDED = _("This row was decided on already.")
NOT_HELD = _("Only a row that is held can be decided on.")
BROUGHT = _("Rows brought in.")
LINE = ImportRow._meta.label_lower
PASTED = ""  # the file name of pasted rows

type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Result:
    """What became of a register. `run` is None after a dry run."""

    counts: dict[str, int]
    verdicts: Verdicts
    run: ImportRun | None = field(default=None)

    @property
    def rejected(self) -> list[Row]:
        """The rows that cannot be right."""
        return [verdict.row for verdict in self.verdicts.of(RowState.REJECTED)]


@action
def start_run(content: bytes, *, by: User, filename: str = PASTED) -> ImportRun:
    """Keeps a register, sealed, so that it can be looked at and then brought in. Raises Invalid when it cannot be read."""
    policy.check_can_import(by)
    understood = read(content, filename)
    run = ImportRun(organisation=by.organisation, by=by, started_at=now(), rows=understood.count, is_practice=by.is_practising)
    heads = json.dumps(list(understood.table.heads), ensure_ascii=False)
    seal(run, by=by.actor, source=content, file_name=filename, heads=heads)
    save(run)
    record(Event.LOOKED_AT, by=by.actor, purpose=Purpose.IMPORT)
    return run


def look_again(run: ImportRun, *, by: User) -> Verdicts:
    """What is to become of the rows of a run, by what the house knows now. Nothing is written but the event of opening."""
    (opened,) = open_sealed([run], by=by.actor, purpose=Purpose.IMPORT, fields=["source", "file_name"])
    return judge(read(opened.file("source") or b"", opened.file_name or PASTED), by=by, run=run)


def continue_run(run: ImportRun, *, by: User, limit: int | None = None, progress: Progress | None = None) -> Verdicts:
    """Brings in the next rows of a run, at most `limit`; when none is left the run is done. May be called again after any interruption."""
    policy.check_can_import(by)
    if run.state not in (RunState.PREVIEW, RunState.RUNNING):
        raise WrongState(ALREADY_DONE)
    if run.state == RunState.PREVIEW:
        begin_run(run, by=by)
    verdicts = look_again(run, by=by)
    dealt = set(run.lines.values_list("number", flat=True))
    waiting = [verdict for verdict in _survivors_first(verdicts.rows) if verdict.row.number not in dealt]
    taken = waiting[:limit]
    for start in range(0, len(taken), BATCH):
        bring_batch(run, taken[start : start + BATCH], by=by)
        if progress:
            progress(min(len(dealt) + start + BATCH, len(verdicts.rows)), len(verdicts.rows))
    if len(taken) == len(waiting):
        finish_run(run, by=by)
    return verdicts


def _survivors_first(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Rows that others are tied to come before those tied to them, otherwise in the order of the sheet."""
    return sorted(verdicts, key=lambda verdict: (bool(verdict.row.tie and verdict.row.tie.to_row), verdict.row.number))


@action
def begin_run(run: ImportRun, *, by: User) -> None:
    """From now on rows are written."""
    run.state = RunState.RUNNING
    save(run)
    record(Event.ROWS_BROUGHT, by=by.actor, purpose=Purpose.IMPORT)


@action(undo=BROUGHT)
def bring_batch(run: ImportRun, verdicts: Sequence[Verdict], *, by: User) -> None:
    """Writes one batch whole: persons, cases, ties, help and a line of the run for every row, whatever became of it."""
    admitted = [verdict for verdict in verdicts if verdict.state == RowState.ADMITTED]
    cases = admit_batch([verdict.row for verdict in admitted], [verdict.tie_token for verdict in admitted], run=run, by=by)
    case_of = dict(zip((verdict.row.number for verdict in admitted), cases, strict=True))
    lines = [_line(run, verdict, case_of) for verdict in verdicts]
    seal_all([(line, {"cells": _cells(verdict.row)}) for line, verdict in zip(lines, verdicts, strict=True)], by=by.actor)
    save_all(lines)
    record(Event.ROWS_BROUGHT, by=by.actor, purpose=Purpose.IMPORT)


def _line(run: ImportRun, verdict: Verdict, case_of: dict[int, Case]) -> ImportRow:
    candidate, case = verdict.candidate, case_of.get(verdict.row.number)
    if candidate is None and verdict.candidate_row in case_of:
        candidate = case_of[verdict.candidate_row].person_id
    elif candidate is None and verdict.candidate_row is not None:
        candidate = run.lines.filter(number=verdict.candidate_row).values_list("case__person", flat=True).first()
    remarks = [[remark.code.value, remark.column] for remark in (*verdict.row.problems, *verdict.row.warnings)]
    return ImportRow(
        run=run,
        organisation_id=run.organisation_id,
        number=verdict.row.number,
        state=verdict.state,
        held_reason=verdict.held_reason or "",
        candidate_id=candidate,
        case=case,
        remarks=remarks,
        number_token=verdict.number_token,
        row_token=verdict.row_token,
        tie_token=verdict.tie_token,
    )


def _cells(row: Row) -> str:
    return json.dumps(dict(row.cells), ensure_ascii=False)


@action
def finish_run(run: ImportRun, *, by: User) -> None:
    """The register is in. Its lines stay, sealed; the file is kept as long as a row of it waits for a decision or is rejected."""
    run.state, run.finished_at = RunState.DONE, now()
    save(run)
    record(Event.FINISHED, by=by.actor, purpose=Purpose.IMPORT)


def import_register(content: bytes, *, filename: str, by: User, dry_run: bool = False, progress: Progress | None = None) -> Result:
    """A register from first look to last row, for the command line. Answers the counts, which add up to the rows."""
    policy.check_can_import(by)
    if dry_run:
        verdicts = judge(read(content, filename), by=by)
        return Result(verdicts.counts, verdicts)
    run = start_run(content, by=by, filename=filename)
    verdicts = continue_run(run, by=by, progress=progress)
    return Result(verdicts.counts, verdicts, run)


@action(undo=_("Row decided."))
def decide_row(line: ImportRow, answer: Answer, *, by: User) -> None:
    """A person says what a held row is. The same person: nothing is added twice. Another: admitted as a new person."""
    policy.check_can_import(by)
    if line.state != RowState.HELD:
        raise WrongState(NOT_HELD)
    if line.answer:
        raise WrongState(ALREADY_DECIDED)
    line.answer, line.answered_by, line.answered_at = answer, by, now()
    if answer == Answer.OTHER:
        row = _row_of(line, by=by)
        (line.case,) = admit_batch([row], [bytes(line.tie_token)], run=line.run, by=by)
        line.state = RowState.ADMITTED
    else:
        line.case = line.candidate.cases.order_by("-episode").first() if line.candidate else None
        line.state = RowState.UNCHANGED
    save(line)
    record(Event.ROW_DECIDED, by=by.actor, purpose=Purpose.IMPORT)


def _row_of(line: ImportRow, *, by: User) -> Row:
    verdicts = look_again(line.run, by=by)
    return next(verdict.row for verdict in verdicts.rows if verdict.row.number == line.number)


def undoable_batches(run: ImportRun, *, by: User) -> list[UUID]:
    """The undo keys of this account's batches that brought `run` in, newest first, while ten minutes have not passed."""
    with translation.override(None):
        said = str(BROUGHT)
    lines = {str(key) for key in run.lines.values_list("pk", flat=True)}
    since = max(run.started_at, now() - undo.WINDOW)
    batches = Undo.objects.filter(actor_ref=by.id, sentence=said, at__gt=since, used_at=None).order_by("-at")
    return [batch.pk for batch in batches if any(change[1] == LINE and change[2] in lines for change in batch.changes)]


def take_back_run(run: ImportRun, *, by: User) -> int:
    """Takes back what a run brought in, batch by batch, newest first; stops with Conflict where somebody has worked on a row since."""
    policy.check_can_import(by)
    keys = undoable_batches(run, by=by)
    if not keys:
        raise WrongState(undo.TOO_LATE)
    for key in keys:
        undo.take_back(key, by=by.actor)
    _mark_taken_back(run, by=by)
    return len(keys)


@action
def _mark_taken_back(run: ImportRun, *, by: User) -> None:
    run.state = RunState.TAKEN_BACK
    save(run)
    record(Event.TAKEN_BACK, by=by.actor, purpose=Purpose.IMPORT)
