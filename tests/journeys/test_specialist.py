"""A specialist under a memorandum, in the browser: sees who is entrusted, hands the month in, and sees nobody once it is over."""

import datetime as dt
import json
import re

from playwright.sync_api import expect

from panoh.core.clock import today
from tests.journeys.page_actions import click, fill, press, send


def cases_of(server, account: str) -> set[str]:
    """The codes this account sees."""
    return {row["code"] for row in json.loads(server.panoh("list", "cases", "--as", account, "--json").stdout)}


def test_a_specialist_works_hands_in_and_sees_nobody_once_the_memorandum_is_over(server, signed_in):
    mine = cases_of(server, "specialist")
    (code,) = mine
    other = sorted(cases_of(server, "psychologist") - mine)[0]
    specialist, coordinator = signed_in("specialist", language="en"), signed_in("coordinator", language="en")

    assert specialist.goto(f"/desk/cases/{code}/").status == 200
    assert specialist.goto(f"/desk/cases/{other}/").status == 404
    specialist.goto("/desk/acts/")
    click(specialist.locator("a[href*='/my-act/']").first)
    expect(specialist.locator("main")).to_contain_text(code)
    press(specialist, "Hand in the act")
    expect(specialist).to_have_url(re.compile(r"/desk/acts/[0-9A-Z-]+/$"))
    act = specialist.url
    coordinator.goto(act)
    press(coordinator, "Approve the act")
    expect(coordinator.locator(".badges")).to_contain_text("approved")

    coordinator.goto("/desk/agreements/")
    press(coordinator, "M-5")
    press(coordinator, "End the agreement")
    fill(coordinator, last_day=f"{today() - dt.timedelta(days=1):%d.%m.%Y}", reason="both")
    send(coordinator)

    assert specialist.goto(f"/desk/cases/{code}/").status == 404
    assert specialist.goto(act).status == 200
    press(coordinator, "Undo")
    assert specialist.goto(f"/desk/cases/{code}/").status == 200
