"""The page of those who answer without an account: it shows nothing before the code, tells nobody apart, and gives nothing back."""

import datetime as dt
import re
import time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from panoh.accounts import limits
from panoh.accounts.models import Attempt
from panoh.audit.models import AuditEvent
from panoh.cases.models import Task
from panoh.consent.actions import withdraw_consent
from panoh.core.clock import today
from panoh.referrals.actions.replies import Door, MadeLink, answer, enter, make_reply_link, revoke_reply_link
from panoh.referrals.enums import DeclineReason, ReferralState, ReplyKind
from panoh.referrals.models import Referral, Reply, ReplyLink
from panoh.vault import client as vault_client
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.cases import make_coordinator
from tests.factories.referrals import make_referral
from tests.pages import soup_of as page_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FAR = {"X-Forwarded-For": "203.0.113.7"}


@pytest.fixture
def sent() -> Referral:
    return make_referral(by=make_coordinator(), state=ReferralState.SENT)


@pytest.fixture
def made(sent: Referral) -> MadeLink:
    return make_reply_link(sent, by=sent.made_by)


def url(token: str, language: str = "en") -> str:
    return f"/r/{token}/{language}/"


def post(client: Client, token: str, language: str = "en", address: str = "203.0.113.7", **fields: str) -> HttpResponse:
    return client.post(url(token, language), fields, headers={"X-Forwarded-For": address})


def ticket_in(response: HttpResponse) -> str:
    return str(page_of(response).select_one("input[name=ticket]")["value"])


def say(client: Client, made: MadeLink, kind: str, **fields: str) -> HttpResponse:
    """Opens with the code and answers, as a hand would."""
    opened = post(client, made.token, code=made.code)
    return post(client, made.token, ticket=ticket_in(opened), kind=kind, send="1", **fields)


# -- before the code ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_page_before_the_code_is_empty_silent_and_light(client: Client, made: MadeLink, language: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        first, second, head = client.get(url(made.token, language)), client.get(url(made.token, language)), client.head(url(made.token))

    assert len(asked) == 0
    assert first.content == second.content == client.get(url("x" * 22, language)).content
    assert head.content == b""
    assert (first.status_code, first.cookies, first.headers["Content-Language"]) == (200, {}, language)
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in first.headers["X-Robots-Tag"]
    assert "script-src 'none'" in first.headers["Content-Security-Policy"]
    page = page_of(first)
    assert not page.select("script, [src], iframe, img")
    assert len(first.content) < 4_000
    assert [link["href"] for link in page.select("a")] == ["?in=tg", "?in=ru", "?in=en"]
    assert page.html["lang"] == language
    assert made.link.referral.code not in first.content.decode()


@pytest.mark.parametrize("path", ["/r/", "/r/x", "/r/a/b/c/", "/r/%2e%2e/", "/r/desk/", "/r/aaaaaaaaaaaaaaaaaaaaaa/de/", "/r"])
def test_every_other_address_under_it_is_the_same_page(client: Client, agent: object, path: str) -> None:
    usual = client.get(url("x" * 22, "ru")).content
    got = client.get(path, headers={"Accept-Language": "ru"})
    assert (got.status_code, got.content) == (200, usual)


def test_robots_spend_nothing_and_leave_no_trace(client: Client, made: MadeLink) -> None:
    events = AuditEvent.objects.count()
    for _time in range(3):
        client.get(url(made.token))
        client.head(url(made.token))
    made.link.refresh_from_db()
    assert (made.link.spent_at, made.link.version) == (None, 1)
    assert (Attempt.objects.count(), AuditEvent.objects.count()) == (0, events)
    assert post(client, made.token, code=made.code).status_code == 200


def test_other_methods_are_refused(client: Client, made: MadeLink) -> None:
    assert [client.generic(method, url(made.token)).status_code for method in ("PUT", "DELETE", "PATCH")] == [405, 405, 405]


