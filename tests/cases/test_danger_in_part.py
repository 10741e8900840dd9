"""A danger, and whatever tells of the work on a case, goes to nobody to whom the person did not agree to show it."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker, change_urgency, open_task, raise_risk, reassign_task
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.workload import give_several
from panoh.cases.enums import Discipline, RiskLevel, TaskKind, Urgency
from panoh.cases.models import Case, Task
from panoh.cases.queries.danger import is_taken_on, who_can_take_on
from panoh.cases.workload import colleagues_on
from panoh.consent.enums import DataKind
from panoh.core.clock import now
from panoh.core.errors import Denied, Invalid
from tests.factories.accounts import sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Говорили час, сестра остаётся на ночь"


@pytest.fixture
def team():
    return make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)


def raised(case, by):
    return raise_risk(case, level=RiskLevel.HIGH, by=by)


# Only with whom the work of the case is shown


def hidden_from_a_lawyer(case):
    lawyer = make_lawyer()
    show_to_lawyers(case, [DataKind.NAME, DataKind.LEGAL])
    assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)
    return lawyer


def test_a_danger_goes_to_nobody_to_whom_the_work_of_the_case_is_not_shown(client, team):
    case, (social, _psychologist) = team
    task, coordinator = raised(case, social), sign_in(client, make_coordinator())
    lawyer = hidden_from_a_lawyer(case)

    assert lawyer not in who_can_take_on(task, by=coordinator)
    options = {each.get("value") for each in soup_of(client.get(reverse("desk:danger", args=[task.pk]))).select("[name=owner] option")}
    assert (str(lawyer.pk) in options, str(social.pk) in options) == (False, True)
    for act, field in (
        (lambda: take_on_danger(task, by=coordinator, owner=lawyer), "owner"),
        (lambda: reassign_task(task, by=coordinator, owner=lawyer), "owner"),
        (lambda: give_several([task], by=coordinator, owner=lawyer), "tasks"),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert list(refused.value.fields) == [field]
    assert Task.objects.get(pk=task.pk).owner != lawyer


def test_a_danger_that_went_to_them_before_is_neither_theirs_nor_ended_by_them(team):
    case, (social, _psychologist) = team
    task = raised(case, social)
    lawyer = hidden_from_a_lawyer(case)
    with writes_allowed():
        Task.objects.filter(pk=task.pk).update(owner=lawyer, taken_by=lawyer)
    task = Task.objects.get(pk=task.pk)

    with pytest.raises(Denied):
        end_danger(task, by=lawyer, words=WORDS)
    assert not is_taken_on(task)


def test_no_task_that_tells_of_the_work_goes_to_them_but_their_own_kind(team):
    case, (social, _psychologist) = team
    coordinator, lawyer = make_coordinator(), hidden_from_a_lawyer(case)
    review = open_task(case, by=social, kind=TaskKind.REVIEW, due=now(), owner=social)
    legal = open_task(case, by=coordinator, kind=TaskKind.ASSESS, discipline=Discipline.LEGAL, due=now())

    with pytest.raises(Invalid):
        reassign_task(review, by=coordinator, owner=lawyer)
    assert reassign_task(Task.objects.get(pk=legal.pk), by=coordinator, owner=lawyer).owner == lawyer


def test_a_danger_goes_on_to_a_lawyer_to_whom_all_of_it_is_shown(team):
    case, (social, _psychologist) = team
    task, lawyer = raised(case, social), make_lawyer(case)
    assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)

    assert take_on_danger(task, by=make_coordinator(), owner=lawyer).owner == lawyer


def test_no_danger_goes_by_itself_to_a_lead_to_whom_it_is_not_shown(team):
    case, (social, _psychologist) = team
    lawyer = hidden_from_a_lawyer(case)
    with writes_allowed():
        Case.objects.update(lead=lawyer)

    change_urgency(Case.objects.get(), by=social, urgency=Urgency.RED)

    task = case.tasks.get(kind=TaskKind.DANGER)
    assert (task.owner, task.role) == (None, Role.COORDINATOR)
    assert lawyer not in colleagues_on([task])
