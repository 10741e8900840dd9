"""Organisations and accounts: founding, adding, closing, and the sample."""

import pytest

from panoh.accounts import actions, queries, sample, sign_in
from panoh.accounts.factors import set_password
from panoh.accounts.models import CodeDevice, Membership, Organisation, RoleGrant, SignInLink, User
from panoh.accounts.passwords import hashed
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.audit.undo import latest, take_back
from panoh.core.actor import SYSTEM
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.vault.actions import has_key
from panoh.vault.subject import Subject
from tests.factories.accounts import SECRETARIAT, give_code_device, make_member, make_secretariat, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def coalition(monkeypatch) -> list[Organisation]:
    """Founded beside the secretariat that the test run's key agent knows already."""
    home = make_secretariat()
    home_slug = home.slug
    assert home_slug == "secretariat"
    return actions.found_coalition()


def test_found_coalition_enters_eight_members_the_legal_unit_and_the_society(coalition):
    kinds = [row.kind for row in Organisation.objects.all()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"secretariat": 1, "member": 8, "legal_unit": 1, "outside": 1}
    assert list(Membership.objects.values_list("joined_on", "left_on")) == [(None, None)] * 8  # no paper names a day
    assert Organisation.objects.get(slug="najoti-kudakon").name_tg == "Ташкилоти ҷамъиятии «Наҷоти кӯдакон»"


def test_found_coalition_gives_each_its_key_and_the_secretariat_one(coalition):
    for row in coalition:
        assert has_key(Subject("organisation", row.id), row.id)
        assert has_key(Subject("organisation", row.id), SECRETARIAT)


def test_found_coalition_twice_adds_nothing(coalition):
    assert actions.found_coalition() == []
    assert Organisation.objects.count() == 11


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("ОО «Наджоти кудакон»", "najoti-kudakon"),
        ("Наҷоти кӯдакон", "najoti-kudakon"),
        ("Начоти кудакон", "najoti-kudakon"),
        ("ТҶ «Наҷоти кӯдакон»", "najoti-kudakon"),
        ('PO "Najoti Kudakon"', "najoti-kudakon"),
        ("общественная организация наджоти кудакон", "najoti-kudakon"),
        ("ОО «Офис гражданских свобод»", "civil-liberties-office"),
        ("Бюро гражданских свобод", "civil-liberties-office"),
        ("ОФ «Правовая инициатива»", "legal-initiative"),
        ("ОО Центр по правам человека", "human-rights-center"),
        ("ОО «Независимый центр по защите прав человека»", "independent-center"),
        ("ОФ «Общественное здоровье и права человека»", "public-health"),
        ("ОО «Апейрон»", "apeiron"),
        ("право  и  ПРОЦВЕТАНИЕ", "law-and-prosperity"),
        ("Группа правовой помощи", "legal-unit"),
        ("Гурӯҳи кумаки ҳуқуқӣ", "legal-unit"),
        ("Гурӯҳи кӯмаки ҳуқуқӣ", "legal-unit"),
        ("Гурухи кумаки хукуки", "legal-unit"),
    ],
)
def test_organisation_by_spelling_knows_what_registers_write(coalition, text, slug):
    found = queries.organisation_by_spelling(text)
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize("text", ["горячая линия", "самообращение", "", "ОО", "Центр", "фонд"])
def test_organisation_by_spelling_does_not_guess(coalition, text):
    assert queries.organisation_by_spelling(text) is None


def test_no_two_organisations_share_a_spelling(coalition):
    seen: dict[str, str] = {}
    for name, row in queries.spelling_index().items():
        assert seen.setdefault(name, row.slug) == row.slug
    total = {
        (row.slug, queries.fold(name))
        for row in Organisation.objects.all()
        for name in (row.name_en, row.name_ru, row.name_tg, row.short_en, row.short_ru, row.short_tg, *row.spellings)
        if name
    }
    assert len(total) == len(queries.spelling_index())


def test_add_user_seals_name_and_telephone(administrator):
    user = actions.add_user(username="nurse", organisation=make_member(), display_name="Гулрухсор", phone="+992000000106", by=administrator)
    row = User.objects.get(pk=user.pk)
    assert "Гулрухсор".encode() not in bytes(row.display_name)
    assert b"+992000000106" not in bytes(row.phone)
    (opened,) = queries.names_of([row], by=administrator)
    assert (opened.display_name, opened.phone) == ("Гулрухсор", "+992000000106")
    assert not row.has_usable_password()


def test_add_user_refuses_a_name_that_is_taken(administrator):
    make_user(username="nurse")
    with pytest.raises(Invalid, match="already"):
        actions.add_user(username="NURSE", organisation=make_member(), display_name="", by=administrator)


