"""A medico-legal report from its first word to the second reading."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, remove, save
from panoh.cases.actions.tasks import add_tasks, finish_tasks_on_row, task_on_row
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.findings import report_policy as policy
from panoh.findings.enums import REPORT_TRANSITIONS, AskedBy, Degree, FindingKind, Heading, ReportState
from panoh.findings.events import ReportEvent
from panoh.findings.models import BodyMark, Report, ReportAuthor, ReportFinding, ReportSection
from panoh.findings.queries.exhibits import Exhibits, arranged, exhibits
from panoh.findings.queries.reports import clinicians_for
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

READ_DAYS = 5  # working days

NOT_FROM_HERE = _("This is not possible at this stage of the report. Open it again and check its status.")
ONLY_DRAFT = _("You can only change a draft. A signed report stays as it is: begin a new version.")
AHEAD = _("This date is in the future. Check it.")
NO_FINDING = _("Write what was found.")
NO_REMARK = _("Write what should be changed.")
NOT_TO_BE_NAMED = _("Choose a physician or psychologist who is not named on this report yet.")
SHUT = _("The text of this report is sealed for your organisation.")
STILL_EMPTY = _("These parts are still empty: %(parts)s. Fill them in first, even if only to say that nothing can be said.")

# What no report goes without: who, what is told, what it may mean, what was advised, that it is true.
NEEDED = (Heading.CASE_INFO, Heading.ALLEGATIONS, Heading.INTERPRETATION, Heading.CONCLUSIONS, Heading.TRUTHFULNESS)


@dataclass(frozen=True, slots=True)
class ReportText:
    """The opened words of a report."""

    sections: dict[str, str] = field(default_factory=dict)
    findings: list[tuple[ReportFinding, str, str]] = field(default_factory=list)  # row, finding, what it is told to come from
    exhibits: Exhibits = field(default_factory=lambda: Exhibits([], {}))
    remark: str = ""
    signer: str = ""
    signed_place: str = ""
    why_new: str = ""


@action(undo=_("Report started."))
def start_report(case: Case, *, by: User, language: str, asked_by: str, examined_on: dt.date) -> Report:
    """Begins a report: only where the person agreed to the examination and the report. Whoever begins it is its author."""
    ground = policy.check_can_start(by, case)
    if examined_on > today():
        raise Invalid(AHEAD, {"examined_on": AHEAD})
    report = Report(
        case=case,
        person_id=case.person_id,
        language=language,
        asked_by=AskedBy(asked_by),
        examined_on=examined_on,
        made_by=by,
        consent=ground,
    )
    save(report)
    save(ReportAuthor(report=report, user=by))
    record_about(ReportEvent.STARTED, by=by.actor, about=[report])
    return report


def check_writes(report: Report, by: User) -> None:
    """The authors write, in a draft."""
    policy.check_can_write(by, report)
    if report.state != ReportState.DRAFT:
        raise WrongState(ONLY_DRAFT)


def _wrote(report: Report, by: User) -> None:
    record_about(ReportEvent.WRITTEN, by=by.actor, about=[report])


@action(undo=_("Part of the report saved."))
def write_section(report: Report, *, by: User, heading: str, words: str, expected: int | None = None) -> ReportSection:
    """Writes what stands below a heading; empty words empty it. `expected` is the version of the section, 0 where there was none."""
    check_writes(report, by)
    row = report.sections.filter(heading=heading).first()
    if row is None:
        row = ReportSection(report=report, person_id=report.person_id, heading=Heading(heading))
        expected = None
    seal(row, by=by.actor, words=words.strip())
    save(row, expected)
    _wrote(report, by)
    return row


@action(undo=_("Finding added."))
def add_finding(report: Report, *, by: User, kind: str, words: str, alleged: str = "", degree: str = Degree.NOT_ASSESSED) -> ReportFinding:
    """Adds a finding with the degree that the clinician chose, 'not assessed' where none was chosen."""
    check_writes(report, by)
    row = ReportFinding(report=report, person_id=report.person_id, kind=FindingKind(kind), position=report.findings.count())
    _fill(row, by, words=words, alleged=alleged, degree=degree)
    save(row)
    _wrote(report, by)
    return row


@action(undo=_("Finding changed."))
def change_finding(
    row: ReportFinding,
    *,
    by: User,
    kind: str,
    words: str,
    alleged: str = "",
    degree: str = Degree.NOT_ASSESSED,
    expected: int | None = None,
) -> ReportFinding:
    """Changes a finding of a draft."""
    check_writes(row.report, by)
    row.kind = FindingKind(kind)
    _fill(row, by, words=words, alleged=alleged, degree=degree)
    save(row, expected)
    _wrote(row.report, by)
    return row


def _fill(row: ReportFinding, by: User, *, words: str, alleged: str, degree: str) -> None:
    if not words.strip():
        raise Invalid(NO_FINDING, {"words": NO_FINDING})
    row.degree = Degree(degree)
    seal(row, by=by.actor, words=words.strip(), alleged=alleged.strip())


@action(undo=_("Finding removed."))
def take_out_finding(row: ReportFinding, *, by: User) -> None:
    """Takes a finding out of a draft."""
    check_writes(row.report, by)
    _wrote(row.report, by)
    for exhibit in row.exhibits.all():
        remove(exhibit)
    remove(row)


@action(undo=_("Overall evaluation chosen."))
def evaluate(report: Report, *, by: User, overall: str, expected: int | None = None) -> Report:
    """Keeps the degree that the clinician chose for everything together."""
    check_writes(report, by)
    report.overall = Degree(overall)
    save(report, expected)
    _wrote(report, by)
    return report


@action(undo=_("Author added."))
def name_author(report: Report, *, by: User, user: User) -> ReportAuthor:
    """Names another clinician as author, who reads and writes from then on."""
    check_writes(report, by)
    _check_named(report, user)
    row = ReportAuthor(report=report, user=user)
    save(row)
    record_about(ReportEvent.AUTHOR_NAMED, by=by.actor, about=[report])
    return row


def _check_named(report: Report, user: User) -> None:
    if user not in clinicians_for(report):
        raise Invalid(NOT_TO_BE_NAMED, {"user": NOT_TO_BE_NAMED})


def move(report: Report, to: ReportState) -> None:
    """Sets the next state, inside an action that records why. Raises WrongState."""
    if to not in REPORT_TRANSITIONS[ReportState(report.state)]:
        raise WrongState(NOT_FROM_HERE)
    report.state = to


@action(undo=_("Sent to the second reader."))
def send_to_reader(report: Report, *, by: User, user: User, expected: int | None = None) -> Report:
    """Gives a finished draft to a second clinician, who is none of the authors and has a task for it, whether they see the case or not."""
    policy.check_can_write(by, report)
    move(report, ReportState.SECOND_READING)
    _check_named(report, user)
    _check_whole(report)
    report.second_reader, report.read_at = user, None
    seal(report, by=by.actor, remark="")
    save(report, expected)
    add_tasks([task_on_row(TaskKind.READING, owner=user, due=add_working_days(today(), READ_DAYS), target=report.pk)])
    record_about(ReportEvent.SENT_TO_READER, by=by.actor, about=[report])
    return report


def _check_whole(report: Report) -> None:
    written = {row.heading for row in report.sections.all() if row.words}
    empty = [str(heading.label) for heading in NEEDED if heading not in written]
    if empty:
        said = STILL_EMPTY % {"parts": ", ".join(empty)}
        raise Invalid(said, {"user": said})


@action(undo=_("Returned to the authors."))
def return_report(report: Report, *, by: User, remark: str, expected: int | None = None) -> Report:
    """The second reader gives it back with what should be changed."""
    policy.check_is_reader(by, report)
    if not remark.strip():
        raise Invalid(NO_REMARK, {"remark": NO_REMARK})
    move(report, ReportState.DRAFT)
    report.read_at = None
    seal(report, by=by.actor, remark=remark.strip())
    save(report, expected)
    finish_tasks_on_row(TaskKind.READING, by=by, target=report.pk)
    record_about(ReportEvent.RETURNED, by=by.actor, about=[report])
    return report


@action(undo=_("Second reading done."))
def confirm_reading(report: Report, *, by: User, expected: int | None = None) -> Report:
    """The second reader agrees; now an author may sign."""
    policy.check_is_reader(by, report)
    if report.state != ReportState.SECOND_READING or report.read_at is not None:
        raise WrongState(NOT_FROM_HERE)
    report.read_at = now()
    save(report, expected)
    finish_tasks_on_row(TaskKind.READING, by=by, target=report.pk)
    record_about(ReportEvent.READ, by=by.actor, about=[report])
    return report


def read_report(report: Report, *, by: User, purpose: Purpose = Purpose.CARE) -> ReportText:
    """Opens all words of a report at once, for who is named on it. One event."""
    policy.check_reads_words(by, report)
    sections, findings, chosen = list(report.sections.all()), list(report.findings.all()), list(exhibits(report))
    marks = list({row.mark_id: row.mark for row in chosen}.values())
    rows: Sequence[Report | ReportSection | ReportFinding | BodyMark] = [report, *sections, *findings, *marks]
    fields = ["words", "alleged", "remark", "signer", "signed_place", "why_new", "note"]
    opened = open_sealed(rows, by=by.actor, purpose=purpose, fields=fields)
    if opened[0].is_unreadable:
        raise Denied(SHUT)
    head, written, found = opened[0], opened[1 : 1 + len(sections)], opened[1 + len(sections) :]
    notes = {one.row.pk: one.note or "" for one in found[len(findings) :]}
    return ReportText(
        sections={one.row.heading: one.words or "" for one in written},
        findings=[(one.row, one.words or "", one.alleged or "") for one in found[: len(findings)]],
        exhibits=arranged(chosen, notes),
        remark=head.remark or "",
        signer=head.signer or "",
        signed_place=head.signed_place or "",
        why_new=head.why_new or "",
    )


def read_section(report: Report, heading: str, *, by: User) -> tuple[int, str]:
    """The version and the words below one heading; 0 and nothing where none were written."""
    policy.check_reads_words(by, report)
    row = report.sections.filter(heading=heading).first()
    if row is None:
        return 0, ""
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.REPORT)
    return row.version, opened.words or ""


def read_finding(row: ReportFinding, *, by: User) -> dict[str, str]:
    """The words of one finding."""
    policy.check_reads_words(by, row.report)
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.REPORT)
    return {"words": opened.words or "", "alleged": opened.alleged or ""}
