"""Pages of a person, the family and the safe contact, as a reader sees them."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.people import actions
from panoh.people.enums import OtherStatus, Relation
from panoh.people.models import Person, Relationship, SafeContact
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def user(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.fixture
def case(user):
    return make_case(by=user, family_name="Қодиров", given_name="Ҷамшед")


def page(client, name, case, *more, **posted):
    address = reverse(f"desk:{name}", args=[case.code, *more])
    return client.post(address, posted) if posted else client.get(address)


def contact_of(case, user, **facts):
    given = {"number": "+992987876666", "hours": "Будни 10-12", "who_may_answer": "Сестра", "not_to_say": "Не называть врача"}
    return actions.set_safe_contact(case.person, by=user, code_word="анор", duress_word="борон", **given | facts)


def test_the_contact_is_shut_then_shows_the_rules_then_the_number(client, user, case):
    contact_of(case, user)
    before = AuditEvent.objects.filter(purpose="contact").count()

    shut = page(client, "case_contact", case).content.decode()
    rules = page(client, "case_contact", case, step="how").content.decode()
    number = page(client, "case_contact", case, step="number").content.decode()

    secrets = ("Будни 10-12", "Сестра", "Не называть врача", "анор", "борон", "+992 98 787 66 66")
    assert [word for word in secrets if word in shut] == []
    assert [word for word in secrets if word in rules] == ["Будни 10-12", "Сестра", "Не называть врача"]
    assert [word for word in secrets if word in number] == list(secrets)
    assert AuditEvent.objects.filter(purpose="contact").count() == before + 2


def test_the_contact_comes_as_a_fragment_too(client, user, case):
    contact_of(case, user)

    answer = client.post(reverse("desk:case_contact", args=[case.code]), {"step": "how"}, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert text.strip().startswith("<section")
    assert "Сестра" in text
    assert "no-store" in answer.headers["Cache-Control"]


def test_nothing_written_down_says_not_to_call(client, user, case):
    assert "Do not call" in page(client, "case_contact", case, step="how").content.decode()


def test_the_contact_of_a_case_that_is_not_seen_does_not_exist(client, user, case):
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    for name in ("case_contact", "case_person", "case_family", "case_contact_write", "tie_add"):
        assert page(client, name, case).status_code == 404


def test_writing_the_contact_comes_with_what_stands_there_and_keeps_it(client, user, case):
    contact_of(case, user)
    form = page(client, "case_contact_write", case, open="1").content.decode()
    assert "Не называть врача" in form

    answer = page(client, "case_contact_write", case, channel="sms", number="+992 90 000 00 01", hours="вечером", version="1")

    assert answer.status_code == 302
    opened = open_sealed([SafeContact.objects.get(is_current=True)], by=user.actor, purpose=Purpose.CARE)[0]
    assert (opened.hours, opened.not_to_say) == ("вечером", "")
    late = page(client, "case_contact_write", case, channel="sms", number="+992 90 000 00 02", version="7")
    assert "Someone else changed this in the meantime" in late.content.decode()
    assert "+992900000002" in late.content.decode().replace(" ", "")


def test_confirming_the_contact(client, user, case):
    contact = contact_of(case, user)

    assert page(client, "case_contact_confirm", case, x="1").status_code == 302

    assert SafeContact.objects.get(pk=contact.pk).confirmed_on is not None


def test_the_person_is_shut_until_asked_for(client, user, case):
    assert "Қодиров" not in page(client, "case_person", case).content.decode()
    assert "Қодиров" in page(client, "case_person", case, x="1").content.decode()


def test_a_correction_with_its_reason_stands_on_the_page(client, user, case):
    with writes_allowed():
        Person.objects.update(recorded_at="2020-01-01T00:00Z")
    form = page(client, "case_person_correct", case, open="1").content.decode()
    assert "Қодиров" in form
    given = {"family_name": "Кадыров", "given_name": "Ҷамшед", "birth_date": "12.03.1984", "sex": "male", "place": "TJ-KT", "version": "1"}
    refused = page(client, "case_person_correct", case, **given)
    assert refused.status_code == 400
    assert "Fill in this field" in refused.content.decode()

    assert page(client, "case_person_correct", case, **given, reason="По паспорту").status_code == 302

    shown = page(client, "case_person", case, x="1").content.decode()
    assert "Кадыров" in shown
    assert "<s>Қодиров</s>" in shown
    assert "По паспорту" in shown
    assert "По паспорту" not in page(client, "case_person", case).content.decode()


def test_a_correction_of_an_older_version_shows_both(client, user, case):
    actions.correct_person(case.person, by=user, changes={"family_name": "Қодирзода"})

    answer = page(client, "case_person_correct", case, family_name="Кадыров", sex="male", version="1", given_name="Ҷамшед", place="TJ-KT")

    text = answer.content.decode()
    assert "Someone else changed this in the meantime" in text
    assert "Қодирзода" in text
    assert "Кадыров" in text


def test_a_relative_is_named_by_code_where_the_case_is_seen(client, user, case):
    mother = make_case(by=user, sex="female")

    answer = page(client, "tie_add", case, relation="son", other_code=mother.code.lower(), is_guardian="on")

    assert answer.status_code == 302
    assert Relationship.objects.get().other == mother.person
    assert mother.code in page(client, "case_family", case).content.decode()
    other_side = page(client, "case_family", mother).content.decode()
    assert case.code in other_side
    assert "the relative is: son" in other_side


def test_a_code_that_is_not_seen_is_refused_like_one_that_does_not_exist(client, user, case):
    hidden = make_case(by=user, organisation=make_member(2))
    worker = sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    own = make_case(by=user, organisation=worker.organisation)

    texts = [page(client, "tie_add", own, relation="son", other_code=code).content.decode() for code in (hidden.code, "2222-22222")]

    assert all("No case with this code is open to you" in text for text in texts)
    assert Relationship.objects.count() == 0


def test_a_relative_whose_case_is_not_seen_is_nobody(client, user):
    own, hidden = make_case(by=user, organisation=make_member(1)), make_case(by=user, organisation=make_member(2), family_name="Тайнова")
    actions.add_relationship(own.person, Relation.SON, by=user, other=hidden.person, other_name="Тайнова", note="живут вместе")
    actions.add_relationship(hidden.person, Relation.COUSIN, by=user, other=own.person, note="боится его")
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    shut, opened = page(client, "case_family", own).content.decode(), page(client, "case_family", own, x="1").content.decode()

    for text in (shut, opened):
        assert "a relative who is not shown here" in text
        assert [word for word in (hidden.code, "Тайнова", "боится его", "cousin") if word in text] == []
    assert "живут вместе" not in shut
    assert "живут вместе" in opened


@pytest.mark.parametrize("status", [OtherStatus.DEAD, OtherStatus.UNREACHABLE, OtherStatus.UNKNOWN])
def test_a_relative_nobody_can_reach_stands_in_words(client, user, case, status):
    page(client, "tie_add", case, relation="wife", other_status=status, other_name="Раҳим")

    text = page(client, "case_family", case).content.decode()

    assert str(status.label) in text
    assert "Раҳим" not in text
    assert "Раҳим" in page(client, "case_family", case, x="1").content.decode()


def test_a_tie_is_changed_and_removed_only_in_its_own_file(client, user, case):
    relationship = actions.add_relationship(case.person, Relation.SON, by=user, other_status=OtherStatus.UNKNOWN)
    stranger = make_case(by=user)
    assert page(client, "tie_change", stranger, relationship.pk).status_code == 404
    assert page(client, "tie_end", stranger, relationship.pk, x="1").status_code == 404

    assert page(client, "tie_change", case, relationship.pk, relation="nephew", other_status="dead", version="1").status_code == 302
    assert Relationship.objects.get().relation == "nephew"
    assert page(client, "tie_end", case, relationship.pk, x="1").status_code == 302

    assert Relationship.objects.count() == 0


def test_a_child_without_a_guardian_is_pointed_out(client, user):
    child = make_case(by=user, birth="2020")

    assert "no legal representative" in page(client, "case_family", child).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_family_costs_the_same_for_one_and_for_three(client, user, case, count, django_assert_num_queries):
    for _ in range(count):
        actions.add_relationship(case.person, Relation.SON, by=user, other=make_case(by=user).person)
    page(client, "case_family", case)

    with django_assert_num_queries(11):
        page(client, "case_family", case)
