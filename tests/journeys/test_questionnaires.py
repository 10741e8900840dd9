"""One answer tells of danger: it is asked item by item, and the coordinator finds it first in the day."""

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, sample_case
from tests.journeys.page_actions import press, send

SENTENCE = "Danger to life: ask the person and act"


def test_one_answer_read_aloud_on_a_phone_reaches_the_coordinator_and_a_second_makes_no_second_task(server, signed_in):
    case = sample_case(server)
    worker = signed_in("social-worker", viewport=PHONE)

    for answer in ("1", "3"):
        worker.goto(f"/desk/cases/{case}/questionnaires/12/aloud/9/")
        worker.locator(f"[name=answer][value='{answer}']").check()
        press(worker, "Next")
        worker.locator("[name=answer][value='-']").check()
        press(worker, "Check and record")
        expect(worker.locator(f"[name=item_9][value='{answer}']")).to_be_checked()
        send(worker)
        expect(worker.get_by_text("An answer points to danger to life")).to_be_visible()
        expect(worker.get_by_text("Screening results, not a diagnosis.").first).to_be_visible()

    worker.goto(f"/desk/cases/{case}/")
    expect(worker.get_by_role("region", name="Danger and urgency")).to_contain_text(SENTENCE)
    coordinator = signed_in("coordinator")
    coordinator.goto("/desk/")
    mine = coordinator.locator(".tasks li").filter(has_text=SENTENCE).filter(has_text=case)
    expect(mine).to_have_count(1)


def test_an_answer_ticked_in_the_whole_form_is_told_before_the_form_is_sent(server, signed_in):
    case = sample_case(server)
    worker = signed_in("social-worker", viewport=PHONE)

    worker.goto(f"/desk/cases/{case}/questionnaires/12/ask/")
    worker.locator("[name=item_9][value='1']").check()
    expect(worker.get_by_text("Answers that point to danger are already recorded")).to_be_visible()
    worker.goto(f"/desk/cases/{case}/")

    expect(worker.get_by_role("region", name="Danger and urgency")).to_contain_text(SENTENCE)
    expect(worker.get_by_text("From an unfinished questionnaire")).to_be_visible()


def test_clinical_results_are_closed_to_the_coordinator_in_a_browser(server, signed_in):
    case = sample_case(server)
    coordinator = signed_in("coordinator")

    coordinator.goto(f"/desk/cases/{case}/questionnaires/")

    expect(coordinator.locator("main svg.chart")).to_have_count(0)
    expect(coordinator.locator("main").get_by_text("Sealed for you").first).to_be_visible()
