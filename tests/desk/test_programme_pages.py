"""Pages around the programme: conferences, versions side by side, the person's own copy, capacities over time, what ended, what happened."""

import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.cases.actions.assessment import rate_capacities
from panoh.cases.actions.conference import hold_conference
from panoh.cases.actions.drafting import add_goal, change_goal, plan_service
from panoh.cases.actions.money import Money, give_help
from panoh.cases.actions.programme import draft_programme
from panoh.cases.actions.review import hold_review
from panoh.cases.enums import Capacity, Moment, ProgrammeState
from panoh.cases.models import CapacityRating, Case, Conference, Goal, GoalRating, Programme, Review, ReviewTrigger
from panoh.cases.queries.programme import plan
from panoh.core.clock import today
from tests.days import written
from tests.factories.accounts import sign_in
from tests.factories.care import SERVICE, make_assessment, make_programme, make_session, make_team, service_of
from tests.factories.cases import make_case, make_coordinator
from tests.factories.instruments import make_response
from tests.pages import soup_of as page
from tests.pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def under_way(client, **service):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=ProgrammeState.APPROVED, **service)
    sign_in(client, social)
    return Case.objects.get(), social, programme


def test_a_conference_is_recorded_listed_corrected_and_printed(client):
    case, (social, physician) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN)
    sign_in(client, social)
    form = {
        "held_on": written(),
        "staff": [physician.pk],
        "outside": ["person", "lawyer"],
        "decisions": "Сначала сон",
        "dissent": "Врач против",
    }

    listed = client.post(url("hold_conference", case), form, follow=True)
    assert "Now add its decisions to the programme." in text(listed)
    for words in (physician.username, "the person, a lawyer", "Сначала сон", "Врач против", "Create a programme from it"):
        assert words in text(listed)

    row = Conference.objects.get()
    new = {**form, "decisions": "Сначала боль", "why": "Описка", "version": row.version}
    assert client.post(url("correct_conference", case, row.pk), new).status_code == 302
    printed = client.get(url("print_conference", case, row.pk))
    assert "Сначала боль" in text(printed)
    assert page(printed).title.text.strip().startswith(case.code)


@pytest.mark.parametrize("is_held", [True, False])
def test_who_approves_reads_that_no_conference_was_held(client, is_held):
    case, (social, physician) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN)
    if is_held:
        hold_conference(case, by=social, held_on=today(), decisions="х", staff=[physician])
    make_programme(case, by=social, state=ProgrammeState.AGREED)
    sign_in(client, make_coordinator())

    assert ("No case conference is recorded for this version." in text(client.get(url("approve_programme", case, 1)))) != is_held


def test_a_conference_that_nobody_else_attended_is_refused_and_loses_nothing(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)

    refused = client.post(url("hold_conference", case), {"held_on": written(), "decisions": "Сначала сон"})

    assert refused.status_code == 400
    assert "Say who was there" in text(refused)
    assert page(refused).find("textarea", {"name": "decisions"}).text.strip() == "Сначала сон"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_conferences_asks_as_often_for_three_as_for_one(client, django_assert_num_queries, count):
    case, (social, physician) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN)
    for _time in range(count):
        hold_conference(case, by=social, held_on=today(), decisions="Сон", staff=[physician])
    sign_in(client, social)
    client.get(url("case_conferences", case))

    with django_assert_num_queries(17):
        client.get(url("case_conferences", case))


@pytest.mark.parametrize("level", ["", "1"])
def test_a_review_of_somebody_who_was_not_reached_asks_for_no_level_and_keeps_none(client, level):
    case, _social, _programme = under_way(client)
    goal = Goal.objects.get()
    stood = goal.attainment_now
    asked = page(client.get(url("hold_review", case))).select_one(f"fieldset[data-asked-if]:has(input[name=goal_{goal.pk}])")
    sent = {"held_on": written(), "outcome": "unreached", f"goal_{goal.pk}": level, "mental": level, "words": "Телефон молчит"}

    answer = client.post(url("hold_review", case), sent | {"version": case.version})

    assert (answer.status_code, Review.objects.get().outcome) == (302, "unreached")
    assert (Goal.objects.get().attainment_now, GoalRating.objects.count(), CapacityRating.objects.count()) == (stood, 0, 0)
    assert asked["data-asked-if"] == "outcome=,better,same,worse"
    assert asked.select_one("legend .quiet") is None  # where it is asked, it has to be answered


