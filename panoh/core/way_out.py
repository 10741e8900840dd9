"""To which hosts web push goes, and whether they were reached when it last tried. No Django here: `panoh status` says it at once."""

import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from panoh.core.files import read_json, write_json

NOTE = "push-blocked.json"  # lies in the data folder from the first message that found no way out until one found it


@cache
def push_hosts() -> tuple[str, ...]:
    """The hosts of content/push.toml; one that begins with "*." stands for every name below it."""
    content = tomllib.loads(files("panoh.content").joinpath("push.toml").read_text(encoding="utf-8"))
    return tuple(host for service in content["service"] for host in service["hosts"])


def is_one_of(place: str, hosts: tuple[str, ...]) -> bool:
    """Whether a host, with its port where it is not the usual one, is among these."""
    return any(place.endswith(host[1:]) if host.startswith("*.") else place == host for host in hosts)


def blocked_since(data: Path) -> datetime | None:
    """Since when no message reached a service of web push; None where the last one did, and where none was tried."""
    try:
        return datetime.fromisoformat(str(read_json(data / NOTE)["since"]))
    except (KeyError, ValueError):
        return None


def note_way_out(data: Path, *, is_open: bool, at: datetime) -> None:
    """Keeps whether a service was reached."""
    if is_open:
        (data / NOTE).unlink(missing_ok=True)
    elif blocked_since(data) is None:
        write_json(data / NOTE, {"since": at.isoformat(timespec="seconds")})
