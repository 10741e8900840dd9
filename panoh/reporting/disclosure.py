"""Which cells of a table of counts may be told to everybody, so that no small one can be reckoned back from the rest. No Django here.

A cell below the threshold is hidden, nought included: "nobody" and "all of them" say something of each single person. Others are
hidden with it, so that totals, a third dimension or the years of a span do not give it away. That this holds is not hoped for: a cell
counts as safe only once tables were found which agree with everything that is shown, and in which it stands so far apart that a reader
can neither tell it nor tell that it is small (hypercube method: Handbook on Statistical Disclosure Control, chapter 5). Rounding comes
after that and can only make a reader's guess wider.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

TOTAL = -1  # the coordinate of a total
type Index = tuple[int, ...]
type Cube = tuple[tuple[Index, int], ...]


def with_totals(counts: Mapping[Index, int], shape: Index) -> dict[Index, int]:
    """The table with every total. `counts`: by coordinate from 0, what is missing is nought; `shape`: how many keys each dimension has."""
    whole = dict.fromkeys(product(*((*range(size), TOTAL) for size in shape)), 0)
    for index, count in counts.items():
        for at in product(*((place, TOTAL) for place in index)):
            whole[at] += count
    return whole


def hidden_cells(counts: Mapping[Index, int], shape: Index, *, threshold: int) -> frozenset[Index]:
    """The coordinates that are not shown, totals among them.

    Totals are decided on first, each from its own numbers alone, so that every table that shows a total treats it the same way.
    Where hiding the cells alone is not enough, nothing crossed with the last dimension is shown.
    """
    whole = with_totals(counts, shape)
    if whole[(TOTAL,) * len(shape)] < threshold:
        return frozenset(whole)
    hidden: set[Index] = set()
    for size in range(1, len(shape) + 1):
        for dims in combinations(range(len(shape)), size):
            part = _Part(whole, hidden, dims, len(shape), threshold).protected()
            hidden |= _crossed(whole, dims) if part is None else part
    return frozenset(hidden)


def hidden_in_sets(counts: Mapping[Index, int], shape: Index, *, threshold: int) -> frozenset[Index]:
    """As `hidden_cells`, of a table whose lines may have persons in common, so that they need not add up: kinds of help.

    `counts`: every coordinate with its total, each counted for itself, of one dimension or two. Where all adds up it is a table like any
    other. Else a sum that its parts do not make up is not shown: beside it, whom two lines have in common and whom one of them lacks would
    be a subtraction.
    """
    inner = {index: count for index, count in counts.items() if TOTAL not in index}
    if all(count == counts.get(index, 0) for index, count in with_totals(inner, shape).items()):
        return hidden_cells(inner, shape, threshold=threshold)
    hidden = {index for index, count in counts.items() if count < threshold or index == (TOTAL,) * len(shape)}
    for dim in range(len(shape)) if len(shape) > 1 else ():  # the sums at the end of each line of this dimension
        lines: dict[int, dict[Index, int]] = {
            at: {(index[1 - dim],): count for index, count in inner.items() if index[dim] == at} for at in range(shape[dim])
        }
        sums = {at: (at, TOTAL) if dim == 0 else (TOTAL, at) for at in lines}
        if any(sum(line.values()) != counts[sums[at]] for at, line in lines.items()) or (dim and _shows(hidden, 0, shape)):
            hidden |= set(sums.values())
            continue
        for at, line in lines.items():
            found = hidden_cells(line, (shape[1 - dim],), threshold=threshold)
            hidden |= {(at, other) if dim == 0 else (other, at) for (other,) in found}
    return frozenset(hidden)


def _shows(hidden: set[Index], dim: int, shape: Index) -> bool:
    """Whether any sum of a line of this dimension is shown."""
    return any(((at, TOTAL) if dim == 0 else (TOTAL, at)) not in hidden for at in range(shape[dim]))


def _crossed(whole: Mapping[Index, int], dims: Index) -> set[Index]:
    """Every cell that crosses the last of these dimensions with another of them."""
    return {index for index in whole if index[dims[-1]] != TOTAL and any(index[dim] != TOTAL for dim in dims[:-1])}


def rounded(count: int, base: int) -> int:
    """To the nearest multiple of the base, the half upwards."""
    return (2 * count + base) // (2 * base) * base


class _Part:
    """The table over some of the dimensions, the others added up. Its totals are decided on already."""

    def __init__(self, whole: Mapping[Index, int], hidden: set[Index], dims: Index, depth: int, threshold: int) -> None:
        outside = [dim for dim in range(depth) if dim not in dims]
        self.counts = {index: count for index, count in whole.items() if all(index[dim] == TOTAL for dim in outside)}
        self.dims, self.threshold = dims, threshold
        self.inside = {index for index in self.counts if all(index[dim] != TOTAL for dim in dims)}
        self.keys = {dim: sorted({index[dim] for index in self.inside}) for dim in dims}
        self.hidden = {index for index in self.counts if index in hidden}

    def protected(self) -> set[Index] | None:
        """The cells inside of it that are hidden; None where hiding these cells alone does not do."""
        small = {index for index, count in self.counts.items() if count < self.threshold}
        self.hidden |= small & self.inside
        small &= self.hidden
        for cell in sorted(small, key=lambda index: (-self.counts[index], index)):
            while not self._is_safe(cell):
                more = self._cheapest(cell)
                if more is None:
                    return None
                self.hidden |= more
        return self.hidden & self.inside

    def _cubes(self, cell: Index) -> Iterator[Cube]:
        """Ways to change the table that leave each sum what it was: the cell goes up by so much, its corners up and down with it."""
        pairs: dict[int, list[tuple[tuple[int, int], ...]]] = {}
        for dim in self.dims:
            here, others = cell[dim], [key for key in self.keys[dim] if key != cell[dim]]
            if here == TOTAL:
                pairs[dim] = [((TOTAL, 1), (key, 1)) for key in others]
            else:
                pairs[dim] = [*(((here, 1), (key, -1)) for key in others), ((here, 1), (TOTAL, 1))]
        for chosen in product(*pairs.values()):
            corners = []
            for corner in product(*chosen):
                index, sign = list(cell), 1
                for dim, (key, turn) in zip(self.dims, corner, strict=True):
                    index[dim], sign = key, sign * turn
                corners.append((tuple(index), sign))
            if all(index in self.inside or index in self.hidden for index, _sign in corners):
                yield tuple(corners)

    def _is_safe(self, cell: Index) -> bool:
        """Whether the cell could be at least the threshold, and anything over as wide a stretch, with everything shown as it is."""
        cubes = [cube for cube in self._cubes(cell) if all(index in self.hidden for index, _sign in cube)]
        lowest = self._reached(cell, cubes, -1, 0)
        wanted = max(self.threshold, lowest + self.threshold)
        return self._reached(cell, cubes, 1, wanted) >= wanted

    def _reached(self, cell: Index, cubes: list[Cube], way: int, wanted: int) -> int:
        """How far the cell was moved up (1) or down (-1) in a table that agrees with what is shown; no further than wanted."""
        now = dict(self.counts)
        for cube in cubes:
            step = min((now[index] for index, sign in cube if sign * way < 0), default=0)
            step = min(step, abs(wanted - now[cell]))
            for index, sign in cube:
                now[index] += sign * way * step
        return now[cell]

    def _cheapest(self, cell: Index) -> set[Index] | None:
        """The cells to hide beside this one at the least loss; None where no more would help."""
        found: list[tuple[bool, int, int, set[Index]]] = []
        for cube in self._cubes(cell):
            more = {index for index, _sign in cube if index not in self.hidden}
            up = min((self.counts[index] for index, sign in cube if sign < 0), default=0)
            if more and up:
                lost = sum(self.counts[index] for index in more)
                found.append((self.counts[cell] + up < self.threshold, lost, -up, more))
        return min(found, key=lambda one: one[:3])[3] if found else None
