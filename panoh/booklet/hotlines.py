"""The three lines that answer day and night: the numbers that somebody rang within a month."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.core.forms.phone import shown
from panoh.hotline.numbers import Dialled, dialled, dialled_from

ROUND_THE_CLOCK = _("day and night")
# What a caller looks for is the place, so the names are the caller's, not the map's.
PLACES: dict[str, tuple[Promise, Promise]] = {
    "TJ-KT": (_("Khatlon"), ROUND_THE_CLOCK),
    "TJ-SU": (_("Sughd"), ROUND_THE_CLOCK),
    "TJ-DU": (_("Dushanbe and the districts"), _("day and night, also from Badakhshan")),
}


@dataclass(frozen=True, slots=True)
class Hotline:
    """One line: where it is for, the number as it is dialled and as it is read."""

    place: Promise
    hours: Promise
    number: str
    shown: str


def hotlines() -> tuple[Hotline, ...]:
    """The lines in the order in which the page shows them."""
    return tuple(_hotline(line) for line in dialled())


def hotlines_of(region: str) -> tuple[Hotline, ...]:
    """The line that serves a region, each line where none does."""
    return tuple(_hotline(line) for line in dialled_from(region))


def _hotline(line: Dialled) -> Hotline:
    return Hotline(*PLACES[line.region], line.number, shown(line.number))
