"""Whoever is called off is told so, and why; a call back that was agreed to without a number stays in the list."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.audit import undo
from panoh.cases.actions import Answers
from panoh.core.clock import DUSHANBE
from panoh.core.errors import Invalid, WrongState
from panoh.core.templatetags.panoh import moment
from panoh.hotline import actions
from panoh.hotline.models import Call, Dispatch
from panoh.hotline.queries.calls import alerts
from panoh.intake.actions import take_in
from tests.factories.accounts import make_secretariat, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_call, make_dispatch, make_line, make_officer, make_worker
from tests.hotline.test_capture import sent
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WHY = "Сестра увезла его к врачу"


@pytest.fixture
def officer():
    make_secretariat()
    make_line()
    return make_officer()


@pytest.mark.parametrize(
    ("clock", "danger", "is_going", "is_asked"),
    [("day", [], False, False), ("day", [], True, True), ("hour", [], False, True), ("day", ["child"], False, True)],
)
def test_calling_off_wants_a_reason_where_somebody_is_going_or_a_danger_is_behind_it(officer, clock, danger, is_going, is_asked):
    row = make_dispatch(by=officer, clock=clock, call=make_call(by=officer, dangers=danger))
    if is_going:
        actions.acknowledge_dispatch(row, by=row.worker)

    if is_asked:
        with pytest.raises(Invalid):
            actions.call_off(row, by=officer)
    actions.call_off(Dispatch.objects.get(), by=officer, words=WHY if is_asked else "")

    assert [alert.kind for alert in alerts(row.worker)] == ["called_back"]


def test_who_is_called_back_finds_it_in_the_day_reads_why_and_says_so(client, officer):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker, clock="hour", place="TJ-KT.bokhtar")
    actions.acknowledge_dispatch(row, by=worker)
    sign_in(client, officer)
    assert client.post(reverse("desk:dispatch_off", args=[row.code]), {"words": ""}).status_code == 400
    assert client.post(reverse("desk:dispatch_move", args=[row.code, "off"])).status_code in (404, 405, 400)
    client.post(reverse("desk:dispatch_off", args=[row.code]), {"words": WHY})

    sign_in(client, worker)
    day = soup_of(client.get(reverse("desk:my_day")))
    (link,) = [each for each in day.main.select(".tasks .what > a") if "Dispatch cancelled" in each.get_text()]
    assert link.get_text(strip=True) == "Dispatch cancelled: Bokhtar"
    page = client.post(client.get(link["href"]).url)
    assert WHY in text(page)
    client.post(soup_of(page).select_one("section.next form")["action"])
    assert not alerts(worker).exists()


def test_a_calling_off_is_taken_back_within_ten_minutes(officer):
    row = make_dispatch(by=officer)
    actions.call_off(row, by=officer, words=WHY)

    undo.take_back(undo.latest(officer.actor).pk, by=officer.actor)

    assert (Dispatch.objects.get().state, [alert.kind for alert in alerts(row.worker)]) == ("sent", ["sent_to_you"])


def test_a_call_back_agreed_to_without_a_number_says_so_and_stands_in_the_list(client, agent, officer):
    sent(agent, officer, may_call_back="yes", number="12", who_may_answer="хоҳар")
    take_in(agent)
    sign_in(client, officer)

    call = Call.objects.get()
    assert call.may_call_back is True
    board = soup_of(client.get(reverse("desk:hotline")))
    assert "No number" in board.select_one('section[aria-labelledby="backs"]').get_text()
    assert "yes, no number" in text(client.get(reverse("desk:call", args=[call.code])))


def test_what_came_of_a_dispatch_to_a_danger_is_written_before_it_ends(client, officer):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker)
    actions.acknowledge_dispatch(row, by=worker)
    actions.arrive(Dispatch.objects.get(), by=worker)
    sign_in(client, worker)

    page = reverse("desk:dispatch_end", args=[row.code])
    assert "optional" not in text(client.get(page))
    for words in ("", "........", "ok"):
        assert client.post(page, {"outcome": words, "version": Dispatch.objects.get().version}).status_code == 400
    assert Dispatch.objects.get().state == "arrived"
    client.post(page, {"found": "yes", "outcome": WHY, "version": Dispatch.objects.get().version})
    assert Dispatch.objects.get().state == "done"


@pytest.mark.parametrize("of_call", [True, False])
def test_where_nobody_can_go_another_is_sent_or_it_is_written_why_nobody_has_to(client, officer, of_call):
    coordinator = make_coordinator()
    call = make_call(by=officer, dangers=["child"], urgency="hour") if of_call else None
    first, second = make_worker(), make_worker()
    row = make_dispatch(by=officer, worker=first, call=call)
    actions.cannot_go(row, by=first)

    for user in (officer, coordinator):
        (alert,) = [each for each in alerts(user) if each.kind == "cannot_go"]
        with pytest.raises(WrongState, match="Nobody is going there now"):
            actions.see_to(alert, by=user)
        sign_in(client, user)
        (button,) = [
            each for each in soup_of(client.get(reverse("desk:hotline"))).select("#board a.btn--main") if "else" in each.get_text()
        ]
        assert client.get(button["href"]).url == reverse("desk:dispatch", args=[row.code])

    page = soup_of(client.get(reverse("desk:dispatch", args=[row.code])))
    instead = reverse("desk:dispatch_instead", args=[row.code])
    assert [link["href"] for link in page.select("section.next a")] == [reverse("desk:dispatch_off", args=[row.code])]
    assert [form["action"] for form in page.select("section.next form")] == [instead]
    assert client.get(instead).url == reverse("desk:dispatch", args=[row.code])  # what they have to know opens by the button alone
    form = soup_of(client.post(instead, {"open": "1"}))
    assert form.select_one("[name=words]").get_text(strip=True) == "Спросить у сестры, нужен врач"
    assert str(first.pk) not in {each.get("value") for each in form.select("[name=worker], [name=worker] option")}
    sent_on = {"place": "TJ-KT", "worker": str(second.pk), "clock": "hour", "words": "Спросить у сестры, нужен врач"}
    client.post(instead, sent_on)
    assert [alert.kind for alert in alerts(second)] == ["sent_to_you"]
    assert [alert.kind for user in (officer, coordinator) for alert in alerts(user) if alert.kind == "cannot_go"] == []
    assert Dispatch.objects.get(worker=second).call == call
    assert "Send someone else" not in text(client.get(reverse("desk:dispatch", args=[row.code])))
    again = client.post(instead, {**sent_on, "worker": str(make_worker().pk)})
    assert (
        again.status_code,
        "Someone else is already going there, or it is recorded why nobody has to go" in text(again),
        "Спросить у сестры" in again.text,
    ) == (409, True, True)
    assert client.post(instead, {"open": "1"}).status_code == 409
    assert Dispatch.objects.count() == 2


def test_the_same_worker_is_not_sent_twice_after_one_call(officer):
    call, worker = make_call(by=officer), make_worker()
    row = make_dispatch(by=officer, worker=worker, call=call)

    with pytest.raises(Invalid, match="This worker was already sent after this call, and it is not over"):
        make_dispatch(by=officer, worker=worker, call=call)
    make_dispatch(by=officer, call=call)
    actions.cannot_go(row, by=worker)
    make_dispatch(by=officer, worker=worker, call=call)


def test_nobody_has_to_go_any_more_is_said_in_words_and_tells_nobody_who_was_not_going(officer):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker)
    actions.cannot_go(row, by=worker)

    for words in ("", "нет"):
        with pytest.raises(Invalid):
            actions.call_off(Dispatch.objects.get(), by=officer, words=words)
    actions.call_off(Dispatch.objects.get(), by=officer, words=WHY)

    assert [alert.kind for user in (officer, worker) for alert in alerts(user)] == []


def test_the_call_and_the_request_show_who_was_sent_and_what_became_of_it(client, officer):
    coordinator = make_coordinator()
    call = make_call(by=officer, dangers=["child"], urgency="hour", sending=Answers())
    row = make_dispatch(by=officer, call=call)
    actions.cannot_go(row, by=row.worker)
    sign_in(client, coordinator)

    shown = text(client.get(reverse("desk:request_detail", args=[call.request.code])))
    assert ("Sent after the call:" in shown, row.worker.username in shown, "Cannot go" in shown) == (True, True, True)
    sign_in(client, officer)
    assert reverse("desk:dispatch", args=[row.code]) in client.get(reverse("desk:call", args=[call.code])).content.decode()


@time_machine.travel(dt.datetime(2026, 11, 29, 23, 57, tzinfo=DUSHANBE), tick=False)
def test_an_hour_that_ends_after_midnight_stands_in_the_day_as_an_hour(client, officer):
    worker = make_worker()
    make_dispatch(by=officer, worker=worker)
    sign_in(client, worker)

    row = soup_of(client.get(reverse("desk:my_day"))).main.select_one(".tasks .when")
    assert "00:12" in row.get_text(" ")


def test_i_cannot_go_asks_first_keeps_the_reason_and_is_taken_back(client, officer):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker)
    sign_in(client, worker)
    page = soup_of(client.get(reverse("desk:dispatch", args=[row.code])))
    assert [form["action"] for form in page.main.select(".next form")] == [reverse("desk:dispatch_move", args=[row.code, "going"])]
    asked = page.main.find("a", string="I cannot go")["href"]

    assert client.get(asked).status_code == 200
    assert Dispatch.objects.get().state == "sent"
    said = soup_of(client.post(asked, {"words": "Дорога закрыта"}, follow=True))

    assert (Dispatch.objects.get().state, "Recorded: you cannot go" in said.select_one("#said").get_text()) == ("cannot", True)
    actions.call_off(Dispatch.objects.get(), by=officer, words=WHY)
    sign_in(client, officer)
    opened = text(client.post(reverse("desk:dispatch", args=[row.code])))
    assert ("Дорога закрыта" in opened, WHY in opened) == (True, True)


def test_who_could_not_go_takes_that_back_within_ten_minutes(client, officer):
    worker = make_worker()
    row = make_dispatch(by=officer, worker=worker)
    sign_in(client, worker)

    page = soup_of(client.post(reverse("desk:dispatch_cannot", args=[row.code]), {"words": ""}, follow=True))
    client.post(page.select_one(".undo form")["action"])

    assert (Dispatch.objects.get().state, [alert.kind for alert in alerts(worker)], list(alerts(officer))) == ("sent", ["sent_to_you"], [])


def test_by_when_somebody_has_to_be_there_is_said_as_one_moment(client, officer):
    row = make_dispatch(by=officer, clock="day")
    sign_in(client, officer)

    page = soup_of(client.get(reverse("desk:dispatch", args=[row.code])))

    asked = page.main.find("dt", string="When they need to be there").find_next_sibling("dd").get_text(strip=True)
    assert asked == moment(row.arrive_by)
