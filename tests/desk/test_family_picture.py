"""The family as a picture and a list, as far as each reader may know it."""

import re

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.people.actions import add_relationship
from panoh.people.enums import OtherStatus, Relation
from panoh.people.merging import LEFT, fields, join_records
from panoh.people.models import Person, Relationship
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, show_case
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def user(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.fixture
def case(user):
    return make_case(by=user, organisation=make_member(1))


def page(client, case, *, opened=False):
    address = reverse("desk:case_family_picture", args=[case.code])
    answer = client.post(address) if opened else client.get(address)
    assert answer.status_code == 200
    return soup_of(answer)


def boxes(soup):
    """The words of each box by its height: the rows of the picture."""
    rows = {}
    for box in soup.select("svg.kin > g:has(rect)"):
        rows.setdefault(int(box.rect["y"]), []).append(" ".join(text.get_text() for text in box.select("text")))
    return [sorted(rows[height]) for height in sorted(rows)]


def listed(soup):
    return [" ".join(item.get_text(" ").split()) for item in soup.select("main ul.tasks > li")]


def test_elders_stand_above_partners_beside_children_below(client, user, case):
    mother, wife, child = (
        make_case(by=user, sex=sex, birth=birth) for sex, birth in (("female", "1960"), ("female", "1986"), ("male", "2012"))
    )
    add_relationship(case.person, Relation.SON, by=user, other=mother.person)
    add_relationship(wife.person, Relation.WIFE, by=user, other=case.person)
    add_relationship(child.person, Relation.SON, by=user, other=wife.person)

    soup = page(client, case)

    assert boxes(soup) == [
        [f"mother {mother.code}"],
        sorted([f"this person {case.code}", f"wife {wife.code}"]),
        [f"son to {wife.code} {child.code}"],
    ]
    assert soup.select_one("svg title").get_text() == "The family as a picture"
    assert "4 people" in soup.select_one("svg desc").get_text()


def test_the_list_says_the_same_as_the_picture(client, user, case):
    mother, sister = make_case(by=user, sex="female", birth="1960"), make_case(by=user, sex="female")
    add_relationship(case.person, Relation.SON, by=user, other=mother.person, is_guardian=True)
    add_relationship(sister.person, Relation.DAUGHTER, by=user, other=mother.person)

    rows = listed(page(client, case))

    assert rows[0] == f"{mother.code} mother to this person legal representative mother to {sister.code}"
    assert f"{sister.code} daughter to {mother.code}" in rows
    assert f"{case.code} this person son to {mother.code}" in rows


def test_who_is_outside_stands_in_words_and_their_name_only_opened(client, user, case):
    add_relationship(case.person, Relation.SON, by=user, other_status=OtherStatus.DEAD, other_name="Раҳим")

    shut, opened = page(client, case), page(client, case, opened=True)

    assert boxes(shut)[0] == ["mother or father has died"]
    assert "Раҳим" not in str(shut)
    assert boxes(opened)[0] == ["mother or father Раҳим"]


def test_a_relative_whose_case_is_not_seen_is_not_open(client, user, case):
    hidden = make_case(by=user, organisation=make_member(2), sex="female", family_name="Тайнова", birth="1960")
    further = make_case(by=user, organisation=make_member(2), family_name="Тайнов")
    add_relationship(case.person, Relation.SON, by=user, other=hidden.person, other_name="Тайнова")
    add_relationship(further.person, Relation.BROTHER, by=user, other=hidden.person)
    add_relationship(hidden.person, Relation.AUNT, by=user, other=case.person, note="боится его")
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    shut, opened = page(client, case), page(client, case, opened=True)

    for soup in (shut, opened):
        assert boxes(soup)[0] == ["mother or father a relative you have no access to"]
        assert len(boxes(soup)) == 2
        words = str(soup)
        assert [word for word in (hidden.code, further.code, "Тайнов", "aunt", "боится") if word in words] == []


def test_two_files_do_not_give_away_that_a_hidden_relative_is_the_same(client, user, case):
    hidden = make_case(by=user, organisation=make_member(2))
    brother = make_case(by=user, organisation=make_member(1))
    add_relationship(case.person, Relation.BROTHER, by=user, other=brother.person)
    for person in (case.person, brother.person):
        add_relationship(person, Relation.SON, by=user, other=hidden.person)
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    rows = listed(page(client, case))

    assert len([row for row in rows if row.startswith("a relative you have no access to")]) == 2


def test_names_open_for_those_whose_case_is_seen_and_are_recorded(client, user, case):
    mother = make_case(by=user, organisation=make_member(1), family_name="Қодирова", given_name="Зулфия", sex="female", birth="1960")
    shared = make_case(by=user, organisation=make_member(2), family_name="Назаров", given_name="Рустам")
    show_case(shared, by=user, organisation=make_member(1))
    add_relationship(case.person, Relation.SON, by=user, other=mother.person)
    add_relationship(case.person, Relation.COUSIN, by=user, other=shared.person)
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    assert "Қодирова" not in str(page(client, case))
    before = AuditEvent.objects.count()

    soup = page(client, case, opened=True)

    assert boxes(soup)[0] == ["mother Қодирова Зулфия"]
    assert "Назаров Рустам" in str(soup)
    assert AuditEvent.objects.count() == before + 1


def test_records_that_were_joined_are_one_member(client, user, case):
    twin = make_case(by=user, organisation=make_member(2))
    mother = make_case(by=user, sex="female", birth="1960")
    for person in (case.person, twin.person):
        add_relationship(person, Relation.SON, by=user, other=mother.person)
    kept, gone = (Person.objects.get(pk=each.person_id) for each in (case, twin))
    join_records(kept, gone, by=user, choices=dict.fromkeys(fields(), LEFT))

    assert [len(row) for row in boxes(page(client, case))] == [1, 1]
    assert [len(row) for row in boxes(page(client, mother))] == [1, 1]
    family = client.get(reverse("desk:case_family", args=[case.code])).content.decode()
    assert "from another record of this person" in family
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    assert "from another record of this person" not in client.get(reverse("desk:case_family", args=[case.code])).content.decode()


def test_alone_a_person_is_a_family_too(client, user, case):
    assert boxes(page(client, case)) == [[f"this person {case.code}"]]


def test_nothing_is_drawn_outside_the_picture(client, user, case):
    for relation in Relation:
        add_relationship(case.person, relation, by=user, other_status=OtherStatus.UNKNOWN)

    svg = page(client, case).select_one("svg.kin")

    width, height = int(svg["width"]), int(svg["height"])
    for rect in svg.select("rect"):
        assert 0 <= int(rect["x"]) <= width - int(rect["width"])
        assert 0 <= int(rect["y"]) <= height - int(rect["height"])
    assert len({(rect["x"], rect["y"]) for rect in svg.select("rect")}) == len(Relation) + 1
    assert all(int(number) >= -8 for way in svg.select("path") for number in re.findall(r"-?\d+", way["d"]))


@pytest.mark.parametrize("count", [1, 3])
def test_the_picture_costs_the_same_for_one_and_for_three(client, user, case, count, django_assert_num_queries):
    for _ in range(count):
        add_relationship(case.person, Relation.SON, by=user, other=make_case(by=user).person)
    page(client, case)

    with django_assert_num_queries(13):
        page(client, case)


def test_the_family_of_a_case_that_is_not_seen_does_not_exist(client, user, case):
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(2)))

    assert client.get(reverse("desk:case_family_picture", args=[case.code])).status_code == 404


