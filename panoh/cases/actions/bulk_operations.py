"""One thing done to many cases: a transaction a case, gone on with where it stopped, taken back as one.

A whole caseload in one transaction would keep everybody else from writing for seconds. Here each case is whole by itself; what is
half done is seen as such, on its own page, until somebody goes on with it or takes it back.
"""

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit import undo
from panoh.audit.trail import PART, action, record, save
from panoh.cases.actions.steps import move_guidance
from panoh.cases.actions.workload import check_hand_over, hand_over_case
from panoh.cases.bulk_operation_policy import check_can_bulk_operation
from panoh.cases.enums import BulkOperationKind, BulkOperationState, PartOutcome
from panoh.cases.events import BulkOperationEvent
from panoh.cases.models import BulkOperation, BulkOperationPart, Case
from panoh.cases.moves import movable
from panoh.cases.policy import visible_cases
from panoh.cases.queries import bulk_operations
from panoh.core.clock import now
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.guidance.policy import check_can_edit
from panoh.guidance.queries import codes

A_REQUEST = 2.0  # seconds of work in one go, so that long work shows how far it is
OTHER_NOW = _("Something has changed since the count. Check the numbers again, then continue.")
NOT_RUNNING = _("This has stopped running. Open its page again.")
NOTHING_MOVES = _("No cases would move. Choose other cases or another version.")
NO_VERSION = _("Choose a version that is in force.")
REFUSALS = (Conflict, Denied, Invalid, NotFound, WrongState)


class _Overtaken(Conflict):
    """Somebody else deals with this case in the same moment."""


# -- begun


@action
def begin_hand_over(giver: User, *, by: User, taker: User, starts_on: dt.date, seen: str = "") -> BulkOperation:
    """Begins to hand a whole caseload to a colleague. `seen` is what the page had counted: where it is another now, nothing is done."""
    plan = check_hand_over(giver, by=by, taker=taker, starts_on=starts_on, seen=seen)
    cases = list(dict.fromkeys(row.case_id for row in plan.going))
    return _begin(BulkOperationKind.HAND_OVER, cases, by=by, giver=giver, taker=taker, starts_on=starts_on)


@action
def begin_move(
    *, by: User, to: str, present: str = "", urgency: str = "", organisation: UUID | None = None, seen: int | None = None
) -> BulkOperation:
    """Begins to move all open cases of this choice to a version of the guidance."""
    check_can_edit(by)
    if to not in codes():
        raise Invalid(NO_VERSION, {"to": NO_VERSION})
    cases = list(movable(by, to=to, present=present, urgency=urgency, organisation=organisation).values_list("pk", flat=True))
    if not cases:
        raise Invalid(NOTHING_MOVES, {"to": NOTHING_MOVES})
    if seen is not None and seen != len(cases):
        raise Conflict(OTHER_NOW)
    return _begin(BulkOperationKind.GUIDANCE, cases, by=by, guidance=to)


def _begin(kind: BulkOperationKind, cases: Sequence[UUID], *, by: User, **facts: object) -> BulkOperation:
    operation = BulkOperation(kind=kind, by=by, wanted=[str(case) for case in cases], began_at=now(), is_practice=by.is_practising, **facts)
    save(operation)
    record(BulkOperationEvent.BULK_OPERATION_BEGUN, by=by.actor)
    return operation


# -- gone on with


def go_on(operation: BulkOperation, *, by: User, seconds: float | None = A_REQUEST) -> BulkOperation:
    """Deals with the next cases, each whole or not at all, until the time is over or all are dealt with."""
    check_can_bulk_operation(by, operation)
    if operation.state != BulkOperationState.RUNNING:
        raise WrongState(NOT_RUNNING)
    until = None if seconds is None else time.monotonic() + seconds
    for case in bulk_operations.waiting(operation):
        _deal_with(operation, case, by=by)
        if until is not None and time.monotonic() > until:
            break
    if not bulk_operations.waiting(operation):
        _end(operation, BulkOperationState.DONE, BulkOperationEvent.BULK_OPERATION_ENDED, by=by)
    return operation


def _deal_with(operation: BulkOperation, case: Case, *, by: User) -> None:
    with suppress(_Overtaken):
        try:
            _do(operation, case, by=by)
        except _Overtaken:
            raise
        except REFUSALS:  # another discipline, another hand: this case stays as it was, and the page says so
            _leave(operation, case, by=by)


