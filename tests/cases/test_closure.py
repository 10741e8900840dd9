"""Closing, following up, ending."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import open_task
from panoh.cases.actions.closure import close_case, correct_follow_up, end_case, months_after, record_follow_up
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.ending import decide_closing, propose_closing
from panoh.cases.actions.reading import read_shared
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import CASE_TRANSITIONS, Attendance, CaseState, CloseReason, Discipline, Outcome, ProgrammeState, RiskLevel, TaskKind
from panoh.cases.events import CareEvent
from panoh.cases.models import Amendment, CapacityRating, Case, Closing, FollowUp, Session, StateChange, Task
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral
from tests.examples import examples
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_planned, make_programme, make_team
from tests.factories.cases import close, make_case, make_coordinator
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_close_case_finishes_whatever_there_was_to_do():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    case = Case.objects.get()

    decider = close(case, by=social, ratings={"mental": 3})

    stored = Case.objects.get()
    assert (stored.state, stored.close_reason, stored.closed_on, stored.review_due) == ("closed", "person_chose", today(), None)
    assert read_shared([stored], by=social)[stored.pk]["closing_words"] == "Вернулась к шитью"
    assert Task.objects.filter(case=case, done_at=None).count() == 0
    assert [(rating.moment, rating.mental) for rating in CapacityRating.objects.all()] == [("closure", 3)]
    assert FollowUp.objects.count() == 0
    assert StateChange.objects.filter(case=case, from_state="active", to_state="closed", by=decider.id).count() == 1


def test_close_case_plans_follow_ups_where_the_person_agreed():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    close(case, by=social, with_follow_up=True)

    days = [months_after(today(), months) for months in (3, 6, 12)]
    assert list(FollowUp.objects.values_list("due_on", flat=True)) == days
    tasks = Task.objects.filter(case=case, kind=TaskKind.FOLLOW_UP, done_at=None).order_by("due_at")
    assert [(task.due_at.date(), task.owner, task.target) for task in tasks] == [
        (day, social, row.pk) for day, row in zip(days, FollowUp.objects.all(), strict=True)
    ]


@pytest.mark.parametrize("reason", [CloseReason.DIED, CloseReason.DUPLICATE, CloseReason.NOT_ELIGIBLE])
def test_close_case_plans_nothing_where_there_is_nobody_to_follow(reason):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    close(case, by=social, reason=reason, with_follow_up=True)

    assert FollowUp.objects.count() == 0


def test_what_is_open_is_dropped_by_a_closing_and_done_by_nobody(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    ahead = make_planned(case, by=social, discipline=Discipline.SOCIAL)
    add_tasks_of(case, social)
    row, coordinator = proposed(case, social), make_coordinator()
    left = dict(Task.objects.filter(case=case, done_at=None).exclude(kind=TaskKind.CLOSING).values_list("pk", "kind"))
    assert {TaskKind.SESSION, TaskKind.CONSENT, TaskKind.ASSESS, TaskKind.STEP} <= set(left.values())

    decide_closing(row, by=coordinator, agreed=True)

    assert {(task.done_by, task.done_at is None) for task in Task.objects.filter(pk__in=left)} == {(None, False)}
    assert Task.objects.get(kind=TaskKind.CLOSING).done_by == coordinator.pk
    assert Session.objects.get(pk=ahead.pk).attendance == Attendance.CALLED_OFF
    assert AuditEvent.objects.filter(verb=CareEvent.TASKS_DROPPED).count() == 1
    sign_in(client, coordinator)
    assert "Closed; open tasks were cancelled" in client.get(reverse("desk:case_file", args=[case.code])).content.decode()

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)
    assert Task.objects.filter(pk__in=left, done_at=None).count() == len(left)
    assert Session.objects.get(pk=ahead.pk).attendance == Attendance.PLANNED


def test_a_meeting_that_was_and_is_not_written_down_yet_is_not_called_off():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    was = make_planned(case, by=social, discipline=Discipline.SOCIAL)

    with time_machine.travel(now() + dt.timedelta(days=2)):
        close(case, by=social)

    assert Session.objects.get(pk=was.pk).attendance == Attendance.PLANNED


def add_tasks_of(case, by):
    for kind in (TaskKind.CONSENT, TaskKind.STEP):
        open_task(case, by=by, kind=kind, due=now())


def test_what_was_not_sent_is_called_off_by_a_closing_and_what_was_sent_stays():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    rows = {
        state: make_referral(case=case, by=social, state=state, consented=state == ReferralState.DRAFT)
        for state in (ReferralState.AWAITING_CONSENT, ReferralState.DRAFT, ReferralState.SENT)
    }
    row, coordinator = proposed(case, social), make_coordinator()

    decide_closing(row, by=coordinator, agreed=True)

    states = [Referral.objects.get(pk=each.pk).state for each in rows.values()]
    assert states == ["withdrawn", "withdrawn", "sent"]
    assert Task.objects.filter(case=case, done_at=None).count() == 0
    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)
    assert [Referral.objects.get(pk=each.pk).state for each in rows.values()] == list(rows)


def test_a_closure_can_be_taken_back_whole():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = proposed(case, social)
    before, coordinator = set(Task.objects.filter(case=case, done_at=None).values_list("pk", flat=True)), make_coordinator()
    decide_closing(row, by=coordinator, agreed=True, with_follow_up=True)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    stored = Case.objects.get()
    assert (stored.state, stored.closed_on, stored.close_reason, bytes(stored.closing_words)) == ("assessment", None, "", b"")
    assert (FollowUp.objects.count(), Closing.objects.get().state, len(before)) == (0, "proposed", 6)
    assert set(Task.objects.filter(case=case, done_at=None).values_list("pk", flat=True)) == before


@pytest.mark.parametrize(("facts", "field"), [({"words": " "}, "words"), ({"reason": CloseReason.REGISTER}, "reason")])
def test_close_case_says_what_is_missing(facts, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid) as refused:
        close(case, by=social, **facts)
    assert list(refused.value.fields) == [field]
    assert Case.objects.get().state == "assessment"


@pytest.mark.parametrize("role", [Role.PSYCHOLOGIST, Role.PHYSICIAN, Role.SPECIALIST])
def test_close_case_is_not_for_every_role(role):
    case, (user,) = make_team(role)

    with pytest.raises(Denied):
        close(case, by=user)


def proposed(case, by):
    return propose_closing(case, by=by, reason=CloseReason.PERSON_CHOSE, words="Вернулась к шитью")


def test_nobody_closes_what_nobody_agreed_to_whichever_way_they_come():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    coordinator, another = make_coordinator(), make_coordinator()
    waits = proposed(case, social)

    with pytest.raises(WrongState, match="One person proposes closure and another agrees"):
        close_case(waits, by=coordinator)
    decide_closing(waits, by=coordinator, agreed=False, remark="Сначала поговорить")
    with pytest.raises(WrongState, match="One person proposes closure and another agrees"):
        close_case(waits, by=coordinator)
    own = proposed(case, coordinator)
    for by in (social, coordinator):
        with pytest.raises(Denied):
            close_case(own, by=by)
    with writes_allowed():  # agreed to by one is not closed by another
        Closing.objects.filter(pk=own.pk).update(state="agreed", decided_by=another)
    with pytest.raises(WrongState, match="One person proposes closure and another agrees"):
        close_case(Closing.objects.select_related("case").get(pk=own.pk), by=make_coordinator())
    assert Case.objects.get().state == "assessment"


def test_a_closing_that_was_agreed_to_closes_once():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    coordinator = close(case, by=social)

    with pytest.raises(WrongState, match="This case is already closed"):
        close_case(Closing.objects.select_related("case").get(), by=coordinator)


def test_the_first_follow_up_moves_the_case_and_finishes_its_task():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    close(case, by=social, with_follow_up=True)
    first = FollowUp.objects.select_related("case")[0]

    record_follow_up(first, by=social, done_on=today(), outcome=Outcome.BETTER, words="Работает", ratings={"professional": 4})

    stored = FollowUp.objects.get(pk=first.pk)
    assert (Case.objects.get().state, stored.outcome, stored.by) == ("follow_up", "better", social)
    assert Task.objects.get(target=first.pk).done_at is not None
    assert Task.objects.filter(case=case, kind=TaskKind.FOLLOW_UP, done_at=None).count() == 2
    assert CapacityRating.objects.get().moment == "follow_up"


def test_record_follow_up_twice_is_refused_and_corrected_instead():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    close(case, by=social, with_follow_up=True)
    row = FollowUp.objects.select_related("case")[0]
    with pytest.raises(WrongState, match="not been recorded yet"):
        correct_follow_up(row, by=social, why="x", done_on=today(), outcome=Outcome.SAME, words="")
    record_follow_up(row, by=social, done_on=today(), outcome=Outcome.BETTER)

    with pytest.raises(WrongState, match="Correct it and give a reason"):
        record_follow_up(row, by=social, done_on=today(), outcome=Outcome.SAME)
    with pytest.raises(Denied, match="Only the person who recorded a follow-up can correct it"):
        correct_follow_up(row, by=make_coordinator(), why="x", done_on=today(), outcome=Outcome.SAME, words="")
    correct_follow_up(row, by=social, why="Ошибка", done_on=today(), outcome=Outcome.SAME, words="")
    assert FollowUp.objects.get(pk=row.pk).outcome == "same"
    assert list(Amendment.objects.values_list("model", "field")) == [("followup", "outcome")]


def test_end_case_leaves_what_was_not_done_as_not_done():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    close(case, by=social, with_follow_up=True)

    end_case(Case.objects.get(), by=social)

    assert Case.objects.get().state == "ended"
    assert FollowUp.objects.filter(done_on=None).count() == 3
    assert Task.objects.filter(case=case, done_at=None).count() == 0


def test_a_case_is_not_closed_for_good_over_a_danger_that_somebody_has():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    danger = raise_risk(case, level=RiskLevel.HIGH, by=social)
    take_on_danger(danger, by=social, owner=social)
    close(case, by=social)

    with pytest.raises(WrongState, match="A danger is still open"):
        end_case(Case.objects.get(), by=social)
    end_danger(Task.objects.get(pk=danger.pk), by=social, words="Живёт у сестры, в безопасности")
    assert end_case(Case.objects.get(), by=social).state == "ended"


def test_follow_up_in_the_future_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    close(case, by=social, with_follow_up=True)

    with pytest.raises(Invalid, match="This date is in the future"):
        record_follow_up(
            FollowUp.objects.select_related("case")[0], by=social, done_on=today() + dt.timedelta(days=1), outcome=Outcome.BETTER
        )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2027, 11, 30), 3, dt.date(2028, 2, 29)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2026, 9, 15), 3, dt.date(2026, 12, 15)),
    ],
)
def test_months_after_ends_within_the_month(day, months, expected):
    assert months_after(day, months) == expected


@examples(20)
@given(state=st.sampled_from(list(CaseState)), step=st.sampled_from(["close", "end", "follow_up"]))
def test_each_step_works_from_the_states_of_the_table_and_from_no_other(state, step):
    coordinator = make_coordinator()
    case = make_case(by=coordinator, state=state)
    to = {"close": CaseState.CLOSED, "end": CaseState.ENDED, "follow_up": CaseState.FOLLOW_UP}[step]
    allowed = to in CASE_TRANSITIONS[state] or (step == "follow_up" and state == CaseState.FOLLOW_UP)
    acts = {
        "close": lambda: close(case, by=coordinator),
        "end": lambda: end_case(case, by=coordinator),
        "follow_up": lambda: record_follow_up(_follow_up(case), by=coordinator, done_on=today(), outcome=Outcome.SAME),
    }

    if allowed:
        acts[step]()
        assert Case.objects.get(pk=case.pk).state == to
    else:
        with pytest.raises(WrongState):
            acts[step]()
        assert Case.objects.get(pk=case.pk).state == state


def _follow_up(case):
    """A follow-up that is due, arranged by hand."""
    row = FollowUp(case=case, person_id=case.person_id, due_on=today())
    with writes_allowed():
        row.save(force_insert=True)
    return row


def test_a_worker_off_the_case_cannot_close_it():
    with pytest.raises(Denied, match="You can see this case, but you cannot do this"):
        close(make_case(), by=make_user(Role.SOCIAL_WORKER))