def test_what_happened_is_written_down_and_stands_on_top_of_the_programme_and_of_the_review(client):
    case, _social, _programme = under_way(client)

    answer = client.post(
        url("trigger_review", case), {"cause": "threat", "happened_on": written(), "words": "Звонили соседям"}, follow=True
    )

    assert "The review is due early: tomorrow" in text(answer)
    assert "Звонили соседям" in text(answer)
    assert "Звонили соседям" in text(client.get(url("hold_review", case)))
    assert ReviewTrigger.objects.get().cause == "threat"
    assert "Review the programme: a threat to the person or the family" in text(client.get(url("case_file", case)))


def test_a_review_shows_what_each_level_looks_like_and_keeps_what_was_rated(client):
    case, social, programme = under_way(client)
    new = draft_programme(case, by=social)
    assert new.number == 2
    goal = Goal.objects.select_related("programme__case").get(programme=new)
    change_goal(goal, by=social, words="Спать", capacity=Capacity.MENTAL, levels={"level_0": "пять ночей из семи"})
    kept = Goal.objects.get(programme=programme)
    form = {"held_on": written(), "outcome": "better", f"goal_{kept.pk}": "0", "version": case.version}
    client.post(url("hold_review", case), form)

    assert list(GoalRating.objects.values_list("goal", "value")) == [(kept.pk, 0)]
    assert "today: 0" in text(client.get(url("programme_version", case, 1)))
    assert "пять ночей из семи" in text(client.get(url("programme_version", case, 2)))


def test_how_the_goals_ended_is_recorded_and_shown(client):
    case, _social, programme = under_way(client)
    goal = Goal.objects.get()
    form = {
        f"outcome_{goal.pk}": "partly",
        f"attainment_{goal.pk}": "1",
        f"ending_{goal.pk}": "Спит без света",
        "version": programme.version,
    }

    shown = text(client.post(url("conclude_goals", case, 1), form, follow=True))

    for words in ("Recorded: how the goals ended.", "partly achieved", "Спит без света", "today: +1"):
        assert words in shown


def test_costs_stand_beside_what_is_planned_and_given(client):
    case, social, programme = under_way(client, unit_cost=Decimal("120.50"), payer="funder", budget_code="F-2026/03")
    make_session(case, by=social, service=service_of(programme), discipline="social")

    shown = text(client.get(url("case_programme", case)))

    assert "1 205 somoni, a funder F-2026/03" in shown
    assert "Planned 1 205, provided so far 120.50 somoni" in shown


def test_two_versions_stand_side_by_side_with_what_differs_marked(client):
    case, social, _programme = under_way(client)
    new = draft_programme(case, by=social)
    goal = Goal.objects.select_related("programme__case").get(programme=new)
    change_goal(goal, by=social, words="Спать шесть часов, цель 1", capacity=Capacity.MENTAL, indicator="Ночей за неделю")
    added = add_goal(new, by=social, words="Снова шить", capacity=Capacity.PROFESSIONAL)
    plan_service(added, by=social, starts_on=today(), **SERVICE)

    shown = page(client.get(url("compare_versions", case, 1, 2)))
    states = [(part.h3.text, part.select_one(".badge").text.strip()) for part in shown.select("section.part")]
    assert states == [("Goal", "changed"), ("Goal", "new"), ("Service", "new")]
    assert [mark.text for mark in shown.select("section.part")[0].select("mark")] == ["пять", "шесть"]
    assert "Show 2 unchanged parts" in shown.get_text()
    whole = page(client.get(url("compare_versions", case, 2, 1) + "?all=1"))
    assert [part.select_one(".badge").text.strip() for part in whole.select("section.part")].count("the same") == 2


def test_the_persons_own_copy_is_in_their_language_and_says_nothing_that_endangers(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social)
    told = add_goal(programme, by=social, words="Чтобы не били в полиции", capacity=Capacity.SOCIAL, indicator="Нет вызовов в милицию")
    plan_service(told, by=social, starts_on=today(), words="после пыток", **SERVICE)
    sign_in(client, social)

    shown = page(client.get(url("programme_print", case, 1)))
    paper = " ".join(node.get_text(" ") for node in shown.select(".title, .stack-l"))

    assert shown.html["lang"] == "tg"
    assert "Спать пять часов, цель 1" in paper
    for word in ("полиц", "милиц", "пыт", case.code, case.organisation.name, social.username):
        assert word not in paper
    assert "do not appear in the goals: 2" in " ".join(shown.select_one(".no-print").get_text(" ").split())
    assert case.code not in shown.title.text


