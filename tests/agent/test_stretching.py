"""A passphrase is tried in a process of its own: the agent answers meanwhile, nobody reads the passphrase there, and it is gone with the lock."""

import contextlib
import os
import select
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path

import pytest
from django.test import Client

from panoh.accounts import locked_login_throttle
from panoh.agent import ring, stretching
from panoh.agent.keys import Keys, answer
from panoh.agent.start import start
from panoh.agent.stop import pid_of, stop
from panoh.core.agent import AgentError, call, close
from panoh.core.wire import connect, encode, receive

PASSPHRASE, WRONG = "seven quiet rivers", "seven loud rivers"
CARDS = {"kind": "paper", "needed": 3, "of": 5, "made_on": "2026-11-27"}


@pytest.fixture(scope="module")
def made():
    """A ring under a passphrase, made once: that takes a second."""
    folder = Path(tempfile.mkdtemp(prefix="panoh-stretching-", dir="/tmp"))
    ring.create(folder, PASSPHRASE)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def folder(made, monkeypatch):
    """The data folder of a locked agent, which this process asks from now on; it is ended afterwards."""
    data = Path(tempfile.mkdtemp(prefix="panoh-agent-", dir="/tmp"))
    shutil.copytree(made, data, dirs_exist_ok=True)
    close()
    monkeypatch.setenv("PANOH_DATA", str(data))
    start(data)
    yield data
    close()
    stop(data)
    shutil.rmtree(data, ignore_errors=True)


def children_of(pid):
    """The processes that this one has started and that still do something."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(path.parent.name))
    return found


def is_answered(connection):
    return bool(select.select([connection], [], [], 0)[0])


def has_it(pid):
    """Whether it has the passphrase: it takes much memory only then."""
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGESIZE") > 40_000_000
    return False


@contextlib.contextmanager
def a_try(data, op="unlock", **arguments):
    """A try under way, and its process, held back as long as this lasts; the try goes on afterwards."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connect(connection, data)
        found = []
        for _each in range(5):  # where the machine lets us wait, one may be over before it is seen
            connection.sendall(encode({"op": op, **arguments}))
            while not found and not is_answered(connection):
                found = [child for child in children_of(pid_of(data)) if has_it(child)]
            if found:
                break
            receive(connection)
        (process,) = found
        os.kill(process, signal.SIGSTOP)
        try:
            yield connection, process
        finally:
            go_on(process)


def go_on(process):
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGCONT)


def refusal(op, **arguments):
    with pytest.raises(AgentError) as refused:
        call(op, **arguments)
    return refused.value.code


def test_while_a_passphrase_is_tried_the_agent_answers_everybody_else(folder):
    with a_try(folder, passphrase=WRONG) as (connection, process):
        assert [call("status")["locked"] for _each in range(24)] == [True] * 24
        assert [refusal("unlock", passphrase=PASSPHRASE) for _each in range(3)] == ["busy"] * 3
        assert refusal("unlock_by", share="acid " * 20) == "busy"
        assert len(children_of(pid_of(folder))) == 1
        assert not is_answered(connection)
        go_on(process)
        assert receive(connection) == {"error": "wrong_secret"}


def test_the_page_of_the_lock_says_at_once_that_another_try_is_under_way_and_every_page_answers(folder):
    browser = Client()
    with a_try(folder, passphrase=WRONG) as (connection, _process):
        answers = [browser.post("/desk/unlock/", {"passphrase": PASSPHRASE}) for _each in range(8)]
        codes = [browser.get("/desk/sign-in/").status_code for _each in range(8)]
        assert not is_answered(connection)

    assert {(answer.status_code, answer.headers["Retry-After"]) for answer in answers} == {(429, "3")}
    assert codes == [503] * 8
    assert locked_login_throttle.seconds_to_wait("127.0.0.1") == 0


def test_while_cards_or_a_key_are_made_the_record_goes_on(folder):
    """Every page that writes waits for the agent's word."""
    call("unlock", passphrase=PASSPHRASE)
    for first, (op, more) in ((1, ("make_shares", CARDS)), (5, ("add_stick", {}))):
        with a_try(folder, op, passphrase=WRONG, **more) as (connection, process):
            assert [call("notarise", leaf=os.urandom(32))["index"] for _each in range(4)] == list(range(first, first + 4))
            assert [refusal("add_stick", passphrase=PASSPHRASE), refusal("make_shares", passphrase=PASSPHRASE, **CARDS)] == ["busy"] * 2
            assert not is_answered(connection)
            go_on(process)
            assert receive(connection) == {"error": "wrong_secret"}


def test_nobody_reads_the_passphrase_in_the_words_or_the_environment_of_its_process(folder):
    with a_try(folder, passphrase=PASSPHRASE) as (_connection, process):
        words, about = (Path(f"/proc/{process}/{name}").read_bytes() for name in ("cmdline", "environ"))

    assert b"panoh.agent.stretching" in words
    assert PASSPHRASE.encode() not in words + about
    assert about.strip(b"\0") == b""


def test_it_leaves_no_core_file_and_ends_where_nobody_gives_it_anything():
    ours, theirs = socket.socketpair()
    with theirs:
        process = stretching._started(theirs)
    with ours:
        assert receive(ours) == "closed"
        limits = Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii").splitlines()
        assert [line.split()[-3:-1] for line in limits if line.startswith("Max core")] == [["0", "0"]]

    assert process.wait(60) == 0


def test_a_lock_ends_a_try_that_is_under_way_with_its_process(folder):
    with a_try(folder, passphrase=PASSPHRASE) as (connection, process):
        assert call("lock")["locked"]
        assert not Path(f"/proc/{process}").exists()
        with contextlib.suppress(ConnectionResetError):
            assert receive(connection) in (None, {"error": "busy"})

    assert call("status")["locked"]


def test_cards_that_a_lock_interrupts_change_nothing(folder):
    call("unlock", passphrase=PASSPHRASE)
    before, ways = files(folder), call("ways")
    with a_try(folder, "make_shares", passphrase=PASSPHRASE, **CARDS) as (_connection, _process):
        call("lock")

    after = files(folder)
    assert after.pop(ring.RING) != before.pop(ring.RING)  # which says that it was locked
    assert after == before
    call("unlock", passphrase=PASSPHRASE)
    assert call("ways") == ways


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_its_process_is_gone_with_the_agent(folder, number):
    with a_try(folder, passphrase=PASSPHRASE) as (_connection, process):
        os.kill(pid_of(folder), number)
        end = time.monotonic() + 60
        while is_alive(process) and time.monotonic() < end:
            time.sleep(0.05)
        assert not is_alive(process)


def is_alive(pid):
    """A process that is over may lie there until somebody asks how it ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def test_where_it_comes_to_no_answer_in_time_nothing_is_said_of_the_passphrase_and_nothing_is_left(made, monkeypatch):
    before = children_of(os.getpid())
    monkeypatch.setattr(stretching, "SECONDS", 0.01)

    assert answer(Keys(made), {"op": "unlock", "passphrase": PASSPHRASE}) == {"error": "busy"}
    with pytest.raises(stretching.NoAnswer):
        stretching.sealed(b"clear", PASSPHRASE)
    assert children_of(os.getpid()) == before
