"""Who reported a danger goes on telling of it, and reads how it stands, also once they see no more of whom it is about."""

import pytest
from django.db.models import Q
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import Answers, assign_worker, triage_request
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.duplicate_answers import go_on_with
from panoh.cases.actions.reported import tell_of_reported
from panoh.cases.enums import DANGERS, DangerAct, DangerOutcome, Discipline, Measure, TaskKind
from panoh.cases.models import Case, Danger, Task
from panoh.cases.queries.urgency import words_on
from panoh.core.errors import Denied, Invalid, NotFound
from panoh.data_protection.sealing import seal_case
from panoh.hotline import actions
from panoh.hotline.enums import CallBackOutcome
from panoh.hotline.models import Call
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_call, make_line, make_officer
from tests.hotline.test_sent_dangers import admitted, sent_to
from tests.pages import main_text, soup_of
from tests.vault.test_members import pair

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

AGAIN = "Сестра звонила снова: он закрылся в комнате"


@pytest.fixture
def officer(agent):
    make_secretariat()
    make_line()
    return make_officer()


def told(officer, **facts):
    return make_call(by=officer, **{"dangers": ["own_life"], "urgency": "hour", "sending": Answers(), **facts})


def danger_of(call):
    of_call = Q(request=call.request) | Q(case__request=call.request)
    return Task.objects.select_related("danger").get(of_call, kind=TaskKind.RISK, done_at=None)


def row_of(client, user):
    sign_in(client, user)
    rows = soup_of(client.get(reverse("desk:my_day"))).main.select(".tasks li")
    return next(row for row in rows if "You reported a danger" in row.get_text())


@pytest.mark.parametrize("is_admitted", [False, True])
def test_the_row_keeps_the_code_they_know_and_opens(client, officer, is_admitted):
    call, coordinator = told(officer), make_coordinator()
    if is_admitted:
        admitted(call.request, by=coordinator)
    task = danger_of(call)
    take_on_danger(task, by=coordinator, owner=coordinator)

    row = row_of(client, officer)

    assert call.code in row.get_text()
    page = client.get(row.select_one(".what > a")["href"])
    assert page.status_code == 200
    said = main_text(page)
    assert (call.code in said, f"{coordinator.username} has taken this on" in said) == (True, True)
    case = Case.objects.first()
    assert not [code for code in (call.request.code, case.code if case else call.request.code) if code in said]
    assert reverse("desk:call", args=[call.code]) in page.content.decode()
    end_danger(Task.objects.get(pk=task.pk), by=coordinator, words="Говорила с ним, брат увёз его к себе", outcome=DangerOutcome.SAFE)
    after = main_text(client.get(reverse("desk:reported_danger", args=[task.danger_id])))
    assert ("It has ended" in after, "брат увёз" in after) == (True, False)


@pytest.mark.parametrize("is_admitted", [False, True])
def test_what_they_add_reaches_the_history_and_whoever_has_it(client, officer, is_admitted):
    call, coordinator = told(officer), make_coordinator()
    if is_admitted:
        admitted(call.request, by=coordinator)
    task = danger_of(call)
    take_on_danger(task, by=coordinator, owner=coordinator)
    assert not Danger.objects.get(pk=task.danger_id).is_due_again
    sign_in(client, officer)

    sent = client.post(reverse("desk:reported_danger", args=[task.danger_id]), {"happened": ["again"], "words": AGAIN}, follow=True)

    entry = task.danger.entries.get(measures=[Measure.AGAIN])
    assert (sent.status_code, entry.by, entry.act) == (200, officer, DangerAct.ADDED)
    assert words_on(coordinator, task) == AGAIN
    assert Danger.objects.get(pk=task.danger_id).is_due_again  # it rings
    sign_in(client, coordinator)
    assert "they called again" in main_text(client.get(reverse("desk:danger", args=[task.pk])))


