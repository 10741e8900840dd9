"""One thing done to many cases: a transaction a case, gone on with, taken back as one, and nothing half done unseen."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.actions import (
    begin_hand_over,
    begin_move,
    go_on,
    hand_over_cases,
    move_guidance,
    note_happening,
    postpone_task,
    take_back_bulk_operation,
)
from panoh.cases.enums import BulkOperationState, Discipline, Urgency
from panoh.cases.models import Assignment, BulkOperation, Case, CaseStep, Task
from panoh.cases.moves import movable, preview
from panoh.cases.policy import visible_cases
from panoh.cases.queries.bulk_operations import progress, under_way
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.guidance.shipped import FIRST
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_legal_unit, make_member, make_organisation, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.guidance import make_adopted
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PSYCHOLOGY = Discipline.PSYCHOLOGICAL
QUERIES = 50


@pytest.fixture
def giver():
    return make_user(Role.PSYCHOLOGIST)


@pytest.fixture
def taker():
    return make_user(Role.PSYCHOLOGIST)


def load(coordinator, giver, count=3):
    return [make_case(by=coordinator, workers=((giver, PSYCHOLOGY),)) for _ in range(count)]


def moved(coordinator, count=3):
    """Cases under the shipped version, and another that gives the programme more time."""
    cases = [make_case(by=coordinator) for _ in range(count)]
    make_adopted(by=coordinator, step="plan", due="21 days")
    return cases


def until_over(client):
    """Presses `Continue` as long as the page asks for it: a slow machine stops after each case."""
    while BulkOperation.objects.get().state in (BulkOperationState.RUNNING, BulkOperationState.GOING_BACK):
        client.post(reverse("desk:errand_go_on", args=[BulkOperation.objects.get().pk]))


def test_each_case_is_an_act_of_its_own_and_the_account_says_how_far_it_got(coordinator, giver, taker):
    cases = load(coordinator, giver)
    operation = begin_hand_over(giver, by=coordinator, taker=taker, starts_on=today())
    assert visible_cases(giver).count() == 3

    go_on(operation, by=coordinator, seconds=0)  # time for one
    found = progress(coordinator, operation)
    assert (found.total, found.done, BulkOperation.objects.get().state) == (3, 1, BulkOperationState.RUNNING)
    assert visible_cases(taker).count() == 1
    assert [each.dealt for each in under_way(coordinator)] == [1]

    go_on(operation, by=coordinator, seconds=None)
    assert (progress(coordinator, operation).done, BulkOperation.objects.get().state) == (3, BulkOperationState.DONE)
    assert set(visible_cases(taker)) == set(cases)
    assert not under_way(coordinator)
    assert AuditEvent.objects.filter(verb="cases.cases_handed_over").count() == 3


def test_what_is_done_is_not_gone_on_with(coordinator, giver, taker):
    load(coordinator, giver, 1)
    operation = hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today())

    with pytest.raises(WrongState, match="This has stopped running"):
        go_on(operation, by=coordinator)


def test_a_case_that_no_longer_can_go_stays_and_is_named(coordinator, giver, taker):
    first, second = load(coordinator, giver, 2)
    operation = begin_hand_over(giver, by=coordinator, taker=taker, starts_on=today())
    hand_over_cases(giver, by=coordinator, taker=make_user(Role.PSYCHOLOGIST), starts_on=today())

    go_on(operation, by=coordinator, seconds=None)

    assert {code for code, _why in progress(coordinator, operation).stayed} == {first.code, second.code}
    assert not visible_cases(taker).exists()


def test_all_of_it_is_taken_back_part_by_part(coordinator, giver, taker):
    cases = load(coordinator, giver)
    before = {row.pk: (row.owner_id, row.due_at) for row in Task.objects.all()}
    operation = hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today())

    take_back_bulk_operation(operation, by=coordinator, seconds=0)
    assert (BulkOperation.objects.get().state, progress(coordinator, operation).done) == (BulkOperationState.GOING_BACK, 2)
    take_back_bulk_operation(BulkOperation.objects.get(), by=coordinator, seconds=None)

    assert BulkOperation.objects.get().state == BulkOperationState.BACK
    assert set(visible_cases(giver)) == set(cases)
    assert {row.pk: (row.owner_id, row.due_at) for row in Task.objects.all()} == before
    assert Assignment.objects.count() == 3


def test_a_case_in_which_somebody_worked_since_stays_and_is_named(coordinator, giver, taker):
    first, second = load(coordinator, giver, 2)
    operation = hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today())
    postpone_task(Task.objects.filter(case=first, owner=taker).first(), by=taker, due=today() + dt.timedelta(days=60))

    take_back_bulk_operation(operation, by=coordinator, seconds=None)

    assert BulkOperation.objects.get().state == BulkOperationState.BACK
    assert [code for code, _why in progress(coordinator, operation).stayed] == [first.code]
    assert list(visible_cases(giver)) == [second]


def test_what_stopped_on_its_way_back_is_not_called_taken_back(coordinator, giver, taker):
    load(coordinator, giver, 2)
    operation = hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today())
    take_back_bulk_operation(operation, by=coordinator, seconds=0)
    with pytest.raises(WrongState, match="Ten minutes"):
        take_back_bulk_operation(BulkOperation.objects.get(), by=make_coordinator())

    with time_machine.travel(now() + dt.timedelta(minutes=11), tick=False):
        take_back_bulk_operation(BulkOperation.objects.get(), by=coordinator)

    assert BulkOperation.objects.get().state == BulkOperationState.BACK
    ((_code, why),) = progress(coordinator, operation).stayed
    assert "ten minutes" in why
    assert (visible_cases(taker).count(), visible_cases(giver).count()) == (1, 1)


def test_nothing_is_taken_back_after_ten_minutes_or_by_another(coordinator, giver, taker):
    load(coordinator, giver, 1)
    operation = hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today())

    with pytest.raises(WrongState, match="Ten minutes"):
        take_back_bulk_operation(operation, by=make_coordinator())
    with time_machine.travel(now() + dt.timedelta(minutes=11), tick=False), pytest.raises(WrongState, match="Ten minutes"):
        take_back_bulk_operation(operation, by=coordinator)
    assert visible_cases(taker).count() == 1


def test_many_cases_follow_a_version_and_go_back(coordinator):
    cases = moved(coordinator)
    before = {(row.case_id, row.step): (row.due_at, row.guidance) for row in CaseStep.objects.all()}

    operation = go_on(begin_move(by=coordinator, to="unit-1"), by=coordinator, seconds=None)
    assert {case.guidance for case in Case.objects.all()} == {"unit-1"}
    assert AuditEvent.objects.filter(verb="cases.guidance_moved").count() == len(cases)

    take_back_bulk_operation(operation, by=coordinator, seconds=None)
    assert {case.guidance for case in Case.objects.all()} == {FIRST}
    assert {(row.case_id, row.step): (row.due_at, row.guidance) for row in CaseStep.objects.all()} == before


def test_a_choice_narrows_the_cases_by_version_urgency_and_organisation(coordinator):
    member = make_member(1)
    worker = make_user(Role.MEMBER_WORKER, organisation=member)
    theirs = make_case(organisation=member, workers=((worker, Discipline.SOCIAL),))
    red = make_case(by=coordinator, urgency=Urgency.RED)
    make_adopted(by=coordinator, step="plan", due="21 days")
    make_case(by=coordinator)  # follows it from the beginning

    def codes(**narrowed):
        return set(movable(coordinator, to="unit-1", **narrowed))

    assert codes() == {theirs, red}
    assert codes(urgency="red") == {red}
    assert codes(organisation=member.pk) == {theirs}
    assert codes(present=FIRST) == {theirs, red}
    assert codes(present="none") == set()
    move_guidance(Case.objects.get(pk=red.pk), by=coordinator, to="unit-1")
    assert codes() == {theirs}


def test_the_preview_counts_what_changes_and_writes_nothing(coordinator):
    first, second, _third = moved(coordinator)
    note_happening(second, by=coordinator, kind="hospital", at=now())

    found = preview(movable(coordinator, to="unit-1"), "unit-1")

    assert (found.cases, found.unchanged) == (3, 0)
    assert found.lines == [("Create the programme", 0, 0, 3)]
    assert Case.objects.get(pk=first.pk).guidance == FIRST


def test_a_move_of_many_is_refused_where_it_cannot_be(coordinator):
    moved(coordinator, 1)

    with pytest.raises(Denied):
        begin_move(by=make_user(Role.SOCIAL_WORKER), to="unit-1")
    with pytest.raises(Denied):
        begin_move(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)), to="unit-1")
    with pytest.raises(Invalid, match="Choose a version that is in force"):
        begin_move(by=coordinator, to="unit-9")
    with pytest.raises(Conflict, match="changed since"):
        begin_move(by=coordinator, to="unit-1", seen=2)
    with pytest.raises(Invalid, match="No case"):
        begin_move(by=coordinator, to=FIRST)


def test_another_organisation_finds_nothing_of_it(client, coordinator, giver, taker):
    load(coordinator, giver, 1)
    operation = begin_hand_over(giver, by=coordinator, taker=taker, starts_on=today())
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    assert client.get(reverse("desk:errand", args=[operation.pk])).status_code == 404
    assert client.post(reverse("desk:errand_go_on", args=[operation.pk])).status_code == 404
    assert client.post(reverse("desk:errand_back", args=[operation.pk])).status_code == 404
    assert visible_cases(giver).count() == 1


def test_the_page_counts_moves_and_takes_back(client, coordinator):
    moved(coordinator, 2)
    sign_in(client, coordinator)
    url = reverse("desk:guidance_move_many")
    given = {"to": "unit-1", "present": "", "urgency": "", "organisation": "", "seen": ""}

    asked = soup_of(client.post(url, given))
    assert "Create the programme" in asked.find(id="would-move").find_parent("section").get_text()
    assert Case.objects.filter(guidance=FIRST).count() == 2
    assert not asked.select("input[name=seen]")  # sent after the button's, it would hold against it
    confirm = filled(form_with(asked, "to")) | {"seen": asked.find("button", attrs={"name": "seen"})["value"]}
    response = client.post(url, confirm)
    until_over(client)
    assert Case.objects.filter(guidance="unit-1").count() == 2

    done = soup_of(client.get(response.url))
    back = done.find("form", action=reverse("desk:errand_back", args=[BulkOperation.objects.get().pk]))
    assert back.button.get_text() == "Undo all"
    client.post(back["action"])
    until_over(client)
    assert Case.objects.filter(guidance=FIRST).count() == 2
    assert "undone" in soup_of(client.get(response.url)).main.get_text()


def test_the_page_offers_who_carries_cases_and_moves_theirs_alone(client, coordinator):
    member, secretariat = make_member(1), make_secretariat()
    make_legal_unit()
    make_organisation(kind=OrganisationKind.OUTSIDE)
    theirs = make_case(by=coordinator, organisation=member)
    moved(coordinator, 1)
    sign_in(client, coordinator)
    url = reverse("desk:guidance_move_many")
    given = {"to": "unit-1", "present": "", "urgency": "", "organisation": str(member.pk)}

    offered = {option["value"] for option in soup_of(client.get(url)).select("select[name=organisation] option")}
    assert offered == {"", str(member.pk), str(secretariat.pk)}
    client.post(url, given | {"seen": "1"})
    until_over(client)

    assert list(Case.objects.filter(guidance="unit-1").values_list("pk", flat=True)) == [theirs.pk]


def test_what_is_half_done_is_seen_where_it_was_begun_and_gone_on_with(client, coordinator, giver, taker):
    load(coordinator, giver, 2)
    operation = begin_hand_over(giver, by=coordinator, taker=taker, starts_on=today())
    go_on(operation, by=coordinator, seconds=0)
    sign_in(client, coordinator)

    link = soup_of(client.get(reverse("desk:hand_over"))).find("a", href=reverse("desk:errand", args=[operation.pk]))
    assert "1 of 2 cases" in link.find_parent("p").get_text()
    page = soup_of(client.get(link["href"]))
    client.post(page.find("button", string="Continue").find_parent("form")["action"])
    assert visible_cases(taker).count() == 2


def test_a_part_costs_the_same_however_many_cases_go(coordinator, django_assert_num_queries):
    """Nothing in the transaction of one case looks at the others."""
    for count in (2, 4):
        one, other = make_user(Role.PSYCHOLOGIST), make_user(Role.PSYCHOLOGIST)
        load(coordinator, one, count)
        operation = begin_hand_over(one, by=coordinator, taker=other, starts_on=today())

        with django_assert_num_queries(QUERIES):
            go_on(operation, by=coordinator, seconds=0)
