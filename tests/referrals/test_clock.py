"""States and clocks as tables: who acts next, by when, and that every way ends."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.core.clock import DUSHANBE
from panoh.network.models import Facility
from panoh.referrals import clock
from panoh.referrals.enums import ACTS_NEXT, OPEN_STATES, REFERRAL_TRANSITIONS, UNSENT, ActsNext, Priority, ReferralState
from panoh.referrals.models import Referral

STATES = st.sampled_from(list(ReferralState))
OPEN = st.sampled_from(OPEN_STATES)
PRIORITIES = st.sampled_from(list(Priority))
FRIDAY = dt.datetime(2026, 11, 27, 15, 0, tzinfo=DUSHANBE)


def referral(state, priority=Priority.NORMAL, *, sent_at=None, appointment_at=None, opening_days=(1, 2, 3, 4, 5)):
    facility = Facility(opening_days=list(opening_days))
    return Referral(facility=facility, state=state, priority=priority, sent_at=sent_at, appointment_at=appointment_at)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def put(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: moment.astimezone(DUSHANBE).date())

    put(FRIDAY)
    return put


def local(due):
    return due.astimezone(DUSHANBE)


@given(OPEN, PRIORITIES)
def test_an_open_state_has_somebody_who_acts_next_and_a_time(state, priority):
    row = referral(state, priority, sent_at=FRIDAY)

    assert clock.acts_next(row) != ActsNext.NOBODY
    assert clock.due_of(row) is not None


@given(STATES, PRIORITIES)
def test_a_state_that_is_over_has_nobody_and_no_time(state, priority):
    is_open = state in OPEN_STATES

    assert (ACTS_NEXT[state] != ActsNext.NOBODY) == is_open
    assert (clock.due_of(referral(state, priority, sent_at=FRIDAY)) is not None) == is_open


@given(STATES)
def test_every_state_leads_to_an_end(state):
    reached, ahead = set(), {state}
    while ahead:
        reached |= ahead
        ahead = {to for one in ahead for to in REFERRAL_TRANSITIONS[one]} - reached

    assert any(not REFERRAL_TRANSITIONS[one] for one in reached)


def test_nothing_comes_back_to_a_draft_once_it_was_sent():
    sent = [state for state in ReferralState if state not in UNSENT]

    assert [state for state in sent if REFERRAL_TRANSITIONS[state] & set(UNSENT)] == []


@pytest.mark.parametrize(
    ("state", "priority", "due"),
    [
        # Friday 15:00. A facility has its opening days, the worker in an emergency the hours of the clock.
        ("sent", "normal", dt.datetime(2026, 12, 1, 18)),
        ("sent", "urgent", dt.datetime(2026, 12, 1, 18)),
        ("sent", "emergency", dt.datetime(2026, 11, 30, 15)),
        ("acknowledged", "normal", dt.datetime(2026, 12, 4, 18)),
        ("acknowledged", "urgent", dt.datetime(2026, 12, 2, 15)),
        ("accepted", "emergency", dt.datetime(2026, 11, 30, 15)),
        ("draft", "normal", dt.datetime(2026, 12, 1, 18)),
        ("draft", "urgent", dt.datetime(2026, 11, 30, 15)),
        ("awaiting_consent", "emergency", dt.datetime(2026, 11, 28, 15)),
        ("declined", "emergency", dt.datetime(2026, 11, 28, 15)),
        ("waitlisted", "normal", dt.datetime(2026, 12, 11, 18)),
        ("waitlisted", "urgent", dt.datetime(2026, 11, 30, 15)),
        ("no_show", "normal", dt.datetime(2026, 12, 1, 18)),
        ("attended", "urgent", dt.datetime(2026, 12, 4, 18)),
        ("in_service", "normal", dt.datetime(2026, 12, 25, 18)),
    ],
)
def test_by_when(at, state, priority, due):
    assert local(clock.due_of(referral(state, priority, sent_at=FRIDAY))) == due.replace(tzinfo=DUSHANBE)


@pytest.mark.parametrize(
    ("priority", "days", "due"),
    [
        ("emergency", (1, 2, 3, 4, 5), dt.datetime(2026, 11, 30, 15)),
        ("emergency", (1, 2, 3, 4, 5, 6, 7), dt.datetime(2026, 11, 28, 15)),
        ("urgent", (1, 2, 3, 4, 5), dt.datetime(2026, 12, 2, 15)),
        ("urgent", (2, 5), dt.datetime(2026, 12, 8, 15)),
        ("normal", (1, 2, 3, 4, 5), dt.datetime(2026, 12, 11, 18)),
        ("normal", (1, 2, 3, 4, 5, 6, 7), dt.datetime(2026, 12, 11, 18)),
        ("normal", (2,), dt.datetime(2026, 12, 8, 18)),
        ("urgent", (2,), dt.datetime(2026, 12, 8, 18)),  # three opening days would be longer than two weeks
    ],
)
def test_the_person_is_seen_within_the_priority_counted_in_opening_days(at, priority, days, due):
    assert local(clock.seen_by(referral("sent", priority, sent_at=FRIDAY, opening_days=days))) == due.replace(tzinfo=DUSHANBE)


def test_an_appointment_is_asked_about_two_working_days_after_it(at):
    row = referral("booked", sent_at=FRIDAY, appointment_at=dt.datetime(2026, 12, 3, 10, tzinfo=DUSHANBE))
    assert local(clock.due_of(row)) == dt.datetime(2026, 12, 7, 18, tzinfo=DUSHANBE)

    row.appointment_at = dt.datetime(2026, 11, 20, 10, tzinfo=DUSHANBE)
    assert local(clock.due_of(row)) == dt.datetime(2026, 12, 1, 18, tzinfo=DUSHANBE)


@given(
    PRIORITIES,
    st.lists(st.integers(0, 30), min_size=2, max_size=2),
    st.sets(st.integers(1, 7), min_size=1),
    st.sampled_from([("sent", "acknowledged"), ("acknowledged", "accepted"), ("sent", "accepted")]),
)
def test_an_answer_on_the_way_never_moves_the_time_back(priority, after, days, step):
    """What a facility answers before the person is seen gives it more time or none, never less."""
    patch = pytest.MonkeyPatch()
    try:
        dues = []
        for passed, state in zip(sorted(after), step, strict=True):
            moment = FRIDAY + dt.timedelta(days=passed)
            patch.setattr(clock, "now", lambda moment=moment: moment)
            patch.setattr(clock, "today", lambda moment=moment: moment.date())
            dues.append(clock.due_of(referral(state, priority, sent_at=FRIDAY, opening_days=sorted(days))))
    finally:
        patch.undo()

    assert dues[0] <= dues[1]


@pytest.mark.parametrize(
    ("hour", "priority", "state", "days", "due"),
    [
        (FRIDAY, Priority.EMERGENCY, ReferralState.DRAFT, (1, 2, 3, 4, 5), FRIDAY + dt.timedelta(days=3)),
        (FRIDAY, Priority.EMERGENCY, ReferralState.DRAFT, (1, 2, 3, 4, 5, 6), None),
        (FRIDAY - dt.timedelta(days=1), Priority.EMERGENCY, ReferralState.DRAFT, (1, 2, 3, 4, 5), None),
        (FRIDAY, Priority.URGENT, ReferralState.DRAFT, (1, 2, 3, 4, 5), None),
        (FRIDAY, Priority.EMERGENCY, ReferralState.SENT, (1, 2, 3, 4, 5), None),
    ],
)
def test_closed_days_that_stretch_an_emergency_are_said_before_it_is_sent(at, hour, priority, state, days, due):
    at(hour)
    assert clock.late_by_closed_days(referral(state, priority, opening_days=days)) == due
