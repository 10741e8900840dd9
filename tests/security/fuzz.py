"""Requests as nobody's browser sends them, made from the forms of the house: which, with what, by whom, and what was wrong with the answer."""

import io
import logging
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urljoin, urlsplit

from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import strategies as st

import panoh
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.core.agent import call
from panoh.vault import client as agent_client
from tests.access import objects
from tests.access.asking import ON_THE_RING, SIGN_IN
from tests.access.doors import Door, doors, may
from tests.desk.draft_addresses import Address
from tests.desk.forms import filled
from tests.factories.accounts import sign_in
from tests.pages import soup_of

# Stands in whatever is typed. In a form it may come back to who typed it; nowhere else.
CANARY = "кабутар7731"
NASTY = [
    "", " ", "\0", f"{CANARY}\0", "\u202e" + CANARY, "\ud800", "é\u0301" * 50, "٣", "-1", "0", "99999999999999999999999", "1e309", "NaN", "1/0", "0x1F",
    "9999-12-31", "0001-01-01", "31.02.2020", "2020-13-45", "00:00", "25:61", "null", "[]", "{}", "true", CANARY * 3_000,
    "0f1d2a4e-6f0f-4b2c-9c1c-0d7b6a1f9e11", "0f1d2a4e", "{{ 7*7 }}{% include 'x' %}", f"<script>{CANARY}</script>", "' OR 1=1 --", "%s%n%x", "../../etc/passwd",
    "=cmd|' /C calc'!A0", "\r\nSet-Cookie: a=b", "https://evil.example/", "tg", "😀" * 200, "\ufeff", "\x1b[2J", "1,5", "1 000", "+992900000001",
]  # fmt: skip
DEEP = "[" * 20_000 + "]" * 20_000
# Bodies that are no form, with the kind they say they are.
BODIES: list[tuple[bytes, str]] = [
    (b"", "multipart/form-data"),
    (b"", "multipart/form-data; boundary="),
    (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + b"x" * 70, "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="a"; filename="../../\0.png"\r\n\r\n\xff\r\n--x--', "multipart/form-data; boundary=x"),
    (
        b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a\r\n\r\n!!\r\n--x--",
        "multipart/form-data; boundary=x",
    ),
    (DEEP.encode(), "application/json"),
    (b'{"\\ud800": NaN}', "application/json"),
    (b"\xff\xfe" + CANARY.encode("utf-16-le"), "application/x-www-form-urlencoded; charset=utf-16"),
    (b"a=%", "application/x-www-form-urlencoded; charset=nothing"),
    (b"%00=%00&%ff=%ff&" + b"a=1&" * 400, "application/x-www-form-urlencoded"),
    (f"csrfmiddlewaretoken={CANARY}&open=1&draft=%00&version=x".encode(), "application/x-www-form-urlencoded"),
    (b"a=" + b"x" * 1_000_000, "application/x-www-form-urlencoded"),
    (b"<?xml version='1.0'?><x/>", "application/xml"),
    (b"x", ""),
    (b"x", "\x7f/\xff"),
]
HEADERS: list[dict[str, str]] = [
    {},
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Current-URL": "%ff", "HX-Trigger": CANARY},
    {"Accept-Language": "x" * 3_000},
    {"Accept-Language": "tj;q=99,\x7f"},
    {"Accept-Encoding": "gzip, br;q=x"},
    {"X-Forwarded-Proto": "gopher", "X-Forwarded-For": CANARY},
    {"If-Modified-Since": "yesterday", "If-None-Match": CANARY, "Range": "bytes=9-1"},
    {"Cookie": "language=\x00; desk=" + "x" * 500},
    {"Authorization": "Bearer " + "x" * 2_000},
]
OWN_TEXT = re.compile(r'<section class="stack part" aria-labelledby="kept">.*?</section>', re.DOTALL)  # what the asker typed, to be copied
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "BREW")


