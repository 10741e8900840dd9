"""Candidates: found in the background with a score that says why, looked at by the coordinator, never asked about twice."""

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.people.actions import add_relationship, correct_person, register_person, set_safe_contact
from panoh.people.data import PersonData
from panoh.people.distinct import write_distinct
from panoh.people.duplicates import bring_together, confirm_distinct, find_candidates
from panoh.people.enums import DistinctReason, Likeness, Relation
from panoh.people.likeness import SHOWN, WEIGHTS, Facts, Names, compare
from panoh.people.models import Candidate, CandidateLook
from panoh.people.search import feed
from tests.factories.accounts import make_member, make_secretariat, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def coordinator(no_names):
    make_secretariat()
    return make_user(Role.COORDINATOR)


def register(by, family="Қодиров", given="Ҷамшед", **other):
    return register_person(PersonData(family_name=family, given_name=given, **{"sex": "male", **other}), by=by)


def look():
    feed()
    return find_candidates(50)


def candidates():
    return [({row.person_a_id, row.person_b_id}, row.score, row.reasons) for row in Candidate.objects.all()]


def two():
    row = Candidate.objects.get()
    return row.person_a, row.person_b


def test_the_same_person_in_two_scripts_is_a_candidate_with_its_reasons(coordinator):
    one = register(coordinator, birth_date="1984-03-12", region="TJ-KT", place="bokhtar")
    other = register(coordinator, family="Кадыров", given="Джамшед", birth_date="1984", region="TJ-KT", place="bokhtar")
    register(coordinator, family="Назарова", given="Малика", sex="female", birth_date="1984")

    assert look() == 3

    assert candidates() == [({one.id, other.id}, 15, ["name_same", "birth_same", "sex_same", "place_same"])]


def test_without_the_patronymic_it_is_still_the_same_name(coordinator):
    register(coordinator, patronymic="Раҳимович", birth_date="1984")
    register(coordinator, family="Qodirov", given="Jamshed", birth_date="1984")
    look()

    assert [reasons for _pair, _score, reasons in candidates()] == [["name_same", "birth_same", "sex_same"]]


def test_a_typo_and_the_same_telephone(coordinator):
    one, other = register(coordinator, family="Шарипов", given="Далер"), register(coordinator, family="Шарифов", given="Далер")
    for person in (one, other):
        set_safe_contact(person, by=coordinator, number="+992 93 555 00 17")
    look()

    ((_pair, score, reasons),) = candidates()
    assert "number" in reasons
    assert score >= SHOWN


def test_brothers_with_one_telephone_are_no_candidates(coordinator):
    for given in ("Ҷамшед", "Фаррух"):
        person = register(coordinator, given=given, patronymic="Раҳимович", region="TJ-KT", place="bokhtar")
        set_safe_contact(person, by=coordinator, number="+992 93 555 00 17")
    look()

    assert candidates() == []


def test_relatives_of_each_other_are_no_candidates(coordinator):
    one, other = register(coordinator, birth_date="1984"), register(coordinator, birth_date="1984")
    add_relationship(one, Relation.COUSIN, by=coordinator, other=other)
    look()

    assert candidates() == []


@pytest.mark.parametrize(
    "other",
    [
        {"relatives": frozenset({("husband", 3), ("of father", 1)})},
        {"sex": "female"},
        {"birth_year": 1959},
        {"birth_year": 1959, "birth_precision": "about"},
    ],
)
def test_a_declared_tie_another_sex_or_a_generation_between_is_nobody_to_ask_about_whatever_else_agrees(other):
    all_else = {"sex": "male", "birth_year": 1984, "region": "TJ-KT", "place": "bokhtar"}
    one = Facts(**all_else, relatives=frozenset({("husband", 3), *([("father", 2)] if "relatives" in other else [])}), person=1)
    second = Facts(**{"relatives": frozenset({("husband", 3)}), **all_else, "person": 2, **other})

    assert compare(one, second, Names(likeness=1.0, number=True)).score < SHOWN


def test_the_same_relative_speaks_for_one_person(coordinator):
    mother = register(coordinator, family="Қодирова", given="Зулфия", sex="female", birth_date="1960")
    one, other = register(coordinator, birth_date="1984"), register(coordinator, family="Кадыров", given="Джамшид", birth_date="1985")
    for person in (one, other):
        add_relationship(person, Relation.SON, by=coordinator, other=mother)
    look()

    assert [reasons for _pair, _score, reasons in candidates()] == [["name_same", "birth_near", "sex_same", "relative_same"]]


