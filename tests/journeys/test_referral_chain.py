"""A referral from the letter to what it cost; and what keeps one back: no consent, a consent taken back, an agreement that is over."""

import json
import re
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.days import written
from tests.journeys.conftest import Server, sample_case
from tests.journeys.page_actions import click, code_in, enter, fill, make_link, option, press, say, send


@pytest.fixture
def page(signed_in) -> Page:
    return signed_in("social-worker")


def row_of(server: Server, code: str) -> dict[str, object]:
    """What the command line says of a referral."""
    told = json.loads(server.panoh("list", "referrals", "--as", "coordinator", "--json").stdout)
    return next(row for row in told if row["code"] == code)


def drawn_up(page: Page, case: str, facility: str, service: str = "skin") -> str:
    page.goto(f"/desk/cases/{case}/referrals/add/")
    where = option(page, "facility", re.compile(facility))
    fill(page, facility=where, service=service, level="neutral", priority="urgent", complaints="сыпь на руках, две недели", language="ru")
    send(page)
    return code_in(page)


def cannot_be_sent(page: Page, server: Server, referral: str) -> None:
    page.goto(f"/desk/referrals/{referral}/")
    press(page, "View the letter")
    button = page.locator("form[action$='/send/'] button")
    expect(button).to_be_disabled()
    page.locator("[name=looked_again]").check()
    button.evaluate("button => button.disabled = false")  # a hand that gets round the page
    with page.expect_response("**/send/") as told:
        click(button)
    assert told.value.status == 409
    expect(page.get_by_role("button", name="Open the copy (PDF)")).to_have_count(0)
    refused = server.panoh("export", "referral", referral, "--format", "pdf", "--as", "coordinator")
    assert (refused.returncode, refused.stdout) == (1, "")


def agreed(page: Page, referral: str) -> None:
    page.goto(f"/desk/referrals/{referral}/consent/")
    fill(page, decision="given", form="spoken", witness="Намунаева С.", data_kinds=["name", "complaints"])
    send(page)


def taken_back(page: Page, case: str, facility: str) -> None:
    page.goto(f"/desk/cases/{case}/consents/")
    click(page.get_by_role("link", name=re.compile(f"^Withdraw.*{facility}", re.IGNORECASE)).first)
    send(page)


def sent(page: Page, referral: str) -> None:
    page.goto(f"/desk/referrals/{referral}/")
    press(page, "View the letter")
    page.locator("[name=looked_again]").check()
    press(page, "Send")
    expect(page.get_by_text("Recorded as sent")).to_be_visible()


def spent_under(page: Page, agreement: str) -> Decimal:
    """What the coordinator sees as costs recorded under an agreement this year."""
    page.goto("/desk/money/spending/?by=agreement")
    line = page.locator("tbody tr").filter(has_text=agreement)
    if not line.count():
        return Decimal(0)
    amount, *_ceiling = line.locator("td").nth(1).inner_text().splitlines()
    return Decimal(re.sub(r"[^0-9.]", "", amount.replace(",", ".")))


def test_without_a_consent_and_after_it_was_taken_back_nothing_leaves(page: Page, server: Server) -> None:
    case = sample_case(server)
    referral = drawn_up(page, case, "[Hh]ealth centre")
    assert row_of(server, referral)["status"] == "awaiting_consent"
    cannot_be_sent(page, server, referral)

    agreed(page, referral)
    assert (row_of(server, referral)["status"], row_of(server, referral)["consented"]) == ("draft", True)
    taken_back(page, case, "health centre")

    assert (row_of(server, referral)["status"], row_of(server, referral)["open"]) == ("withdrawn", False)
    page.goto(f"/desk/referrals/{referral}/")
    expect(page.locator("form[action$='/send/']")).to_have_count(0)
    assert server.panoh("export", "referral", referral, "--format", "pdf", "--as", "coordinator").returncode == 1


