"""What stands behind each indicator: one function that gives the facts of a period, from coded fields alone.

Nothing sealed is read and no key is asked for. The functions of an instance's other reports (`queries`) are used where there are any.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce

from panoh.accounts.models import User
from panoh.cases.enums import (
    NOT_CHOSEN,
    URGENCY_HOURS,
    Attendance,
    Capacity,
    CloseReason,
    Door,
    GoalOutcome,
    Outcome,
    ProgrammeState,
    Urgency,
)
from panoh.cases.models import CapacityRating, Case, Goal, Programme, Review, Session
from panoh.core.clock import DUSHANBE, now, today
from panoh.episodes.enums import EpisodeKind
from panoh.episodes.models import Episode, EpisodeEntry
from panoh.hotline.enums import DispatchState
from panoh.instruments.enums import Verdict
from panoh.instruments.models import Response
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Gap, Referral
from panoh.reporting.dimensions import UNKNOWN, case_columns, case_facts
from panoh.reporting.policy import counted_calls, counted_cases, counted_dispatches, counted_requests
from panoh.reporting.queries import figures as queries

HALF_A_POINT = 0.5
LEFT = (CloseReason.LOST_CONTACT, CloseReason.PERSON_CHOSE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row that counts. `who`: the same one counts once; `hit`: whether it stands above the line of a share, None: not recorded;
    `amount`: of a sum."""

    who: Any
    keys: Mapping[str, str] = field(default_factory=dict)
    hit: bool | None = True
    amount: int = 1


type Measure = Callable[[User, dt.date, dt.date, int], Iterable[Fact]]


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(DUSHANBE).date()


def _within(field_name: str, start: dt.date, end: dt.date) -> Q:
    """Moments from the first day to the last, as the days are in Dushanbe."""
    until = dt.datetime.combine(end + dt.timedelta(days=1), dt.time(), DUSHANBE)
    return Q(**{f"{field_name}__gte": dt.datetime.combine(start, dt.time(), DUSHANBE), f"{field_name}__lt": until})


def _of_cases(rows: QuerySet[Any], user: User, *names: str) -> Iterator[tuple[Any, dict[str, str], tuple[Any, ...]]]:
    """The person, the coded facts of the case and these fields, of each row that hangs on a case this account may count."""
    counted = rows.filter(case__in=counted_cases(user).values("pk")).order_by()
    facts = case_columns("case__")
    for values in counted.values_list(*facts, *names):
        person, keys = case_facts(values[: len(facts)])
        yield person, keys, values[len(facts) :]