@dataclass(frozen=True, slots=True)
class Form:
    """A form, or the question of a page, as a browser would send it: who is there, where it goes, what stands in it."""

    name: str
    who: User | None
    action: str
    fields: dict[str, Any]
    files: tuple[str, ...] = ()
    method: str = "POST"

    @property
    def kind(self) -> tuple[Any, ...]:
        """What makes it another one than those already known."""
        return self.name, self.method, self.who, frozenset(self.fields)


@dataclass(slots=True)
class Seen:
    """What came of it."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    thrown_out: int = 0  # somebody signed in was led to the sign-in page: a run of those would try nothing
    routes: set[str] = field(default_factory=set)
    askers: set[int] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)


class _Listening(logging.Handler):
    """Keeps what the log would say, tracebacks too."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Browser(Client):
    """The client of Django's tests without its notes on templates and contexts, which would cost more than the house itself."""

    def request(self, **request: Any) -> Any:
        """One request through every middleware; what a defect raises is answered as in the house."""
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


LOGS = (None, "panoh", "django", "django.request", "django.security")
SIGNED_IN_FOR = 240.0  # seconds; a session of the house ends when nobody comes back to it
NOT_SENT = {"desk:sign_out", *ON_THE_RING}
# Everything that a view reads of the part behind the question mark.
ASKED_FOR = sorted({
    name
    for file in Path(panoh.__file__).parent.rglob("*.py")
    for name in re.findall(r'GET\.get(?:list)?\("(\w+)"', file.read_text(encoding="utf-8"))
})  # fmt: skip


def take_back(point: str) -> None:
    """Nothing of a request stays, whatever the database refused amid it."""
    transaction.set_rollback(False)
    transaction.savepoint_rollback(point)


