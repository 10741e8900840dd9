"""What the scripts do in a real browser, on pages that Django drew, under the real policy; and axe over every component."""

import gzip
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, Request, Route, expect

from panoh.accounts.roles import Role
from tests.factories.accounts import make_user, sign_in
from tests.factories.hotline import make_line

CHROMIUM = shutil.which("chromium-headless-shell")
SITE = "http://localhost"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

pytestmark = pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="chromium-headless-shell is not installed")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium; as root it wants no sandbox."""
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"], "headless": True}


@pytest.fixture(scope="module", autouse=True)
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Static files as they are served, and pages that name them so."""
    folder = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "panoh.core.static_files.StaticStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


class Desk:
    """A browser page whose every request is answered here: pages by Django's test client, static files from where they were collected."""

    def __init__(self, page: Page, client: Client) -> None:
        self.page, self.client = page, client
        self.errors: list[str] = []
        self.asked: list[Request] = []
        self.answers: dict[tuple[str, str], Callable[[Request], dict[str, Any]]] = {}
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.route("**/*", self.answer)

    def answer(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(SITE).partition("#")[0]
        if path.startswith("/desk/ringing/"):  # every page asks for it
            return route.fulfill(status=204)
        self.asked.append(request)
        given = self.answers.get((request.method, path.partition("?")[0]))
        if given:
            route.fulfill(**given(request))
        elif path.startswith(settings.STATIC_URL):
            file = Path(settings.STATIC_ROOT, path.removeprefix(settings.STATIC_URL))
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        else:
            route.abort()
        return None

    def open(self, path: str, put: str = "") -> Page:
        """Opens an address; `put` is markup to stand in the main part before the scripts see the page."""
        drawn = self.client.get(path)  # here and not in `answer`: that runs where Django would open a connection of its own
        body = drawn.content.decode().replace('<div class="said"', put + '<div class="said"', 1)
        headers = {name: value for name, value in drawn.headers.items() if name != "Content-Length"}
        self.answers["GET", path] = lambda _request: {"status": drawn.status_code, "headers": headers, "body": body}
        self.page.goto(SITE + path)
        return self.page

    def sent(self, method: str, path: str) -> list[Request]:
        return [request for request in self.asked if (request.method, request.url) == (method, SITE + path)]


@pytest.fixture
def desk(browser: Browser, client: Client, db: None) -> Iterator[Desk]:
    sign_in(client, make_user(Role.COORDINATOR, language="en"))
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    yield Desk(context.new_page(), client)
    context.close()


COMPONENTS = "/desk/components/"
TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="t">'
NOTE = (
    f'<form id="f" method="post" action="/desk/saved/" data-draft="note:1">{TOKEN}<input type="hidden" name="draft_id" value="own"><textarea class="in" name="words" id="w"></textarea>'
    '<label><input type="radio" name="kind" value="a">a</label><label><input type="radio" name="kind" value="b">b</label>'
    '<input type="password" name="pass"><p data-draft-state data-kept="Saved" data-failed="Not kept" data-out="Signed out"></p><button id="send">Send</button></form>'
)
OFFER = (
    '<div data-draft-offer="note:1" data-failed="Failed"><div data-draft-of="older"><strong>There is a draft</strong>'
    '<a href="?draft=use" data-draft-use>Use it</a></div><a href="?draft=leave" data-draft-leave>Leave it</a></div>'
)
DRAFT = "/desk/drafts/note%3A1/"
HERE = "/desk/account/here/"


def empty(_request: Request) -> dict[str, Any]:
    return {"status": 204}


ASKED = (
    f'<form id="f" method="post">{TOKEN}<input name="birth" id="birth"><input name="on" value="29.11.2026">'
    '<select name="consent"><option value=""></option><option value="written">w</option><option value="spoken">s</option></select>'
    '<input type="hidden" name="unasked" value="witness"><fieldset data-asked-if="consent=spoken" hidden disabled>'
    '<input name="witness" id="witness"></fieldset>'
    '<input type="hidden" name="unasked" value="guardian"><fieldset data-asked-if="consent &amp; birth~child@on|witness=mother" hidden disabled>'
    '<input name="guardian" id="guardian"></fieldset>'
    '<input type="hidden" name="unasked" value="assent"><fieldset data-asked-if="consent &amp; birth~asked@on" hidden disabled>'
    '<input name="assent" id="assent"></fieldset>'
    '<label for="words">words <span id="optional" data-needed-if="consent=written,spoken">optional</span></label>'
    '<textarea id="words" name="words"></textarea></form>'
)


def test_a_question_comes_and_goes_with_its_reason_and_is_sent_only_while_it_stands_there(desk: Desk) -> None:
    page = desk.open(COMPONENTS, ASKED)
    sent = lambda: page.evaluate("Array.from(new FormData(document.getElementById('f')).keys()).sort()")  # noqa: E731 -- one line of a test
    stands = {"birth", "on", "consent", "words", "csrfmiddlewaretoken"}
    assert set(sent()) == {*stands, "unasked"}
    page.select_option("#f [name=consent]", "spoken")
    page.fill("#witness", "aunt")
    assert set(sent()) == {*stands, "unasked", "witness"}
    assert (page.locator("#optional").is_visible(), page.get_attribute("#words", "aria-required")) == (False, "true")
    for birth, asks in (("2012", True), ("29.11.2008", False), ("30112008", True), ("1.6.12", True), ("1990-05-31", False), ("?", False)):
        page.fill("#birth", birth)
        assert page.locator("#guardian").is_visible() == asks, birth
    for birth, asks in (("2020", True), ("2021", False), ("1990", False)):
        page.fill("#birth", birth)
        assert page.locator("#assent").is_visible() == asks, birth
    page.fill("#witness", "mother")
    assert page.locator("#guardian").is_visible()
    page.select_option("#f [name=consent]", "written")
    assert set(sent()) == {*stands, "unasked"}
    page.select_option("#f [name=consent]", "spoken")
    assert page.input_value("#witness") == "mother"
    assert desk.errors == []


def test_letters_come_with_the_focus_and_are_one_row(desk: Desk) -> None:
    page = desk.open(COMPONENTS)
    assert page.locator(".letters").count() == 0
    page.locator("#id_family_name").focus()
    page.locator("#id_words").focus()
    assert page.locator(".letters").count() == page.locator("#id_words + .letters").count() == 1
    assert desk.errors == []


def test_letters_are_put_in_at_the_caret_and_great_at_the_beginning_of_a_name(desk: Desk) -> None:
    page = desk.open(COMPONENTS)
    field = page.locator("#id_family_name")
    row = page.locator("#id_family_name + .letters")
    field.fill("")
    row.get_by_text("ғ").click()
    assert field.input_value() == "Ғ"
    field.press("End")
    field.type("улом")
    row.get_by_text("ӣ").click()
    assert field.input_value() == "Ғуломӣ"
    field.evaluate("field => field.setSelectionRange(1, 1)")
    row.get_by_text("ҳ").click()
    assert field.input_value() == "Ғҳуломӣ"
    field.press("End")
    field.type("-")
    row.get_by_text("ҷ").click()
    assert field.input_value() == "Ғҳуломӣ-Ҷ"
    assert page.evaluate("document.activeElement.id") == "id_family_name"
    assert desk.errors == []


def test_letters_are_one_stop_of_the_keyboard(desk: Desk) -> None:
    page = desk.open(COMPONENTS)
    page.locator("#id_family_name").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "ғ"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "қ"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_birth"


def test_letters_in_running_text_are_great_only_after_a_sentence(desk: Desk) -> None:
    page = desk.open(COMPONENTS)
    field = page.locator("#id_words")
    row = page.locator("#id_words + .letters")
    for typed in ("", " ", "нест. "):
        field.press("Control+End")
        field.type(typed)
        row.get_by_text("қ").click()
    assert field.input_value() == "Қ қнест. Қ"


def test_draft_is_kept_as_one_types_without_password_or_token(desk: Desk) -> None:
    desk.answers["POST", DRAFT] = empty
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "Што гуфт")
    page.fill("[name=pass]", "secret")
    page.check("[value=b]")
    page.locator("#f [data-draft-state]").filter(has_text="Saved").wait_for()
    (request,) = desk.sent("POST", DRAFT)
    assert json.loads(request.post_data or "") == {"words": ["Што гуфт"], "kind": ["b"]}
    assert request.headers["x-csrftoken"]
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("Object.entries(sessionStorage)") == [["htmx-current-path-for-history", COMPONENTS]]  # an address holds no name