def persons_admitted(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    for row in queries.admissions(user, start, end).rows:
        yield Fact(row.person, row.facts)


def _cases(rows: QuerySet[Case], *names: str) -> Iterator[tuple[Any, dict[str, str], tuple[Any, ...]]]:
    facts = case_columns()
    for values in rows.order_by("admitted_on", "episode", "pk").values_list(*facts, *names):
        person, keys = case_facts(values[: len(facts)])
        yield person, keys, values[len(facts) :]


def persons_active(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    still = Q(closed_on=None) | Q(closed_on__gte=start)
    for person, keys, _more in _cases(counted_cases(user).filter(still, admitted_on__lte=end)):
        yield Fact(person, keys)


def _closed(user: User, start: dt.date, end: dt.date) -> Iterator[tuple[Any, Any, dict[str, str], str]]:
    rows = counted_cases(user).filter(closed_on__range=(start, end)).exclude(close_reason=CloseReason.DUPLICATE)
    for person, keys, (case, reason) in _cases(rows, "pk", "close_reason"):
        yield person, case, {**keys, "close_reason": reason}, reason


def persons_closed(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    for person, _case, keys, _reason in _closed(user, start, end):
        yield Fact(person, keys)


def drop_out(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    for _person, case, keys, reason in _closed(user, start, end):
        if reason != CloseReason.DIED:
            yield Fact(case, keys, hit=None if reason in NOT_CHOSEN or not reason else reason in LEFT)


def help_given(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    for row in queries.help_rows(user, start, end):
        yield Fact(row.person, {**row.keys, "help": row.help}, amount=row.services)


def sessions_attended(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    rows = Session.objects.filter(_within("at", start, end), attendance__in=(Attendance.ATTENDED, Attendance.NOT_ATTENDED))
    for person, keys, (discipline, kind, attendance) in _of_cases(rows, user, "discipline", "kind", "attendance"):
        yield Fact(person, {**keys, "discipline": discipline, "session_kind": kind}, hit=attendance == Attendance.ATTENDED)


def inpatient_days(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    """A night is a day, as on the episode's page; a stay that goes on counts until today."""
    rows = Episode.objects.filter(Q(ended_on=None) | Q(ended_on__gte=start), kind=EpisodeKind.INPATIENT, begun_on__lte=end)
    for person, keys, (service, begun, ended) in _of_cases(rows, user, "service", "begun_on", "ended_on"):
        until = max(ended or today(), begun + dt.timedelta(days=1))
        days = (min(until, end + dt.timedelta(days=1)) - max(begun, start)).days
        if days > 0:
            yield Fact(person, {**keys, "service": service}, amount=days)


def outpatient_days(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    rows = EpisodeEntry.objects.filter(episode__kind=EpisodeKind.OUTPATIENT, held_on__range=(start, end))
    counted = rows.filter(episode__case__in=counted_cases(user).values("pk")).order_by()
    facts = case_columns("episode__case__")
    for values in counted.values_list(*facts, "episode", "episode__service", "held_on").distinct():
        person, keys = case_facts(values[: len(facts)])
        yield Fact(person, {**keys, "service": values[-2]})


def needs_unmet(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    rows = Gap.objects.filter(since_on__range=(start, end))
    for person, keys, (service, region, reason) in _of_cases(rows, user, "service", "region", "reason"):
        yield Fact(person, {**keys, "service": service, "region": region or UNKNOWN, "gap_reason": reason})


def _sent(user: User, start: dt.date, end: dt.date) -> Iterator[tuple[Any, dict[str, str], tuple[Any, ...]]]:
    rows = Referral.objects.filter(_within("sent_at", start, end)).exclude(state=ReferralState.ERROR)
    for _person, keys, (pk, service, priority, state, *days) in _of_cases(
        rows, user, "pk", "service", "priority", "state", "sent_at", "appointment_at", "attended_on"
    ):
        yield pk, {**keys, "service": service, "priority": priority, "referral_state": state}, tuple(days)


def referrals_attended(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    for referral, keys, (_at, _appointment, attended) in _sent(user, start, end):
        yield Fact(referral, keys, hit=attended is not None)


def days_to_appointment(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    for referral, keys, (sent, appointment, _attended) in _sent(user, start, end):
        if appointment is not None:
            yield Fact(referral, keys, amount=max(0, (_day(appointment) - _day(sent)).days))


def requests_in_time(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    rows = counted_requests(user).filter(_within("received_at", start, end)).order_by()
    for urgency, door, region, sex, received, decided in rows.values_list("urgency", "door", "region", "sex", "received_at", "decided_at"):
        due = received + dt.timedelta(hours=URGENCY_HOURS[Urgency(urgency)])
        if decided is not None or due < now():
            keys = {"urgency": urgency, "door": door, "region": region or UNKNOWN, "sex": sex or UNKNOWN}
            yield Fact(None, keys, hit=decided is not None and decided <= due)


def plans_in_time(user: User, start: dt.date, end: dt.date, days: int) -> Iterator[Fact]:
    rows = counted_cases(user).filter(admitted_on__range=(start, end)).exclude(door=Door.REGISTER)
    for _person, keys, (case, admitted, approved) in _cases(
        rows.annotate(approved=Min("programmes__approved_at")), "pk", "admitted_on", "approved"
    ):
        by = admitted + dt.timedelta(days=days)
        if approved is not None or by < today():
            yield Fact(case, keys, hit=approved is not None and _day(approved) <= by)


def reviews_in_time(user: User, start: dt.date, end: dt.date, days: int) -> Iterator[Fact]:
    """A review day is set by a programme that was approved, or by the review before. Two queries for the days, one for the reviews."""
    mine = counted_cases(user).values("pk")
    held: dict[Any, list[dt.date]] = defaultdict(list)
    for case, day in Review.objects.filter(case__in=mine).order_by().values_list("case", "held_on"):
        held[case].append(day)
    planned = Programme.objects.filter(state__in=(ProgrammeState.APPROVED, ProgrammeState.REPLACED), review_on__range=(start, end))
    again = Review.objects.filter(next_on__range=(start, end))
    wanted: dict[tuple[Any, dt.date], tuple[dict[str, str], dt.date]] = {}
    for rows, names in ((planned, ("case", "review_on", "approved_at")), (again, ("case", "next_on", "held_on"))):
        for _person, keys, (case, due, since, closed) in _of_cases(rows, user, *names, "case__closed_on"):
            if closed is None or closed >= due:
                wanted.setdefault((case, due), (keys, _day(since) if isinstance(since, dt.datetime) else since))
    for (case, due), (keys, since) in wanted.items():
        last = due + dt.timedelta(days=days)
        answered = any(since < day <= last for day in held[case])
        if answered or last < today():
            yield Fact((case, due), keys, hit=answered)


def dispatches_in_time(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    rows = counted_dispatches(user).filter(_within("sent_at", start, end)).exclude(state=DispatchState.CALLED_OFF).order_by()
    for soon, region, by, arrived in rows.values_list("clock", "region", "arrive_by", "arrived_at"):
        if arrived is not None or by < now():
            yield Fact(None, {"soon": soon, "region": region or UNKNOWN}, hit=arrived is not None and arrived <= by)


def goals_achieved(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    """A goal is the same in each version of the programme that carries it on: it counts once."""
    rows = Goal.objects.filter(ended_on__range=(start, end)).exclude(outcome__in=(GoalOutcome.REPLACED, GoalOutcome.PASSED_ON, ""))
    counted = rows.filter(programme__case__in=counted_cases(user).values("pk")).order_by("programme__number")
    facts = case_columns("programme__case__")
    latest = {values[-3]: values for values in counted.values_list(*facts, "origin", "capacity", "outcome")}
    for values in latest.values():
        _person, keys = case_facts(values[: len(facts)])
        origin, capacity, outcome = values[len(facts) :]
        yield Fact(origin, {**keys, "capacity": capacity, "goal_outcome": outcome}, hit=outcome == GoalOutcome.ACHIEVED)


def capacities_better(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    """The first rating of a case against the last one of the period, over the capacities rated both times."""
    names = list(Capacity.values)
    rated: dict[Any, list[tuple[Any, dict[str, str], dt.date, tuple[Any, ...]]]] = defaultdict(list)
    for person, keys, (case, day, *values) in _of_cases(CapacityRating.objects.filter(rated_on__lte=end), user, "case", "rated_on", *names):
        rated[case].append((person, keys, day, tuple(values)))
    for ratings in rated.values():
        ratings.sort(key=lambda one: one[2])
        (person, keys, _first_day, first), (*_same, day, last) = ratings[0], ratings[-1]
        both = [(before, after) for before, after in zip(first, last, strict=True) if before is not None and after is not None]
        if len(ratings) < 2 or day < start or not both:
            continue
        by = sum(after - before for before, after in both) / len(both)
        change = "better" if by >= HALF_A_POINT else "worse" if by <= -HALF_A_POINT else "same"
        yield Fact(person, {**keys, "change": change}, hit=change == "better")


def reviews_better(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    rows = Review.objects.filter(held_on__range=(start, end)).exclude(outcome=Outcome.UNREACHED)
    for person, keys, (outcome,) in _of_cases(rows, user, "outcome"):
        yield Fact(person, {**keys, "outcome": outcome}, hit=outcome == Outcome.BETTER)


def _answered(user: User, end: dt.date) -> QuerySet[Response]:
    """Questionnaires answered until a day, in their order: as person, sex and what is asked beside."""
    return Response.objects.filter(case__in=counted_cases(user).values("pk"), done_on__lte=end).order_by("done_on", "recorded_at")


ANSWERED = (Coalesce("person__merged_into", "person"), Coalesce("person__merged_into__sex", "person__sex"), "instrument", "done_on")


def questionnaires_repeated(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    """By the coded rows alone: which questionnaire, whose, when. What was answered stays sealed."""
    seen: set[tuple[Any, str]] = set()
    for person, sex, instrument, day in _answered(user, end).filter(is_complete=True).values_list(*ANSWERED):
        if day >= start:
            yield Fact(person, {"instrument": instrument, "sex": sex}, hit=(person, instrument) in seen)
        seen.add((person, instrument))


def questionnaires_better(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    """Of each questionnaire of a person the last answers of the period, by the code that was set when they were recorded."""
    rows = _answered(user, end).filter(done_on__gte=start).exclude(verdict="")
    latest = {(person, instrument): (sex, verdict) for person, sex, instrument, _day, verdict in rows.values_list(*ANSWERED, "verdict")}
    for who, (sex, verdict) in latest.items():
        yield Fact(who, {"instrument": who[1], "sex": sex, "change": verdict}, hit=verdict == Verdict.BETTER)


def calls(user: User, start: dt.date, end: dt.date, _days: int) -> Iterator[Fact]:
    rows = counted_calls(user).filter(_within("begun_at", start, end)).order_by()
    for line, kind, begun in rows.values_list("line__region", "kind", "begun_at"):
        yield Fact(None, {"line": line, "call_kind": kind, "hour": f"{begun.astimezone(DUSHANBE).hour}"})


MEASURES: Mapping[str, Measure] = {
    "persons_admitted": persons_admitted,
    "persons_active": persons_active,
    "persons_closed": persons_closed,
    "drop_out": drop_out,
    "persons_helped": help_given,
    "services_given": help_given,
    "sessions_attended": sessions_attended,
    "inpatient_days": inpatient_days,
    "outpatient_days": outpatient_days,
    "needs_unmet": needs_unmet,
    "referrals_attended": referrals_attended,
    "days_to_appointment": days_to_appointment,
    "requests_in_time": requests_in_time,
    "plans_in_time": plans_in_time,
    "reviews_in_time": reviews_in_time,
    "dispatches_in_time": dispatches_in_time,
    "goals_achieved": goals_achieved,
    "capacities_better": capacities_better,
    "reviews_better": reviews_better,
    "questionnaires_repeated": questionnaires_repeated,
    "questionnaires_better": questionnaires_better,
    "calls": calls,
}
