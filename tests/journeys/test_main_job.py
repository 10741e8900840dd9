"""One person through the whole house: request, triage, admission, programme, session, referral letter, review, closure, figures."""

import io
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from panoh.core.clock import today
from tests.journeys.page_actions import click, code_in, fill, option, picture, press, send, sums

# What a neutral letter must not say, in any of the three languages, as the words begin.
TELLING = (
    "tortur",
    "пытк",
    "пыток",
    "шиканҷа",
    "panoh",
    "панох",
    "паноҳ",
    "unit",
    "группа",
    "гурӯҳ",
    "коалиц",
    "эътилоф",
    "реабилит",
    "барқарор",
)


@dataclass
class Desk:
    """Who takes part, each at an own screen."""

    social: Page
    coordinator: Page
    psychologist: Page


@pytest.fixture
def desk(signed_in) -> Desk:
    return Desk(signed_in("social-worker"), signed_in("coordinator"), signed_in("psychologist"))


def figures(page: Page) -> dict[str, int]:
    page.goto(f"/desk/figures/?start={today():01.01.%Y}&end={today():31.12.%Y}")
    picture(page, "statistics", of=".sums")
    return sums(page)


def request_is_written_down(page: Page) -> str:
    page.goto("/desk/requests/new/")
    fill(
        page,
        door="hotline",
        asker="relative",
        needs=["medical", "psychological"],
        urgency="amber",
        need_words="Хоҳарам хоб намеравад, сараш дард мекунад",
        number="98 000 03 01",
        contact_terms="баъди соати 18; номи ташкилотро нагӯед",
        given_name="Малика",
        sex="female",
    )
    picture(page, "request")
    send(page)
    expect(page.get_by_text(re.compile(r"^Request \S+ recorded\."))).to_be_visible()
    return code_in(page)


def request_is_triaged(page: Page, code: str) -> None:
    page.goto(f"/desk/requests/{code}/")
    expect(page.get_by_text("Хоҳарам хоб намеравад")).to_have_count(0)
    press(page, "Show text")
    expect(page.get_by_text("Хоҳарам хоб намеравад")).to_be_visible()
    press(page, "Triage")
    fill(page, urgency="amber", kind="survivor", words="Нужен невролог, затем психолог")
    send(page)
    expect(page.get_by_text("Triage done. The request waits for a decision.")).to_be_visible()


def person_is_admitted(page: Page, code: str) -> str:
    page.goto(f"/desk/requests/{code}/admit/")
    expect(page.locator("[name=given_name]")).to_have_value("Малика")
    fill(
        page,
        family_name="Намунаева",
        birth="14.06.1991",
        sex="female",
        kind="survivor",
        consent="spoken",
        witness="Намунаева С.",
        social=option(page, "social", "social-worker"),
        psychological=option(page, "psychological", re.compile(r"(?<!-)psychologist,")),
    )
    picture(page, "admission")
    send(page)
    expect(page.get_by_text("Person admitted. Case code")).to_be_visible()
    return code_in(page)