class House:
    """Everybody who has a form, their forms, and the log."""

    def __init__(self, secrets: set[str], accounts: dict[Role, User]) -> None:
        self.secrets = secrets
        self.accounts = accounts
        self.seen = Seen()
        self.browsers: dict[int | None, tuple[Browser, float]] = {}
        self.forms: list[Form] = []
        self._known: set[tuple[Any, ...]] = set()
        self.log = _Listening()
        self.raised: list[str] = []
        for name in LOGS:
            logging.getLogger(name).addHandler(self.log)
        got_request_exception.connect(self._raised, weak=False)

    def close(self) -> None:
        """Nobody listens any more."""
        for name in LOGS:
            logging.getLogger(name).removeHandler(self.log)
        got_request_exception.disconnect(self._raised)

    def _raised(self, **_more: Any) -> None:
        error = sys.exc_info()[1]
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/panoh/" in frame.filename][-2:] if error else []
        at = " < ".join(f"{frame.filename.rpartition('/panoh/')[2]}:{frame.lineno}" for frame in reversed(frames))
        self.raised.append(f"{type(error).__name__}: {str(error)[:90]!r} at {at}")

    def browser(self, who: User | None) -> Browser:
        """Of this account, signed in not long ago."""
        browser, since = self.browsers.get(who.pk if who else None, (None, 0.0))
        if browser is None or (who is not None and time.monotonic() - since > SIGNED_IN_FOR):
            browser = Browser(raise_request_exception=False)
            if who is not None:
                sign_in(browser, who)
            self.browsers[who.pk if who else None] = browser, time.monotonic()
        return browser

    def learn(self, forms: Iterator[Form]) -> None:
        """Takes up the forms that are not known yet."""
        for form in forms:
            if form.kind not in self._known:
                self._known.add(form.kind)
                self.forms.append(form)

    def visit(self, name: str, who: User, there: str, *, by_press: bool = False) -> Iterator[Form]:
        """The forms of a page, and what it may be asked."""
        browser = self.browser(who)
        answer = browser.post(there, {"open": "1"}) if by_press else browser.get(there)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            return
        yield Form(name, who, there, dict.fromkeys(ASKED_FOR, ""), method="GET")
        for form in soup_of(answer).find_all("form"):
            action = urljoin(there, str(form.get("action") or there))
            method = str(form.get("method") or "get").upper()
            leads = resolve(urlsplit(action).path).view_name
            if leads not in NOT_SENT:
                yield Form(leads, who, action, filled(form), tuple(one["name"] for one in form.select("input[type=file][name]")), method)

    def visit_addresses(self, addresses: list[Address]) -> None:
        """Where words are written, each page in a state in which it has its form."""
        for name, who, args, by_press in addresses:
            self.learn(self.visit(f"desk:{name}", who, reverse(f"desk:{name}", args=args), by_press=by_press))

    def visit_doors(self) -> None:
        """Every address of the desk, by up to four who may go there, with something that they see, where there is one."""
        house, table = objects.House.read(self.accounts.values()), may()
        rows: dict[tuple[Any, User], Any] = {}
        for number, door in enumerate(doors()):
            if door.route.startswith(("/api/", "/field/", "/r/", "/ring/", "/^")) or door.name in NOT_SENT:
                continue
            kind, roles = objects.kind_of(door), [role for role in self.accounts if table[door.route][role]]
            for role in [roles[(number + step) % len(roles)] for step in range(min(4, len(roles)))]:
                who = self.accounts[role]
                if kind is not None and (kind, who) not in rows:
                    spread = objects.spread(house, who, kind)
                    rows[kind, who] = next((row for word, row in spread.items() if word.endswith("in")), None)
                row = rows[kind, who] if kind is not None else None
                self.learn(self._through(door, who, door.address(**(kind.arguments(row) if row is not None else {}))))

    def _through(self, door: Door, who: User, there: str) -> Iterator[Form]:
        if "GET" in door.methods:
            yield from self.visit(door.name, who, there)
        if "POST" in door.methods:
            yield Form(door.name, who, there, {"open": "1", "version": "0"})

    def know_scripts(self, who: User) -> None:
        """What scripts send, and the forms that need no sign-in."""
        asked = {"x": "", "name": "", "password": "", "code": "", "words": ""}
        for where in ("drafts/x1/", "sign-in/passkey/", "sign-in/passkey/options/", "account/passkeys/", "prove/passkey/", "search/"):
            self.learn(iter([Form(where, who, f"/desk/{where}", asked)]))
        named = (
            "secret",
            "words",
            "soon",
            "whom",
            "place",
            "number",
            "receipt",
            "send",
            "asks",
            "account",
            "password",
            "pin",
            "code",
            "next",
        )
        for where in ("desk/sign-in/", "en/write/", "en/answer/", "en/call/", "field/en/sign-in/", "field/en/send/", "r/x1/en/", "exit/"):
            self.learn(iter([Form(where, None, f"/{where}", dict.fromkeys(named, ""), ("papers",))]))
        asked = {"from": "2015-01-01", "to": "2026-01-01", "rows": "sex", "columns": "kind", "by": "", "publish": ""}
        self.learn(iter([Form("figures", None, "/api/v1/figures/people/", asked, method="GET")]))
        for where in ("", "help/", "rights/", "kept/", "places/", "booklet/", "figures/", "plan/"):
            self.learn(iter([Form(f"public {where}", None, f"/en/{where}", dict.fromkeys(ASKED_FOR, ""), method="GET")]))

    def send(
        self, where: str, who: User | None, *, name: str = "", method: str = "POST", headers: dict[str, str] | None = None, **body: Any
    ) -> None:
        """One request, of which nothing stays; what is wrong with its answer is noted."""
        browser = self.browser(who)
        self.log.lines.clear()
        self.raised.clear()
        cookies = browser.cookies.copy()
        point = transaction.savepoint_create()
        try:
            if method == "POST" and "content_type" not in body:
                answer = browser.post(where, body["data"], headers=headers or {})
            else:
                answer = browser.generic(method, where, body.get("data", b""), body.get("content_type", ""), headers=headers or {})
        except UnicodeError:  # what no client could have sent
            take_back(point)
            return
        take_back(point)
        browser.cookies = cookies
        if call("status")["locked"]:
            agent_client.unlock(None)
        seen = self.seen
        seen.requests += 1
        seen.statuses[answer.status_code] += 1
        seen.routes.add(name)
        if who is not None:
            seen.askers.add(who.pk)
            seen.thrown_out += answer.headers.get("Location", "").startswith(SIGN_IN)
        self._look(answer, f"{method} {name} {answer.status_code}")

    def _look(self, answer: HttpResponse, what: str) -> None:
        faults = self.seen.faults
        if answer.status_code >= 500 and answer.status_code != 503:
            faults[f"{what}: {self.raised}"] += 1
        for line in self.log.lines:
            if any(secret in line for secret in self.secrets):
                faults[f"{what}: in the log: {line[:80]}"] += 1
        if any(CANARY in unquote(value) for value in answer.headers.values()):
            faults[f"{what}: in a header"] += 1
        if answer.status_code >= 400 and answer.status_code != 409 and not answer.streaming:
            text = OWN_TEXT.sub("", answer.content.decode("utf-8", "replace"))
            is_error = "data-trouble" in text or answer.status_code in (403, 404, 405, 500, 503)
            told = [secret for secret in self.secrets if is_error and secret in text]
            if told:
                faults[f"{what}: in the page of an error: {told[0][:20]!r}"] += 1