def test_draft_is_said_to_be_saved_by_no_clock_and_only_until_one_types_on(desk: Desk) -> None:
    desk.answers["POST", DRAFT] = empty
    page = desk.open(COMPONENTS, NOTE)
    state = page.locator("#f [data-draft-state]")
    page.fill("#w", "one")
    state.filter(has_text="Saved").wait_for()
    said, height = state.inner_text(), state.bounding_box()
    page.fill("#w", "one two")
    assert (said, state.inner_text().strip(), state.bounding_box()) == ("Saved", "", height)  # what stands below it does not move
    state.filter(has_text="Saved").wait_for()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 302, "headers": {"Location": "/desk/sign-in/"}}, "Signed out"),
        ({"status": 401}, "Signed out"),
        ({"status": 409, "headers": {"X-Account": "other"}}, "Signed out"),
        ({"status": 503}, "Not kept"),
    ],
)
def test_draft_that_was_not_kept_says_why_and_is_tried_again(desk: Desk, answer: dict[str, Any], said: str) -> None:
    desk.answers["POST", DRAFT] = lambda _request: answer
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "one")
    page.locator("#f [data-draft-state]").filter(has_text=said).wait_for()
    desk.answers["POST", DRAFT] = empty
    page.fill("#w", "one two")
    page.locator("#f [data-draft-state]").filter(has_text="Saved").wait_for()


def test_what_a_refused_form_comes_back_with_is_kept_at_once(desk: Desk) -> None:
    desk.answers["POST", DRAFT] = empty
    refused = NOTE.replace("data-draft-state", "data-draft-state data-refused").replace("</textarea>", "typed in haste</textarea>")
    desk.open(COMPONENTS, refused).locator("#f [data-draft-state]").filter(has_text="Saved").wait_for()

    assert [json.loads(request.post_data or "")["words"] for request in desk.sent("POST", DRAFT)] == [["typed in haste"]]


def test_draft_is_used_when_asked(desk: Desk) -> None:
    desk.answers["GET", DRAFT] = lambda _request: {"json": {"words": ["Аз телефон"], "kind": ["a"], "gone": ["x"]}}
    page = desk.open(COMPONENTS, OFFER + NOTE)
    page.locator("[data-draft-use]").first.click()
    page.locator("[data-draft-offer='note:1']").wait_for(state="detached")
    assert page.input_value("#w") == "Аз телефон"
    assert page.is_checked("[value=a]")
    assert desk.sent("DELETE", DRAFT) == []


def test_draft_keeps_the_version_it_was_typed_over_and_what_lies_folded(desk: Desk) -> None:
    desk.answers["POST", DRAFT] = empty
    desk.answers["GET", DRAFT] = lambda _request: {"json": {"version": ["2"], "words": ["Аз телефон"], "more": ["on"]}}
    folded = '<details><summary>More</summary><input type="checkbox" name="more"></details>'
    hidden = '<input type="hidden" name="version" value="3"><input type="hidden" name="next" value="/">'
    page = desk.open(COMPONENTS, OFFER + NOTE.replace("<textarea", hidden + "<textarea").replace("<button", folded + "<button"))
    page.fill("#w", "one")
    page.locator("#f [data-draft-state]").filter(has_text="Saved").wait_for()
    (request,) = desk.sent("POST", DRAFT)
    assert request.headers["x-draft"] == "own"
    assert json.loads(request.post_data or "") == {"version": ["3"], "words": ["one"], "kind": [], "more": []}

    page.locator("[data-draft-use]").first.click()
    page.locator("[data-draft-offer='note:1']").wait_for(state="detached")
    assert page.input_value("#f [name=version]") == "2"
    assert page.locator("#f [name=more]").is_visible()
    assert page.evaluate("document.activeElement.id") == "w"
    page.fill("#w", "two")
    page.locator("#f [data-draft-state]").filter(has_text="Saved").wait_for()
    assert [request.headers["x-draft"] for request in desk.sent("POST", DRAFT)][-1] == "older"


WORKERS = (
    '<form id="f"><select name="home"><option value="">-</option><option value="a">Apeiron</option><option value="b">Bonu</option></select>'
    '<select name="who" data-narrowed-by="home" data-always="Centre"><option value="">nobody</option>'
    '<optgroup label="Apeiron"><option value="1">one</option></optgroup><optgroup label="Bonu"><option value="2">two</option></optgroup>'
    '<optgroup label="Centre"><option value="3">three</option></optgroup></select></form>'
)


