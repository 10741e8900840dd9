"""When something may leave: the truth table of a consent as a ground."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose, DataKind, Decision
from panoh.consent.models import Consent
from panoh.consent.queries import agreed_for, consents_of, get_consent, get_vital_interest, ground_for, in_force_of, still_rests
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.people.models import Person
from tests.days import TODAY, taken
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = dt.timedelta(days=1)


@pytest.fixture
def scene():
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    return user, make_person(by=user), make_facility(by=user)


def alter(consent, **values):
    with writes_allowed():
        Consent.objects.filter(pk=consent.pk).update(**values)
    return Consent.objects.get(pk=consent.pk)


def test_exactly_this_purpose_recipient_and_these_kinds_of_data(scene):
    user, person, facility = scene
    other, member, somebody = make_facility(by=user), make_member(1), make_person(by=user)
    consent = make_consent(person, by=user, facility=facility)

    def ground(who=person, purpose=ConsentPurpose.REFERRAL, kinds=(DataKind.NAME,), **recipient):
        return ground_for(who, purpose, data_kinds=kinds, **recipient)

    assert ground(facility=facility) == consent
    assert ground(facility=facility, kinds=(DataKind.NAME, DataKind.COMPLAINTS)) == consent
    assert ground(facility=facility, kinds=()) == consent
    assert ground(facility=facility, kinds=(DataKind.NAME, DataKind.STORY)) is None
    assert ground(facility=other) is None
    assert ground(organisation=member) is None
    assert ground() is None
    assert ground(facility=facility, purpose=ConsentPurpose.MEDICO_LEGAL) is None
    assert ground(who=somebody, facility=facility) is None


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ({}, True),
        ({"valid_until": TODAY}, True),
        ({"valid_until": -DAY}, False),
        ({"given_on": DAY}, False),
        ({"decision": Decision.REFUSED}, False),
        ({"decision": Decision.WITHDRAWN, "withdrawn_on": TODAY}, False),
        ({"withdrawn_on": TODAY}, False),
        ({"by_guardian": True}, False),
        ({"by_guardian": True, "child_assented": True}, True),
    ],
)
def test_only_what_holds_today_for_an_adult(scene, values, holds):
    user, person, facility = scene
    consent = alter(make_consent(person, by=user, facility=facility), **taken(values))

    assert (ground_for(person, ConsentPurpose.REFERRAL, facility=facility) is not None) is holds
    if "withdrawn_on" not in values or "decision" in values:
        assert still_rests(consent, [DataKind.NAME]) is holds


@pytest.mark.parametrize("of_age", [True, False])
@pytest.mark.parametrize("by_guardian", [True, False])
@pytest.mark.parametrize("assented", [True, False, None])
def test_for_a_child_only_guardian_and_child_together(scene, by_guardian, assented, of_age):
    user, _person, facility = scene
    child = make_person(by=user, birth_date=f"{today().year - 10}-05-05")
    given = make_consent(child, by=user, facility=facility, by_guardian=True, guardian="Модар", child_assented=True)
    alter(given, by_guardian=by_guardian, child_assented=assented, of_age=of_age)

    found = ground_for(child, ConsentPurpose.REFERRAL, facility=facility)

    assert (found is not None) is (by_guardian and assented is True)


@pytest.mark.parametrize(("age", "holds"), [(5, True), (6, False)])
def test_for_an_infant_the_guardian_alone(scene, age, holds):
    user, _person, facility = scene
    infant = make_person(by=user, birth_date=f"{today().year - 5}-12-31")
    make_consent(infant, by=user, facility=facility, by_guardian=True, guardian="Модар")
    with writes_allowed():
        Person.objects.filter(pk=infant.pk).update(birth_year=today().year - age)

    assert (ground_for(Person.objects.get(pk=infant.pk), ConsentPurpose.REFERRAL, facility=facility) is not None) is holds


@pytest.mark.parametrize("age", [None, 18])
@pytest.mark.parametrize(("of_age", "holds"), [(True, True), (False, False), (None, False)])
def test_where_the_year_of_birth_cannot_say_it_what_was_noted_that_day_does(scene, age, of_age, holds):
    user, _person, facility = scene
    person = make_person(by=user, birth_date=f"{today().year - age}" if age else "")
    given = make_consent(person, by=user, facility=facility, is_adult=False, by_guardian=True, guardian="Модар", child_assented=True)
    consent = alter(given, of_age=of_age, by_guardian=False, child_assented=None)

    assert (ground_for(person, ConsentPurpose.REFERRAL, facility=facility) is not None) is holds
    assert still_rests(consent, [DataKind.NAME]) is holds


def test_a_birth_that_is_corrected_to_a_childs_ends_what_an_adult_had_agreed_to(scene):
    user, person, facility = scene
    make_consent(person, by=user, facility=facility)
    with writes_allowed():
        Person.objects.filter(pk=person.pk).update(birth_year=today().year - 12)

    assert ground_for(person, ConsentPurpose.REFERRAL, facility=facility) is None


def test_of_one_purpose_and_recipient_the_latest_answer_alone_holds(scene):
    """Who says "show them less from now on" is shown less at once; other purposes and recipients are other answers."""
    user, person, facility = scene
    member, elsewhere = make_member(1), make_facility(by=user)
    team = make_consent(person, by=user, purpose=ConsentPurpose.TEAM, organisation=member)
    make_consent(person, by=user, purpose=ConsentPurpose.LEGAL, organisation=member, data_kinds=[DataKind.STORY])
    make_consent(person, by=user, facility=elsewhere)
    wide = make_consent(person, by=user, facility=facility, given_on=today() - DAY)
    narrow = make_consent(person, by=user, facility=facility, data_kinds=[DataKind.COMPLAINTS])

    def covers(kind, where=facility):
        return ground_for(person, ConsentPurpose.REFERRAL, facility=where, data_kinds=[kind])

    assert covers(DataKind.COMPLAINTS) == narrow
    assert covers(DataKind.NAME) is None
    assert covers(DataKind.NAME, elsewhere) is not None
    assert not still_rests(wide, [DataKind.NAME])
    assert still_rests(wide, [DataKind.COMPLAINTS])
    assert wide not in in_force_of([person.pk])
    assert agreed_for(person, ConsentPurpose.TEAM, member, until=None) == (frozenset(DataKind.values), None)
    ends = today() + DAY
    make_consent(person, by=user, purpose=ConsentPurpose.TEAM, organisation=member, data_kinds=[DataKind.NAME], valid_until=ends)
    assert agreed_for(person, ConsentPurpose.TEAM, member, until=None) == ({DataKind.NAME}, ends)
    assert not still_rests(team, [DataKind.CONTACT])


def test_an_older_answer_does_not_come_back_when_the_latest_is_over(scene):
    user, person, facility = scene
    make_consent(person, by=user, facility=facility, given_on=today() - 5 * DAY)
    make_consent(person, by=user, facility=facility, given_on=today() - 3 * DAY, valid_until=today() - DAY)

    assert ground_for(person, ConsentPurpose.REFERRAL, facility=facility) is None
    assert in_force_of([person.pk]) == []


def test_of_two_on_the_same_day_the_later_one_is_the_newest(scene):
    user, person, facility = scene
    answers = [make_consent(person, by=user, facility=facility, valid_until=today() + number * DAY) for number in range(5)]

    assert list(consents_of(person)) == answers[::-1]
    assert list(person.consents.all()) == answers[::-1]
    assert ground_for(person, ConsentPurpose.REFERRAL, facility=facility) == answers[-1]


def test_still_rests_looks_at_what_is_true_now(scene):
    user, person, facility = scene
    consent = make_consent(person, by=user, facility=facility)
    assert still_rests(consent, [DataKind.NAME])
    assert not still_rests(consent, [DataKind.STORY])

    withdraw_consent(Consent.objects.get(), by=user)

    assert not still_rests(consent, [DataKind.NAME])


def test_somebody_elses_answer_is_not_found(scene):
    user, person, _facility = scene
    consent, other = make_consent(person, by=user), make_person(by=user)

    assert get_consent(person, consent.pk) == consent
    assert list(consents_of(other)) == []
    for get in (get_consent, get_vital_interest):
        with pytest.raises(NotFound):
            get(other, consent.pk)
