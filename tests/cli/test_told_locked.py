"""A server that starts locked, after a power cut for instance, tells once whoever opens it; nothing of what waits."""

import json
from types import SimpleNamespace

import pytest
import time_machine

from panoh.cli import working
from panoh.cli.told_locked import ToldLocked
from panoh.core.periodic import WHEN

SAID = "Қулф аст, лутфан қулфро кушоед · Заблокировано, пожалуйста, разблокируйте · Locked, please unlock it"


@pytest.fixture
def mails(settings, tmp_path):
    """What left, as (address, text)."""
    settings.NOTICE_MAIL, settings.NOTICE_SMS = f"file:{tmp_path / 'mail'}", ""

    def read():
        file = tmp_path / "mail"
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
        return [(row["to"], row["text"]) for row in rows]

    return read


def test_each_is_told_once_with_one_sentence(mails):
    told = ToldLocked(["one@mail.example", "two@mail.example"])

    told.tell()
    told.tell()

    assert mails() == [("one@mail.example", SAID), ("two@mail.example", SAID)]


def test_what_did_not_leave_is_tried_again_after_a_minute_and_a_number_goes_by_short_message(mails, settings, tmp_path):
    settings.NOTICE_SMS = f"file:{tmp_path}"  # a folder: nothing is written there
    with time_machine.travel("2026-11-24T21:00:00Z", tick=False) as clock:
        told = ToldLocked(["+992900000001", "one@mail.example"])
        told.tell()
        settings.NOTICE_SMS = settings.NOTICE_MAIL
        told.tell()
        assert [to for to, _text in mails()] == ["one@mail.example"]

        clock.shift(61)
        told.tell()

    assert [to for to, _text in mails()] == ["one@mail.example", "+992900000001"]


@pytest.mark.parametrize(("started_locked", "is_locked", "leaves"), [(True, True, True), (True, False, False), (False, True, False)])
def test_the_worker_tells_where_the_server_started_locked_and_not_where_somebody_locks_it(
    mails, settings, monkeypatch, tmp_path, started_locked, is_locked, leaves
):
    settings.TELL_LOCKED = ["one@mail.example"]
    ending = SimpleNamespace(asked=False)
    monkeypatch.setattr(working, "collect_jobs", lambda: dict.fromkeys(WHEN, ()))
    monkeypatch.setattr(working, "Ending", lambda: ending)
    monkeypatch.setattr(working, "_sleep", lambda asked: setattr(asked, "asked", True))
    for name in ("migrate", "take_in", "feed"):
        monkeypatch.setattr(working, name, lambda *_given: 0)
    monkeypatch.setattr(working.Night, "look", lambda _night: None)
    monkeypatch.setattr(working.client, "status", lambda: SimpleNamespace(locked=is_locked))

    working.work(tmp_path, started_locked=started_locked)

    assert bool(mails()) == leaves


def test_once_it_was_open_nobody_is_told_any_more(mails):
    told = ToldLocked(["one@mail.example"])

    told.forget()
    told.tell()

    assert mails() == []
