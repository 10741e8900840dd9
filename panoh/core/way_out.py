"""To which hosts web push goes, and whether they were reached when it last tried. No Django here: `panoh status` says it at once."""

import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from panoh.core.files import read_json, write_json

NOTE = "push-blocked.json"  # in the data folder: since when each service was not reached, until it is


@cache
def push_hosts() -> tuple[str, ...]:
    """The hosts of content/push.toml; one that begins with "*." stands for every name below it."""
    content = tomllib.loads(files("panoh.content").joinpath("push.toml").read_text(encoding="utf-8"))
    return tuple(host for service in content["service"] for host in service["hosts"])


def is_one_of(place: str, hosts: tuple[str, ...]) -> bool:
    """Whether a host, with its port where it is not the usual one, is among these."""
    return any(place.endswith(host[1:]) if host.startswith("*.") else place == host for host in hosts)


def blocked_since(data: Path) -> datetime | None:
    """Since when a service of web push is not reached; None where each that was tried was."""
    try:
        return min((datetime.fromisoformat(since) for since in read_json(data / NOTE).values()), default=None)
    except (TypeError, ValueError):
        return None


def note_way_out(data: Path, service: str, *, is_open: bool, at: datetime) -> None:
    """Keeps whether this service was reached."""
    known = read_json(data / NOTE)
    if is_open and known.pop(service, None) is not None:
        write_json(data / NOTE, known)
    elif not is_open and service not in known:
        write_json(data / NOTE, {**known, service: at.isoformat(timespec="seconds")})
