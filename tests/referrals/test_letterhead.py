"""The second name of neutral letters: who sets it, what it must not say, and that letters carry it."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.core.errors import Conflict, Denied, Invalid
from panoh.referrals import actions
from panoh.referrals.enums import Level
from panoh.referrals.models import Letterhead
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = {"name": "Маслиҳат", "address": "Душанбе, кӯчаи Намуна, 1", "host": ""}


@pytest.fixture
def user():
    make_secretariat()
    return make_user(Role.COORDINATOR)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_keeps_the_house_sets_it_and_changes_the_same_row(user, role):
    keeper = make_user(role)
    actions.set_letterhead(by=keeper, **HEAD)
    actions.set_letterhead(by=keeper, **{**HEAD, "name": "Машварат"})

    row, name, address = actions.open_letterhead(by=keeper)
    assert (Letterhead.objects.count(), row.version, name, address) == (1, 2, "Машварат", "Душанбе, кӯчаи Намуна, 1")
    assert "Машварат".encode() not in bytes(row.name)
    with pytest.raises(Conflict):
        actions.set_letterhead(by=keeper, expected=1, **HEAD)


def test_nobody_else_sets_it(user):
    with pytest.raises(Denied):
        actions.set_letterhead(by=make_user(Role.SOCIAL_WORKER), **HEAD)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "Центр помощи жертвам пыток"),
        ("name", "Panoh"),
        ("address", "Группа реабилитации, Душанбе"),
        ("host", "panoh.tj"),
        ("host", "reply.example.org/r/"),
        ("host", "reply.example.org"),  # this server does not answer there
    ],
)
def test_what_tells_or_leads_nowhere_is_refused_beside_its_field(user, field, text):
    with pytest.raises(Invalid) as refused:
        actions.set_letterhead(by=user, **{**HEAD, field: text})

    assert list(refused.value.fields) == [field]
    assert Letterhead.objects.count() == 0


def test_a_host_that_this_server_answers_is_kept(user, settings):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "reply.example.org"]

    assert actions.set_letterhead(by=user, **{**HEAD, "host": " Reply.example.org "}).host == "reply.example.org"


def test_neutral_letters_carry_it_also_those_of_a_member_and_full_ones_do_not(user):
    actions.set_letterhead(by=user, **HEAD)
    member = make_member(1)
    worker = make_user(Role.MEMBER_WORKER, organisation=member)
    theirs = make_referral(by=worker, case=make_case(by=user, organisation=member), facility=make_facility(by=user))

    assert actions.preview_letter(make_referral(by=user), by=user).head == ["Маслиҳат", "Душанбе, кӯчаи Намуна, 1"]
    assert actions.preview_letter(theirs, by=worker).head == ["Маслиҳат", "Душанбе, кӯчаи Намуна, 1"]
    assert actions.preview_letter(make_referral(by=user, level=Level.FULL), by=user).head == []


def test_the_page_keeps_what_was_typed_when_it_is_refused(client, user):
    sign_in(client, user)
    address = reverse("desk:letterhead")
    assert client.post(address, {"version": "0", "name": "После пыток", "address": "Душанбе"}).status_code == 400

    assert client.post(address, {"version": "0", "name": "Маслиҳат", "address": "Душанбе"}).status_code == 302
    assert "Маслиҳат" in client.get(address).content.decode()
