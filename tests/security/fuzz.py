"""Requests as nobody's browser sends them, made from the forms of the house: which, with what, by whom, and what was wrong with the answer."""

import io
import logging
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st

from panoh.accounts.models import User
from panoh.core.agent import call
from panoh.vault import client as agent_client
from tests.desk.draft_addresses import all_addresses
from tests.desk.forms import filled, soup_of
from tests.factories.accounts import sign_in

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
    (b"--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"../../\0.png\"\r\n\r\n\xff\r\n--x--", "multipart/form-data; boundary=x"),
    (b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a\r\n\r\n!!\r\n--x--", "multipart/form-data; boundary=x"),
    (DEEP.encode(), "application/json"),
    (b"{\"\\ud800\": NaN}", "application/json"),
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
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "BREW")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a page shows it: who is there, where it goes, what a browser would send."""

    name: str
    who: User | None
    action: str
    fields: dict[str, Any]
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class Seen:
    """What came of it."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


class _Listening(logging.Handler):
    """Keeps what the log would say, tracebacks too."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class House:
    """Everybody who has a form, their forms, and the log."""

    def __init__(self, secrets: set[str]) -> None:
        self.secrets = secrets
        self.seen = Seen()
        self.clients: dict[int | None, Client] = {None: Client(raise_request_exception=False)}
        self.addresses = all_addresses()
        self.forms = [*self._forms(), *self._more()]
        self.log = _Listening()
        self.raised: list[str] = []
        for name in (None, "panoh", "django", "django.request", "django.security"):
            logging.getLogger(name).addHandler(self.log)
        got_request_exception.connect(self._raised, weak=False)

    def close(self) -> None:
        """Nobody listens any more."""
        for name in (None, "panoh", "django", "django.request", "django.security"):
            logging.getLogger(name).removeHandler(self.log)
        got_request_exception.disconnect(self._raised)

    def _raised(self, **_more: Any) -> None:
        error = sys.exc_info()[1]
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/panoh/" in frame.filename][-2:] if error else []
        self.raised.append(f"{type(error).__name__}: {str(error)[:90]!r} at " + " < ".join(f"{f.filename.rpartition('/panoh/')[2]}:{f.lineno}" for f in reversed(frames)))

    def client(self, who: User | None) -> Client:
        key = who.pk if who else None
        if key not in self.clients:
            self.clients[key] = Client(raise_request_exception=False)
            sign_in(self.clients[key], who)
        return self.clients[key]

    def _forms(self) -> Iterator[Form]:
        for name, who, args, by_press in self.addresses:
            there = reverse(f"desk:{name}", args=args)
            client = self.client(who)
            page = soup_of(client.post(there, {"open": "1"}) if by_press else client.get(there))
            for form in page.find_all("form", method="post"):
                action = str(form.get("action") or there)
                if action.endswith(("/lock/", "/sign-out/")):
                    continue
                files = tuple(one["name"] for one in form.select("input[type=file][name]"))
                yield Form(name, who, action, filled(form), files)

    def _more(self) -> Iterator[Form]:
        """What scripts send, and the forms that need no sign-in."""
        for where in ("drafts/x1/", "sign-in/passkey/", "sign-in/passkey/options/", "account/passkeys/", "account/password/", "account/code/", "search/"):
            yield Form(where, self.addresses[0].who, f"/desk/{where}", {"x": "", "name": "", "password": "", "code": "", "words": ""})
        for where in ("desk/sign-in/", "en/write/", "en/answer/", "en/call/", "field/en/sign-in/", "field/en/send/", "r/x1/en/", "desk/sign-in/language/"):
            named = ("secret", "words", "soon", "whom", "place", "number", "receipt", "send", "asks", "account", "password", "pin", "code", "next", "language")
            yield Form(where, None, f"/{where}", dict.fromkeys(named, ""), ("papers",))
        yield Form("figures", None, "/api/v1/figures/people/", {"from": "2015-01-01", "to": "2026-01-01", "rows": "sex", "columns": "kind"})

    def send(self, where: str, who: User | None, *, name: str = "", method: str = "POST", headers: dict[str, str] | None = None, **body: Any) -> None:
        """One request, of which nothing stays; what is wrong with its answer is noted."""
        client = self.client(who)
        self.log.lines.clear()
        self.raised.clear()
        cookies = client.cookies.copy()
        point = transaction.savepoint_create()
        try:
            if method == "POST" and "content_type" not in body:
                answer = client.post(where, body["data"], headers=headers or {})
            else:
                answer = client.generic(method, where, body.get("data", b""), body.get("content_type", ""), headers=headers or {})
        except UnicodeError:  # what no client could have sent
            transaction.savepoint_rollback(point)
            self.seen.statuses[0] += 1
            return
        transaction.savepoint_rollback(point)
        client.cookies = cookies
        if call("status")["locked"]:
            agent_client.unlock(None)
        self.seen.requests += 1
        self.seen.statuses[answer.status_code] += 1
        self.seen.names.add(name)
        self._look(answer, f"{method} {name} {answer.status_code}")

    def _look(self, answer: HttpResponse, what: str) -> None:
        faults = self.seen.faults
        if answer.status_code >= 500 and answer.status_code != 503:
            faults.append(f"{what}: {self.raised}")
        for line in self.log.lines:
            if any(secret in line for secret in self.secrets):
                faults.append(f"{what}: in the log: {line[:80]}")
        if any(CANARY in value for value in answer.headers.values()):
            faults.append(f"{what}: in a header")
        if answer.status_code >= 400 and answer.status_code != 409 and not answer.streaming:
            text = answer.content.decode("utf-8", "replace")
            if ("data-trouble" in text or answer.status_code in (403, 404, 405, 500, 503)) and any(secret in text for secret in self.secrets):
                faults.append(f"{what}: in the page of an error")


def with_nasty(form: Form, name: str, value: Any) -> dict[str, Any]:
    """What a browser would send, but for one field."""
    return {**form.fields, name: value}


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
WAYS = ("field", "field", "field", "two fields", "twice", "without", "file", "body", "method", "query", "stranger", "headers", "all")
values = st.one_of(st.sampled_from(NASTY), st.text(max_size=60), st.integers().map(str), st.dates().map(str), st.uuids().map(str), st.floats().map(str))


def one_request(house: House, form: Form, way: str, which: int, value: str, other: str) -> None:
    """Sends one."""
    names = list(form.fields) or ["x"]
    name = names[which % len(names)]
    data, who, headers = dict(form.fields), form.who, HEADERS[which % len(HEADERS)] if way == "headers" else {}
    match way:
        case "field" | "stranger" | "headers":
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
            return house.send(form.action, who, name=form.name, method=METHODS[which % len(METHODS)], data=value.encode("utf-8", "replace"), content_type="text/plain")
        case "query":
            query = urlencode({name: value, "draft": other, "page": value, "q": other}, errors="replace")
            return house.send(f"{form.action}?{query}", who, name=form.name, method="GET")
    if way == "stranger":
        who = None
    house.send(form.action, who, name=form.name, headers=headers, data=data)

