"""What anybody may send to the two public forms: nothing is lost, nothing doubled, and the answer is clear in the reader's language."""

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from panoh.core.agent import close
from panoh.core.clock import now
from panoh.public import write_views
from panoh.vault import client as vault_client
from panoh.vault import intake
from tests.pages import soup_of as page_of

# No database anywhere here, as with a locked server.
WORDS = "Бародарамро заданд. ғӣқӯҳҷ"
RECEIPT = "12345" * 5
FORMS: dict[str, dict[str, str]] = {"write": {}, "answer": {"receipt": RECEIPT, "asks": "more", "send": "1"}}
LONG = {"tg": "Ин аз", "ru": "Здесь больше", "en": "This is longer"}
both = pytest.mark.parametrize("form", ["write", "answer"])


def secret_of(client: Client) -> str:
    return page_of(client.get("/tg/write/")).select_one("[name=secret]")["value"]


def sent(client: Client, form: str, language: str = "tg", **more: str) -> Any:
    return client.post(f"/{language}/{form}/", {**FORMS[form], "words": WORDS, **more})


def opened(path: Path) -> intake.Message:
    receipt = vault_client.call("notarise", leaf=os.urandom(32))["receipt"]
    return vault_client.open_intake(receipt, path.read_bytes())


@both
@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_megabytes_are_given_back_with_a_sentence_in_the_language(client: Client, data: Path, form: str, language: str) -> None:
    much = "Ҷ" * 1_200_000
    response = sent(client, form, language, words=much)

    page = page_of(response)
    assert response.status_code == 400
    assert page.html["lang"] == language
    assert LONG[language] in page.get_text()
    assert page.select_one("[name=words]").get_text().strip() == much
    assert intake.waiting(data) == []


@both
def test_what_no_form_holds_is_read_away_and_answered(client: Client, data: Path, form: str) -> None:
    response = sent(client, form, "ru", words="a" * (write_views.MOST_SENT + 1))

    assert response.status_code == 413
    assert page_of(response).html["lang"] == "ru"
    assert page_of(response).select_one("[role=alert]").get_text(strip=True)
    assert intake.waiting(data) == []


@both
@pytest.mark.parametrize("plane", range(17))
def test_a_sign_of_every_plane_is_kept(client: Client, data: Path, form: str, plane: int) -> None:
    words = "а" + chr(plane * 0x10000 + 0x1234) + chr(plane * 0x10000 + 0xFFFD) + "б"
    assert sent(client, form, words=words).status_code == 200

    (path,) = intake.waiting(data)
    assert opened(path).facts["words"] == words


@both
def test_signs_that_are_none_stop_nobody(client: Client, data: Path, form: str) -> None:
    body = urlencode({**FORMS[form], "words": "пеш \ud83d\x00 баъд".encode("utf-8", "surrogatepass")})
    response = client.post(f"/tg/{form}/", body, content_type="application/x-www-form-urlencoded")

    (path,) = intake.waiting(data)
    kept = opened(path).facts["words"]
    assert response.status_code == 200
    assert (kept.startswith("пеш "), kept.endswith(" баъд"), "\x00" in kept) == (True, True, False)


@both
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00words=%", "application/x-www-form-urlencoded"),
        (b"--x\r\nrubbish", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"&".join(b"a%d=1" % number for number in range(3000)), "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_at_all_is_answered_with_the_page(client: Client, data: Path, form: str, body: bytes, kind: str) -> None:
    response = client.post(f"/tg/{form}/", body, content_type=kind)

    assert 400 <= response.status_code < 500
    assert page_of(response).html["lang"] == "tg"
    assert intake.waiting(data) == []


@both
def test_a_machine_fills_in_what_nobody_sees_and_is_asked_a_sum(client: Client, data: Path, form: str) -> None:
    asked = page_of(sent(client, form, "en", website="http://buy"))
    figures = [int(word) for word in asked.select_one("label[for=sum]").get_text().replace("?", " ").split() if word.isdecimal()]
    answer = {"website": "http://buy", "question": asked.select_one("[name=question]")["value"], "sum": str(sum(figures))}

    assert intake.waiting(data) == []
    assert asked.select_one("[name=words]").get_text().strip() == WORDS
    assert sent(client, form, "en", **answer).status_code == 200
    assert len(intake.waiting(data)) == 1


@both
def test_replayed_it_is_one_message_and_a_changed_one_another_under_the_same_number(client: Client, data: Path, form: str) -> None:
    secret = secret_of(client)
    for words in (WORDS, WORDS, WORDS, WORDS + " Боз"):
        assert sent(client, form, secret=secret, words=words).status_code == 200

    waiting = intake.waiting(data)
    assert len({intake.number_of(path.read_bytes()) for path in waiting}) == 1
    assert {opened(path).facts["words"] for path in waiting} == {WORDS, WORDS + " Боз"}


@both
def test_sent_many_times_at_once_nothing_is_lost_or_doubled(data: Path, form: str) -> None:
    secrets = [secret_of(Client()) for _ in range(4)]

    def send(number: int) -> int:
        try:
            return sent(Client(), form, secret=secrets[number % 4], words=f"{WORDS} {number % 4}").status_code
        finally:
            close()  # this thread's own way to the agent

    with ThreadPoolExecutor(8) as several:
        assert set(several.map(send, range(16))) == {200}

    found = {(intake.number_of(path.read_bytes()), opened(path).facts["words"]) for path in intake.waiting(data)}
    assert sorted(words for _number, words in found) == [f"{WORDS} {number}" for number in range(4)]
    assert len({number for number, _words in found}) == 4


@both
@pytest.mark.parametrize("days", [1, 40])
def test_a_form_opened_yesterday_is_taken_like_any_other(client: Client, data: Path, form: str, days: int) -> None:
    secret = secret_of(client)
    with time_machine.travel(now() + dt.timedelta(days=days)):
        response = sent(client, form, secret=secret)

    (path,) = intake.waiting(data)
    assert response.status_code == 200
    assert opened(path).facts["words"] == WORDS


@pytest.mark.parametrize(("days", "status"), [(1, 200), (3, 429)])
def test_a_sum_holds_two_days_then_another_is_asked_and_the_words_stay(client: Client, data: Path, days: int, status: int) -> None:
    asked = page_of(sent(client, "write", "en", website="x"))
    figures = [int(word) for word in asked.select_one("label[for=sum]").get_text().replace("?", " ").split() if word.isdecimal()]
    answer = {"website": "x", "question": asked.select_one("[name=question]")["value"], "sum": str(sum(figures))}
    with time_machine.travel(now() + dt.timedelta(days=days)):
        again = sent(client, "write", "en", **answer)

    assert again.status_code == status
    assert status == 200 or page_of(again).select_one("[name=words]").get_text().strip() == WORDS
