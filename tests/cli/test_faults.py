"""Whatever is killed while people write: what was acknowledged is there, once; and it serves again without hands.

Writers send one form after the other and send it again until it is acknowledged, as a browser and a person do.
"""

import contextlib
import fcntl
import http.client
import itertools
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection

from panoh.agent import ring
from panoh.agent.stop import pid_of
from panoh.core.db.sqlite.base import Database, DatabaseWrapper, _take_turn
from panoh.core.errors import is_database_away
from tests.cli.test_commands import runner
from tests.instances import BARE

MAKE = """
import os
from pathlib import Path
from panoh.cli.django_ready import need_keys
need_keys(Path(os.environ["PANOH_DATA"]))
from django.test import Client
from panoh.accounts import actions, queries
from panoh.accounts.roles import Role
from panoh.core.actor import SYSTEM
from tests.factories.accounts import sign_in
from panoh.accounts.models import User
if not User.objects.filter(username="coordinator").exists():
    actions.add_user(username="coordinator", organisation=queries.secretariat(), display_name="", roles=[Role.COORDINATOR], by=SYSTEM)
user = User.objects.get(username="coordinator")
client = Client()
sign_in(client, user)
print(client.cookies["desk"].value)
"""
READ = """
from panoh.cli.django_ready import setup
setup()
import json
from panoh.accounts.models import User
from panoh.audit.verify import verify
from panoh.cases.models import Task
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
user = User.objects.get(username="coordinator")
found = open_sealed(list(Task.objects.filter(kind="own")), by=user.actor, purpose=Purpose.OWN_WORK, fields=["words"])
print(json.dumps({"words": [one.words for one in found], "broken": verify().broken}))
"""
FORM = "/desk/tasks/new/"


class Away(Exception):
    """No acknowledgement: nobody there, an answer that broke off, or a page that says so."""


class Browser:
    """One session, as a browser has it: it shows a form and sends it, again while nobody says that it was taken."""

    def __init__(self, port, session):
        self.port, self.cookies, self.statuses = port, {"desk": session}, []

    def ask(self, method, url, body=None):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("localhost", self.port, timeout=40)
        try:
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}"}
            connection.request(method, url, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        except (OSError, http.client.HTTPException):
            raise Away from None
        finally:
            connection.close()
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        self.statuses.append(answer.status)
        return answer.status, page, answer.headers.get("Location", "")

    def form(self):
        """What the form is known by."""
        status, page, _to = self.ask("GET", FORM)
        if status != 200:
            raise Away
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def send(self, token, words):
        status, page, to = self.ask("POST", FORM, urlencode({"csrfmiddlewaretoken": token, "words": words, "due": "31.12.2030"}))
        if status != 302 or not to.startswith("/desk/"):
            raise Away(page)

    def write(self, words, end):
        """Whether it was acknowledged in time."""
        token = None
        while time.monotonic() < end:
            try:
                token = token or self.form()
                self.send(token, words)
            except Away:
                time.sleep(0.1)
            else:
                return True
        return False


class Unit:
    """A served instance, and whoever would start it again when it is gone. It is made here where the folder holds none."""

    def __init__(self, data, database="", *, sample=False, env=None):
        self.data, self.run, self.said = data, runner(data), data.with_name(f"said-by-{data.name}")
        more = {**({"PANOH_DATABASE": database} if database else {}), **(env or {})}
        self.environment = {**self.run.environment, **more, "PYTHONPATH": str(Path.cwd())}
        if not ring.exists(data):
            words = [sys.executable, "-m", "panoh", "init", "--insecure-auto-unlock", *(["--sample"] if sample else [])]
            made = subprocess.run(words, env=self.environment, capture_output=True, text=True)
            assert made.returncode == 0, made.stderr
        self.session = self.python(MAKE).strip()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.serving = None
        self.serve()

    def python(self, script, *words):
        done = subprocess.run([sys.executable, "-c", script, *words], env=self.environment, capture_output=True, text=True, timeout=400)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serve(self):
        words = [sys.executable, "-m", "panoh", "serve", "--port", str(self.port)]
        with self.said.open("a") as said:  # no pipe: when it is full whoever writes into it stands still
            self.serving = subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL, stderr=said)

    def wait(self, seconds=400):  # of patience: a crowded machine needs a minute to start
        """Until the form is shown again; how long that took."""
        began, browser = time.monotonic(), Browser(self.port, self.session)
        while time.monotonic() < began + seconds:
            with contextlib.suppress(Away):
                browser.form()
                return time.monotonic() - began
            time.sleep(0.1)
        there = {"ended with": self.serving.poll(), "agent": pid_of(self.data), **self.processes()}
        raise AssertionError(f"It does not serve again: {browser.statuses[-3:]}, {there}\n{self.said.read_text()[-5_000:]}")

    def processes(self):
        """name → numbers of its living processes."""
        children = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                number, parent = int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(number)
        found = {"web": [], "web worker": [], "task worker": []}
        for child in children.get(self.serving.pid, []):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{child}/cmdline").read_bytes()
                if b"gunicorn" in words:
                    found["web"].append(child)
                    found["web worker"] += children.get(child, [])
                elif words.rstrip(b"\0").endswith(b"worker"):
                    found["task worker"].append(child)
        return found

    def kill(self, what):
        if what == "server":
            self.serving.kill()
            self.serving.wait()
            self.serve()
        elif what == "agent":
            while not (agent := pid_of(self.data)):  # it did not answer in time, or begins
                time.sleep(0.1)
            os.kill(agent, signal.SIGKILL)
        else:
            for number in self.processes()[what][:1]:
                os.kill(number, signal.SIGKILL)

    def end(self):
        self.serving.terminate()
        self.serving.wait(timeout=120)
        self.run("stop")


