"""The agent as a process: one a data folder, heard by its own user alone, gone when it is told to go."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path

import pytest

from panoh.agent import ring
from panoh.agent import start as starting
from panoh.agent.start import NotStarted, start
from panoh.agent.stop import agents, pid_of, stop
from panoh.cli import closing
from panoh.cli.output import Fail
from panoh.core.agent import AgentError, call, close
from panoh.core.errors import Locked
from panoh.core.wire import SOCKET, WireError, connect, encode
from panoh.vault import client

NOBODY = 65534
ASK = """
import socket, struct, sys
connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.settimeout(5)
try:
    connection.connect(sys.argv[1])
    body = b'{"op":"status"}'
    connection.sendall(struct.pack(">I", len(body)) + body)
    print(len(connection.recv(100)))
except OSError as error:
    print(type(error).__name__)
"""

LISTEN = """
import socket, sys
listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listening.bind(sys.argv[1])
__import__("os").chmod(sys.argv[1], 0o777)
listening.listen()
print(end=".", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(monkeypatch):
    """A data folder of its own, which this process asks from now on; its agent is ended afterwards."""
    data = Path(tempfile.mkdtemp(prefix="panoh-agent-", dir="/tmp"))
    ring.create(data, None)
    close()
    monkeypatch.setenv("PANOH_DATA", str(data))
    yield data
    close()
    stop(data)
    shutil.rmtree(data, ignore_errors=True)


def test_a_folder_has_one_agent_however_often_it_is_started(folder):
    start(folder)
    first = pid_of(folder)

    start(folder)
    again = subprocess.run([sys.executable, "-m", "panoh.agent", str(folder)], timeout=30, check=False)

    assert again.returncode == 0
    assert pid_of(folder) == first != 0


def test_nothing_of_the_folder_it_is_called_from_is_run_in_the_agent(folder, tmp_path, monkeypatch):
    """A stick or a folder of downloads may hold a file that is named as a module of Python."""
    ran = tmp_path / "ran"
    for name in ("base64", "hmac", "secrets", "socketserver", "json"):
        (tmp_path / f"{name}.py").write_text(f"open({str(ran)!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    start(folder)
    client.lock()  # it begins anew

    assert (client.status().running, ran.exists()) == (True, False)


def test_an_agent_too_busy_to_answer_keeps_its_place(folder):
    start(folder)
    first = pid_of(folder)
    os.kill(first, signal.SIGSTOP)
    try:
        start(folder)
    finally:
        os.kill(first, signal.SIGCONT)

    assert pid_of(folder) == first
    assert client.status().locked is False


def test_where_no_agent_runs_everything_counts_as_locked(folder):
    status = client.status()

    assert (status.running, status.locked, status.unlocks_itself) == (False, True, False)
    with pytest.raises(Locked):
        call("status")


def test_an_agent_that_was_started_again_is_heard_again_without_a_word(folder):
    start(folder)
    assert not client.status().locked
    stop(folder)
    start(folder)

    assert client.status().running


def test_stopping_waits_until_it_is_gone_and_where_none_runs_nothing_happens(folder):
    start(folder)
    assert pid_of(folder) != 0

    stop(folder)
    assert pid_of(folder) == 0

    stop(folder)
    assert pid_of(folder) == 0


def test_an_agent_that_does_not_answer_in_time_is_said_to_be_missing(folder, monkeypatch):
    monkeypatch.setattr(starting, "READY_SECONDS", 0.0)

    with pytest.raises(NotStarted):
        start(folder)

    monkeypatch.setattr(starting, "READY_SECONDS", 15.0)
    start(folder)  # it comes, only later
    assert pid_of(folder) != 0


def test_an_agent_that_answers_nobody_is_there_and_does_not_outlive_its_end(folder):
    """Its keys would stay in memory behind a server that says it has stopped."""
    start(folder)
    pid = pid_of(folder)
    os.kill(pid, signal.SIGSTOP)

    try:
        assert pid_of(folder) == pid != 0
        stop(folder, seconds=0.2)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)  # a failing test leaves nobody waiting for it

    end = time.monotonic() + 60
    while not (ended := os.waitpid(pid, os.WNOHANG))[0] and time.monotonic() < end:
        time.sleep(0.05)
    assert ended[0] == pid
    assert os.WTERMSIG(ended[1]) == signal.SIGKILL
    assert pid_of(folder) == 0
    start(folder)  # the socket it left behind is in nobody's way
    assert pid_of(folder) not in {0, pid}


def test_of_a_stopped_agent_it_is_not_known_how_it_stands_and_it_is_asked_once(folder, monkeypatch, capsys):
    start(folder)
    first, asked = pid_of(folder), []
    monkeypatch.setattr(closing, "STATUS_SECONDS", 0.5)
    real = closing.stopping.answer_of
    monkeypatch.setattr(closing.stopping, "answer_of", lambda *how: asked.append(how) or real(*how))
    os.kill(first, signal.SIGSTOP)
    try:
        with pytest.raises(Fail) as told:
            closing.status(Namespace(json=False), folder)
    finally:
        os.kill(first, signal.SIGCONT)

    assert told.value.line == "Not known: an agent has this data folder and does not answer. panoh lock locks or ends it."
    assert len(asked) == 1
    monkeypatch.setattr(closing, "STATUS_SECONDS", 60.0)
    assert closing.status(Namespace(json=False), folder) == 0
    assert capsys.readouterr().out == "unlocked\n"


def test_an_agent_that_was_killed_while_it_was_open_is_told_by_the_next_and_one_that_was_locked_is_not(folder):
    start(folder)
    client.lock()
    client.unlock(None)
    stop(folder)
    start(folder)
    assert client.alarm() == {}

    pid = pid_of(folder)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    start(folder)

    assert client.alarm() == {"ended_open": True}


def test_whoever_locks_and_is_gone_before_the_answer_leaves_a_new_process_too(folder):
    """The old one would keep in its memory what the collector has not overwritten."""
    start(folder)
    pid = pid_of(folder)
    os.kill(pid, signal.SIGSTOP)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connect(connection, folder)
        connection.sendall(encode({"op": "lock"}))
    os.kill(pid, signal.SIGCONT)

    end = time.monotonic() + 60
    while len(arguments_of(pid)) < 6 and time.monotonic() < end:
        time.sleep(0.05)
    assert arguments_of(pid)[1:5] == ["-I", "-m", "panoh.agent", str(folder)]
    assert arguments_of(pid)[5].isdecimal()  # the socket, handed on
    assert client.status().locked


def arguments_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").rstrip("\0").split("\0")


def test_of_many_agents_started_at_once_one_stays(folder):
    """One that lost its socket to another would keep the keys where no lock reaches it."""
    command = [sys.executable, "-m", "panoh.agent", str(folder)]
    started = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) for _one in range(6)]
    try:
        others = [each for each in started if each.pid != _served_by(folder)]
        assert [each.wait(120) for each in others] == [0] * 5
        assert client.status().running
    finally:
        for each in started:
            each.kill()
            each.wait()


