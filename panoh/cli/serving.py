"""`panoh serve`, `panoh stop` and the task worker they stand on."""

import argparse
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from types import FrameType

from panoh.agent.memory import harden
from panoh.agent.start import NotStarted, start
from panoh.cli.django_ready import need_instance, need_whole_database, setup
from panoh.cli.nightly import Night
from panoh.cli.output import Fail, answer, say

PIDS = "serve.pid"
WORKERS = 2
THREADS = 8
READY_SECONDS = 180.0  # an old machine that does much else beside
AFTER_KILL_SECONDS = 60.0  # longer than a web that was asked to end takes for what it has begun
SEAL_SECONDS = 5.0
FEED_SECONDS = 0.5

log = logging.getLogger("panoh.worker")


def serve(chosen: argparse.Namespace, data: Path, *, greet: bool = False) -> int:
    """Web, agent and worker in the foreground, until Ctrl-C or `panoh stop`; what dies is started again."""
    need_instance(data)
    harden()  # the limit goes on to every process that is started here
    if running(data):
        if not greet:
            raise Fail("It runs already: panoh stop ends it.")
        answer("It runs already.")
        return 0
    check_free(chosen.port, AFTER_KILL_SECONDS if (data / PIDS).exists() else 0)
    start(data)
    setup()
    from panoh.vault import client  # noqa: PLC0415 -- after Django is ready

    if not client.status().locked:
        need_whole_database()
    collect_static(data)
    (data / PIDS).write_text(str(os.getpid()), encoding="ascii")
    ending = _Ending()
    children = {name: _spawn(command, data, name) for name, command in _commands(chosen.port).items()}
    try:
        _wait_ready(children, chosen.port, data, ending)
        answer(f"http://localhost:{chosen.port}")
        if greet:
            _greet()
        while not ending.asked:
            time.sleep(0.5)
            _mind(children, chosen.port, data)
    finally:
        _end(children)
        _end_agent(data)
        (data / PIDS).unlink(missing_ok=True)
    return 0


def check_free(port: int, seconds: float = 0) -> None:
    """Whoever listens there already would answer in our place, and we should say that we are ready. Where a server was killed, its web
    is about to end, and is waited for so many seconds."""
    end = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return
        if time.monotonic() > end:
            raise Fail(f"Port {port} is taken. Choose another: panoh serve --port NUMBER.")
        time.sleep(0.1)


