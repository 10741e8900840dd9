"""A small register is brought in by hand: looked at, accepted, and the row that resembles somebody is decided."""

from playwright.sync_api import expect

from tests.factories.exchange import row, workbook
from tests.journeys.page_actions import click, picture, press, sums

SURE = row("Ж-1", family="Сафарзода", given="Мунира", sex="ж", birth="02.08.1990", admitted="05.03.2023")
IMPOSSIBLE = row("Ж-2", family="Шарипов", given="Далер", birth="31.02.1988", admitted="06.03.2023")
# The first person of the sample's register, written by another hand in Latin letters.
RESEMBLING = row("Ж-3", family="Zokirov", given="Khurshed", patronymic="Parvizzoda", birth="03.03.1953", admitted="07.03.2023")


def test_a_register_is_looked_at_accepted_and_its_doubtful_row_decided(server, signed_in):
    page = signed_in("coordinator", lately=True)
    page.goto("/desk/import/")
    book = workbook(SURE, IMPOSSIBLE, RESEMBLING)
    page.set_input_files("[name=file]", {"name": "register.xlsx", "mimeType": "application/octet-stream", "buffer": book})
    click(page.locator("form.form button.btn--main"))

    expect(page.get_by_role("heading", name="Check before you accept")).to_be_visible()
    assert sums(page) == {
        "rows in the file": 3,
        "can be accepted": 1,
        "need a decision": 1,
        "cannot be accepted": 1,
        "here already, unchanged": 0,
    }
    expect(page.locator("#held")).not_to_contain_text("Zokirov")
    press(page, "Show names")
    expect(page.locator("#rejected")).to_contain_text("31.02.1988")
    expect(page.locator("#held")).to_contain_text("Zokirov")
    expect(page.locator("#held")).to_contain_text("Зокиров")
    picture(page, "import")
    press(page, "Accept 1 row")

    expect(page.get_by_role("heading", name="Register imported")).to_be_visible()
    expect(page.get_by_text("1 person admitted.")).to_be_visible()
    assert sums(page) == {
        "rows in the file": 3,
        "admitted": 1,
        "need a decision": 1,
        "cannot be accepted": 1,
        "here already, unchanged": 0,
    }
    expect(page.locator("#held")).to_contain_text("1 row needs a decision")
    with page.expect_download() as download:
        press(page, "Download these rows")
    assert download.value.suggested_filename == "rows.xlsx"
    press(page, "The same person: add nothing")

    expect(page.get_by_text("Row 4 is decided.")).to_be_visible()
    expect(page.locator("#held")).to_have_count(0)
    assert sums(page)["need a decision"] == 0
