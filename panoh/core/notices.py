"""Drivers for a short notice that leaves the house: a file for trying out, mail, short messages through a gateway that takes mail.

An address says which: `file:/absolute/path`, `smtp://[user:password@]host[:port]?from=address`, `smtps://…`; for short messages a further
`domain=gateway` makes the number an address of mail there. What is sent is one sentence, its subject as well as its text; below it, where
somebody can answer at once, a link.
"""

import json
import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from panoh.core.clock import now

HERE = {"localhost", "127.0.0.1", "::1"}
TIMEOUT = 15
PORTS = {"smtp": 25, "smtps": 465}


class NotSent(Exception):
    """The notice did not leave. Carries no address and no word of it."""


class BadDriver(ValueError):
    """The setting names no driver."""


class Driver(Protocol):
    """Sends one sentence to one address, and where there is one a link below it."""

    def send(self, to: str, text: str, link: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class FileDriver:
    """Writes what would be sent to a file, a line each: for trying out and for tests."""

    path: Path

    def send(self, to: str, text: str, link: str = "") -> None:
        """Appends a line of JSON. Raises NotSent."""
        said = {"at": now().isoformat(timespec="seconds"), "to": to, "text": text, **({"link": link} if link else {})}
        line = json.dumps(said, ensure_ascii=False) + "\n"
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(line)
        except OSError as error:
            raise NotSent from error


@dataclass(frozen=True, slots=True, repr=False)
class MailDriver:
    """Sends by SMTP, with TLS from the first byte (smtps) or as soon as the server offers it; without it to this computer alone."""

    host: str
    port: int
    sender: str
    secure: bool
    user: str = ""
    password: str = ""
    domain: str = ""

    def send(self, to: str, text: str, link: str = "") -> None:
        """One mail with the sentence as subject and text, the link below it. Raises NotSent."""
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = f"{to.lstrip('+')}@{self.domain}" if self.domain else to
        message["Subject"] = text
        message.set_content(f"{text}\n\n{link}" if link else text)
        try:
            with self._open() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent from error

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.secure:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif self.user or self.host not in HERE:
            server.close()
            raise smtplib.SMTPException("no TLS, so nothing is sent")
        return server


def driver(setting: str) -> Driver | None:
    """The driver that a setting names, None for a blank one. Raises BadDriver."""
    if not setting:
        return None
    parts = urlsplit(setting)
    if parts.scheme == "file" and parts.path.startswith("/"):
        return FileDriver(Path(unquote(parts.path)))
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme in PORTS and parts.hostname and "from" in query:
        return MailDriver(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            sender=query["from"],
            secure=parts.scheme == "smtps",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            domain=query.get("domain", ""),
        )
    raise BadDriver("it is file:/path, smtp://host?from=address or smtps://user:password@host?from=address")
