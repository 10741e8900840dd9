"""The guidance in the browser: read, followed on a case, written, tried, printed."""

import datetime as dt
import io
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import note_happening
from panoh.cases.enums import Discipline, TaskKind, Urgency
from panoh.cases.models import Case, CaseStep
from panoh.core.clock import now, today
from panoh.desk.guidance.booklet import booklet
from panoh.guidance.models import Edition
from panoh.guidance.shipped import FIRST, shipped
from tests.desk import frame
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_session
from tests.factories.cases import make_case, make_coordinator
from tests.factories.guidance import make_adopted, make_draft
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def page(response) -> BeautifulSoup:
    assert response.status_code == 200, response.content.decode()[:2000]
    return soup_of(response)


def text(found) -> str:
    return re.sub(r"\s+", " ", found.get_text(" ", strip=True))


@pytest.fixture
def worker(client):
    return sign_in(client, make_user(Role.SOCIAL_WORKER))


@pytest.fixture
def case(worker):
    return make_case(workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED)


def path(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def test_the_case_file_shows_the_next_step_and_how_it_is_done(client, case):
    with writes_allowed():
        case.tasks.filter(kind=TaskKind.DANGER).delete()
    found = page(client.get(path("case_file", case.code)))

    box = found.find(class_="next")
    assert text(box.h2) == "Act on the danger now"
    assert "Life and safety come first" in text(box.find("details", class_="how"))


def test_the_guidance_folds_its_stages_away_but_what_is_done_about_a_danger(client, worker):
    stages = page(client.get(path("guidance"))).select("main section details")

    assert len(stages) > 4
    opened = [part for part in stages if part.has_attr("open")]
    assert [text(part.find_parent("section").h2) for part in opened] == ["First contact and safety"]
    assert "Act on the danger now" in text(opened[0])


def test_the_steps_of_a_case_stand_by_how_they_are(client, case):
    found = page(client.get(path("case_steps", case.code)))

    due, quiet = (text(found.find(id=key).find_parent("section")) for key in ("due", "quiet"))
    assert "Act on the danger now" in due
    assert "Explain rights, ask for consent" in quiet
    assert "needs consent" in text(found)
    assert "Sample, not the Unit's guidance" in text(found)


def test_a_late_step_comes_first(client, case):
    with time_machine.travel(now() + dt.timedelta(hours=3), tick=False):
        sign_in(client, case.lead)
        found = page(client.get(path("case_steps", case.code)))

    assert "Act on the danger now" in text(found.find(id="late").find_parent("section"))


def test_a_step_is_done_by_a_press_and_left_out_with_a_reason(client, case):
    ward = note_happening(case, by=case.lead, kind="hospital", at=now())
    client.post(path("finish_step", case.code, "hospital_call", ward.pk.hex))
    assert CaseStep.objects.get(step="hospital_call").state == "done"

    answer = client.post(path("skip_step", case.code, "assess_medical", "first"), {"reason": "done_elsewhere", "words": ""})
    assert (answer.status_code, "Say in one sentence why it is skipped" in answer.content.decode()) == (400, True)
    client.post(path("skip_step", case.code, "assess_medical", "first"), {"reason": "done_elsewhere", "words": "Осмотрен в больнице"})
    client.post(path("decline_step", case.code, "baseline", "first"), {"words": ""})

    settled = text(page(client.get(path("case_steps", case.code))).find(id="settled").find_parent("section"))
    assert "already done elsewhere" in settled
    assert "Осмотрен в больнице" in settled
    assert "not wanted by the person" in settled

    client.post(path("take_up_step", case.code, CaseStep.objects.get(step="baseline").pk))
    assert "Do the first questionnaires" in text(page(client.get(path("case_steps", case.code))).find(id="quiet").find_parent("section"))


def test_what_happened_is_noted_by_a_form(client, case):
    answer = client.post(path("note_happening", case.code), {"kind": "hospital", "day": f"{today():%d.%m.%Y}", "hour": ""})

    assert answer.status_code == 302
    assert "Call the ward" in text(page(client.get(path("case_steps", case.code))))


def test_an_assessment_of_another_discipline_is_offered_to_nobody_else(client, case):
    found = page(client.get(path("case_steps", case.code)))

    own = path("record_assessment", case.code)
    steps = {row.strong.get_text(): bool(row.select(f"[href='{own}']")) for row in found.select("ul.tasks > li:has(strong)")}
    assert {title: offered for title, offered in steps.items() if "assessment" in title} == {
        "Do the social assessment": True,
        "Do the psychological assessment": False,
        "Do the medical assessment": False,
    }


def test_a_stranger_finds_no_steps(client, case):
    sign_in(client, make_user(Role.SOCIAL_WORKER))

    assert client.get(path("case_steps", case.code)).status_code == 404
    assert client.post(path("finish_step", case.code, "danger_now", CaseStep.objects.get(step="danger_now").mark)).status_code == 404
    assert CaseStep.objects.get(step="danger_now").state == "open"


def test_a_case_without_a_version_can_be_given_one(client, arranging):
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator)
    CaseStep.objects.all().delete()
    Case.objects.update(guidance="", guided_since=None)

    assert "does not follow the guidance yet" in text(page(client.get(path("case_steps", case.code))))
    moved = client.post(path("move_guidance", case.code), {"to": FIRST, "version": Case.objects.get().version})
    assert moved.status_code == 302
    assert {row.step for row in CaseStep.objects.all()} >= {"plan", "review", "assess_social"}


