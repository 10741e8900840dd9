"""An organisation leaves: its accounts are closed, its cases handed over one by one, then whatever else it has here ends, at last its keys.

Each step is a transaction of its own and does only what is still to be done, so that it goes on where power or network left it. Nothing
of it is taken back: keys that are destroyed come back for nobody.
"""

import math
import time
from collections.abc import Callable
from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from panoh.accounts import actions as accounts
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, save
from panoh.cases.actions import add_tasks, keeps_key, new_task
from panoh.cases.actions.dangers import ONE_HAS_DANGER, check_has_none
from panoh.cases.actions.tasks import leave_to_coordinator
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case, Request
from panoh.cases.queries.danger import left_to_nobody
from panoh.coalition.actions.departing import add_passages, move
from panoh.coalition.actions.proposing import end_proposal, hand_case_over, leave_case
from panoh.coalition.enums import DepartureState, Hindrance, PassageState, PersonInformed
from panoh.coalition.events import Event
from panoh.coalition.models import Departure, Passage, Proposal
from panoh.coalition.policy import check_can_part
from panoh.coalition.queries import departures as queries
from panoh.consent.actions import end_with_recipient
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.network.actions.agreements import end_with_our_side
from panoh.network.models import Agreement
from panoh.vault import client
from panoh.vault.actions import drop_wraps_of, holds_keys, record_about, retire, unshare_key

A_REQUEST = 2.0  # seconds of work in one go, so that long work shows how far it is
ASK_WITHIN = 10  # working days for a consent that is to be asked again

TOO_EARLY = _("The last day has not come yet. Start on that day or later.")
NOT_RUNNING = _("This is not running. Open its page again.")
HAS_LEFT = _("The organisation has left the coalition or was closed.")
REFUSALS = (Conflict, Denied, Invalid, NotFound, WrongState)


class _Overtaken(Conflict):
    """Somebody else deals with this case in the same moment."""


class _Hindered(Conflict):
    """The case stays as it is, for a reason that the plan names."""

    def __init__(self, why: Hindrance) -> None:
        super().__init__(why.label)
        self.why = why


@action
def begin(departure: Departure, *, by: User, expected: int | None = None) -> Departure:
    """It begins, and there is no way back: the accounts of the organisation are closed at once, so that nobody works on what moves; its
    membership is dated, and nothing new is entrusted to it. Whoever was counted there stays counted there. A danger that somebody
    there has taken on goes to somebody else first."""
    check_can_part(by)
    if departure.last_day > today():
        raise WrongState(TOO_EARLY)
    check_has_none(*User.objects.filter(organisation=departure.organisation, is_active=True), says=ONE_HAS_DANGER)
    departure.began_at = now()
    move(departure, DepartureState.RUNNING, Event.LEAVING_BEGUN, by=by, expected=expected)
    accounts.close_accounts(departure.organisation, by=by)
    accounts.part_with(departure.organisation, left_on=departure.last_day, by=by)
    return departure


def go_on(departure: Departure, *, by: User, seconds: float | None = A_REQUEST, passphrase: str | None = None) -> Departure:
    """Hands over the next cases, each whole or not at all, until the time is over; when none is left, ends whatever else it has here.

    Its keys go last, with the passphrase, which no page asks for: without it that step waits (docs/adr/0033-what-destroys-keys.md).
    Raises WrongPassphrase.
    """
    check_can_part(by)
    if departure.state != DepartureState.RUNNING:
        raise WrongState(NOT_RUNNING)
    until = math.inf if seconds is None else time.monotonic() + seconds
    for row in queries.passages(departure).filter(state=PassageState.WAITS):
        _deal_with(departure, row, by=by)
        if time.monotonic() > until:
            return departure
    if _found_since(departure, by=by) or departure.passages.exclude(state=PassageState.DONE).exists():
        return departure
    for step in _STEPS:
        while step(departure, by):
            if time.monotonic() > until:
                return departure
    if passphrase is None and not client.status().unlocks_itself:
        return departure
    retire(departure.organisation_id, passphrase=passphrase, by=by.actor)
    return _finish(departure, by=by)


