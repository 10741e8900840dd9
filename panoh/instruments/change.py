"""Whether a score changed by more than chance. No Django here."""

from dataclasses import dataclass
from math import sqrt

from panoh.instruments.definitions import Score

Z = 1.96  # 95 %


def reliable_index(sd: float, r: float) -> float:
    """How many points a change must have to be more than the scale's own error: 1.96 · SD · √2 · √(1 − r)."""
    return Z * sd * sqrt(2) * sqrt(1 - r)


def threshold(one: Score, *, sd: float | None = None, r: float | None = None) -> float | None:
    """From how many points on a change counts: by the unit's own spread and reliability, else as published; None where nothing is."""
    if sd is not None and r is not None:
        return reliable_index(sd, r)
    if one.change is None:
        return None
    if one.change.points is not None:
        return one.change.points
    assert one.change.sd is not None and one.change.r is not None  # noqa: PT018 -- the reader of files holds it
    return reliable_index(one.change.sd, one.change.r)


@dataclass(frozen=True, slots=True)
class Moved:
    """From one score to another. `verdict`: better, worse, same; "" where no figure says how much is more than chance."""

    by: float
    verdict: str


def moved(one: Score, before: float, after: float, least: float | None) -> Moved:
    """How a score moved, and whether that is more than chance."""
    by = after - before
    if least is None:
        return Moved(by, "")
    if abs(by) < least:
        return Moved(by, "same")
    return Moved(by, "better" if (by > 0) == one.better else "worse")
