"""Several tasks at once, a caseload handed over, the calendar."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import (
    add_own_task,
    assign_worker,
    finish_several,
    give_several,
    hand_over_cases,
    open_task,
    postpone_several,
    settle_hand_overs,
    take_back_bulk_operation,
)
from panoh.cases.actions.emergency_access import close_to
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.models import Assignment, BulkOperation, Case, Session, Task
from panoh.cases.policy import visible_cases
from panoh.cases.queries.cases import workers_for
from panoh.cases.workload import hand_over_plan
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind as ProposalKind
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.desk.cases.calendar import Span
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.care import make_planned, make_session
from tests.factories.cases import make_case
from tests.factories.coalition import make_proposal
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PSYCHOLOGY = Discipline.PSYCHOLOGICAL


@pytest.fixture
def giver(coordinator):
    return make_user(Role.PSYCHOLOGIST)


@pytest.fixture
def taker(coordinator):
    return make_user(Role.PSYCHOLOGIST)


def a_task(case, owner, kind=TaskKind.TELL, **facts):
    return open_task(case, by=owner, kind=kind, owner=owner, **{"due": today() + dt.timedelta(days=1), **facts})


def test_several_are_done_at_once_and_taken_back_at_once(giver):
    case = make_case(workers=((giver, PSYCHOLOGY),))
    tasks = [a_task(case, giver), a_task(case, giver, TaskKind.TIED), add_own_task(by=giver, words="Занг", due=today())]

    assert finish_several(tasks, by=giver) == 3
    assert {Task.objects.get(pk=task.pk).done_by for task in tasks} == {giver.id}
    undo.take_back(undo.latest(giver.actor).pk, by=giver.actor)

    assert {Task.objects.get(pk=task.pk).done_at for task in tasks} == {None}


def test_several_with_one_that_cannot_be_done_changes_none(coordinator, giver, taker):
    mine, theirs = make_case(workers=((giver, PSYCHOLOGY),)), make_case(workers=((taker, PSYCHOLOGY),))
    tasks = [a_task(mine, giver), a_task(theirs, taker)]

    with pytest.raises(Denied, match="belongs to someone else"):
        finish_several(tasks, by=giver)
    finish_several(tasks[1:], by=coordinator)
    with pytest.raises(WrongState, match="already been done"):
        finish_several([tasks[0], Task.objects.get(pk=tasks[1].pk)], by=coordinator)

    assert Task.objects.get(pk=tasks[0].pk).done_at is None


def test_several_are_put_off_to_one_day(giver):
    case = make_case(workers=((giver, PSYCHOLOGY),))
    tasks = [a_task(case, giver), a_task(case, giver, TaskKind.REVIEW)]

    postpone_several(tasks, by=giver, due=dt.date(2999, 1, 4))

    assert {Task.objects.get(pk=task.pk).due_at for task in tasks} == {dt.datetime(2999, 1, 4, 18, tzinfo=DUSHANBE)}


def test_several_go_to_a_colleague_who_sees_every_case_or_to_none(giver, taker):
    both, alone = make_case(workers=((giver, PSYCHOLOGY), (taker, PSYCHOLOGY))), make_case(workers=((giver, PSYCHOLOGY),))
    first, second = a_task(both, giver), a_task(alone, giver)

    with pytest.raises(Invalid, match="has no access to the case"):
        give_several([first, second], by=giver, owner=taker)
    assert Task.objects.get(pk=first.pk).owner == giver
    give_several([first], by=giver, owner=taker)

    assert Task.objects.get(pk=first.pk).owner == taker


def test_the_page_of_several_does_what_was_ticked(client, giver):
    sign_in(client, giver)
    case = make_case(workers=((giver, PSYCHOLOGY),))
    first, second = add_own_task(by=giver, words="Занг", due=today()), a_task(case, giver, TaskKind.REVIEW)
    url = reverse("desk:tasks_several")

    assert client.post(url, {"tasks": [str(first.pk)], "what": "later"}).status_code == 400
    response = client.post(url, {"tasks": [str(first.pk)], "what": "done"})

    assert response.url == reverse("desk:my_day")
    assert (Task.objects.get(pk=first.pk).done_by, Task.objects.get(pk=second.pk).done_by) == (giver.id, None)


def test_the_page_of_several_names_what_only_its_work_finishes(client, giver):
    sign_in(client, giver)
    case = make_case(workers=((giver, PSYCHOLOGY),))
    assess, own = Task.objects.get(kind=TaskKind.ASSESS, owner=giver), add_own_task(by=giver, words="Занг", due=today())

    labels = {
        box["value"]: box.find_parent("label").get_text()
        for box in soup_of(client.get(reverse("desk:tasks_several"))).select("[name=tasks]")
    }
    response = client.post(reverse("desk:tasks_several"), {"tasks": [str(assess.pk)], "what": "done"})

    assert ["finished on its own page" in labels[str(task.pk)] for task in (assess, own)] == [True, False]
    assert response.status_code == 400
    assert f"Do the assessment: psychological {case.code}" in soup_of(response).find(class_="error").get_text()


def test_where_each_of_several_is_finished_by_its_work_the_page_does_not_offer_to_mark_them_as_done(client, giver, taker):
    sign_in(client, giver)
    make_case(workers=((giver, PSYCHOLOGY), (taker, PSYCHOLOGY)))

    page = soup_of(client.get(reverse("desk:tasks_several")))

    assert [box["value"] for box in page.select("[name=what]")] == ["later", "give"]
    assert "finished on its own page" not in page.main.get_text()


def test_several_stand_in_pages_without_the_danger_and_what_is_ticked_on_the_second_is_done(client, giver):
    sign_in(client, giver)
    case = make_case(workers=((giver, PSYCHOLOGY),))
    for number in range(16):
        add_own_task(by=giver, words=f"Занг {number}", due=today() + dt.timedelta(days=number))
    danger = a_task(case, giver, TaskKind.DANGER, due=today() + dt.timedelta(days=40))
    url = reverse("desk:tasks_several")

    first, second = (soup_of(client.get(f"{url}?page={number}")).select("input[name=tasks]") for number in (1, 2))
    last = Task.objects.filter(kind=TaskKind.OWN).latest("due_at")
    client.post(f"{url}?page=2", {"tasks": [str(last.pk)], "what": "done"})

    assert len(first) == 15
    assert str(danger.pk) not in [box["value"] for box in (*first, *second)]
    assert str(last.pk) in [box["value"] for box in second]
    assert Task.objects.get(pk=last.pk).done_by == giver.id


def test_the_page_of_several_offers_no_task_of_others(client, giver, taker):
    sign_in(client, giver)
    theirs = a_task(make_case(workers=((taker, PSYCHOLOGY),)), taker)

    response = client.post(reverse("desk:tasks_several"), {"tasks": [str(theirs.pk)], "what": "done"})

    assert response.status_code == 400
    assert Task.objects.get(pk=theirs.pk).done_at is None


def test_a_caseload_goes_with_its_tasks_sessions_and_lead(coordinator, giver, taker):
    case = make_case(workers=((giver, PSYCHOLOGY),), admitted_on=today() - dt.timedelta(days=9))
    session = make_planned(case, by=giver)
    held = make_session(case, by=giver)
    own = add_own_task(by=giver, words="Занг", due=today(), case=case)

    plan = hand_over_plan(coordinator, giver, taker, today())
    assert (plan.cases, plan.sessions, plan.own_tasks, plan.tasks) == (1, 1, 1, 4)
    hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today())

    assert not visible_cases(giver).exists()
    assert list(visible_cases(taker)) == [case]
    assert Case.objects.get(pk=case.pk).lead == taker
    assert set(case.tasks.exclude(kind=TaskKind.OWN).filter(owner__isnull=False, done_at=None).values_list("owner", flat=True)) == {
        taker.id
    }
    assert (Session.objects.get(pk=session.pk).author, Session.objects.get(pk=held.pk).author) == (taker, giver)
    assert Task.objects.get(pk=own.pk).owner == giver


def test_a_hand_over_is_taken_back_whole(coordinator, giver, taker):
    case = make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))
    session = make_planned(case, by=giver)

    operation = hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today())
    take_back_bulk_operation(operation, by=coordinator)

    assert list(visible_cases(giver)) == [case]
    assert not visible_cases(taker).exists()
    assert Session.objects.get(pk=session.pk).author == giver
    assert Task.objects.get(target=session.pk).owner == giver


def test_disciplines_stay_apart_in_a_hand_over(coordinator, giver):
    """Another discipline, and an organisation that holds no key of the person, get nothing."""
    case = make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))
    physician = make_user(Role.PHYSICIAN)
    outside = make_user(Role.MEMBER_PSYCHOLOGIST, organisation=make_member(2))

    for taker, why in ((physician, "discipline"), (outside, "not shared")):
        plan = hand_over_plan(coordinator, giver, taker, today())
        assert (plan.cases, [row.case for row, _why in plan.staying]) == (0, [case])
        assert why in str(plan.staying[0][1])
        with pytest.raises(Invalid, match="None of these cases"):
            hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today())
    assert Assignment.objects.filter(case=case).count() == 1


def test_an_organisation_that_reads_a_case_gets_none_of_its_work(coordinator, giver):
    case = make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))
    reader = make_user(Role.MEMBER_PSYCHOLOGIST, organisation=make_member(2))
    proposal = make_proposal(by=coordinator, case=case, taker=reader.organisation, kind=ProposalKind.SHARE, kinds=["name"])
    accept_proposal(proposal, by=make_user(Role.MEMBER_WORKER, organisation=reader.organisation))

    ((_row, why),) = hand_over_plan(coordinator, giver, reader, today()).staying
    assert "is shared with the colleague's organisation for reading only" in str(why)
    assert reader not in [user for user, _disciplines in workers_for(case)]
    with pytest.raises(Invalid, match="This person's organisation can only read the case, not work on it"):
        assign_worker(case, by=coordinator, user=reader, discipline=PSYCHOLOGY, leads=True)


def test_a_worker_of_two_disciplines_hands_over_one(coordinator, taker):
    both = make_user(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((both, PSYCHOLOGY), (both, Discipline.SOCIAL)))

    hand_over_cases(both, by=coordinator, taker=taker, starts_on=today())

    assert {task.owner for task in case.tasks.filter(kind=TaskKind.ASSESS, discipline="psychological")} == {taker}
    assert {task.owner for task in case.tasks.filter(kind=TaskKind.ASSESS, discipline="social")} == {both}


def test_a_hand_over_ahead_takes_effect_on_its_day(coordinator, giver, taker):
    start = dt.datetime(2026, 3, 11, 12, tzinfo=DUSHANBE)
    with time_machine.travel(start, tick=False):
        giver, taker = make_user(Role.PSYCHOLOGIST), make_user(Role.PSYCHOLOGIST)
        coordinator = make_user(Role.COORDINATOR)
    with time_machine.travel(start + dt.timedelta(days=1), tick=False):
        case = make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))
        task = Task.objects.get(kind=TaskKind.ASSESS, owner=giver)
    with time_machine.travel(start + dt.timedelta(days=2), tick=False):
        hand_over_cases(giver, by=coordinator, taker=taker, starts_on=dt.date(2026, 3, 20))
        assert settle_hand_overs() == 0
        assert list(visible_cases(giver)) == [case]
        assert not visible_cases(taker).exists()
        assert Task.objects.get(pk=task.pk).owner == giver
    with time_machine.travel(dt.datetime(2026, 3, 20, 8, tzinfo=DUSHANBE), tick=False):
        assert settle_hand_overs() == 1
        assert settle_hand_overs() == 0
        assert list(visible_cases(taker)) == [case]
        assert not visible_cases(giver).exists()
        assert Task.objects.get(pk=task.pk).owner == taker


def test_who_is_found_tied_before_the_day_gets_nothing_and_the_coordinator_has_it(coordinator, giver, taker):
    case = make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))
    hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today() + dt.timedelta(days=1))
    close_to(case.code, taker.username, by=coordinator, why="family")

    with time_machine.travel(now() + dt.timedelta(days=1), tick=False):
        assert settle_hand_overs() == 1

    case.refresh_from_db()
    assert case.lead is None
    assert {(task.owner, task.role) for task in case.tasks.filter(kind=TaskKind.ASSESS, discipline=PSYCHOLOGY)} == {(None, "coordinator")}


def test_what_was_shown_is_what_is_handed_over(coordinator, giver, taker):
    case = make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))
    seen = hand_over_plan(coordinator, giver, taker, today()).seen
    a_task(case, giver)

    with pytest.raises(Conflict, match="changed since"):
        hand_over_cases(giver, by=coordinator, taker=taker, starts_on=today(), seen=seen)
    assert Assignment.objects.get(case=case).user == giver


@pytest.mark.parametrize(("days", "self_too", "sentence"), [(-1, False, "Choose today or a later date"), (0, True, "another colleague")])
def test_a_hand_over_to_yesterday_or_to_oneself_is_refused(coordinator, giver, taker, days, self_too, sentence):
    make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))

    with pytest.raises(Invalid, match=sentence):
        hand_over_cases(giver, by=coordinator, taker=giver if self_too else taker, starts_on=today() + dt.timedelta(days=days))


def test_a_member_hands_over_only_the_cases_of_its_own_organisation(coordinator):
    member = make_member(1)
    by, giver, taker = (make_user(Role.MEMBER_WORKER, organisation=member) for _ in range(3))
    own = make_case(organisation=member, workers=((giver, Discipline.SOCIAL),))
    other = make_case(workers=((make_user(Role.SOCIAL_WORKER), Discipline.SOCIAL),))

    hand_over_cases(giver, by=by, taker=taker, starts_on=today())

    assert Assignment.objects.filter(case=own, user=taker).exists()
    assert not Assignment.objects.filter(case=other, user=taker).exists()


def test_the_page_counts_first_and_hands_over_when_confirmed(client, coordinator, giver, taker):
    sign_in(client, coordinator)
    case = make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))
    url = reverse("desk:hand_over")
    facts = {"giver": str(giver.pk), "taker": str(taker.pk), "starts_on": f"{today():%d.%m.%Y}", "seen": ""}

    asked = soup_of(client.post(url, facts))
    assert case.code in asked.find(id="would-go").find_parent("section").get_text()
    assert Assignment.objects.get(case=case).user == giver
    assert not asked.select("input[name=seen]")  # sent after the button's, it would hold against it
    confirm = filled(form_with(asked, "giver")) | {"seen": asked.find("button", attrs={"name": "seen"})["value"]}
    response = client.post(url, confirm)

    operation = BulkOperation.objects.get()
    assert response.url == reverse("desk:errand", args=[operation.pk])
    assert Assignment.objects.filter(case=case).count() == 1
    assert list(visible_cases(taker)) == [case]


def test_the_page_of_hand_overs_is_closed_to_who_assigns_nobody(client, giver):
    sign_in(client, giver)

    assert client.get(reverse("desk:hand_over")).status_code == 403


def _calendar(client, query=""):
    response = client.get(reverse("desk:calendar") + query)
    assert response.status_code == 200
    return soup_of(response).main


def test_the_calendar_shows_ones_own_sessions_by_code(client, giver, taker):
    sign_in(client, giver)
    mine, theirs = make_case(workers=((giver, PSYCHOLOGY),)), make_case(workers=((taker, PSYCHOLOGY),))
    day = today() + dt.timedelta(days=1)
    make_planned(mine, by=giver)
    make_planned(theirs, by=taker)

    text = _calendar(client, f"?month={day:%Y-%m}&team=1").get_text()

    assert mine.code in text
    assert theirs.code not in text
    assert "Қодиров" not in text
    assert mine.code not in _calendar(client, "?week=2031-01-01").get_text()


def test_the_calendar_of_the_team_shows_everybody_to_the_coordinator(client, coordinator, giver, taker):
    sign_in(client, coordinator)
    cases = [make_case(workers=((user, PSYCHOLOGY),)) for user in (giver, taker)]
    day = today() + dt.timedelta(days=1)
    for case, user in zip(cases, (giver, taker), strict=True):
        make_planned(case, by=user)

    assert all(case.code not in _calendar(client, f"?week={day}&team=0").get_text() for case in cases)
    text = _calendar(client, f"?week={day}&team=1").get_text()

    assert all(case.code in text for case in cases)
    assert giver.username in text


@pytest.mark.parametrize("query", ["?week=soon", "?month=2026-13", "?month=9999-12", "?week=", "?month=1"])
def test_a_calendar_of_no_date_shows_this_week(client, giver, query):
    sign_in(client, giver)

    assert _calendar(client, query).h1.get_text() == "Calendar"


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_costs_the_same_for_one_and_three(client, giver, django_assert_num_queries, count):
    sign_in(client, giver)
    case = make_case(workers=((giver, PSYCHOLOGY),))
    for _ in range(count):
        make_planned(case, by=giver)
    day = today() + dt.timedelta(days=1)

    with django_assert_num_queries(10):
        page = _calendar(client, f"?week={day}")

    assert len(page.select(".tasks li")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_several_costs_the_same_for_one_and_three(client, giver, django_assert_num_queries, count):
    sign_in(client, giver)
    for _ in range(count):
        a_task(make_case(workers=((giver, PSYCHOLOGY),)), giver)

    with django_assert_num_queries(8):  # of them one counts the pages
        response = client.get(reverse("desk:tasks_several"))

    assert response.status_code == 200


def test_one_worker_is_put_on_several_cases_and_what_was_not_possible_is_said(client, coordinator, giver):
    first, second, third = (make_case(by=coordinator) for _ in range(3))
    make_case(by=coordinator, workers=((giver, PSYCHOLOGY),))
    close_to(second.code, giver.username, by=coordinator, why="family")
    sign_in(client, coordinator)
    there = soup_of(client.get(reverse("desk:cases"), {"unassigned": "1"})).find("a", string=lambda text: text and "several cases" in text)

    form = soup_of(client.get(there["href"])).select_one("form[data-draft]")
    assert {box["value"] for box in form.select("[name=cases]")} == {str(case.pk) for case in (first, second, third)}
    option = form.find("option", value=f"{giver.pk}:{PSYCHOLOGY}")
    assert option.get_text(strip=True).endswith("· open cases: 1")
    chosen = {"cases": [str(first.pk), str(second.pk)], "worker": option["value"]}
    page = soup_of(client.post(there["href"], chosen, follow=True))

    assert [Case.objects.get(pk=case.pk).lead for case in (first, second, third)] == [giver, None, None]
    assert f"Cases assigned: {first.code}. Not possible: " in page.get_text(" ", strip=True)
    assert f"{second.code}: " in page.get_text(" ", strip=True)
    assert client.post(there["href"], chosen | {"cases": [str(first.pk)]}).status_code == 400


def test_one_undo_takes_back_what_was_assigned_to_several_also_from_the_page_of_each(client, coordinator, giver):
    *cases, other = [make_case(by=coordinator) for _ in range(3)]
    sign_in(client, coordinator)
    chosen = {"cases": [str(case.pk) for case in cases], "worker": f"{giver.pk}:{PSYCHOLOGY}"}
    page = soup_of(client.post(reverse("desk:cases_assign"), chosen, follow=True))
    assert [Case.objects.get(pk=case.pk).lead for case in cases] == [giver, giver]
    on_each = [soup_of(client.get(reverse("desk:case_file", args=[case.code]))).select(".undo") for case in (*cases, other)]

    (undo,) = page.select(".undo form")
    client.post(undo["action"])

    assert [Case.objects.get(pk=case.pk).lead for case in cases] == [None, None]
    assert all(case.code in page.select_one(".undo").get_text() for case in cases)
    assert [[box.select_one("[role=status]").next_element.get_text() for box in boxes] for boxes in on_each] == [
        [cases[0].code],
        [cases[1].code],
        [other.code],  # that it was admitted
    ]
    listed = soup_of(client.get(reverse("desk:cases"), {"unassigned": "1"})).get_text()
    assert all(case.code in listed for case in cases)
    assert "Assign a worker: 3 cases" in soup_of(client.get(reverse("desk:my_day"))).get_text()


@pytest.mark.parametrize("count", [1, 3])
def test_assigning_several_costs_the_same_for_one_and_three(client, coordinator, giver, count, django_assert_num_queries):
    for _ in range(count):
        make_case(by=coordinator)
    sign_in(client, coordinator)
    client.get(reverse("desk:cases_assign"))

    with django_assert_num_queries(11):
        client.get(reverse("desk:cases_assign"))


@pytest.mark.parametrize(("language", "said"), [("en", "28 December – 3 January 2027"), ("ru", "28 декабря – 3 января 2027")])
def test_a_week_is_called_by_its_days_with_months_as_each_language_writes_them(language, said):
    with translation.override(language):
        assert Span.read("2026-12-30", "").title == said
