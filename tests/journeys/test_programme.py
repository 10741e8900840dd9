"""A programme on a phone: conference, plan, agreement, approval, something happens, review of the goals, how they ended, a copy in Tajik."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import PHONE
from tests.journeys.eyes import faults_here
from tests.journeys.page_actions import click, fill, press, send


@pytest.fixture
def social(signed_in) -> Page:
    return signed_in("social-worker", viewport=PHONE)


def case_without_a_programme(page: Page) -> str:
    """A case of the sample for which the programme is still to be drawn up."""
    page.goto("/desk/cases/?state=assessment")
    for code in page.locator("main .code").all_inner_texts():
        page.goto(f"/desk/cases/{code}/programme/")
        if page.get_by_role("button", name="Create the programme", exact=True).count():
            return code
    raise AssertionError("every case of the sample has a programme")


def conference_is_held(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/conferences/new/")
    fill(page, outside=["person", "relative"], wishes="Встречи днём", decisions="Сначала сон, затем работа", dissent="Врач за невролога")
    send(page)
    expect(page.get_by_text("Врач за невролога")).to_be_visible()
    press(page, "Create a programme from it")


def goal_has_its_scale_and_a_service_its_cost(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/programme/1/goals/new/")
    fill(
        page,
        words="«Шаб оромона хоб рафтан»",
        capacity="mental",
        priority="first",
        indicator="Шабҳои ором дар як ҳафта",
        attainment="-2",
        level_0="панҷ шаб аз ҳафт",
    )
    send(page)
    click(page.locator("a[href$='/service/']"))
    fill(page, help="psychological", item="session", times="10", unit_cost="120", payer="funder", budget_code="F-2026/03")
    send(page)
    expect(page.get_by_text("Planned 1 200, provided so far 0 somoni")).to_be_visible()


def person_agrees(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/programme/1/agree/")
    fill(page, form="spoken", language="tg", copy_given="later")
    click(page.locator("form.form button.btn--main"))
    expect(page.get_by_text("If the agreement was spoken, someone must have been present. Enter who heard it.").first).to_be_visible()
    fill(page, witness="хоҳар")
    send(page)
    expect(page.get_by_text("The person agreed. The coordinator has been asked to approve.")).to_be_visible()


def coordinator_approves(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/programme/1/approve/")
    send(page)
    expect(page.get_by_text("Approved. Work on the case has started.")).to_be_visible()


def something_happens(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/programme/")
    press(page, "Record an event")
    fill(page, cause="hospital", words="Операция")
    send(page)
    expect(page.get_by_text("The review is due early").first).to_be_visible()


def goals_are_reviewed(page: Page, case: str) -> None:
    press(page, "Hold the review")
    expect(page.get_by_text("Операция")).to_be_visible()
    expect(page.get_by_text("панҷ шаб аз ҳафт")).to_be_visible()
    goal = page.locator("[name^=goal_]").first.get_attribute("name")
    fill(page, outcome="better", **{goal: "0"})
    click(page.locator(".level label:has([name=mental][value='3']) b"))
    expect(page.get_by_text("Mostly calm; hard days come seldom and pass")).to_be_visible()
    send(page)
    expect(page.locator(".gas .at")).to_have_text("0")
    expect(page.get_by_text("today: 0")).to_be_visible()
    expect(page.get_by_text("The review is due early")).to_have_count(0)


def goal_ends(page: Page, case: str) -> None:
    press(page, "How the goals ended")
    fill(page, **{page.locator("[name^=outcome_]").first.get_attribute("name"): "achieved"})
    send(page)
    expect(page.get_by_text("achieved", exact=True)).to_be_visible()


def copy_is_in_tajik_and_says_nothing(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/programme/1/print/?language=tg")
    assert case not in page.title()
    with page.expect_download() as download:
        press(page, "Make the PDF")
    assert download.value.suggested_filename == "plan.pdf"
    said = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(download.value.path().read_bytes())).pages)
    assert "Нақшаи ман" in said
    assert not re.search(r"паноҳ|panoh|шиканҷа|гурӯҳ|офиятбахш", said, re.IGNORECASE)


def test_a_programme_goes_from_the_conference_to_the_copy_on_a_phone(social: Page, signed_in) -> None:
    case = case_without_a_programme(social)

    conference_is_held(social, case)
    goal_has_its_scale_and_a_service_its_cost(social, case)
    person_agrees(social, case)
    coordinator_approves(signed_in("coordinator", viewport=PHONE), case)
    something_happens(social, case)
    goals_are_reviewed(social, case)
    faults = faults_here(social, "a programme under way")
    social.set_viewport_size(PHONE)
    goal_ends(social, case)
    social.goto(f"/desk/cases/{case}/programme/1/print/")
    faults += faults_here(social, "the person's copy")
    social.set_viewport_size(PHONE)
    copy_is_in_tajik_and_says_nothing(social, case)

    assert "\n".join(faults) == ""


def test_all_seven_capacities_fit_a_phone(social: Page) -> None:
    """From the first to the last without scrolling, below the title: what is chosen is read, not remembered."""
    case = case_with_a_rating(social)
    social.goto(f"/desk/cases/{case}/capacities/")

    first, last = (social.locator(".level").nth(place).bounding_box() for place in (0, 6))
    assert first is not None
    assert last is not None
    assert last["y"] + last["height"] - first["y"] < PHONE["height"] - 80


def case_with_a_rating(page: Page) -> str:
    page.goto("/desk/cases/?state=active")
    return page.locator("main .code").first.inner_text()
