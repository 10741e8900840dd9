"""A real instance with the sample, served by `panoh serve`, and Debian's Chromium before it."""

import json
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
from tests.journeys.page_actions import click

CHROMIUM = shutil.which("chromium")
READY_SECONDS = 240
PATIENCE = 10_000  # milliseconds
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the journeys are skipped; on the build server that is a failure."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents and CHROMIUM is None and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="chromium is not installed"))


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


def serve(data: Path, *, init: list[str]) -> Iterator[Server]:
    """Makes an instance, serves it, ends it."""
    environment = {**os.environ, "PANOH_DATA": str(data)}
    for name in ("PANOH_DATABASE", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    made = Server("", data, environment).panoh("init", *init)
    assert made.returncode == 0, made.stderr
    port = free_port()
    server = Server(f"http://localhost:{port}", data, environment, made.stdout)
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
def server() -> Iterator[Server]:
    """The sample instance, one for all journeys of this worker."""
    for made in serve(Path(tempfile.mkdtemp(prefix="panoh-journey-")), init=["--insecure-auto-unlock", "--sample"]):
        yield replace(made, furthest=_furthest(made))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium; as root it wants no sandbox."""
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    return {"executable_path": CHROMIUM, "args": [*quiet, "--disable-sync"], "headless": True}


@pytest.fixture
def phone(server: Server, browser: Browser) -> Iterator[Page]:
    """A small phone on which nothing but pages works."""
    context = browser.new_context(base_url=server.url, viewport=PHONE, locale="tg", java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


LATELY = 60  # seconds: of the five minutes that a second factor counts, the most are left


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
    """Browsers of the accounts: each account signs in once, every call opens a fresh browser with that session."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server, self.browser = server, browser
        self.sessions: dict[str, Any] = {}
        self.since: dict[str, float] = {}
        self.languages: dict[str, str] = {}
        self.contexts: list[BrowserContext] = []

    def open(
        self, account: str, *, viewport: dict[str, int] | None = None, language: str = "en", javascript: bool = True, lately: bool = False
    ) -> Page:
        """A page of the desk, signed in, in this language: `signed_in("coordinator", viewport=PHONE, language="ru")`.

        `lately`: for what wants a second factor of the last minutes.
        """
        if account not in self.sessions or (lately and time.monotonic() - self.since[account] > LATELY):
            door = self.browser.new_context(base_url=self.server.url)
            sign_in(door.new_page(), self.server, account)
            self.sessions[account] = door.storage_state()
            self.since[account] = time.monotonic()
            door.close()
        context = self.browser.new_context(
            viewport=viewport or DESK,
            locale=language,
            java_script_enabled=javascript,
            base_url=self.server.url,
            storage_state=self.sessions[account],
            color_scheme="light",
        )
        context.set_default_timeout(PATIENCE)
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
