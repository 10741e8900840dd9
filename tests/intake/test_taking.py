"""What waits is taken in exactly once, whatever breaks off, and becomes a request with the clocks of every other."""

import datetime as dt
import os

import pytest

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.enums import Door, RequestState, TaskKind, Urgency
from panoh.cases.models import Danger, Request
from panoh.core.agent import AgentError
from panoh.core.errors import Locked
from panoh.intake import receipts
from panoh.intake.actions import take_in, taking
from panoh.intake.enums import ThreadMessageKind
from panoh.intake.models import Attachment, Taken, Thread, ThreadMessage
from panoh.intake.signals import message_opened
from panoh.vault import client, intake
from panoh.vault.actions import open_sealed
from panoh.vault.intake import Message
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user
from tests.factories.intake import SAID, lay, lay_form, lay_more, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def words_of(row):
    (opened,) = open_sealed([row], by=make_user(Role.COORDINATOR).actor, purpose=Purpose.DECISION)
    return opened


def test_a_form_becomes_a_request_with_its_words_and_its_clock(data):
    lay_form(data)
    (path,) = intake.waiting(data)
    os.utime(path, (1_764_237_600, 1_764_237_600))

    assert take_in(data) == 1

    request = Request.objects.get()
    came = dt.datetime(2025, 11, 27, 10, 0, tzinfo=dt.UTC)
    assert (request.door, request.state, request.urgency, request.asker) == (Door.PUBLIC_FORM, RequestState.NEW, Urgency.RED, "relative")
    assert (request.received_at, request.due_at, request.region) == (came, came + dt.timedelta(hours=1), "TJ-KT")
    assert (request.taken_by, request.needs, request.is_practice) == (None, [], False)
    opened = words_of(request)
    assert (opened.need_words, opened.number) == (SAID["words"], "+992987876666")
    assert opened.contact_terms == f"{SAID['reach']}\n\n{SAID['not_tell']}"
    assert sorted(task.kind for task in request.tasks.all()) == [TaskKind.DANGER, TaskKind.TRIAGE]
    danger = Danger.objects.get()
    assert (danger.request, danger.level, danger.sources, danger.raised_by) == (request, "hour", ["message"], None)
    assert intake.waiting(data) == []


@pytest.mark.parametrize(
    ("said", "urgency"), [("now", Urgency.RED), ("days", Urgency.AMBER), ("can_wait", Urgency.GREEN), ("", Urgency.AMBER), ("x", "amber")]
)
def test_who_does_not_say_how_soon_does_not_wait_a_week(data, said, urgency):
    lay_form(data, soon=said)
    take_in(data)

    assert Request.objects.get().urgency == urgency


def test_the_same_form_sent_five_times_is_one_request(data):
    secret = receipts.new_secret()
    for _ in range(3):
        lay_form(data, secret=secret)
    take_in(data)
    for _ in range(2):
        lay_form(data, secret=secret)
    take_in(data)

    assert (Request.objects.count(), Thread.objects.count(), ThreadMessage.objects.count(), Taken.objects.count()) == (1, 1, 1, 1)
    assert intake.waiting(data) == []


def test_a_form_gone_back_to_and_changed_loses_neither_text(data):
    secret = receipts.new_secret()
    lay_form(data, secret=secret)
    lay_form(data, secret=secret, words="Ва боз: хоҳарам ҳам")
    take_in(data)

    request = Request.objects.get()
    more = ThreadMessage.objects.get(kind=ThreadMessageKind.MORE)
    assert words_of(request).need_words == SAID["words"]
    assert words_of(more).words.startswith("Ва боз: хоҳарам ҳам")
    assert [task.kind for task in request.tasks.order_by("kind")] == [TaskKind.DANGER, TaskKind.TRIAGE, TaskKind.WROTE]


@pytest.mark.parametrize("where", ["save", "record_about", "add_tasks", "seal"])
def test_broken_off_anywhere_it_begins_again_and_is_one(data, monkeypatch, where):
    lay_form(data, files=(b"%PDF-1.4",))

    def broken(*_args, **_kwargs):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(taking if where != "add_tasks" else __import__("panoh.cases.actions.requests", fromlist=["x"]), where, broken)
        with pytest.raises(RuntimeError):
            take_in(data)

    assert (Request.objects.count(), Taken.objects.count(), len(intake.waiting(data))) == (0, 0, 1)
    assert take_in(data) == 1
    assert (Request.objects.count(), Attachment.objects.count(), intake.waiting(data)) == (1, 1, [])


def test_broken_off_after_the_rows_and_before_the_file_went_it_is_one(data, monkeypatch):
    lay_form(data)
    (path,) = intake.waiting(data)
    again = path.read_bytes()
    take_in(data)
    path.write_bytes(again)

    assert take_in(data) == 1
    assert (Request.objects.count(), intake.waiting(data)) == (1, [])