def test_a_list_is_narrowed_to_the_group_of_the_answer_and_the_one_that_always_stands_there(desk: Desk) -> None:
    page = desk.open(COMPONENTS, WORKERS)
    offered = lambda: page.locator("#f [name=who] option").all_inner_texts()  # noqa: E731 -- one line of a test
    assert offered() == ["nobody", "three"]
    page.select_option("#f [name=home]", "a")
    assert offered() == ["nobody", "one", "three"]
    page.select_option("#f [name=who]", "1")
    page.select_option("#f [name=home]", "b")
    assert offered() == ["nobody", "two", "three"]
    assert page.input_value("#f [name=who]") == ""
    page.select_option("#f [name=who]", "3")
    page.select_option("#f [name=home]", "a")
    assert page.input_value("#f [name=who]") == "3"
    assert desk.errors == []


def test_draft_that_is_not_continued_waits(desk: Desk) -> None:
    page = desk.open(COMPONENTS, OFFER + NOTE)
    page.locator("[data-draft-leave]").first.click()
    page.locator("[data-draft-offer='note:1']").wait_for(state="detached")
    assert desk.sent("DELETE", f"{DRAFT}?of=older") == []
    assert page.input_value("#w") == ""


def test_draft_that_cannot_be_fetched_stays_on_offer(desk: Desk) -> None:
    desk.answers["GET", DRAFT] = lambda _request: {"status": 503}
    page = desk.open(COMPONENTS, OFFER + NOTE)
    page.locator("[data-draft-use]").first.click()
    page.locator("[data-draft-offer='note:1'] strong").filter(has_text="Failed").wait_for()


def test_form_is_sent_once(desk: Desk) -> None:
    desk.answers["POST", "/desk/saved/"] = empty  # the browser stays where it is
    desk.answers["POST", DRAFT] = empty
    page = desk.open(COMPONENTS, NOTE)
    for _press in range(3):
        page.locator("#send").click()
    page.wait_for_timeout(200)
    assert len(desk.sent("POST", "/desk/saved/")) == 1
    assert page.locator("#send").get_attribute("aria-busy") == "true"


def test_without_a_network_the_page_and_its_words_stay_and_the_very_same_is_sent_again(desk: Desk) -> None:
    page = desk.open(
        COMPONENTS, NOTE.replace("<button id", '<input type="hidden" name="said"><input type="hidden" name="again"><button id')
    )
    page.fill("#w", "Хоб намекунад")
    page.click("#send")
    page.locator("#f .note--error").filter(has_text="no network").wait_for()
    assert (page.input_value("#w"), page.locator("#send").get_attribute("aria-busy")) == ("Хоб намекунад", None)

    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 204, "headers": {"X-Go": "/desk/done/"}}
    desk.answers["GET", "/desk/done/"] = lambda _request: {"body": "<p>done</p>", "content_type": "text/html"}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/desk/done/")
    first, again = desk.sent("POST", "/desk/saved/")
    assert first.post_data == again.post_data
    assert "words=%D0%A5%D0%BE%D0%B1" in str(again.post_data)


LACKS = (
    f'<form id="f" method="post" action="/desk/saved/">{TOKEN}<label for="w">Words <span class="quiet" hidden>optional</span></label>'
    '<textarea class="in" name="words" id="w" aria-required="true"></textarea>'
    '<fieldset data-needed><legend>How <span class="quiet">told</span></legend><label><input type="radio" name="how" id="how" value="a">a</label></fieldset>'
    '<fieldset role="presentation" disabled hidden><input name="kin" aria-required="true" id="kin"></fieldset>'
    '<details id="shut"><summary>Show: part 1</summary><label for="x">Danger</label><input id="x" name="x" aria-required="true"></details>'
    '<label class="choice"><input type="checkbox" name="shown" id="shown" aria-required="true"><span>I have shown it</span></label>'
    '<label for="place">Where</label><select name="place" data-places="exact" aria-required="true" id="place"><option value="">-</option>'
    '<optgroup label="A"><option value="a1">a1</option></optgroup><optgroup label="B"><option value="b1">b1</option></optgroup></select>'
    '<p class="actions"><button id="send">Send</button><button id="other" name="danger_now" formnovalidate>Report</button></p></form>'
)


def test_without_a_network_a_form_that_lacks_something_says_what_and_does_not_wait_to_be_sent(desk: Desk) -> None:
    page = desk.open(COMPONENTS, LACKS)
    page.click("#send")
    said = page.locator("#f .note--error").filter(has_text="something is missing")
    said.wait_for()
    assert [(one.get_attribute("href"), one.inner_text()) for one in said.locator("a").all()] == [
        ("#w", "Words"), ("#how", "How"), ("#x", "Show: part 1"), ("#shown", "I have shown it"), ("#place-region", "Where"),
    ]  # fmt: skip
    assert "automatically" not in page.locator("#f").inner_text()
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 204, "headers": {"X-Go": "/desk/done/"}}
    desk.answers["GET", "/desk/done/"] = lambda _request: {"body": "<p>done</p>", "content_type": "text/html"}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert len(desk.sent("POST", "/desk/saved/")) == 1


def test_without_a_network_a_form_with_all_it_needs_waits_and_so_does_a_press_that_needs_nothing(desk: Desk) -> None:
    page = desk.open(COMPONENTS, LACKS)
    page.click("#other")
    page.locator("#f .note--error").filter(has_text="sent automatically").wait_for()
    page.fill("#w", "words")
    page.check("#how")
    page.locator("#shut summary").click()
    page.fill("#x", "y")
    page.check("#shown")
    page.select_option("#place-region", "0")
    page.click("#send")
    page.locator("#f .note--error a[href='#place']").wait_for()
    page.select_option("#place", "a1")
    page.click("#send")
    page.locator("#f .note--error").filter(has_text="sent automatically").wait_for()
    assert page.locator("#f .note--error a").count() == 0


def test_a_form_that_was_sent_by_itself_and_refused_says_that_it_is_not_recorded(desk: Desk) -> None:
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "words")
    page.click("#send")
    page.locator("#f .note--error").filter(has_text="sent automatically").wait_for()
    drawn = desk.client.get(COMPONENTS).content.decode()
    body = drawn.replace('<div class="said"', NOTE.replace("</textarea>", "words</textarea>") + '<div class="said"', 1)
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 400, "body": body, "content_type": "text/html"}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    said = page.locator("#said .note--error").filter(has_text="Sent when the network came back, and not recorded")
    said.wait_for()
    assert page.input_value("#w") == "words"
    assert page.locator("main .note").filter(has_text="automatically").count() == 0


