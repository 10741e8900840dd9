"""What somebody without an account says of danger stands first at the desk, and its hour follows it until the Unit has looked."""

import datetime as dt
import os

import pytest
import time_machine
from django.urls import reverse

from panoh.audit.guard import writes_allowed
from panoh.cases.actions import triage_request
from panoh.cases.danger import Signs
from panoh.cases.enums import RequestState, TaskKind, Urgency
from panoh.cases.models import Request
from panoh.core.clock import DUSHANBE
from panoh.intake import receipts
from panoh.intake.actions import answer_asker, take_in
from panoh.intake.models import Thread
from panoh.vault import intake
from tests.factories.accounts import sign_in
from tests.factories.cases import make_coordinator
from tests.factories.intake import lay_form, lay_more, make_thread
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LIFE = Signs(dangers=("life",))
NOON = dt.datetime(2026, 11, 27, 12, tzinfo=DUSHANBE)
SAYS = "The message says: someone is in danger today"


def badges(soup):
    return [each.get_text(strip=True) for each in soup.select(".badges .badge")]


def test_a_danger_that_the_writer_says_stands_first_on_the_request_and_its_line(client, data):
    coordinator = sign_in(client, make_coordinator())
    request = make_thread(data)[0].request

    page = soup_of(client.get(reverse("desk:request_detail", args=[request.code])))
    assert badges(page.select_one(".title"))[:1] == [SAYS]
    shown = " ".join(page.select_one('section[aria-labelledby="danger"]').get_text(" ").split())
    assert SAYS in shown
    (line,) = soup_of(client.get(reverse("desk:requests"))).select(".tasks li")
    assert badges(line)[:1] == [SAYS]
    assert "at once, within an hour" in badges(line)

    triage_request(request, by=coordinator, urgency=Urgency.RED)
    page = soup_of(client.get(reverse("desk:request_detail", args=[request.code])))
    assert badges(page.select_one(".title"))[:1] == [SAYS]  # whatever the Unit says of it


def test_what_waits_is_said_without_alarm_and_what_was_not_said_not_at_all(client, data):
    sign_in(client, make_coordinator())
    waits, silent = make_thread(data, soon="can_wait")[0].request, make_thread(data, soon="")[0].request

    page = soup_of(client.get(reverse("desk:request_detail", args=[waits.code])))
    first = page.select_one(".title .badges .badge")
    assert (first.get_text(strip=True), first["class"]) == ("The message says: it can wait a week", ["badge"])
    assert "The message says" not in soup_of(client.get(reverse("desk:request_detail", args=[silent.code]))).main.get_text()


@pytest.mark.parametrize(("whom", "said"), [("", "not stated"), ("other", "someone else"), ("self", "the person")])
def test_who_asks_is_not_said_where_the_writer_does_not_say(client, data, whom, said):
    sign_in(client, make_coordinator())
    request = make_thread(data, whom=whom)[0].request

    facts = soup_of(client.get(reverse("desk:request_detail", args=[request.code]))).select("aside .facts div")

    assert {row.dt.get_text(): row.dd.get_text() for row in facts}["Who asks"] == said


def test_a_danger_said_when_the_form_was_gone_back_to_is_due_within_the_hour(data):
    secret = receipts.new_secret()
    lay_form(data, secret=secret, soon="can_wait")
    take_in(data)
    receipt = lay_form(data, secret=secret, soon="now", words="Ҳоло дари моро мезананд")
    take_in(data)

    thread = Thread.objects.get(receipt=receipts.receipt_hash(receipt))
    request = thread.request
    assert (thread.soon, request.urgency, request.within_hour) == ("now", Urgency.RED, True)
    assert request.due_at - request.received_at < dt.timedelta(hours=2)
    assert request.tasks.get(kind=TaskKind.TRIAGE).due_at == request.due_at


def at_noon(data, lay, **facts):
    """Lays something down that came at noon, and takes it in."""
    lay(**facts)
    (path,) = intake.waiting(data)
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    take_in(data)


