"""Reads of legal proceedings: their steps, and the days at court from one source."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.enums import CaseState
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.core.db.statement import Statement
from panoh.core.errors import NotFound
from panoh.findings.models import LegalPart
from panoh.legal.enums import HELD, MilestoneKind
from panoh.legal.models import Milestone
from panoh.legal.policy import check_can_write, knows_days
from panoh.people.enums import Precision
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

# How views, which know no models, name what they are given.
type MilestoneRow = Milestone

NOT_HERE = _("Page not found, or you do not have access to it.")


@dataclass(frozen=True, slots=True)
class CourtDay:
    """A day at court as the calendar shows it. `is_kept`: as a step of the proceedings, not only among the details of an assessment."""

    code: str
    day: dt.date
    who: str
    is_kept: bool


def milestones(user: User, case: Case) -> QuerySet[Milestone]:
    """The steps of the proceedings by their days; none for who is not told."""
    if not knows_days(user, case):
        return Milestone.objects.none()
    return Milestone.objects.filter(case=case).select_related("by").order_by("held_on", "noted_at")


def get_milestone(user: User, case: Case, key: UUID) -> Milestone:
    """One of them. Raises NotFound where it is not open to the reader."""
    found = milestones(user, case).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def read_words(case: Case, rows: list[Milestone], *, by: User) -> dict[UUID, str]:
    """What was written of these steps, by their ids. Raises Denied for who is no lawyer on the case."""
    check_can_write(by, case)
    return {one.row.pk: one.words or "" for one in open_sealed(rows, by=by.actor, purpose=Purpose.LEGAL)}


def _kept_days() -> QuerySet[Milestone]:
    return Milestone.objects.filter(kind=MilestoneKind.HEARING, precision=Precision.DAY, state__in=HELD).order_by()


def _detail_days() -> QuerySet[LegalPart]:
    """In the newest details of assessments; of cases whose days at court are kept as steps these do not count, so none is met twice."""
    newer = LegalPart.objects.filter(assessment=OuterRef("assessment"), number__gt=OuterRef("number"))
    kept = Milestone.objects.filter(case=OuterRef("assessment__case"), kind=MilestoneKind.HEARING)
    return LegalPart.objects.filter(~Exists(newer), ~Exists(kept), hearing_on__isnull=False).order_by()


def hearings(case: Case) -> list[tuple[UUID, dt.date]]:
    """The days at court of a case, each with the row that tells of it. One query."""
    return [(key, day) for key, day in _HEARINGS.rows(case.pk)]


def _hearings(case: UUID) -> QuerySet[Any, Any]:
    details = _detail_days().filter(assessment__case=case).values_list("pk", "hearing_on")
    return _kept_days().filter(case=case).values_list("pk", "held_on").union(details, all=True).order_by()


_HEARINGS = Statement(_hearings, ids=1)


def court_days(user: User, begins: dt.date, ends: dt.date, *, team: bool = False) -> list[CourtDay]:
    """The days at court of running cases, both ends included: for the lawyers on a case, and for who assigns work on it when they look
    at the team. The day alone is told, nothing of what stands beside it. One query, none for others."""
    permission = Permission.CASE_ASSIGN if team else Permission.LEGAL
    if not has(user, permission):
        return []
    cases, span = visible_cases(user, permission).exclude(state=CaseState.ENDED).values("pk"), (begins, ends)
    kept = _kept_days().filter(case__in=cases, held_on__range=span).annotate(kept=Value(True, BooleanField()))
    details = _detail_days().filter(assessment__case__in=cases, hearing_on__range=span).annotate(kept=Value(False, BooleanField()))
    also = details.values_list("assessment__case__code", "hearing_on", "by__username", "kept")
    found = kept.values_list("case__code", "held_on", "by__username", "kept").union(also, all=True).order_by()
    return sorted((CourtDay(code, day, who, bool(is_kept)) for code, day, who, is_kept in found), key=lambda one: (one.day, one.code))
