"""Things to do: whose they are, and the day made of them."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.trail import action, record
from panoh.cases.actions import add_own_task, finish_task, finish_tasks, open_task, postpone_task, reassign_task
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.events import Event
from panoh.cases.models import Task
from panoh.cases.policy import visible_tasks
from panoh.cases.queries.cases import get_task
from panoh.cases.queries.my_day import DayPart, done_today, tasks_about, tasks_of
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.cases import make_case, make_coordinator, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOON = dt.datetime(2026, 3, 11, 12, tzinfo=DUSHANBE)


@pytest.fixture
def worker(coordinator):
    return make_user(Role.SOCIAL_WORKER)


@pytest.fixture
def case(coordinator, worker):
    return make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))


def test_a_task_for_a_role_is_seen_by_who_wears_it_and_sees_the_case(coordinator, worker, case):
    task = open_task(case, by=coordinator, kind=TaskKind.CONSENT, due=today(), role=Role.SOCIAL_WORKER)

    assert task in visible_tasks(worker)
    assert task not in visible_tasks(make_user(Role.SOCIAL_WORKER))
    assert task not in visible_tasks(coordinator)


def test_a_task_of_a_case_of_another_organisation_is_not_found(coordinator, case):
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(2))
    task = open_task(case, by=coordinator, kind=TaskKind.CONSENT, due=today(), role=Role.MEMBER_WORKER)

    assert not visible_tasks(stranger).exists()
    with pytest.raises(NotFound):
        get_task(stranger, task.pk)


def test_finishing_says_who_and_when_and_can_be_undone(worker, case):
    task = open_task(case, by=worker, kind=TaskKind.TELL, due=now(), owner=worker)

    finish_task(task, by=worker)
    done = Task.objects.get(pk=task.pk)
    assert (done.done_by, done.done_at <= now()) == (worker.id, True)
    with pytest.raises(WrongState):
        finish_task(done, by=worker)

    undo.take_back(undo.latest(worker.actor).id, by=worker.actor)
    assert Task.objects.get(pk=task.pk).done_at is None


def test_somebody_elses_task_is_left_alone_but_for_the_coordinator(coordinator, case):
    physician = make_user(Role.PHYSICIAN)
    task = open_task(case, by=coordinator, kind=TaskKind.TELL, due=now(), role=Role.SOCIAL_WORKER)

    with pytest.raises(Denied):
        finish_task(task, by=physician)
    finish_task(task, by=coordinator)

    assert Task.objects.get(pk=task.pk).done_by == coordinator.id


def test_a_task_is_put_off_to_a_time_ahead(worker, case):
    task = Task.objects.get(kind=TaskKind.PLAN)
    with pytest.raises(Invalid):
        postpone_task(task, by=worker, due=today() - dt.timedelta(days=1))

    postpone_task(task, by=worker, due=dt.date(2999, 1, 4))

    assert Task.objects.get(pk=task.pk).due_at == dt.datetime(2999, 1, 4, 18, tzinfo=DUSHANBE)


def test_two_who_put_off_the_same_task_get_a_conflict(coordinator, worker, case):
    mine, theirs = Task.objects.get(kind=TaskKind.PLAN), Task.objects.get(kind=TaskKind.PLAN)
    postpone_task(theirs, by=coordinator, due=dt.date(2999, 1, 4))

    with pytest.raises(Conflict):
        postpone_task(mine, by=worker, due=dt.date(2999, 1, 5))


def test_a_task_goes_only_to_who_sees_the_case(worker, case):
    task = Task.objects.get(kind=TaskKind.PLAN)
    with pytest.raises(Invalid):
        reassign_task(task, by=worker, owner=make_user(Role.SOCIAL_WORKER))

    other = make_coordinator()
    reassign_task(task, by=worker, owner=other)

    assert Task.objects.get(pk=task.pk).owner == other


def test_an_own_task_keeps_its_words_sealed_for_the_organisation(worker, case):
    task = add_own_task(by=worker, words=" Занг задан ", due=today(), case=case)
    with pytest.raises(Invalid):
        add_own_task(by=worker, words=" ", due=today())

    stored = Task.objects.get(pk=task.pk)
    assert open_sealed([stored], by=worker.actor, purpose=Purpose.OWN_WORK)[0].words == "Занг задан"
    assert "Занг".encode() not in bytes(stored.words)
    assert task in visible_tasks(worker)


@action
def _finish(about, kind, *, by, **narrowed):
    count = finish_tasks(about, kind, by=by, **narrowed)
    record(Event.TASK_FINISHED, by=by.actor)
    return count


def test_finish_tasks_is_narrowed_by_discipline_and_by_row(coordinator, case):
    target = uuid4()
    open_task(case, by=coordinator, kind=TaskKind.REFERRAL, due=today(), target=target)
    open_task(case, by=coordinator, kind=TaskKind.REFERRAL, due=today(), target=uuid4())

    assert _finish(case, TaskKind.ASSESS, by=coordinator, discipline=Discipline.MEDICAL) == 1
    assert _finish(case, TaskKind.REFERRAL, by=coordinator, target=target) == 1
    assert _finish(case, [TaskKind.ASSESS, TaskKind.REFERRAL], by=coordinator) == 3
    assert set(case.tasks.filter(done_at=None).values_list("kind", flat=True)) == {"plan", "review"}


def test_the_day_has_what_is_due_what_comes_and_what_was_done():
    with time_machine.travel(NOON, tick=False):
        make_secretariat()
        coordinator = make_coordinator()
        case = make_case(by=coordinator)
        case.tasks.all()
        late = open_task(case, by=coordinator, kind=TaskKind.CONSENT, due=NOON - dt.timedelta(minutes=1))
        at_six = open_task(case, by=coordinator, kind=TaskKind.CONSENT, due=today())
        soon = open_task(case, by=coordinator, kind=TaskKind.CONSENT, due=today() + dt.timedelta(days=7))
        open_task(case, by=coordinator, kind=TaskKind.CONSENT, due=today() + dt.timedelta(days=8))
        done = open_task(case, by=coordinator, kind=TaskKind.TELL, due=today())
        finish_task(done, by=coordinator)

        assert list(tasks_of(coordinator, DayPart.DUE)) == [late]
        assert list(tasks_of(coordinator, DayPart.COMING)) == [soon]
        assert list(done_today(coordinator)) == [done]
        assert tasks_of(coordinator, DayPart.DUE)[0].more == 1
        assert [late, at_six, soon] == list(tasks_about(coordinator, case.code))[:3]


def test_requests_wait_in_the_day_of_the_coordinator():
    with time_machine.travel(NOON, tick=False):
        make_secretariat()
        coordinator = make_coordinator()
        request = make_request(by=make_user(Role.DUTY_OFFICER), urgency="red")

        (task,) = tasks_of(coordinator, DayPart.DANGER)

        assert (task.request, task.kind) == (request, "danger")