NAMES_US = re.compile("panoh|паноҳ|панох|реабилит|офият|torture|пыт|шиканҷ|rehabilit|coalition", re.IGNORECASE)


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_nothing_names_the_house_or_the_work(client: Client, made: MadeLink, language: str) -> None:
    opened = post(client, made.token, language, code=made.code)
    pages = [
        client.get(url(made.token, language)),
        opened,
        post(client, made.token, language, code="1111 1111"),
        *(post(client, made.token, language, ticket=ticket_in(opened), kind=kind) for kind in ("appointment", "declined", "outcome")),
        post(client, made.token, language, ticket=ticket_in(opened), kind="received"),
        client.generic("PUT", url(made.token, language)),
    ]
    for page in pages:
        told = page.content.decode() + "".join(f"{name}: {value}\n" for name, value in page.items())
        assert NAMES_US.findall(told) == []
        assert len(page.content) < 10_000
    styles = [link["href"] for link in page_of(opened).select("link")]
    assert styles == ["data:,", "/static/core/plain.css"]


def test_after_the_code_it_says_no_more_than_the_letter(client: Client, made: MadeLink) -> None:
    text = page_of(post(client, made.token, code=made.code)).main.get_text(" ", strip=True)
    referral = made.link.referral
    assert text.startswith(f"Referral {referral.code} neurologist What do you answer?")
    assert "Головные боли" not in text
    assert not AuditEvent.objects.filter(actor_kind="outsider", verb="vault.opened").exists()


# -- what does not fit ----------------------------------------------------------------------------------------------------


def test_whatever_does_not_fit_answers_in_the_same_bytes_with_the_same_questions(client: Client, sent: Referral) -> None:
    by = sent.made_by
    good = make_reply_link(sent, by=by)
    others = [make_referral(by=by, case=sent.case, state=ReferralState.SENT) for _ in range(4)]
    used, revoked, over, foreign = (make_reply_link(row, by=by) for row in others)
    say(client, used, "declined", reason="no_place")
    revoke_reply_link(revoked.link, by=by)
    withdraw_consent(Referral.objects.get(pk=others[2].pk).consent, by=by)
    short = make_reply_link(make_referral(by=by, case=sent.case, state=ReferralState.SENT), by=by, days=1)
    Attempt.objects.all().delete()
    tried: dict[str, tuple[str, str]] = {
        "wrong code": (good.token, "1111 1111"),
        "code of another link": (good.token, foreign.code),
        "used": (used.token, used.code),
        "revoked": (revoked.token, revoked.code),
        "without its ground": (over.token, over.code),
        "mistyped": (good.token[:-1] + ("A" if good.token[-1] != "A" else "B"), good.code),
        "never was": ("A" * 22, "4830 1756"),
        "too long": ("A" * 500, "4" * 8),
        "expired": (short.token, short.code),
    }
    seen = {}
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1, hours=1), tick=False):
        for number, (name, (token, code)) in enumerate(tried.items()):
            with CaptureQueriesContext(connection) as asked:
                answer = post(client, token, code=code, address=f"198.51.100.{number}")
            kinds = tuple(re.sub(r"'[^']*'|\d+|x'[0-9a-f]+'", "?", one["sql"])[:60] for one in asked)
            seen[name] = (answer.status_code, answer.content, tuple(answer.items()), len(asked), kinds)

    assert {name for name, one in seen.items() if one != seen["wrong code"]} == set()
    assert seen["wrong code"][0] == 400


def test_a_forged_ticket_is_a_wrong_code(client: Client, made: MadeLink) -> None:
    wrong = post(client, made.token, code="")
    opened = ticket_in(post(client, made.token, code=made.code))
    other = make_reply_link(make_referral(by=made.link.made_by, state=ReferralState.SENT), by=made.link.made_by)
    for ticket in ("x", "1.2.3", "..", opened[:-1], opened.replace(".", ".1", 1), "é" * 40):
        assert post(client, made.token, ticket=ticket).content == wrong.content
    assert post(client, other.token, ticket=opened).content == wrong.content  # another link's


def test_a_link_has_few_tries_whoever_makes_them_and_gets_them_back_when_it_opens(client: Client, made: MadeLink) -> None:
    for number in range(4):
        post(client, made.token, code="0000 0000", address=f"198.51.100.{number}")
    assert post(client, made.token, code=made.code).status_code == 200  # the fifth

    for number in range(5):
        post(client, made.token, code="0000 0000", address=f"198.51.100.{number}")
    assert post(client, made.token, code=made.code).status_code == 429
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=25), tick=False):
        assert post(client, made.token, code=made.code).status_code == 200