def test_a_form_that_htmx_sends_waits_for_the_network_too(desk: Desk) -> None:
    form = f'<form id="f" method="post" action="/desk/saved/" hx-post="/desk/saved/" hx-target="#t">{TOKEN}<button id="send">Send</button></form><div id="t"></div>'
    page = desk.open(COMPONENTS, form)
    page.click("#send")
    page.locator("#f .note--error").filter(has_text="sent automatically").wait_for()
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"body": "<p>came</p>", "content_type": "text/html"}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("#t", has_text="came").wait_for()
    assert page.locator("#f .note").count() == 0


def test_no_draft_of_what_is_sent_arrives_after_it(desk: Desk) -> None:
    arrived: list[str] = []

    def note(name: str, **answer: Any) -> Callable[[Request], dict[str, Any]]:
        return lambda _request: arrived.append(name) or answer  # type: ignore[func-returns-value]

    desk.answers["POST", DRAFT] = note("draft", status=204)
    desk.answers["POST", "/desk/saved/"] = note("form", status=204, headers={"X-Go": "/desk/done/"})
    desk.answers["GET", "/desk/done/"] = note("page", body="<p>done</p>", content_type="text/html")
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "typed")
    page.click("#send")
    page.wait_for_url("**/desk/done/")
    page.wait_for_timeout(300)
    assert arrived[arrived.index("form") :] == ["form", "page"]
    assert desk.sent("DELETE", DRAFT) == []


def test_two_forms_pressed_without_a_network_are_both_sent_in_their_order(desk: Desk) -> None:
    two = "".join(f'<form method="post" action="/desk/{act}/">{TOKEN}<button id="{act}">{act}</button></form>' for act in ("go", "stay"))
    page = desk.open(COMPONENTS, two)
    for act in ("go", "stay"):
        page.click(f"#{act}")
        page.locator(f"form[action='/desk/{act}/'] .note--error").wait_for()
    assert page.locator("form[action='/desk/go/'] .note--error").count() == 1
    for act in ("go", "stay"):
        desk.answers["POST", f"/desk/{act}/"] = lambda _request, act=act: {"status": 204, "headers": {"X-Go": f"/desk/done/{act}/"}}
    desk.answers["GET", "/desk/done/stay/"] = lambda _request: {"body": "<p>done</p>", "content_type": "text/html"}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/desk/done/stay/")
    assert [len(desk.sent("POST", f"/desk/{act}/")) for act in ("go", "stay")] == [2, 2]
    assert [Path(one.url).name for one in desk.asked if one.method == "POST"] == ["go", "stay", "go", "stay"]


def test_of_two_forms_that_waited_the_page_after_says_that_one_was_refused_and_is_a_draft(desk: Desk) -> None:
    page = desk.open(COMPONENTS, NOTE + f'<form method="post" action="/desk/go/">{TOKEN}<button id="go">go</button></form>')
    page.fill("#w", "words")
    for act in ("send", "go"):
        page.click(f"#{act}")
        page.locator(f"form:has(#{act}) .note--error").wait_for()
    drawn = desk.client.get(COMPONENTS).content.decode()
    desk.answers["POST", DRAFT] = empty
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 400, "body": drawn, "content_type": "text/html"}
    desk.answers["POST", "/desk/go/"] = lambda _request: {"status": 204, "headers": {"X-Go": "/desk/done/"}}
    desk.answers["GET", "/desk/done/"] = lambda _request: {"body": drawn, "content_type": "text/html"}
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/desk/done/")
    page.locator("#said .note--error").filter(has_text="was not recorded").filter(has_text="What you wrote is kept").wait_for()
    assert json.loads(desk.sent("POST", DRAFT)[-1].post_data or "")["words"] == ["words"]
    page.reload()
    page.locator("#said").wait_for(state="attached")
    assert page.locator("#said .note--error").count() == 0


def test_a_page_for_nobody_that_answers_a_form_stays_when_it_is_touched(desk: Desk) -> None:
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 403, "body": "<h1>Too old</h1>", "content_type": "text/html"}
    page = desk.open(COMPONENTS, NOTE)
    page.click("#send")
    page.locator("h1").filter(has_text="Too old").wait_for()
    page.keyboard.press("Tab")
    assert page.inner_text("body") == "Too old"


LOCKED = "Locked. Sign in to go on."
OUT, DAY = "/desk/sign-out/", "/desk/"


