"""Registering persons, correcting them, tying families, reaching them safely: on both databases."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent, AuditRef
from panoh.audit.undo import latest, take_back
from panoh.core import agent as agent_calls
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid
from panoh.people import actions
from panoh.people.data import PersonData
from panoh.people.enums import Channel, OtherStatus, PersonField, Precision, Relation, Sex
from panoh.people.models import Correction, Person, Relationship, SafeContact
from panoh.vault.actions import open_sealed
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def coordinator():
    make_secretariat()
    return make_user(Role.COORDINATOR)


def words(row, by):
    return open_sealed([row], by=by.actor, purpose=Purpose.CARE)[0]


def long_ago(person):
    with writes_allowed():
        Person.objects.filter(pk=person.pk).update(recorded_at=now() - dt.timedelta(minutes=11))
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("birth", "year", "precision"),
    [
        ("", None, Precision.UNKNOWN),
        ("1990", 1990, Precision.YEAR),
        ("1990-05", 1990, Precision.MONTH),
        ("1990-05-31", 1990, Precision.DAY),
    ],
)
def test_register_person_keeps_the_year_in_clear_and_the_rest_sealed(birth, year, precision):
    user = coordinator()

    person = actions.register_person(
        PersonData(sex=Sex.FEMALE, family_name=" Раҳимова ", given_name="Ҷамила", birth_date=birth, region="TJ-SU"), by=user
    )

    kept = Person.objects.get(pk=person.pk)
    assert (kept.birth_year, kept.birth_precision, kept.region, kept.met_on) == (year, precision, "TJ-SU", today())
    opened = words(kept, user)
    assert (opened.family_name, opened.given_name, opened.patronymic, opened.birth_date) == ("Раҳимова", "Ҷамила", "", birth)
    assert "Раҳимова".encode() not in bytes(kept.family_name)


def test_register_person_marks_an_estimated_birth():
    person = actions.register_person(PersonData(sex=Sex.MALE, given_name="Алӣ", birth_date="1950", birth_is_about=True), by=coordinator())

    assert (person.birth_year, person.birth_precision) == (1950, Precision.ABOUT)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"sex": Sex.MALE}, "family_name"),
        ({"sex": "x", "given_name": "Алӣ"}, "sex"),
        ({"sex": Sex.MALE, "given_name": "Алӣ", "birth_date": "1990-02-31"}, "birth"),
        ({"sex": Sex.MALE, "given_name": "Алӣ", "birth_date": "90"}, "birth"),
        ({"sex": Sex.MALE, "given_name": "Алӣ", "birth_date": "1890"}, "birth"),
        ({"sex": Sex.MALE, "given_name": "Алӣ", "birth_date": "2999"}, "birth"),
    ],
)
def test_register_person_refuses_what_cannot_be(given, field):
    user = coordinator()

    with pytest.raises(Invalid) as refused:
        actions.register_person(PersonData(**given), by=user)

    assert list(refused.value.fields) == [field]
    assert Person.objects.count() == 0


def test_register_persons_asks_the_agent_as_often_for_one_as_for_many(monkeypatch):
    user = coordinator()
    asked = []
    real = agent_calls.call
    monkeypatch.setattr("panoh.vault.client.call", lambda op, **arguments: asked.append(op) or real(op, **arguments))

    rows = actions.register_persons([PersonData(sex=Sex.MALE, given_name=f"Номи {n}", birth_date="1990") for n in range(20)], by=user)

    assert asked == ["make", "seal", "refs"]
    assert [opened.given_name for opened in open_sealed(rows, by=user.actor, purpose=Purpose.CARE)] == [f"Номи {n}" for n in range(20)]


def test_register_persons_records_one_event_naming_each():
    user = coordinator()

    actions.register_persons([PersonData(sex=Sex.MALE, given_name="А"), PersonData(sex=Sex.MALE, given_name="Б")], by=user)

    event = AuditEvent.objects.get(verb="people.registered")
    assert (event.actor_ref, AuditRef.objects.filter(event_seq=event.seq).count()) == (user.id, 2)


def test_registered_for_a_member_the_member_and_the_secretariat_open_it_and_nobody_else():
    user, owner = coordinator(), make_member(1)

    person = actions.register_person(PersonData(sex=Sex.MALE, given_name="Алӣ"), by=user, owner=owner.id)

    assert words(person, make_user(Role.MEMBER_WORKER, organisation=owner)).given_name == "Алӣ"
    assert words(person, user).given_name == "Алӣ"
    assert words(person, make_user(Role.MEMBER_WORKER, organisation=make_member(2))).is_unreadable


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.DATA_GUARDIAN, Role.DUTY_OFFICER, Role.LAWYER])
def test_register_person_is_denied_to_who_does_not_work_on_cases(role):
    make_secretariat()

    with pytest.raises(Denied):
        actions.register_person(PersonData(sex=Sex.MALE, given_name="Алӣ"), by=make_user(role))

    assert Person.objects.count() == 0


def test_whatever_is_sealed_of_a_person_can_be_corrected():
    assert set(sealed_fields(Person)) <= set(PersonField.values)


def test_correct_person_within_ten_minutes_needs_no_reason_and_can_be_undone():
    user = coordinator()
    person = make_person(by=user, family_name="Кодиров")

    actions.correct_person(person, by=user, changes={"family_name": "Қодиров"})

    assert words(Person.objects.get(pk=person.pk), user).family_name == "Қодиров"
    assert Correction.objects.count() == 0
    take_back(latest(user.actor).pk, by=user.actor)
    assert words(Person.objects.get(pk=person.pk), user).family_name == "Кодиров"


def test_correct_person_later_is_refused_without_a_reason():
    user = coordinator()
    person = long_ago(make_person(by=user, family_name="Кодиров"))

    with pytest.raises(Invalid) as refused:
        actions.correct_person(person, by=user, changes={"family_name": "Қодиров"}, reason="  ")

    assert list(refused.value.fields) == ["reason"]
    assert words(Person.objects.get(pk=person.pk), user).family_name == "Кодиров"


def test_correct_person_later_keeps_what_stood_before():
    user = coordinator()
    person = long_ago(make_person(by=user, family_name="Кодиров", birth_date="1984-03-12"))

    actions.correct_person(
        person, by=user, changes={"family_name": "Қодиров", "birth_date": "1985", "sex": "male", "region": "TJ-SU"}, reason="По паспорту"
    )

    kept = Person.objects.get(pk=person.pk)
    assert (kept.birth_year, kept.birth_precision, kept.region) == (1985, Precision.YEAR, "TJ-SU")
    former = {row.field: (words(row, user).former, words(row, user).reason) for row in Correction.objects.all()}
    assert former == {
        "family_name": ("Кодиров", "По паспорту"),
        "birth_date": ("1984-03-12", "По паспорту"),
        "region": ("TJ-KT", "По паспорту"),
    }


def test_correct_person_refuses_to_change_nothing_or_to_leave_no_name():
    user = coordinator()
    person = make_person(by=user, family_name="Қодиров", given_name="")

    for changes in ({"family_name": "Қодиров"}, {"family_name": ""}, {"sex": "x"}):
        with pytest.raises(Invalid):
            actions.correct_person(person, by=user, changes=changes)

    assert Person.objects.get(pk=person.pk).version == 1


def test_correct_person_of_an_older_version_is_a_conflict():
    user = coordinator()
    person = make_person(by=user)
    actions.correct_person(person, by=user, changes={"given_name": "Ҷамшед Алӣ"}, expected=1)

    with pytest.raises(Conflict):
        actions.correct_person(Person.objects.get(pk=person.pk), by=user, changes={"given_name": "Другой"}, expected=1)

    assert words(Person.objects.get(pk=person.pk), user).given_name == "Ҷамшед Алӣ"


def test_set_safe_contact_replaces_the_current_one_and_keeps_the_former():
    user = coordinator()
    person = make_person(by=user)
    actions.set_safe_contact(person, by=user, number="+992987876666", code_word="анор", confirmed_on=today())

    actions.set_safe_contact(
        person, by=user, channel=Channel.SMS, number="+992900000001", not_to_say="не говорить, откуда", may_leave_message=True, expected=1
    )

    current = SafeContact.objects.get(is_current=True)
    assert (current.channel, current.may_leave_message, current.confirmed_on) == (Channel.SMS, True, None)
    opened = words(current, user)
    assert (opened.number, opened.not_to_say, opened.code_word) == ("+992900000001", "не говорить, откуда", "")
    assert words(SafeContact.objects.get(is_current=False), user).code_word == "анор"


def test_set_safe_contact_over_a_newer_one_is_a_conflict_and_loses_nothing():
    user = coordinator()
    person = make_person(by=user)
    contact = actions.set_safe_contact(person, by=user, number="+992987876666")
    actions.confirm_safe_contact(contact, by=user)

    with pytest.raises(Conflict):
        actions.set_safe_contact(person, by=user, number="+992900000001", expected=1)

    assert words(SafeContact.objects.get(), user).number == "+992987876666"


@pytest.mark.parametrize("channel", [Channel.IN_PERSON, Channel.THROUGH_OTHER, Channel.NEVER])
def test_set_safe_contact_needs_no_number_where_nobody_calls(channel):
    user = coordinator()

    assert actions.set_safe_contact(make_person(by=user), by=user, channel=channel).channel == channel


def test_set_safe_contact_refuses_no_number_to_call_and_a_confirmation_ahead():
    user = coordinator()
    person = make_person(by=user)

    with pytest.raises(Invalid) as no_number:
        actions.set_safe_contact(person, by=user, channel=Channel.CALL)
    with pytest.raises(Invalid) as ahead:
        actions.set_safe_contact(person, by=user, number="+992987876666", confirmed_on=today() + dt.timedelta(days=1))

    assert (list(no_number.value.fields), list(ahead.value.fields)) == (["number"], ["confirmed_on"])
    assert SafeContact.objects.count() == 0


def test_confirm_safe_contact_notes_today():
    user = coordinator()
    contact = actions.set_safe_contact(make_person(by=user), by=user, number="+992987876666")

    assert actions.confirm_safe_contact(contact, by=user).confirmed_on == today()


def test_add_relationship_to_somebody_with_a_case_and_to_somebody_unknown():
    user = coordinator()
    child, mother = make_person(by=user), make_person(by=user, sex=Sex.FEMALE)

    relationship = actions.add_relationship(child, Relation.SON, by=user, other=mother, is_guardian=True)
    lost = actions.add_relationship(child, Relation.SON, by=user, other_status=OtherStatus.DEAD, other_name="Раҳим")

    assert (relationship.other_status, relationship.is_guardian, lost.other) == (OtherStatus.IN_CARE, True, None)
    assert words(lost, user).other_name == "Раҳим"
    event = AuditEvent.objects.filter(verb="people.tied").order_by("seq").first()
    assert AuditRef.objects.filter(event_seq=event.seq).count() == 2


def test_add_relationship_refuses_oneself_twice_the_same_and_nobody():
    user = coordinator()
    person, other = make_person(by=user), make_person(by=user)
    actions.add_relationship(person, Relation.SON, by=user, other=other)

    for relation, kwargs in (
        (Relation.SON, {"other": person}),
        (Relation.SON, {"other": other}),
        (Relation.SON, {}),
        (Relation.SON, {"other_status": OtherStatus.IN_CARE}),
        ("friend", {"other_status": OtherStatus.DEAD}),
    ):
        with pytest.raises(Invalid):
            actions.add_relationship(person, relation, by=user, **kwargs)

    assert Relationship.objects.count() == 1


def test_tie_all_records_one_event():
    user = coordinator()
    people = [make_person(by=user) for _ in range(3)]

    actions.add_relationships([actions.NewRelationship(person=one, relation=Relation.SON, other=people[0]) for one in people[1:]], by=user)

    assert (Relationship.objects.count(), AuditEvent.objects.filter(verb="people.tied").count()) == (2, 1)


def test_change_and_end_a_relationship():
    user = coordinator()
    relationship = actions.add_relationship(
        make_person(by=user), Relation.SON, by=user, other_status=OtherStatus.UNKNOWN, other_name="Раҳим", note="со слов"
    )

    actions.change_relationship(
        relationship, by=user, relation=Relation.NEPHEW, other_status=OtherStatus.DETAINED, is_guardian=False, note="уточнено"
    )

    kept = Relationship.objects.get()
    assert (kept.relation, kept.other_status) == (Relation.NEPHEW, OtherStatus.DETAINED)
    assert (words(kept, user).other_name, words(kept, user).note) == ("Раҳим", "уточнено")
    for relation, status in (("friend", OtherStatus.DEAD), (Relation.SON, OtherStatus.IN_CARE)):
        with pytest.raises(Invalid):
            actions.change_relationship(kept, by=user, relation=relation, other_status=status, is_guardian=False)
    actions.end_relationship(kept, by=user)
    assert Relationship.objects.count() == 0
    take_back(latest(user.actor).pk, by=user.actor)
    assert words(Relationship.objects.get(), user).note == "уточнено"