NOON = dt.datetime(2026, 12, 1, 7, 0, 20, tzinfo=dt.UTC)  # 12:00:20 in Dushanbe


def test_used_up_tries_are_said_with_until_when_alike_whether_there_is_such_a_link(client: Client, sent: Referral) -> None:
    with time_machine.travel(NOON, tick=False):
        made, closed = (make_reply_link(row, by=sent.made_by) for row in (sent, make_referral(by=sent.made_by, state=ReferralState.SENT)))
        revoke_reply_link(closed.link, by=sent.made_by)
    tried = {"there": (made.token, made.code), "never was": ("A" * 22, made.code), "closed": (closed.token, closed.code)}
    seen: dict[str, Any] = {}
    for name, (token, code) in tried.items():
        for number in range(5):
            with time_machine.travel(NOON + dt.timedelta(hours=number), tick=False):
                assert post(client, token, code="0000 0000").status_code == 400
        with time_machine.travel(NOON + dt.timedelta(hours=6), tick=False):
            for wrong in (code, "0000 0000"):
                with CaptureQueriesContext(connection) as asked:
                    answer = post(client, token, code=wrong, kind="outcome", words="Осмотрен")
                kinds = tuple(re.sub(r"'[^']*'|\d+|x'[0-9a-f]+'", "?", one["sql"])[:60] for one in asked)
                seen[f"{name}, {wrong}"] = (answer.status_code, answer.content, tuple(answer.items()), len(asked), kinds)

    assert len(seen) == 6
    assert {name for name, one in seen.items() if one != seen["never was, 0000 0000"]} == set()
    status, content, headers, *_rest = seen["never was, 0000 0000"]
    said = page_of(answer).select_one("[role=alert]").get_text(" ", strip=True)
    assert (status, dict(headers)["Retry-After"]) == (429, str(18 * 3600 + 40))
    assert said.startswith("This link has no tries left")
    assert said.endswith("Wait until 2 December, 12:01, or ask the person who sent you the link for a new one.")
    assert {field["name"]: field["value"] for field in page_of(answer).select("input[type=hidden]")} == {
        "kind": "outcome",
        "words": "Осмотрен",
    }
    assert len(content) < 10_000
    with time_machine.travel(NOON + dt.timedelta(hours=24, seconds=39), tick=False):
        assert post(client, made.token, code=made.code).status_code == 200


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_used_up_tries_name_nobody_in_any_language(client: Client, agent: object, language: str) -> None:
    for _time in range(6):
        refused = post(client, "A" * 22, language, code="0000 0000")
    assert (refused.status_code, NAMES_US.findall(refused.content.decode()), refused.cookies) == (429, [], {})


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("", "Enter the code"),
        (" - ", "Enter the code"),
        ("1234 567", "A code has eight digits, and you typed more or fewer"),
        ("4" * 40, "A code has eight digits, and you typed more or fewer"),
        ("код", "Enter"),
    ],
)
def test_what_cannot_be_a_code_is_no_try_and_the_page_says_what_is_missing(
    client: Client, made: MadeLink, typed: str, missing: str
) -> None:
    for _press in range(15):
        refused = post(client, made.token, code=typed, kind="outcome", words="Осмотрен")

    assert refused.status_code == 400
    assert missing in page_of(refused).select_one("[role=alert]").get_text()
    assert {field["name"]: field["value"] for field in page_of(refused).select("input[type=hidden]")} == {
        "kind": "outcome",
        "words": "Осмотрен",
    }
    assert refused.content == post(client, "A" * 22, code=typed, kind="outcome", words="Осмотрен").content
    assert Attempt.objects.count() == 0
    assert post(client, made.token, code=made.code).status_code == 200


