"""Two organisations' records of one person, in two scripts, are joined by the coordinator, and can be taken apart again."""

import json
import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.page_actions import click, fill, option, press, send

FOUND_WITHIN = 20_000  # milliseconds: the background looks all the time


def admit(page: Page, organisation: str, **names: str) -> str:
    """Admits somebody for an organisation; answers the code of the case."""
    page.goto("/desk/requests/admit/")
    fill(page, kind="survivor", sex="male", urgency="green", **names)
    fill(page, organisation=option(page, "organisation", organisation))
    click(page.locator("form.form button.btn--main"))
    if page.locator("button[name='later']").count():  # they resemble somebody already: it never stops the record
        press(page, "Save and decide later")
    found = re.search(r"/cases/([0-9A-Z]{4}-[0-9A-Z]{5})/", page.url)
    assert found, page.locator("main").inner_text()
    return found[1]


def persons(server) -> int:
    told = server.panoh("report", "admissions", "--from", "2000-01-01", "--to", "2100-01-01", "--format", "json", "--as", "coordinator")
    return int(json.loads(told.stdout)["persons"])


def two_records(page: Page, names: tuple[str, str], again: tuple[str, str]) -> tuple[str, str]:
    """The same person with two organisations, each in its own spelling."""
    one = admit(page, "Najoti Kudakon", family_name=names[0], given_name=names[1], birth="1971")
    return one, admit(page, "Law and Prosperity", family_name=again[0], given_name=again[1], birth="14.02.1971")


def open_pair(page: Page, one: str, other: str) -> None:
    """Waits until the background has found the two, and opens both records."""
    page.goto("/desk/duplicates/")
    row = page.get_by_role("row").filter(has_text=one).filter(has_text=other)
    for _turn in range(FOUND_WITHIN // 1000):
        if row.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    click(row.get_by_role("link"))
    page.wait_for_url("**/duplicates/*/*/")
    press(page, "Show both records")


def test_two_organisations_records_of_one_person_are_joined_by_the_coordinator(server, signed_in):
    page = signed_in("coordinator")
    one, other = two_records(page, ("Ҷӯрабоев", "Файзулло"), ("Джурабаев", "Файзулла"))
    before = persons(server)

    open_pair(page, one, other)
    expect(page.locator("mark", has_text="Ҷӯрабоев")).to_be_visible()
    expect(page.locator("mark", has_text="Джурабаев")).to_be_visible()
    expect(page.get_by_text("sounds the same")).to_have_count(2)
    expect(page.get_by_text("Cases and their notes stay with their record")).to_be_visible()
    press(page, "Merge the records")

    expect(page.get_by_text("Records merged")).to_be_visible()
    assert persons(server) == before - 1
    page.goto(f"/desk/cases/{one}/more/")
    expect(page.get_by_role("link", name=other)).to_be_visible()
    member = signed_in("member-worker")
    member.goto(f"/desk/cases/{one}/")
    assert other not in member.locator("main").inner_text()
    assert member.goto(f"/desk/cases/{other}/").status == 404

    page.goto("/desk/duplicates/joined/")
    press(page.get_by_role("listitem").filter(has_text=one), f"Separate : {one} {other}")
    expect(page.get_by_text("Separated")).to_be_visible()
    assert persons(server) == before


def test_two_people_are_told_apart_on_a_phone_and_not_asked_about_again(signed_in):
    one, other = two_records(signed_in("coordinator"), ("Ҳамидов", "Абдуқаҳҳор"), ("Хамидов", "Абдукаххор"))
    page = signed_in("coordinator", viewport=PHONE)
    open_pair(page, one, other)

    click(page.get_by_role("link", name="These are two different people"))
    fill(page, reason="namesake")
    send(page)

    expect(page.get_by_text("Recorded: two different people.").first).to_be_visible()
    assert page.get_by_role("row").filter(has_text=one).count() == 0
