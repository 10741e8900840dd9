"""Calling back within the agreed hours; sending a worker of the region; visits, and that one is back."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, save
from panoh.cases.actions.dangers import add_from_there
from panoh.cases.actions.reported import tell_of_try
from panoh.cases.danger import says_something
from panoh.cases.enums import Measure
from panoh.cases.models import Case, Request
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.hotline.actions.alerts import raise_alert, settle_alerts
from panoh.hotline.enums import (
    ANSWER_CLOCKS,
    CALL_BACK_ENDS,
    DISPATCH_TRANSITIONS,
    SOON_CLOCKS,
    TRIES,
    UNDER_WAY,
    WANTS_ANOTHER,
    AlertKind,
    CallBackOutcome,
    DispatchState,
    Soon,
    VisitEnd,
)
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, Attempt, Call, Dispatch, Visit
from panoh.hotline.policy import check_can_call_back, check_can_see_to, check_can_take, takes_calls
from panoh.hotline.queries import callbacks as queries
from panoh.hotline.queries.callbacks import is_danger
from panoh.hotline.windows import is_outside, next_window
from panoh.vault.actions import Opened, has_key, new_keys, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

# After the expected end: whoever is on a line, the coordinator.
VISIT_STEPS = (dt.timedelta(minutes=15), dt.timedelta(minutes=45))
AGAIN = dt.timedelta(hours=6)  # the next try where no hours were agreed

NOT_AGREED = _("No callback was agreed, or it is done.")
SAY_WHY_OFF = _("The worker is already on the way, or there is danger. Say why you cancel it: they will read the reason.")
SAY_OUTCOME = _("There is danger in this call. Say what came of it, at least ten letters.")
SAY_WHY = _("This time was not agreed. Say why you call now.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
NOT_COVERED = _("This worker cannot be sent there. Choose someone else.")
SENT_ALREADY = _("This worker was already sent after this call, and it is not over.")
GOES_ALREADY = _(
    "Someone else is already going there, or it is recorded why nobody has to go. Check the call before you send another worker."
)
WHAT_FOR = _("Write what they must know to go there: where to ask, what is needed, what to be careful about.")
NOT_YOURS = _("Someone else was sent.")
NOT_FROM_HERE = _("Someone has changed this. Open it again.")
AHEAD = _("Enter when you expect to be back: later than now, within a day.")
OUT_ALREADY = _("You are already out. First mark that you are back.")
BACK_ALREADY = _("This visit has already ended.")


@action(undo=_("Attempt recorded."))
def record_attempt(call: Call, *, by: User, outcome: CallBackOutcome | str, reason: str = "") -> Attempt:
    """One try to call back, which is an entry of the open dangers of the call. Outside the agreed hours it wants a reason. After three
    without reaching anybody the coordinator looks."""
    check_can_call_back(by, call)
    if call.call_back_due_at is None or call.call_back_done_at is not None:
        raise WrongState(NOT_AGREED)
    if outcome not in CallBackOutcome.values:
        raise Invalid(NO_CHOICE, {"outcome": NO_CHOICE})
    outside = outcome != CallBackOutcome.NOT_NEEDED and is_outside(call, now())
    if outside and not reason.strip():
        raise Invalid(SAY_WHY, {"reason": SAY_WHY})
    row = Attempt(call=call, at=now(), by=by, outcome=outcome, is_outside=outside)
    seal(row, by=by.actor, reason=reason.strip())
    save(row)
    record_about(Event.CALLED_BACK, by=by.actor, about=[call])
    if outcome in CALL_BACK_ENDS:
        call.call_back_done_at = now()
        settle_alerts(call.pk, AlertKind.NOT_REACHED, by=by)
    else:
        window = call.call_to is not None and call.call_from is not None
        call.call_back_due_at = next_window(call, now() + (dt.timedelta(hours=12) if window else AGAIN))
    save(call)
    if outcome != CallBackOutcome.NOT_NEEDED:
        spoke = [Measure.SPOKE] if outcome == CallBackOutcome.REACHED else []
        tell_of_try(call.pk, call.request_id, by=by, measures=[Measure.CALLED, *spoke])
    if outcome not in CALL_BACK_ENDS and call.attempts.count() >= TRIES:
        raise_alert(
            AlertKind.NOT_REACHED,
            organisation=call.organisation_id,
            role=Role.COORDINATOR,
            target=call.pk,
            line=call.line,
            is_practice=call.is_practice,
        )
    return row


@action
def send_worker(
    *,
    by: User,
    worker: User,
    clock: Soon | str,
    region: str,
    words: str,
    place: str = "",
    call: Call | None = None,
    instead_of: Dispatch | None = None,
) -> Dispatch:
    """Sends a worker of the region. Their clocks run from now: to answer, and to be there. It cannot be taken back, only called off.

    `instead_of`: who could not go; with it, or after the same call, nobody has to look for somebody else any more. Raises WrongState
    where that is so already.
    """
    check_can_take(by)
    if instead_of is not None:
        check_nobody_goes(instead_of)
    if clock not in Soon.values:
        raise Invalid(NO_CHOICE, {"clock": NO_CHOICE})
    if worker not in queries.may_go(region, call):
        raise Invalid(NOT_COVERED, {"worker": NOT_COVERED})
    if call is not None and call.dispatches.filter(worker=worker, state__in=UNDER_WAY).exists():
        raise Invalid(SENT_ALREADY, {"worker": SENT_ALREADY})
    if not words.strip():
        raise Invalid(WHAT_FOR, {"words": WHAT_FOR})
    moment = now()
    row = Dispatch(
        call=call,
        organisation_id=by.organisation_id,
        worker=worker,
        sent_by=by,
        clock=clock,
        region=region,
        place=place,
        sent_at=moment,
        acknowledge_by=moment + ANSWER_CLOCKS[Soon(clock)],
        arrive_by=moment + SOON_CLOCKS[Soon(clock)],
        is_practice=by.is_practising,
    )
    new_keys([row.sealing_subject()], owners=list({by.organisation_id, worker.organisation_id}))
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record_about(Event.WORKER_SENT, by=by.actor, about=[row, *([call] if call else [])])
    could_not = list(call.dispatches.filter(state__in=WANTS_ANOTHER)) if call else []
    for former in [*could_not, *([instead_of] if instead_of else [])]:
        settle_alerts(former.pk, *WANTS_ANOTHER.values(), by=by)
    raise_alert(
        AlertKind.SENT_TO_YOU,
        organisation=worker.organisation_id,
        owner=worker,
        target=row.pk,
        due=row.acknowledge_by,
        is_practice=row.is_practice,
    )
    return row


def check_own(row: Dispatch, by: User) -> None:
    """Raises Denied for all but whoever was sent, and who stands in for them."""
    if row.worker_id not in powers(by).stands_for:
        raise Denied(NOT_YOURS)


def _move(row: Dispatch, to: DispatchState, *, by: User) -> None:
    if to not in DISPATCH_TRANSITIONS[DispatchState(row.state)]:
        raise WrongState(NOT_FROM_HERE)
    record_about(Event.DISPATCH_MOVED, by=by.actor, about=[row])
    row.state = to
    settle_alerts(row.pk, by=by)


@action(undo=_("Dispatch answered."))
def acknowledge_dispatch(row: Dispatch, *, by: User, at: dt.datetime | None = None) -> Dispatch:
    """Whoever was sent is going. `at`: when they said so, where that was before now."""
    check_own(row, by)
    _move(row, DispatchState.ACKNOWLEDGED, by=by)
    row.acknowledged_at, row.raised = at or now(), 0
    save(row)
    return row


@action(undo=_("Arrival recorded."))
def arrive(row: Dispatch, *, by: User, at: dt.datetime | None = None) -> Dispatch:
    """They are there. `at` as of `acknowledge_dispatch`."""
    check_own(row, by)
    _move(row, DispatchState.ARRIVED, by=by)
    row.arrived_at = at or now()
    save(row)
    return row


@action(undo=_("End of the dispatch recorded."))
def end_dispatch(
    row: Dispatch,
    *,
    by: User,
    outcome: str = "",
    found: bool = True,
    at: dt.datetime | None = None,
    expected: int | None = None,
) -> Dispatch:
    """What came of it: in words where there is a danger behind it, of which they are an entry. Where nobody was `found` whoever sent them
    and the coordinator are asked what next. `at` as of `acknowledge_dispatch`. Raises Invalid."""
    check_own(row, by)
    if is_danger(row) and not says_something(outcome):
        raise Invalid(SAY_OUTCOME, {"outcome": SAY_OUTCOME})
    _move(row, DispatchState.DONE if found else DispatchState.NOBODY, by=by)
    row.ended_at = at or now()
    if found:
        seal(row, by=by.actor, outcome=outcome.strip())
    else:  # what is written when it is cancelled stands beside it
        seal(row, by=by.actor, hindrance=outcome.strip())
    save(row, expected)
    about = queries.sent_about(row)
    if about is not None and (says_something(outcome) or not found):
        words = outcome if may_write_on(about) else ""
        add_from_there(about, by=by, words=words, found=found, sent_at=row.sent_at, writer=writer_on(about, by))
    if not found:
        _ask_what_next(row)
    return row


def open_dispatch(row: Dispatch, *, by: User) -> Opened:
    """What whoever is sent has to know, and what came of it: with the first of the hotline who opens that, it counts as read."""
    (words,) = open_sealed([row], by=by.actor, purpose=Purpose.CARE)
    if row.state == DispatchState.DONE and row.read_at is None and takes_calls(by) and not words.is_unreadable:
        _mark_read(row, by)
    return words


@action
def _mark_read(row: Dispatch, by: User) -> None:
    """No act of the account: nothing of theirs that could be undone lies behind it."""
    record_about(Event.RESULT_READ, by=replace(SYSTEM, organisation=by.organisation_id), about=[row])
    row.read_at = now()
    save(row)


def writer_on(about: Case | Request, by: User) -> Actor:
    """Whoever is sent writes by the key of the organisation whose case or request it is: theirs may hold none. It opens them nothing."""
    return replace(by.actor, organisation=about.organisation_id)


def may_write_on(about: Case | Request) -> bool:
    """Whether that organisation holds the key: of what is sealed to members it does not, and the words stay with the dispatch."""
    return has_key(about.sealing_subject(), about.organisation_id)


@action(undo=_("Recorded: you cannot go."))
def cannot_go(row: Dispatch, *, by: User, words: str = "") -> Dispatch:
    """Whoever was sent cannot go, and why, if they say so: whoever sent them looks for somebody else at once."""
    check_own(row, by)
    _move(row, DispatchState.CANNOT, by=by)
    row.ended_at = now()
    seal(row, by=by.actor, hindrance=words.strip())
    save(row)
    _ask_what_next(row)
    return row


@bypass_rls()
def give_back_dispatches(worker: User, *, by: Actor) -> None:
    """Inside the action that closes an account: wherever it was sent nobody goes now, and whoever sent them looks for somebody else."""
    for row in Dispatch.objects.filter(worker=worker, state__in=UNDER_WAY).select_related("sent_by"):
        record_about(Event.DISPATCH_MOVED, by=by, about=[row])
        settle_alerts(row.pk, by=None)
        row.state, row.ended_at = DispatchState.CANNOT, now()
        save(row)
        _ask_what_next(row)


@bypass_rls()
def end_visits(worker: User, *, by: Actor) -> None:
    """Inside the action that closes an account: who is out and has no access says no more that they are back. Whoever is on a line and the
    coordinator are told at once that they are not, then the director, until somebody says what became of them."""
    for row in queries.goes_on_out(Visit.objects.filter(user=worker)):
        record(Event.ALERT_RAISED, by=by)
        settle_alerts(row.pk, by=None)
        row.closed_at, row.raised = now(), len(VISIT_STEPS)
        save(row)
        for role in (Role.DUTY_OFFICER, Role.COORDINATOR):
            raise_alert(AlertKind.VISIT_OVERDUE, organisation=row.organisation_id, role=role, target=row.pk, is_practice=row.is_practice)


def say_taken(worker: User) -> None:
    """Inside the action that ends the access of a colleague who may be detained: coordinator and director are told so, nobody else."""
    for role in (Role.COORDINATOR, Role.DIRECTOR):
        raise_alert(AlertKind.TAKEN, organisation=worker.organisation_id, role=role, target=worker.pk)


def _ask_what_next(row: Dispatch) -> None:
    """Whoever sent them and the coordinator: to send somebody else, or to write why nobody has to go."""
    kind = WANTS_ANOTHER[DispatchState(row.state)]
    facts: dict[str, Any] = {"organisation": row.organisation_id, "target": row.pk, "is_practice": row.is_practice}
    if row.sent_by.is_active:
        raise_alert(kind, owner=row.sent_by, **facts)
    raise_alert(kind, role=Role.COORDINATOR, **facts)


def check_nobody_goes(row: Dispatch) -> None:
    """Before another is sent in the place of whoever cannot go or found nobody: raises WrongState where that is done."""
    if not queries.nobody_goes(row):
        raise WrongState(GOES_ALREADY)


def must_say_why_off(row: Dispatch) -> bool:
    """Whether a dispatch is called off with a reason alone: somebody is going already, nobody can go or was found,
    or a danger is behind it."""
    return row.state in (DispatchState.ACKNOWLEDGED, *WANTS_ANOTHER) or (row.state == DispatchState.SENT and is_danger(row))


@action(undo=_("Dispatch cancelled."))
def call_off(row: Dispatch, *, by: User, words: str = "") -> Dispatch:
    """Nobody has to go any more: whoever was sent is told, and reads why."""
    check_can_take(by)
    if must_say_why_off(row) and not (says_something(words) if row.state in WANTS_ANOTHER else words.strip()):
        raise Invalid(SAY_WHY_OFF, {"words": SAY_WHY_OFF})
    could_go = row.state not in WANTS_ANOTHER
    _move(row, DispatchState.CALLED_OFF, by=by)
    row.ended_at = now()
    seal(row, by=by.actor, outcome=words.strip())
    save(row)
    if could_go:
        raise_alert(
            AlertKind.CALLED_BACK,
            organisation=row.worker.organisation_id,
            owner=row.worker,
            target=row.pk,
            is_practice=row.is_practice,
        )
    return row


@action(undo=_("Recorded: you are out."))
def begin_visit(*, by: User, until: dt.datetime) -> Visit:
    """Somebody goes out and says until when. Where is not asked."""
    if not now() < until <= now() + dt.timedelta(days=1):
        raise Invalid(AHEAD, {"until": AHEAD})
    if queries.visit_now(by) is not None:
        raise WrongState(OUT_ALREADY)
    record(Event.VISIT_BEGUN, by=by.actor)
    row = Visit(user=by, organisation_id=by.organisation_id, began_at=now(), expected_at=until, is_practice=by.is_practising)
    save(row)
    return row


@action(undo=_("Recorded: you are back."))
def back_safely(visit: Visit, *, by: User, at: dt.datetime | None = None) -> Visit:
    """They are back. `at` as of `acknowledge_dispatch`."""
    if visit.user_id != by.pk:
        raise Denied(NOT_YOURS)
    if visit.back_at is not None or visit.ended_at is not None:
        raise WrongState(BACK_ALREADY)
    record(Event.BACK_SAFELY, by=by.actor)
    visit.back_at = at or now()
    save(visit)
    settle_alerts(visit.pk, by=by)
    return visit


@action(undo=_("Recorded: what became of them."))
def end_visit(alert: Alert, *, by: User, became: VisitEnd | str) -> Visit:
    """Whoever was told that somebody is not back says what became of them: nobody looks for them any more."""
    check_can_see_to(by, alert)
    visit = queries.visit_of(alert)
    if visit is None:
        raise WrongState(BACK_ALREADY)
    if became not in VisitEnd.values:
        raise Invalid(NO_CHOICE, {"became": NO_CHOICE})
    record(Event.VISIT_ENDED, by=by.actor)
    visit.became, visit.ended_at, visit.ended_by = became, now(), by
    save(visit)
    settle_alerts(visit.pk, by=by)
    return visit
