"""Each open danger has a row of its own in the day, one that nobody has first; what asks for nothing stands below."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.audit.guard import writes_allowed
from panoh.cases.actions import Answers, assign_worker
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import Discipline, RiskLevel, TaskKind
from panoh.cases.models import Task
from panoh.cases.queries.my_day import DayPart, danger_lines, my_day
from panoh.core.clock import now
from panoh.desk.frame.counting import count_due
from tests.factories.accounts import make_secretariat, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_call, make_dispatch, make_line, make_officer, make_worker
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def coordinator():
    make_secretariat()
    make_line()
    return make_coordinator()


def rows(client, user):
    sign_in(client, user)
    page = soup_of(client.get(reverse("desk:my_day"))).main
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.select('section[aria-labelledby="danger"] li')]


def of_request():
    call = make_call(by=make_officer(), dangers=["own_life", "life"], urgency="hour", sending=Answers())
    return call.request.tasks.get(kind=TaskKind.RISK), call.request.tasks.get(kind=TaskKind.DANGER)


def test_two_dangers_of_a_request_are_two_rows_and_the_one_that_nobody_has_is_first(client, coordinator):
    risk, other = of_request()
    with writes_allowed():
        Task.objects.filter(pk=other.pk).update(due_at=now() + dt.timedelta(hours=5))
    take_on_danger(risk, by=coordinator, owner=coordinator)

    assert [task.pk for task in my_day(coordinator)[DayPart.DANGER].tasks] == [other.pk, risk.pk]
    first, second = rows(client, coordinator)[:2]
    assert ("nobody has taken it on" in first, "You took this on" in second) == (True, True)
    assert ("Another danger to someone" in first, "The person may harm themselves" in second) == (True, True)
    assert not [row for row in (first, second) if "more task" in row]
    assert (danger_lines(coordinator).count(), my_day(coordinator)[DayPart.DANGER].count) == (2, 2)
    assert count_due(coordinator) >= 2


def test_what_asks_for_nothing_stands_below_a_danger_that_nobody_has(client, coordinator):
    reported = make_call(by=coordinator, dangers=["life"], urgency="hour", sending=Answers()).request
    taken = reported.tasks.get(kind=TaskKind.DANGER)
    other = make_coordinator()
    take_on_danger(taken, by=other, owner=other)
    with time_machine.travel(now() + dt.timedelta(minutes=30)):
        later = make_call(by=make_officer(), dangers=["life"], urgency="hour")
        found = rows(client, coordinator)
    assert later.code in found[0]
    assert reported.code in found[-1]


def test_a_dispatch_of_another_day_stands_below_a_danger_that_nobody_has(client, coordinator):
    worker = make_worker()
    row, case = make_dispatch(by=coordinator, worker=worker), make_case(by=coordinator)
    assign_worker(case, by=coordinator, user=worker, discipline=Discipline.SOCIAL)
    with time_machine.travel(now() + dt.timedelta(days=2)):
        risk = raise_risk(case, level=RiskLevel.HIGH, by=worker)
        with writes_allowed():
            Task.objects.filter(pk=risk.pk).update(owner=worker)
        found = rows(client, worker)

    assert case.code in found[0]
    assert row.code in " ".join(found[1:])
