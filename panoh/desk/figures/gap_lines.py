"""How needs that nobody meets stand in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from panoh.places import catalogue
from panoh.referrals.queries.gaps import GapRow


@dataclass(frozen=True, slots=True)
class GapLine:
    """A need in a list: codes alone."""

    row: Any
    where: str

    @property
    def badge(self) -> str:
        return "late" if self.row.ended_on is None else "done" if self.row.end == "met" else ""


def gap_lines(rows: Sequence[GapRow]) -> list[GapLine]:
    """Needs as lines."""
    return [GapLine(row, catalogue.name(row.place or row.region)) for row in rows]
