"""What is open on a line when it changes hands. Nobody writes it down: it is read anew for who hands over and for who takes the line."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from panoh.accounts.models import User
from panoh.cases.enums import DANGERS
from panoh.cases.models import Danger, Task
from panoh.cases.queries.danger import is_taken_on
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.hotline.enums import ON_LINE, AlertKind, AlertState, DispatchState, OpenThing
from panoh.hotline.models import Alert, Call, Route, Shift
from panoh.hotline.policy import OWN_BACK, visible_calls, visible_dispatches
from panoh.hotline.queries.callbacks import due_call_backs, goes_on, is_danger, visits_under_way
from panoh.hotline.queries.calls import is_red, region_of, untold_calls


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One of them: a code and a place, or who is out; never what was said."""

    kind: OpenThing
    target: UUID
    due: dt.datetime
    code: str = ""
    place: str = ""
    who: str = ""
    state: str = ""
    is_danger: bool = False
    danger: Task | None = None
    is_taken: bool = False  # that danger, by somebody who can act
    call: UUID | None = None  # the call that told of it

    @property
    def key(self) -> str:
        """By what the one who takes the line ticks it."""
        return f"{self.kind}:{self.target}"

    @property
    def becomes_theirs(self) -> bool:
        """Whether it is a danger of a call that nobody has: whoever ticks it has it."""
        return self.danger is not None and not self.is_taken and self.danger.danger is not None and self.danger.danger.is_of_call

    @property
    def is_late(self) -> bool:
        """Whether its time is over."""
        return self.due <= now()


def open_on(shift: Shift, user: User) -> list[OpenItem]:
    """What is open on the line of a shift, as far as this account sees it: dangers, then what is late, then what is due. Nothing for who is
    on call for all lines. Dangers, results and callbacks are those of every line. Seven queries at most, and two for each danger that
    somebody has."""
    if shift.post not in ON_LINE:
        return []
    dangers = list(_dangers(user))
    calls = {item.call for item in dangers}
    others = [*_sent(shift, user), *_results(user), *_out(user), *_call_backs(user), *_captured(shift, user)]
    once = {item.target: item for item in reversed([*dangers, *(item for item in others if item.target not in calls)])}
    return sorted(once.values(), key=lambda item: (not item.is_danger, not item.is_late, item.due, item.code))


def _dangers(user: User) -> Iterable[OpenItem]:
    """The dangers that calls told of, each by itself: until help is asked for, and of a week those that are open since."""
    calls = visible_calls(user).select_related("line")
    untold = {call.pk: call for call in calls.filter(pk__in=untold_calls().values("pk"))}
    told = {call.request_id: call for call in calls.filter(request__isnull=False, recorded_at__gte=now() - OWN_BACK)}
    for task, taken in _open_dangers(set(untold), {key for key in told if key}):
        at_call = task.danger is not None and task.danger.is_of_call
        call = untold.get(task.danger.call) if at_call and task.danger and task.danger.call else told.get(_request_of(task, set(told)))
        if call is not None:
            place = call.place or region_of(call)
            yield OpenItem(
                OpenThing.DANGER, task.pk, task.due_at, call.code, place, is_danger=True, danger=task, is_taken=taken, call=call.pk
            )


@bypass_rls()
def _open_dangers(calls: set[UUID], requests: set[UUID]) -> list[tuple[Task, bool]]:
    """The open dangers of these calls and of these requests of calls, wherever they stand by now, and whether somebody has each: that
    alone, for who took the calls. Without any no query."""
    if not calls and not requests:
        return []
    of_call = Q(danger__call__in=calls, case=None, request=None)
    found = Task.objects.filter(of_call | Q(request__in=requests) | Q(target__in=requests), kind__in=DANGERS, done_at=None)
    return [(task, is_taken_on(task)) for task in found.select_related("danger", "case", "request", "owner__organisation")]


def _request_of(task: Task, requests: Collection[UUID | None]) -> UUID | None:
    return next((key for key in (task.request_id, task.target) if key in requests), None)


def calls_in_danger(calls: Collection[Call]) -> set[UUID]:
    """Of these calls those of which a danger is open, wherever it stands by now: that alone. Three queries at most."""
    asked = {call.request_id: call.pk for call in calls if call.request_id}
    untold = untold_calls().filter(pk__in=[call.pk for call in calls if not call.request_id])
    return {*untold.values_list("pk", flat=True), *(asked[key] for key in (_in_danger(set(asked)) if asked else ()))}


@bypass_rls()
def _in_danger(requests: set[UUID]) -> set[UUID]:
    """Of these requests of calls those of which a danger is open, wherever it stands by now: that alone, for who took the calls."""
    rows = Task.objects.filter(Q(request__in=requests) | Q(target__in=requests), kind__in=DANGERS, done_at=None)
    joined = Danger.objects.filter(request__in=requests, joined_to__isnull=False, joined_to__ended_at=None)
    here = joined.values_list("request", flat=True)
    return {*(key for row in rows if (key := _request_of(row, requests))), *here}


def _sent(shift: Shift, user: User) -> Iterable[OpenItem]:
    """Whoever is sent and not done, and where nobody goes though somebody should."""
    regions = Route.objects.filter(line=shift.line).values("region")
    of_line = Q(call__line=shift.line) | Q(call=None, region__in=regions)
    for row in goes_on(visible_dispatches(user)).filter(of_line).select_related("worker", "call"):
        due = row.acknowledge_by if row.state == DispatchState.SENT else row.arrive_by
        state = row.get_state_display()
        yield OpenItem(OpenThing.SENT, row.pk, due, row.code, row.place or row.region, row.worker.username, state, is_danger(row))


def _results(user: User) -> Iterable[OpenItem]:
    """What came of those who are back, where nobody of the hotline has opened it."""
    rows = visible_dispatches(user).filter(state=DispatchState.DONE, read_at=None).exclude(outcome=b"")
    for row in rows.select_related("worker", "call"):
        due = row.ended_at or row.arrive_by
        yield OpenItem(OpenThing.RESULT, row.pk, due, row.code, row.place or row.region, row.worker.username, is_danger=is_danger(row))


def _out(user: User) -> Iterable[OpenItem]:
    for row in visits_under_way(user):
        yield OpenItem(OpenThing.OUT, row.pk, row.expected_at, who=row.user.username)


def _call_backs(user: User) -> Iterable[OpenItem]:
    """Who is to be called back, on whichever day: a line with nobody has nobody to read it."""
    for call in due_call_backs(user):
        yield OpenItem(OpenThing.CALL_BACK, call.pk, _due(call), call.code, call.place or region_of(call), is_danger=is_red(call))


def _due(call: Call) -> dt.datetime:
    return call.call_back_due_at or call.recorded_at


def _captured(shift: Shift, user: User) -> Iterable[OpenItem]:
    """What came from a telephone and nobody has looked at."""
    unread = Alert.objects.filter(kind=AlertKind.CAPTURED, state=AlertState.OPEN, target=OuterRef("pk"))
    for call in visible_calls(user).filter(Exists(unread), line=shift.line).select_related("line"):
        yield OpenItem(OpenThing.CAPTURED, call.pk, call.recorded_at, call.code, call.place or region_of(call), is_danger=is_red(call))