class _Ending:
    """Whether somebody asked us to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def _commands(port: int) -> dict[str, list[str]]:
    web = [sys.executable, "-P", "-m", "gunicorn", "panoh.config.wsgi:application"]
    web += ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    web += [
        "--threads",
        str(THREADS),
        "--worker-tmp-dir",
        os.environ["TMPDIR"],
        "--timeout",
        "120",
        "--graceful-timeout",
        "10",
        "--log-level",
        "warning",
        "--no-control-socket",
    ]
    return {"web": web, "worker": [sys.executable, "-P", "-m", "panoh", "worker"]}


def _spawn(command: list[str], data: Path, name: str) -> "subprocess.Popen[bytes]":
    log = data / "log"
    log.mkdir(mode=0o700, exist_ok=True)
    with (log / f"{name}.log").open("ab") as output:
        bound = [sys.executable, "-P", "-m", "panoh.cli.bound", str(os.getpid()), *command]
        return subprocess.Popen(bound, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)


def _mind(children: dict[str, "subprocess.Popen[bytes]"], port: int, data: Path) -> None:
    """Starts again what has ended, not faster than once a second."""
    for name, child in list(children.items()):
        if child.poll() is not None:
            time.sleep(1)
            children[name] = _spawn(_commands(port)[name], data, name)
    with contextlib.suppress(NotStarted):  # a crowded machine: looked at again at once
        start(data)


def _wait_ready(children: dict[str, "subprocess.Popen[bytes]"], port: int, data: Path, ending: _Ending) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and not ending.asked:
        with contextlib.suppress(OSError, HTTPException), urllib.request.urlopen(f"http://127.0.0.1:{port}/en/", timeout=5) as page:
            page.read()
            return
        time.sleep(0.1)
        _mind(children, port, data)
    if not ending.asked:
        raise Fail(f"The web did not answer on port {port}; see log/web.log in the data folder.")


def collect_static(data: Path) -> None:
    """What browsers fetch, gathered in a data folder."""
    from django.core.management import call_command  # noqa: PLC0415 -- after Django is ready

    (data / "static").mkdir(mode=0o700, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _greet() -> None:
    from panoh.accounts.sample import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD, current_code  # noqa: PLC0415 -- after Django is ready

    answer("Sign in at /desk/sign-in/ with one of these; the code changes every 30 seconds: panoh code ACCOUNT")
    for account in SAMPLE_ACCOUNTS:
        answer(f"  {account:<20} password {SAMPLE_PASSWORD}   code {current_code(account)}")


def _end(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def _end_agent(data: Path) -> bool:
    from panoh.agent.stop import stop as stop_agent  # noqa: PLC0415 -- beside its own use

    return stop_agent(data)


def running(data: Path) -> int:
    """The pid of the serving process of this folder, 0 when there is none."""
    try:
        pid = int((data / PIDS).read_text(encoding="ascii"))
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return 0
    return pid if b"panoh" in words else 0


def stop(_chosen: argparse.Namespace, data: Path) -> int:
    """Ends them whoever started them; exit 0 when none runs."""
    pid = running(data)
    if pid:
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + 30
        while running(data) and time.monotonic() < end:
            time.sleep(0.1)
        if running(data):
            raise Fail("It did not end within 30 seconds.")
    if not _end_agent(data):
        raise Fail("The key agent did not end: it is of another user. Give the command as that user, or as root.")
    say("Stopped.")
    return 0


def worker(_chosen: argparse.Namespace, data: Path) -> int:
    """The task worker: takes in what came from outside, keeps the name index in step, does the jobs of all rooms (`periodic.py` of
    each), and at night has a copy made.

    Locked, it waits.
    """
    need_instance(data)
    harden()
    os.nice(10)  # whom somebody waits for goes first
    setup()
    from panoh.cli.database import migrate  # noqa: PLC0415 -- after Django is ready
    from panoh.core.clock import today  # noqa: PLC0415
    from panoh.core.errors import Locked  # noqa: PLC0415
    from panoh.core.periodic import collect_jobs  # noqa: PLC0415
    from panoh.intake.actions import take_in  # noqa: PLC0415
    from panoh.people.search import feed  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415

    jobs = collect_jobs()
    ending, was_open, sealed_at, looked_on, night = _Ending(), False, 0.0, None, Night(data)
    while not ending.asked:
        with contextlib.suppress(Locked):
            is_open = not client.status().locked
            if is_open and not was_open:
                migrate()
                _each(*jobs["AFTER_UNLOCK"])
            was_open = is_open
            if is_open:
                is_due = time.monotonic() - sealed_at > SEAL_SECONDS
                if is_due:
                    _each(*jobs["URGENT"])
                _each(lambda: _all_that_waits(take_in, data, ending), lambda: feed(lambda: not ending.asked), *jobs["ALWAYS"])
                if is_due:
                    if looked_on != today():
                        _each(*jobs["DAILY"])
                        looked_on = today()
                    _each(*jobs["OFTEN"], *jobs["LAST"], night.look)
                    sealed_at = time.monotonic()
            else:
                _close_database()
        _sleep(ending)
    return 0


def _each(*jobs: Callable[[], object]) -> None:
    """One after the other; one that fails keeps none of the others back, least of all the sealing of the audit. Raises Locked.

    The log says where it failed and of what kind, never what it was about.
    """
    from panoh.core.errors import Locked  # noqa: PLC0415 -- after Django is ready

    for job in jobs:
        try:
            job()
        except Locked:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next job is another one's
            where = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(traceback.extract_tb(error.__traceback__)))
            log.error("worker: %s at %s", type(error).__name__, where)
            _close_database()  # a connection that broke is made anew


def _all_that_waits(take_in: Callable[[Path], int], data: Path, ending: _Ending) -> None:
    while not ending.asked and take_in(data):
        pass


def _sleep(ending: _Ending) -> None:
    end = time.monotonic() + FEED_SECONDS
    while not ending.asked and time.monotonic() < end:
        time.sleep(0.2)


def _close_database() -> None:
    from django.db import connections  # noqa: PLC0415 -- after Django is ready

    connections.close_all()
