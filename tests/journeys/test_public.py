"""A person on their own phone: pages that open without a network, and a way out after which there is nothing to go back to."""

import base64
import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from panoh.exchange.public_snapshot import FACTS, FILE, _stamp
from tests.journeys.conftest import PATIENCE, PHONE, Server
from tests.journeys.page_actions import click

NEUTRAL = "https://www.google.com/"
ELSEWHERE = base64.b64encode(b"<title>elsewhere</title>").decode()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def visitor(request: pytest.FixtureRequest, bare: Server, browser: Browser) -> Iterator[BrowserContext]:
    """Somebody's phone, with and without JavaScript."""
    context = browser.new_context(viewport=PHONE, base_url=bare.url, locale="ru", java_script_enabled=request.param)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def script(bare: Server, browser: Browser) -> Iterator[Page]:
    """A tab with JavaScript."""
    context = browser.new_context(viewport=PHONE, base_url=bare.url, locale="ru")
    context.set_default_timeout(PATIENCE)
    yield open_page(context)
    context.close()


def open_page(context: BrowserContext) -> Page:
    """A tab for which the neutral page is there, though tests have no network."""
    page = context.new_page()
    line = context.new_cdp_session(page)

    def answer(event: dict[str, object]) -> None:
        line.send("Fetch.fulfillRequest", {"requestId": event["requestId"], "responseCode": 200, "body": ELSEWHERE})

    line.on("Fetch.requestPaused", answer)
    line.send("Fetch.enable", {"patterns": [{"urlPattern": f"{NEUTRAL}*"}]})
    return page


def opens(page: Page, path: str) -> bool:
    """Whether the page comes without a network."""
    page.context.set_offline(True)
    try:
        answer = page.goto(path)
    except Error:
        return False
    finally:
        page.context.set_offline(False)
    return answer is not None and answer.ok


def settle(page: Page, path: str) -> None:
    """Opens a page and waits until it has asked for itself anew, where a script does."""
    page.goto(path)
    page.wait_for_load_state("networkidle")


def keep(page: Page, path: str) -> None:
    """Opens a page and waits until the script has kept it for a time without a network."""
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("data-kept", "")


def tell(house: Server, *names: str) -> None:
    """The directory as the worker lays it out, which leaves it alone while its stamp is that of no entry."""
    end = time.monotonic() + PATIENCE / 1000
    while not (house.data / FILE).exists() and time.monotonic() < end:  # what it writes once, at its start
        time.sleep(0.2)
    bare = {**dict.fromkeys(FACTS, ""), **{name: [] for name in ("services", "languages", "opening_days")}, "hours": {}, "contacts": []}
    entries = [{**bare, "name": name, "checked_on": "2026-03-01", "due_on": "2199-01-01"} for name in names]
    fresh = (house.data / FILE).with_suffix(".told")
    fresh.write_text(json.dumps({"stamp": _stamp([]), "entries": entries}))
    fresh.replace(house.data / FILE)  # at once: of half a file the worker would read no stamp, and lay out its own


def test_opened_page_is_read_without_a_network_where_a_script_may_keep_it(script: Page) -> None:
    for path in ("/ru/", "/ru/kept/"):
        keep(script, path)
    assert [opens(script, path) for path in ("/ru/", "/ru/kept/", "/ru/rights/")] == [True, True, False]
    assert script.context.cookies() == []


def test_page_just_opened_and_the_way_to_the_numbers_are_read_once_the_network_is_gone(script: Page) -> None:
    keep(script, "/ru/places/")
    script.context.set_offline(True)
    with suppress(Error):
        script.reload()  # Chromium asks the network whatever it has
    page = open_page(script.context)
    for path in ("/ru/places/", "/ru/", "/ru/call/"):
        page.goto(path)
        expect(page.locator("#old")).to_contain_text(re.compile(r"Номера.*могли измениться.*\d\d\.\d\d\.20\d\d, \d\d:\d\d\s*$"))
        expect(page.locator("a.call")).to_have_count(3)
    page.context.set_offline(False)
    click(page.locator(".exit button"))
    page.wait_for_url(NEUTRAL)
    assert [opens(page, path) for path in ("/ru/places/", "/ru/", "/ru/call/")] == [False, False, False]


def test_what_somebody_wrote_stays_on_its_page_without_a_network_which_says_so(script: Page) -> None:
    script.goto("/ru/write/")
    script.locator("textarea").first.fill("Писарамро бурданд")
    script.context.set_offline(True)
    click(script.locator("form.form .btn--main"))
    expect(script.locator("[data-offline]")).to_contain_text("нет связи")
    expect(script.locator("textarea").first).to_have_value("Писарамро бурданд")
    script.context.set_offline(False)


