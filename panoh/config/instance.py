"""One instance: a data folder, its server key, its database. Read from the environment, with no Django."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

HERE = {"", "localhost", "127.0.0.1", "::1"}
NO_TLS = "PANOH_DATABASE is on another computer: give it sslmode=verify-full, or leave sslmode out."
NO_DATA = "Set PANOH_DATA to the absolute path of the data folder."


HOSTS = ("PANOH_HOSTS", "PANOH_ANSWER_HOSTS", "PANOH_FIELD_HOSTS")


@dataclass(frozen=True, slots=True)
class Instance:
    """What the settings need to know of the data folder and the environment."""

    data: Path
    secret_key: str
    hosts: tuple[str, ...]
    answer_hosts: tuple[str, ...]
    field_hosts: tuple[str, ...]
    database: dict[str, Any]
    plain_http: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Instance":
        """Reads PANOH_DATA, PANOH_DATABASE and the host names; makes the folder (0700) and `server.key` (0600) when absent."""
        data = Path(environment.get("PANOH_DATA", ""))
        if not data.is_absolute():
            raise SystemExit(NO_DATA)
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        hosts, answer_hosts, field_hosts = (_names(environment.get(name, "")) for name in HOSTS)
        return cls(
            data=data,
            secret_key=server_key(data),
            hosts=hosts,
            answer_hosts=answer_hosts,
            field_hosts=field_hosts,
            database=database(environment.get("PANOH_DATABASE", ""), data),
            plain_http=not hosts,  # only on localhost is there no TLS in front
        )


def _names(listed: str) -> tuple[str, ...]:
    """Host names, separated by commas."""
    return tuple(name.strip().lower() for name in listed.split(",") if name.strip())


def server_key(data: Path) -> str:
    """The server's own secret: session pepper, signatures, second-factor seeds. It opens no person and no text."""
    path = data / "server.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


# PostgreSQL would compile the rules of who reads what for seconds, for a query that takes milliseconds.
NOT_COMPILED = "-c jit=off"


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's database settings: the encrypted SQLite file, or the PostgreSQL that the URL names, with its options (`?sslmode=…`).

    To a server on another computer the connection is encrypted, and its certificate looked at; an address that says less is refused.
    """
    if not url:
        return {"ENGINE": "panoh.core.db.sqlite", "NAME": str(data / "panoh.db"), "CONN_MAX_AGE": None, "OPTIONS": {"timeout": 20}}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("PANOH_DATABASE must begin with postgres://.")
    options = {"application_name": "panoh", **dict(parse_qsl(parts.query))}
    options["options"] = f"{options.get('options', '')} {NOT_COMPILED}".strip()
    named = [_host(parts.netloc), options.get("host", ""), options.get("hostaddr", "")]
    elsewhere = [name for name in ",".join(named).split(",") if name not in HERE and not name.startswith("/")]
    if elsewhere and options.setdefault("sslmode", "verify-full") != "verify-full":
        raise SystemExit(NO_TLS)
    return {
        "ENGINE": "panoh.core.db.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts.netloc),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _host(netloc: str) -> str:
    """The host as it is written; the folder of a socket is percent-encoded, and its capitals count."""
    host = netloc.rpartition("@")[2]
    return host[1:].partition("]")[0] if host.startswith("[") else unquote(host.partition(":")[0])
