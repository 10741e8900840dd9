"""The coordinator and the director read the figures of the sample; the page and the command say the same."""

import json

from playwright.sync_api import expect


def test_the_statistics_page_shows_the_numbers_of_the_unit(server, signed_in):
    page = signed_in("director")

    page.goto("/desk/figures/?start=01.01.2015&end=31.12.2021")

    told_on_page = page.locator(".sums").inner_text().split("\n")
    assert [line for line in told_on_page if line] == [
        "235",
        "admitted in total",
        "108",
        "survivors",
        "127",
        "family members",
        "119",
        "women",
        "116",
        "men",
    ]
    expect(page.get_by_text("Of these 18 were under 18")).to_be_visible()
    told = json.loads(
        server.panoh("report", "admissions", "--from", "2015-01-01", "--to", "2021-12-31", "--json", "--as", "director").stdout
    )
    assert [told[key] for key in ("persons", "direct", "family", "women", "men", "under_age")] == [235, 108, 127, 119, 116, 18]
