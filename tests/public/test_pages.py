"""Pages for people who seek help: three languages, light, silent, no way to the desk."""

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from panoh.exchange.public_snapshot import FACTS, FILE
from panoh.vault import client as vault_client
from tests.pages import public_weight, soup_of

# None of these tests has a database: a query would fail it.
PAGES = [
    f"/{language}/{page}"
    for language in ("tg", "ru", "en")
    for page in ("", "help/", "rights/", "kept/", "call/", "places/", "booklet/", "booklet/decide/", "figures/")
]


@pytest.mark.parametrize(
    ("header", "language"), [("tg", "tg"), ("ru-RU,ru;q=0.9", "ru"), ("en-GB", "en"), ("de,en;q=0.5", "en"), ("fa", "tg"), ("", "tg")]
)
def test_first_page_follows_the_browser(client: Client, agent: Path, header: str, language: str) -> None:
    response = client.get("/", headers={"Accept-Language": header})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_silent_and_light(client: Client, agent: Path, path: str) -> None:
    response = client.get(path)
    page = soup_of(response)
    assert response.status_code == 200
    assert page.html["lang"] == response.headers["Content-Language"] == path[1:3]
    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert [script["src"] for script in page.select("script, [src]")] == [
        f"{settings.STATIC_URL}core/js/{name}.js" for name in ("fresh", "leave")
    ]
    assert not page.select("iframe, img, audio, video, object")
    links = [link["href"] for link in page.select("[href]")] + [script["src"] for script in page.select("[src]")]
    assert not [link for link in links if "desk" in link or "//" in link]
    sources = [link.removeprefix(settings.STATIC_URL) for link in links if link.startswith(settings.STATIC_URL)]
    assert len(sources) == 4
    assert public_weight(response) < 8_500
    assert [link["href"] for link in page.select(".langs a")] == [path.replace(path[:4], f"/{code}/", 1) for code in ("tg", "ru", "en")]
    assert [link.text for link in page.select(".langs a")] == ["Тоҷикӣ", "Русский", "English"]
    assert [link["hreflang"] for link in page.select(".langs [aria-current]")] == [path[1:3]]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_asked_for_anew_and_comes_again_only_when_it_changed(client: Client, agent: Path, path: str) -> None:
    first = client.get(path)
    edition = first.headers["ETag"]

    same = client.get(path, headers={"If-None-Match": edition})
    other = client.get(path, headers={"If-None-Match": '"of another day"'})

    assert (same.status_code, same.content, same.headers["ETag"], same.headers["Cache-Control"]) == (304, b"", edition, "private, no-cache")
    assert (other.status_code, other.content) == (200, first.content)


def test_only_the_copy_for_a_time_without_a_network_is_kept_and_nothing_of_forms_or_the_desk(client: Client, agent: Path, db: None) -> None:
    kept = {
        path: client.get(path, headers={"X-Keep": "1"}).headers["Cache-Control"]
        for path in ("/en/", "/en/write/", "/desk/sign-in/", "/en/no/")
    }
    assert kept == {"/en/": "private, max-age=604800", "/en/write/": "no-store", "/desk/sign-in/": "no-store", "/en/no/": "no-store"}


@pytest.mark.parametrize("path", PAGES)
def test_numbers_dial_and_say_that_this_is_a_training_copy(client: Client, agent: Path, path: str) -> None:
    page = soup_of(client.get(path))
    assert [(call["href"], call.b.get_text()) for call in page.select("a.call")] == [
        ("tel:+992000000301", "+992 00 000 03 01"),
        ("tel:+992000000302", "+992 00 000 03 02"),
        ("tel:+992000000303", "+992 00 000 03 03"),
    ]
    if path.startswith("/en/"):
        assert all("training copy" in call.get_text() for call in page.select("a.call"))
        assert page.select_one(".banner").get_text() == "Test system: keys unlock automatically, do not enter real data"


def test_tab_and_title_do_not_name_the_work(client: Client, agent: Path) -> None:
    titles = [soup_of(client.get(path)).title.get_text() for path in PAGES if path.startswith("/en/")]
    assert titles == [
        "Help",
        "Who we help, and how",
        "Your rights",
        "What we hold about you",
        "What happens after a call",
        "Where else you can find help",
        "Booklet",
        "You decide",
        "Statistics",
    ]


def test_page_tells_whom_how_what_after_and_what_is_kept(client: Client, agent: Path) -> None:
    page = soup_of(client.get("/en/"))
    assert [heading.get_text() for heading in page.select("h2")] == [
        "Call us",
        "Who we help",
        "What happens after a call",
        "What we hold about you",
        "Where else you can find help",
    ]


