"""An agent that is killed while the house is served: another takes its place, and opens only what may open by itself."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from panoh.core.wire import connect, encode, receive
from tests.cli.test_commands import runner
from tests.instances import PASSPHRASE, SAMPLED, SEALED


def ask(data, op):
    """The agent's answer, None while nobody is there."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(10)
        connect(connection, data)
        connection.sendall(encode({"op": op}))
        return receive(connection)
    return None


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.2)
    raise AssertionError(what)


@pytest.fixture
def served(tmp_path, instances):
    """Serves an instance of this kind; answers its folder and the runner."""
    running = []

    def serve(kind):
        data = tmp_path / "data"
        instances.copy(kind, data)
        run = runner(data)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "panoh", "serve", "--port", str(port)],
                env=run.environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return data, run

    yield serve
    for process in running:
        process.terminate()
        process.wait(timeout=120)


def filled(data):
    state = ask(data, "names_state")
    return state.get("ok", {}).get("people") if state else 0


def kill_agent(data):
    """Kills it; answers the number of the next one."""
    old = ask(data, "status")["ok"]["pid"]
    os.kill(old, signal.SIGKILL)

    def another():
        status = ask(data, "status")
        return status["ok"]["pid"] if status and status["ok"]["pid"] != old else 0

    return wait_for(another)


def who_holds(data, secret):
    """The processes of this folder in whose memory these bytes stand."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"PANOH_DATA={data}\0".encode() not in (process / "environ").read_bytes():
                continue
            for line in (process / "maps").read_text().splitlines():
                span, rights, *_more = line.split()
                start, end = (int(each, 16) for each in span.split("-"))
                if "r" not in rights or "[v" in line:
                    continue
                with contextlib.suppress(OSError), (process / "mem").open("rb", buffering=0) as memory:
                    memory.seek(start)
                    if secret in memory.read(end - start):
                        found.append(int(process.name))
                        break
    return found


@pytest.mark.skipif(os.geteuid() != 0, reason="the memory of other processes is read by root alone")
def test_soon_after_a_lock_no_process_of_the_house_has_the_key_of_the_database(served):
    data, run = served(SAMPLED)
    wait_for(lambda: filled(data))
    key = ask(data, "database_key")["ok"]["key"].encode()
    assert who_holds(data, key)

    assert run("lock").returncode == 0

    wait_for(lambda: not who_holds(data, key))


def test_names_are_there_again_where_the_instance_unlocks_itself(served):
    data, _run = served(SAMPLED)
    before = wait_for(lambda: filled(data))

    kill_agent(data)

    assert wait_for(lambda: filled(data) == before)


def test_nothing_opens_again_where_a_passphrase_is_needed(served, tmp_path):
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    data, run = served(SEALED)
    wait_for(lambda: ask(data, "status"))
    assert run("unlock", "--passphrase-file", str(secret)).returncode == 0
    wait_for(lambda: ask(data, "names_state")["ok"]["seq"] >= 0)

    kill_agent(data)
    time.sleep(3)  # the worker looks twice a second

    assert ask(data, "status")["ok"]["locked"]
    assert ask(data, "names_state") == {"error": "locked"}
