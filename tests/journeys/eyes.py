"""What axe finds on a page, on a phone and at a desk, by day and by night; and by how much anything is wider than the screen."""

from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE

type Screens = tuple[dict[str, int], ...]
type Light = Literal["light", "dark"]

AXE = """rules => axe.run({...rules, resultTypes: ['violations']})
    .then(found => found.violations.map(one => [one.id, one.nodes.map(node => node.target[0])]))"""
ALL: dict[str, Any] = {}
COLOURS = {"runOnly": ["color-contrast"]}  # what the night can break and the day cannot
BUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
DOORS = ("/sign-in/", "/prove/")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def _script() -> str:
    return Axe().axe_script


def faults_of(
    page: Page, paths: list[str], *, screens: Screens = (PHONE, DESK), light: Light = "light", rules: dict[str, Any] = ALL
) -> list[str]:
    """The faults of these pages, each opened in turn, on a device that is light or dark."""
    page.emulate_media(color_scheme=light)
    page.add_init_script(_script())  # handed over once for all of them
    faults = []
    for path in paths:
        page.set_viewport_size(screens[0])
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        assert path.endswith(DOORS) or not urlsplit(page.url).path.endswith(DOORS), f"{path} leads to a door: not looked at"
        faults += _faults(page, screens, f"{path}, {light}", rules)
    return faults


def faults_here(page: Page, name: str = "") -> list[str]:
    """The faults of the page that stands open, on both screens; then its colours by night."""
    name = name or page.url
    faults = _faults(page, (PHONE, DESK), name, ALL)
    page.emulate_media(color_scheme="dark")
    faults += _found(page, COLOURS, f"{name} by night")
    page.emulate_media(color_scheme="light")
    return faults


def _faults(page: Page, screens: Screens, where: str, rules: dict[str, Any]) -> list[str]:
    page.wait_for_selector("html:not(.asking)", state="attached")  # a public page shows nothing until it knows whether it is old
    page.wait_for_load_state()  # then it may have loaded anew
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    faults = []
    for screen in screens:
        page.set_viewport_size(screen)
        faults += _found(page, rules, f"{where} at {screen['width']}")
        if over := page.evaluate(WIDER):
            faults.append(f"{where} at {screen['width']}: {over} pixels too wide")
    return faults


def _found(page: Page, rules: dict[str, Any], where: str) -> list[str]:
    return [f"{where}: {rule} {places[:3]}" for rule, places in page.evaluate(AXE, rules)]
