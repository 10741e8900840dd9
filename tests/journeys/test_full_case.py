"""A case from the request to its end by four roles, and who reads findings, notes, story and medicines, looked at from each side.

What is typed are marks that occur nowhere else, so that a leak is found in the pages themselves: once they were opened by those who
may, each role walks every page of the case, its request and its referral that links lead to, my day and the lists, and tries the addresses
that are not offered to it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.page_actions import click, code_in, fill, option, press, send
from tests.journeys.test_disciplines import post
from tests.journeys.test_main_job import (
    case_is_closed,
    programme_is_agreed,
    programme_is_approved,
    programme_is_drawn_up,
    referral_is_drafted,
    request_is_triaged,
    request_is_written_down,
    review_is_held,
)

# Of one discipline, and opened by a press alone.
MEDICAL, PSYCHOLOGICAL, SOCIAL = "Марминъхил-врачебное", "Равонъхил-душевное", "Иҷтимъхил-бытовое"
NOTES, STORY, MEDICINE = "Ёддошъхил-заметки", "Ҳикояъхил-рассказ", "Дорунъхил 20 мг"
# For everybody who works on the case.
SUMMARIES = {"physician": "Сводкавр: лечение начато", "psychologist": "Сводкапс: сон нарушен", "social-worker": "Сводкасо: нет жилья"}
# Of the request and of the referral, sealed like the rest: the words of who asked, their number, what the letter says.
ASKED, NUMBERS, COMPLAINTS = "Хоҳарам хоб намеравад", ("98 000 03 01", "980000301"), "головные боли, нарушение сна, три месяца"
SEALED = (MEDICAL, PSYCHOLOGICAL, SOCIAL, NOTES, STORY, ASKED, *NUMBERS, COMPLAINTS)
# Own tasks, in words that only who wrote them reads.
TASKS = {role: f"Ёдъхил {role}" for role in ("coordinator", "physician", "psychologist", "social-worker")}
OWN = {"physician": (MEDICAL,), "psychologist": (PSYCHOLOGICAL, NOTES), "social-worker": (SOCIAL,)}
CASE_PAGES = ("", "assessments/", "medical/", "background/", "questionnaires/", "programme/", "sessions/", "closure/")
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
    page.goto(f"/desk/cases/{case}/medical/1/new/")
    fill(page, name=MEDICINE)
    send(page)
    expect(page.get_by_text(MEDICINE).first).to_be_visible()


def story_is_told(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/background/tell/")
    fill(page, words=STORY)
    send(page)
    assert STORY not in page.content()


def questionnaire_is_filled_in(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/questionnaires/12/ask/")
    fill(page, **{f"item_{number}": "1" for number in range(1, 9)}, item_9="0")
    send(page)
    expect(page.get_by_text("Screening results, not a diagnosis.").first).to_be_visible()


def session_is_recorded(page: Page, case: str) -> str:
    page.goto(f"/desk/cases/{case}/sessions/new/")
    fill(page, kind="individual", hour="00:00", attendance="attended", minutes="50", summary="Учились дышать", notes=NOTES)
    send(page)
    click(page.get_by_role("listitem").filter(has_text="Учились дышать").first.locator("p a").first)
    return page.url.split("/desk", 1)[1]


def own_task_is_noted(page: Page, case: str, words: str) -> None:
    page.goto(f"/desk/tasks/new/?case={case}")
    fill(page, words=words)
    send(page)


def pages_of(page: Page, starts: Iterable[str], within: Sequence[str]) -> Iterator[tuple[str, str]]:
    """These pages and every page that links lead to from them, as far as it stands within these addresses, and its HTML.

    They are asked for without being drawn: what is looked at is what the server sends, and forty pages take seconds.
    """
    waiting = list(dict.fromkeys(starts))
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        answer = page.request.get(path)
        assert answer.status == 200, f"{path} is offered and answers {answer.status}"
        html = answer.text()
        yield path, html
        for link in re.findall(r'href="([^"?#]+)', html):
            if link.startswith(tuple(within)) and link not in seen and "/pdf/" not in link:
                seen.add(link)
                waiting.append(link)


def nothing_leaks(page: Page, role: str, case: str, request: str, referral: str) -> None:
    """Walks the case, its request, its referral, my day and the lists as this role: nothing sealed is on any page, what is for all is."""
    own = [f"/desk/cases/{case}/", f"/desk/requests/{request}/", f"/desk/referrals/{referral}/"]
    tasks = f"/desk/tasks/?about={case}"  # on my day a case has a line, and the oldest stands there
    walked = dict(pages_of(page, [*own, tasks, "/desk/", "/desk/requests/", "/desk/referrals/", "/desk/cases/", "/desk/calendar/"], own))
    of_case = {path: html for path, html in walked.items() if path.startswith(own[0])}
    assert len(of_case) >= 15, f"{role} reaches {sorted(of_case)}"
    # An author who corrects has the own words before them, and nobody else's.
    leaks = [
        (role, path, mark)
        for path, html in walked.items()
        for mark in SEALED
        if mark in html and not (mark in OWN.get(role, ()) and path.endswith("/correct/"))
    ]
    assert leaks == []
    told = {path.partition("medical/1/")[0].removesuffix("medical/") for path, html in walked.items() if MEDICINE in html}
    own_page, on_list = {own[0]}, {f"{own[0]}medical/list/"}  # its correction stands below the own page
    assert told == {"physician": own_page | on_list, "psychologist": on_list}.get(role, set())
    assert {mark for html in walked.values() for mark in TASKS.values() if mark in html} == {TASKS[role]}, role
    assert TASKS[role] in walked[tasks], role
    together = "".join(of_case.values())
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
    referral = referral_is_drafted(social, case)
    for role, page in roles.items():
        own_task_is_noted(page, case, TASKS[role])

    # Whoever may opens; whoever may not is refused, each from their side. Then everybody walks, once: what was opened shows nowhere else.
    for author, (address, findings) in found.items():
        for role, page in roles.items():
            page.goto(address)
            if role == author:
                press(page, "Show the findings")
                expect(page.get_by_text(findings)).to_be_visible()
                continue
            expect(page.get_by_text("The findings are sealed")).to_be_visible()
            status, told = post(page, f"{address}findings/")
            assert status == 403, (role, address)
            assert findings not in told

    for role, page in roles.items():
        status, told = post(page, f"/desk{session}notes/")
        assert (status, NOTES in told) == ((200, True) if role == "psychologist" else (403, False)), role
        status, told = post(page, f"/desk/cases/{case}/medical/3/find/")
        assert (status in (403, 404)) == (role != "physician"), role

    story = f"/desk/cases/{case}/background/"
    for role, page in roles.items():
        page.goto(story)
        if role in ("physician", "psychologist"):
            press(page, "Show what was told")
            expect(page.get_by_text(STORY)).to_be_visible()
        else:
            expect(page.get_by_text("What was told is sealed")).to_be_visible()
            status, told = post(page, story, purpose="care")
            assert (status, STORY in told) == (403, False), role

    for role, page in roles.items():
        nothing_leaks(page, role, case, request, referral)

    shut = [f"cases/{case}/{path}" for path in CASE_PAGES] + [f"requests/{request}/", f"referrals/{referral}/"]
    for account in OUTSIDE:
        page = signed_in(account)
        assert [path for path in shut if page.request.get(f"/desk/{path}").status not in (403, 404)] == [], account
        page.goto("/desk/")
        mine = page.content()
        assert [mark for mark in (*SEALED, *TASKS.values(), case) if mark in mine] == [], account
        for address in (f"{found['physician'][0]}findings/", f"/desk{session}notes/", story):
            status, told = post(page, address, purpose="care")
            assert status in (403, 404), (account, address)
            assert [mark for mark in SEALED if mark in told] == []

    review_is_held(social, case)
    case_is_closed(social, coordinator, case)
    coordinator.goto(f"/desk/cases/{case}/closure/")
    assert [mark for mark in SEALED if mark in coordinator.content()] == []