def test_a_name_that_many_have_says_less(coordinator):
    for number in range(7):
        register(coordinator, birth_date=str(1960 + 3 * number), region="TJ-KT")
    register(coordinator, birth_date="1960", region="TJ-KT")
    look()

    assert [(score, reasons) for _pair, score, reasons in candidates()] == [
        (12, ["name_same", "namesakes", "birth_same", "sex_same", "region_same"])
    ]


def test_practice_and_work_are_never_compared(coordinator):
    register(coordinator, birth_date="1984")
    register(coordinator, birth_date="1984", is_practice=True)
    look()

    assert candidates() == []


def test_only_who_changed_since_the_last_look_is_compared(coordinator):
    person = register(coordinator, birth_date="1984")
    assert look() == 1
    assert look() == 0

    register(coordinator, birth_date="1984")
    assert look() == 1
    assert len(candidates()) == 1
    correct_person(person, by=coordinator, changes={"birth_date": "1950"})
    assert look() == 1
    assert candidates() == []


def test_a_look_is_bounded_and_the_next_goes_on(coordinator):
    for number in range(5):
        register(coordinator, birth_date=str(1960 + 10 * number))
    feed()

    assert [find_candidates(2), find_candidates(2), find_candidates(2), find_candidates(2)] == [2, 2, 1, 0]


def test_a_look_at_nobody_costs_two_queries(coordinator, django_assert_num_queries):
    register(coordinator)
    look()

    with django_assert_num_queries(2):
        find_candidates()


def test_a_change_that_arrives_late_is_looked_at(coordinator, arranging):
    register(coordinator, birth_date="1984")
    look()
    last = CandidateLook.objects.get()
    CandidateLook.objects.update(seq=last.seq + 1, gaps=[last.seq + 1])
    register(coordinator, birth_date="1984")
    feed()

    assert find_candidates() == 1
    assert CandidateLook.objects.get().gaps == []
    assert len(candidates()) == 1


def test_nobody_is_compared_before_the_index_is_filled(coordinator):
    register(coordinator)

    assert find_candidates() == 0
    assert look() == 1


def test_a_look_is_recorded_and_names_nobody(coordinator):
    for family in ("Қодиров", "Кадыров"):
        register(coordinator, family=family, birth_date="1984")
    look()

    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.purpose, event.actor_kind, len(event.refs)) == ("people.compared", "data_quality", "system", 16)


def test_a_candidate_does_not_hinder_taking_a_registration_back(coordinator, client):
    from tests.factories.cases import make_case  # noqa: PLC0415 -- upstairs

    make_case(by=coordinator)
    made = make_case(by=coordinator)
    look()
    assert len(candidates()) == 1

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    look()
    assert candidates() == []
    assert type(made).objects.filter(pk=made.pk).count() == 0


def test_told_apart_is_never_asked_again(coordinator):
    one, other = register(coordinator, birth_date="1984"), register(coordinator, birth_date="1984")
    look()
    confirm_distinct(*two(), by=coordinator, reason=DistinctReason.NAMESAKE)

    correct_person(one, by=coordinator, changes={"patronymic": "Раҳимович"})
    correct_person(other, by=coordinator, changes={"patronymic": "Раҳимович"})
    look()

    assert Candidate.objects.get().state == "not_same"
    with pytest.raises(WrongState):
        confirm_distinct(*two(), by=coordinator, reason=DistinctReason.NAMESAKE)


def test_who_was_said_to_be_somebody_else_at_a_request_or_a_register_is_not_asked_about_either(coordinator):
    one, other = register(coordinator, birth_date="1984"), register(coordinator, family="Кадыров", given="Джамшед", birth_date="1984")
    write_distinct(one, other=other, by=coordinator, reason=DistinctReason.NAMESAKE)

    look()

    assert candidates() == []


def test_telling_apart_can_be_taken_back(coordinator):
    register(coordinator, birth_date="1984")
    register(coordinator, birth_date="1984")
    look()
    confirm_distinct(*two(), by=coordinator, reason=DistinctReason.NAMESAKE)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    assert Candidate.objects.get().state == "open"


def test_telling_apart_wants_a_reason(coordinator):
    one, other = register(coordinator), register(coordinator, family="Назаров", given="Рустам")

    with pytest.raises(Invalid):
        confirm_distinct(one, other, by=coordinator, reason="")
    with pytest.raises(Invalid):
        confirm_distinct(one, other, by=coordinator, reason=DistinctReason.OTHER)


