"""A danger is one record from the first word to its outcome: every door raises the one of its kind, it comes nearer and is never put off."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import admit, change_urgency, go_on_with, raise_risk
from panoh.cases.actions.dangers import end_danger, raise_again, report_danger, take_on_danger
from panoh.cases.danger import DangerSign, Signs, SuicideSign
from panoh.cases.enums import DangerOutcome, Kind, Level, RequestState, RiskLevel, Source, TaskKind, Urgency
from panoh.cases.models import Danger, Task
from panoh.cases.queries.urgency import told
from panoh.core.errors import Conflict, Denied
from panoh.people.data import PersonData
from panoh.people.enums import Sex
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.pages import main_text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
WORDS = "Поехали к нему, он дома с братом и в безопасности"
SUICIDE = Signs(suicide=(SuicideSign.METHOD,))


@pytest.fixture
def team():
    return make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)


def the_danger(kind):
    return Danger.objects.get(kind=kind)


def test_a_danger_knows_where_it_was_noticed_by_whom_and_how_soon_it_is(team):
    case, (psychologist, social) = team

    raise_risk(case, level=RiskLevel.LOW, by=psychologist, source=Source.QUESTIONNAIRE)
    change_urgency(case, by=social, urgency=Urgency.RED, signs=SUICIDE)
    raise_risk(case, level=RiskLevel.LOW, by=social, source=Source.SESSION)

    danger = the_danger(TaskKind.RISK)
    assert danger.sources == [Source.QUESTIONNAIRE, Source.URGENCY, Source.SESSION]
    assert (danger.raised_by, danger.level, danger.ended_at, danger.outcome) == (psychologist, Level.DAY, None, "")
    assert the_danger(TaskKind.DANGER).level == Level.DAY
    assert [task.danger for task in case.tasks.filter(kind=TaskKind.RISK)] == [danger]


def test_the_danger_of_a_case_is_as_near_as_its_urgency(team):
    case, (_psychologist, social) = team
    levels = []
    for urgency, hour in ((Urgency.AMBER, False), (Urgency.RED, False), (Urgency.RED, True), (Urgency.AMBER, False)):
        change_urgency(case, by=social, urgency=urgency, within_hour=hour, signs=Signs(dangers=(DangerSign.HELD_SOON,)), reason=WORDS)
        levels.append(the_danger(TaskKind.DANGER).level)

    assert levels == [Level.THREE_DAYS, Level.DAY, Level.HOUR, Level.THREE_DAYS]
    change_urgency(case, by=social, urgency=Urgency.GREEN, reason=WORDS)
    danger = the_danger(TaskKind.DANGER)
    assert (danger.outcome, danger.ended_by) == (DangerOutcome.WORDS, social.pk)
    assert danger.ended_at is not None


def test_who_has_taken_a_danger_on_reads_what_its_reporter_wrote_until_it_is_over(team):
    case, (psychologist, social) = team
    task = report_danger(case, by=psychologist, kind=TaskKind.DANGER, level=Level.HOUR, source=Source.SESSION, words=WORDS)
    with pytest.raises(Denied):
        told(social, case)

    take_on_danger(task, by=social, owner=social)
    assert [look.reason for look in told(social, case)] == [WORDS]

    with pytest.raises(Denied, match="A colleague has taken on this danger"):
        end_danger(task, by=psychologist, words="Проверили: он у сестры, всё спокойно")
    end_danger(task, by=social, words="Проверили: он у сестры, всё спокойно")
    assert WORDS not in [look.reason for look in told(social, case)]  # who wrote reads their own


def test_a_day_that_was_set_stays_where_no_other_is(team):
    case, (psychologist, _social) = team
    task = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
    take_on_danger(task, by=psychologist, owner=psychologist, look=Level.DAY)
    planned = the_danger(TaskKind.RISK).look_at

    take_on_danger(task, by=psychologist, owner=psychologist, words=WORDS)

    assert the_danger(TaskKind.RISK).look_at == task.due_at == planned


def test_what_is_over_and_goes_on_is_the_same_danger(team):
    case, (psychologist, _social) = team
    first = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
    end_danger(first, by=psychologist, words=WORDS, outcome=DangerOutcome.SAFE)
    ended = the_danger(TaskKind.RISK)
    assert (ended.outcome, ended.ended_by) == (DangerOutcome.SAFE, psychologist.pk)

    again = raise_again(first, by=psychologist, owner=psychologist)

    assert again.pk != first.pk
    assert again.danger == ended
    ended.refresh_from_db()
    assert (ended.outcome, ended.ended_at, ended.ended_by) == ("", None, None)


def test_a_new_danger_after_the_outcome_is_another(team):
    case, (psychologist, _social) = team
    first = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
    end_danger(first, by=psychologist, words=WORDS)

    second = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)

    assert second.danger != first.danger
    assert Danger.objects.filter(ended_at=None).get() == second.danger


@pytest.mark.parametrize("has_one", [False, True])
def test_the_danger_of_a_request_goes_along_with_it(has_one):
    coordinator = make_coordinator()
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    raised = raise_risk(request, level=RiskLevel.HIGH, by=coordinator, source=Source.CALL)
    case = make_case(by=coordinator)
    if has_one:
        raise_risk(case, level=RiskLevel.LOW, by=coordinator, source=Source.SESSION)
        go_on_with(request, case, by=coordinator)
    else:
        person = PersonData(sex=Sex.MALE, region="TJ-KT", family_name="Раҳимова")
        case = admit(request, person, by=coordinator, organisation=coordinator.organisation, kind=Kind.SURVIVOR)

    task = Task.objects.get(kind=TaskKind.RISK, done_at=None)
    assert (task.case, task.danger.case, task.danger.request) == (case, case, None)
    assert (task.danger.level, task.due_at) == (Level.HOUR, raised.due_at)
    assert set(task.danger.sources) == ({Source.CALL, Source.SESSION} if has_one else {Source.CALL})
    assert not Danger.objects.filter(request=request, ended_at=None).exists()
    assert [danger.outcome for danger in Danger.objects.exclude(ended_at=None)] == ([DangerOutcome.CARRIED] if has_one else [])


def a_second_open_one(task):
    Danger(case=task.case, organisation=task.organisation, kind=task.kind, level=Level.DAY, raised_at=NOON).save(force_insert=True)


def a_task_without_one(task):
    Task.objects.filter(pk=task.pk).update(danger=None)


def an_end_without_an_outcome(task):
    Danger.objects.filter(pk=task.danger_id).update(ended_at=NOON)


@pytest.mark.parametrize("wrong", [a_second_open_one, a_task_without_one, an_end_without_an_outcome])
def test_the_database_refuses(team, wrong):
    case, (psychologist, _social) = team
    task = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)

    with writes_allowed(), pytest.raises(IntegrityError):
        wrong(task)


def test_a_danger_is_reported_by_who_sees_the_case_alone(team):
    case, (psychologist, _social) = team
    task = report_danger(case, by=psychologist, kind=TaskKind.DANGER, level=Level.DAY, source=Source.VISIT)
    assert (task.danger.sources, task.owner) == ([Source.VISIT], case.lead)

    with pytest.raises(Denied):
        report_danger(case, by=make_user(Role.PSYCHOLOGIST), kind=TaskKind.DANGER, level=Level.HOUR, source=Source.VISIT)
    assert Danger.objects.get().level == Level.DAY


def test_the_page_of_a_danger_that_is_open_again_opens_by_each_of_its_addresses(client):
    first = report_danger(make_case(by=(by := make_coordinator())), by=by, kind=TaskKind.RISK, level=Level.HOUR, source=Source.COLLEAGUE)
    end_danger(Task.objects.get(pk=first.pk), by=by, words=WORDS, outcome=DangerOutcome.SAFE)
    other = make_coordinator()
    again = raise_again(Task.objects.get(pk=first.pk), by=other, owner=other)
    sign_in(client, by)
    way = reverse("desk:danger", args=[again.pk])

    for key in (first.pk, again.danger_id):
        assert client.get(reverse("desk:danger", args=[key])).headers["Location"] == way
    page = main_text(client.get(way))
    assert (f"{other.username} has taken this on" in page, "recorded that this danger is over" in page) == (True, False)

    client.post(reverse("desk:take_danger", args=[first.pk]))
    assert Task.objects.get(pk=again.pk).owner == other


def test_what_was_written_of_a_danger_that_read_as_over_does_not_end_or_take_it(client):
    by, other = make_coordinator(), make_coordinator()
    first = report_danger(make_case(by=by), by=by, kind=TaskKind.RISK, level=Level.HOUR, source=Source.COLLEAGUE)
    first = end_danger(Task.objects.get(pk=first.pk), by=by, words=WORDS, outcome=DangerOutcome.SAFE)
    again = raise_again(Task.objects.get(pk=first.pk), by=other, owner=other)
    sign_in(client, by)
    answers = {"version": first.version, "draft_id": "", "outcome": "ended", "how": "safe", "words": WORDS}

    for more in ({}, {"outcome": "taken", "owner": str(by.pk)}):
        assert client.post(reverse("desk:danger", args=[first.pk]), answers | more).status_code == 409
    with pytest.raises(Conflict):
        raise_again(Task.objects.get(pk=first.pk), by=by, owner=by)
    assert (Task.objects.get(pk=again.pk).owner, Task.objects.get(pk=again.pk).done_at) == (other, None)