@pytest.mark.parametrize(("finger", "says"), [(True, ""), (False, "1")])
def test_the_door_says_that_a_mouse_points_whatever_the_browser_calls_itself(
    browser: Browser, client: Client, db: None, finger: bool, says: str
) -> None:
    context = browser.new_context(has_touch=finger, is_mobile=finger, user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0")
    page = Desk(context.new_page(), client).open("/desk/sign-in/")

    assert page.locator("[name=by_mouse]").input_value() == says
    context.close()


def tabs(browser: Browser, client: Client, count: int) -> list[Desk]:
    """Pages of one browser with a form each, from which "Lock" leads to the door."""
    sign_in(client, make_user(Role.COORDINATOR, language="en"))
    context = browser.new_context(locale="en")
    found = [Desk(context.new_page(), client) for _ in range(count)]
    door = Client().get("/desk/sign-in/", headers={"Accept-Language": "en"}).content.decode()
    for each in found:
        each.open(COMPONENTS, NOTE)
        each.answers["GET", DAY] = lambda _request: {"body": "<p>out</p>", "content_type": "text/html"}
        each.answers["POST", OUT] = lambda _request: {"body": door, "content_type": "text/html"}
    return found


def test_lock_covers_words_that_are_nowhere_else_until_their_own_account_is_back(browser: Browser, client: Client, db: None) -> None:
    opened, typed, locked = tabs(browser, client, 3)
    page = typed.page
    page.fill("#w", "kept by nobody, since no draft of it arrives")
    locked.page.get_by_role("button", name="Lock").click()

    opened.page.get_by_text("out", exact=True).wait_for()
    page.get_by_text(LOCKED).wait_for()
    locked.page.wait_for_url("**/desk/sign-out/")
    assert (page.title(), page.locator("a").get_attribute("href"), page.locator("a").get_attribute("target")) == (
        "Panoh",
        "/desk/sign-in/",
        "_blank",
    )
    assert "kept by nobody" not in page.content()

    asked = len(typed.sent("POST", DRAFT))
    typed.answers["GET", HERE] = lambda _request: {"status": 409, "headers": {"X-Account": "other"}}
    opened.open(COMPONENTS)  # as another account
    page.wait_for_timeout(300)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert (page.locator("#w").count(), len(typed.sent("POST", DRAFT)), len(typed.sent("GET", HERE)) > 0) == (0, asked, True)

    typed.answers["GET", HERE] = lambda _request: {"json": {"token": "fresh"}}
    typed.answers["POST", DRAFT] = empty
    opened.open(COMPONENTS)  # as the same
    page.locator("#f [data-draft-state]").filter(has_text="Saved").wait_for()
    assert page.input_value("#w") == "kept by nobody, since no draft of it arrives"
    assert {one.get_attribute("value") for one in page.locator("[name=csrfmiddlewaretoken]").all()} == {"fresh"}
    assert (page.get_by_text(LOCKED).count(), page.title() == "Panoh") == (0, False)


def test_a_covered_page_leaves_where_it_is_told_to(browser: Browser, client: Client, db: None) -> None:
    typed, locked = tabs(browser, client, 2)
    typed.page.fill("#w", "kept by nobody")
    locked.page.get_by_role("button", name="Lock").click()
    locked.page.wait_for_url("**/desk/sign-out/")
    typed.page.get_by_text(LOCKED).wait_for()
    typed.answers["GET", HERE] = lambda _request: {"json": {"go": DAY}}
    locked.open(COMPONENTS)
    typed.page.get_by_text("out", exact=True).wait_for()


def test_words_of_the_last_moment_go_to_the_drafts_of_every_page_before_the_lock(browser: Browser, client: Client, db: None) -> None:
    pressed, other = tabs(browser, client, 2)
    arrived: list[str] = []
    for each in (pressed, other):
        door = each.answers["POST", OUT]
        each.answers["POST", DRAFT] = lambda request: arrived.append(request.post_data) or {"status": 204}
        each.answers["POST", OUT] = lambda request, door=door: arrived.append("out") or door(request)
    other.page.fill("#w", "of the other page")
    pressed.page.fill("#w", "of this page")
    pressed.page.get_by_role("button", name="Lock").click()
    pressed.page.wait_for_url("**/desk/sign-out/")
    other.page.get_by_text("out", exact=True).wait_for()  # nothing is left in it
    assert [next((each for each in ("of this", "of the other", "out") if each in one), "") for one in arrived] in (
        ["of this", "of the other", "out"],
        ["of the other", "of this", "out"],
    )


def test_lock_does_not_wait_for_a_server_that_keeps_no_draft(browser: Browser, client: Client, db: None) -> None:
    (pressed,) = tabs(browser, client, 1)
    pressed.page.route("**/desk/drafts/**", lambda _route: None)
    pressed.page.fill("#w", "never kept")
    pressed.page.get_by_role("button", name="Lock").click()
    assert "never kept" not in pressed.page.content()
    pressed.page.wait_for_url("**/desk/sign-out/", timeout=5000)


def test_lock_without_a_network_hides_the_page_says_that_one_is_signed_in_still_and_signs_out_later(
    browser: Browser, client: Client, db: None
) -> None:
    (pressed,) = tabs(browser, client, 1)
    page = pressed.page
    page.fill("#w", "never kept")
    page.context.set_offline(True)
    page.get_by_role("button", name="Lock").click()

    page.get_by_text("you are still signed in").wait_for()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert (page.get_by_text(LOCKED).count(), "never kept" in page.content(), pressed.sent("POST", OUT)) == (0, False, [])

    page.context.set_offline(False)
    page.wait_for_url("**/desk/sign-out/")
    assert page.evaluate("localStorage.length") == 0


def test_who_left_a_page_that_could_not_lock_is_signed_out_by_the_next_one(browser: Browser, client: Client, db: None) -> None:
    pressed, other = tabs(browser, client, 2)
    pressed.page.context.set_offline(True)
    pressed.page.get_by_role("button", name="Lock").click()
    pressed.page.get_by_text("you are still signed in").wait_for()
    pressed.page.close()
    other.page.context.set_offline(False)

    other.open(COMPONENTS)
    other.page.evaluate("window.dispatchEvent(new Event('pageshow'))")  # as each new page has it, sooner or later

    other.page.wait_for_url("**/desk/sign-out/")


def test_what_was_sent_without_a_network_is_a_draft_before_the_lock_signs_out(browser: Browser, client: Client, db: None) -> None:
    (pressed,) = tabs(browser, client, 1)
    page = pressed.page
    page.fill("#w", "pressed, and nowhere else")
    page.context.set_offline(True)
    page.click("#send")
    page.locator("#f .note--error").wait_for()
    page.get_by_role("button", name="Lock").click()
    page.get_by_text("you are still signed in").wait_for()
    pressed.answers["POST", DRAFT] = empty
    page.context.set_offline(False)
    page.wait_for_url("**/desk/sign-out/")

    assert json.loads(pressed.sent("POST", DRAFT)[-1].post_data or "")["words"] == ["pressed, and nowhere else"]
    assert [one.url for one in pressed.asked if one.method == "POST"][-1].endswith(OUT)


def test_what_was_sent_without_a_network_goes_before_the_switch_that_hides(desk: Desk) -> None:
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "an act")
    page.context.set_offline(True)
    page.click("#send")
    page.locator("#f .note--error").wait_for()
    page.get_by_role("button", name="Hide details").click()
    page.get_by_text("Hidden here.").wait_for()
    for address in ("/desk/saved/", "/desk/discreet/"):
        desk.answers["POST", address] = lambda request: {"status": 204, "headers": {"X-Go": f"/desk/done{urlsplit(request.url).path}"}}
    desk.answers["GET", "/desk/done/desk/discreet/"] = lambda _request: {"body": "<p>done</p>", "content_type": "text/html"}
    page.context.set_offline(False)
    page.wait_for_url("**/desk/done/desk/discreet/")

    assert [len(desk.sent("POST", address)) for address in ("/desk/saved/", "/desk/discreet/")] == [2, 2]


def test_details_hidden_without_a_network_are_covered_at_once_and_one_goes_on_writing(desk: Desk) -> None:
    hides = "/desk/discreet/"
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "a name")
    page.context.set_offline(True)  # what is answered here is answered all the same, but for what is given no answer
    page.get_by_role("button", name="Hide details").click()

    page.get_by_text("Hidden here. The other pages follow when the network is back.").wait_for()
    page.locator("#w").wait_for()
    assert (page.locator(".note--error:visible").count(), page.locator("h1").is_visible()) == (0, False)
    page.locator("#w").press_sequentially(" and more")

    page.get_by_role("button", name="Show details").click()
    assert (page.locator("h1").is_visible(), page.input_value("#w")) == (True, "a name and more")
    sent = len(desk.sent("POST", hides))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(200)
    assert len(desk.sent("POST", hides)) == sent
    page.get_by_role("button", name="Hide details").click()
    page.get_by_text("Hidden here.").wait_for()
    assert not page.locator("h1").is_visible()

    desk.answers["POST", hides] = lambda _request: {"status": 204, "headers": {"X-Go": "/desk/done/"}}
    desk.answers["POST", DRAFT] = empty
    desk.answers["GET", "/desk/done/"] = lambda _request: {"body": "<p>done</p>", "content_type": "text/html"}
    page.context.set_offline(False)
    page.wait_for_url("**/desk/done/")
    assert json.loads(desk.sent("POST", DRAFT)[-1].post_data or "")["words"] == ["a name and more"]


