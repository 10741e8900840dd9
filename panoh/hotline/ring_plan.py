"""Who is told next of a danger that nobody has, while everything is locked: hours, ways, addresses. No Django but settings.

What would open the addresses is gone once it is locked, so they are laid out before, as long as a danger waits, into the folder of the
duty packs: kept in memory, gone when the machine is switched off (docs/adr/0038-web-push.md says what whoever reads it learns).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from panoh.core.clock import now
from panoh.core.files import read_json, write_json
from panoh.core.notices import Driver, NotSent
from panoh.hotline.pack import NoMemory, memory_folder

FILE = "next-rings"
GIVE_UP = dt.timedelta(minutes=10)  # so long a notice that does not leave is tried again


@dataclass(frozen=True, slots=True, repr=False)
class NextRing:
    """One notice: at which hour it leaves, by which way, to whom, and what it says. Nothing says why."""

    at: str
    way: str
    to: str
    text: str

    @property
    def moment(self) -> dt.datetime:
        """When it leaves."""
        return dt.datetime.fromisoformat(self.at)


def _path() -> Path | None:
    with suppress(NoMemory):
        return memory_folder() / FILE
    return None


def keep(rings: Sequence[NextRing]) -> None:
    """Lays out what would leave next, in place of what lay there; nothing lies there where nothing waits, or there is no memory for it."""
    path = _path()
    if path is None:
        return
    if rings:
        write_json(path, {"rings": [asdict(each) for each in rings]})
    else:
        path.unlink(missing_ok=True)


def kept() -> list[NextRing]:
    """What lies there, the next first."""
    path = _path()
    found = read_json(path) if path is not None else {}
    return sorted((NextRing(**each) for each in (found or {}).get("rings", [])), key=lambda ring: ring.moment)


def ring_next(ways: Mapping[str, Driver]) -> int:
    """Sends what is due by now, each once; what does not leave is tried again for a while. Answers how many left. No database."""
    rings, left, sent = kept(), [], 0
    for ring in rings:
        if ring.moment > now():
            left.append(ring)
        elif _has_left(ring, ways):
            sent += 1
        elif ring.moment > now() - GIVE_UP:
            left.append(ring)
    if len(left) < len(rings):
        keep(left)
    return sent


def _has_left(ring: NextRing, ways: Mapping[str, Driver]) -> bool:
    try:
        ways[ring.way].send(ring.to, ring.text)
    except (KeyError, NotSent):
        return False
    return True
