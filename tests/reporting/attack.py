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

    wanted = list(cells)
    ends = ends_of([(row(index), count) for index, count in shown.items()], [row(cell) for cell in wanted], wide)
    return dict(zip(wanted, ends, strict=True))


def ends_of(known: list[tuple[list[int], int]], aims: list[list[int]], wide: int = 0) -> list[tuple[int, int]]:
    """For each sum of unknown whole numbers the least and the most, given other sums of them. A sum: which of the unknown are in it."""
    told = np.array([count for _row, count in known])
    limits = LinearConstraint(np.array([row for row, _count in known]), told - wide, told + wide)
    found = []
    for aim in aims:
        every = {"constraints": limits, "integrality": np.ones(len(aim)), "bounds": Bounds(0, np.inf)}
        ends = [milp(way * np.array(aim), **every) for way in (1, -1)]
        assert ends[0].success
        most = round(-ends[1].fun) if ends[1].success else 10**6  # no end to it
        found.append((round(ends[0].fun), most))
    return found
