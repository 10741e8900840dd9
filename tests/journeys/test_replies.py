"""A facility without an account answers: by a link with a code, through a browser of its own; and on paper, keyed in by the worker."""

import json
import re
from datetime import timedelta

from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from panoh.core.clock import today
from tests.days import written
from tests.journeys.eyes import faults_here
from tests.journeys.page_actions import click, enter, fill, make_link, press, say, send

IN_FIVE_DAYS = timedelta(days=5)
FOUND, ADVICE = "Осмотрен, нужна физиотерапия", "Десять процедур, потом снова на приём"


def referral(server, status: str) -> str:
    """The code of a referral of the social worker's that stands so, and on a consent: another journey took one back after its letter left."""
    rows = json.loads(server.panoh("list", "referrals", "--as", "social-worker", "--json").stdout)
    return str(next(row["code"] for row in rows if row["status"] == status and row["consented"]))


def test_a_facility_acknowledges_proposes_a_day_and_sends_the_outcome(server, signed_in, outside: BrowserContext):
    worker = signed_in("social-worker")
    code = referral(server, "sent")
    address, secret = make_link(worker, code)
    for method in ("get", "get", "head"):  # a messenger looks ahead
        answer = getattr(outside.request, method)(address)
        assert (answer.status, code in answer.text()) == (200, False)

    page = outside.new_page()
    enter(page, address, "1111 1111")
    expect(page.locator("[role=alert]")).to_be_visible()
    enter(page, address, secret)
    expect(page.locator("h1")).to_contain_text(code)
    say(page, "received")
    click(page.get_by_role("button"))
    say(page, "appointment", said_on=written(IN_FIVE_DAYS), said_at="10:30", words="Взять с собой снимки")
    assert outside.cookies() == []

    worker.goto(f"/desk/referrals/{code}/")
    expect(worker.locator(".badges").first).to_contain_text("acknowledged")
    worker.goto(f"/desk/referrals/{code}/links/")
    press(worker, "Proposes a day")
    press(worker, "Accept the answer")
    send(worker)
    expect(worker.locator(".badges").first).to_contain_text("appointment given")

    enter(page, address, secret)
    click(page.locator("button[value=outcome]"))
    for name, value in {"said_on": f"{today():%d.%m.%Y}", "words": FOUND, "advice": ADVICE}.items():
        page.locator(f"[name={name}]").fill(value)
    click(page.locator("button[name=send]"))
    assert FOUND not in page.content()
    enter(page, address, secret)
    expect(page.locator("[role=alert]")).to_be_visible()  # spent

    worker.goto(f"/desk/referrals/{code}/links/")
    press(worker, "Sends the outcome")
    expect(worker.get_by_text(FOUND)).to_have_count(0)
    press(worker, "Show text")
    expect(worker.get_by_text(FOUND)).to_be_visible()
    press(worker, "Accept the answer")
    send(worker)
    expect(worker.locator(".badges").first).to_contain_text("completed")
    click(worker.locator("form").filter(has_text="Show text").locator("button"))
    expect(worker.get_by_text(ADVICE)).to_be_visible()


def test_a_paper_slip_is_keyed_in(server, signed_in):
    worker = signed_in("social-worker")
    code = referral(server, "accepted")
    slip = slip_on_paper(worker, code)
    worker.goto("/desk/replies/")
    fill(worker, slip=slip[:-1] + str((int(slip[-1]) + 1) % 10), evidence="slip", state="booked")
    click(worker.locator("form.form button.btn--main"))
    expect(worker.locator(".note--error").first).to_be_visible()

    fill(worker, slip=f"{slip[:3]} {slip[3:6]} {slip[6:]}")
    send(worker)
    fill(worker, day=written(IN_FIVE_DAYS))
    send(worker)

    expect(worker.locator(".badges").first).to_contain_text("appointment given")


def slip_on_paper(page: Page, code: str) -> str:
    """The code of the slip as it is printed in the letter that left."""
    page.goto(f"/desk/referrals/{code}/")
    with page.expect_download() as got:
        click(page.get_by_role("button", name="Open the copy (PDF)"))
    text = "".join(sheet.extract_text() for sheet in PdfReader(got.value.path()).pages)
    found = re.search(r"\b(\d{3}) (\d{3}) (\d{4})\b", text)
    assert found, text
    return "".join(found.groups())


def test_pages_of_those_outside_are_fit_for_everybody(server, signed_in, browser):
    worker = signed_in("social-worker")
    address, secret = make_link(worker, referral(server, "waitlisted"))
    context = browser.new_context(base_url=server.url, locale="ru")
    page, faults = context.new_page(), []
    for language in ("tg", "ru"):
        enter(page, address.replace("/ru/", f"/{language}/"), "1111 1111")
        faults += faults_here(page, f"refused {language}")
        enter(page, address.replace("/ru/", f"/{language}/"), secret)
        faults += faults_here(page, f"acts {language}")
        for kind in ("appointment", "declined", "outcome"):
            click(page.locator(f"button[value={kind}]"))
            click(page.locator("button[name=send]"))
            faults += faults_here(page, f"{kind} {language}")
            click(page.locator("form button").last)
    say(page, "accepted")
    faults += faults_here(page, "kept")
    context.close()
    assert "\n".join(faults) == ""
