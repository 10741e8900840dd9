"""Plans at the desk: written through, read by those who may, with as many questions for one plan as for three."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.planning.actions import ask_public
from panoh.planning.models import Plan
from tests.desk.frame import IS_OFF, QUERIES
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.planning import freeze, lines_of, make_plan, year_of
from tests.pages import soup_of, text
from tests.reporting.rows import counted

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def coordinator(client, agent):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


def link(response, words):
    soup = soup_of(response)
    return next(one["href"] for one in soup.select("main a") if one.get_text(strip=True) == words)


def three(name, words):
    return {f"{name}_{code}": words for code in ("tg", "ru", "en")}


def test_from_the_first_word_to_a_frozen_year(client, coordinator):
    for _each in range(10):
        counted(make_secretariat(), admitted_on=dt.date(2019, 5, 1))
    years = {"first_year": "2019", "last_year": "2019", "green": "90", "amber": "60", "follows": ""}
    page = client.post("/desk/plans/new/", {**three("title", "Four good years"), **years}, follow=True)
    page = client.post(link(page, "Add an objective"), three("text", "Help in time"), follow=True)
    page = client.post(link(page, "Add an outcome"), {**three("text", "More people"), **three("assumptions", "")}, follow=True)
    assert "no indicator yet" in text(page)
    rest = {**three("name", ""), **three("means", ""), "baseline": "4,5", "baseline_year": "2018", "is_public": "on"}
    page = client.post(link(page, "Add an indicator"), {**rest, "code": "persons_admitted", "target_2019": "10"}, follow=True)
    assert "4.5 (2018)" in text(page)
    adopt = link(page, "Adopt the plan")
    version = Plan.objects.get().versions.get().version
    page = client.post(adopt, {"adopted_on": "20.12.2018", "version": version}, follow=True)
    assert "in force" in text(page)

    period = year_of(Plan.objects.get(), 2019)
    page = client.get(reverse("desk:plan_period", args=[period.pk]))
    assert "10 the numbers are not frozen: no rating yet" in text(page)
    assert "Rule: Admitted, version 1" in " ".join(text(page).replace("Rule :", "Rule:").replace(" ,", ",").split())
    told = {**three("narrative", "We opened a room in Khujand"), "version": period.version}
    assert "Khujand" in text(client.post(reverse("desk:plan_told", args=[period.pk]), told, follow=True))
    assert "frozen on" in text(client.post(reverse("desk:plan_freeze", args=[period.pk]), follow=True))
    assert "10 (target 10) on target" in text(client.get(reverse("desk:plan", args=[period.plan_id])))


def test_a_number_is_brought_in_and_its_note_opens_by_a_press(client, coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    period, line = year_of(plan, 2018), lines_of(plan)[1]
    page = client.get(reverse("desk:plan_period", args=[period.pk]))
    given = {"value": "12", "note": "Аз рӯйхат", "source": "Папкаи 3", "version": "0"}

    page = client.post(link(page, "Enter the number"), given, follow=True)

    assert "12 on target" in text(page)
    assert "рӯйхат" not in text(page)
    assert "Аз рӯйхат" in text(client.post(reverse("desk:plan_period", args=[period.pk])))
    assert client.post(reverse("desk:plan_figure", args=[period.pk, line.key]), given).status_code == 409


def test_members_read_what_was_adopted_and_frozen(client, coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    frozen = freeze(plan, 2019, by=coordinator)
    draft = make_plan(by=coordinator, first=2022, last=2025)
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    assert "2018–2021" in text(client.get("/desk/plans/"))
    assert "2022–2025" not in text(client.get("/desk/plans/"))
    assert client.get(reverse("desk:plan", args=[plan.pk])).status_code == 200
    assert "9 on target" in text(client.get(reverse("desk:plan_period", args=[frozen.pk])))
    assert client.get(reverse("desk:plan", args=[draft.pk])).status_code == 404
    assert client.get(reverse("desk:plan_period", args=[year_of(plan, 2020).pk])).status_code == 404
    assert client.post(reverse("desk:plan_freeze", args=[frozen.pk])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_plan_as_for_three(client, coordinator, count, django_assert_num_queries):
    for number in range(count):
        make_plan(by=coordinator, first=2000 + number, last=2001 + number)
    client.get("/desk/plans/")

    with django_assert_num_queries(QUERIES + IS_OFF + 2):
        shown = client.get("/desk/plans/")

    assert len(soup_of(shown).select("tbody > tr")) == count


def test_what_waits_stands_in_the_day_of_whoever_sees_to_it(client, coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    for year in (2018, 2019, 2020):
        freeze(plan, year, by=coordinator)
    assert "Freeze the numbers of 2021" in text(client.get("/desk/"))
    ask_public(plan, by=coordinator)

    assert "Check the public page of the plan for" not in text(client.get("/desk/"))
    sign_in(client, make_user(Role.DIRECTOR))
    seen = text(client.get("/desk/"))
    assert ("Check the public page of the plan for 2018–2021" in seen, "Freeze the numbers" in seen) == (True, False)