def test_details_hidden_on_a_page_without_a_form_are_shown_again_without_a_network(desk: Desk) -> None:
    page = desk.open("/desk/more/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Hide details").click()
    page.get_by_text("Hidden here.").wait_for()
    assert not page.locator("h1").is_visible()

    page.get_by_role("button", name="Show details").click()

    assert (page.locator("h1").is_visible(), page.get_by_text("Hidden here.").is_visible()) == (True, False)
    assert page.locator(".bar").get_by_role("button", name="Hide details").is_visible()


def test_what_becomes_discreet_in_one_page_asks_for_the_others_anew(browser: Browser, client: Client, db: None) -> None:
    sign_in(client, make_user(Role.COORDINATOR, language="en"))
    context = browser.new_context(locale="en")
    opened, pressed = (Desk(context.new_page(), client) for _ in range(2))
    for each in (opened, pressed):
        each.open(COMPONENTS, NOTE)
    opened.answers["GET", COMPONENTS] = lambda _request: {"body": "<p>codes only</p>", "content_type": "text/html"}
    pressed.page.evaluate("document.querySelector('[data-tells=discreet]').dispatchEvent(new Event('submit', {bubbles: true}))")
    pressed.open("/desk/")
    opened.page.get_by_text("codes only").wait_for()
    context.close()


def test_who_goes_on_typing_without_a_network_sends_it_by_a_press_of_their_own(desk: Desk) -> None:
    page = desk.open(COMPONENTS, NOTE)
    page.click("#send")
    page.locator("#f .note--error").wait_for()
    page.fill("#w", "more")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(200)
    assert len(desk.sent("POST", "/desk/saved/")) == 1
    with page.expect_event("requestfailed", lambda one: one.url.endswith("/desk/saved/")):
        page.click("#send")
    assert len(desk.sent("POST", "/desk/saved/")) == 2


def test_a_sign_in_that_ended_leaves_the_words_and_the_next_press_has_a_new_token(desk: Desk) -> None:
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 204, "headers": {"X-Go": "/desk/sign-in/"}}
    desk.answers["GET", HERE] = lambda _request: {"json": {"token": "fresh"}}
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "written")
    page.click("#send")
    page.locator("#f .note--error").filter(has_text="sign-in has ended").wait_for()
    assert (page.input_value("#w"), page.locator("#f .note--error a").get_attribute("target")) == ("written", "_blank")
    with page.expect_response("**/desk/saved/"):
        page.click("#send")
    first, again = desk.sent("POST", "/desk/saved/")
    assert ("csrfmiddlewaretoken=fresh" in str(first.post_data), "csrfmiddlewaretoken=fresh" in str(again.post_data)) == (False, True)


def test_who_leaves_a_page_whose_sign_in_ended_is_asked_and_the_network_is_not_blamed(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())  # type: ignore[func-returns-value]
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 204, "headers": {"X-Go": "/desk/sign-in/"}}
    desk.answers["POST", DRAFT] = lambda _request: {"status": 403, "headers": {"X-Go": "/desk/sign-in/"}}
    page = desk.open(COMPONENTS, NOTE)
    page.locator("#w").press_sequentially("words")
    page.click("#send")  # before they were kept
    page.locator("#f .note--error").filter(has_text="sign-in has ended").wait_for()
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(500)
    assert (asked, page.input_value("#w")) == (["beforeunload"], "words")

    page.locator("#w").press_sequentially(" more")
    page.locator("#f [data-draft-state]").filter(has_text="Signed out").wait_for()
    page.click("#send")
    page.locator("#f:not([data-sent]) .note--error").wait_for()
    assert page.locator("#f [data-draft-state]").is_hidden()


def test_the_words_stay_where_another_account_is_signed_in_now(desk: Desk) -> None:
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 409, "headers": {"X-Account": "other"}}
    desk.answers["GET", HERE] = desk.answers["POST", "/desk/saved/"]
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "written")
    for _press in range(2):
        page.click("#send")
        page.locator("#f:not([data-sent]) .note--error").filter(has_text="Another account is signed in now.").wait_for()
        assert page.input_value("#w") == "written"
    mark = page.get_attribute("body", "data-account")
    assert mark
    assert {request.headers["x-account"] for request in desk.sent("POST", "/desk/saved/")} == {mark}


def test_who_signed_in_anew_in_another_page_presses_once(desk: Desk) -> None:
    answers = iter([{"status": 403, "headers": {"X-Renew": "1"}}, {"status": 204, "headers": {"X-Go": "/desk/done/"}}])
    desk.answers["POST", "/desk/saved/"] = lambda _request: next(answers)
    desk.answers["GET", HERE] = lambda _request: {"json": {"token": "fresh"}}
    desk.answers["GET", "/desk/done/"] = lambda _request: {"body": "<p>done</p>", "content_type": "text/html"}
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "written")
    page.click("#send")
    page.wait_for_url("**/desk/done/")
    assert "csrfmiddlewaretoken=fresh&draft_id=own&words=written" in str(desk.sent("POST", "/desk/saved/")[1].post_data)


def test_a_form_that_comes_back_refused_is_shown_in_place_and_its_scripts_work_there(desk: Desk) -> None:
    page = desk.open(COMPONENTS, NOTE)
    refused = page.content().replace("</h1>", " refused</h1>", 1).replace("<title>", "<title>Refused ", 1)
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"status": 400, "body": refused, "content_type": "text/html"}
    desk.answers["POST", DRAFT] = empty
    page.click("#send")
    page.locator("h1").filter(has_text="refused").wait_for()
    page.fill("#w", "typed anew")
    page.locator("#f [data-draft-state]").filter(has_text="Saved").wait_for()
    assert (page.url.endswith("/desk/saved/"), page.title().startswith("Refused")) == (True, True)


