"""Who is of age: by the year where it can say it, by the day where it cannot, in doubt a child."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.people.ages import Stage, stage_of, stages
from panoh.people.births import youngest_age
from panoh.people.models import Person
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def user():
    make_secretariat()
    return make_user(Role.COORDINATOR)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("2012-05-05", Stage.CHILD),
        ("2009-01-01", Stage.CHILD),
        ("2008-03-02", Stage.CHILD),
        ("2008-03-01", Stage.ADULT),
        ("2008-02-29", Stage.ADULT),
        ("2008-03", Stage.CHILD),
        ("2008-02", Stage.ADULT),
        ("2008", Stage.CHILD),
        ("2007-12-31", Stage.ADULT),
        ("2007", Stage.ADULT),
        ("", Stage.UNKNOWN),
    ],
)
def test_the_stage_of_a_person_on_a_day(user, birth, expected):
    assert stage_of(make_person(by=user, birth_date=birth), by=user, day=DAY) == expected


def test_a_year_that_is_only_about_right_leaves_a_child_in_doubt(user):
    person = make_person(by=user, birth_date="2008")
    with writes_allowed():
        Person.objects.filter(pk=person.pk).update(birth_precision="about")

    assert stage_of(Person.objects.get(), by=user, day=DAY) == Stage.CHILD


def test_the_birth_is_opened_once_and_only_of_who_turns_18_that_year(user):
    people = [make_person(by=user, birth_date=birth) for birth in ("2008-01-01", "2008-12-31", "2008", "1990-01-01", "2015-01-01", "")]
    before = AuditEvent.objects.count()

    found = stages(people, by=user, day=DAY)

    assert [found[person.pk] for person in people] == ["adult", "child", "child", "adult", "child", "unknown"]
    (event,) = AuditEvent.objects.order_by("seq")[before:]
    assert (event.verb, len(event.refs) // 8) == ("vault.opened", 2)


def test_who_has_no_key_takes_a_person_in_doubt_for_a_child(user):
    person = make_person(by=user, birth_date="2008-01-01")

    assert stage_of(person, by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)), day=DAY) == Stage.CHILD


@pytest.mark.parametrize(
    ("birth", "age"), [("2008", 17), ("2008-02", 18), ("2008-03", 17), ("2008-03-01", 18), ("2008-03-02", 17), ("", None)]
)
def test_the_least_age_that_a_birth_leaves_possible(birth, age):
    assert youngest_age(birth, DAY) == age