def _served_by(folder):
    """The process that answers, once one does and no other may take its place."""
    end = time.monotonic() + 60
    while not pid_of(folder) and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(1)
    return pid_of(folder)


def test_a_refusal_reaches_the_house_as_its_code(folder):
    start(folder)

    with pytest.raises(AgentError) as refused:
        client.unwrap(b"no receipt", [{"recipient": "x", "epoch": 1}])

    assert refused.value.code == "no_receipt"


def test_a_second_agent_of_one_folder_gives_up_where_the_first_answers_nobody(folder):
    """It would take over with the end of the first, unasked."""
    start(folder)
    first = pid_of(folder)
    (folder / SOCKET).unlink()

    second = subprocess.run([sys.executable, "-m", "panoh.agent", str(folder)], timeout=120, check=False)

    assert second.returncode == 1
    assert agents(folder) == {first}
    assert stop(folder)
    assert agents(folder) == set()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can listen as somebody else")
def test_whoever_else_listens_in_the_folder_is_no_agent_of_ours(folder):
    """It would be handed the passphrase."""
    folder.chmod(0o777)
    listening = subprocess.Popen(
        [shutil.which("python3", path="/usr/bin") or sys.executable, "-c", LISTEN, str(folder / SOCKET)],
        user=NOBODY,
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert listening.stdout.read(1) == b"."
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection, pytest.raises(WireError, match="of_another_user"):
            connect(connection, folder)
        assert pid_of(folder) == 0
    finally:
        listening.communicate()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can ask as somebody else")
def test_another_user_of_the_machine_is_not_heard_even_where_the_folder_stands_open(folder):
    start(folder)
    path = folder / SOCKET
    link = Path(tempfile.mkdtemp(prefix="panoh-open-"))
    try:
        link.chmod(0o755)
        os.link(path, link / "agent.sock")
        path.chmod(0o666)
        python = shutil.which("python3", path="/usr/bin") or sys.executable

        def heard_as(user):
            asked = subprocess.run(
                [python, "-c", ASK, str(link / "agent.sock")], user=user, cwd="/", capture_output=True, text=True, check=True
            )
            return asked.stdout.strip()

        assert int(heard_as(0)) > 4
        assert heard_as(NOBODY) in {"0", "ConnectionResetError", "BrokenPipeError"}
    finally:
        shutil.rmtree(link)
