"""A real instance with the sample, served by `panoh serve`, and Debian's Chromium before it."""

import json
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from panoh.accounts.sample import SAMPLE_PASSWORD
from tests.instances import BARE, SAMPLED, Instances, environment_of
from tests.instances import instances as instances
from tests.journeys.page_actions import click

CHROMIUM = shutil.which("chromium-headless-shell")
READY_SECONDS = 240
PATIENCE = 10_000  # milliseconds
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the journeys are skipped; on the build server that is a failure."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents and CHROMIUM is None and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="chromium-headless-shell is not installed"))


SIGNED_IN = """
from panoh.cli.django_ready import setup
setup()
import json
from django.test import Client
from panoh.accounts.models import User
from panoh.accounts.sample import SAMPLE_ACCOUNTS
from tests.factories.accounts import sign_in
sessions = {}
for user in User.objects.filter(username__in=SAMPLE_ACCOUNTS):
    client = Client()
    sign_in(client, user)
    sessions[user.username] = client.cookies["desk"].value
print(json.dumps(sessions))
"""


@dataclass(frozen=True)
class Server:
    """A served instance: its address and data folder, and its own command line."""

    url: str
    data: Path
    environment: dict[str, str]
    told: str = ""  # what `panoh init` printed
    furthest: str = ""  # the case of the sample that is furthest, as it stood before any journey

    def panoh(self, *words: str, **kwargs: Any) -> "subprocess.CompletedProcess[str]":
        """Runs `panoh …` on this instance."""
        return subprocess.run(
            [sys.executable, "-m", "panoh", *words], env=self.environment, capture_output=True, text=True, timeout=600, **kwargs
        )

    def code(self, account: str) -> str:
        """The account's current second-factor code."""
        return self.panoh("code", account).stdout.strip()

    def signed_in(self) -> dict[str, str]:
        """A session of each account of the sample that proved itself just now, as the door makes them; test_sign_in.py goes through it."""
        command = [sys.executable, "-c", SIGNED_IN]
        environment = {**self.environment, "PYTHONPATH": str(Path.cwd())}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        sessions: dict[str, str] = json.loads(done.stdout)
        return sessions


def sample_case(server: Server) -> str:
    """The case of the sample that is furthest: a programme in force, sessions, referrals."""
    return server.furthest or _furthest(server)


def _furthest(server: Server) -> str:
    told = server.panoh("list", "cases", "--as", "psychologist", "--json").stdout
    return str(min((row["admitted"], row["code"]) for row in json.loads(told) if row["state"] == "active")[1])


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(instances: Instances, kind: str) -> Iterator[Server]:
    """Serves an instance of this kind, and ends it."""
    data = Path(tempfile.mkdtemp(prefix=f"panoh-{kind}-"))
    told = instances.copy(kind, data)
    environment = environment_of(data)
    port = free_port()
    server = Server(f"http://localhost:{port}", data, environment, told)
    process = subprocess.Popen(
        [sys.executable, "-m", "panoh", "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/en/", timeout=5) as answer:
                    answer.read()
                break
            except OSError:
                assert time.monotonic() < end, "the server did not answer"
                time.sleep(0.2)
        yield server
    finally:
        server.panoh("stop")
        process.wait(timeout=120)
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def server(instances: Instances) -> Iterator[Server]:
    """The sample instance, one for all journeys of this worker."""
    for made in serve(instances, SAMPLED):
        yield replace(made, furthest=_furthest(made))


@pytest.fixture(scope="session")
def bare(instances: Instances) -> Iterator[Server]:
    """An instance in which nothing is kept: public pages and the page for a telephone need nothing. No journey sends it anything."""
    yield from serve(instances, BARE)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium without windows; as root it wants no sandbox. Each page is new to it and soon left: to make its scripts fast
    takes longer than they run."""
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--js-flags=--no-opt --no-maglev",
    ]
    return {"executable_path": CHROMIUM, "args": quiet, "headless": True}


@pytest.fixture
def phone(server: Server, browser: Browser) -> Iterator[Page]:
    """A small phone on which nothing but pages works."""
    context = browser.new_context(base_url=server.url, viewport=PHONE, locale="tg", java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


LATELY = 60  # seconds: of the five minutes that a second factor counts, the most are left
FRESH = 600  # seconds: a session that is not used for half an hour has ended


type SignIn = Callable[..., Page]


def sign_in(page: Page, server: Server, account: str) -> None:
    """Account, password and code at the door."""
    page.goto("/desk/sign-in/")
    for _attempt in range(2):  # a code works once: the next one comes within half a minute
        page.locator("[name=account]").fill(account)
        page.locator("[name=password]").fill(SAMPLE_PASSWORD)
        page.locator("[name=code]").fill(server.code(account))
        click(page.locator("form.form button.btn--main"))
        if "/sign-in/" not in page.url:
            return
        page.wait_for_timeout(1000 * (31 - int(time.time()) % 30))
    raise AssertionError(f"{account} could not sign in")


class Desks:
    """Browsers of the accounts: all are signed in at once, every call opens a fresh browser with the session of its account."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server, self.browser = server, browser
        self.sessions: dict[str, str] = {}
        self.since = -math.inf
        self.languages: dict[str, str] = {}
        self.contexts: list[BrowserContext] = []

    def open(
        self,
        account: str,
        *,
        viewport: dict[str, int] | None = None,
        language: str = "en",
        javascript: bool = True,
        lately: bool = False,
        rings: bool = False,
    ) -> Page:
        """A page of the desk, signed in, in this language: `signed_in("coordinator", viewport=PHONE, language="ru")`.

        `lately`: for what wants a second factor of the last minutes. `rings`: what rings comes above its pages, and moves them while they are
        measured; the dangers of the sample do so always.
        """
        if time.monotonic() - self.since > (LATELY if lately else FRESH):
            self.since = time.monotonic()
            self.sessions = self.server.signed_in()
        context = self.browser.new_context(
            viewport=viewport or DESK,
            locale=language,
            java_script_enabled=javascript,
            base_url=self.server.url,
            color_scheme="light",
        )
        context.add_cookies([{"name": "desk", "value": self.sessions[account], "url": self.server.url}])
        context.set_default_timeout(PATIENCE)
        if not rings:
            context.route("**/desk/ringing/**", lambda route: route.fulfill(status=204))
        self.contexts.append(context)
        page = context.new_page()
        if self.languages.get(account) != language:
            page.goto("/desk/account/")
            form = page.locator("form[action$='/preferences/']")
            form.locator(f"[name=language][value={language}]").check()
            form.locator("[name=theme][value='']").check()  # as the device: a test says what that is
            click(form.locator("button.btn--main"))
            self.languages[account] = language
        return page

    def close(self) -> None:
        """Closes what a test opened; the sessions stay."""
        while self.contexts:
            self.contexts.pop().close()


@pytest.fixture(scope="session")
def desks(server: Server, browser: Browser) -> Desks:
    """The signed-in sessions of all journeys."""
    return Desks(server, browser)


@pytest.fixture
def signed_in(desks: Desks) -> Iterator[SignIn]:
    """Opens a browser of its own for an account: `signed_in("coordinator", viewport=PHONE, language="ru")`."""
    yield desks.open
    desks.close()


@pytest.fixture
def outside(server: Server, browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody outside: a phone without script, without a session, asked for nothing by us."""
    context = browser.new_context(base_url=server.url, viewport=PHONE, locale="ru", java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()
