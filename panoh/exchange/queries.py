"""Reading imports: runs, their lines, who a held row may be, and the rejected rows as a file."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import User
from panoh.accounts.queries import present_organisations
from panoh.audit.trail import record
from panoh.cases.enums import Kind
from panoh.core.errors import NotFound, Sentence, WrongState
from panoh.exchange import policy
from panoh.exchange.correcting import Record, differences, get_records
from panoh.exchange.deciding import Result, Verdict, Verdicts, look_again, read_again
from panoh.exchange.enums import HeldReason, RowState, RunState
from panoh.exchange.events import Event
from panoh.exchange.models import DirectoryUpload, ImportRow, ImportRun
from panoh.exchange.register.errors_file import rejected_workbook
from panoh.exchange.register.heads import FIELD_NAMES
from panoh.exchange.register.refusals import UnknownHeads
from panoh.exchange.register.remarks import SENTENCES, Problem, Warn
from panoh.exchange.register.row import ParsedRow
from panoh.exchange.words import Changed, Words, shown_birth, shown_cell
from panoh.people.data import IDENTITY, full_name
from panoh.people.enums import Relation
from panoh.people.models import Person
from panoh.places import catalogue as places
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

# How views, which know no models, name what they are given.
type UploadRow = DirectoryUpload

type Run = ImportRun
ALREADY_DONE = _("This register is already imported.")
SHORT_HEADS = {"kind": _("Admitted as"), "relation": _("Relative")}  # over a shoulder they tell nothing of what somebody lived through
NO_SUCH_IMPORT = _("Import not found.")
LATEST = 20
NAMED = 30  # row numbers written out for a warning
WAITING = Q(state=RowState.HELD, answer="")


def runs(user: User) -> list[ImportRun]:
    """The latest twenty runs, each with `waiting`: how many of its rows nobody has decided on. One query."""
    waiting = Count("lines", filter=Q(lines__state=RowState.HELD, lines__answer=""))
    rows = policy.visible_runs(user).select_related("by", "member").defer("source", "file_name", "heads")
    return list(rows.annotate(waiting=waiting).order_by("-started_at")[:LATEST])  # counting drops the order of the model


def members_to_choose(user: User) -> dict[str, Any]:
    """Whose own list a file may be, and whose it is where a member's worker brings it in."""
    members = [row for row in present_organisations() if row.kind == OrganisationKind.MEMBER]
    return {"members": members, "own": next((row for row in members if row == user.organisation), None)}


def get_run(user: User, key: UUID) -> ImportRun:
    """One run. Raises NotFound where this account may not see it."""
    run = policy.visible_runs(user).filter(pk=key).select_related("organisation", "by", "member").first()
    if run is None:
        raise NotFound(NO_SUCH_IMPORT)
    return run


def get_line(user: User, key: UUID) -> ImportRow:
    """One line of a run. Raises NotFound."""
    line = policy.visible_rows(user).filter(pk=key).select_related("run", "run__organisation", "candidate").first()
    if line is None:
        raise NotFound(NO_SUCH_IMPORT)
    return line


def columns_to_choose(run: ImportRun, *, by: User) -> tuple[dict[str, Any], Sentence | None]:
    """What is asked of a run's columns: its `heads`, each with the field it was understood as or somebody chose, whether no column says
    who is a survivor (`asks_kind`) and what everybody is then; and what must be found before its rows can be looked at.

    Raises WrongState once rows were brought in.
    """
    if run.state != RunState.PREVIEW:
        raise WrongState(ALREADY_DONE)
    missing: Sentence | None = None
    try:
        table = read_again(run, by=by).table
        heads, everyone_is = table.fields, table.everyone_is
    except UnknownHeads as error:
        heads, everyone_is, missing = error.understood_as, run.everyone_is, error.sentence
    asks_kind = not run.corrects and "kind" not in heads.values()
    return {"heads": heads, "asks_kind": asks_kind, "everyone_is": everyone_is}, missing