@action(undo=PART)
def _do(operation: BulkOperation, case: Case, *, by: User) -> None:
    """One case."""
    _take(operation, case, PartOutcome.DONE)
    if operation.kind == BulkOperationKind.HAND_OVER:
        assert operation.giver
        assert operation.taker
        assert operation.starts_on
        hand_over_case(case, by=by, giver=operation.giver, taker=operation.taker, starts_on=operation.starts_on)
    else:
        found = visible_cases(by).filter(pk=case.pk).select_related("request", "lead").first()
        if found is None:
            raise NotFound(bulk_operations.NOT_HERE)
        move_guidance(found, by=by, to=operation.guidance)


@action(undo=PART)
def _leave(operation: BulkOperation, case: Case, *, by: User) -> None:
    _take(operation, case, PartOutcome.LEFT)
    record(BulkOperationEvent.PART_LEFT, by=by.actor)


def _take(operation: BulkOperation, case: Case, outcome: PartOutcome) -> None:
    """Notes the case first, under the lock of its operation, so that two who go on at once do not meet in it."""
    state = BulkOperation.objects.select_for_update().values_list("state", flat=True).get(pk=operation.pk)
    if state != BulkOperationState.RUNNING or operation.parts.filter(case=case).exists():
        raise _Overtaken(NOT_RUNNING)
    save(BulkOperationPart(operation=operation, case=case, outcome=outcome, at=now()))


@action
def _end(operation: BulkOperation, state: BulkOperationState, event: BulkOperationEvent, *, by: User) -> None:
    operation.state, operation.ended_at = state, now()
    save(operation)
    record(event, by=by.actor)


# -- taken back


def take_back_bulk_operation(operation: BulkOperation, *, by: User, seconds: float | None = A_REQUEST) -> BulkOperation:
    """Takes all of it back, newest first, a transaction a case; called again it goes on. A case in which somebody has worked since
    stays as it is, and the page names it. Raises WrongState after ten minutes, or for another account."""
    check_can_bulk_operation(by, operation)
    keys = bulk_operations.parts_to_take_back(operation, by=by)
    left = [str(key) for key in operation.parts.exclude(outcome=PartOutcome.KEPT).values_list("pk", flat=True)]
    if operation.state == BulkOperationState.BACK or (left and not keys and not _is_stranded(operation)):
        raise WrongState(undo.TOO_LATE)
    if left and not keys:
        _keep(operation, left, by=by)
    if operation.state != BulkOperationState.GOING_BACK:
        _end(operation, BulkOperationState.GOING_BACK, BulkOperationEvent.GOING_BACK, by=by)
    until = None if seconds is None else time.monotonic() + seconds
    rows = {part.key: part.made for part in undo.parts(bulk_operations.PART, by=by.actor, since=operation.began_at)}
    for done, key in enumerate(keys, 1):
        try:
            undo.take_back(key, by=by.actor)
        except Conflict:
            _keep(operation, rows.get(key, frozenset()), by=by)
        if until is not None and time.monotonic() > until and done < len(keys):
            return operation
    _end(operation, BulkOperationState.BACK, BulkOperationEvent.BULK_OPERATION_TAKEN_BACK, by=by)
    return operation


def _is_stranded(operation: BulkOperation) -> bool:
    """Whether taking it back began and stopped, and its time is over: what is left of it stays."""
    return operation.state == BulkOperationState.GOING_BACK and operation.ended_at is not None and operation.ended_at <= now() - undo.WINDOW


@action(undo=PART)
def _keep(operation: BulkOperation, made: Iterable[str], *, by: User) -> None:
    for row in operation.parts.filter(pk__in=made):
        row.outcome = PartOutcome.KEPT
        save(row)
    record(BulkOperationEvent.PART_LEFT, by=by.actor)


def hand_over_cases(giver: User, *, by: User, taker: User, starts_on: dt.date, seen: str = "") -> BulkOperation:
    """Hands a whole caseload over to its end: for the sample and for tests, where nobody waits for a page."""
    return go_on(begin_hand_over(giver, by=by, taker=taker, starts_on=starts_on, seen=seen), by=by, seconds=None)