def test_declined_the_next_is_asked_and_the_chain_stands_on_both_pages(page: Page, server: Server) -> None:
    case = sample_case(server)
    first = drawn_up(page, case, "[Pp]olyclinic")
    if row_of(server, first)["status"] == "awaiting_consent":
        agreed(page, first)
    sent(page, first)

    page.goto(f"/desk/referrals/{first}/")
    press(page, "The facility declines")
    fill(page, reason="no_specialist", evidence="telephone", words="Врач уволился")
    send(page)
    expect(page.get_by_text("Your next step: ask another facility or end the referral, by")).to_be_visible()
    assert (row_of(server, first)["status"], row_of(server, first)["acts_next"]) == ("declined", "social_worker")

    press(page, "Ask another facility")
    fill(page, facility=option(page, "facility", re.compile("[Hh]ealth centre")))
    send(page)
    second = code_in(page)

    expect(page.get_by_text("Created with the data of the earlier referral")).to_be_visible()
    assert (row_of(server, first)["status"], row_of(server, second)["status"]) == ("redirected", "awaiting_consent")
    cannot_be_sent(page, server, second)  # the consent was for the first facility alone
    for code, other in ((first, second), (second, first)):
        page.goto(f"/desk/referrals/{code}/")
        expect(page.get_by_role("heading", name="Facilities asked")).to_be_visible()
        press(page, other)
        assert code_in(page) == other


def test_from_the_letter_to_the_answer_of_who_has_no_account_to_what_it_cost(
    page: Page, signed_in, server: Server, outside: BrowserContext
) -> None:
    case, coordinator = sample_case(server), signed_in("coordinator")
    before = spent_under(coordinator, "14/2026")
    referral = drawn_up(page, case, "[Pp]rivate clinic", "laboratory")
    if row_of(server, referral)["status"] == "awaiting_consent":
        agreed(page, referral)
    sent(page, referral)
    address, secret = make_link(page, referral)

    elsewhere = outside.new_page()
    enter(elsewhere, address, secret)
    say(elsewhere, "outcome", said_on=written(), words="Кровь в норме", advice="Повторить через год")
    assert outside.cookies() == []
    assert (row_of(server, referral)["status"], row_of(server, referral)["acts_next"]) == ("sent", "social_worker")

    page.goto(f"/desk/referrals/{referral}/links/")
    press(page, "Sends the outcome")
    press(page, "Accept the answer")
    fill(page, cost="89.50", currency="TJS")
    send(page)
    assert (row_of(server, referral)["status"], row_of(server, referral)["open"]) == ("completed", False)

    page.goto(f"/desk/cases/{case}/care/new/")
    fill(page, referral=option(page, "referral", referral), kind="outpatient", day=written())
    send(page)
    press(page, "Use the cost from the referral")
    fill(page, payer="funder", budget_code="MED-02")
    send(page)
    line = page.locator("section[aria-labelledby=costs] tbody tr")
    expect(line).to_contain_text("14/2026")
    expect(line).to_contain_text("89.50")
    press(page, "Treatment ended")
    send(page)
    expect(page.locator("section[aria-labelledby=care] .badges")).to_contain_text("ended")

    assert spent_under(coordinator, "14/2026") - before == Decimal("89.50")


def test_under_an_agreement_that_is_over_it_goes_with_a_reason_alone_and_its_link_dies_with_the_consent(
    page: Page, signed_in, server: Server, outside: BrowserContext
) -> None:
    case = sample_case(server)
    referral = drawn_up(page, case, "[Rr]egional hospital", "inpatient")
    if row_of(server, referral)["status"] == "awaiting_consent":
        agreed(page, referral)
    page.goto(f"/desk/referrals/{referral}/")
    expect(page.get_by_text("The agreement with this facility has ended.").first).to_be_visible()
    expect(page.get_by_role("link", name="Allow with a reason")).to_have_count(0)
    press(page, "View the letter")
    page.locator("[name=looked_again]").check()
    with page.expect_response("**/send/") as told:
        press(page, "Send")
    assert told.value.status == 409
    assert row_of(server, referral)["status"] == "draft"
    assert server.panoh("export", "referral", referral, "--format", "pdf", "--as", "coordinator").returncode == 1

    coordinator = signed_in("coordinator")
    coordinator.goto(f"/desk/referrals/{referral}/")
    press(coordinator, "Allow with a reason")
    fill(coordinator, reason="Больше никто не примет до нового договора")
    send(coordinator)
    sent(page, referral)

    address, secret = make_link(page, referral)
    elsewhere = outside.new_page()
    enter(elsewhere, address, secret)
    expect(elsewhere.locator("h1")).to_contain_text(referral)
    taken_back(page, case, "regional hospital")
    enter(elsewhere, address, secret)
    expect(elsewhere.locator("[role=alert]")).to_be_visible()
    page.goto(f"/desk/referrals/{referral}/")
    expect(page.get_by_text("after the letter was sent").first).to_be_visible()
