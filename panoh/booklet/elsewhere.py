"""Where else help can be found: entries of the directory that the public page shows too."""

from dataclasses import dataclass
from typing import cast

from panoh.booklet.signals import elsewhere_wanted


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One entry: its name, the number as it is read, what it does and where it is, and the day on which it was checked."""

    name: str
    number: str
    services: str
    address: str
    checked_on: str


type Regions = list[tuple[str, list[Elsewhere]]]


def elsewhere() -> Regions:
    """(region, its entries) in the active language; none where nobody may be told to everybody."""
    return [region for _receiver, regions in elsewhere_wanted.send(Elsewhere) for region in cast("Regions", regions)]
