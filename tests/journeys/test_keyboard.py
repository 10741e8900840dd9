"""By the keyboard alone: each stop is seen, the order is the page's, nothing holds one fast, and nothing is lost when a part is replaced."""

import re

import pytest
from playwright.sync_api import Page, expect

from panoh.accounts.sample import SAMPLE_PASSWORD
from tests.journeys.conftest import DESK, PATIENCE, PHONE, sample_case

# What one can stop at, by its place in the page: of a group of answers one, of what is folded only its head.
STOPS = """() => {
    const groups = new Set();
    const list = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(one => {
        if (one.disabled || one.tabIndex < 0 || one.type === 'hidden' || !one.checkVisibility({visibilityProperty: true})) return false;
        if (one.type !== 'radio') return true;
        const group = one.form.querySelectorAll(`[type=radio][name="${one.name}"]`);
        return one === ([...group].find(other => other.checked) || group[0]);
    });
    window.stops = list;
    return list.map(one => one.outerHTML.slice(0, 90));
}"""
# The stop that has the focus: its number (of the row of letters, which comes with a field, -2), whether a ring is drawn round it, whether
# it lies on the screen with nothing over it.
HERE = """() => {
    const one = document.activeElement;
    const ringed = one.closest('.choice') || one;
    const style = getComputedStyle(ringed);
    const box = ringed.getClientRects()[0] || ringed.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 0), innerWidth - 1);
    const y = box.height > innerHeight ? innerHeight / 2 : box.top + Math.min(box.height, 40) / 2;  // what is taller than the window goes past it
    const over = document.elementFromPoint(x, y);
    return {
        number: one === document.body ? -1 : one.closest('.letters') ? -2 : window.stops.indexOf(one),
        what: one.outerHTML.slice(0, 90),
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        free: y >= 0 && y <= innerHeight && box.right > 0 && box.left < innerWidth && !!over && (ringed.contains(over) || over.contains(ringed)),
    };
}"""


def walk(page: Page) -> list[str]:
    """Goes through the page with Tab, from its top to where it ends; gives back what is wrong with the way."""
    stops = page.evaluate(STOPS)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    faults, seen = [], []
    for _press in range(2 * len(stops) + 2):  # the row of letters comes with each field of words
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["number"] == -1 or here["number"] in seen:
            break
        if here["number"] >= 0:
            seen.append(here["number"])
        if not here["ring"]:
            faults.append(f"no ring: {here['what']}")
        if not here["free"]:
            faults.append(f"not to be seen: {here['what']}")
    if seen != sorted(seen):
        faults.append(f"another order than the page's: {seen}")
    return faults + [f"never reached: {stop}" for number, stop in enumerate(stops) if number not in seen]


@pytest.fixture(scope="module")
def case(server) -> str:
    """A case of the sample with a programme in force."""
    return sample_case(server)


def press_on(page: Page, place: str, key: str = "Enter") -> None:
    """Stands on a place of the page as the keyboard does, and presses."""
    page.locator(place).first.focus()
    page.keyboard.press(key)


def test_one_signs_in_without_a_mouse(server, browser):
    page = browser.new_context(base_url=server.url, locale="en", viewport=PHONE).new_page()
    page.goto("/desk/sign-in/")
    assert walk(page) == []

    page.locator("[name=account]").focus()
    page.keyboard.type("physician")
    page.keyboard.press("Tab")
    page.keyboard.type(SAMPLE_PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(server.code("physician"))
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{server.url}/desk/", timeout=PATIENCE)
    page.context.close()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["", "cases/", "cases/{case}/", "cases/{case}/programme/", "requests/new/"])
def test_every_stop_is_reached_in_the_order_of_the_page_and_seen(signed_in, case, path, screen):
    page = signed_in("social-worker", viewport=screen, language="tg", rings=True)

    page.goto("/desk/" + path.format(case=case))
    page.wait_for_load_state("networkidle")  # what rings stands there

    assert walk(page) == []


def test_the_first_stop_skips_what_every_page_begins_with(signed_in, case):
    page = signed_in("social-worker", viewport=PHONE)
    page.goto(f"/desk/cases/{case}/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("() => document.activeElement === document.querySelector('main').querySelector('a, button')")


def test_what_is_folded_opens_and_closes_by_a_key(signed_in):
    page = signed_in("social-worker", viewport=PHONE)
    page.goto("/desk/cases/")
    folded = page.locator("details.narrow")

    press_on(page, "details.narrow > summary")
    expect(folded).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    expect(page.locator("#f-state")).to_be_focused()
    press_on(page, "details.narrow > summary", "Space")

    expect(folded).not_to_have_attribute("open", "")


def test_the_parts_of_a_case_are_gone_through_by_keys(signed_in, case):
    page = signed_in("social-worker", viewport=PHONE)
    page.goto(f"/desk/cases/{case}/")

    press_on(page, ".tabs a[href$='/more/']")
    press_on(page, "main .tasks a[href$='/history/']")

    expect(page).to_have_url(re.compile(r"/history/$"))
    expect(page.locator(".tabs [aria-current=page]")).to_be_in_viewport()


def test_the_keyboard_stays_where_a_part_of_the_page_is_replaced(signed_in, case):
    page = signed_in("social-worker", viewport=PHONE)
    page.goto(f"/desk/cases/{case}/")

    press_on(page, "#safe-contact button[value=how]")
    expect(page.locator("#safe-contact")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#safe-contact button[value=number]")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#safe-contact button[value=number]")).to_have_count(0)
    expect(page.locator("#safe-contact")).to_be_focused()
    expect(page.locator("#safe-contact")).to_be_in_viewport()


def test_a_letter_of_the_row_goes_where_one_was_writing(signed_in):
    page = signed_in("social-worker", viewport=PHONE)
    page.goto("/desk/requests/new/")
    press_on(page, "form.form summary")
    page.locator("[name=given_name]").focus()
    page.keyboard.type("Фарру")

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")

    expect(page.locator("[name=given_name]")).to_have_value("Фарруҳ")
    expect(page.locator("[name=given_name]")).to_be_focused()