def test_locked_nothing_is_taken_and_nothing_is_lost(data):
    lay_form(data)
    client.lock()
    try:
        lay_form(data, words="дар вақти қулф")
        with pytest.raises(Locked):
            take_in(data)
        assert len(intake.waiting(data)) == 2
    finally:
        client.unlock(None)

    assert take_in(data) == 2
    assert Request.objects.count() == 2


def test_a_message_is_opened_only_with_an_event(data):
    lay_form(data)
    take_in(data)

    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs.index("intake.opened") < verbs.index("cases.request_received") < verbs.index("intake.taken_in")
    with pytest.raises(AgentError):
        client.open_intake(b"none", b"\x01" * 200)


def test_what_cannot_be_opened_is_set_aside_and_holds_nothing_up(data, caplog):
    stranger = intake.public_of(intake.new_private())
    intake.lay_down(data, intake.seal(stranger, bytes(16), Message("contact", dict(SAID))))
    (data / "waiting" / "rubbish-0.sealed").write_bytes(b"rubbish")
    lay(data, receipts.new_secret(), Message("no such kind", {}))
    lay_form(data)

    take_in(data)

    assert Request.objects.count() == 1
    assert sorted(path.suffix for path in (data / "waiting").iterdir()) == [".unreadable"] * 3
    assert "Бародар" not in caplog.text


@pytest.mark.parametrize(
    "facts",
    [
        {"words": ["a", "list"]},
        {"words": {"deep": 1}},
        {"words": "\x00\ud800 ва дигар"},
        {"place": "TJ-XX"},
        {"place": "Хатлон"},
        {"number": "занг назанед"},
        {"whom": 3, "soon": None, "language": "xx"},
        {"receipt": "zz"},
        {"words": "я" * 300_000},
    ],
)
def test_whatever_is_sealed_becomes_a_request_and_breaks_nothing(data, facts):
    lay(data, receipts.new_secret(), Message("contact", {**SAID, **facts}))

    assert take_in(data) == 1
    assert Request.objects.count() == 1


def test_a_number_with_words_beside_it_is_kept_as_said(data):
    lay_form(data, number="98 787 66 66, танҳо бегоҳӣ")
    take_in(data)

    opened = words_of(Request.objects.get())
    assert (opened.number, opened.contact_terms.splitlines()[0]) == ("", "98 787 66 66, танҳо бегоҳӣ")


def test_files_are_kept_sealed_and_no_more_than_were_offered(data):
    files = (b"\xff\xd8\xff" + b"a" * 100, b"%PDF-1.4 b", b"\x89PNG\r\n\x1a\n", b"%PDF-fourth")
    thread, _receipt = make_thread(data, files=files)

    kept = list(thread.attachments.all())
    assert [(row.place, row.size) for row in kept] == [(1, 103), (2, 10), (3, 8)]
    assert words_of(kept[0]).file("content") == files[0]
    assert b"PDF" not in bytes(kept[1].content)


def test_what_is_added_with_a_receipt_reaches_its_request_once(data):
    thread, receipt = make_thread(data)
    secret = receipts.new_secret()
    for _ in range(2):
        lay_more(data, receipt, secret=secret, asks="complain", words="Дағалӣ карданд", agreed_word="Себ")
    take_in(data)

    (said,) = thread.said.exclude(kind=ThreadMessageKind.FIRST)
    assert said.kind == ThreadMessageKind.COMPLAIN
    assert (words_of(said).words, words_of(said).agreed_word) == ("Дағалӣ карданд", "Себ")
    assert thread.request.tasks.filter(kind=TaskKind.WROTE).count() == 1
    assert Request.objects.count() == 1


def test_with_a_receipt_of_nobody_it_is_a_request_of_its_own(data):
    lay_more(data, "1" * 25, words="Рақамро хато навиштам")
    take_in(data)

    assert words_of(Request.objects.get()).need_words == "Рақамро хато навиштам"
    assert Thread.objects.filter(receipt=receipts.receipt_hash("1" * 25)).count() == 0


def test_who_takes_it_back_is_heard_and_the_coordinator_decides(data):
    thread, receipt = make_thread(data)
    lay_more(data, receipt, asks="withdraw", words="")
    take_in(data)

    thread.refresh_from_db()
    assert thread.withdrawn_at is not None
    assert thread.request.state == RequestState.NEW


def test_another_room_takes_the_kinds_it_knows(data):
    got = []

    def take(kind, facts, files, received_at, by, **_kwargs):
        got.append((kind, facts, files, by.kind))
        if kind == "call":
            from panoh.audit.trail import record  # noqa: PLC0415 -- beside its one use
            from panoh.intake.events import IntakeEvent  # noqa: PLC0415

            record(IntakeEvent.TAKEN_IN, by=by)
        return kind == "call"

    message_opened.connect(take)
    secret = receipts.new_secret()
    for _ in range(2):
        lay(data, secret, Message("call", {"line": "1"}))
    take_in(data)
    message_opened.disconnect(take)

    assert got == [("call", {"line": "1"}, [], "system")]
    assert Request.objects.count() == 0
