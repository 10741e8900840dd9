"""The way back: behind the figures stand the Unit's answers and nothing that was written to it; every other figure gets one answer."""

import gzip
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.intake.actions import answer_asker, take_in
from panoh.intake.receipts import shown
from panoh.vault import client as vault_client
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.intake import SAID, lay_more, make_thread
from tests.pages import soup_of as page_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def data(agent: Path):
    make_secretariat()
    return agent


def test_behind_the_receipt_stand_the_answers_and_nothing_that_was_written(client: Client, data: Path) -> None:
    thread, receipt = make_thread(data)
    before = page_of(client.post("/en/answer/", {"receipt": shown(receipt)}))
    by = make_user(Role.COORDINATOR)
    answer_asker(thread, by=by, words="Мо фардо занг мезанем")
    answer_asker(thread, by=by, words="Духтур интизор аст")

    page = page_of(client.post("/en/answer/", {"receipt": shown(receipt)}))

    assert "There is no answer yet." in before.get_text()
    assert [each.get_text() for each in page.select("p.words")] == ["Духтур интизор аст", "Мо фардо занг мезанем"]
    assert SAID["words"] not in page.get_text()
    assert by.username not in page.get_text()
    assert page.select_one("[name=receipt]")["value"] == receipt


@pytest.mark.parametrize("typed", ["{}", " {} ", "\u00a0{}", "{}-"])
def test_figures_are_taken_however_they_are_grouped(client: Client, data: Path, typed: str) -> None:
    _thread, receipt = make_thread(data)

    assert client.post("/tg/answer/", {"receipt": typed.format(receipt)}).status_code == 200
    assert client.post("/tg/answer/", {"receipt": typed.format(shown(receipt).replace(" ", "-"))}).status_code == 200


def test_figures_that_lead_nowhere_get_one_answer_and_the_same_questions(client: Client, data: Path) -> None:
    _thread, receipt = make_thread(data)
    wrong = [str((int(receipt) + 1) % 10**25).zfill(25), "0" * 25, "9" * 25]
    bodies, questions = set(), set()
    for typed in wrong:
        with CaptureQueriesContext(connection) as asked:
            response = client.post("/en/answer/", {"receipt": typed})
        bodies.add((response.status_code, response.content))
        questions.add(tuple(each["sql"].split(" ")[0] for each in asked))

    assert len(bodies) == len(questions) == 1
    assert bodies.pop()[0] == 404


def test_reading_is_recorded_as_of_whoever_holds_the_receipt(client: Client, data: Path) -> None:
    thread, receipt = make_thread(data)
    answer_asker(thread, by=make_user(Role.COORDINATOR), words="Ҷавоб")
    client.post("/tg/answer/", {"receipt": receipt})

    events = list(AuditEvent.objects.order_by("-seq")[:2])
    assert [(each.verb, each.actor_kind, each.actor_ref) for each in events] == [
        ("vault.opened", "outsider", thread.pk),
        ("intake.receipt_shown", "outsider", thread.pk),
    ]
    assert events[0].purpose == "answer"


def test_something_more_is_sealed_and_reaches_the_thread(client: Client, data: Path) -> None:
    thread, receipt = make_thread(data)
    page = page_of(client.post("/en/answer/", {"receipt": receipt}))
    sent = {field["name"]: field.get("value", "") for field in page.select("main form input[type=hidden]")}

    kept = client.post("/en/answer/", {**sent, "asks": "correct", "words": "Номам хато", "agreed_word": "Себ", "send": "1"})
    take_in(data)

    assert kept.status_code == 200
    assert "Message received" in kept.content.decode()
    assert [row.kind for row in thread.said.all()] == ["first", "correct"]


def test_a_line_is_needed_only_to_add_something(client: Client, data: Path) -> None:
    _thread, receipt = make_thread(data)

    for asks, status in (("more", 400), ("erase", 200), ("kept", 200), ("nonsense", 400)):
        response = client.post("/en/answer/", {"receipt": receipt, "asks": asks, "words": "", "send": "1", "secret": ""})
        assert response.status_code == status


def test_who_took_it_back_is_told_so(client: Client, data: Path) -> None:
    _thread, receipt = make_thread(data)
    lay_more(data, receipt, asks="withdraw", words="")
    take_in(data)

    assert "You have withdrawn your request" in client.post("/en/answer/", {"receipt": receipt}).content.decode()