def test_a_try_to_call_back_is_an_entry_of_the_danger(officer):
    call, coordinator = told(officer), make_coordinator()
    take_on_danger(danger_of(call), by=coordinator, owner=coordinator)

    actions.record_attempt(Call.objects.get(), by=officer, outcome=CallBackOutcome.NO_ANSWER)
    actions.record_attempt(Call.objects.get(), by=officer, outcome=CallBackOutcome.REACHED)

    entries = danger_of(call).danger.entries.filter(by=officer).exclude(measures=[]).order_by("at")
    assert [row.measures for row in entries] == [[Measure.CALLED], [Measure.CALLED, Measure.SPOKE]]
    assert Danger.objects.get(pk=danger_of(call).danger_id).is_due_again


def test_whoever_was_sent_and_reported_it_knows_it_by_the_dispatch(client, officer):
    worker = make_user(Role.REGIONAL_WORKER, organisation=make_member(), regions=("TJ-SU",))
    row = sent_to(officer, worker=worker)
    actions.report_from_there(row, by=worker, kind=TaskKind.RISK, level="hour")
    case = admitted(row.call.request, by=make_coordinator())
    task = Task.objects.get(danger__raised_by=worker, kind=TaskKind.RISK)

    line = row_of(client, worker)

    assert (row.code in line.get_text(), case.code in line.get_text(), row.call.code in line.get_text()) == (True, False, False)
    client.post(reverse("desk:reported_danger", args=[task.danger_id]), {"happened": [], "words": AGAIN})
    assert task.danger.entries.filter(by=worker, act=DangerAct.ADDED).exists()


def test_nobody_else_adds_to_it_or_opens_it(client, officer):
    task, other = danger_of(told(officer)), make_officer()
    sign_in(client, other)

    assert client.get(reverse("desk:reported_danger", args=[task.danger_id])).status_code == 404
    with pytest.raises((Denied, NotFound)):
        tell_of_reported(task, by=other, words=AGAIN)


def test_one_of_the_two_is_said(officer):
    with pytest.raises(Invalid):
        tell_of_reported(danger_of(told(officer)), by=officer)


def test_of_a_sealed_case_they_say_that_it_happened_and_no_words(officer):
    call, coordinator = told(officer), pair(make_coordinator())
    psychologist, physician = (pair(make_user(role)) for role in (Role.PSYCHOLOGIST, Role.PHYSICIAN))
    case = admitted(call.request, by=coordinator)
    for user, discipline in ((psychologist, Discipline.PSYCHOLOGICAL), (physician, Discipline.MEDICAL)):
        assign_worker(case, by=coordinator, user=user, discipline=discipline)
    for open_one in case.tasks.filter(kind__in=DANGERS, done_at=None):
        take_on_danger(open_one, by=coordinator, owner=psychologist)
    seal_case(case, by=coordinator, to={psychologist.id, physician.id}, why="threat")
    task = danger_of(call)

    with pytest.raises(Invalid, match="sealed"):
        tell_of_reported(task, by=officer, words=AGAIN)
    tell_of_reported(task, by=officer, measures=[Measure.AGAIN])

    assert task.danger.entries.filter(by=officer, measures=[Measure.AGAIN]).exists()


def test_where_the_person_has_an_open_danger_already_theirs_goes_on_as_that(client, officer):
    coordinator = make_coordinator()
    case = admitted(told(officer).request, by=coordinator)
    known, other = Task.objects.get(danger__case=case, kind=TaskKind.RISK), make_officer()
    call = told(other)
    triage_request(call.request, by=coordinator, urgency=call.request.urgency)
    go_on_with(call.request, case, by=coordinator)

    row = row_of(client, other)
    assert (call.code in row.get_text(), "it has ended" in row.get_text()) == (True, False)
    client.post(reverse("desk:reported_danger", args=[known.danger_id]), {"happened": ["again"], "words": ""})
    assert known.danger.entries.filter(by=other, measures=[Measure.AGAIN]).exists()