def test_a_page_that_a_press_opens_stands_under_its_own_address_and_back_sends_nothing_again(desk: Desk) -> None:
    page = desk.open(COMPONENTS, NOTE)
    opened = re.sub(r' action="[^"]*"', "", page.content()).replace("</h1>", " opened</h1>", 1)
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"body": opened, "content_type": "text/html"}
    desk.answers["POST", DRAFT] = empty
    page.click("#send")
    page.locator("h1").filter(has_text="opened").wait_for()
    assert page.url == f"{SITE}/desk/saved/"
    page.click("#send")
    page.locator("#f:not([data-sent])").wait_for()
    assert len(desk.sent("POST", "/desk/saved/")) == 2
    page.go_back()
    page.locator("h1").filter(has_not_text="opened").wait_for()
    assert (page.url, len(desk.sent("POST", "/desk/saved/"))) == (SITE + COMPONENTS, 2)


def test_a_file_that_answers_a_form_is_opened(desk: Desk) -> None:
    desk.answers["POST", "/desk/saved/"] = lambda _request: {"body": "Code 12", "content_type": "text/plain"}
    page = desk.open(COMPONENTS, NOTE)
    page.click("#send")
    page.wait_for_url("blob:**")
    assert page.inner_text("body") == "Code 12"


BROKEN = """() => [...document.querySelectorAll(".btn, .rail a")].filter(each => each.checkVisibility()).filter(each => {
    const style = getComputedStyle(each);
    return style.overflowWrap !== "normal" && each.matches(".btn") || each.scrollWidth > each.clientWidth + 1;
}).map(each => each.textContent.trim())"""


@pytest.mark.parametrize("language", ["ru", "tg"])
@pytest.mark.parametrize("path", ["/desk/", "/desk/hotline/calls/new/TJ-KT/", "/desk/account/", "/desk/requests/new/", "/desk/users/"])
def test_no_button_breaks_inside_a_word_and_no_page_is_wider_than_a_small_telephone(
    browser: Browser, client: Client, db: None, path: str, language: str
) -> None:
    make_line()
    sign_in(client, make_user(*((Role.ADMINISTRATOR,) if "users" in path else (Role.COORDINATOR, Role.DUTY_OFFICER)), language=language))
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale=language)
    page = Desk(context.new_page(), client).open(path)
    assert (page.evaluate(BROKEN), page.evaluate("document.documentElement.scrollWidth")) == ([], 320)
    context.close()


def test_a_table_that_goes_on_past_the_edge_says_so_while_it_does(browser: Browser, client: Client, db: None) -> None:
    sign_in(client, make_user(Role.COORDINATOR, language="en"))
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = Desk(context.new_page(), client).open(COMPONENTS)
    said = page.get_by_text("The table continues to the right: move it sideways")
    expect(said).to_be_hidden()
    page.locator(".scroll tbody tr").first.evaluate("row => { for (let i = 0; i < 4; i++) row.insertCell().textContent = 'sessions' }")
    expect(said).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 740})
    expect(said).to_be_hidden()
    context.close()


def test_form_that_another_script_takes_over_may_be_sent_again(desk: Desk) -> None:
    page = desk.open(COMPONENTS, NOTE)
    page.evaluate(
        "document.getElementById('f').addEventListener('submit', event => { window.taken = (window.taken || 0) + 1; event.preventDefault(); })"
    )
    for _press in range(2):
        page.locator("#send").click()
        page.wait_for_timeout(50)
    assert page.evaluate("window.taken") == 2


def test_places_become_region_and_district(desk: Desk) -> None:
    groups = '<optgroup label="Khatlon"><option value="k1">Bokhtar<option value="k2">Kulob</optgroup><optgroup label="Sughd"><option value="s1">Khujand</optgroup>'
    select = '<form id="p"><label for="pl">Place</label><select class="in" id="pl" name="place" data-places><option value="">Choose</option>{}</select></form>'
    page = desk.open(COMPONENTS, select.format(groups))
    region, district = page.locator("#pl-region"), page.locator("#pl")
    assert region.locator("option").all_text_contents() == ["Region", "Khatlon", "Sughd"]
    assert district.is_disabled()
    region.select_option(label="Khatlon")
    assert [option.strip() for option in district.locator("option").all_text_contents()] == ["Choose", "Bokhtar", "Kulob"]
    district.select_option("k2")
    assert page.evaluate("new FormData(document.getElementById('p')).get('place')") == "k2"
    region.select_option(label="Sughd")
    assert district.input_value() == ""
    page.evaluate("document.getElementById('pl').placesChoose('s1')")
    assert (region.input_value(), district.input_value()) == ("1", "s1")


@pytest.mark.parametrize(("says", "answered"), [("", ["KT", "", "KT", ""]), ("exact", ["", "", "", ""])])
def test_whoever_chooses_a_region_has_answered_where_that_is_enough(desk: Desk, says: str, answered: list[str]) -> None:
    group = '<optgroup label="Khatlon"><option value="KT">Khatlon, district not said<option value="KT.k">Kulob</optgroup>'
    other = '<optgroup label="Sughd"><option value="SU.a">Asht<option value="SU.k">Khujand</optgroup>'
    blank = f'<select class="in" id="pl" name="place" data-places="{says}"><option value="">Choose</option>'
    page = desk.open(COMPONENTS, f"{blank}{group}{other}</select>")
    region, district = page.locator("#pl-region"), page.locator("#pl")
    found = []
    for label in ("Khatlon", "Sughd", "Khatlon", "Region"):
        region.select_option(label=label)
        found.append(district.input_value())
    assert found == answered


def test_place_already_chosen_is_shown_in_its_region(desk: Desk) -> None:
    groups = '<optgroup label="Khatlon"><option value="k1">Bokhtar</optgroup><optgroup label="Sughd"><option value="s1" selected>Khujand</optgroup>'
    page = desk.open(COMPONENTS, f'<select class="in" id="pl" name="place" data-places><option value="">Choose</option>{groups}</select>')
    assert (page.locator("#pl-region").input_value(), page.locator("#pl").input_value()) == ("1", "s1")


def test_htmx_works_under_the_policy_and_says_when_there_is_no_network(desk: Desk) -> None:
    button = '<button id="b" hx-get="/desk/part/" hx-target="#t">Go</button><div id="t"></div>'
    desk.answers["GET", "/desk/part/"] = lambda _request: {"body": "<p>here it is</p>", "content_type": "text/html"}
    page = desk.open(COMPONENTS, button)
    page.locator("#b").click()
    page.locator("#t p").wait_for()
    assert desk.errors == []
    assert desk.sent("GET", "/desk/part/")[0].headers["x-account"] == page.get_attribute("body", "data-account")
    page.route("**/desk/part/", lambda route: route.abort())
    page.locator("#b").click()
    page.locator("#said .note--error").filter(has_text="Not sent: no network.").wait_for()


