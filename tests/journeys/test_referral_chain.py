"""No consent, a consent taken back: nothing leaves. A facility declines: the next is asked, and the chain stands on both pages."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server, sample_case
from tests.journeys.hands import code_in, fill, option, press, send


@pytest.fixture
def page(signed_in) -> Page:
    return signed_in("social-worker")


def row_of(server: Server, code: str) -> dict[str, object]:
    """What the command line says of a referral."""
    told = json.loads(server.panoh("list", "referrals", "--as", "coordinator", "--json").stdout)
    return next(row for row in told if row["code"] == code)


def drawn_up(page: Page, case: str, facility: str) -> str:
    page.goto(f"/desk/cases/{case}/referrals/add/")
    where = option(page, "facility", re.compile(facility))
    fill(page, facility=where, service="skin", level="neutral", priority="urgent", complaints="сыпь на руках, две недели", language="ru")
    send(page)
    return code_in(page)


def cannot_be_sent(page: Page, server: Server, referral: str) -> None:
    page.goto(f"/desk/referrals/{referral}/")
    press(page, "Look at the letter")
    button = page.locator("form[action$='/send/'] button")
    expect(button).to_be_disabled()
    button.evaluate("button => button.disabled = false")  # a hand that gets round the page
    with page.expect_response("**/send/") as told:
        button.click()
    assert told.value.status == 409
    expect(page.get_by_role("button", name="Open the copy (PDF)")).to_have_count(0)
    refused = server.panoh("export", "referral", referral, "--format", "pdf", "--as", "coordinator")
    assert (refused.returncode, refused.stdout) == (1, "")


def agreed(page: Page, case: str, referral: str) -> None:
    page.goto(f"/desk/cases/{case}/consents/add/?referral={referral}")
    fill(page, decision="given", form="spoken", witness="Намунаева С.", data_kinds=["name", "complaints"])
    send(page)


def taken_back(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/consents/")
    page.get_by_role("link", name=re.compile("^Withdraw.*health centre", re.IGNORECASE)).first.click()
    send(page)


def test_without_a_consent_and_after_it_was_taken_back_nothing_leaves(page: Page, server: Server) -> None:
    case = sample_case(server)
    referral = drawn_up(page, case, "[Hh]ealth centre")
    assert row_of(server, referral)["status"] == "awaiting_consent"
    cannot_be_sent(page, server, referral)

    agreed(page, case, referral)
    assert (row_of(server, referral)["status"], row_of(server, referral)["consented"]) == ("draft", True)
    taken_back(page, case)

    assert (row_of(server, referral)["status"], row_of(server, referral)["open"]) == ("withdrawn", False)
    page.goto(f"/desk/referrals/{referral}/")
    expect(page.locator("form[action$='/send/']")).to_have_count(0)
    assert server.panoh("export", "referral", referral, "--format", "pdf", "--as", "coordinator").returncode == 1


def test_declined_the_next_is_asked_and_the_chain_stands_on_both_pages(page: Page, server: Server) -> None:
    case = sample_case(server)
    first = drawn_up(page, case, "[Pp]olyclinic")
    if row_of(server, first)["status"] == "awaiting_consent":
        agreed(page, case, first)
    page.goto(f"/desk/referrals/{first}/")
    press(page, "Look at the letter")
    press(page, "Send")
    expect(page.get_by_text("The letter is sent.")).to_be_visible()

    page.goto(f"/desk/referrals/{first}/")
    press(page, "The facility declines")
    fill(page, reason="no_specialist", evidence="telephone", words="Врач уволился")
    send(page)
    expect(page.get_by_text("You act next: ask another facility")).to_be_visible()
    assert (row_of(server, first)["status"], row_of(server, first)["acts_next"]) == ("declined", "social_worker")

    press(page, "Ask another facility")
    fill(page, facility=option(page, "facility", re.compile("[Hh]ealth centre")))
    send(page)
    second = code_in(page)

    expect(page.get_by_text("Drawn up with everything of the one before.")).to_be_visible()
    assert (row_of(server, first)["status"], row_of(server, second)["status"]) == ("redirected", "awaiting_consent")
    cannot_be_sent(page, server, second)  # the consent was for the first facility alone
    for code, other in ((first, second), (second, first)):
        page.goto(f"/desk/referrals/{code}/")
        expect(page.get_by_role("heading", name="Who was asked")).to_be_visible()
        press(page, other)
        assert code_in(page) == other
