"""Words that are opened come where they were asked for: the form beside them keeps what was typed, and what was opened is seen."""

import datetime as dt
import re

from playwright.sync_api import Page, expect

from panoh.core.clock import today
from tests.journeys.conftest import PHONE, sample_case
from tests.journeys.page_actions import click, fill, press, send

TYPED = "Говорит с сестрой"
IS_SEEN = """one => {
    const box = one.getBoundingClientRect();
    return box.top >= document.querySelector(".bar").offsetHeight && box.top < innerHeight - 60;
}"""


def new_request(page: Page) -> str:
    page.goto("/desk/requests/new/?draft=leave")
    fill(page, need_words="Дарди сар", needs=["medical"], urgency="amber")
    send(page)
    if page.locator("form.form [name=later]").count():
        click(page.locator("form.form [name=later]"))
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{5}", page.locator("h1").inner_text())[0]


def test_the_text_of_a_request_opens_beside_its_half_filled_triage(signed_in):
    page = signed_in("social-worker", viewport=PHONE)
    code = new_request(page)
    page.goto(f"/desk/requests/{code}/triage/")
    page.locator("form.form [name=words]").fill(TYPED)
    press(page, "Show text")

    expect(page.get_by_text("Дарди сар")).to_be_visible()
    assert (page.url.rpartition("/desk/")[2], page.locator("form.form [name=words]").input_value()) == (f"requests/{code}/triage/", TYPED)


def test_the_draft_of_a_form_leads_to_its_page_though_another_stands_in_its_place(signed_in):
    page = signed_in("social-worker", viewport=PHONE)
    code = new_request(page)
    page.goto(f"/desk/requests/{code}/triage/")
    page.locator("form.form [name=words]").fill(TYPED)
    with page.expect_request("**/desk/drafts/**") as kept:
        page.evaluate("() => history.pushState(null, '', '/desk/requests/')")

    assert kept.value.headers["x-page"] == f"/desk/requests/{code}/triage/"


def test_the_text_of_a_request_is_seen_once_it_is_opened(signed_in):
    page = signed_in("social-worker", viewport={**PHONE, "height": 520})
    page.goto(f"/desk/requests/{new_request(page)}/")
    press(page, "Show text")

    expect(page.get_by_text("Дарди сар")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.get_by_text("Дарди сар").evaluate(IS_SEEN)


def test_own_notes_open_where_their_button_stood(server, signed_in):
    page = signed_in("psychologist", viewport=PHONE)
    page.goto(f"/desk/cases/{sample_case(server)}/sessions/new/?draft=leave")
    day = f"{today() - dt.timedelta(days=2):%d.%m.%Y}"  # of no other session of this case: a second one at an hour is asked about
    fill(page, kind="individual", day=day, hour="00:00", attendance="attended", summary="Сессия с заметками", notes="Заметки психолога")
    send(page)
    click(page.get_by_role("listitem").filter(has_text="Сессия с заметками").first.locator("p a").first)
    page.get_by_role("button", name="Show the notes").scroll_into_view_if_needed()
    here = page.evaluate("() => scrollY")
    press(page, "Show the notes")

    expect(page.get_by_text("Заметки психолога")).to_be_visible()
    assert page.get_by_text("Заметки психолога").evaluate(IS_SEEN)
    assert abs(page.evaluate("() => scrollY") - here) < 10
