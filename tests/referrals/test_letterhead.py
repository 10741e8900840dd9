"""The second name of neutral letters: who sets it, what it must not say, and that letters carry it."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.referrals import actions
from panoh.referrals.actions import replies
from panoh.referrals.enums import Level, ReferralState
from panoh.referrals.grounds import NoGround
from panoh.referrals.models import Letterhead, Referral, ReplyLink
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEAD = {"name": "Маслиҳат", "address": "Душанбе, кӯчаи Намуна, 1", "host": ""}


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
    settings.ANSWER_HOSTS = ("reply.example.org",)

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


def test_a_letter_with_a_link_leads_to_the_neutral_host_and_its_code_stands_in_no_letter(client, user, settings):
    settings.ANSWER_HOSTS = ("reply.example.org",)
    actions.set_letterhead(by=user, **{**HEAD, "host": "reply.example.org"})
    row = make_referral(by=user, consented=True, state=ReferralState.DRAFT)
    sign_in(client, user)
    preview = client.post(reverse("desk:referral_preview", args=[row.code])).content.decode()
    assert "with_link" in preview

    shown = BeautifulSoup(
        client.post(
            reverse("desk:referral_send", args=[row.code]), {"version": row.version, "with_link": "1", "looked_again": "1"}
        ).content,
        "html.parser",
    )

    address, code = shown.select_one("#address").get_text(), shown.select_one("section .code").get_text(strip=True)
    assert address.startswith("https://reply.example.org/r/")
    link, kept = ReplyLink.objects.get(), Referral.objects.get()
    assert (link.referral, kept.state) == (row, ReferralState.SENT)
    token = address.split("/")[4]
    assert replies.enter(token, code, address="192.0.2.1").link == link
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(actions.open_letter(kept, by=user))).pages)
    assert code.replace(" ", "") not in text.replace(" ", "")


def test_without_the_tick_no_link_is_made_and_what_has_left_gets_none(user):
    row = make_referral(by=user, state=ReferralState.SENT)

    assert ReplyLink.objects.count() == 0
    with pytest.raises(WrongState):
        actions.send_with_link(row, by=user, address_of=lambda token: token)
    assert ReplyLink.objects.count() == 0


def test_a_letter_that_may_not_leave_makes_no_link(user):
    row = make_referral(by=user)

    with pytest.raises(NoGround):
        actions.send_with_link(row, by=user, address_of=lambda token: f"https://reply.example.org/r/{token}/ru/")

    assert (ReplyLink.objects.count(), bytes(Referral.objects.get().letter)) == (0, b"")