def programme_is_drawn_up(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/programme/")
    press(page, "Create the programme")
    press(page, "Add a difficulty")
    fill(page, words="«Не сплю, болит голова»")
    send(page)
    page.goto(f"/desk/cases/{case}/programme/1/goals/new/")
    fill(page, words="«Спать пять часов подряд»", capacity="mental", indicator="Ночей с пятью часами сна за неделю", attainment="-2")
    fill(page, problem=option(page, "problem", "Не сплю"))
    send(page)
    click(page.locator("a[href$='/service/']"))
    fill(
        page,
        help="psychological",
        item="session",
        owner=option(page, "owner", re.compile(r"(?<!-)psychologist")),
        frequency="weekly",
        times="10",
    )
    send(page)
    expect(page.get_by_text("0 of 10").first).to_be_visible()


def programme_is_agreed(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/programme/1/agree/")
    fill(page, form="spoken", witness="Намунаева С.")
    send(page)
    expect(page.get_by_text("The person agreed. The coordinator has been asked to approve.")).to_be_visible()


def programme_is_approved(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/programme/1/approve/")
    send(page)
    expect(page.get_by_text("Approved. Work on the case has started.")).to_be_visible()
    picture(page, "programme", of=".goal")


def session_is_recorded(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/sessions/new/")
    fill(
        page,
        kind="individual",
        hour="00:00",
        service=option(page, "service", "session"),
        attendance="attended",
        minutes="50",
        summary="Учились дышать перед сном",
        notes="Вернуться к теме дороги",
    )
    picture(page, "session")
    send(page)
    expect(page.get_by_text("Учились дышать перед сном")).to_be_visible()
    expect(page.get_by_text("Вернуться к теме дороги")).to_have_count(0)


def one_act_is_undone(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/help/new/")
    fill(page, help="social", item="documents", quantity="1", words="записано по ошибке")
    send(page)
    expect(page.get_by_text("записано по ошибке")).to_be_visible()
    picture(page, "undo")
    click(page.locator(".undo button"))
    expect(page.get_by_text("Undone. Your text is kept as a draft.")).to_be_visible()
    page.goto(f"/desk/cases/{case}/sessions/")
    expect(page.get_by_text("записано по ошибке")).to_have_count(0)


def referral_is_drafted(page: Page, case: str) -> str:
    page.goto(f"/desk/cases/{case}/referrals/add/")
    fill(
        page,
        facility=option(page, "facility", "clinic"),
        service="neurology",
        level="neutral",
        complaints="головные боли, нарушение сна, три месяца",
        data_kinds=["name", "complaints"],
        language="ru",
    )
    send(page)
    expect(page.get_by_text("Created. Nothing has been sent yet.")).to_be_visible()
    return code_in(page)


def letter_is_refused(page: Page, referral: str) -> None:
    page.goto(f"/desk/referrals/{referral}/")
    press(page, "View the letter")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    expect(page.get_by_text("Available once there is consent.")).to_be_visible()
    page.locator("form[action$='/send/'] button").evaluate("button => button.disabled = false")  # a hand that gets round the page
    page.locator("[name=looked_again]").check()
    with page.expect_response("**/send/") as told:
        press(page, "Send")
    assert told.value.status == 409
    expect(page.locator(".note--error")).to_contain_text("consent")
    picture(page, "refused", of=".note--error")


def consent_is_recorded(page: Page) -> None:
    press(page, "Ask for consent")
    expect(page.get_by_role("heading", name="for: neurologist?")).to_be_visible()
    fill(page, decision="given", form="spoken", witness="Намунаева С.")
    picture(page, "consent")
    send(page)
    expect(page.get_by_text("Answer about consent recorded.")).to_be_visible()


def letter_is_sent(page: Page) -> None:
    press(page, "View the letter")
    shown = page.locator(".letter").inner_text()
    assert "головные боли, нарушение сна, три месяца" in shown
    assert "Намунаева" not in shown
    expect(page.get_by_text("A letter that was sent cannot be withdrawn")).to_be_visible()
    picture(page, "letter", of=".letter")
    page.locator("[name=looked_again]").check()
    press(page, "Send")
    expect(page.get_by_text("Recorded as sent")).to_be_visible()


def nothing_is_offered_back_after_sending(page: Page, referral: str) -> None:
    expect(page.locator(".undo")).to_have_count(0)
    page.goto(f"/desk/referrals/{referral}/")
    expect(page.get_by_text("Sent ").first).to_be_visible()


def letter_names_the_person_and_nothing_else(page: Page, referral: str) -> None:
    with page.expect_download() as download:
        click(page.get_by_role("button", name="Open the copy (PDF)"))
    assert download.value.suggested_filename == f"{referral}.pdf"
    pdf = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    text = " ".join(part.extract_text() for part in pdf.pages)
    assert "Намунаева Малика" in re.sub(r"\s+", " ", text)
    assert "головные боли" in text
    everything = f"{text} {pdf.metadata}".casefold()
    assert [word for word in TELLING if word in everything] == []


def outcome_comes_back(page: Page, referral: str) -> None:
    page.goto(f"/desk/referrals/{referral}/step/attended/")
    send(page)
    page.goto(f"/desk/referrals/{referral}/step/completed/")
    fill(page, words="Мигрень, назначено лечение", quantity="1")
    send(page)
    expect(page.locator("#said")).to_contain_text("Recorded.")


def review_is_held(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/reviews/new/")
    goal = page.locator("[name^=goal_]").first.get_attribute("name")
    fill(page, outcome="better", words="Спит пять часов", mental="3", **{goal: "0"})
    picture(page, "review")
    send(page)
    expect(page.locator("#said")).to_contain_text("Review recorded.")


def refusal_is_in_sight(page: Page) -> None:
    """A danger is open: on a telephone the form stands far down, and what is wrong above it."""
    screen = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    fill(page, agreed="yes")
    click(page.locator(".form .btn--main"))
    expect(page.locator(".note--error")).to_be_focused()
    expect(page.locator(".note--error")).to_be_in_viewport()
    page.set_viewport_size(screen)


def danger_is_reported(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/now/")
    fill(page, kind="risk")
    send(page)


def case_is_closed(page: Page, decides: Page, case: str) -> None:
    danger_is_reported(decides, case)
    page.goto(f"/desk/cases/{case}/closure/close/")
    fill(page, reason="goals_met", words="Спит и работает; при возвращении болей — к неврологу")
    send(page)
    expect(page.get_by_text("Someone else decides within five working days.")).to_be_visible()
    decides.goto(f"/desk/cases/{case}/closure/decide/")
    refusal_is_in_sight(decides)
    click(decides.locator("main a[href$='/act/']").first)
    fill(decides, outcome="ended", how="safe", words="Она у сестры, номер горячей линии у неё есть")
    send(decides)
    decides.goto(f"/desk/cases/{case}/closure/decide/")
    fill(decides, agreed="yes")
    send(decides)
    page.goto(f"/desk/cases/{case}/closure/")
    expect(page.get_by_text("Closure date")).to_be_visible()


def test_a_person_goes_from_the_request_to_the_figures(desk: Desk) -> None:
    before = figures(desk.coordinator)

    request = request_is_written_down(desk.social)
    request_is_triaged(desk.coordinator, request)
    case = person_is_admitted(desk.coordinator, request)
    programme_is_drawn_up(desk.social, case)
    programme_is_agreed(desk.social, case)
    programme_is_approved(desk.coordinator, case)
    session_is_recorded(desk.psychologist, case)
    one_act_is_undone(desk.social, case)
    referral = referral_is_drafted(desk.social, case)
    letter_is_refused(desk.social, referral)
    consent_is_recorded(desk.social)
    letter_is_sent(desk.social)
    nothing_is_offered_back_after_sending(desk.social, referral)
    letter_names_the_person_and_nothing_else(desk.social, referral)
    outcome_comes_back(desk.social, referral)
    review_is_held(desk.social, case)
    case_is_closed(desk.social, desk.coordinator, case)

    desk.coordinator.goto(f"/desk/cases/{case}/programme/")
    expect(desk.coordinator.get_by_text("1 of 10").first).to_be_visible()
    after = figures(desk.coordinator)
    assert {name: after[name] - before[name] for name in after} == {
        "admitted in total": 1,
        "survivors": 1,
        "family members": 0,
        "women": 1,
        "men": 0,
    }


def test_a_request_is_written_down_and_triaged_without_javascript(signed_in) -> None:
    worker = signed_in("social-worker", javascript=False)
    coordinator = signed_in("coordinator", javascript=False)

    code = request_is_written_down(worker)
    request_is_triaged(coordinator, code)

    coordinator.goto(f"/desk/requests/{code}/")
    expect(coordinator.get_by_role("link", name="Admit the person")).to_be_visible()