def test_wrong_codes_of_a_shared_address_shut_out_neither_other_links_there_nor_sign_in(client: Client, made: MadeLink) -> None:
    for number in range(40):
        post(client, f"{number:022}", code="0000 0000")
    assert post(client, made.token, code=made.code).status_code == 200
    for number in range(limits.PER_ADDRESS):
        limits.begin(f"account {number}", "203.0.113.7")
    link = make_reply_link(make_referral(by=made.link.made_by, state=ReferralState.SENT), by=made.link.made_by)
    assert post(client, link.token, code=link.code).status_code == 200


def test_an_address_has_many_tries_over_all_links_and_is_then_told_to_come_later(client: Client, made: MadeLink) -> None:
    for number in range(150):
        limits.may_try_link(f"{number:022}".encode(), "203.0.113.7")

    refused = [post(client, token, code=made.code, words="Осмотрен") for token in (made.token, "A" * 22)]

    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in refused] == [(429, "900"), (429, "900")]
    assert refused[0].content == refused[1].content
    assert "Осмотрен" in refused[0].content.decode()
    assert post(client, made.token, code=made.code, address="198.51.100.9").status_code == 200


# -- answering ------------------------------------------------------------------------------------------------------------


ANSWERS: list[tuple[ReplyKind, dict[str, str]]] = [
    (ReplyKind.ACCEPTED, {}),
    (ReplyKind.WAITLISTED, {}),
    (ReplyKind.APPOINTMENT, {"said_on": "28.12.2099", "said_at": "10:30"}),
    (ReplyKind.ATTENDED, {"said_on": "today"}),
    (ReplyKind.NOT_ATTENDED, {"said_on": "today"}),
    (ReplyKind.DECLINED, {"reason": "no_place", "words": "Врач в отпуске"}),
    (ReplyKind.OUTCOME, {"words": "Осмотрен", "advice": "Покой"}),
]


@pytest.mark.parametrize(("kind", "fields"), ANSWERS)
def test_each_answer_is_kept_sealed_and_told_to_the_worker_and_moves_nothing(
    client: Client, made: MadeLink, kind: ReplyKind, fields: dict[str, str]
) -> None:
    fields = {name: f"{today():%d.%m.%Y}" if value == "today" else value for name, value in fields.items()}
    tasks = Task.objects.filter(kind="reply").count()

    kept = say(client, made, kind, **fields)

    assert "Received:" in kept.content.decode()
    reply = Reply.objects.get()
    referral = Referral.objects.get(pk=made.link.referral_id)
    assert (reply.kind, reply.state, referral.state) == (kind, "waiting", ReferralState.SENT)
    assert all(word.encode() not in bytes(reply.words) + bytes(reply.advice) for word in ("Осмотрен", "Покой", "отпуске"))
    (opened,) = open_sealed([reply], by=made.link.made_by.actor, purpose=Purpose.CARE)
    assert (opened.words, opened.advice) == (fields.get("words", ""), fields.get("advice", ""))
    (task,) = Task.objects.filter(kind="reply")
    assert (tasks, task.owner_id, task.target) == (0, made.link.made_by_id, reply.pk)
    assert AuditEvent.objects.filter(verb="referrals.answered", actor_kind="outsider", actor_ref=made.link.pk).count() == 1
    made.link.refresh_from_db()
    assert (made.link.spent_at is not None) == (kind in {ReplyKind.DECLINED, ReplyKind.OUTCOME})


def test_that_the_letter_has_come_is_taken_at_their_word(client: Client, made: MadeLink) -> None:
    for _time in range(2):
        assert say(client, made, "received").status_code == 200

    referral = Referral.objects.get(pk=made.link.referral_id)
    assert (referral.state, referral.acknowledged_on) == (ReferralState.ACKNOWLEDGED, today())
    turn = referral.turns.order_by("-at").first()
    assert (turn.evidence, turn.by) == ("link", made.link.pk)
    assert [reply.state for reply in Reply.objects.all()] == ["taken", "taken"]
    assert not Task.objects.filter(kind="reply").exists()


def test_no_reason_to_choose_from_tells_of_fear(client: Client, made: MadeLink) -> None:
    opened = post(client, made.token, code=made.code)
    form = page_of(post(client, made.token, ticket=ticket_in(opened), kind="declined"))
    reasons = [field.get("value") for field in form.select("[name=reason][value], [name=reason] option") if field.get("value")]
    assert set(DeclineReason.values) - set(reasons) == {"conflict"}


