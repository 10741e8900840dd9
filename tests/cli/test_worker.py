"""The task worker: one job that fails keeps no other back."""

import logging
from types import SimpleNamespace

import pytest

from panoh.cli import working
from panoh.cli.working import _each
from panoh.core.errors import Locked
from panoh.core.periodic import WHEN


def broken() -> None:
    raise ValueError("Қодиров Ҷамшед")


def test_a_job_that_fails_keeps_none_of_the_others_back(db, caplog):
    done = []

    with caplog.at_level(logging.ERROR, logger="panoh.worker"):
        logging.getLogger("panoh").propagate = True
        try:
            _each(broken, lambda: done.append("sealed"))
        finally:
            logging.getLogger("panoh").propagate = False

    assert done == ["sealed"]
    assert "ValueError at test_worker.py" in caplog.text
    assert "Қодиров" not in caplog.text


def test_locked_ends_the_round():
    done = []

    def locked() -> None:
        raise Locked("")

    with pytest.raises(Locked):
        _each(locked, lambda: done.append("read"))

    assert done == []


def test_while_locked_it_does_what_needs_no_key_and_nothing_else(monkeypatch, tmp_path):
    done: list[str] = []
    ending = SimpleNamespace(asked=False)
    monkeypatch.setattr(working, "collect_jobs", lambda: {when: (lambda when=when: done.append(when),) for when in WHEN})
    monkeypatch.setattr(working, "Ending", lambda: ending)
    monkeypatch.setattr(working, "_sleep", lambda asked: setattr(asked, "asked", True))
    monkeypatch.setattr(working.client, "status", lambda: SimpleNamespace(locked=True))

    working.work(tmp_path)

    assert done == ["LOCKED"]
