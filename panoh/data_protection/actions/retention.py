"""The clocks: what is due is noted, two people confirm it or one puts it off, two set for how long it is kept. Nothing is erased here."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save
from panoh.cases.actions.closure import months_after
from panoh.core.actor import SYSTEM
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.data_protection.actions.erasing import begin
from panoh.data_protection.clocks import AHEAD, CLOCKS
from panoh.data_protection.enums import PERIOD_TRANSITIONS, Copy, InPrivate, PeriodState, PutOff, Rule, Why
from panoh.data_protection.events import Event
from panoh.data_protection.models import Due, Erasure, Period
from panoh.data_protection.policy import check_can_agree_to_period, check_can_erase, check_can_set_periods
from panoh.data_protection.queries import retention as queries
from panoh.data_protection.queries.erasures import hold_about
from panoh.data_protection.refusals import NO_CHOICE, NOT_FROM_HERE
from panoh.vault.actions import record_about

LONGEST_PUT_OFF = 5 * 12  # months

HELD = _("Something prevents this: see the page for details. Postpone it until that is over.")
WAITS_ALREADY = _("Two people are already deciding on it. Check its status.")
NOT_A_DAY = _("Choose a date in the future, at most five years from now.")
OUT_OF_BOUNDS = _("Choose a number of months within the limits shown on the page.")
ASKED_ALREADY = _("Another period is already waiting for a second person. Agree to it or cancel it first.")


# -- what is due ----------------------------------------------------------------------------------------------------------


def note_due() -> int:
    """Notes whose time is over or will be within 90 days, and takes out what no longer is; answers how many rows changed. For the worker,
    once a day. It proposes: nothing is erased by it, whatever the day."""
    until, months = today() + AHEAD, queries.months_in_force()
    files, requests = queries.files_due(until, months), queries.requests_due(until, months)
    known = list(Due.objects.all())
    gone = [row for row in known if row.person_id not in files and row.request_id not in requests]
    moved = [row for row in known if row not in gone and _follow(row, files, requests)]
    told = {row.person_id for row in known} | {row.request_id for row in known}
    fresh = [Due(person_id=key, noted_on=today(), **_facts(one)) for key, one in files.items() if key not in told]
    fresh += [Due(request_id=key, noted_on=today(), **_facts(one)) for key, one in requests.items() if key not in told]
    return _note(gone, [*moved, *fresh]) if gone or moved or fresh else 0


def _facts(one: queries.Wanted) -> dict[str, object]:
    return {"rule": one.rule, "code": one.code, "counts_from": one.counts_from, "due_on": one.due_on, "is_practice": one.is_practice}


def _follow(row: Due, files: dict[UUID, queries.Wanted], requests: dict[UUID, queries.Wanted]) -> bool:
    """Sets on a row what its clock says today; whether anything differs."""
    facts = _facts(files[row.person_id] if row.person_id else requests[row.request_id])  # type: ignore[index]  # one of the two is there
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    return bool(changed)


@action
def _note(gone: list[Due], rows: list[Due]) -> int:
    record(Event.DUE_NOTED, by=SYSTEM)
    for row in gone:
        remove(row)
    for row in rows:
        save(row)
    return len(gone) + len(rows)


@action
def confirm_due(row: Due, *, by: User) -> Erasure:
    """The first of two says that the time is over. A second person agrees, seven days pass, as for every erasure."""
    check_can_erase(by)
    if queries.erasure_about(row) is not None:
        raise WrongState(WAITS_ALREADY)
    about = row.person or row.request
    assert about is not None
    if (row.put_off_until and row.put_off_until >= today()) or hold_about(about, for_time=True) is not None:
        raise WrongState(HELD)
    erasure = Erasure(code=row.code, person=row.person, request=row.request, end=CLOCKS[Rule(row.rule)].end, is_practice=row.is_practice)
    erasure.why, erasure.in_private, erasure.copy = Why.TIME, InPrivate.NOT_ASKED, Copy.NOT_OFFERED
    begin(erasure, by=by, not_before=row.due_on)
    record_about(Event.DUE_CONFIRMED, by=by.actor, about=[about])
    return erasure


@action
def put_off(row: Due, *, by: User, reason: str, until: dt.date, expected: int | None = None) -> Due:
    """It is kept longer, until a day, with the reason as a code."""
    check_can_erase(by)
    if reason not in PutOff.values:
        raise Invalid(NO_CHOICE, {"reason": NO_CHOICE})
    if not today() < until <= months_after(today(), LONGEST_PUT_OFF):
        raise Invalid(NOT_A_DAY, {"until": NOT_A_DAY})
    if queries.erasure_about(row) is not None:
        raise WrongState(WAITS_ALREADY)
    row.put_off_until, row.put_off_for, row.put_off_by = until, reason, by
    save(row, expected)
    about = row.person or row.request
    assert about is not None
    record_about(Event.DUE_PUT_OFF, by=by.actor, about=[about])
    return row


# -- for how long ---------------------------------------------------------------------------------------------------------


@action
def ask_period(rule: Rule, *, by: User, months: int) -> Period:
    """Asks that files under this rule be kept longer or shorter. It holds once a second person agrees."""
    check_can_set_periods(by)
    clock = CLOCKS[rule]
    if not clock.least <= months <= clock.most:
        raise Invalid(OUT_OF_BOUNDS, {"months": OUT_OF_BOUNDS})
    if Period.objects.filter(rule=rule, state=PeriodState.ASKED).exists():
        raise WrongState(ASKED_ALREADY)
    row = Period(rule=rule, months=months, asked_by=by, asked_at=now())
    save(row)
    record(Event.PERIOD_ASKED, by=by.actor, purpose=rule)
    return row


@action
def agree_to_period(row: Period, *, by: User) -> Period:
    """The second person agrees: from now on the clock goes by it."""
    check_can_agree_to_period(by, row)
    return _end(row, PeriodState.AGREED, Event.PERIOD_AGREED, by=by)


@action
def call_off_period(row: Period, *, by: User) -> Period:
    """It stays as it was."""
    check_can_set_periods(by)
    return _end(row, PeriodState.CALLED_OFF, Event.PERIOD_CALLED_OFF, by=by)


def _end(row: Period, to: PeriodState, event: Event, *, by: User) -> Period:
    if to not in PERIOD_TRANSITIONS[PeriodState(row.state)]:
        raise WrongState(NOT_FROM_HERE)
    row.state, row.ended_by, row.ended_at = to, by, now()
    save(row)
    record(event, by=by.actor, purpose=row.rule)
    return row
