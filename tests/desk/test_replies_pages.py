"""The worker's side of what outsiders answer: links shown once, answers to be looked at."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.models import Task
from panoh.core.clock import DUSHANBE, now
from panoh.referrals.actions import call_off, record_attendance, set_letterhead
from panoh.referrals.actions.replies import make_reply_link
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral, Reply, ReplyLink
from panoh.referrals.replies import slip_code
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.days import TODAY, taken
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.referrals import make_referral, make_reply
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def referral(client: Client) -> Referral:
    worker = sign_in(client, make_user(Role.COORDINATOR))
    return make_referral(by=worker, state=ReferralState.SENT)


def test_link_and_code_are_shown_once_and_open_the_page(client: Client, referral: Referral) -> None:
    shown = client.post(reverse("desk:reply_link_new", args=[referral.code]), {"days": "8"})

    page = soup_of(shown)
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


def test_a_link_that_wrong_codes_have_shut_says_so_and_until_when(client: Client, referral: Referral) -> None:
    made = make_reply_link(referral, by=referral.made_by)
    links, shut = reverse("desk:reply_links", args=[referral.code]), "closed until tomorrow after wrong codes"
    for _try in range(4):
        Client().post(f"/r/{made.token}/ru/", {"code": "0000 0000"})
    assert shut not in text(client.get(links))

    Client().post(f"/r/{made.token}/ru/", {"code": "0000 0000"})

    assert shut in text(client.get(links))
    with time_machine.travel(now() + dt.timedelta(hours=25), tick=False):
        sign_in(client, referral.made_by)
        assert "Valid until" in text(client.get(links))
        assert shut not in text(client.get(links))
    assert client.post(reverse("desk:reply_link_revoke", args=[made.link.pk])).status_code == 302  # not yet closed for good
    assert shut not in text(client.get(links))


@pytest.mark.parametrize("state", [ReferralState.DRAFT, ReferralState.COMPLETED])
def test_what_was_not_sent_or_is_over_has_no_link(client: Client, state: ReferralState) -> None:
    worker = sign_in(client, make_coordinator())
    row = make_referral(by=worker, state=state)
    assert client.post(reverse("desk:reply_link_new", args=[row.code]), {"days": "8"}).status_code == 409
    assert "A link works only for a referral that was sent and is not over" in text(
        client.get(reverse("desk:reply_links", args=[row.code]))
    )


def test_an_answer_is_a_thing_to_do_and_its_words_are_opened_by_a_press(client: Client, referral: Referral) -> None:
    reply = make_reply(referral, "outcome", words="Осмотрен, назначен покой", advice="Через месяц снова")

    assert "Check the answer of the facility" in text(client.get("/desk/"))
    page = reverse("desk:reply", args=[reply.pk])
    assert page in client.get("/desk/").content.decode()
    assert "Осмотрен" not in text(client.get(page))
    opened = text(client.post(page))
    assert ("Осмотрен, назначен покой" in opened, "Через месяц снова" in opened) == (True, True)


def test_an_answer_is_set_aside_and_the_task_is_done(client: Client, referral: Referral) -> None:
    reply = make_reply(referral)
    client.post(reverse("desk:reply_aside", args=[reply.pk]))
    reply.refresh_from_db()
    assert (reply.state, Task.objects.filter(kind="reply", done_at=None).count()) == ("set_aside", 0)
    assert client.post(reverse("desk:reply_aside", args=[reply.pk])).status_code == 409


TAKEN = [
    ("accepted", {}, {}, "accepted"),
    ("waitlisted", {}, {}, "waitlisted"),
    ("appointment", {"said_on": dt.date(2099, 12, 28), "said_at": dt.time(10, 30)}, {}, "booked"),
    ("declined", {"reason": "no_place", "words": "Врач в отпуске"}, {}, "declined"),
    ("attended", {"said_on": TODAY}, {}, "attended"),
    ("not_attended", {"said_on": TODAY, "words": "Не пришёл"}, {"reason": "logistics"}, "no_show"),
    ("outcome", {"words": "Осмотрен", "advice": "Покой"}, {}, "completed"),
]


@pytest.mark.parametrize(("kind", "facts", "more", "state"), TAKEN)
def test_an_answer_is_taken_over_as_it_stands_in_the_form_of_its_step(
    client: Client, referral: Referral, kind: str, facts: dict[str, object], more: dict[str, str], state: str
) -> None:
    reply = make_reply(referral, kind, **taken(facts))
    take = reverse("desk:reply_take", args=[reply.pk])
    assert client.get(take).status_code == 302

    asked = soup_of(client.post(take, {"open": "1"})).select_one("form.form")
    client.post(take, filled(asked) | more)

    row, reply = Referral.objects.get(pk=referral.pk), Reply.objects.get()
    assert (row.state, reply.state, reply.decided_by) == (state, "taken", referral.made_by)
    assert row.turns.order_by("-at").first().evidence == "link"
    assert not Task.objects.filter(kind="reply", done_at=None).exists()
    assert AuditEvent.objects.filter(verb="referrals.reply_taken").count() == 1
    if kind == "appointment":
        assert f"{row.appointment_at.astimezone(DUSHANBE):%Y-%m-%d %H:%M}" == "2099-12-28 10:30"
    if "words" in facts:
        (opened,) = open_sealed([row], by=referral.made_by.actor, purpose=Purpose.CARE)
        assert (opened.outcome_words, opened.recommendation) == (facts["words"], facts.get("advice", ""))


def filled(form) -> dict[str, str]:
    """What the form would send as it stands."""
    fields = {area["name"]: area.get_text().strip() for area in form.select("textarea")}
    for field in form.select("input[name]"):
        if field["type"] != "radio" or field.has_attr("checked"):
            fields[field["name"]] = field.get("value", "")
    for choice in form.select("select"):
        chosen = choice.select_one("option[selected]")
        fields[choice["name"]] = chosen["value"] if chosen else ""
    return fields


def test_an_answer_that_no_longer_follows_is_refused_and_waits_on(client: Client, referral: Referral) -> None:
    reply = make_reply(referral, "accepted")
    call_off(Referral.objects.get(pk=referral.pk), by=referral.made_by)
    take = reverse("desk:reply_take", args=[reply.pk])
    version = Referral.objects.get(pk=referral.pk).version
    assert client.post(take, {"version": version, "evidence": "link"}).status_code == 409
    assert Reply.objects.get().state == "waiting"


# -- the paper slip -------------------------------------------------------------------------------------------------------


def key_in(client: Client, slip: str, state: str = "accepted", evidence: str = "slip"):
    return client.post(reverse("desk:replies"), {"slip": slip, "evidence": evidence, "state": state})


def test_a_slip_leads_to_the_form_of_what_it_says_with_how_it_is_known(client: Client, referral: Referral) -> None:
    led = key_in(client, slip_code(referral), "booked", "telephone")
    assert (led.status_code, led.headers["Location"]) == (302, f"/desk/referrals/{referral.code}/step/booked/?evidence=telephone")
    form = soup_of(client.get(led.headers["Location"])).select_one("form.form")
    client.post(led.headers["Location"], filled(form) | {"day": "28.12.2099"})
    turn = Referral.objects.get(pk=referral.pk).turns.order_by("-at").first()
    assert (turn.state, turn.evidence) == ("booked", "telephone")


def test_a_slip_with_an_outcome_asks_first_for_the_day_of_the_visit(client: Client, referral: Referral) -> None:
    assert key_in(client, referral.slip, "completed").headers["Location"].endswith("/step/attended/?evidence=slip")
    record_attendance(referral, by=referral.made_by)
    assert key_in(client, referral.slip, "completed").headers["Location"].endswith("/step/completed/?evidence=slip")


def test_a_slip_that_is_mistyped_not_theirs_or_does_not_follow_says_so_and_keeps_what_was_typed(client: Client, referral: Referral) -> None:
    foreign = make_referral(by=make_coordinator(), state=ReferralState.SENT)
    wrong = referral.slip[:-1] + str((int(referral.slip[-1]) + 1) % 10)
    mistyped = key_in(client, wrong)
    assert (mistyped.status_code, "This cannot be the code of a slip: a digit is wrong, or two are swapped" in text(mistyped)) == (
        400,
        True,
    )
    assert f'value="{wrong}"' in mistyped.content.decode()
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    not_mine, never_was = key_in(client, foreign.slip), key_in(client, "0000005724")
    assert (not_mine.status_code, never_was.status_code) == (400, 400)
    assert text(not_mine).replace(foreign.slip, "") == text(never_was).replace("0000005724", "")
    assert "None of your referrals has a slip with this code" in text(not_mine)


def test_a_slip_of_a_referral_that_is_over_says_where_it_stands(client: Client, referral: Referral) -> None:
    call_off(referral, by=referral.made_by)
    said = key_in(client, referral.slip)
    assert (said.status_code, f"The status of the referral {referral.code} is" in text(said)) == (400, True)


def test_nobody_sees_links_and_answers_of_cases_that_are_not_theirs(client: Client) -> None:
    row = make_referral(by=make_coordinator(), state=ReferralState.SENT)
    reply = make_reply(row)
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
            make_reply(make_referral(by=worker, case=make_case(by=worker), state=ReferralState.SENT))
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("desk:replies"))
        asked.append((len(soup_of(page).select("tbody tr")), len(seen)))
    assert [rows for rows, _questions in asked] == [1, 3]
    assert asked[0][1] == asked[1][1] == 10


# -- under which name -----------------------------------------------------------------------------------------------------


def test_a_link_stands_under_the_host_of_the_letterhead(client: Client, referral: Referral, settings) -> None:
    settings.ANSWER_HOSTS = ("reply.example.org",)
    set_letterhead(by=referral.made_by, name="", address="", host="reply.example.org")
    shown = client.post(reverse("desk:reply_link_new", args=[referral.code]), {"days": "8"})
    address = soup_of(shown).select_one("#address").get_text()
    assert address.startswith("https://reply.example.org/r/")


def test_a_link_says_no_more_than_the_letter_so_a_neutral_one_is_not_made_under_the_name_of_the_house(
    client: Client, referral: Referral, settings
) -> None:
    settings.HOUSE_HOSTS = ("unit.example.org",)
    refused = client.post(reverse("desk:reply_link_new", args=[referral.code]), {"days": "8"})
    assert (refused.status_code, "The name of this server shows who refers, and the letter did not" in text(refused)) == (409, True)
    assert ReplyLink.objects.count() == 0


def test_the_links_of_a_referral_ask_as_much_for_three_as_for_one(client: Client, referral: Referral) -> None:
    asked = []
    for count in (1, 2):
        for _ in range(count):
            make_reply(referral)
        with CaptureQueriesContext(connection) as seen:
            page = soup_of(client.get(reverse("desk:reply_links", args=[referral.code])))
        asked.append((len(page.select("tbody tr")), len(page.select("ul.line li")), len(seen)))
    assert asked == [(1, 1, 13), (3, 3, 13)]