@action
def try_again(departure: Departure, *, by: User) -> Departure:
    """What stayed is tried once more."""
    check_can_part(by)
    if departure.state != DepartureState.RUNNING:
        raise WrongState(NOT_RUNNING)
    for row in departure.passages.filter(state=PassageState.LEFT):
        row.state, row.hindrance = PassageState.WAITS, ""
        save(row)
    record(Event.LEAVING_PLANNED, by=by.actor, purpose=departure.organisation.slug)
    return departure


# -- a case


def _deal_with(departure: Departure, row: Passage, *, by: User) -> None:
    with suppress(_Overtaken):
        try:
            _hand_over(departure, row, by=by)
        except _Overtaken:
            raise
        except _Hindered as hindered:
            _leave(departure, row, hindered.why, by=by)
        except Conflict:
            _leave(departure, row, Hindrance.CHANGED, by=by)
        except REFUSALS:
            _leave(departure, row, Hindrance.OTHER, by=by)


def _take(departure: Departure, row: Passage) -> Passage:
    """The row as it stands, under the lock of its departure, so that two who go on at once do not meet in it."""
    state = Departure.objects.select_for_update().values_list("state", flat=True).get(pk=departure.pk)
    fresh = queries.passages(departure).get(pk=row.pk)
    if state != DepartureState.RUNNING or fresh.state != PassageState.WAITS:
        raise _Overtaken(NOT_RUNNING)
    return fresh


@action
def _hand_over(departure: Departure, row: Passage, *, by: User) -> None:
    """One case, whole: its owner, its key, what is to be told and asked again, consents that named the one who leaves."""
    row = _take(departure, row)
    case = Case.objects.select_related("organisation", "lead", "person").get(pk=row.case_id)
    if row.taker.gone_on is not None:
        raise _Hindered(Hindrance.GONE)
    if case.person_id not in queries.agreed_people([case.person_id], row.taker):
        raise _Hindered(Hindrance.CONSENT)
    if case.organisation_id == departure.organisation_id and left_to_nobody(case, without=case.organisation):
        raise _Hindered(Hindrance.DANGER)
    record_about(Event.CASE_PASSED_ON, by=by.actor, about=[case])
    if case.organisation_id == departure.organisation_id:  # else it went elsewhere since, by a proposal
        hand_case_over(case, row.taker, giver=by.actor)
    again = end_with_recipient(case.person, departure.organisation, by=by)
    if case.is_open:
        _open_tasks(case, row, departure, asks=bool(again))
    row.state, row.hindrance, row.done_at = PassageState.DONE, "", now()
    save(row)


def _open_tasks(case: Case, row: Passage, departure: Departure, *, asks: bool) -> None:
    role = Role.COORDINATOR if row.taker_id == departure.house_id else Role.MEMBER_WORKER
    tasks = []
    if row.told == PersonInformed.TO_TELL:
        tasks.append(new_task(case, TaskKind.TELL, due=max(departure.tell_by, today()), role=role))
    if asks:
        tasks.append(new_task(case, TaskKind.CONSENT, due=add_working_days(today(), ASK_WITHIN), role=role))
    add_tasks(tasks)


@action
def _leave(departure: Departure, row: Passage, why: Hindrance, *, by: User) -> None:
    row = _take(departure, row)
    row.state, row.hindrance = PassageState.LEFT, why
    save(row)
    record(Event.CASE_STAYED, by=by.actor)


def _found_since(departure: Departure, *, by: User) -> bool:
    """Whether cases came to the organisation since the plan was drawn up; they join it, bound for the secretariat."""
    known = departure.passages.values("case")
    found = list(queries.cases_of(departure.organisation).exclude(pk__in=known))
    back = list(departure.passages.filter(state=PassageState.DONE, case__organisation=departure.organisation))
    if found or back:
        _add_found(departure, found, back, by=by)
    return bool(found or back)


