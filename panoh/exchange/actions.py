"""Bringing a register in: a look first, then a few rows at a time, each batch whole; what is doubtful waits for a person."""

import gc
import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation, User
from panoh.audit import undo
from panoh.audit.events import Event as AuditEvent
from panoh.audit.taking_back import keys_made, take_back_written, what_was_written
from panoh.audit.trail import action, record, remove, save, save_all
from panoh.cases.models import Case
from panoh.core.clock import now
from panoh.core.errors import Conflict, Invalid, WrongState
from panoh.exchange import policy, queries
from panoh.exchange.admitting import admit_batch, resolve_relationships
from panoh.exchange.deciding import PASTED, Result, Verdict, Verdicts, columns_chosen, judge, look_again, read, read_again, read_opened
from panoh.exchange.enums import Answer, Holds, RowState, RunState
from panoh.exchange.events import Event
from panoh.exchange.models import ImportPart, ImportRow, ImportRun
from panoh.exchange.register.heads import recognise
from panoh.exchange.register.refusals import UnknownHeads
from panoh.exchange.register.row import ParsedRow
from panoh.exchange.register.rows import Understood
from panoh.exchange.words import words_of
from panoh.people.distinct import write_distinct
from panoh.people.enums import DistinctReason
from panoh.people.models import NameIndexEntry, Person
from panoh.vault.actions import open_sealed, record_about, seal, seal_all
from panoh.vault.purpose import Purpose

BATCH, FEWEST = 20, 10  # rows a transaction: no write lock is held for long, and what every transaction costs is shared by several
WRITE_SECONDS = 0.06  # what a transaction is to take, so that none comes near a tenth of a second
ALREADY_DECIDED = _("This row is already decided.")
ADDS_NOBODY = _("Corrections add nobody. Import new people as a separate file.")
WHOSE = _("Choose whose list this is.")
NOT_HELD = _("You can decide only on rows that wait for a decision.")
NOT_YOURS = _("Only the account that imported a register can undo the import.")
ADDED_SINCE = _("Something was added since, so the import cannot be undone.")
FACILITY_IN_USE = _("A facility that the import added to the directory was changed or used since, so the import cannot be undone.")
IN_A_LATER_REGISTER = _("A register imported later has the same people. Undo that import first.")
BROUGHT_MEANWHILE = _("Someone else is importing this register now. Open its page again in a moment.")

LINE = ImportRow._meta.label_lower
# What goes with its person whatever it says by now: a line is decided on, a key wrapped anew, an entry of the index folded anew.
GO_REGARDLESS = frozenset({LINE, "vault.subjectkey", NameIndexEntry._meta.label_lower})

type Progress = Callable[[int, int], None]


def start_run(
    content: bytes, *, by: User, filename: str = PASTED, holds: Holds = Holds.NEW, member: Organisation | None = None
) -> ImportRun:
    """Keeps a register, sealed, so that it can be looked at and then brought in. `member`: whose own list it is. Raises Invalid when it
    cannot be read."""
    policy.check_can_import(by)
    if holds == Holds.MEMBER and member is None:
        raise Invalid(WHOSE, {"member": WHOSE})
    columns = columns_chosen(by=by, member=member)
    try:
        understood: Understood | None = read(content, filename, columns, corrects=holds == Holds.CORRECTIONS)
    except UnknownHeads:
        understood = None  # it waits until somebody chooses what its columns are
    run = ImportRun(organisation=by.organisation, by=by, holds=holds, member=member, started_at=now(), is_practice=by.is_practising)
    return _start(run, understood, content, by=by, filename=filename, columns=columns)


@action
def _start(
    run: ImportRun, understood: Understood | None, content: bytes, *, by: User, filename: str, columns: Mapping[str, str]
) -> ImportRun:
    seal(run, by=by.actor, source=content, file_name=filename, **_understood(run, understood, columns))
    save(run)
    _let_go_of_old_files(by)
    record(Event.LOOKED_AT, by=by.actor, purpose=Purpose.IMPORT)
    return run