def test_a_move_is_seen_before_it_is_made(client):
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator)
    make_adopted(by=coordinator, step="plan", due="21 days")

    assert "newer version" in text(page(client.get(path("case_steps", case.code))))
    preview = text(page(client.get(path("move_guidance", case.code), {"to": "unit-1"})).main)
    assert "Create the programme gets a new deadline" in preview
    assert "1 step has a different text" in preview
    assert Case.objects.get().guidance == FIRST

    client.post(path("move_guidance", case.code), {"to": "unit-1", "version": Case.objects.get().version})
    assert Case.objects.get().guidance == "unit-1"
    assert "before:" in text(page(client.get(path("case_steps", case.code))))


def test_two_runs_of_a_step_have_drafts_of_their_own(client, worker, case):
    times = [now() - dt.timedelta(hours=hours) for hours in (1, 2)]
    marks = [note_happening(case, by=worker, kind="hospital", at=at).pk.hex for at in times]

    pages = [page(client.get(path(name, case.code, "hospital_call", mark))) for mark in marks for name in ("skip_step", "decline_step")]

    assert len({found.select_one("form[data-draft]")["data-draft"] for found in pages}) == 4


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PHYSICIAN, Role.LAWYER, Role.DIRECTOR, Role.DUTY_OFFICER, Role.ACCOUNTANT])
def test_everybody_at_the_desk_reads_the_guidance(client, role):
    sign_in(client, make_user(role))

    found = text(page(client.get(path("guidance"))).main)
    assert "This is a sample, not the Unit's guidance" in found
    assert all(step.title["en"] in found for step in shipped()[FIRST].steps)


def test_a_draft_is_written_compared_agreed_to_and_adopted(client):
    coordinator = sign_in(client, make_coordinator())
    client.post(path("guidance_begin"))
    edition = Edition.objects.get()
    form = page(client.get(path("guidance_step", "unit-1", "plan"))).find("form", class_="form")
    sent = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("type") not in ("checkbox", "hidden")}
    sent |= {field["name"]: field.text.strip() for field in form.find_all("textarea")}
    sent |= {"unit": "days", "unit_red": "days", "unit_amber": "days", "on": "on", "version": edition.version}
    assert sent["amount"] == "14"

    assert client.post(path("guidance_step", "unit-1", "plan"), {**sent, "how_tg": ""}).status_code == 400
    assert (
        client.post(path("guidance_step", "unit-1", "plan"), {**sent, "amount": "21", "how_ru": "Собраться всем вместе."}).status_code
        == 302
    )

    compared = text(page(client.get(path("guidance_compare", "unit-1"))).main)
    assert "14 days" in compared
    assert "Собраться всем вместе." in compared
    assert client.post(path("guidance_adopt", "unit-1"), {"on": f"{today():%d.%m.%Y}", "version": 2}).status_code == 409

    for role in (Role.PHYSICIAN, Role.PSYCHOLOGIST):
        sign_in(client, make_user(role))
        read = page(client.get(path("guidance_version", "unit-1")))
        assert read.find("button", string="I have read it and agree")
        client.post(path("guidance_agree", "unit-1"), {"digest": read.find("input", attrs={"name": "digest"})["value"]})
    sign_in(client, coordinator)
    version = Edition.objects.get().version
    assert client.post(path("guidance_adopt", "unit-1"), {"on": f"{today():%d.%m.%Y}", "version": version}).status_code == 302
    assert "The Unit's Guidance, version 1" in text(page(client.get(path("guidance"))).main)
    assert "This is a sample, not the Unit's guidance" not in text(page(client.get(path("guidance"))).main)


