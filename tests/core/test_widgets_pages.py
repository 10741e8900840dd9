"""The frame and the components as whole pages: three languages, their weight, what goes wrong, and the shut door."""

import gzip
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.staticfiles import finders
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.core import agent as core_agent
from panoh.core.errors import Conflict, Denied, Locked, NotFound, NotRecorded, PanohError, WrongState
from panoh.desk.frame import context
from panoh.desk.frame.errors import server_error
from panoh.desk.middleware import errors, locked_door
from panoh.vault import client as vault_client
from tests.factories.accounts import make_user, sign_in
from tests.pages import soup_of

CSS = Path(__file__).resolve().parents[2] / "panoh/core/static/core/panoh.css"
PAGE = "/desk/components/"


@pytest.fixture
def coordinator(client: Client, db: None) -> User:
    return sign_in(client, make_user(Role.COORDINATOR, language="en"))


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_components_are_shown_in_the_language_of_the_account(client: Client, db: None, language: str) -> None:
    sign_in(client, make_user(Role.COORDINATOR, language=language))
    response = client.get(PAGE)
    page = soup_of(response)
    assert response.status_code == 200
    assert page.html["lang"] == language
    assert len(page.select("h1")) == 1
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for label in page.select("label[for]"):
        assert page.select(f'[id="{label["for"]}"]'), label
    for described in page.select("[aria-describedby]"):
        assert all(page.select(f'[id="{part}"]') for part in described["aria-describedby"].split())


def test_frame_holds_the_places_that_the_roles_give(client: Client, db: None) -> None:
    sign_in(client, make_user(Role.DIRECTOR, language="en"))
    views = [entry["href"] for entry in soup_of(client.get(PAGE)).select(".rail a")]
    assert "/desk/figures/" in views
    assert not [view for view in views if view.startswith(("/desk/cases", "/desk/requests", "/desk/referrals"))]


def test_frame_says_who_is_here_and_how_to_lock(client: Client, coordinator: User) -> None:
    page = soup_of(client.get(PAGE))
    assert page.select_one(".who").get_text() == f"{coordinator.username}, Secretariat"
    assert [button.get_text(strip=True) for button in page.select('.bar form[method="post"] > button')] == ["Hide details", "Lock"]
    assert page.select_one("a.skip")["href"] == "#main"
    assert page.select_one("main")["id"] == "main"


def test_theme_of_the_account_is_written_by_the_server(client: Client, db: None, arranging: None) -> None:
    user = make_user(Role.COORDINATOR, language="en")
    sign_in(client, user)
    assert "data-theme" not in soup_of(client.get(PAGE)).html.attrs
    User.objects.filter(pk=user.pk).update(theme="dark")
    assert soup_of(client.get(PAGE)).html["data-theme"] == "dark"


def test_practice_is_framed_and_an_open_instance_says_so(client: Client, db: None, arranging: None) -> None:
    user = make_user(Role.COORDINATOR, language="en")
    sign_in(client, user)
    before = soup_of(client.get(PAGE))
    assert "practice" not in before.body["class"]
    assert [banner.get_text() for banner in before.select(".banner")] == [
        ("Test system: keys unlock automatically, do not enter real data")
    ]
    User.objects.filter(pk=user.pk).update(is_practising=True)
    after = soup_of(client.get(PAGE))
    assert "practice" in after.body["class"]
    said = "Practice mode. The people are invented and are not counted. You can change only them; everything else is read-only."
    assert said in [banner.get_text(strip=True) for banner in after.select(".banner")]


def test_every_place_of_the_rail_is_an_address() -> None:
    assert all(place.place.url for place in context.RAIL)


def test_thumb_row_has_five_places_and_more_is_the_last(client: Client, coordinator: User) -> None:
    rows = soup_of(client.get(PAGE)).select(".rail li")
    thumb = [row.get_text(strip=True) for row in rows if "desk-only" not in row.get("class", [])]
    assert (len(rows), len(thumb), thumb[-1]) == (context.MOST + 2, 5, "More")


def test_first_page_is_light(client: Client, coordinator: User) -> None:
    response = client.get(PAGE)
    sources = re.findall(r'(?:href|src)="(/static/[^"]+)"', response.content.decode())
    files = [finders.find(source.removeprefix(settings.STATIC_URL)) for source in sources]
    assert all(files), sources
    weights = [packed(Path(str(file)).read_bytes()) for file in files]
    assert len(sources) >= 7
    assert packed(response.content) + sum(weights) < 60_000


def test_stylesheet_is_small_and_names_every_colour_once() -> None:
    css = CSS.read_text(encoding="utf-8")
    assert len(css.encode()) < 25_000
    assert "!important" not in css
    assert re.search(r"@import|url\(|transition|animation", css) is None
    named = set(re.findall(r"(--[\w-]+):", css))
    used = set(re.findall(r"var\((--[\w-]+)", css))
    assert used - named == set()