@dataclass(frozen=True, slots=True, repr=False)
class UnderstoodRow:
    """A row as it will be brought in: its number and (head, what was understood)."""

    number: int
    cells: list[tuple[str, str]]


def understood_rows(verdicts: Verdicts, *, opens: bool, limit: int) -> list[UnderstoodRow]:
    """The first rows that are not rejected; names only where the page `opens` them."""
    rows = islice((one.row for one in verdicts.rows if one.state != RowState.REJECTED), limit)
    return [UnderstoodRow(row.number, _understood(row, opens)) for row in rows]


def _understood(row: ParsedRow, opens: bool) -> list[tuple[str, str]]:
    """What is shown has a column whatever the row says, so that rows stand under each other."""
    tie = row.relationship
    relative = Relation(tie.relation).label if tie and tie.relation else ""
    shown = {
        "full_name": full_name(row) if opens else "",
        "admitted_on": shown_birth(row.admitted.iso) if row.admitted else "",
        "kind": str(Kind(row.kind).label) if row.kind else "",
        "sex": str(row.sex.label) if row.sex else "",
        "birth": shown_birth(row.birth.iso) if row.birth else "",
        "region": places.name(row.place or row.region) if row.place or row.region else "",
        "relation": f"{relative} ({tie.to_row})" if tie and tie.to_row else str(relative),
    }
    heads = FIELD_NAMES | SHORT_HEADS
    return [(str(heads[name]), text) for name, text in shown.items() if opens or name != "full_name"]


def counts_of(run: ImportRun) -> dict[str, int]:
    """What has become of the rows so far; `dealt` is how many were dealt with. One query."""
    states = Counter(run.lines.values_list("state", flat=True))
    return {"rows": run.rows, **{state.value: states[state] for state in RowState}, "dealt": sum(states.values())}


@dataclass(frozen=True, slots=True, repr=False)
class Compared:
    """A held row beside whom it resembles: a person here (`code` is their case), or another row of the file (`other_row`).

    `ours` is None while nothing is opened, `theirs` also where the reader may not see the words. `changed` are the cells that differ from
    when the row was brought in.
    """

    number: int
    reason: HeldReason | None
    ours: Words | None
    theirs: Words | None
    code: str
    other_row: int | None = None
    changed: tuple[Changed, ...] = ()
    line: ImportRow | None = None
    corrects: bool = False  # then `changed` is what the row says otherwise than the record

    @property
    def is_changed(self) -> bool:
        return self.reason == HeldReason.CHANGED


def compare_verdicts(held: Sequence[Verdict], everybody: Verdicts, *, by: User, opens: bool = True) -> list[Compared]:
    """Held rows of a preview beside whom they resemble; `opens`: with names and rows. At most two events, else none."""
    if not opens:
        codes = _codes({verdict.candidate for verdict in held if verdict.candidate})
        return [
            Compared(
                one.row.number, one.held_reason, None, None, codes.get(one.candidate, ""), one.candidate_row, corrects=everybody.corrects
            )
            for one in held
        ]
    persons = _persons({verdict.candidate for verdict in held if verdict.candidate}, by)
    records = get_records({verdict.candidate for verdict in held if verdict.candidate}, by=by) if everybody.corrects else {}
    before = _before({verdict.number_token for verdict in held if verdict.held_reason == HeldReason.CHANGED}, everybody.continues, by)
    named = {verdict.candidate_row for verdict in held}
    rows = {verdict.row.number: verdict.row for verdict in everybody.rows if verdict.row.number in named}
    compared = []
    for verdict in held:
        ours = Words.of_row(verdict.row)
        theirs, code = persons.get(verdict.candidate, (None, "")) if verdict.candidate else (None, "")
        if verdict.candidate_row in rows:
            theirs = Words.of_row(rows[verdict.candidate_row])
        compared.append(
            Compared(
                number=verdict.row.number,
                reason=verdict.held_reason,
                ours=ours,
                theirs=theirs,
                code=code,
                other_row=verdict.candidate_row,
                changed=_otherwise(verdict.row, records, verdict.candidate)
                if everybody.corrects
                else _changed(before.get(verdict.number_token), ours),
                corrects=everybody.corrects,
            )
        )
    return compared


