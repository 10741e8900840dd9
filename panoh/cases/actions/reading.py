"""Opening the words of care: what everybody on the case reads, and what stays within its discipline."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.ending_policy import reads_feedback
from panoh.cases.models import (
    Amendment,
    Assessment,
    Assistance,
    Case,
    CaseStep,
    Closing,
    Conference,
    ContactAttempt,
    Death,
    Feedback,
    FollowUp,
    Goal,
    MoneyAsked,
    PlannedService,
    Problem,
    Programme,
    Review,
    ReviewTrigger,
    SafetyPlan,
    Session,
)
from panoh.cases.policy import NOTES_CLOSED, OTHER_DISCIPLINE, check_can, reads_findings, reads_notes
from panoh.cases.queries.care import former_label, named_on, what_was_corrected
from panoh.core.errors import Denied
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

type Shared = (
    Assessment
    | Assistance
    | Case
    | CaseStep
    | Conference
    | FollowUp
    | Goal
    | Closing
    | ContactAttempt
    | Death
    | MoneyAsked
    | SafetyPlan
    | PlannedService
    | Problem
    | Programme
    | Review
    | ReviewTrigger
    | Session
)

# Notes and findings are left out by name: they are opened by themselves below.
SHARED_WORDS = (
    *("summary", "recommendations", "words", "indicator", "wishes", "remark", "closing_words", "others", "approach", "tell"),
    *("signs", "coping", "places", "people", "services", "surroundings"),
    *("witness", "guardian", "level_m2", "level_m1", "level_0", "level_p1", "level_p2", "ending"),
    *("talk", "decisions", "dissent"),
)


def read_shared(rows: Sequence[Shared], *, by: User) -> dict[object, dict[str, str]]:
    """The words that everybody on the case reads, by row: one event for the whole page. Rows without a word cost nothing."""
    return {item.row.pk: _texts(item) for item in open_sealed(rows, by=by.actor, purpose=Purpose.CARE, fields=SHARED_WORDS)} if rows else {}


def read_findings(assessment: Assessment, *, by: User) -> str:
    """The findings, for their author and the same discipline on the case. Raises Denied for everybody else."""
    check_can(by, Permission.CASE_VIEW, assessment.case)
    if not reads_findings(by, assessment):
        raise Denied(OTHER_DISCIPLINE)
    (opened,) = open_sealed([assessment], by=by.actor, purpose=Purpose.CARE, fields=["findings"])
    return opened.findings or ""


def read_notes(session: Session, *, by: User) -> str:
    """The process notes, for their author and the psychologists named on the case. Raises Denied for everybody else."""
    check_can(by, Permission.CASE_VIEW, session.case)
    if not reads_notes(by, session, named_on(session.case)):
        raise Denied(NOTES_CLOSED)
    (opened,) = open_sealed([session], by=by.actor, purpose=Purpose.CARE, fields=["notes"])
    return opened.notes or ""


def read_feedback(rows: Sequence[Feedback], *, by: User) -> list[tuple[Feedback, str | None]]:
    """What the person said of the help, with the words for who reads them; None for everybody else."""
    readable = [row for row in rows if reads_feedback(by, row)]
    opened = open_sealed(readable, by=by.actor, purpose=Purpose.REVIEW, fields=["words"]) if readable else []
    words = {item.row.pk: item.words or "" for item in opened}
    return [(row, words.get(row.pk)) for row in rows]


@dataclass(frozen=True, slots=True)
class Correction:
    """One field that was corrected: of what, what stood there before, why."""

    at: dt.datetime
    thing: str
    field: str
    former: str
    reason: str


def read_amendments(rows: Sequence[Amendment], *, by: User) -> list[Correction]:
    """What stood there before and why it was changed. The caller leaves out fields of one discipline."""
    opened = open_sealed(rows, by=by.actor, purpose=Purpose.CARE) if rows else []
    return [_correction(item) for item in opened]


def _correction(opened: Opened) -> Correction:
    thing, field = what_was_corrected(opened.row)
    return Correction(opened.row.at, thing, field, former_label(opened.row, opened.former or ""), opened.reason or "")


def _texts(opened: Opened) -> dict[str, str]:
    return {name: getattr(opened, name) or "" for name in (opened.plain or {})}
