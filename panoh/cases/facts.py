"""What the guidance may know of a case: dated facts, read from its rows; and the steps that follow from them."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from panoh.cases.danger import DangerSign
from panoh.cases.enums import Attendance, CaseState, Discipline, Reached, TaskKind
from panoh.cases.fact_rows import FactRow, fact_rows
from panoh.cases.models import Case, CaseStep
from panoh.cases.signals import facts_wanted
from panoh.core.clock import DUSHANBE, now
from panoh.guidance.engine import Fact, Hold, Run, Situation, not_begun, runs
from panoh.guidance.enums import SETTLED, Happened, StepState
from panoh.guidance.protocol import Protocol, Step
from panoh.guidance.queries import protocol

END_OF_DAY = dt.time(18, 0)
LOOK_FOR = dt.timedelta(days=30)  # before the day by which somebody looks whether to go on
TRIED = (Happened.TRIED_FIRST, Happened.TRIED_SECOND, Happened.TRIED_THIRD)


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

    def under(self, version: Protocol) -> "Guided":
        """The same case as another version sees it. No query."""
        return replace(self, protocol=version)


def guided(case: Case) -> Guided | None:
    """The case beside its version, None where it follows none. Two queries and one for each room above, however long the case."""
    if not case.guidance:
        return None
    return beside(case, protocol(case.guidance))


def beside(case: Case, version: Protocol) -> Guided:
    """The case beside a version, whether it follows that one or not."""
    rows = {(row.step, row.mark): row for row in case.steps.all()}
    settled = {key: StepState(row.state) for key, row in rows.items() if row.by_hand and row.state in SETTLED}
    known = fact_rows(case)
    facts = tuple(_facts(case, known))
    situation = Situation(facts, case.urgency, case.guided_since, case.is_open, tuple(_holds(case, known["state"])), settled)
    return Guided(case, version, situation, rows)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), DUSHANBE)


def _evening(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else dt.datetime.combine(day, END_OF_DAY, DUSHANBE)


def _facts(case: Case, known: dict[str, list[FactRow]]) -> Iterator[Fact]:
    yield from chain(_beginning(case, known), _contacts(known), _findings(case, known), _programmes(case, known))
    yield from chain(_after(case, known), _urgencies(case, known["urgency"]))
    for row in known["danger"]:
        yield Fact(Happened.DANGER_ANSWERED, row.moment, row.key)
    for row in known["state"]:
        if row.second == CaseState.CLOSED:
            yield Fact(Happened.CLOSED, row.moment)
    for row in known["trigger"]:
        yield Fact(Happened.REVIEW_CAUSED, row.moment, row.key)
    told: list[Fact] = []
    for _receiver, answer in facts_wanted.send(sender=None, case=case):
        found: list[Fact] = answer  # type: ignore[assignment]
        told += found
    days = {(fact.kind, fact.at.astimezone(DUSHANBE).date()) for fact in told}
    for row in known["happening"]:  # of what a room above keeps as well, that day stands once
        if (Happened(row.first), row.moment.astimezone(DUSHANBE).date()) not in days:
            yield Fact(Happened(row.first), row.moment, row.key)
    yield from told


def _urgencies(case: Case, looks: list[FactRow]) -> Iterator[Fact]:
    """How urgent it was at first, each time that changed, and each time care is needed within hours."""
    first = looks[0].first if looks else case.urgency
    yield Fact(Happened(f"turned_{first}"), case.guided_since or _noon(case.admitted_on), case.pk)
    for row in looks:
        if row.first != row.second:
            yield Fact(Happened(f"turned_{row.second}"), row.moment, row.key)
        yield Fact(Happened.DANGER_LOOKED, row.moment, row.key)
        if DangerSign.ACUTE in json.loads(row.third):
            yield Fact(Happened.URGENT_CARE, row.moment, row.key)


def _beginning(case: Case, known: dict[str, list[FactRow]]) -> Iterator[Fact]:
    begun = _noon(case.admitted_on)
    for row in known["asked"]:
        yield Fact(Happened.ASKED, row.moment)
    for row in known["decided"]:
        yield Fact(Happened.TRIAGED, row.at or begun)
    yield Fact(Happened.ADMITTED, begun, day_alone=True)
    for row in known["consent"]:
        yield Fact(Happened.CONSENTED, _noon(row.date), row.key, day_alone=True)
    for row in known["answer"]:
        yield Fact(Happened.CONSENT_ASKED, _noon(row.date), row.key, day_alone=True)


def _contacts(known: dict[str, list[FactRow]]) -> Iterator[Fact]:
    """Who was met, missed and sought. Tries in vain count by days since the last contact; who is sought already is not missed anew. A
    short call reaches somebody and is no meeting."""
    days: list[dt.date] = []
    for row in sorted(chain(known["session"], known["spoke"], known["attempt"]), key=lambda row: row.moment):
        if row.tag == "spoke" or (row.tag == "attempt" and row.first == Reached.REACHED):
            days = []
            yield Fact(Happened.REACHED, row.moment, row.key)
        elif row.tag == "attempt":
            day = row.moment.astimezone(DUSHANBE).date()
            if day not in days:
                days.append(day)
                if len(days) <= len(TRIED):
                    yield Fact(TRIED[len(days) - 1], row.moment, row.key)
        elif row.first == Attendance.ATTENDED:
            days = []
            yield Fact(Happened.MET, row.moment, row.key)
            if row.second == Discipline.PSYCHOLOGICAL:
                yield Fact(Happened.MET_PSYCHOLOGICAL, row.moment, row.key)
        elif not days:
            yield Fact(Happened.MISSED, row.moment, row.key)


def _findings(case: Case, known: dict[str, list[FactRow]]) -> Iterator[Fact]:
    for discipline in dict.fromkeys(row.second for row in known["task"] if row.first == TaskKind.ASSESS):
        yield Fact(Happened(f"wanted_{discipline}"), case.guided_since or _noon(case.admitted_on))
    for row in known["assessment"]:
        yield Fact(Happened(f"assessed_{row.first}"), _noon(row.date), row.key, day_alone=True)
    for row in known["safety"]:
        yield Fact(Happened.SAFETY_PLANNED, _noon(row.date), row.key, day_alone=True)
    for row in known["response"]:
        yield Fact(Happened.SCORED, _noon(row.date), row.key, day_alone=True)
    for row in known["rating"]:
        yield Fact(Happened.RATED, _noon(row.date), row.key, day_alone=True)
    both = [min((row.date for row in known[tag]), default=None) for tag in ("response", "rating")]
    for row in chain(known["response"], known["rating"]):
        if None not in both and row.date >= max(filter(None, both)):
            yield Fact(Happened.MEASURED, _noon(row.date), row.key, day_alone=True)


def _programmes(case: Case, known: dict[str, list[FactRow]]) -> Iterator[Fact]:
    review = _evening(case.review_due)  # the day agreed on last, by a review or an approval
    for row in known["agreed"]:
        yield Fact(Happened.PROGRAMME_AGREED, _noon(row.date), row.key, day_alone=True)
    for row in known["approved"]:
        yield Fact(Happened.PROGRAMME_APPROVED, row.moment, row.key, due=review)
    for row in known["review"]:
        yield Fact(Happened.REVIEW_HELD, _noon(row.date), row.key, due=review, day_alone=True)


def _after(case: Case, known: dict[str, list[FactRow]]) -> Iterator[Fact]:
    """Follow-ups; and the looks whether to go on that the coordinator is asked for after long silence."""
    for row in known["follow_up"]:
        yield Fact(Happened.FOLLOW_UP_PLANNED, _noon(case.closed_on or row.date), row.key, due=_evening(row.date), day_alone=True)
    for row in known["followed"]:
        yield Fact(Happened.FOLLOWED_UP, _noon(row.date), row.key, day_alone=True)
    for row in known["task"]:
        if row.first == TaskKind.LOST:
            yield Fact(Happened.CONTACT_LOST, row.moment - LOOK_FOR, row.key, due=row.moment)
    for row in known["looked"]:
        yield Fact(Happened.LOOKED_AT_LOSS, row.moment, row.key)


def _holds(case: Case, changes: Iterable[FactRow]) -> Iterator[Hold]:
    """When the case rested; a hold that lasts is taken to end on its day, or now where that has passed."""
    since: dt.datetime | None = None
    for row in changes:
        if row.second == CaseState.ON_HOLD:
            since = row.moment
        elif row.first == CaseState.ON_HOLD and since is not None:
            yield Hold(since, row.moment)
            since = None
    if since is not None and case.state == CaseState.ON_HOLD:
        yield Hold(since, max(_noon(case.held_until) if case.held_until else now(), now()))