def test_an_answer_cannot_be_read_back(client: Client, made: MadeLink) -> None:
    kept = say(client, made, "appointment", said_on="28.12.2099", words="Взять анализы")
    again = post(client, made.token, code=made.code)
    for page in (kept, again, post(client, made.token, ticket=ticket_in(again), kind="appointment")):
        assert "анализы" not in page.content.decode()
        assert "2099" not in page.content.decode()


def test_the_same_page_sent_twice_is_one_answer(client: Client, made: MadeLink) -> None:
    opened = post(client, made.token, code=made.code)
    fields = {"ticket": ticket_in(opened), "kind": "outcome", "send": "1", "words": "Осмотрен"}
    first, second = post(client, made.token, **fields), post(client, made.token, **fields)
    assert Reply.objects.count() == 1
    assert first.content == second.content


def test_a_spent_link_takes_no_more_and_a_new_one_can_be_made(client: Client, made: MadeLink) -> None:
    opened = ticket_in(post(client, made.token, code=made.code))
    say(client, made, "outcome", words="Осмотрен")
    assert post(client, made.token, code=made.code).status_code == 400
    assert post(client, made.token, ticket=opened, kind="received").status_code == 410
    assert Reply.objects.count() == 1
    assert say(client, make_reply_link(made.link.referral, by=made.link.made_by), "received").status_code == 200


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("appointment", {"said_on": ""}, "said_on"),
        ("appointment", {"said_on": "01.02.2020"}, "said_on"),
        ("appointment", {"said_on": "31.02.2099"}, "said_on"),
        ("attended", {"said_on": "28.12.2099"}, "said_on"),
        ("declined", {"words": "так"}, "reason"),
        ("declined", {"reason": "police"}, "reason"),
        ("outcome", {"words": "  "}, "words"),
    ],
)
def test_what_cannot_be_right_comes_back_with_a_sentence_and_loses_nothing(
    client: Client, made: MadeLink, kind: str, fields: dict[str, str], field: str
) -> None:
    filled = {"words": "Придёт с сестрой"} | fields
    answer = say(client, made, kind, **filled)
    page = page_of(answer)
    assert answer.status_code == 400
    assert page.select_one(f"#id_{field}_error, fieldset .error") is not None
    if filled["words"].strip():
        assert page.select_one("textarea[name=words]").get_text().strip() == filled["words"]
    assert Reply.objects.count() == 0


def test_words_written_on_a_page_that_grew_too_old_come_back_after_the_code(client: Client, made: MadeLink) -> None:
    opened = post(client, made.token, code=made.code)
    words = {"kind": "outcome", "words": "Осмотрен <b>дважды</b>", "advice": "Покой"}
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=3), tick=False):
        asked = post(client, made.token, ticket=ticket_in(opened), send="1", **words)
        carried = {field["name"]: field["value"] for field in page_of(asked).select("input[type=hidden]")}
        assert carried == words
        back = post(client, made.token, code=made.code, **carried)
        assert page_of(back).select_one("textarea[name=words]").get_text().strip() == words["words"]
        assert Reply.objects.count() == 0
        sent = {
            field["name"]: field.get("value") or field.get_text().strip() for field in page_of(back).select("form input, form textarea")
        }
        post(client, made.token, send="1", **{name: value or "" for name, value in sent.items()})
    assert Reply.objects.get().kind == "outcome"


def test_an_answer_that_is_too_long_is_refused_with_a_sentence_and_comes_back_whole(client: Client, made: MadeLink) -> None:
    opened = ticket_in(post(client, made.token, code=made.code))
    assert page_of(post(client, made.token, ticket=opened, kind="outcome")).select("textarea[maxlength]") == []  # a browser cuts silently

    refused = say(client, made, "outcome", words="ж" * 10_001)

    field = page_of(refused).select_one("textarea[name=words]")
    assert (refused.status_code, field.get_text().strip()) == (400, "ж" * 10_001)
    assert "Too long: 10001 characters, the limit is 10000." in page_of(refused).main.get_text()
    assert Reply.objects.count() == 0