def test_dark_is_the_same_by_choice_and_by_phone() -> None:
    css = CSS.read_text(encoding="utf-8")
    dark = re.findall(r'data-theme="(?:light"\]\)|dark"\]) \{\s*(color-scheme: dark;.*?)\}', css, re.DOTALL)
    assert len(dark) == 2
    first, second = ([line.strip() for line in block.split(";")] for block in dark)
    assert first == second


def luminance(colour: str) -> float:
    short = colour.lstrip("#")
    full = short if len(short) == 6 else "".join(part * 2 for part in short)
    parts = [int(full[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_every_ground(theme: str) -> None:
    css = CSS.read_text(encoding="utf-8")
    block = (
        css.partition(":root {")[2].partition("}")[0]
        if theme == "light"
        else css.partition(':root[data-theme="dark"] {')[2].partition("}")[0]
    )
    colour = dict(re.findall(r"--([\w-]+): (#\w+)", block))
    pairs = [(ink, ground) for ink in ("ink", "ink-2", "accent") for ground in ("paper", "sheet", "inset", "accent-soft")]
    pairs += [(name, f"{name}-soft") for name in ("late", "danger", "done", "info", "seal")]
    pairs += [
        ("on-accent", "accent"),
        ("on-accent", "accent-2"),
        ("late", "sheet"),
        ("danger", "sheet"),
        ("seal", "sheet"),
        ("ink", "late-soft"),
    ]
    assert {pair: round(ratio, 2) for pair in pairs if (ratio := contrast(colour[pair[0]], colour[pair[1]])) < 4.5} == {}
    assert contrast(colour["edge"], colour["sheet"]) >= 3
    assert contrast(colour["focus"], colour["paper"]) >= 3


# -- headers ----------------------------------------------------------------------------------------------------------

EXPECTED = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}


@pytest.mark.parametrize("path", ["/", "/en/", "/nothing/", "/desk/components/", "/desk/nothing/", "/desk/sign-in/"])
def test_every_answer_carries_the_headers(client: Client, db: None, path: str) -> None:
    response = client.get(path)
    kept = {"Cache-Control": "private, no-cache"} if path == "/en/" else {}  # a public page is asked for anew
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED | kept
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert (response.headers.get("X-Robots-Tag") or "").startswith("noindex") == path.startswith("/desk/")


def test_unlocking_htmx_needs_nothing_that_the_policy_forbids(client: Client, coordinator: User) -> None:
    content = soup_of(client.get(PAGE)).select_one('meta[name="htmx-config"]')["content"]
    assert '"includeIndicatorStyles":false' in content
    assert '"allowEval":false' in content
    assert '"historyCacheSize":0' in content  # no page of a person in the browser's storage


# -- what goes wrong --------------------------------------------------------------------------------------------------


def answer(user: User | None, exception: Exception, *, htmx: bool = False, data: dict[str, str] | None = None) -> HttpResponse | None:
    headers = {"HX-Request": "true"} if htmx else {}
    factory = RequestFactory(headers=headers)
    request = factory.post("/desk/x/", data) if data is not None else factory.get("/desk/x/")
    if user is not None:
        request.user, request.session = user, SessionBase()
    with translation.override("en"):
        return errors(lambda _request: HttpResponse()).process_exception(request, exception)


@pytest.mark.parametrize(
    ("exception", "status", "heading"),
    [
        (Denied("No consent for this recipient. Ask for consent."), 403, "You do not have access"),
        (Conflict("Compare both versions."), 409, "Someone else changed this meanwhile"),
        (WrongState("The case is closed already."), 409, "This cannot be done now"),
        (Locked("The keys are away."), 503, "Locked for now"),
        (NotRecorded("The record is full."), 503, "Nothing was shown and nothing was changed"),
        (NotFound("secret"), 404, "Page not found"),
        (ObjectDoesNotExist("secret"), 404, "Page not found"),
    ],
)
def test_error_of_the_house_is_a_page_with_its_reason(db: None, exception: Exception, status: int, heading: str) -> None:
    response = answer(make_user(Role.COORDINATOR), exception)
    assert response is not None
    page = soup_of(response)
    assert response.status_code == status
    assert page.h1.get_text() == heading
    assert "data-trouble" in page.body.attrs
    assert page.select(".rail a")
    assert "secret" not in page.get_text()
    if isinstance(exception, PanohError) and status != 404:
        assert str(exception.sentence) in page.get_text()


def test_error_for_htmx_is_a_note_on_top(db: None) -> None:
    response = answer(make_user(Role.COORDINATOR), Denied("Ask for consent."), htmx=True)
    assert response is not None
    assert (response.status_code, response.headers["HX-Retarget"]) == (403, "#said")
    assert "<html" not in response.content.decode()
    assert "Ask for consent." in response.content.decode()


def test_defect_is_left_to_the_last_handler(db: None) -> None:
    assert answer(None, ZeroDivisionError()) is None


def test_what_could_not_be_saved_is_shown_to_be_copied_but_no_password(db: None) -> None:
    words = "A long account of what the person said, typed for an hour. <b>"
    typed = {"words": words, "passphrase": "correct horse battery staple and many more words", "short": "x"}
    for error in (Conflict("Compare."), Denied("No."), NotFound("Not here.")):
        response = answer(make_user(Role.COORDINATOR), error, data=typed)
        assert response is not None
        assert [text.get_text() for text in soup_of(response).select(".words")] == [words], error
        assert "battery" not in response.content.decode()


def test_stranger_gets_the_bare_page_without_a_query(django_assert_num_queries: object, client: Client, db: None) -> None:
    with django_assert_num_queries(0):
        response = client.get("/desk/nothing/", headers={"Accept-Language": "en"})
    page = soup_of(response)
    assert response.status_code == 404
    assert not page.select(".rail")
    assert not page.select("script")


def raised(exception: Exception, path: str = "/desk/x/", language: str = "en") -> HttpResponse:
    request = RequestFactory(headers={"Accept-Language": language}).get(path)
    try:
        raise exception
    except type(exception):
        with translation.override(language):
            return server_error(request)


def test_defect_is_a_page_with_a_number_and_no_detail(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("panoh").propagate = True
    try:
        with caplog.at_level("ERROR", "panoh.desk"):
            response = raised(ZeroDivisionError("Zarina Kadyrova"))
    finally:
        logging.getLogger("panoh").propagate = False
    text = soup_of(response).get_text()
    number = re.search(r"this number: (\w{6})", text)
    assert response.status_code == 500
    assert number is not None
    assert "Zarina" not in text
    assert f"number={number[1]} kind=ZeroDivisionError at=test_widgets_pages.py:" in caplog.text
    assert "Zarina" not in caplog.text


def test_error_raised_before_any_view_keeps_its_status() -> None:
    response = raised(Locked("The keys are away."))
    assert (response.status_code, "The keys are away." in response.content.decode()) == (503, True)


@pytest.mark.parametrize(
    ("path", "language"), [("/ru/nothing/", "ru"), ("/tg/nothing/", "tg"), ("/en/nothing/", "en"), ("/nothing/", "ru")]
)
def test_page_not_found_is_in_the_language_of_the_visitor(client: Client, path: str, language: str) -> None:
    page = soup_of(client.get(path, headers={"Accept-Language": "ru"}))
    assert page.html["lang"] == language
    assert page.select_one("main a")["href"] == f"/{language}/"
    assert "desk" not in str(page)


# -- the shut door ----------------------------------------------------------------------------------------------------


@pytest.fixture
def shut(agent: Path) -> Iterator[None]:
    vault_client.lock()
    yield
    vault_client.unlock(None)


def test_locked_instance_answers_in_three_languages_and_asks_nobody(shut: None, client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "stale"
    response = client.get("/desk/cases/")  # no database mark on this test: a query would fail it
    page = soup_of(response)
    assert response.status_code == 503
    assert response.headers["Cache-Control"] == "no-store"
    assert [section["lang"] for section in page.select("section")] == ["tg", "ru", "en"]
    assert page.select_one("a.btn--main")["href"] == "/desk/unlock/"
    assert not page.select("script")
    assert response.cookies == {}


def test_locked_instance_makes_htmx_open_the_whole_page(shut: None, client: Client) -> None:
    assert client.post("/desk/cases/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_locked_instance_lets_unlock_public_pages_and_static_files_through(shut: None) -> None:
    seen = []

    def inside(request: HttpRequest) -> HttpResponse:
        seen.append((request.path, settings.SESSION_COOKIE_NAME in request.COOKIES))
        return HttpResponse()

    door = locked_door(inside)
    for path in ("/desk/unlock/", "/tg/", "/static/core/panoh.css", "/desk/", "/desk/unlock/more/"):
        request = RequestFactory().get(path)
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "stale"
        door(request)
    assert seen == [("/desk/unlock/", False), ("/tg/", True), ("/static/core/panoh.css", True)]


def test_unlocked_instance_lets_everybody_through(agent: Path) -> None:
    assert core_agent.call("status")["locked"] is False
    assert locked_door(lambda _request: HttpResponse("in"))(RequestFactory().get("/desk/cases/")).content == b"in"
