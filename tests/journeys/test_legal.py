"""The legal unit in the browser: a referral to it and of a person from it, a day at court with its tasks, a document shown and taken back."""

import datetime as dt
import re

from playwright.sync_api import Page, expect

from panoh.core.clock import today
from tests.journeys.conftest import sample_case
from tests.journeys.page_actions import click, code_in, fill, option, press, send

NEED = "Отказ в выписке, нужна жалоба"


def agreed(page: Page, referral: str, kinds: list[str]) -> None:
    page.goto(f"/desk/referrals/{referral}/consent/")
    fill(page, decision="given", form="spoken", witness="Намунаева С.", data_kinds=kinds)
    send(page)


def test_a_referral_goes_to_the_lawyers_and_its_outcome_comes_back(server, signed_in):
    social, lawyer = signed_in("social-worker", language="en"), signed_in("lawyer", language="en")
    case = sample_case(server)
    social.goto(f"/desk/cases/{case}/referrals/")
    press(social, "Refer to the Legal Assistance Unit")
    fill(social, words=NEED, data_kinds=["name", "complaints"], priority="urgent")
    send(social)
    referral = code_in(social)
    expect(social.locator("form[action$='/send/'] button")).to_be_disabled()
    lawyer.goto("/desk/legal/")
    expect(lawyer.locator("main")).not_to_contain_text(referral)
    assert lawyer.goto(f"/desk/cases/{case}/").status == 404

    agreed(social, referral, ["name", "complaints", "legal"])
    social.goto(f"/desk/referrals/{referral}/")
    click(social.locator("form[action$='/send/'] button"))
    expect(social.locator("main")).to_contain_text("The Legal Assistance Unit acts next")

    lawyer.goto("/desk/")
    expect(lawyer.locator("main")).to_contain_text(referral)
    lawyer.goto(f"/desk/legal/{referral}/")
    expect(lawyer.locator("main")).not_to_contain_text(NEED)
    press(lawyer, "Show text")
    expect(lawyer.locator("main")).to_contain_text(NEED)
    press(lawyer, "Ask a question first")
    fill(lawyer, words="Когда был отказ?")
    send(lawyer)

    social.goto(f"/desk/referrals/{referral}/")
    press(social, "Show text")
    expect(social.locator("main")).to_contain_text("Когда был отказ?")
    press(social, "Answer the question")
    fill(social, words="В марте")
    send(social)

    lawyer.goto(f"/desk/legal/{referral}/")
    press(lawyer, "Show text")
    expect(lawyer.locator("main")).to_contain_text("В марте")
    press(lawyer, "Accept the person")
    send(lawyer)
    assert lawyer.goto(f"/desk/cases/{case}/legal/").status == 200

    court_day(lawyer, signed_in("psychologist", language="en"), case)
    shown_and_taken_back(social, lawyer, case)

    lawyer.goto(f"/desk/legal/{referral}/")
    press(lawyer, "Send the outcome") if lawyer.get_by_role("link", name="Send the outcome").count() else came(lawyer, referral)
    fill(lawyer, words="Жалоба подана", recommendation="Ждать ответа месяц")
    send(lawyer)
    social.goto(f"/desk/referrals/{referral}/")
    press(social, "Show text")
    expect(social.locator("main")).to_contain_text("Жалоба подана")


def came(lawyer: Page, referral: str) -> None:
    """The person was there; then the outcome can be written."""
    press(lawyer, "The person came")
    send(lawyer)
    lawyer.goto(f"/desk/legal/{referral}/")
    press(lawyer, "Send the outcome")


def court_day(lawyer: Page, psychologist: Page, case: str) -> None:
    """A day at court in the next week brings its preparation at once."""
    lawyer.goto(f"/desk/cases/{case}/legal/")
    press(lawyer, "Record a step")
    fill(lawyer, kind="hearing", day=f"{today() + dt.timedelta(days=5):%d.%m.%Y}", state="planned", words="Второй этаж")
    send(lawyer)
    psychologist.goto(f"/desk/cases/{case}/steps/")
    expect(psychologist.locator("main")).to_contain_text("Prepare for the day at court")


def shown_and_taken_back(social: Page, lawyer: Page, case: str) -> None:
    """A letter that left, shown to the lawyer, opened by them alone, and closed at once."""
    letter_for(social, case)
    click(social.locator("form.form button.btn--main"))
    expect(social.locator("form.form")).to_contain_text("The person has not agreed that they may read this:")
    agreed_to_show(social, case)
    letter_for(social, case)
    send(social)

    lawyer.goto("/desk/released/")
    mine = lawyer.locator("li").filter(has_text=case)
    with lawyer.expect_download() as kept:
        click(mine.get_by_role("button").first)
    assert kept.value.suggested_filename == f"{case}.pdf"
    assert kept.value.path().stat().st_size > 1000  # the whole of it has come, and so the opening is written down
    social.goto(f"/desk/cases/{case}/released/")
    expect(social.locator("main")).to_contain_text("opened: 1")
    press(social, "Withdraw")
    lawyer.goto("/desk/released/")
    expect(lawyer.locator("li").filter(has_text=case)).to_have_count(0)


def letter_for(page: Page, case: str) -> None:
    """Fills in which letter is shown, and that it tells of health: to that nobody has agreed yet, whichever letter it is."""
    page.goto(f"/desk/cases/{case}/released/new/")
    letter = page.locator("form.form").get_by_text(re.compile("[Rr]eferral letter")).first
    value = letter.evaluate("answer => (answer.closest('label')?.control || answer).value")
    fill(page, document=value, to=option(page, "to", "lawyer"), purpose="legal", data_kinds=["medical"])


def agreed_to_show(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/consents/add/?purpose=legal")
    kinds = ["name", "complaints", "medical", "legal"]
    fill(page, decision="given", form="spoken", witness="Намунаева С.", data_kinds=kinds)
    fill(page, recipient=option(page, "recipient", re.compile(r"^\s*Legal Assistance Unit\s*$")))
    send(page)


def test_the_lawyer_refers_a_person_and_hears_what_was_decided(signed_in):
    lawyer, coordinator = signed_in("lawyer", language="en"), signed_in("coordinator", language="en")
    lawyer.goto("/desk/legal/")
    press(lawyer, "Refer a person to the Unit")
    fill(lawyer, needs=["psychological"], urgency="green", need_words="Плохо спит после встречи", hears=True)
    send(lawyer)
    code = code_in(lawyer)
    expect(lawyer.locator("main")).to_contain_text("legal assistance unit")

    coordinator.goto(f"/desk/requests/{code}/triage/")
    fill(coordinator, urgency="green", needs=["psychological"])
    send(coordinator)
    coordinator.goto(f"/desk/requests/{code}/refuse/")
    fill(coordinator, outcome="elsewhere", reason="other_service_fits", words="Ближе помогут в центре")
    send(coordinator)

    lawyer.goto("/desk/")
    expect(lawyer.locator("main")).to_contain_text("Decision on your request")
    lawyer.goto(f"/desk/requests/{code}/")
    expect(lawyer.locator(".next")).to_contain_text(re.compile("another service|passed", re.IGNORECASE))
