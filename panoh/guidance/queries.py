"""Reads of the guidance: a version by its code, the one in force, the drafts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.guidance.enums import VersionState
from panoh.guidance.models import Edition, Reading
from panoh.guidance.protocol import Protocol
from panoh.guidance.reading import read
from panoh.guidance.shipped import FIRST, shipped

NOT_HERE = _("This version of the guidance does not exist.")
READERS_NEEDED = 2

# How views, which know no models, name what they are given.
type EditionRow = Edition


def protocol(code: str) -> Protocol:
    """The version of this code. Raises NotFound. What is shipped costs no query, an edition one."""
    if code in shipped():
        return shipped()[code]
    return protocol_of(get_edition(code))


def protocols(codes: Iterable[str]) -> dict[str, Protocol]:
    """Several versions at once; one query for all that are the Unit's own."""
    wanted = set(codes) - {""}
    own = [int(code.removeprefix("unit-")) for code in wanted - set(shipped())]
    found = Edition.objects.filter(number__in=own) if own else ()
    return {code: shipped()[code] for code in wanted & set(shipped())} | {edition.code: protocol_of(edition) for edition in found}


def get_edition(code: str) -> Edition:
    """The Unit's own version of this code. Raises NotFound."""
    number = code.removeprefix("unit-")
    found = Edition.objects.select_related("made_by").filter(number=number).first() if number.isdigit() and number != code else None
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def protocol_of(edition: Edition) -> Protocol:
    """The text of an edition."""
    known = _remembered(edition.code, edition.digest)
    if not known:
        known.append(read({**edition.body, "code": edition.code}))
    return known[0]


@lru_cache(maxsize=16)
def _remembered(_code: str, _digest: str) -> list[Protocol]:
    """A place for the read text of a version, by what it says."""
    return []


def in_force(on: dt.date | None = None) -> str:
    """The code of the version that new cases follow on a day."""
    adopted = Edition.objects.filter(state=VersionState.ADOPTED, adopted_on__lte=on or today())
    latest = adopted.order_by("-adopted_on", "-number").values_list("number", flat=True).first()
    return FIRST if latest is None else f"unit-{latest}"


def editions() -> list[Edition]:
    """The Unit's own versions, newest first."""
    return list(Edition.objects.select_related("made_by").defer("body"))


def codes() -> list[str]:
    """The versions a case may follow today, oldest first: those shipped, then those adopted."""
    adopted = Edition.objects.filter(state=VersionState.ADOPTED, adopted_on__lte=today()).order_by("adopted_on", "number")
    return [*sorted(shipped()), *(f"unit-{number}" for number in adopted.values_list("number", flat=True))]


@dataclass(frozen=True, slots=True)
class Readers:
    """Who read a draft: agreed to it as it stands now, and agreed to what it said before."""

    now: list[Reading]
    before: list[Reading]

    @property
    def are_enough(self) -> bool:
        """Whether it may be adopted."""
        return len(self.now) >= READERS_NEEDED


def readers(edition: Edition) -> Readers:
    """Who agreed. One query."""
    found = list(edition.readings.select_related("by"))
    now = [each for each in found if each.digest == edition.digest]
    return Readers(now, [each for each in found if each not in now])
