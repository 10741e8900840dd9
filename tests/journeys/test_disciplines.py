"""Who reads what, in a browser: another's notes, another organisation's case, and who sees no case at all."""

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import Page, expect

from panoh.core.clock import today
from tests.journeys.conftest import sample_case
from tests.journeys.page_actions import click, fill, press, send

NOTES = "Сквозные заметки: вернуться к теме дороги"
SUMMARY = "Сквозная сводка: говорили о сне"


def cases_of(server, account: str) -> list[dict[str, str]]:
    return json.loads(server.panoh("list", "cases", "--as", account, "--json").stdout)


@pytest.fixture
def active_case(server) -> str:
    """The case of the sample with a programme in force, carried by the secretariat, with a psychologist on it."""
    return sample_case(server)


@pytest.fixture
def foreign_case(server) -> str:
    """A case that exists and that the member organisation does not carry."""
    own = {row["code"] for row in cases_of(server, "member-worker")}
    return next(row["code"] for row in cases_of(server, "coordinator") if row["code"] not in own)


def post(page: Page, path: str, **values: str) -> tuple[int, str]:
    """Sends a form that no page offers, with the right token: what somebody might try who knows the address."""
    script = """async ([path, values]) => {
        const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
        const answer = await fetch(path, {method: "POST", headers: {"X-CSRFToken": token}, body: new URLSearchParams(values)});
        return [answer.status, await answer.text()];
    }"""
    status, text = page.evaluate(script, [path, values])
    return status, text


def session_with_notes(page: Page, case: str) -> str:
    page.goto(f"/desk/cases/{case}/sessions/new/")
    day = f"{today() - dt.timedelta(days=2):%d.%m.%Y}"  # the sample has one of yesterday, which near midnight is within the hour of 00:00
    fill(page, kind="individual", day=day, hour="03:00", attendance="attended", minutes="50", summary=SUMMARY, notes=NOTES)
    send(page)
    click(page.get_by_role("listitem").filter(has_text=SUMMARY).first.locator("p a").first)
    return page.url.split("/desk/")[1]


def test_a_psychologist_cannot_open_the_notes_of_another(server, signed_in, active_case):
    author, coordinator, other = signed_in("psychologist"), signed_in("coordinator"), signed_in("member-psychologist")
    session = session_with_notes(author, active_case)

    coordinator.goto(f"/desk/{session}")
    expect(coordinator.get_by_text(SUMMARY)).to_be_visible()
    expect(coordinator.get_by_text("The process notes are sealed")).to_be_visible()
    expect(coordinator.get_by_role("button", name="Show the notes")).to_have_count(0)
    for page, refused in ((coordinator, 403), (other, 404)):  # to a psychologist elsewhere there is no such session
        status, told = post(page, f"/desk/{session}notes/")
        assert status == refused
        assert NOTES not in told

    author.goto(f"/desk/{session}")
    assert NOTES not in author.content()
    press(author, "Show the notes")
    expect(author.get_by_text(NOTES)).to_be_visible()


@pytest.mark.parametrize("tab", ["", "person/", "contact/", "programme/", "sessions/", "consents/", "history/"])
def test_a_case_of_another_organisation_is_not_there(signed_in, foreign_case, tab):
    page = signed_in("member-worker")

    answer = page.goto(f"/desk/cases/{foreign_case}/{tab}")

    assert answer.status == 404
    foreign = told(page, foreign_case)
    assert page.goto(f"/desk/cases/2222-22222/{tab}").status == 404
    assert told(page, "2222-22222") == foreign, "the answer tells that there is such a case"


def told(page, code):
    """The page without the code, and without the minutes for which an act of before can be taken back: they run on."""
    return re.sub(r"\d+ more min", "", page.locator("main").inner_text().replace(code, ""))


def test_the_director_has_figures_and_no_case(signed_in, active_case):
    page = signed_in("director")

    assert page.goto("/desk/figures/").status == 200
    assert page.locator("a[href^='/desk/cases/']").count() == 0
    assert page.goto("/desk/cases/").status == 403
    assert page.goto(f"/desk/cases/{active_case}/").status in (403, 404)
    assert active_case not in page.locator("main").inner_text()
    assert page.goto("/desk/figures/").status == 200
    status, told = post(page, f"/desk/cases/{active_case}/person/")
    assert status in (403, 404)
    assert "Намунаев" not in told
