"""Every main page in three languages, on a phone and on a desk: no violation that axe finds, nothing wider than the screen, and light."""

import json
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE

LANGUAGES = ("tg", "ru", "en")
AXE_AT_DESK_IN = "tg"  # the markup is one for all languages: looking at the wide screen once is enough
AT_DESK_AND_PHONE = (DESK, PHONE)
FIRST_PAGE_BYTES = 60_000
AXE = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations.map(one => [one.id, one.nodes.map(node => node.target[0])]))"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
COORDINATOR = (
    "cases/ requests/ requests/new/ requests/admit/ directory/ directory/add/ import/ "
    "figures/ figures/assistance/ figures/crosstab/ data-quality/ more/"
)
WORKER = "account/ tasks/new/ referrals/"
TABS = "person/ family/ contact/ people/ assessments/ programme/ sessions/ consents/ referrals/ closure/ history/"
FORMS = "assessments/new/ capacities/ sessions/new/ help/new/ reviews/new/ consents/add/ family/add/ referrals/add/ closure/close/"
KEEPERS = {"administrator": "users/ users/add/", "security-officer": "audit/ keys/", "director": "figures/", "duty-officer": "requests/"}


@cache
def axe_script() -> str:
    """The checker, as it is put into a page."""
    return Axe().axe_script


def faults_of(page: Page, paths: list[str], language: str) -> list[str]:
    """What axe finds on these pages, and by how much they are wider than the screen."""
    return [fault for path in paths for fault in _faults(page, path, AT_DESK_AND_PHONE if language == AXE_AT_DESK_IN else (PHONE,))]


def _faults(page: Page, path: str, screens: tuple[dict[str, int], ...]) -> list[str]:
    page.set_viewport_size(screens[0])
    answer = page.goto(path)
    assert answer.status == 200, f"{path} answered {answer.status}"
    page.evaluate(axe_script())
    faults = []
    for screen in screens:
        page.set_viewport_size(screen)
        faults += [f"{path} at {screen['width']}: {rule} {places[:3]}" for rule, places in page.evaluate(AXE)]
        if over := page.evaluate(WIDER):
            faults.append(f"{path} at {screen['width']}: {over} pixels too wide")
    return faults


def desk(words: str) -> list[str]:
    return [f"/desk/{word}" for word in words.split()]


def codes(server, what: str, account: str, state: str) -> str:
    """The code of a row of the sample in this state."""
    rows = json.loads(server.panoh("list", what, "--as", account, "--json").stdout)
    return next(row["code"] for row in rows if row.get("state", row.get("status")) == state)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_coordinator_and_the_keepers_are_fit_for_everybody(server, signed_in, language):
    request = codes(server, "requests", "coordinator", "triaged")
    page = signed_in("coordinator", language=language)
    pages = ["/desk/", *desk(COORDINATOR), *desk(f"requests/{request}/ requests/{request}/triage/ requests/{request}/admit/")]
    faults = faults_of(page, pages, language)
    for account, paths in KEEPERS.items():
        faults += faults_of(signed_in(account, language=language), desk(paths), language)

    assert "\n".join(faults) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_case_are_fit_for_everybody(server, signed_in, language):
    case = codes(server, "cases", "psychologist", "active")
    draft, sent = (codes(server, "referrals", "social-worker", state) for state in ("draft", "sent"))
    page = signed_in("social-worker", language=language)
    tabs = desk(" ".join(f"cases/{case}/{tab}" for tab in ["", *TABS.split(), *FORMS.split()]))
    pages = ["/desk/", *desk(WORKER), *tabs, *desk(f"referrals/{draft}/ referrals/{sent}/")]

    faults = faults_of(page, pages, language)

    assert "\n".join(faults) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doors_are_fit_for_everybody(server, browser, language):
    context = browser.new_context(base_url=server.url, locale=language, color_scheme="light")
    page = context.new_page()

    faults = faults_of(page, [f"/{language}/", "/desk/sign-in/"], language)

    context.close()
    assert "\n".join(faults) == ""


@pytest.mark.parametrize("path", ["/tg/", "/desk/sign-in/", "/desk/"])
def test_a_first_page_is_light(server, signed_in, path):
    page = signed_in("social-worker", viewport=PHONE, language="tg")
    if path != "/desk/":
        page.context.clear_cookies()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))

    page.goto(path, wait_until="networkidle")

    assert len(sizes) > 1, "nothing but the page was counted"
    assert sum(sizes) < FIRST_PAGE_BYTES