def test_a_danger_said_with_the_receipt_is_due_within_the_hour_as_at_the_first_door(data):
    thread, receipt = make_thread(data, soon="can_wait")
    lay_more(data, receipt)  # read in its turn
    take_in(data)

    at_noon(data, lambda **facts: lay_more(data, receipt, **facts), soon="now", words="Ҳоло дари моро мезананд")

    thread.refresh_from_db()
    request = Request.objects.get()
    (read,) = request.tasks.filter(kind=TaskKind.WROTE)
    assert (thread.soon, request.urgency, request.within_hour) == ("now", Urgency.RED, True)
    assert [task.due_at for task in (read, request.tasks.get(kind=TaskKind.TRIAGE))] == [NOON + dt.timedelta(hours=1)] * 2


def test_a_danger_said_anew_after_the_unit_saw_none_is_due_within_the_hour_again(data):
    thread, receipt = make_thread(data)
    triage_request(thread.request, by=make_coordinator(), urgency=Urgency.AMBER, words="Дар телефон гуфт, ки ором аст")

    at_noon(data, lambda **facts: lay_more(data, receipt, **facts), soon="now")

    request = Request.objects.get()
    assert (request.urgency, request.within_hour, request.due_at) == (Urgency.RED, True, NOON + dt.timedelta(hours=1))


@time_machine.travel(NOON)
def test_a_danger_said_once_the_request_is_decided_stands_first_with_its_hour_until_it_is_over(client, data):
    coordinator = sign_in(client, make_coordinator())
    thread, receipt = make_thread(data, soon="can_wait")
    with writes_allowed():
        Request.objects.update(state=RequestState.DECLINED)
        thread.request.tasks.update(done_at=NOON)

    def first_part():
        head = soup_of(client.get(reverse("desk:my_day"))).find(id="danger")
        found = head.find_parent("section").select("li") if head else []
        return [" ".join(node.get_text(" ", strip=True).split()) for row in found for node in row.select(".when, .what a")[:2]]

    lay_more(data, receipt)
    take_in(data)
    in_its_turn = first_part()
    at_noon(data, lambda **facts: lay_more(data, receipt, **facts), soon="now", words="Ҳоло дари моро мезананд")
    in_danger = first_part()
    answer_asker(thread, by=coordinator, words="Мо ба роҳ баромадем")

    assert (in_its_turn, in_danger) == ([], ["until 13:00 today", "Check urgently: person in danger"])
    assert first_part() == in_danger  # an answer is no outcome
    assert Request.objects.get().state == RequestState.DECLINED


def test_a_danger_said_with_a_receipt_of_nobody_is_a_request_within_the_hour(data):
    lay_more(data, "1" * 25, soon="now")
    take_in(data)

    request = Request.objects.get()
    assert (request.urgency, request.within_hour, request.thread.soon) == (Urgency.RED, True, "now")


def test_whoever_holds_a_receipt_takes_no_danger_back(data):
    thread, receipt = make_thread(data)
    lay_more(data, receipt, soon="can_wait")
    take_in(data)

    thread.refresh_from_db()
    assert (thread.soon, Request.objects.get().urgency) == ("now", Urgency.RED)


def test_a_danger_that_the_writer_says_stays_open_after_a_slower_triage_and_comes_nearer_when_said_again(data):
    secret, coordinator = receipts.new_secret(), make_coordinator()
    lay_form(data, secret=secret, soon="")
    take_in(data)
    request = triage_request(Thread.objects.get().request, by=coordinator, urgency=Urgency.AMBER, signs=LIFE, words="Ҷой нест, мунтазир")
    danger = request.tasks.get(kind=TaskKind.DANGER)

    lay_form(data, secret=secret, soon="now", words="Ҳоло дари моро мезананд")
    take_in(data)

    (nearer,) = request.tasks.filter(kind=TaskKind.DANGER, done_at=None)
    assert (nearer.pk, nearer.due_at < danger.due_at) == (danger.pk, True)


@pytest.mark.parametrize(("first", "then", "region"), [("", "TJ-KT", "TJ-KT"), ("TJ-SU", "TJ-KT", "TJ-SU"), ("TJ-SU", "", "TJ-SU")])
def test_a_place_said_when_the_form_was_gone_back_to_is_kept_where_none_was(data, first, then, region):
    secret = receipts.new_secret()
    for place, words in ((first, "Модар бемор аст"), (then, "Ҳоло бадтар шуд")):
        lay_form(data, secret=secret, soon="can_wait", place=place, words=words)
        take_in(data)

    assert Thread.objects.get().request.region == region