def _understood(run: ImportRun, understood: Understood | None, columns: Mapping[str, str]) -> dict[str, str]:
    """Sets how many rows a run has; answers what is sealed of its columns."""
    run.rows = understood.count if understood else 0
    heads = list(understood.table.heads) if understood else []
    return {"heads": json.dumps(heads, ensure_ascii=False), "columns": json.dumps(dict(columns), ensure_ascii=False) if columns else ""}


@action
def choose_columns(run: ImportRun, chosen: Mapping[str, str], *, by: User, everyone_is: str = "") -> None:
    """Keeps what the columns of a register are (`chosen`: by head; blank: none of ours), where that is another thing than was understood:
    the next register of this organisation, or list of this member, is read so too. `everyone_is` holds for this file alone.

    Raises WrongState once rows were brought in.
    """
    policy.check_can_import(by)
    if run.state != RunState.PREVIEW:
        raise WrongState(queries.ALREADY_DONE)
    (opened,) = open_sealed([run], by=by.actor, purpose=Purpose.IMPORT, fields=["source", "file_name", "columns"])
    heads = list(chosen)
    by_itself = dict(zip(heads, recognise(heads).fields, strict=True))
    kept = {head: field for head, field in json.loads(opened.columns or "{}").items() if head not in chosen}
    columns = kept | {head: field for head, field in chosen.items() if field != by_itself[head]}
    run.everyone_is = everyone_is
    try:
        understood: Understood | None = read_opened(opened, columns, everyone_is=everyone_is)
    except UnknownHeads:
        understood = None
    seal(run, by=by.actor, **_understood(run, understood, columns))
    save(run)
    record(Event.LOOKED_AT, by=by.actor, purpose=Purpose.IMPORT)


def continue_run(
    run: ImportRun, *, by: User, limit: int | None = None, progress: Progress | None = None, understood: Understood | None = None
) -> Verdicts:
    """Brings in the next rows of a run, at most `limit`; when none is left the run is done. May be called again after any interruption.

    `understood` spares reading the file once more where it was read just now.
    """
    policy.check_can_import(by)
    if run.state not in (RunState.PREVIEW, RunState.RUNNING):
        raise WrongState(queries.ALREADY_DONE)
    verdicts = judge(understood, by=by, run=run) if understood else look_again(run, by=by)
    if run.state == RunState.PREVIEW:
        begin_run(run, by=by, continues=verdicts.continues)
    dealt = set(run.lines.values_list("number", flat=True))
    waiting = [verdict for verdict in _in_order(verdicts.rows) if verdict.row.number not in dealt]
    taken = waiting[:limit]
    with _undisturbed():
        for done in _bring(run, taken, by=by):
            if progress:
                progress(len(dealt) + done, len(verdicts.rows))
    if len(taken) == len(waiting):
        finish_run(run, by=by)
    return verdicts


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Python's collector does not look through what was read: in the middle of a transaction that would halt it for a tenth of a second."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _bring(run: ImportRun, taken: Sequence[Verdict], *, by: User) -> Iterator[int]:
    """Brings these rows in; after each transaction tells how many are done."""
    done, size = 0, BATCH
    while done < len(taken):
        batch = taken[done : done + size]
        begun = bring_batch(run, batch, by=by)
        size = fitting_batch(len(batch), time.monotonic() - begun)
        done += len(batch)
        yield done


def fitting_batch(size: int, took: float) -> int:
    """How many rows the next transaction may hold when one of `size` rows took so many seconds: fewer where the machine is slow or busy."""
    return max(FEWEST, min(BATCH, int(size * WRITE_SECONDS / took)))


