"""The reckoning: a protocol, the dated facts of a case and the clock give its steps, each with its state and its due time. No database."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from panoh.core.clock import DUSHANBE, add_working_days
from panoh.guidance.enums import PAIRS, SETTLED, Happened, Repeat, StepState, Unit
from panoh.guidance.protocol import Offset, Protocol, Step

END_OF_DAY = dt.time(18, 0)
HALF, WHOLE = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened. `ref` is the row that tells of it; `due` a time agreed on, which comes before any rule.

    Of some rows only the day is known; what happened on a day counts as later than anything else of that day.
    """

    kind: Happened
    at: dt.datetime
    ref: UUID | None = None
    due: dt.datetime | None = None
    day_alone: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """The case rested from then until then."""

    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class Situation:
    """All the engine knows of a case. `since` is when the guidance began to count; no clock begins before it.
    `settled` is what people decided by hand, by step and mark."""

    facts: tuple[Fact, ...]
    urgency: str
    since: dt.datetime | None = None
    is_open: bool = True
    holds: tuple[Hold, ...] = ()
    settled: Mapping[tuple[str, str], StepState] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a step. `mark` tells runs of one step apart; a step that is off has no due time."""

    step: Step
    mark: str
    state: StepState
    started_at: dt.datetime
    due_at: dt.datetime | None
    done_at: dt.datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Which run of which step."""
        return self.step.key, self.mark

    def is_late(self, now: dt.datetime) -> bool:
        """Whether its time has passed."""
        return self.state == StepState.OPEN and self.due_at is not None and self.due_at < now


def due(start: dt.datetime, offset: Offset, holds: Iterable[Hold] = ()) -> dt.datetime:
    """By when: hours run through nights and holds; days end at six in the evening and rest while the case rests."""
    if offset.unit == Unit.HOURS:
        return start + dt.timedelta(hours=offset.amount)
    day = start.astimezone(DUSHANBE).date()
    end = add_working_days(day, offset.amount) if offset.unit == Unit.WORKING_DAYS else day + dt.timedelta(days=offset.amount)
    return _rested(start, dt.datetime.combine(end, END_OF_DAY, DUSHANBE), holds)


def _rested(start: dt.datetime, end: dt.datetime, holds: Iterable[Hold]) -> dt.datetime:
    """Later by the whole days for which the case rested between the start and the end."""
    for hold in sorted(holds, key=lambda each: each.since):
        if start <= hold.until and hold.since < end:
            end += dt.timedelta(days=max(0, (_day(hold.until) - max(_day(hold.since), _day(start))).days))
    return end


def over(started: dt.datetime, due_at: dt.datetime, now: dt.datetime) -> float:
    """By how much of its own time a step is over: 0.5 is half as long again."""
    span = max((due_at - started).total_seconds(), 3600.0)
    return max(0.0, (now - due_at).total_seconds() / span)


def runs(protocol: Protocol, situation: Situation, steps: Sequence[Step] | None = None) -> list[Run]:
    """Every run of every step of a case that has begun (or of these steps), in the order of the protocol."""
    steps = protocol.case_steps if steps is None else steps
    known = {step.key: _runs(step, situation) for step in steps}
    unsettled = {key for key, its in known.items() if any(run.state == StepState.OPEN for run in its)}
    while waiting := {step.key for step in steps if step.key not in unsettled and unsettled.intersection(step.depends_on)}:
        unsettled |= waiting
    found: list[Run] = []
    for step in steps:
        waits = bool(unsettled.intersection(step.depends_on))
        found.extend(_waiting(run) if waits and run.state == StepState.OPEN else run for run in known[step.key])
    return found


def _waiting(run: Run) -> Run:
    return Run(run.step, run.mark, StepState.WAITING, run.started_at, run.due_at)


def not_begun(protocol: Protocol, begun: Sequence[Run]) -> list[Step]:
    """The steps of which nothing has begun yet."""
    keys = {run.step.key for run in begun}
    return [step for step in protocol.case_steps if step.key not in keys]


def _runs(step: Step, now: Situation) -> list[Run]:
    """The runs of one step. Those that were neither done nor settled count only while the case and its urgency still ask for them."""
    triggers = sorted((fact for fact in now.facts if fact.kind in step.trigger), key=_order)
    if not triggers:
        return []
    done = sorted((fact for fact in now.facts if fact.kind in step.ends), key=_order)
    begun = [_run(step, trigger, mark, done, now) for trigger, mark in _beginnings(step, triggers, done)]
    asked = step.after_closure != now.is_open and step.only in ("", now.urgency)
    return [run for run in begun if asked or run.state in SETTLED]


def _beginnings(step: Step, triggers: list[Fact], done: list[Fact]) -> list[tuple[Fact, str]]:
    """What each run of the step begins with."""
    if step.repeat == Repeat.ONCE:
        first = next((fact for kind in step.trigger for fact in triggers if fact.kind == kind), triggers[0])
        return [(first, "")]
    if step.repeat == Repeat.EACH:
        return [(fact, _mark(fact)) for fact in triggers]
    if step.repeat == Repeat.LATEST:
        return [(triggers[-1], _mark(triggers[-1]))]
    last = [fact for fact in done if fact.at >= triggers[0].at or _day(fact.at) == _day(triggers[0].at)]
    return [(last[-1], _mark(last[-1]))] if last else [(triggers[0], "")]


def _order(fact: Fact) -> tuple[dt.date, bool, dt.datetime, str]:
    """In the order of time; what is known by its day alone comes last of that day."""
    return _day(fact.at), fact.day_alone, fact.at, str(fact.ref)


def _mark(fact: Fact) -> str:
    return fact.ref.hex if fact.ref else f"{fact.at:%Y%m%d%H%M}"


def _run(step: Step, begin: Fact, mark: str, done: list[Fact], now: Situation) -> Run:
    offset = step.offset(now.urgency)
    start = max(begin.at, now.since) if now.since and offset.amount > 0 else begin.at
    due_at = (begin.due or _due(step, start, now)) if step.on else None
    decided = (now.settled or {}).get((step.key, mark))
    ended = None if step.repeat == Repeat.ROLLING else next((fact for fact in done if _ends(step, begin, fact, offset)), None)
    state = decided or (StepState.DONE if ended else StepState.OPEN)
    return Run(step, mark, state, start, due_at, ended.at if ended else None)


def _due(step: Step, start: dt.datetime, now: Situation) -> dt.datetime:
    """By when. A shorter time for the urgency counts from when it became so, and puts nothing off."""
    usual, offset = due(start, step.due, now.holds), step.offset(now.urgency)
    if offset is step.due:
        return usual
    turned = [fact.at for fact in now.facts if fact.kind == f"turned_{now.urgency}"]
    return min(usual, due(max([start, *turned]), offset, now.holds))


def _ends(step: Step, begin: Fact, fact: Fact, offset: Offset) -> bool:
    """Whether this fact is the doing of a step that began so. A row and its own end share their id; facts of one day count as later."""
    same_row = begin.ref is not None and fact.ref == begin.ref
    if step.repeat == Repeat.EACH and step.trigger and fact.ref is not None and PAIRS.get(begin.kind) in step.ends:
        return same_row
    if fact is begin or (step.repeat == Repeat.ONCE and offset.unit != Unit.HOURS):
        return True
    same_day = _day(fact.at) == _day(begin.at) and (fact.day_alone or offset.unit != Unit.HOURS)
    return not same_row and (fact.at >= begin.at or same_day)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(DUSHANBE).date()
