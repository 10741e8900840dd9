"""The rows of a case that tell the guidance something, in one query: many small ones would cost every write and every case file more."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Cast

from panoh.cases.enums import UNEXPLAINED, Attendance, ProgrammeState, TaskKind, Venue
from panoh.cases.models import Case, Request, SafetyPlan
from panoh.consent.enums import ConsentPurpose, Decision
from panoh.consent.models import Consent
from panoh.core.db.statement import Statement
from panoh.instruments.models import Response

type Rows = QuerySet[Any, Any]

COLUMNS = ("fact_tag", "fact_first", "fact_second", "fact_third", "fact_at", "fact_on", "fact_key")
NONE = UUID(int=0)
SHORT_CALL = 15  # minutes: less by telephone is no meeting


@dataclass(frozen=True, slots=True)
class FactRow:
    """What one row tells: up to three codes, a moment or a day."""

    tag: str
    first: str
    second: str
    third: str
    at: dt.datetime | None
    on: dt.date | None
    key: UUID

    @property
    def moment(self) -> dt.datetime:
        """When it was, of rows that always know."""
        assert self.at is not None
        return self.at

    @property
    def date(self) -> dt.date:
        """On which day it was, of rows that always know."""
        assert self.on is not None
        return self.on


def fact_rows(case: Case) -> dict[str, list[FactRow]]:
    """By tag, each in the order of time. One query."""
    found: dict[str, list[FactRow]] = defaultdict(list)
    for columns in _ROWS.rows(case.pk, case.person_id, case.request_id or NONE):
        row = FactRow(*columns)
        found[row.tag].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.at.timestamp() if row.at else 0.0, row.on or dt.date.min))
    return found


def _part(rows: Rows, tag: str, *codes: str, at: str = "", on: str = "") -> Rows:
    """One kind of rows in the columns that all share, each of the same type everywhere."""
    words = [Cast(F(code), models.TextField()) if code == "dangers" else F(code) for code in codes]
    blank = Value("", output_field=models.TextField())
    values = [
        Value(tag, output_field=models.TextField()),
        *words,
        *[blank] * (3 - len(words)),
        F(at) if at else Cast(Value(None), models.DateTimeField()),
        F(on) if on else Cast(Value(None), models.DateField()),
        F("pk"),
    ]
    found: Rows = rows.order_by().annotate(**dict(zip(COLUMNS, values, strict=True))).values_list(*COLUMNS)
    return found


def _whole(key: UUID, person: UUID, request: UUID) -> Rows:
    first, *others = _parts(Case(pk=key, person_id=person, request_id=request))
    return first.union(*others, all=True).order_by()


_ROWS = Statement(_whole, ids=3)


def _parts(case: Case) -> list[Rows]:
    asked = Request.objects.filter(pk=case.request_id or NONE)
    approved = Q(approved_at__isnull=False, state__in=(ProgrammeState.APPROVED, ProgrammeState.REPLACED))
    given = Q(purpose=ConsentPurpose.SERVICES, decision=Decision.GIVEN, withdrawn_on=None)
    counted = Q(attendance=Attendance.ATTENDED) | Q(attendance=Attendance.NOT_ATTENDED, reason__in=UNEXPLAINED)
    short = Q(attendance=Attendance.ATTENDED, venue=Venue.PHONE, minutes__isnull=False, minutes__lt=SHORT_CALL)
    lost = case.tasks.filter(kind=TaskKind.LOST)
    return [
        _part(case.state_changes.all(), "state", "from_state", "to_state", at="at"),
        _part(asked, "asked", at="received_at"),
        _part(asked, "decided", at="decided_at"),
        _part(Consent.objects.filter(given, person=case.person_id), "consent", on="given_on"),
        _part(Consent.objects.filter(person=case.person_id), "answer", on="given_on"),
        _part(SafetyPlan.objects.filter(case=case), "safety", on="written_on"),
        _part(case.sessions.filter(counted, ~short), "session", "attendance", "discipline", at="at"),
        _part(case.sessions.filter(short), "spoke", at="at"),
        _part(case.contact_attempts.all(), "attempt", "outcome", at="at"),
        _part(case.tasks.filter(kind__in=(TaskKind.ASSESS, TaskKind.LOST)), "task", "kind", "discipline", at="due_at"),
        _part(lost.filter(done_at__isnull=False), "looked", at="done_at"),
        _part(case.assessments.all(), "assessment", "discipline", on="done_on"),
        _part(Response.objects.filter(case=case.pk), "response", on="done_on"),
        _part(case.ratings.all(), "rating", on="rated_on"),
        _part(case.programmes.filter(agreed_on__isnull=False), "agreed", on="agreed_on"),
        _part(case.programmes.filter(approved), "approved", at="approved_at"),
        _part(case.reviews.all(), "review", on="held_on"),
        _part(case.urgency_changes.filter(danger__kind=TaskKind.DANGER), "danger", at="at"),
        _part(case.urgency_changes.filter(danger=None), "urgency", "before", "after", "dangers", at="at"),
        _part(case.review_triggers.all(), "trigger", at="noted_at"),
        _part(case.happenings.all(), "happening", "kind", at="at"),
        _part(case.follow_ups.all(), "follow_up", on="due_on"),
        _part(case.follow_ups.filter(done_on__isnull=False), "followed", on="done_on"),
    ]