@pytest.mark.parametrize("fields", [{"code": ""}, {"ticket": "x", "code": "1111 1111"}])
def test_nothing_is_cut_on_the_way_over_the_page_of_the_code(client: Client, made: MadeLink, fields: dict[str, str]) -> None:
    asked = post(client, made.token, kind="outcome", words="ж" * 25_000, **fields)

    assert page_of(asked).select_one("input[name=words]")["value"] == "ж" * 25_000


def withdrawn(made: MadeLink) -> None:
    withdraw_consent(Referral.objects.get(pk=made.link.referral_id).consent, by=made.link.made_by)


def closed_by_hand(made: MadeLink) -> None:
    revoke_reply_link(made.link, by=made.link.made_by)


@pytest.mark.parametrize("close", [withdrawn, closed_by_hand])
@pytest.mark.parametrize("hours", [0, 3])
def test_an_answer_to_a_link_that_was_closed_meanwhile_is_told_so_and_can_be_read_out(
    client: Client, made: MadeLink, close: Any, hours: int
) -> None:
    opened = ticket_in(post(client, made.token, code=made.code))
    close(made)
    words = {"words": "Осмотрен <b>дважды</b>", "advice": "Покой"}

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours), tick=False):
        told = post(client, made.token, ticket=opened, kind="outcome", send="1", **words)

    page = page_of(told)
    assert (told.status_code, Reply.objects.count(), page.select("form, input")) == (410, 0, [])
    said = page.select_one("[role=alert]").get_text(" ", strip=True)
    assert said.startswith("This link is closed. Nothing was received. Call the person who sent you the letter")
    assert [field.get_text().strip() for field in page.select("textarea[readonly]")] == list(words.values())
    assert "consent" not in page.get_text()


def test_an_answer_that_was_received_is_not_said_to_be_lost_when_its_old_page_is_sent_again(client: Client, made: MadeLink) -> None:
    opened = post(client, made.token, code=made.code)
    fields = {"ticket": ticket_in(opened), "kind": "outcome", "send": "1", "words": "Осмотрен"}
    first = post(client, made.token, **fields)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=3), tick=False):
        again = post(client, made.token, **fields)

    assert (again.status_code, again.content) == (200, first.content)


def test_what_was_being_written_when_the_link_ran_out_still_counts(client: Client, made: MadeLink) -> None:
    with time_machine.travel(made.link.expires_at - dt.timedelta(minutes=5), tick=False):
        opened = ticket_in(post(client, made.token, code=made.code))
    with time_machine.travel(made.link.expires_at + dt.timedelta(minutes=5), tick=False):
        assert post(client, made.token, code=made.code).status_code == 400
        assert post(client, made.token, ticket=opened, kind="received").status_code == 200


def test_a_link_takes_no_flood(client: Client, made: MadeLink) -> None:
    answer = post(client, made.token, code=made.code)
    for _time in range(21):
        ticket = page_of(answer).select_one("input[name=ticket]")
        answer = post(client, made.token, kind="received", **({"ticket": ticket["value"]} if ticket else {}))
    assert Reply.objects.count() == 20


def test_a_locked_server_says_later_takes_nothing_and_keeps_what_was_typed_in_the_page(client: Client, made: MadeLink) -> None:
    opened = ticket_in(post(client, made.token, code=made.code))
    attempts, links = Attempt.objects.count(), list(ReplyLink.objects.values_list("version"))
    vault_client.lock()
    try:
        assert client.get(url(made.token)).status_code == 200
        answer = post(client, made.token, ticket=opened, kind="outcome", words="Осмотрен", send="1")
        wrong = post(client, "A" * 22, code="1111 1111")
    finally:
        vault_client.unlock(None)
    assert (answer.status_code, wrong.status_code) == (503, 503)
    again: dict[str, Any] = {field["name"]: field["value"] for field in page_of(answer).select("input[type=hidden]")}
    assert again["words"] == "Осмотрен"
    assert (Reply.objects.count(), Attempt.objects.count(), list(ReplyLink.objects.values_list("version"))) == (0, attempts, links)
    assert post(client, made.token, **again).status_code == 200
    assert Reply.objects.get().kind == "outcome"


