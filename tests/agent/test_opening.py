"""The agent's second process: opens what it is given, tells nobody, and is gone with the lock, at the end and without its agent."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from panoh.agent import names
from panoh.agent.opening import ANSWER_SECONDS, Piece, Second
from panoh.core.wire import encode
from panoh.people.names.entries import pack, split
from tests.agent.test_keys import MEMBER, an_entry, ask, keys, search

__all__ = ["keys"]
NOTHING = Piece(b"", MEMBER, b"")


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(names, "MANY", 0)


@pytest.fixture
def helped(keys):
    """An agent that has taken in somebody, so that the next piece is opened by two."""
    put(keys, an_entry(keys, "Назаров"))
    yield keys
    keys.lock()


def put(keys, *entries, seqs=()):
    return ask(keys, "names_put", load=keys.names_state()["load"], recipient=MEMBER, entries=pack(entries), seqs=list(seqs), gone=[])


def is_there(keys):
    return keys._second._process is not None and keys._second._process.poll() is None


def crowd(keys, count=10):
    return [an_entry(keys, "Қодиров", **({"wrap": b"\0" * 60} if at % 4 == 3 else {})) for at in range(count)]


def test_a_piece_opened_by_two_processes_is_taken_in_whole_but_for_broken_rows(helped):
    entries = crowd(helped)

    put(helped, *entries)
    assert is_there(helped)
    assert put(helped, seqs=[1])["ok"]["people"] == 9

    found = [match["person"] for match in search(helped, "Қодиров")["ok"]["matches"]]
    assert sorted(found) == sorted(entry.person for at, entry in enumerate(entries) if at % 4 != 3)


def test_what_it_opened_is_taken_in_with_the_next_piece_while_it_opens_that(helped):
    """So that neither waits for the other."""
    first = put(helped, *crowd(helped))["ok"]["people"]
    assert 1 < first < 9

    assert put(helped, *crowd(helped))["ok"]["people"] == 9 + (first - 1)


def test_what_it_opened_for_an_earlier_filling_is_refused(helped):
    put(helped, *crowd(helped))
    helped.names_clear()

    assert put(helped, an_entry(helped, "Назаров"))["ok"]["people"] == 1


def test_it_is_gone_once_everybody_is_in(helped):
    put(helped, *crowd(helped))
    assert is_there(helped)

    put(helped, seqs=[1])

    assert not is_there(helped)
    put(helped, *crowd(helped), seqs=[2])
    assert not is_there(helped)  # a change is not worth a process


def test_it_is_gone_with_the_lock_whatever_it_is_doing(helped):
    put(helped, *crowd(helped))
    process = helped._second._process
    os.kill(process.pid, signal.SIGSTOP)

    start = time.monotonic()
    helped.lock()

    assert time.monotonic() - start < ANSWER_SECONDS
    assert not Path(f"/proc/{process.pid}").exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_where_it_dies_with_a_piece_or_says_nothing_the_agent_opens_that_itself(helped, number):
    put(helped, *crowd(helped))
    helped._second._socket.settimeout(0.5)
    os.kill(helped._second._process.pid, number)

    put(helped, *crowd(helped))
    assert put(helped, seqs=[1])["ok"]["people"] == 1 + 8 + 8


def test_one_piece_at_a_time_and_none_on_a_single_core(helped, monkeypatch):
    second = Second()
    try:
        assert second.give(NOTHING, {})
        assert not second.give(NOTHING, {})
        assert second.take() == (NOTHING, [])
        assert second.take() is None
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
        assert not second.give(NOTHING, {})
    finally:
        second.end()


def test_it_ends_without_its_agent_and_leaves_no_core_file():
    second = Second()
    assert second.give(NOTHING, {})
    assert second.take() == (NOTHING, [])
    process = second._process
    limits = Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii")
    assert [line.split()[-3:-1] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]

    second._socket.close()

    assert process.wait(10) == 0


def test_it_ends_by_itself_with_what_it_opened_when_nobody_wants_it():
    """As where whoever was filling the memory has gone."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        program = f"from panoh.agent import opening; opening.IDLE_SECONDS = 0.2; opening.main(['{theirs.fileno()}'])"
        process = subprocess.Popen([sys.executable, "-c", program], pass_fds=[theirs.fileno()])
        ours.sendall(encode({"recipient": MEMBER, "epochs": {}, "entries": b""}))

        assert process.wait(20) == 0


def test_a_piece_is_split_between_two_people(keys):
    entries = crowd(keys)
    packed = pack(entries)

    for share in (0.0, 0.4, 1.0):
        mine, theirs = split(packed, share)
        assert mine + theirs == packed
        assert mine in {pack(entries[:count]) for count in range(11)}
    assert 0 < len(split(packed, 0.4)[0]) < len(packed) * 0.55
