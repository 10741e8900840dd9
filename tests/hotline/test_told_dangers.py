"""A danger told at a call stands in the day of the officers and the coordinator until help is asked for, or somebody wrote why not."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import Answers
from panoh.core.clock import now
from panoh.core.errors import Invalid, WrongState
from panoh.core.periodic import collect_jobs
from panoh.hotline import actions
from panoh.hotline.actions.notifications import asked_of
from panoh.hotline.actions.ringing import ring_calls
from panoh.hotline.enums import AlertKind, Post
from panoh.hotline.models import Alert, Call
from panoh.hotline.queries.calls import alerts, calls
from panoh.intake.actions import take_in
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_call, make_line, make_officer, make_shift
from tests.hotline.test_capture import sent
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WHY_NOT = "Сам перезвонил: это была шутка соседа"


@pytest.fixture
def officer():
    make_secretariat()
    make_line()
    return make_officer()


def told(officer, **facts):
    return make_call(by=officer, **{"urgency": "routine", "needs": ["medical"], **facts})


def rows_of(client, user):
    sign_in(client, user)
    page = soup_of(client.get(reverse("desk:my_day")))
    titles = [item.get_text(" ", strip=True) for item in page.main.select(".tasks .what > a")]
    return [title for title in titles if title.startswith("Help is not requested")]


def test_a_danger_from_the_field_telephone_has_no_plain_seen_to_and_ends_when_help_is_asked_for(client, agent, officer):
    coordinator = make_coordinator()
    sent(agent, officer, urgency="hour", dangers=["life"], needs=["medical"])
    take_in(agent)

    for user in (officer, coordinator):
        for alert in alerts(user):
            with pytest.raises(WrongState, match="why not"):
                actions.see_to(alert, by=user)
        assert rows_of(client, user) == ["Help is not requested yet: danger to life"]
        board = soup_of(client.get(reverse("desk:hotline")))
        (row,) = board.select('section[aria-labelledby="alerts"] li')
        assert (row.select("form"), len(row.select("a.btn"))) == ([], 1)
        assert client.get(row.select_one("a.btn")["href"]).url == reverse("desk:call", args=[Call.objects.get().code])

    actions.send_call_on(Call.objects.get(), by=officer, answers=Answers())
    assert [alerts(user).count() for user in (officer, coordinator)] == [0, 0]


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({"dangers": ["own_life", "life"]}, "Help is not requested yet: thinks of ending their own life, danger to life"),
        ({"dangers": ["child"]}, "Help is not requested yet: a child is in danger"),
        ({"urgency": "hour"}, "Help is not requested yet: needed within an hour"),
    ],
)
def test_a_danger_that_is_saved_and_not_sent_stands_in_the_day_of_officers_and_the_coordinator(client, officer, facts, title):
    told(officer, **facts)

    for user in (officer, make_officer(), make_coordinator()):
        assert rows_of(client, user) == [title]
    assert rows_of(client, make_officer(organisation=make_member(1))) == []


def test_a_new_danger_of_the_hour_stands_before_an_older_one_of_the_day(officer):
    with time_machine.travel(now() - dt.timedelta(hours=3)):
        older = make_call(by=officer, dangers=["child"], urgency="day", call_back=actions.CallBack())
    newer = make_call(by=officer, dangers=["life"], urgency="hour", call_back=actions.CallBack())

    assert [alert.code for alert in alerts(officer).filter(kind=AlertKind.CALL_DANGER)] == [newer.code, older.code]


def test_the_call_stays_open_to_the_next_shift_until_help_is_asked_for(officer):
    call = told(officer, dangers=["life"])
    with time_machine.travel(now() + dt.timedelta(days=2)):
        assert list(calls(make_officer())) == [call]


@pytest.mark.parametrize("facts", [{}, {"dangers": ["life"], "sending": Answers()}])
def test_without_danger_or_where_help_was_asked_for_nobody_is_called(officer, facts):
    told(officer, **facts)
    assert not Alert.objects.exists()


def test_reaching_somebody_by_telephone_is_not_help_asked_for(officer):
    told(officer, dangers=["life"])
    actions.record_attempt(Call.objects.get(), by=officer, outcome="reached")
    assert alerts(officer).count() == 1


def test_words_say_why_not_and_end_it(officer):
    call = told(officer, dangers=["life"])
    with pytest.raises(Invalid):
        actions.leave_without_help(call, by=officer, words="нет")

    actions.leave_without_help(Call.objects.get(), by=officer, words=WHY_NOT)

    assert not alerts(officer).exists()
    kept = Call.objects.get()
    (words,) = open_sealed([kept], by=make_coordinator().actor, purpose=Purpose.OWN_WORK)
    assert (words.no_help_why, kept.no_help_by, kept.no_help_at is not None) == (WHY_NOT, officer, True)
    with pytest.raises(WrongState):
        actions.leave_without_help(Call.objects.get(), by=officer, words=WHY_NOT)


def test_on_the_page_the_words_are_written_and_read(client, officer):
    call = told(officer, dangers=["life"])
    sign_in(client, officer)
    page = reverse("desk:call", args=[call.code])
    way = reverse("desk:call_no_help", args=[call.code])
    assert soup_of(client.get(page)).select(f'a[href="{way}"]')

    assert client.post(way, {"words": ""}).status_code == 400
    client.post(way, {"words": WHY_NOT})

    shown = client.get(page).content.decode()
    assert ("No help was requested" in shown, WHY_NOT in shown, "Help is not requested yet" in shown) == (True, False, False)
    assert WHY_NOT in client.post(page).content.decode()


@pytest.mark.parametrize("door", ["saved", "from the field telephone"])
def test_danger_alone_rings_to_the_second_and_the_director(client, agent, officer, door):
    second, director = make_officer(), make_user(Role.DIRECTOR)
    make_shift(second, start=-1, post=Post.BACKUP)
    with time_machine.travel(now(), tick=False) as clock:
        if door == "saved":
            make_call(by=officer, urgency="routine", dangers=["life"])
        else:
            sent(agent, officer, urgency="routine", dangers=["life"])
            take_in(agent)
        steps = []
        for minutes in (14, 1, 30, 15, 30):
            clock.shift(minutes * 60)
            steps.append(ring_calls())
        rows = Alert.objects.filter(kind=AlertKind.DANGER).order_by("step", "at")

        assert steps == [0, 1, 1, 1, 0]
        assert {row.owner or row.role for row in rows} == {second, "coordinator", "director"}
        (alert,) = alerts(director)
        sign_in(client, director)
        page = main_text(client.get(reverse("desk:hotline_alert", args=[alert.pk])))
        call = Call.objects.get()
        assert (f"Call {officer.username} now" in page, call.code in page, "danger to life" in page) == (True, False, False)
        assert "Help is not requested" not in main_text(client.get(reverse("desk:my_day")))
        assert rows_of(client, second) == ["Help is not requested yet: danger to life"]

        actions.see_to(alert, by=director)
        actions.send_call_on(call, by=officer, answers=Answers())
        assert (ring_calls(), Alert.objects.filter(state="open").exists()) == (0, False)


def test_the_worker_rings_calls():
    assert ring_calls in collect_jobs()["URGENT"]


def test_words_say_why_not_and_it_rings_no_more(officer):
    call = told(officer, dangers=["life"], urgency="hour")
    with time_machine.travel(now() + dt.timedelta(hours=1)):
        ring_calls()
        actions.leave_without_help(call, by=officer, words=WHY_NOT)

        assert (ring_calls(), Alert.objects.filter(state="open").exists()) == (0, False)


def test_a_call_whose_words_are_gone_rings_no_more(officer):
    told(officer, dangers=["life"], urgency="hour")
    with time_machine.travel(now() + dt.timedelta(days=364)):
        assert ring_calls() == 1
    with time_machine.travel(now() + dt.timedelta(days=366)):
        actions.forget_old_words()
        assert (ring_calls(), Alert.objects.filter(state="open").exists()) == (0, False)


def test_who_is_on_the_line_now_gets_the_notice_as_well(officer):
    shift, coordinator = make_shift(make_officer(), start=-1), make_coordinator()
    told(officer, dangers=["life"])

    asked = asked_of(Alert.objects.get())
    assert shift.user in asked
    assert coordinator in asked
    assert officer not in asked