def test_a_step_is_added_run_otherwise_moved_and_taken_out_in_the_browser(client):
    sign_in(client, make_coordinator())
    client.post(path("guidance_begin"))
    new = path("guidance_step_new", "unit-1")
    sent = filled(form_with(page(client.get(new + "?after=plan")), "place"))
    assert (sent["place"], sent["number"], sent["first_told"]) == (["after:plan"], "11.1", ["coordinator"])
    words = {f"{name}_{language}": f"Показать дом {language}" for name in ("title", "how") for language in ("en", "ru", "tg")}

    assert client.post(new, {**sent, **words, "amount": "5"}).status_code == 400  # begins with nothing
    assert client.post(new, {**sent, **words, "amount": "5", "role": "physician", "trigger": ["met", "reached"]}).status_code == 302
    listed = page(client.get(path("guidance_version", "unit-1"))).find("a", string="Показать дом en")
    added = text(page(client.get(listed["href"])).main)
    assert "consulting physician · 5 days" in added
    assert "someone met the person; the person was contacted" in added

    rules = path("guidance_step_rules", "unit-1", "own_1_1")
    sent = filled(form_with(page(client.get(rules)), "trigger"))
    refused = client.post(rules, {**sent, "trigger": ["closed"]})
    assert refused.status_code == 400
    assert "Step 11.1 · Показать дом en would never begin" in refused.content.decode()
    assert client.post(rules, {**sent, "role": "psychologist", "depends_on": ["plan"]}).status_code == 302
    place = path("guidance_step_place", "unit-1", "own_1_1")
    sent = filled(form_with(page(client.get(place)), "place"))
    assert client.post(place, {**sent, "place": "first:work"}).status_code == 302

    compared = text(page(client.get(path("guidance_compare", "unit-1"))).main)
    assert "11.1 · Показать дом en" in compared
    tried = page(client.get(path("guidance_try", "unit-1")))
    assert "Показать дом en" in text(tried.main)
    assert client.get(path("guidance_booklet", "unit-1", "tg")).status_code == 200

    assert client.post(path("guidance_step_out", "unit-1", "own_1_1")).status_code == 302
    assert "Both versions are the same" in text(page(client.get(path("guidance_compare", "unit-1"))).main)


def test_what_only_its_own_date_begins_can_be_tried(client):
    coordinator = sign_in(client, make_coordinator())
    make_draft(by=coordinator, step="baseline", trigger=["discharged"])
    given = {"admitted": "01.03.2027", "urgency": "green", "seen_on": "20.03.2027"}

    without = page(client.get(path("guidance_try", "unit-1"), given))
    begun = page(client.get(path("guidance_try", "unit-1"), {**given, "discharged": "10.03.2027"}))

    name = "Do the first questionnaires and rate the capacities"
    assert name in text(without.select_one("section details"))
    assert name in text(begun.find(id="steps").find_next("ul"))


def test_who_does_not_write_the_guidance_is_refused(client):
    make_draft(by=make_coordinator())
    sign_in(client, make_user(Role.PSYCHOLOGIST))

    assert client.post(path("guidance_begin")).status_code == 403
    for name in ("guidance_step", "guidance_step_rules", "guidance_step_place"):
        assert client.get(path(name, "unit-1", "plan")).status_code == 403
    assert client.get(path("guidance_step_new", "unit-1")).status_code == 403
    assert client.post(path("guidance_step_out", "unit-1", "plan")).status_code == 403
    assert client.post(path("guidance_discard", "unit-1")).status_code == 403
    sign_in(client, make_user(Role.DIRECTOR))
    assert client.post(path("guidance_agree", "unit-1"), {"digest": Edition.objects.get().digest}).status_code == 403
    assert Edition.objects.get().state == "draft"


