"""A version change: a colleague agrees to the draft, the coordinator adopts it and moves a case, having seen first what changes."""

import json

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.eyes import faults_here
from tests.journeys.page_actions import press, send

PLAN = "Create the programme"


def test_a_case_is_moved_to_a_newer_version_with_a_look_first(server, signed_in):
    rows = json.loads(server.panoh("list", "cases", "--as", "coordinator", "--json").stdout)
    code = next(row["code"] for row in rows if row["state"] == "assessment" and row["urgency"] == "red")

    physician = signed_in("physician", viewport=PHONE)
    physician.goto("/desk/guidance/unit-1/")
    press(physician.locator("main"), "I have read it and agree")
    expect(physician.locator(".said")).to_contain_text("You agreed to the draft in its present form.")

    page = signed_in("coordinator")
    page.goto("/desk/guidance/unit-1/compare/")
    expect(page.locator("main")).to_contain_text("14 days")
    expect(page.locator("main")).to_contain_text("21 days")
    page.goto("/desk/guidance/unit-1/adopt/")
    send(page)
    expect(page.locator(".said")).to_contain_text("Version adopted.")
    page.goto("/desk/guidance/")
    expect(page.locator("main .title")).to_contain_text("The Unit's Guidance, version 1")

    page.goto(f"/desk/cases/{code}/steps/")
    press(page.locator("main"), "View what would change")
    moved = page.locator("tbody tr").filter(has_text=PLAN)
    expect(moved).to_contain_text("gets a new deadline")
    assert faults_here(page) == []
    send(page)
    expect(page.locator(".said")).to_contain_text("The case follows the other version.")

    row = page.locator(".tasks > li").filter(has_text=PLAN)
    expect(row).to_contain_text("before:")
    expect(page.locator("main")).to_contain_text("The Unit's Guidance, version 1")
    assert faults_here(page) == []
