"""The worker's side of what outsiders answer: links shown once, answers to be looked at."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.models import Task
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral, Reply, ReplyLink
from panoh.referrals.reply_actions import answer, enter, make_reply_link
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.referrals import make_referral

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def answered(referral: Referral, kind: str = "received", **facts: object) -> Reply:
    """An answer as it comes through a link."""
    made = make_reply_link(referral, by=referral.made_by)
    door = enter(made.token, made.code, address="203.0.113.7")
    return answer(type(door)(door.link, number=made.token.encode()), kind=kind, **facts)


@pytest.fixture
def referral(client: Client) -> Referral:
    worker = sign_in(client, make_user(Role.COORDINATOR))
    return make_referral(by=worker, state=ReferralState.SENT)


def test_link_and_code_are_shown_once_and_open_the_page(client: Client, referral: Referral) -> None:
    shown = client.post(reverse("desk:reply_link_new", args=[referral.code]), {"days": "8"})

    page = BeautifulSoup(shown.content, "html.parser")
    address = page.select_one("#address").get_text()
    code = re.search(r"\b\d{4} \d{4}\b", text(shown))[0]
    assert re.fullmatch(r"http://testserver/r/[\w-]{22}/ru/", address)
    assert referral.code in text(Client().post(address, {"code": code}))
    later = text(client.get(reverse("desk:reply_links", args=[referral.code])))
    assert code not in later
    assert address.split("/")[4] not in later
    assert address.split("/")[4].encode() not in bytes(ReplyLink.objects.get().digest)
    assert AuditEvent.objects.filter(verb="referrals.link_made").count() == 1


@pytest.mark.parametrize("days", ["0", "31", "", "x"])
def test_a_link_holds_for_one_day_to_thirty(client: Client, referral: Referral, days: str) -> None:
    assert client.post(reverse("desk:reply_link_new", args=[referral.code]), {"days": days}).status_code == 400
    assert ReplyLink.objects.count() == 0


def test_a_new_link_closes_the_one_before_and_a_closed_one_is_closed_at_once(client: Client, referral: Referral) -> None:
    old, new = (make_reply_link(referral, by=referral.made_by) for _ in range(2))
    assert Client().post(f"/r/{old.token}/ru/", {"code": old.code}).status_code == 400
    assert Client().post(f"/r/{new.token}/ru/", {"code": new.code}).status_code == 200

    client.post(reverse("desk:reply_link_revoke", args=[new.link.pk]))

    assert Client().post(f"/r/{new.token}/ru/", {"code": new.code}).status_code == 400
    assert client.post(reverse("desk:reply_link_revoke", args=[new.link.pk])).status_code == 409


@pytest.mark.parametrize("state", [ReferralState.DRAFT, ReferralState.OUTCOME])
def test_what_was_not_sent_or_is_over_has_no_link(client: Client, state: ReferralState) -> None:
    worker = sign_in(client, make_coordinator())
    row = make_referral(by=worker, state=state)
    assert client.post(reverse("desk:reply_link_new", args=[row.code]), {"days": "8"}).status_code == 409
    assert "Only a referral that was sent" in text(client.get(reverse("desk:reply_links", args=[row.code])))


def test_an_answer_is_a_thing_to_do_and_its_words_are_opened_by_a_press(client: Client, referral: Referral) -> None:
    reply = answered(referral, "outcome", words="Осмотрен, назначен покой", advice="Через месяц снова")

    assert "Look at the answer of the facility" in text(client.get("/desk/"))
    page = reverse("desk:reply", args=[reply.pk])
    assert page in client.get("/desk/").content.decode()
    assert "Осмотрен" not in text(client.get(page))
    opened = text(client.post(page))
    assert ("Осмотрен, назначен покой" in opened, "Через месяц снова" in opened) == (True, True)


def test_an_answer_is_set_aside_and_the_task_is_done(client: Client, referral: Referral) -> None:
    reply = answered(referral)
    client.post(reverse("desk:reply_aside", args=[reply.pk]))
    reply.refresh_from_db()
    assert (reply.state, Task.objects.filter(kind="reply", done_at=None).count()) == ("set_aside", 0)
    assert client.post(reverse("desk:reply_aside", args=[reply.pk])).status_code == 409


def test_nobody_sees_links_and_answers_of_cases_that_are_not_theirs(client: Client) -> None:
    row = make_referral(by=make_coordinator(), state=ReferralState.SENT)
    reply = answered(row)
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    assert [
        client.get(reverse("desk:reply", args=[reply.pk])).status_code,
        client.get(reverse("desk:reply_links", args=[row.code])).status_code,
        client.post(reverse("desk:reply_link_new", args=[row.code]), {"days": "8"}).status_code,
        client.post(reverse("desk:reply_link_revoke", args=[reply.link_id])).status_code,
        client.post(reverse("desk:reply_aside", args=[reply.pk])).status_code,
    ] == [404] * 5
    assert row.code not in text(client.get(reverse("desk:replies")))


def test_the_list_asks_as_much_for_three_answers_as_for_one(client: Client) -> None:
    worker = sign_in(client, make_coordinator())
    asked = []
    for count in (1, 2):
        for _ in range(count):
            answered(make_referral(by=worker, case=make_case(by=worker), state=ReferralState.SENT))
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("desk:replies"))
        asked.append((len(BeautifulSoup(page.content, "html.parser").select("tbody tr")), len(seen)))
    assert [rows for rows, _questions in asked] == [1, 3]
    assert asked[0][1] == asked[1][1] == 10
