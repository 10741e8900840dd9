"""While a danger is open nothing makes it vanish: a joining, the end of an assignment or of an account wait for it."""

import pytest

from panoh.accounts.actions import deactivate_user, revoke_user
from panoh.accounts.roles import Role
from panoh.cases.actions import end_assignment, raise_risk
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.enums import RiskLevel
from panoh.cases.models import Task
from panoh.core.errors import Invalid, WrongState
from panoh.people.merging import join_records
from tests.factories.accounts import make_user
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Она дома, с ней сестра до утра"
HAS_ONE = "has taken on an open danger"


@pytest.fixture
def team():
    return make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)


@pytest.fixture
def taken(team):
    """A danger that the psychologist has taken on."""
    case, (psychologist, _social) = team
    return take_on_danger(raise_risk(case, level=RiskLevel.HIGH, by=psychologist), by=psychologist, owner=psychologist)


def test_who_has_a_danger_is_taken_off_a_case_once_another_has_it(team, taken):
    case, (psychologist, social) = team
    assigned = case.assignments.get(user=psychologist)
    with pytest.raises(WrongState, match=HAS_ONE):
        end_assignment(assigned, by=make_coordinator())

    take_on_danger(taken, by=psychologist, owner=social)
    end_assignment(assigned, by=make_coordinator())

    assert Task.objects.get(pk=taken.pk).owner == social


def test_an_account_is_closed_once_its_danger_has_an_outcome(team, taken):
    _case, (psychologist, _social) = team
    with pytest.raises(WrongState, match=HAS_ONE):
        deactivate_user(psychologist, by=make_user(Role.ADMINISTRATOR))

    end_danger(taken, by=psychologist, words=WORDS)
    deactivate_user(psychologist, by=make_user(Role.ADMINISTRATOR))

    psychologist.refresh_from_db()
    assert not psychologist.is_active


def test_a_stolen_account_is_closed_at_once(team, taken):
    _case, (psychologist, _social) = team

    revoke_user(psychologist, by=make_user(Role.ADMINISTRATOR))

    psychologist.refresh_from_db()
    assert not psychologist.is_active
    assert Task.objects.get(pk=taken.pk).done_at is None


@pytest.mark.parametrize("of", ["kept", "gone"])
def test_two_records_are_joined_once_somebody_has_the_danger_of_either(of):
    coordinator = make_coordinator()
    kept, gone = make_case(by=coordinator), make_case(by=coordinator)
    task = raise_risk(kept if of == "kept" else gone, level=RiskLevel.HIGH, by=coordinator)
    with pytest.raises(Invalid, match="open danger"):
        join_records(kept.person, gone.person, by=coordinator, choices={})

    take_on_danger(task, by=coordinator, owner=coordinator)
    join_records(kept.person, gone.person, by=coordinator, choices={})

    gone.person.refresh_from_db()
    assert gone.person.merged_into == kept.person
