"""Tasks go to whoever may do them, and to nobody else."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import add_own_task, give_several, open_task, reassign_task
from panoh.cases.enums import Discipline, TaskKind, Urgency
from panoh.cases.models import Task
from panoh.core.clock import today
from panoh.core.errors import Invalid
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
COORDINATORS = (TaskKind.APPROVE, TaskKind.MONEY, TaskKind.TERMS, TaskKind.CLOSING, TaskKind.ADMISSION, TaskKind.TIED)


@pytest.fixture
def worker(coordinator):
    return make_user(Role.SOCIAL_WORKER)


@pytest.fixture
def physician(coordinator):
    return make_user(Role.PHYSICIAN)


@pytest.fixture
def case(coordinator, worker, physician):
    return make_case(by=coordinator, workers=((worker, Discipline.SOCIAL), (physician, Discipline.MEDICAL)))


def a_task(case, by, kind, **facts):
    return open_task(case, by=by, kind=kind, due=today() + dt.timedelta(days=1), **facts)


def offered(client, url):
    found = soup_of(client.get(url)).select("[name=owner] option, input[name=owner]")
    return {each["value"] for each in found} - {""}


@pytest.mark.parametrize("kind", COORDINATORS)
@pytest.mark.parametrize("act", [reassign_task, lambda task, **who: give_several([task], **who)])
def test_what_only_the_coordinator_may_do_goes_to_nobody_else(coordinator, worker, case, kind, act):
    task = a_task(case, coordinator, kind)

    with pytest.raises(Invalid, match=r"Only these roles can do it: coordinator\b") as refused:
        act(task, by=coordinator, owner=worker)

    assert list(refused.value.fields) == ["owner"]
    assert Task.objects.get(pk=task.pk).owner is None
    other = make_coordinator()
    act(Task.objects.get(pk=task.pk), by=coordinator, owner=other)
    assert Task.objects.get(pk=task.pk).owner == other


def test_a_decision_on_a_request_goes_to_who_decides(coordinator, worker):
    task = a_task(make_request(by=coordinator), coordinator, TaskKind.DECIDE)

    with pytest.raises(Invalid, match=r"Only these roles can do it: coordinator\."):
        reassign_task(task, by=coordinator, owner=worker)
    with pytest.raises(Invalid, match="only tasks of a case"):
        give_several([task], by=coordinator, owner=make_coordinator())


def test_an_assessment_goes_to_the_same_discipline(coordinator, worker, physician, case):
    task = case.tasks.get(kind=TaskKind.ASSESS, discipline=Discipline.MEDICAL)

    with pytest.raises(Invalid, match="do not work in this discipline"):
        reassign_task(task, by=coordinator, owner=worker)


def test_the_check_of_help_in_the_vital_interest_goes_to_a_physician_and_not_to_a_social_worker(coordinator, worker, physician, case):
    task = a_task(case, coordinator, TaskKind.VITAL)

    with pytest.raises(Invalid, match=r"Only these roles can do it: .*consulting physician"):
        reassign_task(task, by=coordinator, owner=worker)
    assert reassign_task(Task.objects.get(pk=task.pk), by=coordinator, owner=physician).owner == physician


def test_the_pages_offer_only_who_may_do_it(client, coordinator, worker, physician, case):
    sign_in(client, coordinator)
    money, told = a_task(case, coordinator, TaskKind.MONEY), a_task(case, coordinator, TaskKind.TELL)

    assert offered(client, reverse("desk:task_give", args=[told.pk])) == {str(worker.pk), str(physician.pk)}
    assert offered(client, reverse("desk:task_give", args=[money.pk])) == set()
    assert offered(client, reverse("desk:tasks_several")) == {str(worker.pk), str(physician.pk)}


def test_several_at_once_offer_nobody_where_all_is_the_coordinators(client, coordinator, worker, case):
    sign_in(client, coordinator)
    a_task(case, coordinator, TaskKind.MONEY)

    assert offered(client, reverse("desk:tasks_several")) == set()


def test_a_danger_is_none_of_several_at_once(client, coordinator, worker, physician, case):
    sign_in(client, worker)
    danger = a_task(case, coordinator, TaskKind.DANGER, owner=worker)
    own = add_own_task(by=worker, words="Занг", due=today())

    boxes = {box["value"] for box in soup_of(client.get(reverse("desk:tasks_several"))).select("[name=tasks]")}
    assert (str(own.pk) in boxes, str(danger.pk) in boxes) == (True, False)
    with pytest.raises(Invalid, match="handed over on its own page"):
        give_several([danger], by=worker, owner=physician)


def said(client, url, task):
    """The words that stand in a list for putting off or handing over a task, and what its own page has of both."""
    words = [
        link.contents[0].strip()
        for link in soup_of(client.get(url)).select(f"ul.tasks a[href*='{task.pk}']")
        if link.find(class_="unseen") and link.find_parent(class_="what")
    ]
    page = soup_of(client.get(reverse("desk:task", args=[task.pk])))
    has = [name for name in ("later", "give") if page.select(f"a[href$='{task.pk}/{name}/']")]
    return words, has


def test_a_row_says_what_its_page_has(client, coordinator, worker, physician, case):
    sign_in(client, coordinator)
    request, red = make_request(by=coordinator), make_request(by=coordinator, urgency=Urgency.RED)
    both, later = a_task(case, coordinator, TaskKind.TELL), a_task(case, coordinator, TaskKind.MONEY)
    of_request, of_red = request.tasks.get(kind=TaskKind.TRIAGE), red.tasks.get(kind=TaskKind.TRIAGE)
    own = add_own_task(by=coordinator, words="Занг", due=today())

    def here(task, part):
        return said(client, f"{reverse('desk:tasks')}?{part}", task)

    assert here(both, f"about={case.code}") == (["Postpone or hand over"], ["later", "give"])
    assert here(later, f"about={case.code}") == (["Postpone"], ["later"])
    assert here(of_request, f"about={request.code}") == (["Postpone"], ["later"])
    assert here(of_red, f"about={red.code}") == ([], [])
    assert here(own, "part=due") == (["Postpone"], ["later"])
