"""What the guidance may know of a case: dated facts, read from its rows; and the steps that follow from them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from panoh.cases.danger import Danger
from panoh.cases.enums import Attendance, CaseState, Discipline, ProgrammeState, TaskKind
from panoh.cases.models import Case, CaseStep
from panoh.cases.signals import facts_wanted
from panoh.consent.enums import ConsentPurpose, Decision
from panoh.consent.models import Consent
from panoh.core.clock import DUSHANBE, now
from panoh.guidance.engine import Fact, Hold, Run, Situation, not_begun, runs
from panoh.guidance.enums import SETTLED, Happened, StepState
from panoh.guidance.protocol import Protocol, Step
from panoh.guidance.queries import protocol
from panoh.instruments.models import Response

END_OF_DAY = dt.time(18, 0)


@dataclass(frozen=True)
class Guided:
    """A case beside the version it follows: the runs of its steps, and the rows kept of them."""

    case: Case
    protocol: Protocol
    situation: Situation
    rows: dict[tuple[str, str], CaseStep]

    @cached_property
    def runs(self) -> list[Run]:
        """Every run that has begun."""
        return runs(self.protocol, self.situation)

    @property
    def not_begun(self) -> list[Step]:
        """What comes when something happens that has not yet."""
        return not_begun(self.protocol, self.runs)


def guided(case: Case) -> Guided | None:
    """The case beside its version, None where it follows none. Twelve queries or so, however long the case."""
    if not case.guidance:
        return None
    return beside(case, protocol(case.guidance))


def beside(case: Case, version: Protocol) -> Guided:
    """The case beside a version, whether it follows that one or not."""
    rows = {(row.step, row.mark): row for row in case.steps.all()}
    settled = {key: StepState(row.state) for key, row in rows.items() if row.by_hand and row.state in SETTLED}
    changes = list(case.state_changes.order_by("at").values_list("from_state", "to_state", "at", "pk"))
    facts = tuple(_facts(case, changes))
    situation = Situation(facts, case.urgency, case.guided_since, case.is_open, tuple(_holds(case, changes)), settled)
    return Guided(case, version, situation, rows)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), DUSHANBE)


def _evening(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else dt.datetime.combine(day, END_OF_DAY, DUSHANBE)


def _facts(case: Case, changes: Iterable[tuple[str, str, dt.datetime, object]]) -> Iterator[Fact]:
    yield from _beginning(case)
    yield from _meetings(case)
    yield from _findings(case)
    yield from _programmes(case)
    yield from _after(case)
    for _before, after, at, _key in changes:
        if after == CaseState.CLOSED:
            yield Fact(Happened.CLOSED, at)
    yield from _urgencies(case)
    for at, key in case.review_triggers.values_list("noted_at", "pk"):
        yield Fact(Happened.REVIEW_CAUSED, at, key)
    for kind, at, key in case.happenings.values_list("kind", "at", "pk"):
        yield Fact(Happened(kind), at, key)
    for _receiver, answer in facts_wanted.send(sender=None, case=case):
        found: list[Fact] = answer  # type: ignore[assignment]
        yield from found


def _urgencies(case: Case) -> Iterator[Fact]:
    """How urgent it was at first, each time that changed, and each time care is needed within hours."""
    looks = list(case.urgency_changes.order_by("at").values_list("before", "after", "dangers", "at", "pk"))
    first = looks[0][0] if looks else case.urgency
    yield Fact(Happened(f"turned_{first}"), case.guided_since or _noon(case.admitted_on), case.pk)
    for before, after, dangers, at, key in looks:
        if before != after:
            yield Fact(Happened(f"turned_{after}"), at, key)
        if Danger.ACUTE in dangers:
            yield Fact(Happened.URGENT_CARE, at, key)


def _beginning(case: Case) -> Iterator[Fact]:
    begun = _noon(case.admitted_on)
    if case.request is not None:
        yield Fact(Happened.ASKED, case.request.received_at)
        yield Fact(Happened.TRIAGED, case.request.decided_at or begun)
    yield Fact(Happened.ADMITTED, begun, day_alone=True)
    given = Consent.objects.filter(
        person=case.person_id, purpose=ConsentPurpose.SERVICES, decision=Decision.GIVEN, withdrawn_on=None
    ).values_list("given_on", "pk")
    for day, key in given:
        yield Fact(Happened.CONSENTED, _noon(day), key, day_alone=True)


def _meetings(case: Case) -> Iterator[Fact]:
    for attendance, at, discipline, key in case.sessions.exclude(attendance=Attendance.PLANNED).values_list(
        "attendance", "at", "discipline", "pk"
    ):
        if attendance == Attendance.ATTENDED:
            yield Fact(Happened.MET, at, key)
            if discipline == Discipline.PSYCHOLOGICAL:
                yield Fact(Happened.MET_PSYCHOLOGICAL, at, key)
        elif attendance == Attendance.NOT_ATTENDED:
            yield Fact(Happened.MISSED, at, key)


def _findings(case: Case) -> Iterator[Fact]:
    wanted = case.tasks.filter(kind=TaskKind.ASSESS).values_list("discipline", flat=True)
    for discipline in dict.fromkeys(wanted):
        yield Fact(Happened(f"wanted_{discipline}"), case.guided_since or _noon(case.admitted_on))
    for discipline, day, key in case.assessments.values_list("discipline", "done_on", "pk"):
        yield Fact(Happened(f"assessed_{discipline}"), _noon(day), key, day_alone=True)
    for day, key in Response.objects.filter(case=case.pk).values_list("done_on", "pk"):
        yield Fact(Happened.SCORED, _noon(day), key, day_alone=True)
    for day, key in case.ratings.values_list("rated_on", "pk"):
        yield Fact(Happened.RATED, _noon(day), key, day_alone=True)


def _programmes(case: Case) -> Iterator[Fact]:
    review = _evening(case.review_due)  # the day agreed on last, by a review or an approval
    for agreed, approved, state, key in case.programmes.values_list("agreed_on", "approved_at", "state", "pk"):
        if agreed is not None:
            yield Fact(Happened.PROGRAMME_AGREED, _noon(agreed), key, day_alone=True)
        if approved is not None and state in (ProgrammeState.APPROVED, ProgrammeState.REPLACED):
            yield Fact(Happened.PROGRAMME_APPROVED, approved, key, due=review)
    for day, key in case.reviews.values_list("held_on", "pk"):
        yield Fact(Happened.REVIEW_HELD, _noon(day), key, due=review, day_alone=True)


def _after(case: Case) -> Iterator[Fact]:
    for due, done, key in case.follow_ups.values_list("due_on", "done_on", "pk"):
        planned = _noon(case.closed_on or due)
        yield Fact(Happened.FOLLOW_UP_PLANNED, planned, key, due=_evening(due), day_alone=True)
        if done is not None:
            yield Fact(Happened.FOLLOWED_UP, _noon(done), key, day_alone=True)


def _holds(case: Case, changes: Iterable[tuple[str, str, dt.datetime, object]]) -> Iterator[Hold]:
    """When the case rested; a hold that lasts is taken to end on its day, or now where that has passed."""
    since: dt.datetime | None = None
    for before, after, at, _key in changes:
        if after == CaseState.ON_HOLD:
            since = at
        elif before == CaseState.ON_HOLD and since is not None:
            yield Hold(since, at)
            since = None
    if since is not None and case.state == CaseState.ON_HOLD:
        yield Hold(since, max(_noon(case.held_until) if case.held_until else now(), now()))
