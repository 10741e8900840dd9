"""Which numbers the public pages may show: those that somebody rang within a month. Told by a file, so known while locked too."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from panoh.core.clock import now
from panoh.core.files import read_json, write_json
from panoh.hotline.models import PhoneLine, Route
from panoh.vault import client

FILE = "hotlines.json"
FRESH = dt.timedelta(days=30)
# An instance that unlocks itself is for trying out: until one is changed there, its numbers are of a range in which no telephone rings.
DEMO = {"TJ-KT": "+992000000301", "TJ-SU": "+992000000302", "TJ-DU": "+992000000303"}


@dataclass(frozen=True, slots=True)
class Dialled:
    """What callers of a line's region are told to dial: the number of the line itself, or of the one that stands in for it."""

    region: str
    number: str
    stands_in: bool


def numbers() -> dict[str, str]:
    """The numbers of content/hotlines.toml by region, in its order; those that cannot ring where the instance unlocks itself."""
    return dict(DEMO) if client.status().unlocks_itself else _listed()


@cache
def _listed() -> dict[str, str]:
    data = tomllib.loads(files("panoh.content").joinpath("hotlines.toml").read_text(encoding="utf-8"))
    return {entry["region"]: entry["number"] for entry in data["line"]}


def publish() -> None:
    """Writes the file anew from the lines and who serves whom; nothing about anybody stands in it."""
    lines = {line.region: {"number": line.number, "rang_at": line.rang_at and line.rang_at.isoformat()} for line in PhoneLine.objects.all()}
    routes = dict(Route.objects.values_list("region", "line__region"))
    told = {"lines": lines, "routes": routes}
    if read_json(_path()) != told:
        write_json(_path(), told)


def _path() -> Path:
    return Path(settings.DATA) / FILE


def dialled() -> tuple[Dialled, ...]:
    """What the public pages show, in the order of the lines. Who was not rung within a month is stood in for by the next that was.

    Empty where no line was: then no page names a number that may ring at a stranger's. Asks no database, so it answers while locked.
    """
    order, kept = list(_listed()), _kept()
    good = {region: kept[region]["number"] for region in order if region in kept and is_fresh(kept[region].get("rang_at"))}
    if client.status().unlocks_itself:  # what cannot ring needs no test call; what was changed by hand does, as anywhere
        order, changed = list(DEMO), {region for region, line in kept.items() if line["number"] != DEMO.get(region)}
        good |= {region: number for region, number in DEMO.items() if region not in changed}
    found = []
    for place, region in enumerate(order):
        near = next((other for other in [*order[place:], *order[:place]] if other in good), None)
        if near is not None:
            found.append(Dialled(region, good[near], stands_in=near != region))
    return tuple(found)


def dialled_from(region: str) -> tuple[Dialled, ...]:
    """What somebody of a region is told to dial, the line that serves it; of a region that none serves, every line."""
    served, lines = read_json(_path()).get("routes", {}).get(region), dialled()
    return tuple(line for line in lines if line.region == served) or lines


def _kept() -> dict[str, dict[str, str]]:
    lines: dict[str, dict[str, str]] = read_json(_path()).get("lines", {})
    return lines


def is_fresh(rang_at: str | dt.datetime | None) -> bool:
    """Whether a test call lies within the last 30 days."""
    if not rang_at:
        return False
    moment = dt.datetime.fromisoformat(rang_at) if isinstance(rang_at, str) else rang_at
    return moment > now() - FRESH
