"""Whose time of keeping is over or soon will be, and which periods are in force."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from panoh.accounts.models import User
from panoh.cases.actions.closure import months_after
from panoh.cases.enums import RequestState
from panoh.cases.models import Case, Request
from panoh.core.clock import DUSHANBE, today
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import NotFound
from panoh.data_protection.clocks import ADULT, AHEAD, CLOCKS
from panoh.data_protection.enums import WAITS, ErasureState, PeriodState, Rule
from panoh.data_protection.models import Due, Erasure, ErasureNotice, Period
from panoh.data_protection.policy import check_can_set_periods, visible_due, visible_erasure_notices
from panoh.data_protection.queries.erasures import NOT_HERE
from panoh.findings.enums import ReportState
from panoh.findings.models import Report

# How views, which know no models, name what they are given.
type DueRow = Due
type ErasureNoticeRow = ErasureNotice

REFUSED = (RequestState.DECLINED, RequestState.ELSEWHERE, RequestState.WITHDRAWN)
SIGNED = (ReportState.SIGNED, ReportState.REPLACED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clock says of one file or request: the rule that keeps it longest, its days, and the code it is shown by."""

    rule: Rule
    code: str
    counts_from: dt.date
    due_on: dt.date
    is_practice: bool


MOST_OVER = 100  # a longer list is counted no further


def months_in_force() -> dict[Rule, int]:
    """For how many months each rule keeps: what two people agreed to last, else what is usual. One query."""
    agreed = Period.objects.filter(state=PeriodState.AGREED).order_by("ended_at")
    said = {Rule(row.rule): row.months for row in agreed if row.rule in Rule.values}
    return {rule: said.get(rule, clock.usual) for rule, clock in CLOCKS.items()}


def periods_asked() -> list[Period]:
    """What waits for a second person. One query."""
    return list(Period.objects.filter(state=PeriodState.ASKED).select_related("asked_by"))


def get_period(user: User, key: UUID) -> Period:
    """One that was asked for. Raises NotFound."""
    check_can_set_periods(user)
    found = Period.objects.filter(pk=key).select_related("asked_by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@bypass_rls()
def files_due(until: dt.date, months: dict[Rule, int]) -> dict[UUID, Wanted]:
    """Whose file is due by that day, by the id of the person's first record. A file with a case that runs is never due."""
    shortest = min(months[rule] for rule in (Rule.CLOSED, Rule.CHILD, Rule.REPORT))
    ended = (
        Case.objects.filter(erased_on=None)
        .order_by()
        .annotate(first=Coalesce("person__merged_into_id", "person_id"))
        .values("first")
        .annotate(
            running=Count("pk", filter=Q(closed_on=None)),
            closed=Max("closed_on"),
            born=Max("person__birth_year"),
            youngest=Min("age_at_admission"),
            admitted=Min("admitted_on"),
            practice=Count("pk", filter=Q(is_practice=True)),
        )
        .filter(running=0, closed__lte=months_after(until, -shortest))
    )
    rows: list[dict[str, Any]] = [dict(row) for row in ended]
    keys = [row["first"] for row in rows]
    whose = Q(person__in=keys) | Q(person__merged_into__in=keys)
    reported = {
        first or person
        for person, first in Report.objects.filter(whose, state__in=SIGNED).order_by().values_list("person_id", "person__merged_into_id")
    }
    codes = {
        first or person: code
        for person, first, code in Case.objects.filter(whose, erased_on=None)
        .order_by("closed_on")
        .values_list("person_id", "person__merged_into_id", "code")
    }
    found = {row["first"]: _longest(row, row["first"] in reported, codes[row["first"]], months) for row in rows}
    return {key: wanted for key, wanted in found.items() if wanted.due_on <= until}


def _longest(row: dict[str, Any], has_report: bool, code: str, months: dict[Rule, int]) -> Wanted:
    """The clock that keeps it longest of those that hold for it."""
    clocks = [(Rule.CLOSED, row["closed"])]
    if row["youngest"] is not None and row["youngest"] < ADULT:
        grown = row["born"] + ADULT if row["born"] else row["admitted"].year + ADULT - row["youngest"]
        clocks = [(Rule.CHILD, max(row["closed"], dt.date(grown, 12, 31)))]
    if has_report:
        clocks.append((Rule.REPORT, row["closed"]))
    days = [(months_after(day, months[rule]), day, rule) for rule, day in clocks]
    due_on, counts_from, rule = max(days, key=lambda one: one[0])
    return Wanted(rule, code, counts_from, due_on, bool(row["practice"]))


@bypass_rls()
def requests_due(until: dt.date, months: dict[Rule, int]) -> dict[UUID, Wanted]:
    """Which requests without a person are due by that day, by their ids."""
    kept = months[Rule.REFUSED]
    over = Request.objects.filter(person=None, case=None, state__in=REFUSED).exclude(
        erasures__state__in=(ErasureState.ERASED, ErasureState.DONE)
    )
    over = over.annotate(ended=Coalesce("decided_at", "received_at"))
    before = dt.datetime.combine(months_after(until, -kept) + dt.timedelta(days=1), dt.time(), DUSHANBE)
    found = {}
    for request in over.filter(ended__lt=before):
        day = request.ended.astimezone(DUSHANBE).date()
        found[request.pk] = Wanted(Rule.REFUSED, request.code, day, months_after(day, kept), request.is_practice)
    return {key: wanted for key, wanted in found.items() if wanted.due_on <= until}


def due_rows(user: User) -> QuerySet[Due]:
    """What is due or soon will be, the longest over first; what was put off stands there with its day."""
    return visible_due(user).filter(due_on__lte=today() + AHEAD).select_related("put_off_by")


def due_over(user: User) -> tuple[dt.date, int] | None:
    """Since when the oldest retention period is over, and of how many files, counted as far as `MOST_OVER`; None where there is none. One
    query."""
    decided = Erasure.objects.filter(state__in=WAITS).values("code")
    over = visible_due(user).filter(Q(put_off_until=None) | Q(put_off_until__lt=today()), due_on__lte=today()).exclude(code__in=decided)
    days = list(over.order_by("due_on").values_list("due_on", flat=True)[:MOST_OVER])
    return (days[0], len(days)) if days else None


def get_due(user: User, key: UUID) -> Due:
    """One of them. Raises NotFound."""
    found = visible_due(user).filter(pk=key).select_related("person", "request", "put_off_by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def waiting_codes(user: User) -> set[str]:
    """The codes of those for which two people are deciding already. One query."""
    return set(Erasure.objects.filter(is_practice=user.is_practising, state__in=WAITS).values_list("code", flat=True))


@bypass_rls()
def erasure_about(row: Due) -> Erasure | None:
    """What waits for the same person or request."""
    mine = Q(person=row.person) if row.person_id else Q(request=row.request)
    return Erasure.objects.filter(mine, state__in=WAITS).first()


def erasure_notices(user: User) -> QuerySet[ErasureNotice]:
    """Who is to be told that something is erased here, and who was; those that wait first."""
    return (
        visible_erasure_notices(user)
        .select_related("facility", "organisation", "told_by")
        .order_by(Coalesce("told_on", dt.date.max).desc(), "-last_on", "code")
    )


def get_erasure_notice(user: User, key: UUID) -> ErasureNotice:
    """One of them. Raises NotFound."""
    found = erasure_notices(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
