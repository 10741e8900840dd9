"""The name index: filled from sealed rows, in step with the database, asked within a scope, empty once locked."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.core.db.row_level_security import as_owner
from panoh.core.errors import Locked
from panoh.people.actions import correct_person, register_person, set_safe_contact
from panoh.people.data import PersonData
from panoh.people.models import Change
from panoh.people.search import SearchAnswer, catch_up, feed, find
from panoh.vault import client
from tests.examples import examples
from tests.factories.accounts import make_member, make_secretariat, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def coordinator(no_names):
    make_secretariat()
    return make_user(Role.COORDINATOR)


def register(by, family="Қодиров", given="Ҷамшед", **other):
    return register_person(PersonData(sex="male", family_name=family, given_name=given, **other), by=by)


def found(text, by, among=None):
    return [match.person for match in find(text, by=by, among=among).matches]


@pytest.mark.parametrize(
    "text", ["Қодиров Ҷамшед", "кадыров джамшед", "Jamshed Qodirov", "Dzhamshed Kodirov", "ҶАМШЕД", "kadirov", "Кодиро Джамшд"]
)
def test_a_person_is_found_in_any_script_order_and_with_a_typo(coordinator, text):
    person = register(coordinator)
    register(coordinator, family="Назарова", given="Малика")
    feed()

    assert found(text, coordinator)[:1] == [person.id]


def test_a_match_says_why(coordinator):
    person = register(coordinator, birth_date="1984", patronymic="Раҳимович")
    set_safe_contact(person, by=coordinator, number="+992 93 555 00 17")
    feed()

    def why(text):
        return find(text, by=coordinator, among=None).matches[0].why

    assert why("Қодиров") == ("spelling",)
    assert why("Кадыров Джамшед") == ("sound",)
    assert why("Қодиров 1984") == ("spelling", "year")
    assert why("Қодир Ҷамш") == ("beginning",)
    assert why("935550017") == ("number",)
    assert why("5550017") == ("number",)


def test_papers_are_found_by_their_number(coordinator):
    person = register(coordinator, document="А 1234567")
    feed()

    assert found("A1234567", coordinator) == [person.id]


def test_a_change_is_found_without_the_worker(coordinator):
    feed()
    person = register(coordinator)
    assert found("Қодиров", coordinator) == [person.id]

    correct_person(person, by=coordinator, changes={"family_name": "Назаров"})
    assert found("Назаров", coordinator) == [person.id]
    assert found("Қодиров", coordinator) == []


def test_what_was_undone_is_no_longer_found(coordinator):
    feed()
    person = register(coordinator)
    correct_person(person, by=coordinator, changes={"family_name": "Назаров"})
    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    assert found("Назаров", coordinator) == []
    assert found("Қодиров", coordinator) == [person.id]


def test_a_change_that_was_under_way_while_the_index_was_filled_is_read_once_it_is_there(coordinator, arranging):
    """On PostgreSQL a lower number may be committed after a higher one."""
    register(coordinator)
    late = register(coordinator, family="Назаров")
    register(coordinator)
    missing = Change.objects.get(person=late.id).seq
    Change.objects.filter(seq=missing).delete()
    feed()
    client.names_put(client.names_state()["load"], coordinator.organisation_id, b"", [], [late.id.bytes])  # its row was not there either
    assert found("Назаров", coordinator) == []

    Change.objects.create(seq=missing, person=late.id)

    assert found("Назаров", coordinator) == [late.id]


@contextmanager
def put_back_afterwards():
    """The database is as before then, its counter of changes too: SQLite counts on from the last row, PostgreSQL from where it is told."""
    seq = Change.objects.latest("seq").seq
    with transaction.atomic():
        yield seq
        transaction.set_rollback(True)
    if connection.vendor == "postgresql":
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('people_change', 'seq'), %s)", [seq])


@pytest.mark.parametrize("since", [1, 2, 3], ids=["behind what was read", "level with it", "ahead of it"])
@pytest.mark.parametrize("looked", [feed, catch_up], ids=["the worker", "who searches"])
def test_of_a_database_that_was_put_back_the_index_is_filled_anew(coordinator, looked, since):
    """The same numbers come again, as many as were read or fewer or more."""
    kept = register(coordinator)
    with put_back_afterwards() as seq:
        lost = [register(coordinator, family="Саидов", given=given) for given in ("Далер", "Сомон")]
        feed()
        assert found("Саидов", coordinator) != []

    later = [register(coordinator, family="Назаров", given=given) for given in ("Умед", "Сафар", "Комил")[:since]]
    looked()
    feed()

    assert Change.objects.latest("seq").seq == seq + since
    assert set(found("Назаров", coordinator)) == {person.id for person in later}
    assert found("Қодиров", coordinator) == [kept.id]
    assert not {person.id for person in lost} & set(found("Саидов Далер Сомон", coordinator))


def test_who_searches_in_a_database_that_was_put_back_is_told_that_names_are_being_loaded(coordinator):
    register(coordinator)
    with put_back_afterwards():
        register(coordinator, family="Саидов")
        feed()

    assert find("Саидов", by=coordinator, among=None) == SearchAnswer((), complete=False)


def test_a_person_outside_the_scope_is_not_found(coordinator):
    person, other = register(coordinator), register(coordinator)
    feed()

    assert found("Қодиров", coordinator, among=[other.id]) == [other.id]
    assert found("Қодиров", coordinator, among=[]) == []
    assert set(found("Қодиров", coordinator)) == {person.id, other.id}


@examples(40)
@given(data=st.data())
def test_only_people_of_the_scope_are_ever_found(coordinator, data):
    if client.names_state()["seq"] < 0:
        for number in range(12):
            register(coordinator, family=("Қодиров", "Кадырова", "Назаров")[number % 3], birth_date=str(1980 + number))
        feed()
    everybody = list(Change.objects.values_list("person", flat=True))
    among = data.draw(st.sets(st.sampled_from(everybody)))
    text = data.draw(st.sampled_from(["Кадыров", "Ҷамшед", "назар", "Qodirov Jamshed 1984"]))
    everywhere = find(text, by=coordinator, among=None, limit=50).matches

    inside = find(text, by=coordinator, among=among, limit=50).matches

    assert [match.person for match in inside] == [match.person for match in everywhere if match.person in among]


def test_practice_and_work_are_apart(coordinator):
    real = register(coordinator)
    invented = register(coordinator, is_practice=True)
    feed()

    assert found("Қодиров", coordinator) == [real.id]
    coordinator.is_practising = True
    assert found("Қодиров", coordinator) == [invented.id]


def test_before_it_is_filled_the_answer_says_so(coordinator):
    register(coordinator)

    answer = find("Қодиров", by=coordinator, among=None)

    assert (answer.matches, answer.complete) == ((), False)


def test_a_search_is_recorded_and_its_words_are_not_readable(coordinator):
    feed()
    find("Қодиров", by=coordinator, among=None)

    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.purpose, event.actor_ref) == ("people.searched", "search", coordinator.id)
    assert "Қодиров".encode() not in bytes(event.detail)


def test_locked_means_no_search_and_nothing_in_memory(coordinator):
    register(coordinator)
    feed()
    client.lock()
    try:
        with pytest.raises(Locked):
            find("Қодиров", by=coordinator, among=None)
    finally:
        client.unlock(None)

    assert client.names_state()["people"] == 0


@pytest.mark.parametrize("text", ["", " ", "қ", "😀", "‏", "' OR 1=1 --", "a" * 10_000, "Ҷ" * 10_000, "%", "\x00", "ab" * 300, "қ ҷ ӣ"])
def test_whatever_is_typed_gets_an_answer(coordinator, text):
    register(coordinator)
    feed()

    assert find(text, by=coordinator, among=None).complete


def test_a_member_organisation_that_holds_no_key_may_still_ask(coordinator):
    register(coordinator)
    feed()
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))

    assert found("Қодиров", worker, among=[]) == []