def killed_under_load(unit, kills, *, writers=3, pause=(0.5, 2.0)):
    """Kills one after the other while writers write. Answers acknowledged words, and the longest time until it served again."""
    acknowledged, ending, longest, statuses = [], threading.Event(), 0.0, []

    def keep_writing(name):
        browser = Browser(unit.port, unit.session)
        browser.statuses = statuses
        for number in itertools.count():
            if ending.is_set():
                return
            words = f"{name}-{number}"
            if browser.write(words, time.monotonic() + 120):
                acknowledged.append(words)

    unit.wait()
    threads = [threading.Thread(target=keep_writing, args=(name,)) for name in "abcdefgh"[:writers]]
    for thread in threads:
        thread.start()
    try:
        for kill in kills:
            time.sleep(random.uniform(*pause))
            kill()
            longest = max(longest, unit.wait())
        time.sleep(pause[1])
    finally:
        ending.set()
        for thread in threads:
            thread.join()
    assert set(statuses) <= {200, 302, 503}, unit.said.read_text()[-5_000:]  # whatever is gone, no page is a defect
    return acknowledged, longest


def none_lost_none_doubled(unit, acknowledged):
    found = json.loads(unit.python(READ))
    words = found["words"]
    lost, doubled = set(acknowledged) - set(words), {one for one in words if words.count(one) > 1}
    assert (lost, doubled, found["broken"]) == (set(), set(), [])
    assert len(acknowledged) == len(set(acknowledged)) > 0


@pytest.fixture
def unit(tmp_path, instances):
    instances.copy(BARE, tmp_path / "data")
    made = Unit(tmp_path / "data")
    yield made
    made.end()


def test_whatever_is_killed_nothing_acknowledged_is_lost_or_doubled_and_it_serves_again(unit):
    kills = [lambda what=what: unit.kill(what) for what in ("web worker", "agent", "task worker", "web", "server")]
    acknowledged, _longest = killed_under_load(unit, kills)

    none_lost_none_doubled(unit, acknowledged)
    assert len(unit.processes()["task worker"]) == 1


def test_a_web_killed_while_the_server_starts_is_started_again(unit):
    end = time.monotonic() + 400  # of patience
    while not (web := unit.processes()["web"]):
        assert time.monotonic() < end
        time.sleep(0.02)
    os.kill(web[0], signal.SIGKILL)  # long before its first answer

    unit.wait()
    assert unit.serving.poll() is None
    assert unit.processes()["web"] != web


def test_a_damaged_database_is_refused_with_what_to_do_and_left_as_it_is(tmp_path, instances):
    instances.copy(BARE, tmp_path / "data")
    run = runner(tmp_path / "data")
    file = tmp_path / "data" / "panoh.db"
    content = bytearray(file.read_bytes())
    content[40_000:40_100] = bytes(100)
    file.write_bytes(content)
    try:
        for words in (("serve", "--port", "0"), ("unlock",)):
            done = run(*words)
            assert (done.returncode, done.stdout) == (1, ""), done.stderr
            assert "The database file is damaged" in done.stderr
            assert "panoh restore" in done.stderr
            assert "Traceback" not in done.stderr
        assert file.read_bytes() == content
    finally:
        run("stop")


def test_who_waits_for_a_turn_that_never_comes_is_told_and_leaves_the_line(tmp_path):
    held, first, second = (os.open(tmp_path / "turn", os.O_RDWR | os.O_CREAT) for _ in range(3))
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(Database.OperationalError, match="database is locked"):
        _take_turn(first, 0.1)

    timer = threading.Timer(0.2, os.close, [held])
    timer.start()
    assert _take_turn(second, 60) == second  # who left the line keeps nobody waiting
    timer.join()
    os.close(second)


@pytest.mark.django_db
def test_a_turn_that_never_comes_is_an_error_that_pages_know(tmp_path):
    wrapper = DatabaseWrapper({**connection.settings_dict, "NAME": tmp_path / "a.db", "OPTIONS": {"timeout": 0.1}}, "beside")
    with (tmp_path / "a.db.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with pytest.raises(OperationalError) as refused:
            wrapper.set_autocommit(autocommit=False, force_begin_transaction_with_broken_autocommit=True)
    wrapper.close()

    assert is_database_away(refused.value)
