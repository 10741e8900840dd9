"""Pages of records that may be of one person, as the coordinator sees them."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.consent.actions import refuse_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose
from panoh.core.clock import now
from panoh.desk.people.forms.person import PersonForm
from panoh.people.actions import add_relationship, correct_person, set_safe_contact
from panoh.people.duplicates import find_candidates
from panoh.people.enums import OtherStatus, Relation
from panoh.people.merging import fields
from panoh.people.models import Candidate, ConfirmedDistinct, Merge, Person, Relationship
from panoh.people.search import feed
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.consent import make_consent

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def user(client, no_names):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


def case_of(number, user, **facts):
    return make_case(by=user, organisation=make_member(number), **{"family_name": "Қодиров", "given_name": "Ҷамшед", **facts})


@pytest.fixture
def pair(user):
    one = case_of(1, user, birth="1984")
    other = case_of(2, user, family_name="Кадыров", given_name="Рустам", birth="1984-03-12")
    return one, other


def look():
    feed()
    find_candidates(50)


def address(name, pair):
    return reverse(f"desk:{name}", args=[case.person_id for case in pair])


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def versions(pair):
    left, right = (Person.objects.get(pk=case.person_id).version for case in pair)
    return {"left_version": left, "right_version": right}


def test_the_list_shows_codes_and_why_and_no_name(client, user):
    one, other = case_of(1, user, birth="1984"), case_of(2, user, family_name="Кадыров", given_name="Джамшед", birth="1984")
    look()

    shown = text(client.get(reverse("desk:duplicates")))

    assert one.code in shown
    assert other.code in shown
    assert "the names are the same, born in the same year" in shown
    assert "likely" in shown
    assert "Қодиров" not in shown
    assert address("pair", (one, other)) in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, user, count, django_assert_num_queries):
    for number in range(count):
        for organisation in (1, 2):
            case_of(organisation, user, birth=str(1950 + 20 * number))
    look()
    assert Candidate.objects.count() == count
    client.get(reverse("desk:duplicates"))

    with django_assert_num_queries(11):
        client.get(reverse("desk:duplicates"))


def test_the_list_is_empty_and_says_so(client, user):
    assert "No pairs to check" in text(client.get(reverse("desk:duplicates")))


@pytest.mark.parametrize("name", ["duplicates", "duplicates_compare", "duplicates_joined"])
def test_others_have_no_such_page(client, user, name):
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    assert client.get(reverse(f"desk:{name}")).status_code == 403


def test_a_pair_is_shut_until_both_are_opened_and_that_is_recorded(client, user, pair):
    shut = text(client.get(address("pair", pair)))
    before = AuditEvent.objects.filter(purpose="data_quality").count()
    opened = text(client.post(address("pair", pair)))

    assert "Қодиров" not in shut
    assert "<mark>Қодиров</mark>" in opened
    assert "<mark>Кадыров</mark>" in opened
    assert "sounds the same" in opened
    assert AuditEvent.objects.filter(purpose="data_quality").count() == before + 1


def test_what_both_say_is_not_asked_and_the_more_exact_birth_stands_chosen(client, user, pair):
    opened = text(client.post(address("pair", pair)))

    assert 'name="sex"' not in opened
    assert '<input type="radio" name="birth_date" value="theirs" checked>' in opened
    assert '<input type="radio" name="family_name" value="mine" checked>' in opened
    assert "Each record keeps its own" not in opened


def test_the_page_says_what_joining_does(client, user, pair):
    add_relationship(pair[1].person, Relation.SON, by=user, other_status=OtherStatus.DEAD, other_name="Раҳим")
    add_relationship(pair[0].person, Relation.COUSIN, by=user, other=pair[1].person)
    set_safe_contact(pair[1].person, by=user, number="+992900000002", not_to_say="Не называть врача", code_word="анор")
    make_consent(pair[0].person, by=user)
    refuse_consent(pair[1].person, by=user, purpose=ConsentPurpose.SERVICES, form=ConsentForm.WRITTEN)

    opened = text(client.post(address("pair", pair)))

    assert "recorded as relatives of each other" in opened
    assert f"What you take over from {pair[1].code} can also be read by: Member 1." in opened
    assert f"If the contact of {pair[0].code} applies to both, it can also be read by: Member 2." in opened
    assert f"Refused in the other record, so it is withdrawn in {pair[0].code}: to receive help" in opened
    assert "+992 90 000 00 02" in opened
    assert "Не называть врача" in opened
    assert "анор" not in opened
    assert "Раҳим" in opened


def test_joining_does_what_was_chosen(client, user, pair):
    relationship = add_relationship(pair[1].person, Relation.SON, by=user, other_status=OtherStatus.DEAD, other_name="Раҳим")
    given = {
        "family_name": "theirs",
        "given_name": "mine",
        "birth_date": "theirs",
        "contact": "both",
        "relationships": [str(relationship.pk)],
    }

    answer = client.post(address("pair_join", pair), {**given, **versions(pair)}, follow=True)

    shown = text(answer)
    assert "Records merged. You can separate them until" in shown
    assert pair[0].code in shown
    person = Person.objects.get(pk=pair[0].person_id)
    assert (person.birth_precision, Relationship.objects.get().person_id) == ("day", person.pk)
    assert Merge.objects.get().choices["family_name"] == "right"
    assert client.get(address("pair", pair)).status_code == 404


def test_a_record_changed_meanwhile_is_not_joined(client, user, pair):
    shown = versions(pair)
    correct_person(pair[1].person, by=user, changes={"given_name": "Ҷамшид"})

    answer = client.post(address("pair_join", pair), shown)

    assert answer.status_code == 409
    assert "was changed in the meantime" in answer.content.decode()
    assert Merge.objects.count() == 0


def test_choices_that_are_none_and_ties_of_others_are_refused(client, user, pair):
    stranger = add_relationship(case_of(3, user).person, Relation.SON, by=user, other_status=OtherStatus.DEAD)

    for wrong in ({"family_name": "both"}, {"relationships": [str(stranger.pk)]}, {"left_version": ""}):
        assert client.post(address("pair_join", pair), {**versions(pair), **wrong}).status_code == 400
    assert Merge.objects.count() == 0


def test_two_people_are_confirmed_distinct_with_a_reason(client, user, pair):
    assert client.post(address("pair_apart", pair), {"reason": ""}).status_code == 400

    answer = client.post(address("pair_apart", pair), {"reason": "namesake", "words": "Разные отцы"}, follow=True)

    assert "Recorded: two different people." in text(answer)
    assert ConfirmedDistinct.objects.get().reason == "namesake"
    assert "Someone has marked these as two people." in text(client.get(address("pair", pair)))


def test_two_cases_are_compared_by_their_codes(client, user, pair):
    compare = reverse("desk:duplicates_compare")

    answer = client.post(compare, {"code": pair[0].code.lower(), "other_code": pair[1].code})
    assert answer.url == address("pair", pair)

    same = client.post(compare, {"code": pair[0].code, "other_code": pair[0].code})
    assert "Both codes belong to the same record" in same.content.decode()
    unknown = client.post(compare, {"code": pair[0].code, "other_code": "2222-22222"})
    assert "No case with this code is open to you" in unknown.content.decode()
    assert Candidate.objects.count() == 0


def test_the_page_of_a_pair_leads_to_the_record_that_stands_for_one_that_was_joined_since(client, user, pair):
    third = case_of(3, user, family_name="Кадыров", given_name="Рустам")
    client.post(address("pair_join", pair), versions(pair))
    kept, gone = pair

    assert client.get(address("pair", (third, gone))).url == address("pair", (third, kept))
    assert text(client.get(address("pair", (third, gone)), follow=True))


def test_what_was_joined_can_be_unmerged_for_thirty_days(client, user, pair):
    client.post(address("pair_join", pair), versions(pair))
    merge = Merge.objects.get()
    assert "Separate" in text(client.get(reverse("desk:duplicates_joined")))

    apart = reverse("desk:duplicates_apart", args=[merge.pk])
    with writes_allowed():
        Merge.objects.update(at=now() - dt.timedelta(days=30))
    assert client.post(apart).status_code == 409
    assert "No merged records" in text(client.get(reverse("desk:duplicates_joined")))
    with writes_allowed():
        Merge.objects.update(at=now() - dt.timedelta(days=29))

    assert "Separated. Both records are as they were" in text(client.post(apart, follow=True))
    assert Person.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_joined_costs_the_same_for_one_and_for_three(client, user, count, django_assert_num_queries):
    for _ in range(count):
        pair = case_of(1, user), case_of(2, user)
        client.post(address("pair_join", pair), versions(pair))
    joined = reverse("desk:duplicates_joined")
    client.get(joined)

    with django_assert_num_queries(12):
        client.get(joined)


def test_people_invented_for_practice_are_compared_in_practice_alone(client, user, pair):
    look()
    with writes_allowed():
        type(user).objects.filter(pk=user.pk).update(is_practising=True)

    assert client.get(address("pair", pair)).status_code == 404
    assert "No pairs to check" in text(client.get(reverse("desk:duplicates")))


# -- the case files of a person who was joined --------------------------------------------------------------------------


def file_of(client, case):
    return text(client.get(reverse("desk:case_more", args=[case.code])))


def history_of(client, case):
    return text(client.get(reverse("desk:case_history", args=[case.code])))


def test_each_file_leads_to_the_other_for_who_sees_both(client, user, pair):
    client.post(address("pair_join", pair), versions(pair))

    assert pair[1].code in file_of(client, pair[0])
    assert pair[0].code in file_of(client, pair[1])

    for case, other, number in ((pair[0], pair[1], 1), (pair[1], pair[0], 2)):
        sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(number)))
        shown = file_of(client, case)
        assert other.code not in shown
        assert "The same person" not in shown


def test_who_looked_tells_of_both_records_to_who_sees_both(client, user, pair):
    reader = make_user(Role.MEMBER_WORKER, organisation=make_member(2), username="alias-of-reader")
    open_sealed([pair[1].person], by=reader.actor, purpose=Purpose.CARE)
    assert "alias-of-reader" not in history_of(client, pair[0])

    client.post(address("pair_join", pair), versions(pair))

    shown = history_of(client, pair[0])
    assert "alias-of-reader" in shown
    assert "Two records of one person were merged" in shown
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    own = history_of(client, pair[0])
    assert "alias-of-reader" not in own
    assert "Two records of one person were merged" in own


def test_each_field_by_which_records_are_compared_has_its_label_and_can_be_corrected():
    assert set(fields()) <= set(PersonForm.base_fields)