def a_file(name: str, content: bytes) -> io.BytesIO:
    """An upload with this name."""
    file = io.BytesIO(content)
    file.name = name
    return file


FILES = [
    lambda: a_file("x.png", b""), lambda: a_file("../../x\0.pdf", b"%PDF-1.4\n%%EOF"), lambda: a_file("x.zip", b"PK\x03\x04" + bytes(40)),
    lambda: a_file(CANARY + ".xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), lambda: a_file("x.json", DEEP.encode()), lambda: a_file("x.csv", b"\xff\xfe\x00"),
    lambda: a_file("x.mp3", b"ID3" + b"\xff" * 60), lambda: a_file("x.jpg", b"\xff\xd8\xff\xe1\xff\xff" + bytes(50)), lambda: a_file("x.txt", CANARY.encode()),
]  # fmt: skip
# How often each comes. Most of what goes wrong does so in a field; what is refused at the door costs little and is asked often.
WAYS = (
    *("field",) * 4, "two fields", "twice", "without", "all", "file",
    *("body",) * 3, *("method",) * 2, *("query",) * 2, *("stranger",) * 3, *("colleague",) * 4, "headers",
)  # fmt: skip
values = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=60), st.integers().map(str), st.dates().map(str), st.uuids().map(str), st.floats().map(str)
)


def one_request(house: House, form: Form, way: str, which: int, value: str, other: str) -> None:
    """Sends one."""
    names = list(form.fields) or ["x"]
    name = names[which % len(names)]
    data, who, headers = dict(form.fields), form.who, HEADERS[which % len(HEADERS)] if way == "headers" else {}
    if way == "query" or (form.method == "GET" and way not in ("body", "method")):
        asked = {"page": other, name: value, names[(which // 7) % len(names)]: other}
        return _ask(house, form, None if way == "stranger" else who, asked, headers)
    match way:
        case "field" | "stranger" | "headers" | "colleague":
            data[name] = value
        case "two fields":
            data |= {name: value, names[(which // 7) % len(names)]: other}
        case "twice":
            data[name] = [value, other, value]
        case "without":
            data.pop(name, None)
        case "all":
            data = dict.fromkeys(data, value)
        case "file":
            file = form.files[which % len(form.files)] if form.files else name
            data[file] = FILES[which % len(FILES)]()
        case "body":
            body, kind = BODIES[which % len(BODIES)]
            return house.send(form.action, who, name=form.name, data=body, content_type=kind)
        case "method":
            body = value.encode("utf-8", "replace")
            return house.send(form.action, who, name=form.name, method=METHODS[which % len(METHODS)], data=body, content_type="text/plain")
    if way == "colleague":  # of another role; as htmx asks, since a refusal then wants no frame around it
        who, headers = list(house.accounts.values())[which % len(house.accounts)], HEADERS[1]
    return house.send(form.action, None if way == "stranger" else who, name=form.name, headers=headers, data=data)


def _ask(house: House, form: Form, who: User | None, asked: dict[str, Any], headers: dict[str, str]) -> None:
    query = urlencode(asked, errors="replace")
    house.send(f"{form.action.partition('?')[0]}?{query}", who, name=form.name, method="GET", headers=headers)
