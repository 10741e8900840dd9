"""An answer of a facility that nobody has looked at: whose turn it is, and by when; and who acts next whatever happens in any order."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import due_on
from panoh.cases.models import Task
from panoh.consent.actions import withdraw_consent
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.referrals import actions, board
from panoh.referrals.actions.escalation import raise_late_referrals
from panoh.referrals.actions.replies import set_reply_aside, take_reply
from panoh.referrals.board import BoardFilter
from panoh.referrals.clock import acts_next
from panoh.referrals.enums import OPEN_STATES, ActsNext, Evidence, NoShowReason, Priority, ReferralState, ReplyKind, ReplyState
from panoh.referrals.models import Referral, Reply
from panoh.referrals.queries.referrals import lines
from tests.days import TODAY, taken
from tests.examples import examples
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral, make_reply

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def sent(user):
    return fresh(make_referral(by=user, state=ReferralState.SENT))


def fresh(row):
    return Referral.objects.select_related("case", "person", "facility", "made_by").get(pk=row.pk)


def last_turn(row):
    return row.turns.order_by("-at").first()


def test_an_answer_stops_the_clock_of_the_facility_until_somebody_has_looked(user, sent):
    reminder = Task.objects.get(kind="referral", done_at=None)

    reply = make_reply(sent)

    row = fresh(sent)
    assert (row.state, acts_next(row), row.due_at) == (ReferralState.SENT, ActsNext.WORKER, due_on(add_working_days(today(), 1)))
    assert (last_turn(row).state, last_turn(row).due_at, last_turn(row).evidence) == ("sent", row.due_at, "link")
    assert Task.objects.get(pk=reminder.pk).done_at is not None
    assert Task.objects.filter(kind="reply", done_at=None).count() == 1

    set_reply_aside(Reply.objects.get(pk=reply.pk), by=user)

    row = fresh(sent)
    assert (row.answered_at, acts_next(row), row.due_at) == (None, ActsNext.PROVIDER, sent.due_at)
    assert last_turn(row).due_at == row.due_at
    assert Task.objects.filter(kind="referral", done_at=None).count() == 1


def test_the_board_and_the_list_say_that_it_is_the_workers_turn(user, sent):
    make_referral(by=user, state=ReferralState.SENT)
    make_reply(sent)

    row = fresh(sent)
    assert [line.acts_next for line in lines([row])] == ["coordinator"]  # as who drew it up
    assert [(head.who, head.total) for head in board.heads(user, BoardFilter())] == [(ActsNext.WORKER, 1), (ActsNext.PROVIDER, 1)]
    assert list(board.open_referrals(user, BoardFilter(who="worker"))) == [row]
    assert row not in board.open_referrals(user, BoardFilter(who="provider"))
    assert board.open_referrals(user, BoardFilter())[0] == row


def test_an_answer_to_what_waits_for_the_coordinator_is_for_the_worker_to_look_at(user):
    row = make_referral(by=user, state=ReferralState.WAITLISTED)

    make_reply(row, "appointment", said_on=today())

    assert acts_next(fresh(row)) == ActsNext.WORKER
    assert [head.who for head in board.heads(user, BoardFilter())] == [ActsNext.WORKER]


def test_in_an_emergency_the_worker_has_no_more_than_a_day(user):
    row = make_referral(by=user, state=ReferralState.SENT, priority=Priority.EMERGENCY)

    make_reply(row)

    assert fresh(row).due_at <= now() + dt.timedelta(hours=24)


def test_of_two_answers_the_second_keeps_the_turn_with_the_worker(user, sent):
    first, second = make_reply(sent), make_reply(sent, "attended")

    take_reply(Reply.objects.get(pk=first.pk), by=user, evidence=Evidence.LINK)

    row = fresh(sent)
    assert (row.state, acts_next(row), row.answered_at) == (ReferralState.ACCEPTED, ActsNext.WORKER, second.at)
    take_reply(Reply.objects.get(pk=second.pk), by=user, evidence=Evidence.LINK)
    row = fresh(sent)
    assert (row.state, acts_next(row), row.answered_at) == (ReferralState.ATTENDED, ActsNext.PROVIDER, None)


def test_an_answer_does_not_let_off_who_is_late_already(user):
    row = make_referral(by=user, state=ReferralState.BOOKED)
    late = now() - dt.timedelta(days=3)
    with writes_allowed():
        Referral.objects.filter(pk=row.pk).update(due_at=late)

    make_reply(row, "attended")

    assert (fresh(row).due_at, last_turn(row).due_at) == (late, late)


def test_an_answer_that_nobody_looks_at_is_brought_to_others_as_late(user, sent):
    make_reply(sent)
    with writes_allowed():
        Referral.objects.filter(pk=sent.pk).update(due_at=now() - dt.timedelta(days=20), moved_at=now() - dt.timedelta(days=21))

    assert raise_late_referrals() == 1
    assert Task.objects.filter(kind="late", target=sent.pk, done_at=None).count() == 1


def test_what_is_over_waits_for_nobody_though_an_answer_lies_there(user, sent):
    make_reply(sent)

    actions.call_off(fresh(sent), by=user)

    row = fresh(sent)
    assert (row.answered_at, row.due_at, acts_next(row)) == (None, None, ActsNext.NOBODY)


# -- in any order ---------------------------------------------------------------------------------------------------------

STEPS = {
    "send": lambda row, by: actions.send_referral(row, by=by),
    "acknowledge": lambda row, by: actions.acknowledge(row, by=by),
    "accept": lambda row, by: actions.accept(row, by=by),
    "waitlist": lambda row, by: actions.waitlist(row, by=by),
    "book": lambda row, by: actions.book(row, by=by, day=today() + dt.timedelta(days=3)),
    "attend": lambda row, by: actions.record_attendance(row, by=by),
    "no show": lambda row, by: actions.record_no_show(row, by=by, reason=NoShowReason.LOGISTICS),
    "serve": lambda row, by: actions.begin_service(row, by=by),
    "decline": lambda row, by: actions.decline(row, by=by, reason="no_place"),
    "outcome": lambda row, by: actions.record_outcome(row, by=by, words="Осмотрен"),
    "call off": lambda row, by: actions.call_off(row, by=by),
    "expire": lambda row, by: actions.expire(row, by=by),
    "agree": lambda row, by: make_consent(row.person, by=by, facility=row.facility),
    "take back": lambda row, by: withdraw_consent(row.consent, by=by) if row.consent else None,
    "look": lambda row, by: take_reply(waiting(row), by=by, **more(waiting(row))) if waiting(row) else None,
    "set aside": lambda row, by: set_reply_aside(waiting(row), by=by) if waiting(row) else None,
    "days pass": lambda row, _by: older(row, days=4),
    "late ones": lambda _row, _by: raise_late_referrals(),
}
SAID = {
    ReplyKind.APPOINTMENT: {"said_on": TODAY},
    ReplyKind.DECLINED: {"reason": "no_place"},
    ReplyKind.OUTCOME: {"words": "Осмотрен"},
}


def waiting(row):
    return Reply.objects.filter(referral=row, state=ReplyState.WAITING).order_by("at").first()


def more(reply):
    """What the form of the step would add to an answer."""
    own = {
        ReplyKind.APPOINTMENT: {"day": today()},
        ReplyKind.DECLINED: {"reason": "no_place"},
        ReplyKind.NOT_ATTENDED: {"reason": NoShowReason.LOGISTICS},
        ReplyKind.OUTCOME: {"words": "Осмотрен"},
    }
    return own.get(ReplyKind(reply.kind), {})


def older(row, *, days):
    """As if all of it had been some days ago."""
    back = dt.timedelta(days=days)
    with writes_allowed():
        for one in (row, *row.turns.all(), *Reply.objects.filter(referral=row)):
            names = [name for name in ("due_at", "moved_at", "answered_at", "at") if getattr(one, name, None)]
            type(one).objects.filter(pk=one.pk).update(**{name: getattr(one, name) - back for name in names})


def answer_as(kind):
    return lambda row, _by: make_reply(row, kind, **taken(SAID.get(kind, {})))


ACTS = {**STEPS, **{f"they say: {kind}": answer_as(kind) for kind in ReplyKind}}


@examples(25)
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=3, max_size=9), begins=st.sampled_from(["draft", "sent"]))
def test_somebody_acts_next_while_it_is_open_and_the_time_never_moves_unrecorded(user, acts, begins):
    row = make_referral(by=user, case=make_case(by=user), facility=make_facility(), state=ReferralState(begins))

    for act in acts:
        before, turns, events = fresh(row), row.turns.count(), AuditEvent.objects.count()
        try:
            ACTS[act](before, user)
        except (WrongState, Invalid):
            assert fresh(row).version == before.version
        kept = fresh(row)
        is_open = kept.state in OPEN_STATES
        assert (acts_next(kept) != ActsNext.NOBODY) == is_open == (kept.due_at is not None)
        assert (last_turn(kept).state, last_turn(kept).due_at) == (kept.state, kept.due_at)
        assert (kept.answered_at is not None) == (is_open and waiting(row) is not None)
        if kept.due_at != before.due_at and act != "days pass":
            assert kept.turns.count() > turns
            assert AuditEvent.objects.count() > events
