"""The doors end in one queue: a receipt is followed up without script, a member's referral has the clock of everybody, paper becomes a call."""

import datetime as dt
import json
import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server
from tests.journeys.eyes import faults_here
from tests.journeys.page_actions import click, fill, press, send
from tests.journeys.test_strokes import Counted

WORDS = "Хоҳарам баъди боздошт хоб намекунад"
COMPLAINT = "Ду рӯз касе занг назад"
MAIN = "form.form button.btn--main"


def requests_of(server: Server) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in json.loads(server.panoh("list", "requests", "--as", "coordinator", "--json").stdout)}


def come_in(server: Server, before: set[str]) -> dict[str, Any]:
    """The request that came since; the worker of the server takes in what waits within seconds."""
    end = time.monotonic() + 60
    while not (new := set(requests_of(server)) - before) and time.monotonic() < end:
        time.sleep(0.2)
    (code,) = new
    return requests_of(server)[code]


def write(phone: Page, soon: str = "now") -> str:
    """One line, and how urgent it is; answers the receipt."""
    phone.goto("/tg/write/")
    phone.locator("[name=words]").fill(WORDS)
    phone.locator(f"[name=soon][value={soon}]").check()
    click(phone.locator(MAIN))
    return phone.locator(".receipt strong").inner_text()


def come_back(phone: Page, receipt: str) -> list[str]:
    """By the receipt, to the answers, the newest first."""
    phone.goto("/tg/answer/")
    phone.locator("[name=receipt]").fill(receipt)
    click(phone.locator(MAIN))
    return phone.locator("p.words").all_inner_texts()


def ask(phone: Page, receipt: str, kind: str, words: str = "") -> None:
    come_back(phone, receipt)
    phone.locator(f"[name=asks][value={kind}]").check()
    phone.locator("[name=words]").fill(words)
    click(phone.locator(MAIN))


def written(desk: Page, code: str, link: str) -> None:
    """Opens what was written once the wish has come in, and goes to what is done with it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        desk.goto(f"/desk/requests/{code}/written/")
        if desk.get_by_role("link", name=link, exact=True).count():
            break
        time.sleep(0.3)
    press(desk, link)


def test_a_receipt_is_followed_up_without_script(server: Server, signed_in, phone: Page):
    before = set(requests_of(server))
    receipt = write(phone)
    code = come_in(server, before)["code"]
    desk = signed_in("coordinator")

    ask(phone, receipt, "seen")
    written(desk, code, "Check the answer and send it")
    told = desk.locator("[name=words]").input_value()
    assert faults_here(desk, "what is kept and who has seen it") == []
    send(desk)

    (answer,) = come_back(phone, receipt)
    assert answer.split() == told.split()
    assert WORDS not in phone.content()
    assert "coordinator" not in phone.locator("main").inner_text()  # roles are said in the language of the page, accounts never

    ask(phone, receipt, "complain", COMPLAINT)
    written(desk, code, "Record the complaint")
    fill(desk, about="service")
    assert faults_here(desk, "the complaint") == []
    send(desk)

    newest, older = come_back(phone, receipt)
    assert "Шикояти шумо" in newest
    assert older == answer
    assert COMPLAINT not in phone.content()
    ask(phone, receipt, "more", "Раҳмат")
    expect(phone.locator("h1")).to_be_visible()


def test_a_members_referral_is_a_request_with_the_clock_of_a_self_referral(server: Server, signed_in, phone: Page):
    before = set(requests_of(server))
    write(phone, soon="days")
    own = come_in(server, before)
    before |= {own["code"]}
    member = signed_in("member-worker")
    member.goto("/desk/requests/new/")
    fill(member, door="member", asker="organisation", needs=["psychological"], urgency="amber", need_words=WORDS)
    fill(member, referred_by=member.locator("select[name=referred_by] option").nth(1).get_attribute("value"))
    send(member)
    theirs = come_in(server, before)

    due = [dt.datetime.fromisoformat(row["due"]) for row in (own, theirs)]
    assert [(row["door"], row["state"]) for row in (own, theirs)] == [("public_form", "new"), ("member", "new")]
    assert abs(due[1] - due[0]) < dt.timedelta(minutes=10)
    coordinator = signed_in("coordinator")
    coordinator.goto("/desk/requests/")
    for row in (own, theirs):
        expect(coordinator.get_by_text(row["code"]).first).to_be_visible()


def test_a_call_taken_on_paper_is_entered_with_few_presses(server: Server, signed_in):
    page = signed_in("duty-officer")
    page.goto("/desk/hotline/")
    hands = Counted(page)

    hands.press("a[href$='/calls/new/TJ-KT/']")
    hands.choose("urgency", "three_days")
    fill(page, needs=["medical"])
    hands.answers, hands.presses = hands.answers + 1, hands.presses + 1
    hands.type("said", "Писар афтод, дард дорад, духтур лозим")
    hands.choose("may_call_back", "yes")
    hands.type("number", "935550017")
    hands.press("details.how summary:has-text('who is calling')")
    hands.choose("caller", "family")
    hands.type("begun", "07:40")
    hands.press(f"{MAIN}, form.talk button.btn--main")

    expect(page.locator("main")).to_contain_text("Help requested")
    assert (hands.answers, hands.presses, hands.pages) == (7, 10, 2), hands
    assert hands.keys <= 55, hands
    assert hands.seconds <= 60, hands  # 40 of the model: two fifths of them the words