def test_what_is_not_told_any_more_is_gone_at_the_next_look(visitor: BrowserContext, bare: Server) -> None:
    tell(bare, "Клиника Х")
    page = open_page(visitor)
    settle(page, "/ru/places/")
    expect(page.get_by_role("heading", name="Клиника Х")).to_be_visible()
    settle(page, "/ru/")
    tell(bare)

    page.goto("/ru/places/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Клиника Х")).to_have_count(0)


def test_old_copy_is_shown_without_a_network_alone_and_says_of_when_it_is(script: Page, bare: Server) -> None:
    tell(bare, "Клиника Х")
    keep(script, "/ru/places/")
    expect(script.locator("#old")).to_be_hidden()
    tell(bare)

    script.context.set_offline(True)  # until it is looked at: with a network the page would be asked for anew
    script.goto("/ru/places/")
    expect(script.get_by_role("heading", name="Клиника Х")).to_be_visible()
    expect(script.locator("#old")).to_contain_text(re.compile(r"\d\d\.\d\d\.20\d\d, \d\d:\d\d\s*$"))
    expect(script.locator(".exit button")).to_be_visible()
    script.context.set_offline(False)

    script.goto("/ru/places/")
    expect(script.get_by_role("heading", name="Клиника Х")).to_have_count(0)
    expect(script.locator("#old")).to_be_hidden()


def test_quick_exit_empties_the_cache_and_leads_to_a_neutral_page(visitor: BrowserContext) -> None:
    page = open_page(visitor)
    settle(page, "/ru/")
    settle(page, "/ru/kept/")
    click(page.locator(".exit button"))
    page.wait_for_url(NEUTRAL)
    assert page.title() == "elsewhere"
    assert [opens(page, path) for path in ("/ru/", "/ru/kept/")] == [False, False]


def test_quick_exit_ends_what_is_still_being_kept_before_it_empties_the_cache(script: Page) -> None:
    """Else it would come into the emptied cache, while a slow network leads away."""
    for address in ("**/ru/call/", "**/exit/"):
        script.route(address, lambda _route: None)  # neither gets through
    with script.expect_request("**/ru/call/"):
        script.goto("/ru/")
    with script.expect_event("requestfailed") as failed:
        script.locator(".exit button").press("Enter", no_wait_after=True)
    assert failed.value.url.endswith("/ru/call/")


def test_after_quick_exit_nothing_of_ours_is_left_to_go_back_to(bare: Server, browser: Browser) -> None:
    """With the script: however many pages were read, they stood in one place, and the neutral page takes it."""
    context = browser.new_context(viewport=PHONE, base_url=bare.url, locale="ru")
    page = open_page(context)
    page.goto("/ru/")
    before = page.evaluate("history.length")
    click(page.get_by_role("link", name="Подробнее о том, что хранится"))
    page.wait_for_url("**/kept/")
    click(page.locator(".langs a").first)
    page.wait_for_url("**/tg/kept/")
    click(page.locator(".exit button"))
    page.wait_for_url(NEUTRAL)
    assert page.evaluate("history.length") == before
    page.go_back()
    expect(page).to_have_url("about:blank")
    context.close()


@pytest.fixture(scope="module")
def mirror(bare: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as files, in a folder of somebody else's site."""
    folder = tmp_path_factory.mktemp("mirror") / "site" / "help"
    told = bare.panoh("publish", str(folder), "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["written"] > 24
    return folder


@pytest.fixture(params=["file", "http"])
def copy(request: pytest.FixtureRequest, mirror: Path) -> Iterator[str]:
    """The address of the copy: straight from the disk, and under a path of a server that knows nothing of us."""
    if request.param == "file":
        yield mirror.as_uri()
        return
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_words: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(mirror.parent.parent))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/site/help"
        server.shutdown()


def test_copy_is_read_from_a_folder_and_under_any_path(copy: str, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, locale="ru")
    page = open_page(context)
    failed: list[str] = []
    asked: set[str] = set()
    # whoever reads on before a page is whole lets go of the rest of it
    page.on("requestfailed", lambda request: failed.append(request.url) if request.failure != "net::ERR_ABORTED" else None)
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.on("request", lambda request: asked.add(request.url))
    page.goto(f"{copy}/index.html")
    click(page.get_by_role("link", name="Русский"))
    expect(page.locator("h1")).to_contain_text("мы поможем")
    assert page.locator(".call").first.evaluate("call => getComputedStyle(call).backgroundColor") == "rgb(14, 90, 84)"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    click(page.get_by_role("link", name="Подробнее о звонке"))
    click(page.get_by_role("link", name="English"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What happens after a call")
    click(page.get_by_role("link", name="Rehabilitation Unit"))
    page.wait_for_url("**/en/index.html")
    assert failed == []
    assert {address for address in asked if not address.startswith(copy)} == set()
    click(page.locator(".exit button"))
    page.wait_for_url(f"{NEUTRAL}**")
    context.close()