def test_a_receipt_that_there_is_not_is_recorded(client: Client, data: Path) -> None:
    make_thread(data)
    client.post("/tg/answer/", {"receipt": "1" * 25})

    last = AuditEvent.objects.latest("seq")
    assert (last.verb, last.actor_kind, last.actor_ref.int) == ("intake.receipt_refused", "outsider", 0)


def press(client: Client, receipt: str, *, language: str = "en", **facts: str):
    """Looks for the answer and sends something more from there; both pages."""
    looked = page_of(client.post(f"/{language}/answer/", {"receipt": receipt}))
    hidden = {field["name"]: field.get("value", "") for field in looked.select("main form input[type=hidden]")}
    sent = client.post(f"/{language}/answer/", {**hidden, "asks": "more", "words": "Боз", **facts, "send": "1"})
    return looked, page_of(sent)


def said(page) -> str:
    return page.main.get_text(" ", strip=True)


HOUR = "If you cannot call, look for an answer here in an hour, and again later"


def test_who_writes_again_that_somebody_is_in_danger_is_told_what_the_first_form_tells(client: Client, data: Path) -> None:
    thread, receipt = make_thread(data, soon="can_wait")

    looked, sent = press(client, receipt, soon="now")
    take_in(data)

    assert [each["value"] for each in looked.select("[name=soon]")] == ["now", "days", "can_wait", ""]
    assert ("Come back in a day" in said(looked), HOUR in said(sent), "after a day" in said(sent)) == (True, True, False)
    assert "call us now" in said(sent)
    assert (len(sent.select(".prose a.call[href^='tel:']")), len(sent.select("a.call[href^='tel:']"))) == (3, 3)
    thread.refresh_from_db()
    assert thread.is_danger_said


def test_who_said_danger_is_told_to_look_in_an_hour_until_that_is_answered(client: Client, data: Path) -> None:
    thread, receipt = make_thread(data)
    by = make_user(Role.COORDINATOR)

    looked, sent = press(client, receipt)
    take_in(data)
    assert ("in a day" in said(looked), "look here again in an hour" in said(looked)) == (False, True)
    assert (HOUR in said(sent), "after a day" in said(sent), "You wrote that someone is in danger" in said(sent)) == (
        True,
        False,
        False,
    )

    answer_asker(thread, by=by, words="Мо фардо занг мезанем")
    looked, sent = press(client, receipt)
    take_in(data)
    assert ("in an hour" in said(looked), HOUR in said(sent), "after a day" in said(sent)) == (False, False, True)

    press(client, receipt, soon="now")
    take_in(data)
    looked, sent = press(client, receipt)
    assert ("Мо фардо занг мезанем" in said(looked), "look here again in an hour" in said(looked)) == (True, True)
    assert (HOUR in said(sent), "after a day" in said(sent)) == (True, False)

    take_in(data)
    answer_asker(thread, by=by, words="Мо ба роҳ баромадем", ends_task=False)
    assert "in an hour" not in said(press(client, receipt)[0])


def test_while_nothing_can_be_read_nobody_is_told_that_there_is_a_day_whatever_they_wrote(client: Client, data: Path) -> None:
    _thread, receipt = make_thread(data)
    vault_client.lock()
    try:
        _looked, sent = press(client, receipt)
    finally:
        vault_client.unlock(None)

    assert "Look for an answer after a day, with the same reply code; if someone is in danger, in an hour." in said(sent)


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_page_of_the_answer_is_light_and_works_without_script(client: Client, data: Path, language: str) -> None:
    _thread, receipt = make_thread(data)

    for response in (
        client.post(f"/{language}/answer/", {"receipt": receipt}),
        client.post(f"/{language}/answer/", {"receipt": receipt, "asks": "more", "words": "", "soon": "now", "send": "1"}),
        client.post(f"/{language}/answer/", {"receipt": receipt, "asks": "more", "words": "Боз", "soon": "now", "send": "1"}),
    ):
        page = page_of(response)
        assert len(gzip.compress(response.content, 6)) < 10_000
        assert [tag["src"] for tag in page.select("script, [src]")] == ["/static/core/js/leave.js"]
        assert page.html["lang"] == language


def test_a_danger_without_a_line_is_given_back_with_what_was_chosen(client: Client, data: Path) -> None:
    _thread, receipt = make_thread(data)

    _looked, sent = press(client, receipt, words="", soon="now")

    assert "Write one line about what happened or what you need." in said(sent)
    assert sent.select_one("[name=soon][value=now]").has_attr("checked")
