"""The page for officers on their own telephone: light, silent, the same for everybody; figures that let something in and nothing out."""

import gzip
import json
import threading
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from panoh.core.ids import new_id
from panoh.hotline import phone
from panoh.hotline.numbers import dialled
from panoh.public import field_views
from panoh.public.crowd import Counts
from panoh.vault import client as vault_client
from panoh.vault import intake
from tests.factories.hotline import sealed_record
from tests.pages import soup_of

# None of these tests has a database: a query would fail it.
PIN = "402817"
LANGUAGES = ("tg", "ru", "en")
MOST = 12_000  # as it travels, each file compressed by itself


@pytest.fixture
def data(agent: Path, monkeypatch: pytest.MonkeyPatch):
    """The data folder with the figures of one officer."""
    monkeypatch.setattr(field_views, "_tries", Counts())
    phone.set_pin("zarina", new_id(), PIN)
    return agent


def sign_in(client: Client, *, account: str = "zarina", pin: str = PIN, language: str = "en"):
    return client.post(f"/field/{language}/sign-in/", {"account": account, "pin": pin})


def send(client: Client, sealed: bytes, token: str, language: str = "en"):
    return client.post(f"/field/{language}/send/", sealed, content_type="application/octet-stream", headers={"X-Day": token})


def token_of(client: Client) -> str:
    return str(sign_in(client).json()["token"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_with_all_it_needs_is_light(client: Client, agent: Path, language: str) -> None:
    response = client.get(f"/field/{language}/")
    page = soup_of(response)
    links = [link["href"] for link in page.select("link[rel=stylesheet]")] + [script["src"] for script in page.select("[src]")]
    files = [Path(str(finders.find(link.removeprefix(settings.STATIC_URL)))).read_bytes() for link in links]

    assert len(files) == 4
    worker = client.get(f"/field/{language}/worker.js").content
    assert sum(len(gzip.compress(each)) for each in (response.content, worker, *files)) < MOST
    assert (response.cookies, response.headers["Cache-Control"], page.html["lang"]) == ({}, "no-store", language)
    assert not page.select("script:not([src]), style, [style], [onclick]")
    assert "desk" not in response.content.decode()


def test_no_public_page_leads_to_it_and_its_name_says_nothing(client: Client, agent: Path) -> None:
    assert "/field/" not in "".join(client.get(f"/en/{name}").content.decode() for name in ("", "help/", "call/", "kept/", "write/"))
    page = soup_of(client.get("/field/en/"))
    assert page.title.get_text() == "Record"
    assert page.select_one("meta[name=robots]")["content"].startswith("noindex")


def test_first_address_leads_to_the_language_of_the_browser(client: Client, agent: Path) -> None:
    assert client.get("/field/", headers={"Accept-Language": "ru"})["Location"] == "/field/ru/"


def test_worker_keeps_the_page_and_nothing_else_and_is_another_when_the_key_is(client: Client, agent: Path, monkeypatch) -> None:
    def version() -> str:
        return client.get("/field/en/worker.js").content.decode()

    before = version()
    assert json.loads(before[before.index("[") : before.index("]") + 1])[0] == "/field/en/"
    assert "/desk" not in before
    monkeypatch.setattr(intake, "public_key", lambda _data: intake.public_of(intake.new_private()))
    assert version() != before


def test_policy_of_the_page_lets_no_foreign_script_and_no_other_address_in(client: Client, agent: Path) -> None:
    policy = client.get("/field/en/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy


def test_figures_let_a_record_in_while_locked_and_the_same_again_is_one(client: Client, data: Path) -> None:
    sealed = sealed_record(data, said="Духтур лозим")
    vault_client.lock()
    try:
        token = token_of(client)
        answers = [send(client, sealed, token) for _ in range(3)]
        again = send(client, sealed, token_of(client))  # signed in anew
    finally:
        vault_client.unlock(None)

    assert [(answer.status_code, answer.json()) for answer in [*answers, again]] == [(200, {"kept": True})] * 4
    (waits,) = intake.waiting(data)
    assert "Духтур".encode() not in waits.read_bytes()


def test_posts_at_the_same_moment_are_all_kept_or_one(client: Client, data: Path) -> None:
    token = token_of(client)
    records = [sealed_record(data, said=str(number)) for number in range(4)]
    codes = []
    workers = [threading.Thread(target=lambda one=one: codes.append(send(Client(), one, token).status_code)) for one in records * 4]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert codes == [200] * 16
    assert len({path.name.split("-")[0] for path in intake.waiting(data)}) == 4


@pytest.mark.parametrize(
    ("account", "pin"), [("zarina", "402818"), ("nobody", PIN), ("", ""), ("zarina", "\x00"), ("\U0001f512", "\udc00")]
)
def test_one_answer_for_whatever_does_not_fit(client: Client, data: Path, account: str, pin: str) -> None:
    answer = client.post(
        "/field/en/sign-in/",
        f"account={account}&pin={pin}".encode("utf-8", "surrogatepass"),
        content_type="application/x-www-form-urlencoded",
    )
    assert (answer.status_code, answer.json()) == (403, {"error": field_views.WRONG})


def test_guessing_shuts_out_nobody_who_comes_from_elsewhere(client: Client, data: Path) -> None:
    tried = [sign_in(client, pin="000001").status_code for _ in range(11)]
    assert tried == [403] * 10 + [429]
    assert sign_in(client).status_code == 429
    elsewhere = client.post("/field/en/sign-in/", {"account": "zarina", "pin": PIN}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_sign_in_ends_after_a_day_and_the_figures_after_thirty(client: Client, data: Path) -> None:
    token, sealed = token_of(client), sealed_record(data)
    with time_machine.travel(phone.now() + phone.DAY * 1.01):
        late = send(client, sealed, token)
        assert (late.status_code, late.json()) == (401, {"error": field_views.SIGN_IN})
        assert sign_in(client).status_code == 200
    with time_machine.travel(phone.now() + phone.GOOD_FOR * 1.01):
        assert sign_in(client).status_code == 403
    assert intake.waiting(data) == []


@pytest.mark.parametrize("token", ["", "x", "WyIiXQ:1:x", "\U0001f512"])
def test_without_a_sign_in_nothing_is_taken(client: Client, data: Path, token: str) -> None:
    assert send(client, sealed_record(data), token).status_code == 401
    assert intake.waiting(data) == []


def test_megabytes_and_rubbish_are_refused_in_the_readers_language(client: Client, data: Path) -> None:
    token = token_of(client)
    large = send(client, b"\x01" * 3_000_000, token, "ru")
    rubbish = send(client, b"rubbish", token)

    assert large.status_code == 413
    assert set(large.json()) == {"error"}
    assert (rubbish.status_code, rubbish.json()) == (400, {"error": field_views.UNREADABLE})
    assert intake.waiting(data) == []


def test_a_full_disk_is_said_and_the_record_stays_where_it_is(client: Client, data: Path, monkeypatch) -> None:
    monkeypatch.setattr(intake, "ROOM_LEFT", 2**62)
    answer = send(client, sealed_record(data), token_of(client))
    assert (answer.status_code, answer.json()) == (503, {"error": field_views.CANNOT_KEEP})


def test_figures_lie_on_the_disk_as_a_slow_hash_and_under_no_name(client: Client, data: Path) -> None:
    (kept,) = (data / phone.PINS).glob("*.json")
    assert (kept.stat().st_mode & 0o77, "zarina" in kept.name) == (0, False)
    assert json.loads(kept.read_text())["pin"].startswith("argon2")
    assert PIN not in kept.read_text()


@pytest.fixture
def own_name(settings) -> str:
    settings.FIELD_HOSTS = ("notes.example.org",)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "notes.example.org"]
    return "notes.example.org"


@pytest.mark.parametrize(
    "path", ["/", "/ru/", "/desk/", "/desk/sign-in/", "/static/core/panoh.css", "/exit/", "/r/x/", "/ring/worker.js", "/api/v1/"]
)
def test_under_a_name_of_its_own_there_is_nothing_else(client: Client, agent: Path, own_name: str, path: str) -> None:
    got = client.get(path, headers={"Accept-Language": "ru", "Host": own_name})
    assert (got.status_code, got["Location"], got.cookies) == (302, "/field/ru/", {})


def test_under_its_own_name_the_page_and_what_it_needs_are_whole(client: Client, agent: Path, own_name: str) -> None:
    response = client.get("/field/ru/", headers={"Host": own_name})
    page = soup_of(response)
    for link in [*(each["href"] for each in page.select("link[rel=stylesheet]")), *(each["src"] for each in page.select("[src]"))]:
        assert client.get(link, headers={"Host": own_name}).headers.get("Location") is None, link
    assert client.get("/field/ru/worker.js", headers={"Host": own_name})["Content-Type"].startswith("text/javascript")
    assert not page.select("a[href^=http]")


def test_under_the_name_it_left_it_says_the_new_one_and_sends_what_waits(client: Client, data: Path, own_name: str) -> None:
    page = soup_of(client.get("/field/en/"))
    assert page.select_one("a[href='https://notes.example.org/field/en/']")
    assert sign_in(client).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_that_opens_without_a_network_names_the_numbers_to_ring_in_danger(client: Client, agent: Path, language: str) -> None:
    numbers = [link["href"] for link in soup_of(client.get(f"/field/{language}/")).main.select("#ring a")]

    assert numbers == [f"tel:{line.number}" for line in dialled()]
    assert numbers


def test_without_a_number_that_was_rung_the_page_asks_to_ring_none(client: Client, agent: Path, monkeypatch) -> None:
    monkeypatch.setattr(field_views, "hotlines", tuple)

    assert soup_of(client.get("/field/en/")).main.select("#ring, a[href^=tel]") == []
