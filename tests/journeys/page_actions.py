"""What hands do on a page: fill a form by the names of its fields, press its main button, take a picture for the guide."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

FORM = "form.form"
PICTURES = Path(__file__).parents[2] / "panoh" / "content" / "guide" / "pictures"


def fill(page: Page, **values: Any) -> None:
    """Fills the form: text is typed, answers are chosen by value (several: a list; a tick: True or False)."""
    for name, value in values.items():
        fields = page.locator(f"{FORM} [name='{name}']")
        unfold(page, name)
        kind = fields.first.evaluate("field => field.type")
        if kind == "radio":
            answer = page.locator(f"{FORM} [name='{name}'][value='{value}']")
            # Where the button is drawn by its label, that is what a thumb finds.
            drawn = "unseen" in (answer.get_attribute("class") or "").split()
            (page.locator(f"{FORM} label:has([name='{name}'][value='{value}']) > .btn").click if drawn else answer.check)()
        elif kind == "checkbox" and isinstance(value, bool):
            fields.set_checked(value)
        elif kind == "checkbox":
            for field in fields.all():
                field.set_checked(field.get_attribute("value") in value)
        elif kind == "select-one":
            fields.select_option(value)
        else:
            fields.fill(value)


def unfold(page: Page, name: str) -> bool:
    """Presses the title behind which a field stands, where one does, and answers whether."""
    folded = page.locator(f"{FORM} details.how:not([open])", has=page.locator(f"[name='{name}']"))
    if is_folded := folded.count() > 0:
        click(folded.first.locator("summary").first)
    return is_folded


def option(page: Page, name: str, text: str | re.Pattern[str]) -> str:
    """The value of the answer that shows this text, in a list or standing open."""
    answers = page.locator(f"{FORM} select[name='{name}'] option:not([value='']), {FORM} label:has(input[name='{name}'])").filter(
        has_text=text
    )
    value = answers.first.evaluate("answer => (answer.control || answer).value")
    assert value, f"nothing in {name} shows {text}"
    return value


def click(what: Locator) -> None:
    """Clicks, and waits until a form that is under way has its answer, and the page that comes is whole: half a page shows nothing of
    what a test counts on it."""
    what.click()
    what.page.locator("form[data-sent='1']").first.wait_for(state="detached")
    what.page.wait_for_load_state()


def send(page: Page) -> None:
    """Presses the main button of the form; the server took it when another page answers."""
    before = page.url
    click(page.locator(f"{FORM} button.btn--main"))
    assert page.url != before, page.locator("form.form .error, .note--error").all_inner_texts()


def press(place: Page | Locator, name: str) -> None:
    """Presses the button or link of this name."""
    button = place.get_by_role("button", name=name, exact=True)
    click((button if button.count() else place.get_by_role("link", name=name, exact=True)).first)


def make_link(page: Page, code: str) -> tuple[str, str]:
    """Link and code, as the worker is shown them."""
    page.goto(f"/desk/referrals/{code}/")
    press(page, "Reply link")
    press(page, "Make the link")
    click(page.locator("form.form button.btn--main"))
    return page.locator("#address").inner_text(), page.locator("section span.code").inner_text()


def enter(page: Page, address: str, code: str) -> None:
    """Somebody outside opens a link with its code."""
    page.goto(address)
    page.locator("[name=code]").fill(code)
    click(page.locator("button.main"))


def say(page: Page, kind: str, **values: str) -> None:
    """Chooses an answer, fills it in where there is something to fill in, sends it."""
    click(page.locator(f"button[value={kind}]"))
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    if values:
        click(page.locator("button[name=send]"))
    expect(page.locator("[role=status]")).to_be_visible()


def code_in(page: Page) -> str:
    """The code in the address."""
    return page.url.rstrip("/").split("/")[-1]


def sums(page: Page) -> dict[str, int]:
    """The great figures of the page by their names."""
    lines = [line for line in page.locator(".sums").inner_text().split("\n") if line]
    return {name: int(number) for number, name in zip(lines[::2], lines[1::2], strict=True)}


def picture(page: Page, name: str, *, of: str = "body") -> None:
    """A picture of the page on a phone for the guide, from this part of it on, when PANOH_PICTURES=1."""
    if os.environ.get("PANOH_PICTURES") != "1":
        return
    usual = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 640})
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.locator(of).first.evaluate("part => part.scrollIntoView({block: 'start'})")
    page.screenshot(path=PICTURES / f"{name}.png")
    if usual:
        page.set_viewport_size(usual)
