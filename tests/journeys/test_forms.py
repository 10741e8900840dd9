"""How much a form asks of a thumb: controls and screens on a telephone of 360 × 740, with script as without."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import sample_case
from tests.journeys.page_actions import click, fill

SMALL = {"width": 360, "height": 740}
FORM = "form.form[data-draft]"
CONTROLS = f"""() => Array.from(document.querySelector('{FORM}').elements)
    .filter(one => /INPUT|SELECT|TEXTAREA/.test(one.tagName) && one.type !== 'hidden' && one.checkVisibility()).length"""
# A real instance does not say that it unlocks itself; what somebody did before may still be offered to be undone.
SCREENS = """() => {
    document.querySelectorAll('.banners, .undo').forEach(one => one.remove());
    return document.documentElement.scrollHeight / innerHeight;
}"""
BOTTOM = """one => Array.from(document.querySelectorAll('.banners'))
    .reduce((bottom, banner) => bottom - banner.offsetHeight, one.getBoundingClientRect().bottom)"""


def triaged(page: Page) -> str:
    """The admission of a request that waits for it, as its form stands with what was said at the request."""
    page.goto("/desk/requests/?state=triaged")
    known = page.locator("main a[href^='/desk/requests/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    for there in (f"{each}admit/?draft=leave" for each in known if each.count("/") == 4):
        page.goto(there)
        if page.locator(FORM).count():
            return there
    raise AssertionError(known)


def size(page: Page) -> tuple[int, Any]:
    """Controls in sight, and how many screens the page is."""
    return page.evaluate(CONTROLS), page.evaluate(SCREENS)


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_the_form_of_an_adult_takes_two_screens_and_a_childs_guardian_is_asked_in_place(signed_in, language):
    page = signed_in("coordinator", language=language, viewport=SMALL)
    for there in (triaged(page), "/desk/requests/admit/?draft=leave"):
        page.goto(there)
        fill(page, birth="14.03.1984", kind="survivor", consent="written")

        controls, screens = size(page)
        assert (controls <= 14, screens <= 2) == (True, True), (there, controls, screens)
    assert not page.locator("[name=guardian], [name=witness], [name=relation]").locator("visible=true").count()

    fill(page, birth="2012", consent="spoken")
    assert page.locator("[name=guardian], [name=witness]").locator("visible=true").count() == 2
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_a_session_is_noted_on_two_screens(server, signed_in, language):
    page = signed_in("psychologist", language=language, viewport=SMALL)
    page.goto(f"/desk/cases/{sample_case(server)}/sessions/new/?draft=leave")
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * SMALL["height"]  # with all banners


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_the_lines_to_say_of_a_call_are_a_press_at_the_top_of_the_first_screen(signed_in, language):
    page = signed_in("duty-officer", language=language, viewport=SMALL)
    page.goto("/desk/hotline/")
    click(page.locator("a.btn--main[href*='/calls/new/']").first)
    press = page.locator(".talk > div > details > summary").first
    click(press)

    assert press.evaluate(BOTTOM) <= SMALL["height"] / 3
    assert page.locator(".talk > div > details").first.locator("details > summary").last.evaluate(BOTTOM) <= SMALL["height"]


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_a_call_begins_on_the_first_screen_and_ends_on_the_third(signed_in, language):
    page = signed_in("duty-officer", language=language, viewport=SMALL)
    page.goto("/desk/hotline/")
    click(page.locator("a.btn--main[href*='/calls/new/']").first)
    assert page.evaluate(SCREENS) <= 2.5, page.evaluate(SCREENS)
    lowest = max(page.locator("[name=said], label:has([name=dangers])").evaluate_all(f"all => all.map({BOTTOM})"))
    assert lowest <= page.locator(".actions").evaluate("one => one.getBoundingClientRect().top"), lowest


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_with_a_danger_ticked_on_a_call_the_first_line_to_say_is_read_above_the_buttons(signed_in, language):
    page = signed_in("duty-officer", language=language, viewport=SMALL)
    page.goto("/desk/hotline/")
    click(page.locator("a.btn--main[href*='/calls/new/']").first)
    above = page.locator(".actions").evaluate("one => one.getBoundingClientRect().top")
    ticks = page.locator("[name=dangers]")
    for each in range(ticks.count()):
        ticks.nth(each).check()
        lowest = page.locator(".talk .note--danger strong:visible").first.evaluate(BOTTOM)
        said = page.locator(".talk .note--danger strong:visible").first.inner_text()
        assert (said[0], lowest <= above) == ("«", True), (each, lowest, above)
        ticks.nth(each).uncheck()


def test_after_a_call_with_a_danger_help_is_asked_for_on_the_first_screen(signed_in):
    page = signed_in("duty-officer", language="ru", viewport=SMALL)
    page.goto("/desk/hotline/")
    click(page.locator("a.btn--main[href*='/calls/new/']").first)
    fill(page, said="Угрожает муж", dangers=["threats"], urgency="hour")
    click(page.locator(".actions button:not([name])"))
    lowest = page.locator("form[action$='/send/'] button").evaluate(BOTTOM)
    assert lowest <= SMALL["height"], lowest


def test_a_narrowed_list_begins_on_the_first_screen(signed_in):
    page = signed_in("coordinator", language="ru", viewport=SMALL)
    for there in ("/desk/cases/?state=open&late=1", "/desk/referrals/?who=worker"):
        page.goto(there)
        lowest = page.locator("main tbody th").first.evaluate(BOTTOM)
        assert lowest <= page.locator(".rail").evaluate("one => one.getBoundingClientRect().top"), (there, lowest)
