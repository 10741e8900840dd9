"""What somebody without an account says of danger stands first at the desk, and its hour follows it until the Unit has looked."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.cases.actions import triage_request
from panoh.cases.enums import TaskKind, Urgency
from panoh.intake import receipts
from panoh.intake.actions import take_in
from panoh.intake.models import Thread
from tests.factories.accounts import sign_in
from tests.factories.cases import make_coordinator
from tests.factories.intake import lay_form, make_thread
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SAYS = "The writer says: somebody is in danger today"


def badges(soup):
    return [each.get_text(strip=True) for each in soup.select(".badges .badge")]


def test_a_danger_that_the_writer_says_stands_first_on_the_request_and_its_line(client, data):
    coordinator = sign_in(client, make_coordinator())
    request = make_thread(data)[0].request

    page = soup_of(client.get(reverse("desk:request_detail", args=[request.code])))
    assert badges(page.select_one(".title"))[:1] == [SAYS]
    shown = " ".join(page.select_one('section[aria-labelledby="danger"]').get_text(" ").split())
    assert shown.index(SAYS) < shown.index("Nobody has looked for danger yet.")
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
    assert (first.get_text(strip=True), first["class"]) == ("The writer says: it can wait a week", ["badge"])
    assert "The writer says" not in soup_of(client.get(reverse("desk:request_detail", args=[silent.code]))).main.get_text()


@pytest.mark.parametrize(("whom", "said"), [("", "not said"), ("other", "somebody else"), ("self", "the person")])
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