@action
def _add_found(departure: Departure, found: list[Case], back: list[Passage], *, by: User) -> None:
    add_passages(departure, found, taker=departure.house)
    for row in back:
        row.state, row.done_at = PassageState.WAITS, None
        save(row)
    record(Event.LEAVING_PLANNED, by=by.actor, purpose=departure.organisation.slug)


# -- whatever else it has here: each answers whether it did something, and is asked until it did nothing


def _let_go(departure: Departure, by: User) -> bool:
    """It has no part any more in a case of others: the next one."""
    case = queries.beside(departure.organisation).select_related("organisation", "lead").first()
    if case is not None:
        _let_case_go(departure, case, by=by)
    return case is not None


@action
def _let_case_go(departure: Departure, case: Case, *, by: User) -> None:
    leaving = departure.organisation
    record_about(Event.CASE_LET_GO, by=by.actor, about=[case])
    for share in case.shares.filter(organisation=leaving, ended_at=None):
        share.ended_at = now()
        save(share)
    leave_case(case, leaving)
    end_with_recipient(case.person, leaving, by=by)
    if not keeps_key(case, leaving):
        unshare_key(case.sealing_subject(), recipient=leaving.pk)


def _end_proposals(departure: Departure, by: User) -> bool:
    row = queries.waiting_proposals(departure.organisation).select_related("case").first()
    if row is not None:
        _end_proposal(row, by=by)
    return row is not None


@action
def _end_proposal(row: Proposal, *, by: User) -> None:
    end_proposal(row, by=by)


def _move_requests(departure: Departure, by: User) -> bool:
    rows = list(queries.open_requests(departure.organisation)[:100])
    if rows:
        _move_these(departure, rows, by=by)
    return bool(rows)


@action
def _move_these(departure: Departure, rows: list[Request], *, by: User) -> None:
    """They go to the secretariat, whose key each of them is under anyway."""
    for row in rows:
        row.organisation = departure.house
        if row.taken_by_id and row.taken_by is not None and row.taken_by.organisation_id == departure.organisation_id:
            row.taken_by = None
        save(row)
        for task in row.tasks.filter(owner__organisation=departure.organisation, done_at=None):
            leave_to_coordinator(task)
    record_about(Event.REQUESTS_MOVED, by=by.actor, about=rows)


def _end_agreements(departure: Departure, by: User) -> bool:
    row = queries.its_agreements(departure.organisation).first()
    if row is not None:
        _end_one(departure, row, by=by)
    return row is not None


@action
def _end_one(departure: Departure, row: Agreement, *, by: User) -> None:
    end_with_our_side(row, by=by, last_day=min(departure.last_day, today()), words=str(HAS_LEFT))


def _take_keys(departure: Departure, by: User) -> bool:
    return holds_keys(departure.organisation_id) and _take_some_keys(departure, by=by) > 0


@action
def _take_some_keys(departure: Departure, *, by: User) -> int:
    record(Event.KEYS_TAKEN, by=by.actor, purpose=departure.organisation.slug)
    return drop_wraps_of(departure.organisation_id, keeper=departure.house_id)


_STEPS: tuple[Callable[[Departure, User], bool], ...] = (_let_go, _end_proposals, _move_requests, _end_agreements, _take_keys)


@action
def _finish(departure: Departure, *, by: User) -> Departure:
    departure.ended_at = now()
    return move(departure, DepartureState.DONE, Event.LEFT, by=by)


def part_at_once(departure: Departure, *, by: User) -> Departure:
    """Begins and goes on to the end: for tests and the sample, where nobody waits for a page."""
    begin(departure, by=by)
    before = None
    while departure.state == DepartureState.RUNNING and before != (before := _how_far(departure)):
        go_on(departure, by=by, seconds=None)
    return departure


def _how_far(departure: Departure) -> tuple[int, int]:
    return departure.passages.count(), departure.passages.filter(state=PassageState.DONE).count()