def _in_order(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Those others are tied to come before those tied to them, and persons before rows that resemble them; then as in the sheet."""

    def place(verdict: Verdict) -> tuple[bool, bool, int]:
        return verdict.state != RowState.ADMITTED, bool(verdict.row.relationship and verdict.row.relationship.to_row), verdict.row.number

    return sorted(verdicts, key=place)


@action
def begin_run(run: ImportRun, *, by: User, continues: Collection[UUID] = ()) -> None:
    """From now on rows are written, as those of the registers it continues: where they are several, they are one from now on."""
    run.state = RunState.RUNNING
    if continues:
        run.series = min(continues)
    save(run)
    for part in ImportRun.objects.filter(series__in=continues).exclude(series=run.series):
        part.series = run.series
        save(part)
    record(Event.BEGUN, by=by.actor, purpose=Purpose.IMPORT)


@action
def bring_batch(run: ImportRun, verdicts: Sequence[Verdict], *, by: User) -> float:
    """Writes one batch whole: persons, cases, ties, help and a line of the run for every row, whatever became of it.

    Answers when its turn to write began, by the monotonic clock. Raises Conflict when somebody else brings in the same run meanwhile.
    """
    begun = time.monotonic()
    ImportRun.objects.select_for_update().only("pk").get(pk=run.pk)
    if run.lines.filter(number__in=[verdict.row.number for verdict in verdicts]).exists():
        raise Conflict(BROUGHT_MEANWHILE)
    admitted = [verdict for verdict in verdicts if verdict.state == RowState.ADMITTED]
    cases = admit_batch([verdict.row for verdict in admitted], [verdict.tie_token for verdict in admitted], run=run, by=by)
    became = dict(zip((verdict.row.number for verdict in admitted), cases, strict=True))
    wanted = {verdict.candidate_row for verdict in verdicts if verdict.candidate_row} - set(became)
    if wanted:
        became |= {line.number: line.case for line in run.lines.filter(number__in=wanted).select_related("case") if line.case}
    lines = [_line(run, verdict, became) for verdict in verdicts]
    seal_all([(line, {"cells": words_of(verdict.row)}) for line, verdict in zip(lines, verdicts, strict=True)], by=by.actor)
    save_all(lines)
    _keep_part(run)
    record(Event.ROWS_BROUGHT, by=by.actor, purpose=Purpose.IMPORT)
    return begun


def _keep_part(run: ImportRun) -> None:
    save(ImportPart(run=run, at=now(), written=what_was_written(without={LINE})))


def _line(run: ImportRun, verdict: Verdict, became: dict[int, Case]) -> ImportRow:
    like = became.get(verdict.candidate_row or 0)
    candidate, case_id = verdict.candidate, verdict.case
    if verdict.state == RowState.ADMITTED:
        case_id = became[verdict.row.number].pk
    elif like is not None and verdict.state == RowState.HELD:
        candidate = like.person_id
    elif like is not None:
        case_id = like.pk
    return ImportRow(
        run=run,
        organisation_id=run.organisation_id,
        number=verdict.row.number,
        state=verdict.state,
        held_reason=verdict.held_reason or "",
        candidate_id=candidate,
        case_id=case_id,
        remarks=[[remark.code.value, remark.column] for remark in (*verdict.row.problems, *verdict.row.warnings)],
        number_token=verdict.number_token,
        row_token=verdict.row_token,
        tie_token=verdict.tie_token,
    )


@action
def finish_run(run: ImportRun, *, by: User) -> None:
    """The register is in. The file itself is kept, sealed, only while a row of it waits for a decision or is rejected."""
    run.state, run.finished_at = RunState.DONE, now()
    if not _needs_file(run):
        run.source = b""
    save(run)
    record(Event.FINISHED, by=by.actor, purpose=Purpose.IMPORT)


def _needs_file(run: ImportRun) -> bool:
    return run.lines.filter(queries.WAITING | Q(state=RowState.REJECTED)).exists()


def _let_go_of_old_files(by: User) -> None:
    """Files of runs whose last row was decided too long ago to be undone."""
    since = now() - undo.WINDOW
    kept = policy.visible_runs(by).filter(state=RunState.DONE, finished_at__lt=since).exclude(source=b"")
    for run in kept.exclude(lines__answered_at__gte=since):
        if not _needs_file(run):
            run.source = b""
            save(run)


def import_register(content: bytes, *, filename: str, by: User, dry_run: bool = False, progress: Progress | None = None) -> Result:
    """A register from first look to last row, for the command line. Answers the counts, which add up to the rows."""
    policy.check_can_import(by)
    columns = columns_chosen(by=by)
    understood = read(content, filename, columns)
    if dry_run:
        verdicts = judge(understood, by=by)
        return Result(verdicts.counts, verdicts)
    run = ImportRun(organisation=by.organisation, by=by, started_at=now(), is_practice=by.is_practising)
    _start(run, understood, content, by=by, filename=filename, columns=columns)
    verdicts = continue_run(run, by=by, progress=progress, understood=understood)
    return Result(verdicts.counts, verdicts, run)


@action(undo=_("Decision on the row saved."))
def decide_row(line: ImportRow, answer: Answer, *, by: User) -> None:
    """A person says what a held row is. The same person: nothing is added and nothing is overwritten. Another: admitted as a new person.

    Of corrections: it was looked at, and the record corrected where the file is right. Of a row that was changed since it was brought
    in, the same two answers: the record stays as it is, and what the row now says is corrected on the case file by whoever knows; or the
    number was given to another person.
    """
    policy.check_can_import(by)
    if answer == Answer.OTHER and line.run.corrects:
        raise WrongState(ADDS_NOBODY)
    if line.state != RowState.HELD:
        raise WrongState(ALREADY_DECIDED if line.answer else NOT_HELD)
    line.answer, line.answered_by, line.answered_at = answer, by, now()
    row = _row_of(line, by=by)
    if answer == Answer.OTHER:
        (line.case,) = admit_batch([row], [bytes(line.tie_token)], run=line.run, by=by)
        line.state = RowState.ADMITTED
        if line.candidate:
            write_distinct(line.candidate, by=by, reason=DistinctReason.REGISTER, other=line.case.person)
    else:
        line.case = line.candidate.cases.order_by("-episode").first() if line.candidate else None
        line.state = RowState.UNCHANGED
        if line.candidate and not line.run.corrects:
            resolve_relationships([row], [line.candidate], run=line.run, by=by)
    save(line)
    _keep_part(line.run)
    record(Event.ROW_DECIDED, by=by.actor, purpose=Purpose.IMPORT)


def _row_of(line: ImportRow, *, by: User) -> ParsedRow:
    """As its file has it. Nobody else is opened for it: the house was compared when the file was read."""
    return next(row for row in read_again(line.run, by=by).rows if row.number == line.number)


class AddedSince(Conflict):
    """An import stays because of what was written since; `lines` are the rows concerned: (number, code of the case). None: a facility."""

    def __init__(self, lines: Sequence[tuple[int, str]]) -> None:
        super().__init__(ADDED_SINCE if lines else FACILITY_IN_USE)
        self.lines = lines


@undo.refused_by_what_came_after()
@action
def take_back_run(run: ImportRun, *, by: User) -> None:
    """Takes back everything a run brought in, however long ago, or nothing; the file itself goes too.

    One transaction, however long (5,000 rows: seconds, in which others wait to write): taken back batch by batch, a register would be
    half there for whoever looks meanwhile, in figures too, and a batch that cannot go would leave the others gone.
    Raises WrongState for another account, AddedSince where something was written since, Conflict where a later register has the same
    people.
    """
    policy.check_can_import(by)
    if not queries.can_take_back(run, by=by):
        raise WrongState(NOT_YOURS)
    lines = queries.admitted_lines(run)
    came = run.lines.filter(state=RowState.ADMITTED).values("case")
    if ImportRow.objects.exclude(run=run).filter(Q(case__in=came) | Q(candidate__cases__in=came)).exists():
        raise Conflict(IN_A_LATER_REGISTER)
    parts = list(run.parts.order_by("-at", "-pk"))
    for part in parts:
        made = Person.objects.filter(pk__in=keys_made(part.written, Person._meta.label_lower))
        record_about(AuditEvent.UNDONE, by=by.actor, about=list(made), purpose=Event.ROWS_BROUGHT)
    stays = take_back_written([part.written for part in parts], by=by.actor, regardless=GO_REGARDLESS)
    if stays:
        raise AddedSince(queries.lines_about(lines, stays))
    for part in parts:
        remove(part)
    run.state, run.source = RunState.TAKEN_BACK, b""
    save(run)
    record(Event.TAKEN_BACK, by=by.actor, purpose=Purpose.IMPORT)


@action
def put_aside_run(run: ImportRun, *, by: User) -> None:
    """Throws a register away that was looked at and not brought in: nothing of it stays."""
    policy.check_can_import(by)
    if run.state != RunState.PREVIEW:
        raise WrongState(queries.ALREADY_DONE)
    remove(run)
    record(Event.PUT_ASIDE, by=by.actor, purpose=Purpose.IMPORT)
