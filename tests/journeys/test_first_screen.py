"""What stands within the first screen of a telephone of 360 by 740, above the places at its lower edge.

Measured on an instance of its own: what other journeys leave on their cases (dangers that ring, acts that can be undone, steps more) moves it.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.instances import SAMPLED, Instances
from tests.journeys.conftest import PHONE, Desks, serve
from tests.journeys.page_actions import click

LOWEST = 640  # of 740: the places take the last 56
ACTS = "main a[href^='/desk/cases/']"
CODES = r"links => [...new Set(links.map(link => link.getAttribute('href')).filter(path => /^\/desk\/cases\/[^/?]+\/$/.test(path)))]"
ENDS = """() => {
    const act = document.querySelector('.next .btn--danger, .next .btn--main');
    return act && [act.textContent.trim(), Math.round(act.getBoundingClientRect().bottom + scrollY)];
}"""


@pytest.fixture(scope="module")
def untouched(instances: Instances, browser: Browser) -> Iterator[Desks]:
    """The accounts of a sample that nobody has worked with."""
    for server in serve(instances, SAMPLED):
        yield Desks(server, browser)


@pytest.mark.parametrize("language", ["ru", "tg"])
@pytest.mark.parametrize("account", ["psychologist", "social-worker", "coordinator"])
def test_the_next_act_of_a_case_stands_within_the_first_screen(untouched, account, language):
    page = untouched.open(account, viewport=PHONE, language=language)
    page.goto("/desk/cases/")
    found = {}
    for path in page.locator(ACTS).evaluate_all(CODES)[:6]:
        page.goto(path)
        assert page.locator(".banner").count() == 1
        if ends := page.evaluate(ENDS):
            found[path] = ends

    untouched.close()
    assert len(found) > 1
    assert {path: ends for path, ends in found.items() if ends[1] > LOWEST} == {}


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_how_to_reach_the_person_is_a_press_within_the_first_screen(untouched, language):
    page = untouched.open("psychologist", viewport=PHONE, language=language)
    page.goto("/desk/cases/")
    path = page.locator(ACTS).evaluate_all(CODES)[0]
    page.goto(path)

    way = page.locator(".title a[href='#safe-contact']")
    box = way.bounding_box()
    click(way)

    assert box["y"] + box["height"] <= LOWEST
    assert page.locator("#safe-contact button").is_visible()
    assert page.locator("#safe-contact").evaluate("part => Math.round(part.getBoundingClientRect().top)") in range(200)
    untouched.close()


@pytest.mark.parametrize("width", [320, 360])
def test_the_bar_below_bears_the_number_of_what_waits_beside_the_picture_of_my_day(untouched, width):
    page = untouched.open("coordinator", viewport={"width": width, "height": 740}, language="ru")
    page.goto("/desk/")
    place = page.locator(".rail a[aria-current=page]")
    number, whole, picture = place.locator(".count"), place.bounding_box(), place.locator("svg").bounding_box()

    assert number.is_visible()
    box = number.bounding_box()
    assert page.locator(".title .quiet").inner_text().endswith(f": {number.inner_text()}")
    assert box["x"] >= picture["x"] + picture["width"]
    assert box["x"] + box["width"] <= whole["x"] + whole["width"]
    assert whole["y"] <= box["y"]
    assert box["y"] + box["height"] <= whole["y"] + whole["height"]
    assert whole["height"] < 64
    untouched.close()
