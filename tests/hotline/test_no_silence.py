"""Whichever way a danger comes in, and in whatever state the case and the people are, it rings until somebody has it, or to its last step."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import Answers, change_request_urgency, change_urgency, triage_request
from panoh.cases.actions.calling import _raise_alarm
from panoh.cases.actions.dangers import report_danger, take_on_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.danger import Signs
from panoh.cases.enums import DANGERS, Discipline, Level, RiskLevel, Source, TaskKind, Urgency
from panoh.cases.models import Case, Task
from panoh.consent.enums import DataKind
from panoh.core.actor import SYSTEM
from panoh.core.clock import DUSHANBE
from panoh.data_protection.sealing import seal_case
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.enums import AlertKind, Post
from panoh.hotline.models import Alert, Call
from panoh.intake.actions import take_in
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.acts import make_specialist
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.hotline import make_call, make_line, make_officer, make_shift
from tests.factories.instruments import make_response
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.hotline.test_capture import sent
from tests.vault.test_members import pair, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON, NIGHT = (dt.datetime(2026, 11, 24, hour, 10, tzinfo=DUSHANBE) for hour in (12, 2))
LAST_OF_ANY, LAST_OF_SEALED = "director", "coordinator"


@pytest.fixture(params=[NOON, NIGHT], ids=["by day", "at night"])
def clock(request):
    make_secretariat()
    with time_machine.travel(request.param, tick=False) as moved:
        yield moved


def psychologist_of(case):
    return case.assignments.get(discipline=Discipline.PSYCHOLOGICAL).user


def a_case(*, workers=(), by=None):
    return make_case(by=by, workers=((make_user(Role.PSYCHOLOGIST), Discipline.PSYCHOLOGICAL), *workers))


def told_by_a_lawyer(level):
    case, lawyer = a_case(), make_lawyer()
    show_to_lawyers(case, [DataKind.NAME, DataKind.LEGAL])
    report_danger(case, by=lawyer, kind=TaskKind.DANGER, level=level, source=Source.COLLEAGUE)


def told_by_a_specialist(level):
    outside = make_specialist()
    report_danger(outside.entrust(a_case()), by=outside.user, kind=TaskKind.RISK, level=level, source=Source.COLLEAGUE)


def reported(level, kind=TaskKind.RISK):
    case = a_case()
    report_danger(case, by=psychologist_of(case), kind=kind, level=level, source=Source.SESSION)


def answered(instrument, values):
    case = a_case()
    make_response(case, by=psychologist_of(case), instrument=instrument, values=values)


def said_at_triage(urgency, *signs):
    by = make_coordinator()
    triage_request(make_request(by=by), by=by, urgency=urgency, signs=Signs(suicide=signs), words="Говорит с сестрой")


def turned_red():
    by = make_coordinator()
    change_request_urgency(make_request(by=by), by=by, urgency=Urgency.RED, signs=Signs(dangers=("life",)))


def sent_on(*dangers):
    make_call(by=make_officer(), dangers=list(dangers), sending=Answers())


SOURCES = {
    "request, red": lambda: make_request(by=make_coordinator(), urgency=Urgency.RED),
    "request, within the hour": lambda: make_request(by=make_coordinator(), urgency=Urgency.RED, within_hour=True),
    "request, red later": turned_red,
    "triage, high": lambda: said_at_triage(Urgency.AMBER, "plan"),
    "triage, moderate": lambda: said_at_triage(Urgency.GREEN, "method"),
    "triage, low": lambda: said_at_triage(Urgency.GREEN, "wish"),
    "call sent on, life": lambda: sent_on("life"),
    "call sent on, own life": lambda: sent_on("own_life"),
    "questionnaire, high": lambda: answered("cssrs", "1111000"),
    "questionnaire, low": lambda: answered("cssrs", "1000000"),
    "questionnaire, another": lambda: answered("phq9", "000000002"),
    "case, red": lambda: change_urgency(case := a_case(), by=psychologist_of(case), urgency=Urgency.RED),
    "case, amber": lambda: change_urgency(case := a_case(), by=psychologist_of(case), urgency=Urgency.AMBER),
    "danger word": lambda: _raise_alarm(a_case(), by=SYSTEM),
    **{f"reported, {level}": lambda level=level: reported(level) for level in Level},
    **{f"reported by a lawyer, {level}": lambda level=level: told_by_a_lawyer(level) for level in Level},
    **{f"reported by a specialist, {level}": lambda level=level: told_by_a_specialist(level) for level in Level},
}


def told(task):
    return [
        row.owner.username if row.owner else row.role
        for row in Alert.objects.filter(kind=AlertKind.DANGER, target=task.pk).order_by("step")
    ]


def rings_to_its_end(clock, task):
    """Each step of the chain, in its order, and nobody more once all were told. Answers who was."""
    began, due = task.opened_at, task.due_at
    asked = []
    for share in (0, 0.26, 0.51, 1.01):
        clock.move_to(max(began + (due - began) * share, began + dt.timedelta(minutes=10 * share)) + dt.timedelta(seconds=1))
        ring_dangers()
        asked.append(len(told(task)))
    clock.shift(dt.timedelta(days=1))
    assert ring_dangers() == 0
    assert asked == sorted(asked)
    assert asked[0] >= 1  # somebody at once
    return told(task)


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_rings_to_the_director_and_is_still_when_somebody_has_it(clock, source):
    make_shift(make_officer(), post=Post.BACKUP)
    SOURCES[source]()

    (task,) = Task.objects.filter(kind__in=DANGERS, done_at=None)

    assert rings_to_its_end(clock, task)[-1] == LAST_OF_ANY
    task.refresh_from_db()
    coordinator = make_coordinator()
    take_on_danger(task, by=coordinator, owner=coordinator, look=Level.WEEK)
    clock.shift(dt.timedelta(days=2))
    assert ring_dangers() == 0


@pytest.mark.parametrize("kind", [TaskKind.RISK, TaskKind.DANGER])
@pytest.mark.parametrize("level", Level)
def test_a_sealed_case_rings_by_its_members_to_the_coordinator(clock, kind, level):
    coordinator, psychologist, physician = (pair(make_user(role)) for role in (Role.COORDINATOR, Role.PSYCHOLOGIST, Role.PHYSICIAN))
    case = make_case(by=coordinator, workers=((psychologist, Discipline.PSYCHOLOGICAL), (physician, Discipline.MEDICAL)))
    seal_case(case, by=coordinator, to={physician.id, psychologist.id}, why="threat")
    with signed_in(psychologist):
        report_danger(Case.objects.get(), by=psychologist, kind=kind, level=level, source=Source.SESSION)

    (task,) = Task.objects.filter(kind__in=DANGERS, done_at=None)
    asked = rings_to_its_end(clock, task)

    assert (asked[-1], "director" in asked) == (LAST_OF_SEALED, False)


@pytest.mark.parametrize("level", [RiskLevel.HIGH, RiskLevel.MODERATE, RiskLevel.LOW])
def test_what_is_practised_rings_for_who_practises_and_for_nobody_else(clock, level):
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    with writes_allowed():
        Case.objects.update(is_practice=True)
        type(case.person).objects.update(is_practice=True)
        type(psychologist).objects.filter(pk=psychologist.pk).update(is_practising=True)
    task = raise_risk(Case.objects.get(), level=level, by=type(psychologist).objects.get(pk=psychologist.pk))

    rings_to_its_end(clock, Task.objects.get(pk=task.pk))

    assert set(Alert.objects.values_list("is_practice", flat=True)) == {True}


@pytest.mark.parametrize("way", ["at the desk", "from a telephone, while locked"])
def test_a_call_that_asks_for_nothing_rings_to_the_director(agent, way):
    make_secretariat()
    make_line()
    officer = make_officer()
    if way == "at the desk":
        make_call(by=officer, dangers=["life"], urgency="hour")
    else:
        sent(agent, officer, urgency="hour", dangers=["life"], needs=["medical"])
        take_in(agent)
    call = Call.objects.get()

    with time_machine.travel(call.recorded_at, tick=False) as clock:
        for minutes in (0, 16, 31, 61):
            clock.move_to(call.recorded_at + dt.timedelta(minutes=minutes))
            ring_dangers()

    found = Alert.objects.filter(target=Task.objects.get(danger__call=call.pk).pk).order_by("step")
    assert [(row.step, row.role) for row in found] == [(3, "coordinator"), (4, "director")]
