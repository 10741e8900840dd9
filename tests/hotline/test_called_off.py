"""Whoever is called off is told so, and why; a call back that was agreed to without a number stays in the list."""

import pytest
from django.urls import reverse

from panoh.audit import undo
from panoh.core.errors import Invalid
from panoh.hotline import actions
from panoh.hotline.models import Call, Dispatch
from panoh.hotline.queries.calls import alerts
from panoh.intake.actions import take_in
from tests.factories.accounts import make_secretariat, sign_in
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
    (link,) = [each for each in day.main.select(".tasks .what > a") if "called back" in each.get_text()]
    assert link.get_text(strip=True) == "You are called back: Bokhtar"
    page = client.post(client.get(link["href"]).url)
    assert WHY in text(page)
    client.post(soup_of(page).select_one("section.next form")["action"])
    assert not alerts(worker).exists()


def test_a_calling_off_is_taken_back_within_ten_minutes(officer):
    row = make_dispatch(by=officer)
    actions.call_off(row, by=officer, words=WHY)

    undo.take_back(undo.latest(officer.actor).pk, by=officer.actor)

    assert (Dispatch.objects.get().state, [alert.kind for alert in alerts(row.worker)]) == ("sent", ["sent_to_you"])


def test_a_call_back_agreed_to_without_a_number_says_so_and_stands_in_the_list(client, none_waiting, officer):
    sent(none_waiting, officer, may_call_back="yes", number="12", who_may_answer="хоҳар")
    take_in(none_waiting)
    sign_in(client, officer)

    call = Call.objects.get()
    assert call.may_call_back is True
    board = soup_of(client.get(reverse("desk:hotline")))
    assert "Number missing" in board.select_one('section[aria-labelledby="backs"]').get_text()
    assert "yes, number missing" in text(client.get(reverse("desk:call", args=[call.code])))
