"""Lock: from the moment the command returns nothing is answered, the keys and names are gone, nothing has the database open.

Measured on the served sample, without a browser: what is asserted is the order of things, the seconds are printed.
"""

import contextlib
import http.cookiejar
import os
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from panoh.accounts.sample import SAMPLE_PASSWORD
from panoh.core import agent as keeper
from panoh.core.errors import Locked
from tests.journeys.conftest import Server

PATIENCE = 20


class Visitor:
    """A browser without windows: keeps its cookies, follows no script."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def ask(self, path: str, **form: str) -> tuple[int, str]:
        """The status of a page and its text; with a form it is sent."""
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.url + path, data, {"Referer": self.url + path})
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def sign_in(self, account: str, code: str, page: str = "/desk/cases/") -> None:
        """Account, password, code; then this page opens."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("/desk/sign-in/")[1])
        assert token
        status, _page = self.ask(
            "/desk/sign-in/", csrfmiddlewaretoken=token[1], account=account, password=SAMPLE_PASSWORD, code=code, next=""
        )
        assert (status, self.ask(page)[0]) == (200, 200)


def processes_of(server: Server) -> dict[int, str]:
    """The processes that serve this data folder: pid and command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"PANOH_DATA={server.data}\0".encode() in environment + b"\0" and "panoh" in words:
            found[int(folder.name)] = words
    return found


def of_kind(server: Server) -> dict[str, set[int]]:
    """The pids of agent, web (the one that starts others, and those) and task worker."""
    found: dict[str, set[int]] = {"panoh.agent": set(), "gunicorn": set(), "panoh worker": set()}
    for pid, words in processes_of(server).items():
        for kind in found:
            if kind in words:
                found[kind].add(pid)
                break
    return found


def have_open(server: Server) -> set[int]:
    """Which of them have the database file open."""
    found = set()
    for pid in processes_of(server):
        for handle in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                if os.readlink(handle).startswith(str(server.data / "panoh.db")):
                    found.add(pid)
            except OSError:
                continue
    return found


@pytest.fixture
def asked(server: Server, monkeypatch):
    """Questions of the key agent of the served instance."""
    keeper.close()
    monkeypatch.setenv("PANOH_DATA", str(server.data))
    yield keeper.call
    keeper.close()


def test_after_lock_nothing_is_answered_and_nothing_is_left_open(server: Server, asked, capsys):
    visitor = Visitor(server)
    visitor.sign_in("social-worker", server.code("social-worker"))
    end = time.monotonic() + 120
    while asked("names_state")["people"] == 0:  # the names are there, so that they can go
        assert time.monotonic() < end
        time.sleep(0.2)
    pid = asked("status")["pid"]
    answers, ending = [], threading.Event()

    def go_on() -> None:
        while not ending.is_set():
            began = time.monotonic()
            answers.append((began, visitor.ask("/desk/cases/")[0], time.monotonic()))

    threads = [threading.Thread(target=go_on) for _one in range(4)]  # enough that both workers are asked
    for thread in threads:
        thread.start()
    try:
        while len(answers) < 8:
            time.sleep(0.05)
        assert server.panoh("lock").returncode == 0
        locked_at = time.monotonic()
        after = len(answers)
        # A worker lets go of the database when it is next asked: they are asked until each has been.
        while (len(answers) < after + 16 or have_open(server)) and time.monotonic() < locked_at + PATIENCE:
            time.sleep(0.02)
        closed_at = time.monotonic()
    finally:
        ending.set()
        for thread in threads:
            thread.join()
    try:
        late = [status for began, status, _ended in answers if began >= locked_at]
        assert len(late) >= 8
        assert set(late) == {503}
        assert [status for _began, status, _ended in answers[:4]] == [200] * 4  # it was open before
        with pytest.raises(Locked):
            asked("names_state")
        with pytest.raises(Locked):
            asked("database_key")
        assert Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[5].isdigit()  # the agent is a new process on the old socket
        assert have_open(server) == set()
        shown = max((ended for _began, status, ended in answers if status == 200), default=locked_at)
        with capsys.disabled():
            sys.stdout.write(f"\nlast page {shown - locked_at:+.3f} s, database closed {closed_at - locked_at:+.3f} s after the command\n")
    finally:
        assert server.panoh("unlock").returncode == 0
    assert visitor.ask("/desk/cases/")[0] == 200


def test_the_button_of_the_data_guardian_locks_as_the_command_does(server: Server, asked):
    guardian, other = Visitor(server), Visitor(server)
    guardian.sign_in("security-officer", server.code("security-officer"), "/desk/keys/")
    other.sign_in("physician", server.code("physician"))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', guardian.ask("/desk/keys/")[1])
    assert token

    try:
        pressed = guardian.ask("/desk/keys/lock/", csrfmiddlewaretoken=token[1])

        assert (pressed[0], 'name="passphrase"' in pressed[1]) == (200, True)
        assert {visitor.ask("/desk/cases/")[0] for visitor in (guardian, other) for _one in range(4)} == {503}
        with pytest.raises(Locked):
            asked("names_state")
    finally:
        assert server.panoh("unlock").returncode == 0


def test_no_process_of_the_house_may_leave_a_core_file(server: Server):
    """Agent, web workers, task worker: a limit of nothing, soft and hard."""
    end = time.monotonic() + 60  # a test before may have locked, and others come in their place
    while not all(now := of_kind(server).values()):
        assert time.monotonic() < end, now
        time.sleep(0.1)
    found = set()
    for pid in set.union(*now):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            line = re.search(r"Max core file size\s+(\S+)\s+(\S+)", Path(f"/proc/{pid}/limits").read_text())
            assert line
            found.add((line[1], line[2]))

    assert found == {("0", "0")}