def test_two_records_that_a_colleague_brings_stay_until_it_is_decided(coordinator):
    one, other = register(coordinator), register(coordinator, family="Назаров", given="Рустам", birth_date="1984")
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))

    bring_together(other, one, by=worker)
    look()
    assert candidates() == [({one.id, other.id}, 1, ["sex_same", "by_hand"])]

    correct_person(other, by=coordinator, changes={"family_name": "Кадыров", "given_name": "Джамшед"})
    correct_person(one, by=coordinator, changes={"birth_date": "1984"})
    look()
    assert candidates() == [({one.id, other.id}, 13, ["name_same", "birth_same", "sex_same", "by_hand"])]
    bring_together(one, other, by=worker)
    assert candidates() == [({one.id, other.id}, 13, ["name_same", "birth_same", "sex_same", "by_hand"])]


def test_who_works_on_no_case_brings_nobody(coordinator):
    with pytest.raises(Denied):
        bring_together(register(coordinator), register(coordinator), by=make_user(Role.DIRECTOR))


def test_two_records_nobody_has_found_can_be_confirmed_distinct(coordinator):
    one, other = register(coordinator), register(coordinator, family="Назаров", given="Рустам")

    row = confirm_distinct(other, one, by=coordinator, reason=DistinctReason.OTHER, words="Один переехал")

    assert ({row.person_a_id, row.person_b_id}, row.state, row.score) == ({one.id, other.id}, "not_same", 0)


def test_only_the_coordinator_decides(coordinator):
    one, other = register(coordinator, birth_date="1984"), register(coordinator, birth_date="1984")
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))

    with pytest.raises(Denied):
        confirm_distinct(one, other, by=worker, reason=DistinctReason.NAMESAKE)


# -- the model ----------------------------------------------------------------------------------------------------------

SAME_NAME = Names(likeness=1.0)


def test_every_likeness_has_its_weight():
    assert set(WEIGHTS) == set(Likeness)


@pytest.mark.parametrize(
    ("one", "other", "names", "score"),
    [
        ({"sex": "male"}, {"sex": "male"}, SAME_NAME, 9),
        ({"sex": "male"}, {"sex": "unstated"}, SAME_NAME, 8),
        ({"sex": "male"}, {"sex": "female"}, SAME_NAME, -7),
        ({"birth_year": 1984}, {"birth_year": 1984}, SAME_NAME, 13),
        ({"birth_year": 1984}, {"birth_year": 1985}, SAME_NAME, 10),
        ({"birth_year": 1984}, {"birth_year": 1987}, SAME_NAME, 4),
        ({"birth_year": 1984, "birth_precision": "about"}, {"birth_year": 1987}, SAME_NAME, 10),
        ({"birth_year": 1984}, {}, SAME_NAME, 9),
        ({"region": "TJ-KT", "place": "bokhtar"}, {"region": "TJ-KT", "place": "bokhtar"}, SAME_NAME, 11),
        ({"region": "TJ-KT", "place": "bokhtar"}, {"region": "TJ-KT", "place": "kulob"}, SAME_NAME, 10),
        ({"region": "TJ-KT"}, {"region": "TJ-SU"}, SAME_NAME, 8),
        ({}, {}, Names(likeness=0.85), 6),
        ({}, {}, Names(likeness=0.7), 2),
        ({}, {}, Names(likeness=0.5), 1),
        ({}, {}, Names(likeness=1.0, number=True), 13),
        ({}, {}, Names(likeness=1.0, namesakes=5), 7),
        ({}, {}, Names(likeness=1.0, namesakes=4), 9),
        ({"relatives": frozenset({("son", 3)})}, {"relatives": frozenset({("son", 3)})}, SAME_NAME, 13),
        ({"relatives": frozenset({("son", 3)})}, {"relatives": frozenset({("uncle", 3)})}, SAME_NAME, 9),
        ({"person": 1, "relatives": frozenset({("son", 2)})}, {"person": 2, "relatives": frozenset({("of son", 1)})}, SAME_NAME, -21),
        ({"birth_year": 1950}, {"birth_year": 1990}, SAME_NAME, -6),
        ({"birth_year": 1976}, {"birth_year": 1990}, SAME_NAME, 4),
    ],
)
def test_what_each_agreement_adds(one, other, names, score):
    first, second = Facts(**{"sex": "male", **one}), Facts(**{"sex": "male", **other})

    assert compare(first, second, names).score == score
    assert compare(second, first, names).score == score
