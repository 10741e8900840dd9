"""The logframe as a spreadsheet and on paper, and two plans side by side."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.planning import actions
from panoh.planning.queries.plans import tree_of
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.planning import draft_of, freeze, lines_of, make_plan
from tests.pages import soup_of, text
from tests.reporting.rows import counted

pytestmark = pytest.mark.django_db
NOT_FROZEN = "the numbers are not frozen: no rating yet"  # as the line of the day says it


@pytest.fixture
def coordinator(client, agent):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.mark.database
def test_the_logframe_as_a_spreadsheet_holds_the_numbers_of_the_page_and_no_formula(client, coordinator):
    plan = make_plan(by=coordinator)
    version = draft_of(plan)
    actions.write_objective(version, tree_of(version).objectives[0].key, by=coordinator, text={"en": "=HYPERLINK(1)"})
    actions.adopt_version(version, by=coordinator, adopted_on=dt.date(2017, 12, 1))
    for _each in range(7):
        counted(make_secretariat(), admitted_on=dt.date(2019, 5, 1))
    freeze(plan, 2018, by=coordinator)

    made = client.get(reverse("desk:plan_file", args=[plan.pk, "xlsx"]))

    book = load_workbook(BytesIO(made.content))
    heads, first, second = (list(row) for row in book["Logframe"].iter_rows(values_only=True))
    assert (first[0], first[1]) == ("'=HYPERLINK(1)", "More people are reached")
    assert heads[4:10] == ["Target of 2018", "Reached in 2018", "Rating for 2018", "Target of 2019", "Reached in 2019", "Rating for 2019"]
    assert first[3:10] == ["4 (2017)", 10, 0, "▲ far behind", 10, 7, NOT_FROZEN]
    assert second[4:8] == [10, 9, "✓ on target", 10]
    assert first[-1] == "Everybody gets help in time"
    cover = " ".join(str(cell) for row in book["Notes"].iter_rows(values_only=True) for cell in row)
    assert "Exact numbers, for use inside the Unit" in cover
    assert "Version 1. Adopted on 01.12.2017" in cover
    assert "version 1" in cover
    assert "persons_admitted" not in cover
    assert AuditEvent.objects.filter(verb="planning.file_taken", purpose="xlsx").count() == 1


def test_the_logframe_on_paper(client, coordinator):
    plan = make_plan(by=coordinator, adopted=True)

    made = client.get(reverse("desk:plan_file", args=[plan.pk, "pdf"]))

    assert (made.headers["Content-Type"], made.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(reverse("desk:plan_file", args=[plan.pk, "docx"])).status_code == 400


def test_members_take_frozen_numbers_alone_and_no_small_one(client, coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    for _each in range(9):
        counted(make_member(1), admitted_on=dt.date(2018, 5, 1))
    counted(make_member(1), admitted_on=dt.date(2019, 5, 1))
    counted(make_member(1), admitted_on=dt.date(2020, 5, 1))
    for year in (2018, 2020):
        freeze(plan, year, by=coordinator)
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    made = client.get(reverse("desk:plan_file", args=[plan.pk, "xlsx"]))

    first = list(load_workbook(BytesIO(made.content))["Logframe"].iter_rows(values_only=True))[1]
    assert (first[5], first[8], first[11], first[12]) == (9, None, "hidden", None)  # one person, and no light of it


def test_two_plans_stand_side_by_side_by_their_keys(client, coordinator):
    former = make_plan(by=coordinator, adopted=True)
    for year in former.each_year:
        freeze(former, year, by=coordinator)
    after = make_plan(by=coordinator, first=2022, last=2025, follows=former)
    version, line = draft_of(after), lines_of(after)[1]
    outcome = tree_of(version).objectives[0].outcomes[0]
    actions.write_line(version, outcome.key, line.key, by=coordinator, name={"en": "Trainings of two days"}, targets={2025: Decimal(14)})
    actions.take_out_part(version, lines_of(after)[0].key, by=coordinator)

    shown = client.get(reverse("desk:plan_beside", args=[former.pk, after.pk]))

    rows = [" ".join(row.get_text(" ").split()) for row in soup_of(shown).select("tbody > tr")]
    assert rows == [
        "Admitted baseline 4 0 (2021) far behind target for 2021: 10 not in this plan",
        "Trainings of two days 9 (2021) on target target for 2021: 10 no number yet target for 2025: 14",
    ]
    assert "Compare with the plan for 2022–2025" in text(client.get(reverse("desk:plan", args=[former.pk])))
