"""A case from the request to its end by four roles, and the walls of findings, notes, story and medicines looked at from each side.

What is typed are marks that occur nowhere else, so that a leak is found in the pages themselves: each role walks every page of the case it
can reach by links, before and after the walls were opened by those who may, and tries the addresses that are not offered to it.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.hands import code_in, fill, option, press, send
from tests.journeys.test_main_job import (
    case_is_closed,
    programme_is_agreed,
    programme_is_approved,
    programme_is_drawn_up,
    request_is_triaged,
    request_is_written_down,
    review_is_held,
)
from tests.journeys.test_walls import post

# Behind a wall, and opened by a press alone.
MEDICAL, PSYCHOLOGICAL, SOCIAL = "Марминъхил-врачебное", "Равонъхил-душевное", "Иҷтимъхил-бытовое"
NOTES, STORY, MEDICINE = "Ёддошъхил-заметки", "Ҳикояъхил-рассказ", "Дорунъхил 20 мг"
# For everybody who works on the case.
SUMMARIES = {"physician": "Сводкавр: лечение начато", "psychologist": "Сводкапс: сон нарушен", "social-worker": "Сводкасо: нет жилья"}
SEALED = (MEDICAL, PSYCHOLOGICAL, SOCIAL, NOTES, STORY)
OWN = {"physician": (MEDICAL,), "psychologist": (PSYCHOLOGICAL, NOTES), "social-worker": (SOCIAL,)}
OUTSIDE = ("lawyer", "member-worker", "director", "accountant", "administrator", "security-officer")


def person_is_admitted(page: Page, request: str) -> str:
    page.goto(f"/desk/requests/{request}/admit/")
    team = {field: option(page, field, re.compile(rf"(?<!-){role}")) for field, role in TEAM.items()}
    fill(
        page,
        family_name="Озмоишева",
        given_name="Фарангис",
        birth="03.02.1987",
        sex="female",
        kind="survivor",
        consent="spoken",
        witness="Намунаева С.",
        **team,
    )
    send(page)
    return code_in(page)


TEAM = {"medical": "physician", "psychological": "psychologist", "social": "social-worker"}


def assessment_is_recorded(page: Page, case: str, summary: str, findings: str) -> str:
    page.goto(f"/desk/cases/{case}/assessments/new/")
    fill(page, summary=summary, findings=findings)
    send(page)
    page.goto(f"/desk/cases/{case}/assessments/")
    return str(page.locator(".part").filter(has_text=summary).locator("h3 a").get_attribute("href"))


def medicine_is_written_down(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/medical/medicines/new/")
    fill(page, name=MEDICINE)
    send(page)
    expect(page.get_by_text(MEDICINE)).to_be_visible()


def story_is_told(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/story/tell/")
    fill(page, words=STORY)
    send(page)
    assert STORY not in page.content()


def questionnaire_is_filled_in(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/questionnaires/phq9/ask/")
    fill(page, **{f"item_{number}": "1" for number in range(1, 9)}, item_9="0")
    send(page)
    expect(page.get_by_text("Screening results, not a diagnosis.").first).to_be_visible()


def session_is_recorded(page: Page, case: str) -> str:
    page.goto(f"/desk/cases/{case}/sessions/new/")
    fill(page, kind="individual", hour="00:00", attendance="attended", minutes="50", summary="Учились дышать", notes=NOTES)
    send(page)
    page.get_by_role("listitem").filter(has_text="Учились дышать").first.locator("p a").first.click()
    page.wait_for_load_state()
    return page.url.split("/desk", 1)[1]


def pages_of(page: Page, case: str) -> Iterator[tuple[str, str]]:
    """Every page of the case that links lead to, and its HTML."""
    start = f"/desk/cases/{case}/"
    waiting, seen = [start], {start}
    while waiting:
        path = waiting.pop()
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} is offered and answers {answer.status}"
        yield path, page.content()
        for link in page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href').split(/[?#]/)[0])"):
            if link.startswith(start) and link not in seen and "/pdf/" not in link:
                seen.add(link)
                waiting.append(link)


def nothing_leaks(page: Page, case: str, role: str) -> None:
    """Walks the case as this role: nothing sealed is on any page, and what is for everybody is."""
    walked = dict(pages_of(page, case))
    assert len(walked) >= 15, f"{role} reaches {sorted(walked)}"
    # An author who corrects has the own words before them, and nobody else's.
    leaks = [
        (role, path, mark)
        for path, html in walked.items()
        for mark in SEALED
        if mark in html and not (mark in OWN.get(role, ()) and path.endswith("/correct/"))
    ]
    assert leaks == []
    assert {path for path, html in walked.items() if MEDICINE in html} == (
        {f"/desk/cases/{case}/medical/"} if role == "physician" else set()
    )
    together = "".join(walked.values())
    assert [summary for summary in SUMMARIES.values() if summary not in together] == [], role


@pytest.fixture
def roles(signed_in) -> dict[str, Page]:
    desk = {role: signed_in(role) for role in ("coordinator", "physician", "psychologist")}
    return {**desk, "social-worker": signed_in("social-worker", viewport=PHONE)}


def test_a_full_case_by_four_roles_keeps_every_wall_from_each_side(signed_in, roles):
    social, physician, psychologist, coordinator = (roles[r] for r in ("social-worker", "physician", "psychologist", "coordinator"))
    request = request_is_written_down(social)
    request_is_triaged(coordinator, request)
    case = person_is_admitted(coordinator, request)

    found = {
        "physician": (assessment_is_recorded(physician, case, SUMMARIES["physician"], MEDICAL), MEDICAL),
        "psychologist": (assessment_is_recorded(psychologist, case, SUMMARIES["psychologist"], PSYCHOLOGICAL), PSYCHOLOGICAL),
        "social-worker": (assessment_is_recorded(social, case, SUMMARIES["social-worker"], SOCIAL), SOCIAL),
    }
    medicine_is_written_down(physician, case)
    story_is_told(psychologist, case)
    questionnaire_is_filled_in(psychologist, case)
    programme_is_drawn_up(social, case)
    programme_is_agreed(social, case)
    programme_is_approved(coordinator, case)
    session = session_is_recorded(psychologist, case)

    for role, page in roles.items():
        nothing_leaks(page, case, role)

    for author, (address, findings) in found.items():
        for role, page in roles.items():
            page.goto(address)
            if role == author:
                press(page, "Open the findings")
                expect(page.get_by_text(findings)).to_be_visible()
                continue
            expect(page.get_by_text("The findings are sealed")).to_be_visible()
            status, told = post(page, f"{address}findings/")
            assert status == 403, (role, address)
            assert findings not in told

    for role, page in roles.items():
        page.goto(f"/desk{session}")
        status, told = post(page, f"/desk{session}notes/")
        assert (status, NOTES in told) == ((200, True) if role == "psychologist" else (403, False)), role
        status, told = post(page, f"/desk/cases/{case}/medical/diagnoses/find/")
        assert (status in (403, 404)) == (role != "physician"), role

    story = f"/desk/cases/{case}/story/"
    for role, page in roles.items():
        page.goto(story)
        if role in ("physician", "psychologist"):
            press(page, "Open what was told")
            expect(page.get_by_text(STORY)).to_be_visible()
        else:
            expect(page.get_by_text("What was told is sealed")).to_be_visible()
            status, told = post(page, story, purpose="care")
            assert (status, STORY in told) == (403, False), role

    for account in OUTSIDE:
        page = signed_in(account)
        for path in ("", "assessments/", "medical/", "story/", "questionnaires/", "programme/", "sessions/", "closure/"):
            answer = page.goto(f"/desk/cases/{case}/{path}")
            assert answer.status in (403, 404), (account, path)
        page.goto("/desk/")
        for address in (f"{found['physician'][0]}findings/", f"/desk{session}notes/", story):
            status, told = post(page, address, purpose="care")
            assert status in (403, 404), (account, address)
            assert [mark for mark in SEALED if mark in told] == []

    for role, page in roles.items():
        nothing_leaks(page, case, role)

    review_is_held(social, case)
    case_is_closed(social, coordinator, case)
    coordinator.goto(f"/desk/cases/{case}/closure/")
    assert [mark for mark in SEALED if mark in coordinator.content()] == []