def test_one_chooses_language_and_what_stands_in_the_copy(client):
    case, _social, _programme = under_way(client)

    usual = text(client.get(url("programme_print", case, 1) + "?language=en"))
    chosen = text(client.get(url("programme_print", case, 1) + "?language=en&show=&show=organisation"))

    assert ("Ночей за неделю" in usual, case.organisation.name in usual) == (True, False)
    assert ("Ночей за неделю" in chosen, case.organisation.name in chosen) == (False, True)
    assert page(client.get(url("programme_print", case, 1) + "?language=xx")).html["lang"] == "tg"


def test_the_copy_has_plain_headings_dates_that_fit_into_a_sentence_and_no_number_where_it_is_once(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social)
    (first,) = Goal.objects.filter(programme=programme).select_related("programme__case")
    change_goal(first, by=social, words="Спать", capacity=Capacity.MENTAL, levels={"level_0": "пять ночей"}, target_on=dt.date(2026, 12, 7))
    for capacity in (Capacity.INTEGRATION, Capacity.COMMUNITY):
        goal = add_goal(programme, by=social, words=f"Ходить на базар {capacity}", capacity=capacity)
        plan_service(goal, by=social, **{**SERVICE, "frequency": "once", "times": 1, "starts_on": dt.date(2026, 11, 30)})
    sign_in(client, social)

    shown = page(client.get(url("programme_print", case, 1) + "?language=ru&show=days&show=levels"))
    paper = " ".join(shown.select("main > .stack-l")[-1].get_text(" ").split())

    assert [head.get_text() for head in shown.select(".part h2")] == ["Самочувствие", "Среди людей"]
    assert [head.get_text() for head in shown.select(".part h3")] == [
        "Как выглядит каждая ступень",
        "Что запланировано",
        "Что запланировано",
        "Что запланировано",
    ]
    assert "7 декабря 2026" in paper
    assert paper.count("один раз, начало: 30 ноября 2026") == 2
    assert not re.search(r"понедельник|\b1 раз\b", paper, re.IGNORECASE)


def test_the_copy_as_a_pdf_says_the_same_under_a_name_that_says_nothing(client):
    case, _social, _programme = under_way(client)

    answer = client.get(url("programme_pdf", case, 1) + "?language=tg")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    pdf = PdfReader(io.BytesIO(answer.content))
    said = " ".join(" ".join(part.extract_text() for part in pdf.pages).split())
    assert "Нақшаи ман" in said
    assert "Спать пять часов" in said
    everything = f"{said} {pdf.metadata}".casefold()
    assert [word for word in ("panoh", "паноҳ", case.code.casefold(), "шиканҷа", "гурӯҳ", "weasyprint") if word in everything] == []


def test_capacities_over_time_show_a_line_and_the_same_figures(client):
    coordinator = make_coordinator()
    case = make_case(by=coordinator, admitted_on=today() - dt.timedelta(days=100))
    for days, values in ((90, {"mental": 1, "social": 0}), (50, {"mental": 2}), (1, {"mental": 3, "social": 2})):
        rate_capacities(case, by=coordinator, moment=Moment.REVIEW, values=values, rated_on=today() - dt.timedelta(days=days))
    sign_in(client, coordinator)

    shown = page(client.get(url("capacities_over_time", case)))

    rows = {row.th.text: row for row in shown.select("tbody tr")}
    assert [cell.text.strip() for cell in rows["mental"].select("td.num")] == ["1", "2", "3"]
    assert rows["mental"].svg["aria-label"] == "1, 2, 3"
    assert len(rows["mental"].select("circle")) == 3
    assert (rows["social"].svg["aria-label"], rows["social"].polyline["points"]) == ("0, –, 2", "9,33 57,21")
    assert rows["physical"].select("circle") == []


def test_all_seven_capacities_are_rated_on_one_short_page_with_their_sentences(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)

    shown = page(client.get(url("rate_capacities", case)))

    assert len(shown.select(".level")) == 7
    answer = shown.select_one(".level input[name=mental][value='1']")
    assert answer["aria-label"].startswith("1: Sleeps badly most nights")
    assert len(shown.select("details ol li")) == 35


