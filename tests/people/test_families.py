"""Families: what somebody is to another both ways, and a relative of whom little was known who turns out to be here."""

import pytest
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.people.actions import add_relationship, resolve_relationship
from panoh.people.enums import OtherStatus, Relation, Sex
from panoh.people.kinship import ABOVE, between, kin, other_way
from panoh.people.models import Relationship
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user
from tests.factories.cases import make_case, make_coordinator


@pytest.mark.parametrize("relation", list(Relation))
def test_every_relation_has_its_row_and_its_other_way(relation):
    """Whoever stands a row above has the other a row below; the other way of the other way is the first again."""
    for sex in ("", Sex.FEMALE, Sex.MALE):
        for term in other_way(relation, sex).terms:
            assert ABOVE[term] == -ABOVE[relation]
            assert relation in {back for own in ("", Sex.FEMALE, Sex.MALE) for back in other_way(term, own).terms}


@pytest.mark.parametrize(
    ("relation", "sex", "english", "russian", "tajik"),
    [
        ("son", "female", "mother", "мать", "модар"),
        ("daughter", "male", "father", "отец", "падар"),
        ("daughter_in_law", "female", "mother-in-law", "свекровь, тёща", "хушдоман"),
        ("niece", "male", "uncle", "дядя", "амак, тағо"),
        ("wife", "male", "husband", "муж", "ҳамсар (шавҳар)"),
        ("grandchild", "female", "grandmother", "бабушка", "бибӣ"),
        ("cousin", "", "cousin", "двоюродный брат или сестра", "амакбача, холабача"),
        ("guardian", "male", "under guardianship", "под опекой", "таҳти васоят"),
    ],
)
def test_the_other_way_has_its_word_in_each_language(relation, sex, english, russian, tajik):
    for language, expected in (("en", english), ("ru", russian), ("tg", tajik)):
        with translation.override(language):
            assert other_way(relation, sex).label == expected


def test_where_the_sex_is_not_known_both_words_stand():
    assert other_way("son").label == "mother or father"
    assert kin("son").label == "son"


@pytest.fixture
def relationship(db):
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    return add_relationship(
        case.person, Relation.SON, by=coordinator, other_status=OtherStatus.DEAD, other_name="Раҳим", note="умер в пути"
    )


@pytest.mark.database
def test_a_relative_who_was_thought_dead_is_here(relationship):
    by = make_coordinator()
    father = make_case(by=by, given_name="Раҳим")

    resolve_relationship(relationship, father.person, by=by)

    row = Relationship.objects.get()
    assert (row.other, row.other_status, row.relation) == (father.person, "in_care", "son")
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.CARE)
    assert (opened.other_name, opened.note) == ("Раҳим", "умер в пути")
    assert len(AuditEvent.objects.filter(verb="people.tie_resolved").get().refs) == 16
    undo.take_back(undo.latest(by.actor).pk, by=by.actor)
    assert (Relationship.objects.get().other, Relationship.objects.get().other_status) == (None, "dead")


def test_a_relative_who_is_known_or_oneself_or_twice_is_refused(relationship):
    by = make_coordinator()
    father, late = make_case(by=by), Relationship.objects.get()
    with pytest.raises(Invalid):
        resolve_relationship(relationship, relationship.person, by=by)
    with pytest.raises(Invalid):
        resolve_relationship(relationship, father.person, by=by, other_status="somewhere")
    resolve_relationship(relationship, father.person, by=by)

    with pytest.raises(WrongState):
        resolve_relationship(Relationship.objects.get(), father.person, by=by)
    with pytest.raises(Conflict):
        resolve_relationship(late, make_case(by=by).person, by=by)
    second = add_relationship(relationship.person, Relation.SON, by=by, other_status=OtherStatus.UNKNOWN)
    with pytest.raises(Invalid):
        resolve_relationship(second, father.person, by=by)


def test_who_works_on_no_case_resolves_nothing(relationship):
    with pytest.raises(Denied):
        resolve_relationship(relationship, make_case().person, by=make_user(Role.DIRECTOR))


def test_what_two_are_to_each_other_reads_the_same_from_both_sides():
    known = [(one, other) for one in Relation for other in Relation if between(one, other, Sex.FEMALE)]
    assert len(known) == 48
    for one, other in known:
        for sex in (Sex.FEMALE, Sex.MALE):
            assert other_way(str(between(one, other, Sex.FEMALE)), sex).terms == (between(other, one, sex),)


@pytest.mark.parametrize(
    ("one", "other"),
    [("wife", "son"), ("mother", "father"), ("mother", "brother"), ("grandchild", "son"), ("niece", "sister"), ("guardian", "son")],
)
def test_what_may_be_otherwise_is_not_concluded(one, other):
    assert between(one, other, Sex.FEMALE) is between(other, one, Sex.MALE) is None


def test_of_whom_the_sex_is_not_stated_no_sister_is_made():
    assert between("son", "daughter", Sex.UNSTATED) is None
    assert between("son", "mother", Sex.UNSTATED) == Relation.GRANDCHILD
