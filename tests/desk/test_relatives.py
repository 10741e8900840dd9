"""Relatives admitted in one sitting from the file of a survivor: each a person and a case of their own."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import Undo
from panoh.audit.undo import take_back
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.consent.enums import ConsentPurpose
from panoh.consent.models import Consent
from panoh.consent.queries import ground_for
from panoh.core.clock import today
from panoh.people.models import Person, Relationship
from panoh.people.search import feed
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.days import written
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def user(client, no_names):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.fixture
def case(user):
    return make_case(by=user, family_name="Раҳимов", given_name="Одина", place="dushanbe")


def sent(case, **more):
    wife = {"relation_1": "wife", "family_name_1": "Раҳимова", "given_name_1": "Зебо", "birth_1": "1990", "agrees_1": "yes"}
    shared = {"organisation": case.organisation.slug, "urgency": "green", "admitted_on": written(), "consent": "written"}
    return {**wife, **shared, "same_workers": "on", **more}


def son(**more):
    born = f"{today().year - 9}"
    agreed = {"agrees_2": "yes", "guardian_2": "Раҳимова Зебо", "child_assented_2": "on"}
    return {"relation_2": "son", "family_name_2": "Раҳимов", "given_name_2": "Амир", "birth_2": born, **agreed, **more}


def post(client, case, **given):
    return client.post(reverse("desk:relatives_admit", args=[case.code]), given)


def test_a_wife_and_a_son_get_cases_of_their_own_with_what_they_share_typed_once(client, user, case):
    answer = post(client, case, **sent(case, number="900112233", **son()))

    assert answer.status_code == 302, text(answer)
    wife, child = Case.objects.exclude(pk=case.pk).order_by("person__birth_year")
    assert {each.kind for each in (wife, child)} == {"family"}
    assert (wife.person.sex, child.person.sex) == ("female", "male")
    assert {(row.person, row.other, row.relation) for row in Relationship.objects.all()} == {
        (wife.person, case.person, "wife"),
        (child.person, case.person, "son"),
    }
    assert [Consent.objects.get(person=each.person).child_assented for each in (wife, child)] == [None, True]
    assert all(each.person.contacts.exists() for each in (wife, child))
    family = text(client.get(reverse("desk:case_family", args=[case.code])))
    assert all(each.code in family for each in (wife, child))


def ties(case):
    """Who is what to whom among those who were admitted together."""
    rows = Relationship.objects.exclude(other=case.person).select_related("person", "other")
    return {(row.person.birth_year, row.relation, row.other.birth_year) for row in rows}


def test_what_follows_or_was_said_of_those_admitted_together_is_a_tie_between_them(client, user, case):
    born = today().year - 9
    brother = {"relation_3": "brother", "given_name_3": "Сафар", "birth_3": "1992"}
    mother = {"relation_4": "mother", "given_name_4": "Гул", "birth_4": "1955"}
    answer = post(client, case, **sent(case, **son(has_parent_2="on"), **brother, **mother))

    assert answer.status_code == 302, text(answer)
    assert ties(case) == {
        (born, "son", 1990),
        (1990, "daughter_in_law", 1955),
        (born, "nephew", 1992),
        (born, "grandchild", 1955),
    }
    son_of = Relationship.objects.get(relation="son", other__birth_year=1990).person
    family = text(client.get(reverse("desk:case_family", args=[Case.objects.get(person=son_of).code])))
    assert all(each.code in family for each in Case.objects.exclude(person=son_of))


def test_whose_child_somebody_is_besides_is_not_guessed(client, user, case):
    post(client, case, **sent(case, **son(has_parent_2="")))

    assert ties(case) == set()


def test_for_an_infant_nobody_says_that_it_agrees(client, user, case):
    answer = post(client, case, **sent(case, **son(birth_2=f"{today().year - 2}", child_assented_2="")))

    assert answer.status_code == 302, text(answer)
    assert ground_for(Case.objects.exclude(pk=case.pk).order_by("-person__birth_year")[0].person, ConsentPurpose.SERVICES)


@pytest.mark.parametrize(
    ("relation", "born", "is_wrong"),
    [
        ("grandmother", 1990, True),
        ("mother", 1990, True),
        ("mother", 1970, False),
        ("son", 1980, True),
        ("son", 2000, False),
        ("aunt", 1995, False),
    ],
)
def test_who_would_be_younger_than_their_own_child_is_asked_about(client, user, relation, born, is_wrong):
    case = make_case(by=user, given_name="Одина", birth="1985", place="dushanbe")

    answer = post(client, case, **sent(case, relation_1=relation, birth_1=str(born), sex_1="female"))

    assert (Case.objects.count(), "is older than the child" in text(answer)) == ((1, True) if is_wrong else (2, False))


def test_who_is_the_childs_legal_representative_is_a_tie_and_agreed(client, user, case):
    post(client, case, **sent(case, **son(guardian_2="", is_ward_2="on")))

    tie = Relationship.objects.get(relation="son")
    assert (tie.is_guardian, tie.other) == (True, case.person)
    consent = Consent.objects.get(person=tie.person)
    assert (consent.by_guardian, open_sealed([consent], by=user.actor, purpose=Purpose.CARE)[0].guardian) == (
        True,
        f"father, {case.code}",
    )


def test_a_child_is_nobodys_legal_representative(client, user):
    brother = make_case(by=user, given_name="Одина", birth=f"{today().year - 16}", place="dushanbe")

    answer = post(client, brother, **sent(brother, **son(relation_2="brother", guardian_2="", is_ward_2="on")))

    assert "guardian_2" in {each["name"] for each in soup_of(answer).main.select(".field--error [name]")}


def test_one_undo_takes_all_of_them_back(client, user, case):
    post(client, case, **sent(case, **son()))
    assert Person.objects.count() == 3

    take_back(Undo.objects.get(sentence="Relatives admitted.").pk, by=user.actor)

    assert list(Case.objects.all()) == [case]
    assert Relationship.objects.count() == Consent.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"child_assented_2": ""}, "child_assented_2"),
        ({"relation_2": ""}, "relation_2"),
        ({"relation_2": "cousin"}, "sex_2"),
        ({"birth_2": "2199"}, "birth_2"),
        ({"given_name_2": "", "family_name_2": ""}, "given_name_2"),
        ({"consent": ""}, "consent"),
        ({"urgency": ""}, "urgency"),
    ],
)
def test_what_is_wrong_with_one_stands_beside_their_own_question_and_nobody_is_admitted(client, user, case, wrong, field):
    answer = post(client, case, **sent(case, **son(**wrong)))

    assert answer.status_code == 400
    faulty = soup_of(answer).main.select(".field--error [name]")
    assert field in {each["name"] for each in faulty}
    assert list(Case.objects.all()) == [case]


def test_whoever_works_on_the_case_works_on_those_of_the_relatives(client, user):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=user, workers=((worker, Discipline.SOCIAL),))

    post(client, case, **sent(case))

    assert list(Case.objects.exclude(pk=case.pk).get().assignments.values_list("user", "discipline")) == [(worker.pk, "social")]


def test_a_relative_who_has_a_case_is_not_admitted_again(client, user, case):
    there = make_case(by=user, family_name="Раҳимова", given_name="Зебо", birth="1990", sex="female")
    feed()

    asked = post(client, case, **sent(case))
    assert there.code in text(asked)
    again = post(client, case, **sent(case, **{f"match-{there.code}": "same"}))

    assert "already has a case here" in text(again)
    assert Case.objects.count() == 2


def test_who_may_not_decide_on_requests_is_offered_to_name_a_relative_and_no_more(client, user):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=user, workers=((worker, Discipline.SOCIAL),))
    sign_in(client, worker)

    shown = text(client.get(reverse("desk:case_family", args=[case.code])))

    assert ("Add a relative" in shown, "Admit relatives" in shown) == (True, False)
    assert post(client, case, **sent(case)).status_code == 403
