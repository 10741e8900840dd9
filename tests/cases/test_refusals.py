"""A correction that the person asked for and did not get: their words stay, and somebody else looks at it by its day."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions.emergency_access import close_to
from panoh.cases.actions.refusals import look_at_refusal, refuse_correction
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.models import Refusal, Task
from panoh.core.clock import DUSHANBE
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WORDS = {"asked": "Родилась не в Кулябе", "why": "Так стоит в паспорте"}
ANSWER = "Запись осталась, ваши слова стоят рядом"


@pytest.fixture
def worker():
    return make_user(Role.SOCIAL_WORKER)


@pytest.fixture
def case(coordinator, worker):
    return make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))


def refused(case, by):
    return refuse_correction(case, by=by, **WORDS)


def test_what_is_refused_has_its_day_and_goes_to_somebody_who_did_not_refuse_it():
    with time_machine.travel(dt.datetime(2026, 2, 2, 10, tzinfo=DUSHANBE), tick=False):
        coordinator, worker = make_coordinator(), make_user(Role.SOCIAL_WORKER)
        case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
        row = refused(case, worker)  # who leads the case refused it
        other = refused(case, coordinator)
    task = Task.objects.get(kind=TaskKind.REFUSED, target=row.pk)

    assert row.look_by == dt.date(2026, 2, 20)  # fourteen working days
    assert (task.owner, task.role, task.due_at.astimezone(DUSHANBE).date()) == (None, Role.COORDINATOR, row.look_by)
    assert Task.objects.get(kind=TaskKind.REFUSED, target=other.pk).owner == worker
    with pytest.raises(Denied, match="is checked by someone else"):
        look_at_refusal(row, by=worker, looked="stays", answer=ANSWER)


def test_it_is_looked_at_once_and_the_person_is_told_something(coordinator, worker, case):
    row = refused(case, worker)
    for facts, said in (
        ({"looked": "stays", "answer": " "}, "Write what the person will be told"),
        ({"looked": "?", "answer": ANSWER}, "not on the list"),
    ):
        with pytest.raises(Invalid, match=said):
            look_at_refusal(row, by=coordinator, **facts)

    look_at_refusal(row, by=coordinator, looked="stays", answer=ANSWER)

    (opened,) = open_sealed([row], by=coordinator.actor, purpose=Purpose.REVIEW)
    assert (opened.asked, opened.why, opened.answer) == (*WORDS.values(), ANSWER)
    assert not Task.objects.filter(kind=TaskKind.REFUSED, done_at=None).exists()
    with pytest.raises(WrongState):
        look_at_refusal(row, by=coordinator, looked="right", answer=ANSWER)


def test_words_are_wanted_and_only_who_works_on_the_case_writes_them(case, worker):
    for missing in WORDS:
        with pytest.raises(Invalid):
            refuse_correction(case, by=worker, **{**WORDS, missing: ""})
    with pytest.raises(Denied):
        refused(case, make_user(Role.SOCIAL_WORKER))
    assert not Refusal.objects.exists()


def test_its_pages_open_the_words_by_a_press_and_say_that_one_may_complain(client, coordinator, worker, case):
    row, here = refused(case, worker), reverse("desk:case_refusals", args=[case.code])
    one = reverse("desk:case_refusal", args=[case.code, row.pk])
    sign_in(client, worker)
    page = client.get(here).text
    assert "may complain" in page
    assert one not in page
    assert client.post(one).status_code == 403

    sign_in(client, coordinator)
    assert one in client.get(here).text
    assert WORDS["asked"] not in client.get(here).text
    assert client.get(one).status_code == 302
    press = soup_of(client.get(here)).select_one(f'form[action="{one}"] button')
    looked = client.post(one, {press["name"]: press["value"]}).text
    assert WORDS["asked"] in looked
    assert 'aria-invalid="true"' not in looked
    assert "may complain" in looked
    client.post(one, {"looked": "stays", "answer": ANSWER, "version": row.version})
    assert Refusal.objects.get().looked_by == coordinator


def test_who_is_tied_to_the_person_looks_at_nothing(client, coordinator, worker, case):
    row = refused(case, worker)
    close_to(case.code, coordinator.username, by=make_coordinator(), why="family")
    sign_in(client, coordinator)

    assert client.post(reverse("desk:case_refusal", args=[case.code, row.pk])).status_code == 404
    with pytest.raises(Denied):
        look_at_refusal(row, by=coordinator, looked="stays", answer=ANSWER)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(client, coordinator, worker, case, rows, django_assert_num_queries):
    for _each in range(rows):
        refused(case, worker)
    sign_in(client, coordinator)

    with django_assert_num_queries(7):
        page = client.get(reverse("desk:case_refusals", args=[case.code]))

    assert page.text.count("Show the text and check") == rows
