"""Danger to life: one open task a person, raised and never multiplied."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.cases.actions import admit, go_on_with, raise_risk
from panoh.cases.actions.dangers import end_danger
from panoh.cases.enums import Discipline, Kind, Level, RequestState, RiskLevel, TaskKind, Urgency
from panoh.cases.models import Task
from panoh.cases.policy import visible_tasks
from panoh.cases.queries.danger import open_danger, urgency_of
from panoh.cases.queries.my_day import DayPart, tasks_of
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Denied
from panoh.people.data import PersonData
from panoh.people.enums import Sex
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOON = dt.datetime(2026, 3, 11, 12, tzinfo=DUSHANBE)


@pytest.mark.parametrize(("level", "hours"), [(RiskLevel.HIGH, 1), (RiskLevel.MODERATE, 24), (RiskLevel.LOW, 72)])
def test_raise_risk_is_due_by_its_level(level, hours):
    with time_machine.travel(NOON, tick=False):
        case, (social,) = make_team(Role.SOCIAL_WORKER)
        task = raise_risk(case, level=level, by=social)

        assert task.due_at == now() + dt.timedelta(hours=hours)


def test_no_sign_of_risk_opens_nothing():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    assert raise_risk(case, level=RiskLevel.NONE, by=social) is None
    assert not case.tasks.filter(kind=TaskKind.RISK).exists()


def test_a_further_alarm_brings_the_one_task_nearer_and_makes_no_second():
    with time_machine.travel(NOON, tick=False):
        case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
        first = raise_risk(case, level=RiskLevel.LOW, by=social)
        again = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
        raise_risk(case, level=RiskLevel.MODERATE, by=social)

        assert again.pk == first.pk
        task = Task.objects.get(kind=TaskKind.RISK)
        assert task.due_at == now() + dt.timedelta(hours=1)


def test_another_episode_of_the_same_person_raises_the_same_task():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    first = raise_risk(case, level=RiskLevel.MODERATE, by=social)
    other = make_case()
    other.person = case.person

    assert open_danger(other, TaskKind.RISK) == first


def test_what_was_acted_on_is_raised_anew():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    coordinator = make_coordinator()
    end_danger(raise_risk(case, level=RiskLevel.HIGH, by=social), by=coordinator, words="Говорили с ней")

    raise_risk(case, level=RiskLevel.HIGH, by=social)

    assert case.tasks.filter(kind=TaskKind.RISK).count() == 2
    assert case.tasks.filter(kind=TaskKind.RISK, done_at=None).count() == 1


def test_the_psychologist_acts_and_the_coordinator_sees_it_first():
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    coordinator = make_coordinator()

    task = raise_risk(case, level=RiskLevel.MODERATE, by=social)

    assert task.owner == psychologist
    assert task in visible_tasks(psychologist)
    assert list(tasks_of(coordinator, DayPart.DANGER)) == [task]


def test_without_a_psychologist_it_is_the_coordinators():
    case = make_case()

    task = raise_risk(case, level=RiskLevel.HIGH, by=make_coordinator())

    assert (task.owner, task.role) == (None, Role.COORDINATOR)


def test_a_request_that_is_triaged_raises_it_too():
    coordinator = make_coordinator()
    request = make_request(by=coordinator, state=RequestState.TRIAGED)

    task = raise_risk(request, level=RiskLevel.HIGH, by=coordinator)

    assert (task.request, raise_risk(request, level=RiskLevel.HIGH, by=coordinator)) == (request, task)


def test_on_a_case_of_others_it_is_refused():
    with pytest.raises(Denied):
        raise_risk(make_case(), level=RiskLevel.HIGH, by=make_user(Role.PSYCHOLOGIST))


@pytest.mark.parametrize("hours", [0, 71, 73, 30 * 24])
def test_a_low_answer_stands_among_the_dangers_until_somebody_has_acted(client, hours):
    coordinator = make_coordinator()
    with time_machine.travel(NOON, tick=False):
        case, (social,) = make_team(Role.SOCIAL_WORKER)
        task = raise_risk(case, level=RiskLevel.LOW, by=social)
    with time_machine.travel(NOON + dt.timedelta(hours=hours), tick=False):
        assert list(tasks_of(coordinator, DayPart.DANGER)) == [task]
        assert list(tasks_of(social, DayPart.DANGER)) == [task]
        assert is_red(client, social, task)


def is_red(client, user, task):
    """Whether a danger stands out among the tasks of its case."""
    sign_in(client, user)
    page = soup_of(client.get(f"/desk/tasks/?about={task.case.code}"))
    (row,) = [each for each in page.select("main li") if "Danger to life: ask the person and act" in each.get_text(" ")]
    return bool(row.select(".badge--danger"))


def test_a_further_low_answer_puts_nothing_off_and_makes_none_of_a_higher_one():
    with time_machine.travel(NOON, tick=False):
        case, (social,) = make_team(Role.SOCIAL_WORKER)
    answers = []
    for hours, level in ((0, RiskLevel.LOW), (60, RiskLevel.LOW), (70, RiskLevel.MODERATE), (71, RiskLevel.LOW)):
        with time_machine.travel(NOON + dt.timedelta(hours=hours), tick=False):
            raise_risk(case, level=level, by=social)
            answers.append((hours, Task.objects.select_related("danger").get(kind=TaskKind.RISK)))

    assert [task.due_at for _hours, task in answers] == [NOON + dt.timedelta(hours=72)] * 4
    assert [urgency_of(task) for _hours, task in answers] == [Urgency.AMBER, Urgency.AMBER, Urgency.RED, Urgency.RED]


def test_of_two_that_become_one_the_louder_holds():
    coordinator = make_coordinator()
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    case = make_case(by=coordinator)
    raise_risk(case, level=RiskLevel.LOW, by=coordinator)
    raise_risk(request, level=RiskLevel.MODERATE, by=coordinator)

    go_on_with(request, case, by=coordinator)

    assert Task.objects.get(kind=TaskKind.RISK, done_at=None).danger.level == Level.DAY


def test_the_case_shows_the_danger(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    raise_risk(case, level=RiskLevel.HIGH, by=social)

    sign_in(client, social)

    page = soup_of(client.get(f"/desk/cases/{case.code}/"))

    assert "Danger to life: ask the person and act" in page.select_one('section[aria-labelledby="danger"]').get_text(" ")


def test_what_was_raised_on_a_request_goes_on_in_the_case(db):
    coordinator, psychologist = make_coordinator(), make_user(Role.PSYCHOLOGIST)
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    raised = raise_risk(request, level=RiskLevel.HIGH, by=coordinator)

    case = admit(
        request,
        PersonData(sex=Sex.MALE, region="TJ-KT", family_name="Раҳимова"),
        by=coordinator,
        organisation=coordinator.organisation,
        kind=Kind.SURVIVOR,
        workers=((psychologist, Discipline.PSYCHOLOGICAL),),
    )

    task = Task.objects.get(kind=TaskKind.RISK)
    assert (task.pk, task.case, task.request, task.owner, task.due_at) == (raised.pk, case, None, psychologist, raised.due_at)
    assert raise_risk(case, level=RiskLevel.MODERATE, by=coordinator) == task


def test_a_request_joined_to_a_case_in_danger_leaves_one_task_due_sooner():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    coordinator = make_coordinator()
    known = raise_risk(case, level=RiskLevel.LOW, by=social)
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    raised = raise_risk(request, level=RiskLevel.HIGH, by=coordinator)

    go_on_with(request, case, by=coordinator)

    open_ones = Task.objects.filter(kind=TaskKind.RISK, done_at=None)
    assert [(task.pk, task.due_at) for task in open_ones] == [(known.pk, raised.due_at)]