def test_names_of_another_member_stay_shut_to_a_member(administrator):
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(2))
    user = actions.add_user(username="nurse", organisation=make_member(1), display_name="Гулрухсор", by=administrator)
    (opened,) = queries.names_of([user], by=stranger)
    assert opened.is_unreadable


def test_change_user_keeps_what_is_left_empty_and_meets_a_conflict(administrator):
    user = actions.add_user(username="nurse", organisation=make_member(), display_name="Гулрухсор", phone="+992000000106", by=administrator)
    actions.change_user(user, display_name=None, phone="+992000000107", language="ru", expected=1, by=administrator)
    (opened,) = queries.names_of([User.objects.get(pk=user.pk)], by=administrator)
    assert (opened.display_name, opened.phone) == ("Гулрухсор", "+992000000107")
    with pytest.raises(Conflict):
        actions.change_user(User.objects.get(pk=user.pk), display_name=None, phone=None, language="tg", expected=1, by=administrator)


def test_deactivate_user_ends_roles_and_links_and_happens_once(administrator):
    user = make_user(Role.PHYSICIAN)
    actions.make_link(user, by=SYSTEM)
    actions.deactivate_user(user, by=administrator)
    assert not SignInLink.objects.exists()
    assert RoleGrant.objects.filter(user=user, ends_on=None).count() == 0
    with pytest.raises(WrongState):
        actions.deactivate_user(user, by=administrator)
    with pytest.raises(WrongState):
        actions.make_link(user, by=administrator)
    with pytest.raises(Denied):
        actions.deactivate_user(administrator, by=administrator)


def test_make_link_leaves_one_link_alone(administrator):
    user = make_user()
    first = actions.make_link(user, by=administrator)
    second = actions.make_link(user, by=administrator)
    assert first != second
    assert SignInLink.objects.count() == 1


def test_reset_second_factor_takes_app_and_codes_away(administrator):
    user = make_user(password="four dull words here")
    give_code_device(user)
    actions.reset_second_factor(user, by=administrator)
    assert not CodeDevice.objects.exists()


def test_a_closed_account_gets_no_new_second_factor(administrator):
    user = make_user()
    give_code_device(user)
    actions.deactivate_user(user, by=administrator)

    with pytest.raises(WrongState, match="This account is closed"):
        actions.reset_second_factor(user, by=administrator)

    assert (SignInLink.objects.count(), CodeDevice.objects.count()) == (0, 1)


def test_first_accounts_are_two_with_a_link_each(coalition):
    links = actions.first_accounts()
    assert list(links) == ["administrator", "security-officer"]
    assert {grant.user.username: grant.role for grant in RoleGrant.objects.all()} == {
        "administrator": "administrator",
        "security-officer": "data_guardian",
    }
    assert SignInLink.objects.count() == 2


def test_first_accounts_that_are_there_get_new_links_and_nobody_could_sign_in_meanwhile(coalition):
    first = actions.first_accounts()

    again = actions.first_accounts()

    assert (list(again), set(again.values()) & set(first.values())) == (list(first), set())
    assert (User.objects.count(), SignInLink.objects.count(), queries.could_anybody_sign_in()) == (2, 2, False)
    set_password(User.objects.get(username="administrator"), hashed("four dull words here"), by=SYSTEM)
    assert queries.could_anybody_sign_in()


def test_a_role_given_can_be_taken_back_for_ten_minutes(administrator):
    user = make_user()
    actions.grant_role(user, Role.ACCOUNTANT, by=administrator)
    offer = latest(administrator.actor)
    assert offer is not None
    take_back(offer.pk, by=administrator.actor)
    assert not RoleGrant.objects.filter(user=user).exists()


def test_every_act_names_the_account_in_the_record(administrator):
    user = make_user(username="nurse")
    actions.grant_role(user, Role.ACCOUNTANT, by=administrator)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_ref, event.purpose) == ("accounts.role_granted", administrator.id, "nurse")


def test_sample_accounts_are_the_fourteen_and_made_once(coalition):
    assert len(sample.make_sample_accounts()) == 14
    assert sample.make_sample_accounts() == []
    assert set(User.objects.values_list("username", flat=True)) == {
        "coordinator", "social-worker", "physician", "psychologist", "regional-worker", "member-worker", "member-psychologist", "specialist",
        "lawyer", "duty-officer", "director", "accountant", "security-officer", "administrator",
    }  # fmt: skip
    worker, psychologist = (User.objects.get(username=name).organisation for name in ("member-worker", "member-psychologist"))
    assert (worker.kind, psychologist.kind) == ("member", "member")
    assert worker != psychologist


def test_sample_accounts_sign_in_with_the_printed_password_and_code_again_and_again(coalition):
    sample.make_sample_accounts()
    for _time in range(2):
        user = sign_in.prove("regional-worker", sample.SAMPLE_PASSWORD, sample.current_code("regional-worker"))
        assert user is not None
    assert user.username == "regional-worker"
