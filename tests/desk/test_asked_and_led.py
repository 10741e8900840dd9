"""Who is asked to take a danger on reads who asked, and says that they cannot; who leads a case reads who has its danger; what is ticked
when the line changes hands is theirs."""

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions.dangers import decline_danger, report_danger, take_on_danger
from panoh.cases.actions.tasks import reassign_task
from panoh.cases.enums import DangerAct, Discipline, Level, Source, TaskKind
from panoh.cases.models import Case, Task
from panoh.core.errors import WrongState
from panoh.hotline.actions import take_up_shift
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.models import Alert
from panoh.hotline.queries.handover import open_on
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import at, make_call, make_line, make_officer, make_shift
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def house(agent):
    make_secretariat()
    make_line()


@pytest.fixture
def case(house):
    social, psychologist = make_user(Role.SOCIAL_WORKER), make_user(Role.PSYCHOLOGIST)
    case = make_case(by=make_coordinator(), workers=((social, Discipline.SOCIAL), (psychologist, Discipline.PSYCHOLOGICAL)))
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(lead=social)
    return Case.objects.get(pk=case.pk)


def worker(case, discipline):
    return case.assignments.get(discipline=discipline).user


def danger_of(case, by):
    return report_danger(case, by=by, kind=TaskKind.RISK, level=Level.HOUR, source=Source.SESSION)


def rows_of(client, user, code):
    sign_in(client, user)
    page = soup_of(client.get(reverse("desk:my_day"))).main
    return [row for row in page.select("ul.tasks li") if code in row.get_text()]


@pytest.mark.parametrize("by_task", [False, True])
def test_who_is_asked_reads_who_asked_and_says_that_they_cannot(client, case, by_task):
    asker, asked = make_coordinator(), worker(case, Discipline.PSYCHOLOGICAL)
    task = danger_of(case, worker(case, Discipline.SOCIAL))
    if by_task:
        reassign_task(task, by=asker, owner=asked)
    else:
        take_on_danger(task, by=asker, owner=asked, said_yes=False)
    ring_dangers()

    (row,) = rows_of(client, asked, case.code)
    assert f"{asker.username} asked you" in row.get_text()
    page = soup_of(client.get(reverse("desk:danger", args=[task.pk]))).main
    assert f"{asker.username} asked you" in page.get_text()
    decline = reverse("desk:decline_danger", args=[task.pk])
    assert decline in [form.get("action") for form in row.select("form")]
    assert decline in [form.get("action") for form in page.select("form")]
    client.post(decline)

    task = Task.objects.get(pk=task.pk)
    assert (task.owner, task.taken_by, task.done_at) == (asker, None, None)
    assert task.danger.entries.filter(by=asked, act=DangerAct.CANNOT).count() == 1
    assert ring_dangers() == 1
    assert Alert.objects.filter(target=task.pk, owner=asker, state="open").exists()
    (row,) = rows_of(client, asker, case.code)
    assert f"{asked.username} cannot take it on" in row.get_text()
    with pytest.raises(WrongState):
        decline_danger(task, by=asked)


def test_who_leads_a_case_reads_who_has_its_danger(client, case):
    lead, other = worker(case, Discipline.SOCIAL), worker(case, Discipline.PSYCHOLOGICAL)
    task = danger_of(case, other)
    take_on_danger(task, by=other, owner=other)

    rows = [row.get_text(" ", strip=True) for row in rows_of(client, lead, case.code)]
    assert [row for row in rows if "A danger in a case you lead" in row and f"{other.username} has taken this on" in row] != []
    assert list(rows_of(client, make_user(Role.SOCIAL_WORKER), case.code)) == []


def test_the_overview_offers_to_take_on_a_danger_that_nobody_has(client, case):
    lead, other = worker(case, Discipline.SOCIAL), worker(case, Discipline.PSYCHOLOGICAL)
    task = danger_of(case, other)
    sign_in(client, lead)
    there, take = reverse("desk:case_file", args=[case.code]), reverse("desk:take_danger", args=[task.pk])

    assert take in [form["action"] for form in soup_of(client.get(there)).select("section.next form")]
    take_on_danger(Task.objects.get(pk=task.pk), by=other, owner=other)
    assert take not in [form.get("action") for form in soup_of(client.get(there)).select("form")]


def test_a_danger_that_nobody_has_is_of_who_ticks_it_and_who_hands_over_keeps_what_they_took_on(client, house):
    officer, after = make_officer(), make_officer()
    own, free = (make_call(by=officer, dangers=[sign], urgency="hour") for sign in ("life", "child"))
    shift = make_shift(officer)
    mine = Task.objects.get(danger__call=own.pk)
    take_on_danger(mine, by=officer, owner=officer)
    with writes_allowed():
        type(shift).objects.filter(pk=shift.pk).update(acknowledged_at=shift.starts_at)
    sign_in(client, officer)
    page = reverse("desk:shift_end", args=[shift.pk])
    assert "stays yours and alerts you" in text(client.get(page))
    version = soup_of(client.get(page)).select_one("[name=version]")["value"]
    said = text(client.post(page, {"note": "Модараш интизор аст", "version": version}, follow=True))
    assert ("stays yours and alerts you" in said, "Rest" in said) == (True, False)

    late = make_shift(after, start=8)
    with time_machine.travel(at(8.01)):
        _ticks(client, late, after)

    task = Task.objects.get(danger__call=free.pk)
    assert (task.owner, task.taken_by, Task.objects.get(pk=mine.pk).owner) == (after, after, officer)


def _ticks(client, shift, user):
    sign_in(client, user)
    shown = text(client.post(reverse("desk:shift_read", args=[shift.pk])))
    assert "it is yours once you tick it" in shown
    take_up_shift(type(shift).objects.get(pk=shift.pk), by=user, seen=[item.key for item in open_on(shift, user)])
