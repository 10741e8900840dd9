"""The row of a danger says the same in the day, on the board, at the hand-over and on the page of the call, and to the end."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import Answers
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.danger import RiskLevel
from panoh.cases.enums import DangerOutcome, Discipline, TaskKind
from panoh.cases.models import Task
from panoh.core.clock import now
from panoh.hotline.actions import send_call_on, take_up_shift
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.enums import AlertKind, Post
from panoh.hotline.models import Alert
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_call, make_line, make_officer, make_shift
from tests.pages import main_text, soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def officer():
    make_secretariat()
    make_line()
    return make_officer()


def of_two(officer, **facts):
    """A call with two dangers: of the own life, and another."""
    call = make_call(by=officer, dangers=["own_life", "child"], urgency="hour", **facts)
    found = call.request.tasks if call.request else Task.objects.filter(danger__call=call.pk)
    return call, found.get(kind=TaskKind.RISK), found.get(kind=TaskKind.DANGER)


def lines(client, page, code, *, method="get"):
    shown = soup_of(getattr(client, method)(page)).main.select("ul.tasks li, label.choice, .next ul.stack li")
    return [" ".join(row.get_text(" ", strip=True).split()) for row in shown if code in row.get_text() or not code]


def told_apart(rows):
    return sorted(("The person may harm themselves" in row, "1/2" in row or "2/2" in row, "nobody has taken it on" in row) for row in rows)


TWO = [(False, True, True), (True, True, True)]


def test_two_dangers_of_one_call_are_told_apart_wherever_they_stand(client, officer):
    call, _risk, _other = of_two(officer)
    shift = make_shift(officer)
    sign_in(client, officer)

    assert told_apart(lines(client, reverse("desk:my_day"), call.code)) == TWO
    assert told_apart(lines(client, reverse("desk:tasks") + f"?about={call.code}", call.code)) == TWO
    assert told_apart(row for row in lines(client, reverse("desk:hotline"), call.code) if "Help is not requested" in row) == TWO
    assert told_apart(lines(client, reverse("desk:call", args=[call.code]), "")) == TWO
    assert told_apart(lines(client, reverse("desk:shift_read", args=[shift.pk]), call.code, method="post")) == TWO


def test_who_reported_two_of_a_request_tells_them_apart(client, officer):
    make_coordinator()
    call, _risk, _other = of_two(officer, sending=Answers())
    sign_in(client, officer)

    assert told_apart(row for row in lines(client, reverse("desk:my_day"), call.code) if "You reported a danger" in row) == TWO


def test_each_act_on_the_page_of_a_call_stands_beside_its_danger(client, officer):
    call, risk, other = of_two(officer)
    sign_in(client, officer)

    rows = soup_of(client.get(reverse("desk:call", args=[call.code]))).main.select(".next ul.stack li")

    assert [form["action"] for row in rows for form in row.select("form")] == [
        reverse("desk:take_danger", args=[task.pk]) for task in (risk, other)
    ]
    assert [len(row.select("form")) for row in rows] == [1, 1]


def test_while_details_are_hidden_a_row_tells_two_apart_and_not_what_they_are_of(client, officer):
    call, _risk, _other = of_two(officer)
    sign_in(client, officer)
    client.post(reverse("desk:discreet"), {"on": "1", "back": reverse("desk:my_day")})

    rows = lines(client, reverse("desk:tasks") + f"?about={call.code}", call.code)

    assert sorted(("1/2" in row, "2/2" in row, "Danger" in row, "nobody" in row) for row in rows) == [
        (False, True, False, False),
        (True, False, False, False),
    ]


def test_the_hand_over_says_who_has_a_danger_and_that_it_is_late(client, officer):
    call, risk, other = of_two(officer)
    take_on_danger(risk, by=officer, owner=officer)
    shift = make_shift(officer)
    take_up_shift(shift, by=officer, seen=[f"danger:{task.pk}" for task in (risk, other)])
    with writes_allowed():  # ticked, it was theirs
        assert Task.objects.filter(pk=other.pk, taken_by=officer).update(owner=None, taken_by=None) == 1
    with time_machine.travel(now() + dt.timedelta(hours=2)):
        following = make_shift(make_officer(), post=Post.BACKUP)
        sign_in(client, following.user)
        rows = lines(client, reverse("desk:shift_read", args=[following.pk]), call.code, method="post")
        assert sorted(
            (f"{officer.username} has taken this on" in row, "nobody has taken it on" in row, "overdue" in row) for row in rows
        ) == [
            (False, True, True),
            (True, False, True),
        ]
        sign_in(client, officer)
        left = lines(client, reverse("desk:shift_end", args=[shift.pk]), call.code)
        assert sorted(("You took this on" in row, "overdue" in row) for row in left) == [(False, True), (True, True)]


def test_whom_it_rang_to_reads_for_a_day_who_ended_it_and_how(client, officer):
    coordinator = make_coordinator()
    call = make_call(by=officer, dangers=["life"])
    task = Task.objects.get(danger__call=call.pk)
    ring_dangers()
    assert Alert.objects.filter(kind=AlertKind.DANGER, target=task.pk, role=Role.COORDINATOR).exists()
    take_on_danger(task, by=officer, owner=officer)
    end_danger(Task.objects.get(pk=task.pk), by=officer, words="Дома, брат рядом", outcome=DangerOutcome.SAFE)

    sign_in(client, coordinator)
    day = main_text(client.get(reverse("desk:my_day")))
    assert (f"ended by {officer.username}" in day, "the person is safe" in day, "A danger you were told of" in day) == (True, True, True)
    sign_in(client, officer)
    assert "A danger you were told of" not in main_text(client.get(reverse("desk:my_day")))  # they ended it themselves
    with time_machine.travel(now() + dt.timedelta(hours=25)):
        sign_in(client, coordinator)
        assert "A danger you were told of" not in main_text(client.get(reverse("desk:my_day")))


def test_whom_it_rang_to_who_may_not_read_it_learns_that_it_ended_and_nothing_else(client, officer):
    director, coordinator = make_user(Role.DIRECTOR), make_coordinator()
    call = make_call(by=officer, dangers=["life"], sending=Answers())
    task = call.request.tasks.get(kind=TaskKind.DANGER)
    with time_machine.travel(now() + dt.timedelta(days=2), tick=False):
        ring_dangers()
        assert Alert.objects.filter(target=task.pk, role=Role.DIRECTOR).exists()
        take_on_danger(task, by=coordinator, owner=coordinator)
        end_danger(Task.objects.get(pk=task.pk), by=coordinator, words="Дома, брат рядом", outcome=DangerOutcome.SAFE)

        sign_in(client, director)
        day = main_text(client.get(reverse("desk:my_day")))
        assert ("it has ended" in day, "the person is safe" in day, call.request.code in day, "ended by" in day) == (
            True,
            False,
            False,
            False,
        )


def test_the_board_says_and_offers_of_who_is_to_be_reached_what_the_day_does(client, officer):
    psychologist = make_user(Role.PSYCHOLOGIST)
    task = raise_risk(make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),)), level=RiskLevel.HIGH, by=psychologist)
    with writes_allowed():
        alert = Alert.objects.create(
            kind=AlertKind.DANGER, organisation=officer.organisation, owner=officer, target=task.pk, at=now(), due_at=now()
        )
    sign_in(client, officer)
    pages, seen = (reverse("desk:my_day"), reverse("desk:hotline")), reverse("desk:hotline_seen", args=[alert.pk])

    for page in pages:
        assert "I have reached" in soup_of(client.get(page)).main.select_one(f'form[action="{seen}"]').get_text()
    client.post(seen)
    for page in pages:
        shown = client.get(page)
        assert soup_of(shown).main.select(f'form[action="{seen}"]') == []
        assert f"by {officer.username}, nobody has answered yet" in main_text(shown)


def test_what_a_taken_telephone_sent_is_marked_in_every_row(client, officer):
    call, _risk, _other = of_two(officer)
    sign_in(client, officer)
    mark_after_end(call)

    for page in ("desk:my_day", "desk:hotline"):
        rows = [row for row in lines(client, reverse(page), call.code) if "nobody has" in row]
        assert rows
        assert all("was disconnected" in row for row in rows)


def mark_after_end(call):
    with writes_allowed():
        type(call).objects.filter(pk=call.pk).update(is_after_end=True)


def test_help_that_is_requested_keeps_the_mark_and_the_kind(client, officer):
    make_coordinator()
    call, _risk, _other = of_two(officer)
    send_call_on(call, by=officer, answers=Answers())
    mark_after_end(call)
    sign_in(client, officer)

    rows = [row for row in lines(client, reverse("desk:my_day"), call.code) if "You reported a danger" in row]

    assert [("was disconnected" in row) for row in rows] == [True, True]


@pytest.mark.parametrize(
    ("dangers", "said"), [(["life"], "The danger alerts people until someone has it."), ([], "It is in the coordinator's tasks.")]
)
def test_a_request_for_help_says_what_becomes_of_it(client, officer, dangers, said):
    make_coordinator()
    call = make_call(by=officer, dangers=dangers)
    sign_in(client, officer)

    page = main_text(client.post(reverse("desk:call_send", args=[call.code]), {"needs": ["medical"]}, follow=True))

    assert said in page
    assert "at once" not in page.split(said)[0]
    assert reverse("desk:on_duty") in {
        link["href"] for link in soup_of(client.get(reverse("desk:call", args=[call.code]))).main.select(".next a")
    }


def test_the_address_of_an_alert_leads_on_once_somebody_has_the_danger(client, officer):
    director, coordinator = make_user(Role.DIRECTOR), make_coordinator()
    call = make_call(by=officer, dangers=["life"], sending=Answers())
    task = call.request.tasks.get(kind=TaskKind.DANGER)
    with time_machine.travel(now() + dt.timedelta(days=2), tick=False):
        ring_dangers()
        told = {alert.role: reverse("desk:hotline_alert", args=[alert.pk]) for alert in Alert.objects.filter(target=task.pk)}
        take_on_danger(task, by=coordinator, owner=coordinator)
        sign_in(client, coordinator)
        assert f"{coordinator.username} has taken this on" in main_text(client.get(told[Role.COORDINATOR], follow=True))
        sign_in(client, director)
        assert f"answered this alert. If you know more, call: {coordinator.username}." in text(client.get(told[Role.DIRECTOR], follow=True))
        end_danger(Task.objects.get(pk=task.pk), by=coordinator, words="Дома, брат рядом", outcome=DangerOutcome.SAFE)
        assert "This danger has ended." in text(client.get(told[Role.DIRECTOR], follow=True))
        sign_in(client, officer)
        assert client.get(told[Role.DIRECTOR]).status_code == 404