@pytest.mark.parametrize("before", ["", "delete window.BroadcastChannel"], ids=["", "older browser"])
def test_a_page_that_nobody_touches_is_emptied_when_its_session_ends_though_there_is_no_network(desk: Desk, before: str) -> None:
    desk.page.add_init_script(before)
    desk.page.clock.install()
    page = desk.open(COMPONENTS, '<p id="secret">Canarova</p>')
    page.context.set_offline(True)
    page.clock.run_for(29 * 60_000)
    page.keyboard.press("Shift")  # somebody is there
    page.clock.run_for(29 * 60_000)
    assert page.locator("#secret").is_visible()
    page.clock.run_for(2 * 60_000)

    assert page.locator("body").inner_text().strip() == "Hidden after half an hour without use. Sign in again."
    assert "Canarova" not in page.content()
    assert page.locator("a").get_attribute("href") == COMPONENTS
    assert desk.errors == []


def test_typed_words_that_could_not_be_kept_are_not_emptied_away(desk: Desk) -> None:
    desk.page.clock.install()
    page = desk.open(COMPONENTS, NOTE)
    page.locator("#w").fill("words of an hour")
    page.clock.run_for(40 * 60_000)  # nobody answers for drafts here
    assert page.locator("#w").input_value() == "words of an hour"

    desk.answers["POST", "/desk/drafts/note%3A1/"] = lambda _request: {"status": 204}
    page.locator("#w").press("End")
    page.locator("#w").press("!")
    page.clock.run_for(5_000)
    page.locator("[data-draft-state]", has_text="Saved").wait_for()
    page.clock.run_for(31 * 60_000)
    assert page.locator("#w").count() == 0


def test_who_loads_a_page_anew_without_a_network_is_asked_before_the_words_go(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())  # type: ignore[func-returns-value]
    page = desk.open(COMPONENTS, NOTE)
    page.locator("#w").press_sequentially("words")
    page.locator("#f [data-draft-state]").filter(has_text="Not kept").wait_for()
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(500)
    assert (asked, page.input_value("#w")) == (["beforeunload"], "words")

    desk.answers["POST", DRAFT] = empty
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("#f [data-draft-state]").filter(has_text="Saved").wait_for()
    page.reload()
    assert (asked, page.input_value("#w")) == (["beforeunload"], "")


def test_where_the_network_goes_after_a_form_was_sent_its_page_stays_until_it_is_back(desk: Desk) -> None:
    def sent(_request: Request) -> dict[str, Any]:
        return {"status": 204, "headers": {"X-Go": "/desk/done/"}}

    desk.answers["POST", "/desk/saved/"] = sent
    desk.answers["POST", DRAFT] = empty
    desk.answers["GET", "/desk/done/"] = lambda _request: {"body": "<p>done</p>", "content_type": "text/html"}
    page = desk.open(COMPONENTS, NOTE)
    page.fill("#w", "words")
    page.context.set_offline(True)  # what is answered here is answered all the same
    page.click("#send")
    page.locator("#f .note", has_text="Sent. The next page opens when the network is back.").wait_for()
    assert page.input_value("#w") == "words"

    page.context.set_offline(False)
    page.wait_for_url("**/desk/done/")
    assert len(desk.sent("POST", "/desk/saved/")) == 1


def test_error_of_the_house_lands_on_top_of_the_page(desk: Desk) -> None:
    button = '<button id="b" hx-get="/desk/nothing/" hx-target="#t">Go</button><div id="t"></div>'
    desk.answers["GET", "/desk/nothing/"] = lambda _request: {
        "status": 403,
        "headers": {"HX-Retarget": "#said", "HX-Reswap": "innerHTML show:window:top", "Content-Type": "text/html"},
        "body": '<div class="note note--error">Ask for consent.</div>',
    }
    page = desk.open(COMPONENTS, button)
    page.locator("#b").click()
    page.locator("#said .note--error").filter(has_text="Ask for consent.").wait_for()
    assert page.locator("#t").inner_text() == ""


def test_page_of_components_works_without_script(browser: Browser, client: Client, db: None) -> None:
    sign_in(client, make_user(Role.COORDINATOR, language="en"))
    context = browser.new_context(java_script_enabled=False)
    page = Desk(context.new_page(), client).open(COMPONENTS)
    assert page.locator(".letters").count() == 0
    assert page.locator("#id_family_name").is_visible()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_components_pass_axe_and_never_overflow(browser: Browser, client: Client, db: None, theme: Any, width: int) -> None:
    sign_in(client, make_user(Role.COORDINATOR, language="ru"))
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True)
    desk = Desk(context.new_page(), client)
    page = desk.open(COMPONENTS)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert faults(page) == []
    context.close()


@pytest.mark.parametrize("path", ["/tg/", "/ru/help/", "/en/rights/", "/tg/kept/", "/en/nothing/", "/desk/nothing/"])
def test_sign_in_and_unlock_pages_pass_axe(browser: Browser, client: Client, db: None, path: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = Desk(context.new_page(), client).open(path)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert faults(page) == []
    context.close()


def faults(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


def test_scripts_of_every_page_are_one_file_without_comments(collected: Path, desk: Desk) -> None:
    desk.open("/desk/")

    own = [Path(request.url).name for request in desk.asked if request.url.endswith(".js") and "htmx" not in request.url]
    assert [name.partition(".")[0] for name in own] == ["desk"]
    assert [
        path.name for path in (*(collected / "core/js").glob("*.js"), collected / "core" / own[0]) if "/*" in path.read_text("utf-8")
    ] == []


FIRST = 16_000


@pytest.mark.parametrize("path", ["/desk/sign-in/", "/desk/"])
def test_the_first_page_weighs_little_with_nothing_kept(collected: Path, client: Client, db: None, path: str) -> None:
    """Bytes of the page and of all that it loads, as they go over the wire, but for the up to 100 random ones that Django packs with a page."""
    if path == "/desk/":
        sign_in(client, make_user(Role.COORDINATOR, language="tg"))
    page = client.get(path, headers={"accept-encoding": "gzip"})
    whole = gzip.decompress(page.content)
    names = re.findall(r'(?:href|src)="/static/([^"]+)"', whole.decode())

    packed = [collected / f"{name}.br" for name in names]
    assert len(gzip.compress(whole, 6)) + sum((file if file.exists() else file.with_suffix("")).stat().st_size for file in packed) <= FIRST