def test_whether_the_person_has_a_copy_is_written_down_beside_the_print(client):
    case, _social, _programme = under_way(client)
    assert "not safe to keep" in text(client.get(url("programme_print", case, 1)))

    shown = client.post(url("programme_copy", case, 1, "not_safe"), follow=True)

    assert Programme.objects.get().copy_given == "not_safe"
    assert "Recorded: whether the person has a copy." in text(shown)
    assert client.post(url("programme_copy", case, 1, "burnt")).status_code == 404


def test_what_was_paid_counts_as_paid_and_the_rest_at_the_planned_price(client):
    case, social, programme = under_way(client, unit_cost=Decimal(100))
    service = service_of(programme)
    make_session(case, by=social, service=service, discipline="social")
    money = Money(amount=Decimal("70.50"), currency="TJS", proof="signed")
    given = {"help": "psychological", "item": "consultation", "given_on": today(), "service": service}
    give_help(case, by=social, money=money, **given)

    (line,) = plan(programme).goals[0].services

    assert (line.delivered.times, line.delivered_cost) == (2, {"TJS": Decimal("170.50")})


def test_a_review_shows_what_questionnaires_say_beside_the_goals(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    make_programme(case, by=psychologist, state=ProgrammeState.APPROVED)
    for values, days in (("111111110", 30), ("3333333--", 0)):
        make_response(Case.objects.get(), by=psychologist, values=values, done_on=today() - dt.timedelta(days=days))
    sign_in(client, psychologist)

    held = client.get(url("hold_review", case))
    shown = text(held)

    assert "Questionnaire results" in shown
    assert page(held).main.find("table").find_next("form")["data-draft"].startswith("review:")  # before what is asked
    assert "27 of 27, estimated" in shown
    assert "Worse than the first time, more than by chance" in shown
    assert "a questionnaire shows a clear change for the worse" in shown


def test_a_review_shows_beside_each_question_how_it_was_before_and_what_was_delivered(client):
    case, social, programme = under_way(client)
    make_session(case, by=social, service=service_of(programme), discipline="social")
    rate_capacities(case, by=social, moment=Moment.ADMISSION, rated_on=today(), values={"mental": 1})
    goal = Goal.objects.get()
    hold_review(Case.objects.get(), by=social, held_on=today(), outcome="better", attainment={goal.pk: -1})

    soup = page(client.get(url("hold_review", case)))
    beside = {name: soup.find(id=f"id_{name}_helptext").get_text() for name in (f"goal_{goal.pk}", "mental")}

    assert "at the start −2, " in beside[f"goal_{goal.pk}"]
    assert ": −1. Provided: " in beside[f"goal_{goal.pk}"]
    assert f" 1/{service_of(programme).times}" in beside[f"goal_{goal.pk}"]
    assert beside["mental"].endswith(": 1")
    assert soup.find(id="id_physical_helptext") is None


def test_a_review_begins_with_no_level_chosen_and_is_not_saved_without_one(client):
    case, social, _programme = under_way(client)
    goal = Goal.objects.get()
    hold_review(case, by=social, held_on=today(), outcome="better", attainment={goal.pk: -1})

    offered = page(client.get(url("hold_review", case))).select(f"input[name=goal_{goal.pk}]")
    client.post(url("hold_review", case), {"held_on": written(), "outcome": "same", "version": Case.objects.get().version})

    assert len(offered) == 5
    assert [one["value"] for one in offered if one.has_attr("checked")] == []
    assert Review.objects.count() == 1


def test_a_draft_shows_what_the_assessments_leave_to_it(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_assessment(case, by=social, recommendations="Найти жильё рядом с сестрой")
    rate_capacities(case, by=social, moment=Moment.ADMISSION, rated_on=today(), values={"mental": 1, "social": 0, "physical": 3})
    draft = make_programme(case, by=social)  # its goal is of the capacity "mental"
    sign_in(client, social)

    shown = page(client.get(url("case_programme", case)))
    (link,) = shown.select("a[href*='?capacity=']")

    assert "Найти жильё рядом с сестрой" in shown.main.get_text()
    assert link["href"] == f"{url('add_goal', case, draft.number)}?capacity=social"
    chosen = page(client.get(link["href"])).select("[name=capacity][checked]")
    assert [each["value"] for each in chosen] == ["social"]


def test_a_programme_in_force_shows_no_open_ends_of_assessments(client):
    case, social, _programme = under_way(client)
    make_assessment(case, by=social, recommendations="Найти жильё рядом с сестрой")

    assert "Найти жильё" not in text(client.get(url("case_programme", case)))