def test_only_pages_that_say_nothing_of_their_reader_are_kept_by_the_browser(client: Client, agent: Path) -> None:
    assert {client.get(path).headers["Cache-Control"] for path in ("/", "/exit/", "/r/x/", "/en/nothing/")} == {"no-store"}


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        (
            {},
            [
                "Клиника Х",
                "polyclinic",
                "+992 90 000 00 01",
                "neurologist, eye specialist",
                "Danghara, ул. Примерная, 1",
                "Checked on 01.03.2026",
            ],
        ),
        ({"due_on": "2026-03-20"}, None),
    ],
)
def test_directory_says_what_is_fresh_and_dials_also_while_locked(
    client: Client, agent: Path, facts: dict[str, Any], shown: list[str] | None
) -> None:
    entry = {
        **dict.fromkeys(FACTS, ""),
        **{name: [] for name in ("services", "languages", "opening_days")},
        "hours": {},
        "name": "Клиника Х",
        "kind": "polyclinic",
        "services": ["neurology", "eye"],
        "region": "TJ-KT",
        "place": "TJ-KT.danghara",
        "address": "ул. Примерная, 1",
        "phone": "+992900000001",
        "checked_on": "2026-03-01",
        "due_on": "2026-03-21",
        **facts,
    }
    file = Path(settings.DATA) / FILE
    file.write_text(json.dumps({"stamp": "", "entries": [entry]}))
    vault_client.lock()
    try:
        with time_machine.travel("2026-03-20 12:00:00+05:00"):
            page = soup_of(client.get("/en/places/"))
    finally:
        vault_client.unlock(None)
        file.unlink()
    entries = page.select("section div")
    assert ([text.get_text(" ", strip=True) for text in entries[0].select("h3, p")] if entries else None) == shown
    assert ("tel:+992900000001" in [link["href"] for link in page.select("main a")]) == bool(shown)
    assert ("At present there is no checked entry that may be shown here" in page.get_text()) == (not shown)


@pytest.mark.parametrize(("language", "name"), [("tg", "Маркази равоншиносӣ"), ("ru", "Психологический центр"), ("en", "Центр")])
def test_a_place_is_called_as_who_reads_calls_it(client: Client, agent: Path, language: str, name: str) -> None:
    bare = {**dict.fromkeys(FACTS, ""), **{each: [] for each in ("services", "languages", "opening_days")}, "hours": {}}
    names = {"name": "Центр", "name_tg": "Маркази равоншиносӣ", "name_ru": "Психологический центр"}
    entry = {**bare, **names, "region": "TJ-KT", "checked_on": "2026-03-01", "due_on": "2026-03-21"}
    file = Path(settings.DATA) / FILE
    file.write_text(json.dumps({"stamp": "", "entries": [entry]}))
    try:
        with time_machine.travel("2026-03-20 12:00:00+05:00"):
            page = soup_of(client.get(f"/{language}/places/"))
    finally:
        file.unlink()
    assert [each.text for each in page.select("section h3")] == [name]


def test_whom_to_ask_for_stands_beside_the_number_that_is_dialled(client: Client, agent: Path) -> None:
    contacts = [
        {"name": "Лола", "title": "сестра", "phone": "+992900000002", "email": ""},
        {"name": "", "title": "", "phone": "", "email": "a@clinic.tj"},
    ]
    bare = {**dict.fromkeys(FACTS, ""), **{name: [] for name in ("services", "languages", "opening_days")}, "hours": {}}
    days = {"checked_on": "2026-03-01", "due_on": "2026-03-21"}
    entry = {**bare, **days, "name": "Клиника", "region": "TJ-KT", "contact_name": "Саида", "contacts": contacts}
    file = Path(settings.DATA) / FILE
    file.write_text(json.dumps({"stamp": "", "entries": [entry]}))
    try:
        with time_machine.travel("2026-03-20 12:00:00+05:00"):
            page = soup_of(client.get("/en/places/"))
    finally:
        file.unlink()

    said = [" ".join(text.get_text(" ", strip=True).split()) for text in page.select("section div p")]
    assert [line for line in said if "Ask" in line and "again" not in line] == ["Ask for: Саида", "Ask for: Лола, сестра +992 90 000 00 02"]
    assert "a@clinic.tj" in said
    assert page.select_one("main a[href='tel:+992900000002']")


def test_pages_go_on_while_the_server_is_locked(client: Client, agent: Path) -> None:
    vault_client.lock()
    try:
        assert client.get("/tg/").status_code == 200
    finally:
        vault_client.unlock(None)


@pytest.mark.parametrize("path", ["/de/", "/tg/nothing/", "/TG/", "/tgru/"])
def test_there_are_no_other_pages(client: Client, agent: Path, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "/desk/" not in response.content.decode()


def test_quick_exit_needs_no_cookie_and_leads_to_a_neutral_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/exit/")
    assert (response.status_code, response.headers["Location"]) == (303, "https://www.google.com/")
    assert response.headers["Clear-Site-Data"] == '"cache"'


def test_policy_of_the_page_lets_the_exit_through(client: Client, agent: Path) -> None:
    """Chromium holds redirects of a form against form-action: without this the button would do nothing."""
    policy = client.get("/en/").headers["Content-Security-Policy"]
    assert "form-action 'self' https://www.google.com" in policy
    assert "script-src 'self'" in policy