def test_no_cookie_no_token_and_no_foreign_page_needed_for_nothing_but_the_code(made: MadeLink) -> None:
    """The form check is off here, and rightly: without link and code a form does nothing, wherever it comes from."""
    strict = Client(enforce_csrf_checks=True)
    opened = strict.post(url(made.token), {"code": made.code}, headers={"Origin": "null", **FAR})
    assert (opened.status_code, opened.cookies) == (200, {})
    strict.post(url(made.token), {"kind": "received"}, headers={"Origin": "https://evil.example", **FAR})
    assert Reply.objects.count() == 0


def test_answer_asks_the_database_alike_whether_there_is_such_a_link_or_its_code_is_wrong(client: Client, made: MadeLink) -> None:
    def asked(token: str, code: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            post(client, token, code=code)
        return [" ".join(query["sql"].split()[:2]).split('"s')[0] for query in queries]

    post(client, "no-such-link", code="1111 1111")
    first = asked("no-such-link", "1111 1111")

    assert first == asked(made.token, "1111 1111") == asked("another", made.code)
    assert len(first) > 5


def test_in_a_crowd_an_answer_is_told_at_once_to_come_again_and_no_try_is_counted(
    client: Client, made: MadeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(client, "no-such-link", code="1111 1111")
    monkeypatch.setattr(limits, "CROWD", 1)
    monkeypatch.setattr(limits, "_next_at", [time.monotonic() + 3_600])
    before = Attempt.objects.count()

    answers = [post(client, token, code=made.code, words="Осмотрен") for token in (made.token, "no-such-link")]

    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in answers] == [(429, "5"), (429, "5")]
    assert answers[0].content == answers[1].content
    assert "Осмотрен" in answers[0].content.decode()
    assert Attempt.objects.count() == before


def test_enter_names_no_reason(made: MadeLink) -> None:
    with pytest.raises(Exception, match=r"^$"):
        enter(made.token, "0000 0000", address="")


# -- the other host name --------------------------------------------------------------------------------------------------


@pytest.fixture
def other_name(settings: Any) -> str:
    settings.ANSWER_HOSTS = ("reply.example.org",)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "reply.example.org"]
    return "reply.example.org"


@pytest.mark.parametrize(
    "path",
    ["/", "/ru/", "/desk/", "/desk/sign-in/", "/static/core/panoh.css", "/static/core/mark.svg", "/exit/", "/api/v1/", "/favicon.ico"],
)
def test_under_a_name_of_letters_there_is_nothing_but_the_answers(client: Client, made: MadeLink, other_name: str, path: str) -> None:
    usual = client.get("/r/", headers={"Accept-Language": "ru", "Host": other_name}).content
    for host in (other_name, f"{other_name}:8443"):
        got = client.get(path, headers={"Accept-Language": "ru", "Host": host})
        assert (got.status_code, got.content, got.cookies) == (200, usual, {})
    assert client.post(path, {"code": "1"}, headers={"Host": other_name}).status_code == 400
    assert client.get(path).content != usual


def test_under_a_name_of_letters_a_link_opens_and_its_style_is_there(client: Client, made: MadeLink, other_name: str) -> None:
    opened = client.post(url(made.token), {"code": made.code}, headers={"Host": other_name})
    assert made.link.referral.code in opened.content.decode()


# -- what the rows hold together ------------------------------------------------------------------------------------------


def test_a_second_press_that_overtakes_the_first_is_one_answer(made: MadeLink) -> None:
    """Both were let in before either was written: what the page itself asks comes too early to see that."""
    door = Door(enter(made.token, made.code, address="").link, b"one page")
    first, second = (answer(door, kind="outcome", words=words) for words in ("Осмотрен", "Осмотрен"))
    assert first.pk == second.pk
    assert Reply.objects.count() == 1


def test_nothing_of_the_answers_outlives_its_referral(client: Client, made: MadeLink, arranging: None) -> None:
    say(client, made, "accepted")
    made.link.referral.delete()
    assert (Reply.objects.count(), ReplyLink.objects.count()) == (0, 0)