def compare_lines(run: ImportRun, *, by: User, limit: int, opens: bool = True) -> list[Compared]:
    """The first held rows of a run that wait for a decision, beside whom they resemble; `opens`: with names and rows. At most three
    events, else none."""
    lines = list(run.lines.filter(WAITING).select_related("run").order_by("number")[:limit])
    if not lines:
        return []
    if not opens:
        codes = _codes({line.candidate_id for line in lines if line.candidate_id})
        return [
            Compared(
                one.number,
                HeldReason(one.held_reason),
                None,
                None,
                codes.get(one.candidate_id, ""),
                None,
                line=one,
                corrects=run.corrects,
            )
            for one in lines
        ]
    persons = _persons({line.candidate_id for line in lines if line.candidate_id}, by)
    records = get_records({line.candidate_id for line in lines if line.candidate_id}, by=by) if run.corrects else {}
    rows = {row.number: row for row in read_again(run, by=by).rows} if run.corrects else {}
    changed = {bytes(line.number_token) for line in lines if line.held_reason == HeldReason.CHANGED}
    before = _before(changed, {run.series}, by, other_than=run)
    compared = []
    for line, opened in zip(lines, open_sealed(lines, by=by.actor, purpose=Purpose.IMPORT, fields=["cells"]), strict=True):
        ours = Words.of_line(opened.cells or "")
        theirs, code = persons.get(line.candidate_id, (None, "")) if line.candidate_id else (None, "")
        compared.append(
            Compared(
                number=line.number,
                reason=HeldReason(line.held_reason),
                ours=ours,
                theirs=theirs,
                code=code,
                changed=_otherwise(rows[line.number], records, line.candidate_id)
                if run.corrects
                else _changed(before.get(bytes(line.number_token)), ours),
                line=line,
                corrects=run.corrects,
            )
        )
    return compared


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be looked at in one column, and in which rows: the first of them, and how many more."""

    sentence: Sentence
    column: str
    rows: list[int]
    more: int


def earlier_versions(verdicts: Verdicts, *, by: User) -> tuple[bool, dt.datetime | None]:
    """Whether any register was brought in before, and when the latest version of this one was. One query."""
    begun = policy.visible_runs(by).filter(state__in=(RunState.RUNNING, RunState.DONE))
    runs = dict(begun.order_by("started_at").values_list("series", "started_at"))
    return bool(runs), max((runs[series] for series in verdicts.continues if series in runs), default=None)


def warnings_of(verdicts: Verdicts) -> list[Notice]:
    """The warnings of the rows that can be accepted, those first that concern most rows."""
    rows: dict[tuple[Warn | Problem, str], list[int]] = {}
    for verdict in verdicts.of(RowState.ADMITTED):
        for remark in verdict.row.warnings:
            rows.setdefault((remark.code, remark.column), []).append(verdict.row.number)
    ordered = sorted(rows.items(), key=lambda item: -len(item[1]))
    return [Notice(SENTENCES[code], column, found[:NAMED], max(0, len(found) - NAMED)) for (code, column), found in ordered]


def waiting_of(run: ImportRun) -> int:
    """How many rows of a run nobody has decided on. One query."""
    return run.lines.filter(WAITING).count()


def _codes(ids: set[UUID]) -> dict[UUID | None, str]:
    """The code of a case of each of these persons, of whom nothing is opened."""
    persons = Person.objects.filter(pk__in=ids).prefetch_related("cases") if ids else []
    return {one.pk: next((case.code for case in one.cases.all()), "") for one in persons}


def _persons(ids: set[UUID], by: User) -> dict[UUID, tuple[Words | None, str]]:
    """The words of these persons and the code of a case of theirs. One event."""
    if not ids:
        return {}
    persons = list(Person.objects.filter(pk__in=ids).prefetch_related("cases"))
    opened = open_sealed(persons, by=by.actor, purpose=Purpose.IMPORT, fields=IDENTITY)
    return {
        one.row.pk: (None if one.is_unreadable else Words.of_person(one), next((case.code for case in one.row.cases.all()), ""))
        for one in opened
    }


def _before(tokens: set[bytes], series: Collection[UUID], by: User, other_than: ImportRun | None = None) -> dict[bytes, Words]:
    """By number token, what the row of these registers said when it was last brought in and not merely held. One event."""
    if not tokens:
        return {}
    lines = ImportRow.objects.filter(number_token__in=tokens, run__series__in=series).exclude(state=RowState.REJECTED)
    if other_than is not None:
        lines = lines.filter(run__started_at__lt=other_than.started_at)
    latest = {bytes(line.number_token): line for line in lines.exclude(WAITING).select_related("run").order_by("run__started_at")}
    opened = open_sealed(list(latest.values()), by=by.actor, purpose=Purpose.IMPORT, fields=["cells"]) if latest else []
    return {bytes(one.row.number_token): Words.of_line(one.cells or "") for one in opened if not one.is_unreadable}


def _otherwise(row: ParsedRow, records: Mapping[UUID, Record], candidate: UUID | None) -> tuple[Changed, ...]:
    record = records.get(candidate) if candidate else None
    return tuple(differences(row, record)) if record else ()


def _changed(before: Words | None, now: Words) -> tuple[Changed, ...]:
    if before is None:
        return ()
    heads = dict.fromkeys([*now.cells, *before.cells])
    cells = [(head, before.cells.get(head, ""), now.cells.get(head, "")) for head in heads]
    return tuple(Changed(head, shown_cell(head, was), shown_cell(head, said)) for head, was, said in cells if was != said)


def can_take_back(run: ImportRun, *, by: User) -> bool:
    """Whether this account brought the register in and all of it may go again, as far as it shows before it is tried. One query."""
    return run.state == RunState.DONE and run.by_id == by.pk and run.parts.exists()


type AdmittedLine = tuple[int, str, UUID, UUID]  # number, code of the case, its id, that of the person


def admitted_lines(run: ImportRun) -> list[AdmittedLine]:
    """Whom the rows of a run became, in the order of the file. One query."""
    admitted = run.lines.filter(state=RowState.ADMITTED, case__isnull=False)
    return list(admitted.values_list("number", "case__code", "case", "case__person"))


def lines_about(lines: Sequence[AdmittedLine], rows: Iterable[tuple[str, str]]) -> list[tuple[int, str]]:
    """Those of `lines` that these rows, each (model, key), are about: (number, code). What is about nobody of them is left out."""
    about = set()
    for model, key in rows:
        row = apps.get_model(model)._base_manager.filter(pk=key).first()
        about |= {key, str(getattr(row, "case_id", "")), str(getattr(row, "person_id", ""))}
    return [(number, code) for number, code, case, person in lines if str(case) in about or str(person) in about]


def errors_workbook(result: Result, *, by: User) -> bytes:
    """The rejected rows of a result as XLSX; taking them is recorded."""
    record(Event.REJECTED_TAKEN, by=by.actor, purpose=Purpose.IMPORT)
    return rejected_workbook(result.rejected, result.verdicts.understood.table.heads)


def errors_workbook_of(run: ImportRun, *, by: User) -> bytes:
    """The rejected rows of a run as XLSX; taking them is recorded."""
    verdicts = look_again(run, by=by)
    return errors_workbook(Result(verdicts.counts, verdicts, run), by=by)
