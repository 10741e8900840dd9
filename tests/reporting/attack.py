"""A reader who wants to know what is hidden: the least and the most that a cell can be, by an integer solver that is none of ours."""

from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from panoh.reporting.disclosure import TOTAL, Index


def least_and_most(shown: Mapping[Index, int], shape: Index, cells: Iterable[Index], wide: int = 0) -> dict[Index, tuple[int, int]]:
    """For each of these cells what it can be at least and at most, given what is shown, each up to `wide` off (by rounding)."""
    inner = list(product(*(range(size) for size in shape)))

    def row(index: Index) -> list[int]:
        return [int(all(key in (TOTAL, at) for key, at in zip(index, one, strict=True))) for one in inner]

    known = LinearConstraint(
        np.array([row(index) for index in shown]),
        np.array([count - wide for count in shown.values()]),
        np.array([count + wide for count in shown.values()]),
    )
    found = {}
    for cell in cells:
        aim = np.array(row(cell))
        ends = [milp(way * aim, constraints=known, integrality=np.ones(len(inner)), bounds=Bounds(0, np.inf)) for way in (1, -1)]
        assert ends[0].success
        most = round(-ends[1].fun) if ends[1].success else 10**6  # no end to it
        found[cell] = round(ends[0].fun), most
    return found
