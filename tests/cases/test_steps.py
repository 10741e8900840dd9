"""A case follows the guidance: steps and tasks keep in line with what happens, by hand and by themselves."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.audit.trail import action, record
from panoh.cases.actions import (
    approve_programme,
    change_urgency,
    decline_step,
    finish_step,
    finish_task,
    hold_case,
    note_happening,
    raise_late_steps,
    resume_case,
    skip_step,
    take_up_step,
)
from panoh.cases.actions.contact import look_for_lost_contact, record_attempt
from panoh.cases.danger import Signs
from panoh.cases.enums import CaseState, Discipline, NotAttended, ProgrammeState, Reached, TaskKind, Urgency
from panoh.cases.events import Event
from panoh.cases.facts import guided
from panoh.cases.models import Case, CaseStep, DueChange, Happening, Task
from panoh.cases.queries.steps import as_overdue, case_steps, late_steps
from panoh.cases.receivers import on_rows_written
from panoh.core.actor import SYSTEM
from panoh.core.clock import DUSHANBE, add_working_days, now, today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.desk.frame.task_rows import task_rows
from panoh.guidance.enums import SkipReason
from panoh.guidance.shipped import FIRST, shipped
from panoh.people.enums import Channel
from tests.factories.accounts import make_user
from tests.factories.care import make_assessment, make_programme, make_session, make_team
from tests.factories.cases import close, make_case, make_coordinator
from tests.factories.guidance import make_adopted

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def step(case: Case, key: str) -> CaseStep:
    return CaseStep.objects.filter(case=case, step=key).latest("started_at")


def open_tasks(case: Case, **narrowed: object) -> list[Task]:
    return list(case.tasks.filter(done_at=None, **narrowed).order_by("due_at"))


def day_of(moment: dt.datetime | None) -> dt.date:
    assert moment is not None
    return moment.astimezone(DUSHANBE).date()


def test_a_new_case_follows_the_version_in_force_and_keeps_what_was_shown():
    case = make_case()

    assert Case.objects.get().guidance == FIRST
    assert {row.step: row.state for row in case.steps.all()} == dict.fromkeys(
        ("assess_social", "assess_psychological", "assess_medical", "plan", "review"), "open"
    )
    plan = step(case, "plan")
    assert (plan.guidance, plan.digest, day_of(plan.due_at)) == (FIRST, shipped()[FIRST].by_key["plan"].digest, today() + dt.timedelta(14))


def test_one_thing_has_one_task_and_the_guidance_says_by_when():
    case = make_case()

    for row in case.steps.all():
        (task,) = open_tasks(case, step=row.step)
        assert task.due_at == row.due_at


def test_an_assessment_ends_its_step_and_undo_opens_it_again():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    make_assessment(case, by=social)
    assert (step(case, "assess_social").state, step(case, "assess_social").by_hand) == ("done", False)

    undo.take_back(undo.latest(social.actor).pk, by=social.actor)
    assert step(case, "assess_social").state == "open"
    assert len(open_tasks(case, step="assess_social")) == 1


def test_the_programme_walks_its_steps():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    make_programme(case, by=social, state=ProgrammeState.AGREED)
    assert (step(case, "plan").state, step(case, "approve").state) == ("done", "open")
    assert day_of(step(case, "approve").due_at) == today() + dt.timedelta(3)

    approve_programme(case.programmes.get(), by=make_coordinator())
    assert step(case, "approve").state == "done"
    assert [row.state for row in case.steps.filter(step="review").order_by("started_at", "state")].count("open") == 1


def test_an_urgent_case_has_its_clocks_and_tells_the_chain_at_once():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED)

    (act,) = open_tasks(case, kind=TaskKind.STEP, step="danger_now")
    assert (act.owner, dt.timedelta(minutes=59) < act.due_at - now() <= dt.timedelta(hours=1)) == (worker, True)
    assert {task.role for task in open_tasks(case, kind=TaskKind.RAISED, step="danger_now")} == {"coordinator", "psychologist"}


def test_changing_the_urgency_moves_what_is_due_and_keeps_both():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    before = step(case, "assess_medical").due_at

    change_urgency(case, by=worker, urgency=Urgency.RED)

    row = step(case, "assess_medical")
    assert day_of(row.due_at) == add_working_days(today(), 3)
    assert [(each.from_due, each.to_due, each.by) for each in row.due_changes.all()] == [(before, row.due_at, worker.id)]
    assert [task.due_at for task in open_tasks(case, step="assess_medical")] == [row.due_at]
    assert step(case, "stabilise").state == "open"

    change_urgency(Case.objects.get(), by=worker, urgency=Urgency.GREEN, reason="Уже в безопасности")
    assert step(case, "stabilise").state == "dropped"
    assert open_tasks(case, step="stabilise") == []
    assert step(case, "assess_medical").due_at == before
    assert DueChange.objects.filter(step=row).count() == 2


def test_a_meeting_stops_the_clock_of_danger():
    psychologist = make_user(Role.PSYCHOLOGIST)
    with time_machine.travel(now() - dt.timedelta(days=1), tick=False):
        case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), urgency=Urgency.RED)

    make_session(case, by=psychologist, at=now() - dt.timedelta(hours=1))

    assert (step(case, "stabilise").state, step(case, "danger_now").state) == ("done", "open")
    assert open_tasks(case, step="stabilise") == []


def a_call(case: Case, by: User) -> None:
    record_attempt(case, by=by, at=now(), way=Channel.CALL, outcome=Reached.REACHED)


def a_meeting(case: Case, by: User) -> None:
    make_session(case, by=by, at=now() - dt.timedelta(minutes=1), minutes=1)


@pytest.mark.parametrize("urgency", [Urgency.AMBER, Urgency.RED])
@pytest.mark.parametrize("act", [a_call, a_meeting])
def test_a_call_or_a_meeting_of_a_minute_ends_no_danger(urgency, act):
    psychologist = make_user(Role.PSYCHOLOGIST)
    with time_machine.travel(now() - dt.timedelta(hours=1), tick=False):
        case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
        change_urgency(case, by=psychologist, urgency=urgency)
    danger = Task.objects.get(kind=TaskKind.DANGER)

    act(case, psychologist)

    assert step(case, "stabilise" if urgency == Urgency.RED else "amber_visit").state == "done"
    assert [(task.pk, task.due_at) for task in open_tasks(case, kind=TaskKind.DANGER)] == [(danger.pk, danger.due_at)]


def test_three_days_that_were_wished_are_a_visit_and_no_danger():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),), urgency=Urgency.AMBER)

    (visit,) = open_tasks(case, step="amber_visit")
    assert (visit.kind, visit.owner) == (TaskKind.STEP, worker)
    assert abs(visit.due_at - now() - dt.timedelta(hours=72)) < dt.timedelta(minutes=1)
    assert open_tasks(case, kind=TaskKind.DANGER) == []
    assert [row.is_danger for row in task_rows(worker, [visit]).values()] == [False]

    a_call(case, worker)
    assert open_tasks(case, step="amber_visit") == []


def test_the_visit_may_be_left_out_and_the_danger_that_was_noticed_stays():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    change_urgency(case, by=worker, urgency=Urgency.AMBER, signs=Signs(dangers=("held_soon",)))
    danger = Task.objects.get(kind=TaskKind.DANGER)

    skip_step(case, "amber_visit", step(case, "amber_visit").mark, by=worker, reason=SkipReason.DONE_ELSEWHERE)

    assert [task.pk for task in open_tasks(case, kind=TaskKind.DANGER)] == [danger.pk]


def test_times_in_days_rest_with_the_case():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    plan = step(case, "plan").due_at

    hold_case(case, by=worker, until=today() + dt.timedelta(days=10), reason="У матери")
    assert day_of(step(case, "plan").due_at) == day_of(plan) + dt.timedelta(days=10)

    resume_case(Case.objects.get(), by=worker)  # after no day at all
    assert step(case, "plan").due_at == plan
    assert [task.due_at for task in open_tasks(case, step="plan")] == [plan]


def test_closing_a_case_ends_its_steps():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)

    close(case, by=coordinator, with_follow_up=True)

    assert set(case.steps.exclude(step="follow_up").values_list("state", flat=True)) == {"dropped"}
    rows = case.steps.filter(step="follow_up", state="open").order_by("due_at")
    assert [row.due_at for row in rows] == [task.due_at for task in open_tasks(case, kind=TaskKind.FOLLOW_UP)]
    assert rows.count() == 3


def with_a_call():
    """A case with a step of which nothing is recorded anywhere: to call the ward."""
    make_adopted(by=make_coordinator(), step="hospital_call", on=True)
    physician = make_user(Role.PHYSICIAN)
    case = make_case(workers=((physician, Discipline.MEDICAL),))
    note_happening(case, by=physician, kind="hospital", at=now())
    return case, physician


def test_a_step_is_done_by_hand_and_its_task_with_it():
    case, worker = with_a_call()
    row = step(case, "hospital_call")

    finish_step(case, "hospital_call", row.mark, by=worker)

    row.refresh_from_db()
    assert (row.state, row.by_hand, row.ended_by) == ("done", True, worker.id)
    assert open_tasks(case, step="hospital_call") == []
    assert AuditEvent.objects.latest("seq").verb == "cases.step_done"


def test_a_step_that_no_act_tells_of_is_done_among_the_steps_of_its_case_and_by_no_press_in_my_day():
    case, worker = with_a_call()
    (task,) = open_tasks(case, kind=TaskKind.STEP, step="hospital_call")

    with pytest.raises(WrongState, match="completed on its own page"):
        finish_task(task, by=worker)
    row = task_rows(worker, [task])[task.pk]

    assert (row.by_hand, row.url) == (False, reverse("desk:case_steps", args=[case.code]))


def test_what_its_own_work_tells_is_not_done_by_a_press():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))

    with pytest.raises(WrongState, match="completed on its own page"):
        finish_step(case, "plan", "", by=worker)


def test_a_step_is_left_out_with_a_reason_the_guidance_allows():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))

    with pytest.raises(Invalid, match="Say in one sentence why it is skipped"):
        skip_step(case, "assess_medical", "", by=worker, reason="done_elsewhere")
    skip_step(case, "assess_medical", "", by=worker, reason="done_elsewhere", words="Осмотрен в больнице")

    row = step(case, "assess_medical")
    assert (row.state, row.reason, bool(row.words)) == ("skipped", "done_elsewhere", True)
    assert open_tasks(case, step="assess_medical") == []
    with pytest.raises(NotFound):
        skip_step(case, "assess_medical", "", by=worker, reason="done_elsewhere", words="Ещё раз")


def test_a_reason_the_step_does_not_allow_is_refused():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    mark = step(case, "review").mark

    with pytest.raises(Invalid, match="for this reason"):
        skip_step(case, "review", mark, by=worker, reason="nobody_there", words="Не нужно")
    assert step(case, "review").state == "open"


def test_a_step_the_person_does_not_want_is_left_out_and_taken_up_again():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))

    row = decline_step(case, "assess_psychological", "", by=worker)
    assert (step(case, "assess_psychological").state, open_tasks(case, step="assess_psychological")) == ("declined", [])

    take_up_step(CaseStep.objects.get(pk=row.pk), by=worker)
    assert step(case, "assess_psychological").state == "open"
    assert [task.discipline for task in open_tasks(case, step="assess_psychological")] == ["psychological"]


def test_a_quiet_step_can_be_done_by_hand_and_what_was_shown_is_kept():
    worker = make_user(Role.PHYSICIAN)
    case = make_case(workers=((worker, Discipline.MEDICAL),))
    ward = note_happening(case, by=worker, kind="hospital", at=now())

    finish_step(case, "hospital_call", ward.pk.hex, by=worker)

    row = step(case, "hospital_call")
    assert (row.state, row.digest, row.due_at) == ("done", shipped()[FIRST].by_key["hospital_call"].digest, None)


def test_somebody_outside_the_case_decides_nothing():
    case = make_case()
    stranger = make_user(Role.SOCIAL_WORKER)

    for act in (finish_step, decline_step):
        with pytest.raises(Denied):
            act(case, "rights_and_consent", "", by=stranger)
    with pytest.raises(Denied):
        note_happening(case, by=stranger, kind="hospital", at=now())
    assert Happening.objects.count() == 0


def test_what_is_noted_begins_its_step():
    worker = make_user(Role.SOCIAL_WORKER)
    physician = make_user(Role.PHYSICIAN)
    case = make_case(workers=((worker, Discipline.SOCIAL), (physician, Discipline.MEDICAL)))

    note_happening(case, by=worker, kind="fresh_injuries", at=now())

    (task,) = open_tasks(case, step="fresh_injuries", kind=TaskKind.STEP)
    assert (task.owner, dt.timedelta(hours=23) < task.due_at - now() <= dt.timedelta(hours=24)) == (physician, True)


def test_the_steps_of_a_case_cost_five_queries_however_much_happened(arranging, django_assert_num_queries):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    for number in range(3):
        make_session(case, by=psychologist, at=now() - dt.timedelta(hours=number + 1))
    case = Case.objects.get()

    with django_assert_num_queries(5):  # the steps kept, what happened, referrals, hearings, days in hospital
        assert guided(case).runs


def miss(case: Case, by: User, days: int) -> None:
    make_session(case, by=by, at=now() - dt.timedelta(days=days), attendance="not_attended", reason=NotAttended.NOT_REACHED)


def test_tries_to_reach_somebody_and_the_steps_for_it_are_one_thing():
    """Where the Unit gives these steps a clock, no task stands twice, and a try that is written down ends its step."""
    coordinator = make_coordinator()
    make_adopted(by=coordinator, step="missed_first", on=True)
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    miss(case, psychologist, 1)

    (task,) = open_tasks(case, kind="contact")
    assert not open_tasks(case, step="missed_first", kind="step")
    row = step(case, "missed_first")
    assert (row.state, abs(task.due_at - row.due_at) < dt.timedelta(minutes=1)) == ("open", True)

    record_attempt(case, by=psychologist, at=now(), way=Channel.CALL, outcome=Reached.NO_ANSWER)

    assert step(case, "missed_first").state == "done"
    assert len(open_tasks(case, kind="contact")) == 1  # the second try
    record_attempt(case, by=psychologist, at=now(), way=Channel.CALL, outcome=Reached.REACHED)
    assert open_tasks(case, kind="contact") == []


def test_a_step_of_seeking_that_is_left_out_takes_its_task_along():
    make_adopted(by=make_coordinator(), step="missed_first", on=True)
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    miss(case, psychologist, 1)

    skip_step(case, "missed_first", step(case, "missed_first").mark, by=psychologist, reason="not_safe")

    assert open_tasks(case, kind="contact") == []


def test_long_silence_begins_the_step_of_looking_whether_to_go_on():
    make_adopted(by=make_coordinator(), step="lost_contact", on=True)
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    with time_machine.travel(now() + dt.timedelta(days=70), tick=False):
        assert not case.steps.filter(step="lost_contact").exists()
        assert look_for_lost_contact() == 1

        assert step(case, "lost_contact").due_at == open_tasks(case, kind="lost")[0].due_at
        assert not open_tasks(case, step="lost_contact", kind="step")
        make_session(Case.objects.get(), by=psychologist)
        assert (step(case, "lost_contact").state, open_tasks(case, kind="lost")) == ("done", [])


@action
def _looked(case, assert_queries):
    record(Event.REQUEST_TRIAGED, by=SYSTEM)
    with assert_queries(0):
        on_rows_written([case], by=SYSTEM)


def test_a_case_that_follows_nothing_has_no_steps(arranging, django_assert_num_queries):
    case = make_case()
    Case.objects.update(guidance="", state=CaseState.ACTIVE)
    case.refresh_from_db()

    _looked(case, django_assert_num_queries)
    assert case_steps(case) is None


def test_what_is_late_by_half_its_time_goes_to_the_coordinator_once():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    plan = step(case, "plan")
    span = plan.due_at - plan.started_at

    with time_machine.travel(plan.due_at + span * 0.4, tick=False):
        raise_late_steps()
        assert open_tasks(case, kind=TaskKind.RAISED, step="plan") == []
    with time_machine.travel(plan.due_at + span * 0.6, tick=False):
        assert raise_late_steps() >= 1
        assert raise_late_steps() == 0

    (task,) = open_tasks(case, kind=TaskKind.RAISED, step="plan")
    assert (task.role, task.owner, task.target) == ("coordinator", None, plan.pk)
    last = AuditEvent.objects.filter(verb="cases.step_raised").latest("seq")
    assert (last.actor_kind, last.refs != b"") == ("system", True)


def test_what_rests_is_not_raised():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    hold_case(case, by=worker, until=today() + dt.timedelta(days=3), reason="У матери")

    with time_machine.travel(now() + dt.timedelta(days=60), tick=False):
        assert raise_late_steps() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_late_board_costs_the_same_for_one_and_three(django_assert_num_queries, count):
    coordinator = make_coordinator()
    make_adopted(by=coordinator)
    for _ in range(count):
        make_case(by=coordinator)
    late = dt.timedelta(days=200)

    with time_machine.travel(now() + late, tick=False), django_assert_num_queries(3):  # the rows, whose they are, the version
        found = as_overdue(late_steps(coordinator))
    assert (len(found), {each.level for each in found}) == (5 * count, {2})


@pytest.mark.parametrize("count", [1, 3])
def test_tasks_of_an_own_version_are_named_in_one_query_and_their_dangers_found_in_another(django_assert_num_queries, count):
    coordinator = make_coordinator()
    make_adopted(by=coordinator)
    for _ in range(count):
        make_case(by=coordinator, urgency=Urgency.RED)
    tasks = list(Task.objects.filter(kind=TaskKind.RAISED, role=Role.COORDINATOR, step="danger_now").select_related("case", "request"))

    with django_assert_num_queries(2):
        rows = task_rows(coordinator, tasks, is_moved=False)
    assert [row.title for row in rows.values()] == ["Not done yet: Act on the danger now"] * count
