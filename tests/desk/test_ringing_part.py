"""What rings stands above every page of whoever is to act, with its act, and renews itself."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.models import Session
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions.dangers import report_danger, take_on_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import Discipline, Level, RiskLevel, Source, TaskKind, Urgency
from panoh.cases.models import Danger, Task
from panoh.core.clock import DUSHANBE, now
from panoh.hotline.actions.drills import begin_drill
from panoh.hotline.actions.ringing import ring_dangers, ring_drills
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_dispatch, make_officer, make_shift, make_worker
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def psychologist():
    return make_user(Role.PSYCHOLOGIST)


def danger_of(psychologist):
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    return raise_risk(case, level=RiskLevel.HIGH, by=psychologist)


def part(client, mark="", page="/desk/"):
    """What an open page is answered: its count, its mark and its rows; None where it stands so already."""
    headers = {"HX-Request": "true", "Referer": f"http://testserver{page}"}
    response = client.get(reverse("desk:ringing"), {"mark": mark}, headers=headers)
    if response.status_code == 204:
        return None
    box = soup_of(response).div
    return int(box["data-count"]), box["data-mark"], box.select("li")


def test_every_page_of_the_desk_asks_for_it(client, psychologist):
    sign_in(client, psychologist)

    for name in ("my_day", "cases", "account", "more"):
        assert soup_of(client.get(reverse(f"desk:{name}"))).select_one("#ringing")["data-url"] == reverse("desk:ringing")


def test_a_danger_stands_there_with_its_act_until_somebody_has_it(client, psychologist):
    sign_in(client, psychologist)
    assert part(client) is None

    task = danger_of(psychologist)
    count, mark, (row,) = part(client)

    take = reverse("desk:take_danger", args=[task.pk])
    assert (count, len(row.select(f'form[action="{take}"] button')), task.case.code in row.get_text()) == (1, 1, True)
    assert part(client, mark) is None
    client.post(take)
    assert part(client, mark) == (0, "", [])
    assert part(client) is None


def test_on_a_page_of_another_case_no_press_takes_it_on_and_its_page_says_that_there_is_no_undo(client, psychologist):
    task = danger_of(psychologist)
    other = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    sign_in(client, psychologist)
    take, there = reverse("desk:take_danger", args=[task.pk]), reverse("desk:danger", args=[task.pk])

    def acts(page):
        (row,) = part(client, page=page)[2]
        assert (row.select_one("p .code").get_text(), row.select_one(".what > a").get_text()) == (task.case.code, "Danger to life")
        return [form["action"] for form in row.select(".do form")], [link["href"] for link in row.select(".do a")]

    for page in ("/desk/", "/desk/nowhere/", reverse("desk:case_file", args=[task.case.code])):
        assert acts(page) == ([take], [])
    for name in ("case_file", "add_session"):
        assert acts(reverse(f"desk:{name}", args=[other.code])) == ([], [there])

    taken = client.post(take, follow=True)

    assert "You took this on, and there is no undo. If you cannot act, choose below who takes it on." in soup_of(taken).main.get_text()


def test_the_coordinator_sees_it_too_and_who_is_told_of_it_by_a_further_step(client, psychologist):
    officer = make_officer()
    danger_of(psychologist)
    sign_in(client, make_coordinator())
    assert part(client)[0] == 1

    sign_in(client, make_user(Role.DIRECTOR))
    assert part(client) is None
    with writes_allowed():
        Task.objects.update(opened_at=now() - dt.timedelta(hours=2), due_at=now() - dt.timedelta(hours=1))
    ring_dangers()
    assert part(client)[0] == 1
    assert officer is not None


def test_a_danger_that_stands_in_the_day_by_a_step_alone_stands_there_too(client, psychologist):
    coordinator = make_coordinator()
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), urgency=Urgency.RED)
    danger = case.tasks.get(kind=TaskKind.DANGER)
    report_danger(case, by=coordinator, kind=TaskKind.DANGER, level=Level.HOUR, source=Source.COLLEAGUE)
    with writes_allowed():
        assert case.tasks.filter(kind=TaskKind.STEP, step="danger_now").update(owner=coordinator)
        Task.objects.filter(pk=danger.pk).update(owner=psychologist)
    ring_dangers()
    sign_in(client, coordinator)

    count, mark, (row,) = part(client)

    take = reverse("desk:take_danger", args=[danger.pk])
    assert (count, case.code in row.get_text(), part(client, mark)) == (1, True, None)
    assert [len(soup_of(client.get(reverse(f"desk:{page}"))).select(f'form[action="{take}"]')) for page in ("ringing", "my_day")] == [1, 1]
    client.post(take)
    assert part(client) is None


def test_what_is_to_be_looked_at_again_stands_there_for_who_has_it(client, psychologist):
    task = danger_of(psychologist)
    take_on_danger(task, by=psychologist, owner=psychologist, look=Level.DAY)
    sign_in(client, psychologist)
    assert part(client) is None

    with writes_allowed():
        Danger.objects.update(look_at=now() - dt.timedelta(minutes=1))

    assert part(client)[0] == 1


def test_who_is_sent_answers_there(client):
    worker = make_worker("KL")
    make_dispatch(by=make_officer(), worker=worker)
    sign_in(client, worker)

    _count, _mark, (row,) = part(client)

    assert "I am going" in row.get_text()


def test_while_details_are_hidden_it_says_a_code_and_what_to_press(client, psychologist):
    task = danger_of(psychologist)
    sign_in(client, psychologist)
    client.post(reverse("desk:discreet"), {"on": "1", "back": "/desk/"})

    _count, _mark, (row,) = part(client)

    assert task.case.code in row.get_text()
    assert row.select_one("p.quiet > span").get_text() == task.case.code  # what a narrow window cuts off comes after it
    assert "anger" not in row.get_text()


@pytest.mark.parametrize("is_drill", [False, True])
def test_a_real_danger_rings_while_somebody_practises_without_its_code_and_leads_out_of_practice(client, psychologist, is_drill):
    who = make_officer() if is_drill else psychologist
    if is_drill:
        make_shift(who)
        begin_drill(by=make_coordinator())
        ring_drills()
    else:
        task = danger_of(psychologist)
    with writes_allowed():
        type(who).objects.filter(pk=who.pk).update(is_practising=True)
    sign_in(client, who)

    count, mark, (row,) = part(client)

    assert (count, part(client, mark)) == (1, None)
    assert row.select_one("form")["action"] == reverse("desk:leave_practice")
    assert is_drill or task.case.code not in row.get_text()
    client.post(reverse("desk:leave_practice"))
    _count, _mark, (after,) = part(client)
    assert is_drill or task.case.code in after.get_text()


def test_asking_for_it_keeps_nobody_signed_in_and_after_the_end_leads_nowhere(client, psychologist):
    sign_in(client, psychologist)
    seen = now() - dt.timedelta(minutes=10)
    Session.objects.update(seen_at=seen)

    part(client)

    assert Session.objects.get().seen_at == seen
    Session.objects.update(seen_at=now() - dt.timedelta(days=2))
    assert part(client) is None


@pytest.mark.parametrize("count", [1, 6])
def test_it_costs_the_same_for_one_and_six(client, psychologist, django_assert_num_queries, count):
    for _each in range(count):
        danger_of(psychologist)
    sign_in(client, psychologist)
    client.get(reverse("desk:ringing"))

    with django_assert_num_queries(8):
        found, _mark, rows = part(client)
    assert (found, len(rows)) == (count, 1)


def test_an_hour_that_is_not_today_has_its_day(client, psychologist):
    with time_machine.travel(dt.datetime(2026, 11, 26, 23, 40, tzinfo=DUSHANBE), tick=False):
        sign_in(client, psychologist)
        danger_of(psychologist)
        _count, mark, (row,) = part(client)
        assert row.select_one(".when").get_text() == "until 00:40, 27 November"
    with time_machine.travel(dt.datetime(2026, 11, 27, 0, 10, tzinfo=DUSHANBE), tick=False):
        sign_in(client, psychologist)
        _count, _mark, (row,) = part(client, mark)
        assert row.select_one(".when").get_text() == "until 00:40"
