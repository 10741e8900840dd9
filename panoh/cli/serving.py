"""`panoh serve` and the task worker that it starts."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path

from django.core.management import call_command

from panoh.agent.memory import harden
from panoh.agent.start import NotStarted, start
from panoh.agent.stop import stop as stop_agent
from panoh.cli.django_ready import need_whole_database, setup
from panoh.cli.ending import Ending
from panoh.cli.folder import PIDS, need_instance, running
from panoh.cli.output import Fail, answer
from panoh.core.notices import BadDriver, driver
from panoh.vault import client

WORKERS = 2
THREADS = 8
READY_SECONDS = 180.0  # an old machine that does much else beside
AFTER_KILL_SECONDS = 60.0  # longer than a web that was asked to end takes for what it has begun


def serve(chosen: argparse.Namespace, data: Path, *, greet: bool = False) -> int:
    """Web, agent and worker in the foreground, until Ctrl-C or `panoh stop`; what dies is started again."""
    need_instance(data)
    harden()  # the limit goes on to every process that is started here
    if running(data):
        if not greet:
            raise Fail("It runs already: panoh stop ends it.")
        answer("It runs already.")
        return 0
    check_ways(os.environ)
    check_free(chosen.port, AFTER_KILL_SECONDS if (data / PIDS).exists() else 0)
    start(data)
    setup()
    status = client.status()
    if not status.locked:
        need_whole_database()
    collect_static(data)
    (data / PIDS).write_text(str(os.getpid()), encoding="ascii")
    ending, opening = Ending(), status.opening
    commands = _commands(chosen.port)
    if status.locked:
        commands["worker"].append("--started-locked")
    children = {name: _spawn(command, data, name) for name, command in commands.items()}
    try:
        _wait_ready(children, chosen.port, data, ending)
        answer(f"http://localhost:{chosen.port}")
        if greet:
            _greet()
        while not ending.asked:
            time.sleep(0.5)
            _mind(children, chosen.port, data)
            before, opening = opening, client.status().opening
            if before not in {"", opening}:  # also where it was opened again before anybody looked
                _forget(children)
    finally:
        _end(children)
        stop_agent(data)
        (data / PIDS).unlink(missing_ok=True)
    return 0


def check_ways(settings: Mapping[str, str]) -> None:
    """A setting that names no way out would be noticed first at night, when nothing rings. Raises Fail, without the setting, in which a
    password may stand."""
    for name in ("PANOH_MAIL", "PANOH_SMS"):
        try:
            driver(settings.get(name, ""))
        except ValueError as wrong:
            says = wrong if isinstance(wrong, BadDriver) else "the address of the server cannot be read"
            raise Fail(f"{name} cannot be read: {says}. Correct it in the settings, or leave it out.") from None


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


def _forget(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Locked: what web and worker read and what opens the database stays in their memory until others take their place."""
    children["web"].send_signal(signal.SIGHUP)  # its workers one after the other, so that public pages are there all the time
    children["worker"].terminate()


def _wait_ready(children: dict[str, "subprocess.Popen[bytes]"], port: int, data: Path, ending: Ending) -> None:
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
    (data / "static").mkdir(mode=0o700, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def _greet() -> None:
    from panoh.accounts.sample import SAMPLE_ACCOUNTS, SAMPLE_PASSWORD, current_code  # noqa: PLC0415 -- its models need Django ready

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


def worker(chosen: argparse.Namespace, data: Path) -> int:
    """The task worker, until it is asked to end."""
    need_instance(data)
    harden()
    os.nice(10)  # whom somebody waits for goes first
    setup()
    from panoh.cli.working import work  # noqa: PLC0415 -- its models need Django ready

    work(data, started_locked=chosen.started_locked)
    return 0
