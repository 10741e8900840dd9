"""Steps of the Unit itself: reckoned from the calendar and from supervisions, done by what happens or by a press with a word."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.actions import set_preferences
from panoh.accounts.policy import powers
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.core.clock import DUSHANBE
from panoh.core.errors import Denied, Invalid, NotFound
from panoh.team.actions.care import record_supervision
from panoh.team.actions.unit import finish_unit_step, read_unit_steps
from panoh.team.models import UnitStep
from panoh.team.queries.unit import open_unit_runs, unit_runs, unit_steps_done
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.guidance import make_adopted
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = dt.time(12)


def at(day: int, month: int = 5) -> dt.datetime:
    return dt.datetime.combine(dt.date(2027, month, day), NOON, DUSHANBE)


@pytest.fixture
def day():
    with time_machine.travel(at(4), tick=False) as traveller:
        yield traveller


def due(user):
    """Key of each open step → the day on which it is due."""
    return {run.step.key: run.due_at.astimezone(DUSHANBE).date() for run in open_unit_runs(user)}


def mark_of(user, key):
    return next(run.mark for run in unit_runs(user) if run.step.key == key)


def test_the_data_are_looked_through_by_the_tenth_and_the_quarter_noted_by_the_twentieth(day):
    user = make_coordinator()

    assert due(user) == {
        "supervision": dt.date(2027, 5, 15),
        "data_check": dt.date(2027, 5, 10),
        "quarter_figures": dt.date(2027, 4, 20),
    }


def test_a_supervision_that_is_written_down_ends_its_step_for_a_fortnight(day):
    user = make_coordinator()

    record_supervision(by=make_user(Role.PSYCHOLOGIST), kind="individual", held_on=dt.date(2027, 5, 3), minutes=50)

    assert due(user)["supervision"] == dt.date(2027, 5, 17)


def test_a_press_with_a_word_ends_a_step_until_the_next_month(day):
    user = make_coordinator()

    finish_unit_step("data_check", mark_of(user, "data_check"), by=user, words="Две карты без года рождения")

    assert "data_check" not in due(user)
    assert AuditEvent.objects.latest("seq").verb == "team.unit_step_done"
    rows = unit_steps_done(user)
    assert [read_unit_steps(rows, by=user)[row.pk] for row in rows] == ["Две карты без года рождения"]
    assert "Две" not in bytes(UnitStep.objects.get().words).decode("utf-8", "replace")
    with pytest.raises(NotFound):
        finish_unit_step("data_check", mark_of(user, "data_check"), by=user)
    day.move_to(at(1, month=6))
    assert due(user)["data_check"] == dt.date(2027, 6, 10)


def test_a_press_on_what_rolls_begins_it_anew(day):
    user = make_coordinator()

    finish_unit_step("supervision", mark_of(user, "supervision"), by=user)

    assert due(user)["supervision"] == dt.date(2027, 5, 18)


def test_a_press_is_taken_back(day):
    user = make_coordinator()
    finish_unit_step("data_check", mark_of(user, "data_check"), by=user)

    undo.take_back(undo.latest(user.actor).pk, by=user.actor)

    assert "data_check" in due(user)


def test_a_code_of_a_case_is_refused_in_the_word(day):
    user, case = make_coordinator(), make_case()

    with pytest.raises(Invalid, match="without the code of a case"):
        finish_unit_step("data_check", mark_of(user, "data_check"), by=user, words=f"Карта {case.code}")


def test_the_guidance_says_by_when(day):
    user = make_coordinator()
    make_adopted(by=user, step="data_check", due="4 days")

    assert due(user)["data_check"] == dt.date(2027, 5, 5)


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.DIRECTOR, Role.ADMINISTRATOR])
def test_nobody_else_has_these_steps(client, role, django_assert_num_queries):
    user = make_user(role)
    powers(user)
    with django_assert_num_queries(0):
        assert unit_runs(user) == []
    with pytest.raises(Denied):
        finish_unit_step("data_check", "1", by=user)
    sign_in(client, user)
    assert client.get(reverse("desk:unit_steps")).status_code == 403


def test_practice_and_earnest_do_not_meet(day):
    user, trainee = make_coordinator(), make_user(Role.COORDINATOR)
    set_preferences(trainee, language="ru", theme="", is_practising=True, by=trainee)
    trainee.refresh_from_db()
    finish_unit_step("data_check", mark_of(trainee, "data_check"), by=trainee)

    assert "data_check" in due(user)
    assert "data_check" not in due(trainee)


def test_the_coordinators_day_shows_them_and_the_page_ends_them(client):
    with time_machine.travel(at(6), tick=False):
        user = sign_in(client, make_coordinator())
        page = soup_of(client.get(reverse("desk:my_day")))
        late = page.find(id="due").find_parent("section")
        assert "Save the numbers of the last quarter" in late.get_text()
        assert "Check the data" in page.find(id="coming").find_parent("section").get_text()

        link = page.find("a", string=lambda text: text and "Check the data" in text)
        assert client.post(link["href"], {"words": "Всё в порядке"}).status_code == 302
        shown = soup_of(client.get(reverse("desk:unit_steps"))).main.get_text()
        assert "Всё в порядке" in shown
        assert "data_check" not in due(user)


def test_the_page_of_the_data_leads_to_its_step_while_it_is_open(client):
    with time_machine.travel(at(6), tick=False):
        user = sign_in(client, make_coordinator())
        mark = mark_of(user, "data_check")
        done = reverse("desk:unit_step_done", args=["data_check", mark])
        assert soup_of(client.get(reverse("desk:data_quality"))).find("a", href=done)

        finish_unit_step("data_check", mark, by=user)

        assert not soup_of(client.get(reverse("desk:data_quality"))).find("a", href=done)
