"""The desk pages of care: what each reader sees, and that every form ends in its act."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import correct_case
from panoh.cases.actions.drafting import change_goal
from panoh.cases.actions.programme import agree_programme, approve_programme, draft_programme
from panoh.cases.actions.review import hold_review
from panoh.cases.enums import Attendance, CaseState, Discipline, ProgrammeState
from panoh.cases.models import (
    Amendment,
    Assessment,
    Assistance,
    CapacityRating,
    Case,
    Closing,
    FollowUp,
    Goal,
    PlannedService,
    Problem,
    Programme,
    Review,
    Session,
)
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import DUSHANBE, now, today
from tests.days import written
from tests.desk.forms import filled, form_with, visible_controls
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.care import agreement, make_assessment, make_help, make_planned, make_programme, make_session, make_team, service_of
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of as page
from tests.pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_assessments_show_summaries_and_seal_findings_of_another_discipline(client):
    case, (social, physician) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN)
    make_assessment(case, by=social, findings="Живёт у сестры, долги")
    sign_in(client, physician)

    shown = text(client.get(url("case_assessments", case)))

    assert "Нужна помощь с жильём" in shown
    assert "долги" not in shown
    assert "The findings are sealed" in shown


def test_findings_open_by_a_press_for_the_discipline_and_for_nobody_else(client):
    case, (social, physician) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN)
    row = make_assessment(case, by=social)
    sign_in(client, social)
    closed = text(client.get(url("case_assessment", case, row.pk)))
    opened = text(client.post(url("open_findings", case, row.pk)))
    assert ("Живёт у сестры" in closed, "Живёт у сестры" in opened) == (False, True)

    sign_in(client, physician)
    refused = client.post(url("open_findings", case, row.pk))
    assert refused.status_code == 403
    assert "another discipline" in text(refused)
    assert "Живёт у сестры" not in text(refused)


def test_an_assessment_is_recorded_and_corrected(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)

    assert page(client.get(url("record_assessment", case))).h1.get_text().startswith("Assessment: social")
    form = {"discipline": "social", "done_on": written(), "summary": "Работы нет", "findings": "Долг 3000"}
    answer = client.post(url("record_assessment", case), form, follow=True)
    row = Assessment.objects.get()
    assert "Assessment recorded, task done." in text(answer)
    assert "task done" not in text(client.post(url("record_assessment", case), form, follow=True))

    correct = url("correct_assessment", case, row.pk)
    assert page(client.get(correct)).find("textarea", {"name": "findings"}).text.strip() == "Долг 3000"
    form = {"done_on": written(), "summary": "Работы нет", "findings": "Долг 2000", "why": "Сумма неверна", "version": row.version}
    client.post(correct, form)
    shown = text(client.post(url("open_findings", case, row.pk)))
    assert "Долг 2000" in shown
    assert "Before: Долг 3000" in shown
    assert Amendment.objects.count() == 1


def test_former_findings_stay_with_their_discipline_in_the_list_of_corrections(client):
    case, (social, physician) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN)
    row = make_assessment(case, by=social, findings="Долг 3000")
    sign_in(client, social)
    form = {
        "done_on": written(),
        "summary": "Нужна помощь с жильём",
        "findings": "Долг 2000",
        "why": "Сумма неверна",
        "version": row.version,
    }
    client.post(url("correct_assessment", case, row.pk), form)

    sign_in(client, physician)
    for address in (url("case_assessment", case, row.pk), url("case_closure", case)):
        shown = text(client.get(address))
        assert ("Долг" in shown, "Сумма неверна" in shown) == (False, False)


def test_capacities_are_rated_with_a_sentence_for_each_level(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)

    asked = page(client.get(url("rate_capacities", case)))
    assert len(asked.select("input[type=radio][name=mental]")) == 6
    assert "Sleeps badly most nights" in asked.get_text()
    client.post(url("rate_capacities", case), {"moment": "admission", "rated_on": written(), "mental": "1", "social": "0"})

    rating = CapacityRating.objects.get()
    assert (rating.mental, rating.social, rating.physical) == (1, 0, None)
    shown = page(client.get(url("case_assessments", case)))
    assert [svg["aria-label"] for svg in shown.select("svg.dots")] == ["was 1, now 1 of 4", "was 0, now 0 of 4"]


def test_a_programme_is_written_agreed_and_approved_page_by_page(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    client.post(url("draft_programme", case))
    client.post(url("add_problem", case, 1), {"words": "Деньги кончаются"})
    goal = {
        "words": "Снова шить",
        "capacity": "professional",
        "problem": Problem.objects.get().pk,
        "indicator": "Заказов",
        "attainment": "-2",
        "priority": "next",
    }
    client.post(url("add_goal", case, 1), goal)
    service = {
        "help": "economic",
        "item": "work",
        "owner": social.pk,
        "frequency": "once",
        "times": "1",
        "starts_on": written(),
        "currency": "TJS",
    }
    client.post(url("plan_service", case, 1, Goal.objects.get().pk), service)
    client.post(url("write_wishes", case, 1), {"words": "Без мужчин", "version": Programme.objects.get().version})
    agreed = client.post(
        url("agree_programme", case, 1),
        {
            "agreed_on": written(),
            "form": "spoken",
            "witness": "Намунаева С.",
            "copy_given": "given",
            "version": Programme.objects.get().version,
        },
        follow=True,
    )
    assert "Waiting for approval" in text(agreed)

    sign_in(client, make_coordinator())
    shown = client.get(url("case_programme", case))
    for words in ("Деньги кончаются", "Снова шить", "Заказов", "Без мужчин", "0 of 1"):
        assert words in text(shown)
    assert page(shown).find("td", {"data-head": "Planned"}).text.split()[0] == "once"
    review = f"{today() + dt.timedelta(days=60):%d.%m.%Y}"
    client.post(url("approve_programme", case, 1), {"review_on": review, "version": Programme.objects.get().version})
    assert (Programme.objects.get().state, Case.objects.get().state) == ("approved", "active")
    assert Case.objects.get().review_due == today() + dt.timedelta(days=60)


def test_the_author_who_coordinates_is_not_offered_approval(client):
    author = make_user(Role.COORDINATOR, Role.SOCIAL_WORKER)
    case = make_case(by=author)
    programme = make_programme(case, by=author, state=ProgrammeState.AGREED)
    sign_in(client, author)

    shown = page(client.get(url("case_programme", case)))
    assert shown.find("a", href=url("approve_programme", case, 1)) is None
    assert "You wrote this programme, so someone else must approve it" in shown.get_text()
    form = {"review_on": f"{today() + dt.timedelta(days=9):%d.%m.%Y}", "version": programme.version}
    assert client.post(url("approve_programme", case, 1), form).status_code == 403
    assert Programme.objects.get().state == "agreed"


def test_two_people_editing_a_goal_get_a_comparison(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social)
    goal = Goal.objects.get()
    sign_in(client, social)
    form = {
        "words": "Спать шесть часов",
        "capacity": "mental",
        "indicator": "Ночей за неделю",
        "attainment": "-2",
        "priority": "next",
        "problem": "",
        "version": goal.version,
    }
    change_goal(Goal.objects.get(), by=make_coordinator(), words="Спать без страха", capacity="social", indicator="Ночей за неделю")

    compared = client.post(url("change_goal", case, 1, goal.pk), form)

    assert compared.status_code == 409
    shown = page(compared)
    pairs = [[words.text for words in pair.select(".words")] for pair in shown.select(".compare")]
    assert pairs == [["Спать шесть часов", "Спать без страха"], ["mental", "social"]]
    assert shown.find("textarea", {"name": "words"}).text.strip() == "Спать шесть часов"
    assert shown.find("input", {"name": "version"})["value"] == str(goal.version + 1)

    again = {**form, "version": shown.find("input", {"name": "version"})["value"]}
    assert client.post(url("change_goal", case, 1, goal.pk), again).status_code == 302
    assert "Спать шесть часов" in text(client.get(url("case_programme", case)))
    assert programme.number == 1


def test_planned_stands_beside_delivered(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    programme = make_programme(case, by=psychologist, state=ProgrammeState.APPROVED)
    service = service_of(programme)
    for _time in range(2):
        make_session(case, by=psychologist, service=service)
    make_session(case, by=psychologist, service=service, attendance=Attendance.NOT_ATTENDED, reason="person_unwell", minutes=None)
    make_session(case, by=psychologist)
    make_help(case, by=psychologist, service=service, quantity=2, help="psychological", item="consultation")
    make_planned(case, by=psychologist, service=service)
    sign_in(client, psychologist)

    shown = page(client.get(url("case_programme", case)))

    meter = shown.find("meter")
    assert (meter["value"], meter["max"], meter["aria-label"]) == ("4", "10", "4 of 10")
    assert "tomorrow" in shown.find("td", {"data-head": "Next"}).text


def test_the_persons_own_copy_is_neutral_and_in_their_language(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    sign_in(client, social)

    shown = page(client.get(url("programme_print", case, 1)))

    assert shown.find("html")["lang"] == "tg"
    assert "Спать пять часов, цель 1" in shown.get_text()
    whole = str(shown.find("main").get_text()).lower()
    assert case.code not in whole.upper()
    for word in ("torture", "пытк", "шиканҷа", "unit", "гурӯҳ", "rehabilitation", "реабилитац", "офиятбахш", "не сплю", social.username):
        assert word not in whole


def test_notes_open_by_a_press_for_the_author_and_named_psychologists_alone(client):
    case, (author, named, social) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    row = make_session(case, by=author)
    for reader in (author, named):
        sign_in(client, reader)
        assert "Говорили о брате" not in text(client.get(url("case_session", case, row.pk)))
        assert "Говорили о брате" in text(client.post(url("open_notes", case, row.pk)))

    for reader in (social, make_coordinator(), make_user(Role.COORDINATOR, Role.PSYCHOLOGIST)):
        sign_in(client, reader)
        shown = text(client.get(url("case_session", case, row.pk)))
        assert "The process notes are sealed" in shown
        assert "Спит лучше" in shown
        refused = client.post(url("open_notes", case, row.pk))
        assert (refused.status_code, "Говорили о брате" in text(refused)) == (403, False)
        listed = client.get(url("case_sessions", case))
        assert ("The process notes are sealed" in text(listed), "Говорили о брате" in text(listed)) == (True, False)


def test_help_is_folded_below_the_sessions_and_open_for_who_has_just_recorded_it(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_help(case, by=social)
    sign_in(client, social)
    given = {"help": "humanitarian", "item": "clothes", "given_on": f"{today():%d.%m.%Y}", "quantity": "1"}

    sent = client.post(url("give_help", case), given)

    for address, is_open in ((url("case_sessions", case), False), (sent.url, True)):
        folded = page(client.get(address)).select_one("section[aria-labelledby=help] details")
        assert (folded.has_attr("open"), folded.summary.get_text(" ", strip=True)) == (is_open, "2 entries : Help given")


def test_a_psychologist_who_is_not_on_the_case_finds_no_page(client):
    case, (author,) = make_team(Role.PSYCHOLOGIST)
    row = make_session(case, by=author)
    sign_in(client, make_user(Role.PSYCHOLOGIST))

    assert client.get(url("case_session", case, row.pk)).status_code == 404
    assert client.post(url("open_notes", case, row.pk)).status_code == 404


def test_a_session_of_another_case_is_not_found_under_this_one(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    other = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    row = make_session(other, by=psychologist)
    sign_in(client, psychologist)

    assert client.get(url("case_session", case, row.pk)).status_code == 404


def test_a_session_is_planned_recorded_and_corrected(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    plan = {"discipline": "psychological", "kind": "individual", "day": f"{today() - dt.timedelta(days=1):%d.%m.%Y}", "hour": "00:00"}
    past = client.post(url("plan_session", case), plan)
    assert (past.status_code, "This day has passed" in text(past)) == (400, True)
    client.post(url("plan_session", case), {**plan, "day": f"{today():%d.%m.%Y}"})
    row = Session.objects.get()
    assert row.at == dt.datetime.combine(today(), dt.time(0), DUSHANBE)

    form = {"attendance": "attended", "minutes": "", "summary": "Спит лучше", "notes": "О брате", "version": row.version}
    refused = client.post(url("record_session", case, row.pk), form)
    assert (refused.status_code, "Enter how many minutes it took" in text(refused)) == (400, True)
    client.post(url("record_session", case, row.pk), {**form, "minutes": "50"})
    correct = url("correct_session", case, row.pk)
    begun = page(client.get(correct))
    assert begun.find("textarea", {"name": "notes"}).text.strip() == "О брате"
    again = {**form, "minutes": "45", "why": "Опоздали", "version": begun.find("input", {"name": "version"})["value"]}
    assert "Before: 50" in text(client.post(correct, again, follow=True))


def test_a_session_planned_at_the_hour_of_another_says_so_and_is_planned(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 24, 12, tzinfo=DUSHANBE), tick=False)
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    other = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    make_planned(other, by=psychologist, at=dt.datetime(2026, 12, 3, 16, tzinfo=DUSHANBE))
    sign_in(client, psychologist)
    plan = {"discipline": "psychological", "kind": "individual", "day": "03.12.2026"}

    said = [text(client.post(url("plan_session", case), {**plan, "hour": hour}, follow=True)) for hour in ("17:00", "16:30")]

    assert [f"at the same time: {other.code} (" in each for each in said] == [False, True]
    row = Session.objects.get(case=case, at=dt.datetime(2026, 12, 3, 16, 30, tzinfo=DUSHANBE))
    moved = client.post(url("move_session", case, row.pk), {"day": "04.12.2026", "hour": "16:00", "version": row.version}, follow=True)
    assert ("Session moved." in text(moved), "at the same time" in text(moved)) == (True, False)


def test_a_session_ahead_is_moved_or_cancelled_and_recorded_once_its_hour_came(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 24, 12, tzinfo=DUSHANBE), tick=False)
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    row = make_planned(case, by=psychologist, at=dt.datetime(2026, 12, 3, 16, tzinfo=DUSHANBE))
    sign_in(client, psychologist)
    acts = {"move": url("move_session", case, row.pk), "cancel": url("cancel_session", case, row.pk)}
    record = url("record_session", case, row.pk)

    def offered():
        pages = [page(client.get(address)) for address in (url("case_sessions", case), url("case_session", case, row.pk))]
        known = {record, *acts.values()}
        return [[link["href"] for link in each.select("main a.btn") if link["href"] in known] for each in pages]

    assert offered() == [list(acts.values())] * 2
    assert client.get(record).url == url("case_session", case, row.pk)
    form = filled(form_with(page(client.get(acts["move"])), "hour"))
    assert (form["day"], form["hour"]) == ("03.12.2026", "16:00")
    client.post(acts["move"], form | {"day": "25.11.2026", "hour": "10:30"})
    assert Session.objects.get().at == dt.datetime(2026, 11, 25, 10, 30, tzinfo=DUSHANBE)

    time_machine.move_to(dt.datetime(2026, 12, 3, 16, 1, tzinfo=DUSHANBE), tick=False)
    sign_in(client, psychologist)
    assert offered() == [[record]] * 2
    assert page(client.get(record)).h1.get_text(" ", strip=True).startswith("Session, 25 November, 10:30")


def test_a_session_ahead_is_cancelled_with_a_reason_alone(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    row = make_planned(case, by=psychologist)
    sign_in(client, psychologist)
    address = url("cancel_session", case, row.pk)

    assert client.post(address, {"version": row.version}).status_code == 400
    client.post(address, {"version": row.version, "reason": "person_unwell"})

    assert (Session.objects.get().attendance, Session.objects.get().reason) == ("called_off", "person_unwell")


def test_a_session_without_plan_and_help_are_recorded(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    service = service_of(make_programme(case, by=psychologist, state=ProgrammeState.APPROVED))
    sign_in(client, psychologist)
    held = {
        "discipline": "psychological",
        "kind": "call",
        "day": f"{today() - dt.timedelta(days=1):%d.%m.%Y}",
        "hour": "9",
        "service": service.pk,
    }
    client.post(url("add_session", case), {**held, "attendance": "attended", "minutes": "20"})
    client.post(url("give_help", case), {"help": "social", "item": "transport", "given_on": written(), "quantity": "2", "words": "Билеты"})

    assert Session.objects.get().service == service
    row = Assistance.objects.get()
    assert (row.help, row.item, row.quantity, row.service) == ("social", "transport", 2, None)
    shown = text(client.get(url("case_sessions", case)))
    assert "Билеты" in shown
    form = {
        "help": "social",
        "item": "transport",
        "given_on": written(),
        "quantity": "3",
        "words": "Билеты",
        "why": "Было три",
        "version": row.version,
    }
    client.post(url("correct_help", case, row.pk), form)
    assert "Before: 2" in text(client.get(url("case_closure", case)))


def test_help_offers_facilities_by_the_alphabet(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    for name in ("Фонд Ҳамдилӣ", "Марказ", "Ҷонсоз", "Амин"):
        make_facility(name=name)
    sign_in(client, social)

    offered = page(client.get(url("give_help", case))).select("label:has(> input[name=facility])")

    assert [one.get_text(strip=True) for one in offered][1:] == ["Амин", "Марказ", "Фонд Ҳамдилӣ", "Ҷонсоз"]


def test_a_review_moves_attainment_and_capacities(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    goal = Goal.objects.get()
    sign_in(client, social)
    asked = page(client.get(url("hold_review", case)))
    assert "Спать пять часов, цель 1" in asked.get_text()
    form = {"held_on": written(), "outcome": "better", f"goal_{goal.pk}": "1", "mental": "3", "words": "Спит", "version": case.version}

    answer = client.post(url("hold_review", case), form, follow=True)

    assert answer.status_code == 200
    assert (Goal.objects.get().attainment_now, CapacityRating.objects.get().mental, Review.objects.get().outcome) == (1, 3, "better")
    gas = page(client.get(url("case_programme", case))).select_one(".gas")
    assert (gas.select_one(".at").text, gas.select_one(".was").text) == ("+1", "−2")


def agree_to_close(client, case, social):
    """Closing is proposed by the worker and agreed to by a coordinator; the worker comes back."""
    client.post(url("close_case", case), {"reason": "person_chose", "words": "Вернулась к шитью"})
    sign_in(client, make_coordinator())
    client.post(url("decide_closing", case), {"agreed": "yes", "version": Closing.objects.get().version})
    sign_in(client, social)


def test_a_case_is_closed_followed_and_ended(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    assert "There is no consent to contact after closure" in text(client.get(url("close_case", case)))
    agree_to_close(client, case, social)
    closed = Case.objects.get()
    assert (closed.state, closed.close_reason, FollowUp.objects.count()) == ("closed", "person_chose", 0)
    assert "Вернулась к шитью" in text(client.get(url("case_closure", case)))

    client.post(url("end_case", case))
    assert Case.objects.get().state == "ended"


def test_follow_ups_are_planned_only_with_the_persons_consent_and_recorded(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_consent(case.person, by=social, purpose=ConsentPurpose.FOLLOW_UP)
    sign_in(client, social)
    assert "The person agreed to contact after closure: follow-up is planned automatically" in text(client.get(url("close_case", case)))
    agree_to_close(client, case, social)
    assert FollowUp.objects.count() == 3

    row = FollowUp.objects.all()[0]
    form = {"done_on": written(), "outcome": "better", "words": "Работает", "professional": "4", "version": row.version}
    client.post(url("record_follow_up", case, row.pk), form)
    assert (Case.objects.get().state, CapacityRating.objects.get().professional) == ("follow_up", 4)
    again = {
        "done_on": written(),
        "outcome": "same",
        "words": "Работает",
        "why": "Ошибка",
        "version": FollowUp.objects.get(pk=row.pk).version,
    }
    shown = text(client.post(url("correct_follow_up", case, row.pk), again, follow=True))
    assert "Before: better" in shown
    assert shown.count("Record the follow-up") == 2


def test_corrections_of_the_case_itself_are_told_in_words(client):
    coordinator = make_coordinator()
    case = make_case(by=coordinator, admitted_on=today() - dt.timedelta(days=2))
    correct_case(case, by=coordinator, reason="Ошибка в карте", kind="family", region="TJ-SU", admitted_on=today())
    sign_in(client, coordinator)

    shown = text(client.get(url("case_closure", case)))

    for words in (
        "case, admitted as: Ошибка в карте Before: the person themselves",
        "case, region: Ошибка в карте Before: Khatlon",
        "case, date of admission:",
    ):
        assert words in shown
    assert f"Before: {today() - dt.timedelta(days=2):%d.%m.%Y}" in shown


def test_a_rated_case_is_rated_next_at_a_review(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    for moment in ("admission", "review"):
        asked = page(client.get(url("rate_capacities", case)))
        assert asked.select_one("input[name=moment][checked]")["value"] == moment
        client.post(url("rate_capacities", case), {"moment": moment, "rated_on": written(), "mental": "1"})


def test_closing_warns_of_referrals_still_open(client):
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    row = make_referral(by=coordinator, case=case)
    sign_in(client, coordinator)

    shown = text(client.get(url("close_case", case)))
    assert f"Referrals {row.code}" in shown
    assert "what was sent stays open until its outcome is recorded" in shown


def test_a_returned_programme_shows_the_remark_to_its_author(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=ProgrammeState.AGREED)
    sign_in(client, make_coordinator())
    client.post(url("return_programme", case, 1), {"remark": "Нет школы для сына", "version": programme.version})

    sign_in(client, social)
    shown = page(client.get(url("case_programme", case)))
    assert "Нет школы для сына" in shown.get_text()
    assert shown.find("a", href=url("agree_programme", case, 1)) is not None


def test_a_draft_is_changed_and_taken_apart_page_by_page(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social)
    goal, problem, service = Goal.objects.get(), Problem.objects.get(), PlannedService.objects.get()
    sign_in(client, social)
    for name, row, field, words in (
        ("change_problem", problem, "words", "Не сплю, вздрагиваю от стука"),
        ("change_goal", goal, "indicator", "Ночей за неделю"),
        ("change_service", service, "times", "10"),
    ):
        begun = page(client.get(url(name, case, 1, row.pk))).find(attrs={"name": field})
        assert (begun.get("value") or begun.text.strip()) == words
    facts = {
        "help": "social",
        "item": "school",
        "frequency": "monthly",
        "times": "3",
        "starts_on": written(),
        "currency": "TJS",
        "version": service.version,
    }
    client.post(url("change_service", case, 1, service.pk), facts)
    assert PlannedService.objects.get().times == 3
    client.post(url("change_problem", case, 1, problem.pk), {"words": "Боюсь стука", "version": problem.version})
    assert "Боюсь стука" in text(client.get(url("case_programme", case)))

    for name, row in (("take_out_service", service), ("take_out_goal", goal), ("take_out_problem", problem)):
        assert client.get(url(name, case, 1, row.pk)).status_code == 302
        client.post(url(name, case, 1, row.pk))
    assert (PlannedService.objects.count(), Goal.objects.count(), Problem.objects.count()) == (0, 0, 0)


def test_an_older_version_stays_readable_and_is_not_printed(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    new = draft_programme(Case.objects.get(), by=social)
    agree_programme(new, by=social, given=agreement())
    approve_programme(new, by=make_coordinator())
    sign_in(client, social)

    assert "replaced by a newer version" in text(client.get(url("programme_version", case, 1)))
    assert client.get(url("programme_print", case, 1)).status_code == 404
    assert client.get(url("programme_version", case, 9)).status_code == 404


def test_a_member_organisation_finds_nothing_of_another_ones_case(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = make_assessment(case, by=social)
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member()))

    addresses = [
        url(name, case) for name in ("case_assessments", "case_programme", "case_sessions", "case_closure", "give_help", "close_case")
    ]
    addresses += [url("case_assessment", case, row.pk), url("open_findings", case, row.pk), url("draft_programme", case)]
    assert {client.post(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize("name", ["case_assessments", "case_programme", "case_sessions", "case_closure"])
@pytest.mark.parametrize("state", [CaseState.ASSESSMENT, CaseState.ON_HOLD, CaseState.CLOSED, CaseState.FOLLOW_UP, CaseState.ENDED])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PHYSICIAN, Role.SPECIALIST])
def test_every_page_opens_in_every_state_for_every_reader(client, name, state, role):
    user = make_user(role)
    disciplines = {Role.PHYSICIAN: Discipline.MEDICAL, Role.SPECIALIST: Discipline.PSYCHOLOGICAL}
    case = make_case(state=state, workers=((user, disciplines[role]),) if role in disciplines else ())
    sign_in(client, user)

    assert client.get(url(name, case)).status_code == 200


QUERIES = {"case_assessments": 16, "case_programme": 26, "case_sessions": 22, "case_closure": 25}


def fill(case, team, count):
    """So many rows of each kind that a list can show."""
    social, psychologist = team
    make_programme(case, by=social, goals=count, state=ProgrammeState.APPROVED)
    services = list(PlannedService.objects.filter(goal__programme__case=case).select_related("goal__programme"))
    for service in services:
        make_assessment(case, by=social)
        make_session(case, by=psychologist, service=service)
        make_help(case, by=social, service=service)
        hold_review(Case.objects.get(pk=case.pk), by=social, held_on=today(), outcome="same")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", list(QUERIES))
def test_lists_ask_as_often_for_three_rows_as_for_one(client, django_assert_num_queries, name, count):
    case, team = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    fill(case, team, count)
    sign_in(client, team[0])
    client.get(url(name, case))

    with django_assert_num_queries(QUERIES[name]):
        shown = client.get(url(name, case))
    assert shown.status_code == 200


def test_a_session_begins_with_its_words_and_day_time_and_length_are_filled_in(client, time_machine):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    noon = now().astimezone(DUSHANBE).replace(hour=12, minute=3) + dt.timedelta(days=1)
    time_machine.move_to(noon, tick=False)
    sign_in(client, psychologist)
    form = form_with(page(client.get(url("add_session", case))), "summary")

    shown = visible_controls(form)
    assert (shown[:4], len(shown)) == (["summary", "notes", "day", "hour"], 9)
    sent = filled(form)
    assert (sent["day"], sent["kind"], sent["minutes"]) == (f"{noon:%d.%m.%Y}", "individual", "50")
    assert sent["hour"] == "11:10"
    assert "individual session" in form.find("summary").get_text()
    assert [one["value"] for one in form.select("datalist option")][3] == "cognitive behavioural therapy"

    client.post(url("add_session", case), sent | {"summary": "Спит лучше", "approach": "наша своя игра"})
    row = Session.objects.get()
    assert "наша своя игра" in text(client.get(url("case_session", case, row.pk)))
    assert "игра".encode() not in bytes(row.approach)


def test_of_a_session_that_did_not_take_place_no_minutes_or_method_are_kept(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    sent = filled(form_with(page(client.get(url("add_session", case))), "summary"))
    sent |= {"attendance": "not_attended", "approach": "игра"}

    refused = page(client.post(url("add_session", case), sent))
    assert "reason" in visible_controls(form_with(refused, "summary"))
    assert not {"minutes", "approach"} & set(visible_controls(form_with(refused, "summary")))

    client.post(url("add_session", case), sent | {"reason": "person_unwell"})
    row = Session.objects.get()
    assert (row.minutes, row.reason, bytes(row.approach)) == (None, "person_unwell", b"")


def test_a_session_is_called_by_its_kind_and_its_help_in_the_language_of_who_reads(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    psychologist.language = "ru"
    with writes_allowed():
        psychologist.save()
    make_session(case, by=psychologist, kind="visit", attendance="called_off", reason="worker_away")
    sign_in(client, psychologist)

    line = page(client.get(url("case_sessions", case))).select_one("ol.line li").get_text(" ", strip=True)

    assert ("визит на дом, психологическая помощь" in line, "отменена" in line) == (True, True)


def test_a_second_session_of_the_same_hour_is_asked_about_once(client):
    case, (social, other) = make_team(Role.SOCIAL_WORKER, Role.SOCIAL_WORKER)
    add, typed = url("add_session", case), {"day": f"{today() - dt.timedelta(days=1):%d.%m.%Y}"}

    def send(user, hour, **more):
        sign_in(client, user)
        return client.post(
            add, filled(form_with(page(client.get(add)), "summary")) | typed | {"hour": hour, "summary": "Учились дышать", **more}
        )

    assert send(social, "00:10").status_code == 302
    asked = page(send(social, "00:30"))
    assert (Session.objects.count(), "You already have a session in this case" in asked.main.get_text()) == (1, True)
    there = url("case_session", case, Session.objects.get().pk)
    assert asked.select_one(f".form .note a[href='{there}']")
    assert filled(form_with(asked, "summary"))["summary"] == "Учились дышать"
    assert send(social, "00:30", asked="1").status_code == 302
    assert send(other, "00:30").status_code == 302
    assert Session.objects.count() == 3
