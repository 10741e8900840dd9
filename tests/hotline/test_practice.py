"""A real call that is taken while the telephone was left in practice: it says so, and one press takes it for real."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from panoh.accounts.models import User
from panoh.audit.guard import writes_allowed
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import RiskLevel
from panoh.cases.models import Danger
from panoh.core.clock import now
from panoh.hotline.actions.callbacks import begin_visit
from panoh.hotline.models import Call, Dispatch
from panoh.hotline.queries.callbacks import visits_under_way
from tests.factories.accounts import sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_call, make_dispatch, make_line, make_officer, make_shift, make_worker
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TYPED = {
    "urgency": "hour",
    "caller": "family",
    "dangers": ["life"],
    "needs": ["medical"],
    "said": "Писараш намебарояд",
    "may_call_back": "",
}


@pytest.fixture
def officer(client, arranging):
    make_line()
    user = make_officer()
    User.objects.filter(pk=user.pk).update(is_practising=True)
    user.refresh_from_db()
    return sign_in(client, user)


@pytest.mark.parametrize("send", [{}, {"send": "1"}])
def test_in_practice_it_says_that_nobody_was_told_and_one_press_takes_the_call_for_real_with_its_words(client, officer, send):
    page = soup_of(client.post(reverse("desk:call_new", args=["TJ-KT"]), {**TYPED, **send}, follow=True))

    said = page.select_one("#said").get_text(" ", strip=True)
    assert ("This was practice mode: nobody was told" in said, "sees it at once" in said, "see the call as a danger" in said) == (
        True,
        False,
        False,
    )
    way = page.select_one(f'form[action="{reverse("desk:call_for_real", args=["TJ-KT"])}"]')["action"]

    real = soup_of(client.post(way, follow=True))

    assert User.objects.get(pk=officer.pk).is_practising is False
    assert (real.select_one("[name=said]").get_text(strip=True), real.select_one("[name=urgency][checked]")["value"]) == (
        "Писараш намебарояд",
        "hour",
    )
    assert real.select_one("[name=dangers][checked]")["value"] == "life"


@pytest.mark.parametrize(
    ("practises", "said"),
    [
        (True, "This was practice mode: nobody was told. If someone has to go, leave practice mode and send them for real."),
        (False, "Sent. The worker sees it at the top of My day."),
    ],
)
def test_whoever_sends_in_practice_reads_that_nobody_was_told(client, officer, practises, said):
    worker = make_worker()
    set_practice(officer, practises)
    typed = {"worker": str(worker.pk), "place": "TJ-KT.kulob", "clock": "day", "words": "Спросить у мельницы"}

    page = soup_of(client.post(reverse("desk:dispatch_add"), typed, follow=True))

    assert (page.select_one("#said").get_text(" ", strip=True), Dispatch.objects.get().is_practice) == (said, practises)


def test_in_practice_it_says_that_the_rota_is_not_shown(client, officer):
    make_shift(start=-1)

    board = soup_of(client.get(reverse("desk:hotline")))

    shown = board.select_one('section[aria-labelledby="duty"]').get_text(" ", strip=True)
    assert ("Nobody is on duty" in shown, "Practice mode does not show who is on duty" in shown) == (False, True)


PROMISES = "If you have not confirmed your return a quarter of an hour later, the hotline"
NOBODY = "This is practice mode: nobody will look for you"


def out_page(client):
    return soup_of(client.get(reverse("desk:visit"))).main.get_text(" ", strip=True)


def set_practice(user, practises):
    with writes_allowed():
        User.objects.filter(pk=user.pk).update(is_practising=practises)
    user.refresh_from_db()


def test_going_out_in_practice_says_that_nobody_looks_and_is_not_shown_out_of_practice(client, officer):
    before = soup_of(client.get(reverse("desk:visit"))).get_text(" ", strip=True)
    begin_visit(by=officer, until=now() + dt.timedelta(hours=2))
    during = out_page(client)
    assert (NOBODY in before, "the hotline looks for you" in before) == (True, False)
    assert (NOBODY in during, PROMISES in during, "I am back safely" in during) == (True, False, True)

    set_practice(officer, False)

    assert ("I am back safely" in out_page(client), visits_under_way(officer)) == (False, [])
    visit = begin_visit(by=officer, until=now() + dt.timedelta(hours=2))
    assert (PROMISES in out_page(client), NOBODY in out_page(client), visits_under_way(officer)) == (True, False, [visit])


def test_a_real_visit_is_not_shown_in_practice(client, officer):
    set_practice(officer, False)
    begin_visit(by=officer, until=now() + dt.timedelta(hours=2))

    set_practice(officer, True)

    assert "I am back safely" not in out_page(client)


def day_page(client):
    return soup_of(client.get(reverse("desk:my_day")))


def test_practice_says_how_much_real_work_presses_and_one_press_leads_there(client, arranging):
    make_line()
    worker = make_worker()
    rows = [make_dispatch(worker=worker, clock="day") for _ in range(2)]
    set_practice(worker, True)
    sign_in(client, worker)

    day = day_page(client)

    bar = day.select_one(".banners").get_text(" ", strip=True)
    assert ("In your real work 2 urgent tasks are waiting." in bar, day.find(class_="empty")) == (True, None)
    assert day.main.select(".tasks") == []
    real = soup_of(client.post(day.select_one(".banners form")["action"], follow=True))
    assert [row.code in real.main.get_text() for row in rows] == [True, True]
    assert ("practice" in real.body["class"], User.objects.get(pk=worker.pk).is_practising) == (False, False)


def test_every_page_of_practice_says_that_a_real_danger_waits(client, arranging):
    make_line()
    officer, coordinator = make_officer(), make_coordinator()
    raise_risk(make_case(by=coordinator), level=RiskLevel.HIGH, by=coordinator)
    make_call(by=officer, urgency="hour")
    found = {}
    for user, page in ((coordinator, "my_day"), (officer, "hotline"), (officer, "account")):
        set_practice(user, True)
        sign_in(client, user)
        found[page] = soup_of(client.get(reverse(f"desk:{page}"))).select_one(".banners").get_text(" ", strip=True)

    assert "In your real work 2 urgent tasks are waiting." in found["my_day"]
    assert "In your real work 1 urgent task is waiting." in found["hotline"]
    assert "In your real work 1 urgent task is waiting." in found["account"]


def test_where_nothing_real_waits_practice_says_nothing_of_it_and_the_day_may_be_done(client, officer):
    make_call(by=officer, urgency="hour")

    day = day_page(client)

    assert ("In your real work" in day.get_text(), day.select(".banners form")) == (False, [])
    with writes_allowed():
        Danger.objects.all().delete()
        Call.objects.update(call_back_done_at=now())
    assert day_page(client).find(class_="empty") is not None


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_in_real_work_costs_one_query_however_much_it_is(client, arranging, django_assert_num_queries, count):
    make_line()
    worker = make_worker()
    for _ in range(count):
        make_dispatch(worker=worker, clock="day")
    sign_in(client, worker)
    with CaptureQueriesContext(connection) as outside:
        client.get(reverse("desk:account"))
    set_practice(worker, True)

    with django_assert_num_queries(len(outside) + 1):
        page = soup_of(client.get(reverse("desk:account")))

    assert f"In your real work {count} " in page.select_one(".banners").get_text(" ", strip=True)