def test_an_unknown_version_is_not_found(client, worker):
    for version in ("unit-7", "start-9", "anything"):
        assert client.get(path("guidance_version", version)).status_code == 404
        assert client.get(path("guidance_step_read", version, "plan")).status_code == 404
    assert client.get(path("guidance_step_read", FIRST, "anything")).status_code == 404
    assert client.get(path("guidance_booklet", FIRST, "fr")).status_code == 404


def test_a_version_is_tried_on_a_made_up_case(client, worker):
    found = page(client.get(path("guidance_try", FIRST)))
    assert "Approve the programme" in text(found.main)

    given = {"admitted": "01.03.2027", "urgency": "red", "seen_on": "03.03.2027"}
    lines = {
        text(line.find(class_="what").span): text(line)
        for line in page(client.get(path("guidance_try", FIRST), given)).select(".tasks > li")
    }
    assert "overdue" in lines["Act on the danger now"]
    assert "no deadline" in lines["Hold the first session with the psychologist"]
    assert "to be done" in lines["Do the medical assessment"]
    assert client.get(path("guidance_try", FIRST), {**given, "admitted": "31.02.2027"}).status_code == 400


@pytest.mark.parametrize("language", ["ru", "tg", "en"])
def test_the_booklet_is_a_pdf_without_a_trace_of_its_maker(client, worker, language):
    answer = client.get(path("guidance_booklet", FIRST, language))

    assert (answer.status_code, answer.headers["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="start-1-{language}.pdf"'
    assert b"WeasyPrint" not in answer.content


def test_the_booklet_has_dates_without_a_weekday_and_says_once_what_begins_and_ends_a_step():
    with time_machine.travel(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC), tick=False):
        pdf = booklet(shipped()[FIRST], "en", is_shipped=True, adopted_on=dt.date(2026, 11, 9))

    said = " ".join(" ".join(part.extract_text() for part in PdfReader(io.BytesIO(pdf)).pages).split())
    assert "In force from 9 November 2026. Printed 30 November 2026." in said
    assert "Monday" not in said
    assert "how to reach them safely. Done when: help was asked for." in said
    assert re.findall(r"Begins when: ([^.]+)\. Done when: \1\.", said) == []


def test_the_late_board_shows_what_is_over_and_whose_it_is(client):
    coordinator = make_coordinator()
    social = make_user(Role.SOCIAL_WORKER)
    make_case(by=coordinator, workers=((social, Discipline.SOCIAL),), urgency=Urgency.RED)

    with time_machine.travel(now() + dt.timedelta(hours=30), tick=False):
        sign_in(client, coordinator)
        found = page(client.get(path("guidance_late")))
        assert text(found.select_one(".tasks > li .what a")).startswith("Act on the danger now")
        assert social.username in text(found.select_one(".tasks > li"))
        assert "twice the time allowed" in text(found.select_one(".tasks > li"))
        sign_in(client, social)
        assert client.get(path("guidance_late")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_late_page_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    coordinator = make_coordinator()
    for _ in range(count):
        make_case(by=coordinator)
    with time_machine.travel(now() + dt.timedelta(days=200), tick=False):
        sign_in(client, coordinator)
        client.get(path("guidance_late"))

        with django_assert_num_queries(frame.QUERIES + 3):
            client.get(path("guidance_late"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_steps_of_a_case_cost_the_same_for_one_and_three_meetings_missed(client, django_assert_num_queries, worker, count):
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(workers=((worker, Discipline.SOCIAL), (psychologist, Discipline.PSYCHOLOGICAL)))
    for number in range(count):
        make_session(case, by=psychologist, at=now() - dt.timedelta(hours=number + 1))
    client.get(path("case_steps", case.code))

    with django_assert_num_queries(frame.QUERIES + 9):
        client.get(path("case_steps", case.code))