# -- a relative who turns out to be here --------------------------------------------------------------------------------


def test_a_relative_of_whom_little_was_known_is_found_later(client, user, case):
    relationship = add_relationship(case.person, Relation.SON, by=user, other_status=OtherStatus.UNKNOWN, other_name="Раҳим")
    father = make_case(by=user)
    address = reverse("desk:tie_resolve", args=[case.code, relationship.pk])
    assert address in client.get(reverse("desk:case_family", args=[case.code])).content.decode()

    unknown = client.post(address, {"other_code": "2222-22222", "other_status": "in_care", "version": "1"})
    assert "No case with this code is open to you" in unknown.content.decode()
    answer = client.post(address, {"other_code": father.code.lower(), "other_status": "in_care", "version": "1"})

    assert answer.status_code == 302
    assert Relationship.objects.get().other == father.person
    assert address not in client.get(reverse("desk:case_family", args=[case.code])).content.decode()


def test_who_was_faster_is_shown(client, user, case):
    relationship = add_relationship(case.person, Relation.SON, by=user, other_status=OtherStatus.UNKNOWN)
    address = reverse("desk:tie_resolve", args=[case.code, relationship.pk])
    client.post(reverse("desk:tie_change", args=[case.code, relationship.pk]), {"relation": "son", "other_status": "dead", "version": "1"})

    late = client.post(address, {"other_code": make_case(by=user).code, "other_status": "in_care", "version": "1"})

    assert late.status_code == 409
    assert "Someone else changed this in the meantime" in late.content.decode()
    assert "has died" in late.content.decode()
