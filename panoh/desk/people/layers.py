"""Places in a picture of rows: who belongs together stands together, and lines stay short. Knows nothing of what is drawn."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

ROUNDS = 4


def rows_of[K: Hashable](first: K, steps: Mapping[tuple[K, K], int]) -> dict[K, int]:
    """The row of everybody reached from the first, who stands in row 0. `steps`: how many rows the one of a pair stands above the other.

    What contradicts a nearer step is passed over: who is nearer to the first decides.
    """
    near: dict[K, list[tuple[K, int]]] = {}
    for (one, other), above in steps.items():
        near.setdefault(other, []).append((one, -above))
        near.setdefault(one, []).append((other, above))
    rows, wave = {first: 0}, [first]
    while wave:
        coming: list[K] = []
        for here in wave:
            for there, down in near.get(here, []):
                if there not in rows:
                    rows[there] = rows[here] + down
                    coming.append(there)
        wave = coming
    return rows


def order[K: Hashable](rows: Mapping[K, int], lines: Iterable[tuple[K, K]], pairs: Iterable[tuple[K, K]]) -> dict[int, list[K]]:
    """Each row from left to right, the upper rows first: everybody near the middle of those of other rows whom they are tied to.

    Pairs stand side by side, and the first of `rows` begins in the middle.
    """
    tied: dict[K, set[K]] = {key: set() for key in rows}
    for one, other in lines:
        if rows[one] != rows[other]:
            tied[one].add(other)
            tied[other].add(one)
    laid = {number: _around(next(iter(rows)), [key for key in rows if rows[key] == number]) for number in sorted(set(rows.values()))}
    partners = {key: other for pair in pairs for key, other in (pair, pair[::-1])}
    at = {key: _middle(row, place) for row in laid.values() for place, key in enumerate(row)}
    for _round in range(ROUNDS):
        for number, row in laid.items():
            laid[number] = _beside(sorted(row, key=lambda key: _mean([at[other] for other in tied[key]], at[key])), partners)
            at |= {key: _middle(row, place) for place, key in enumerate(laid[number])}
    return laid


def _around[K](first: K, row: list[K]) -> list[K]:
    if first not in row:
        return row
    others = [key for key in row if key != first]
    return [*others[: len(others) // 2], first, *others[len(others) // 2 :]]


def _middle[K](row: Sequence[K], place: int) -> float:
    """How far from the middle of its row, so that rows of any length are compared."""
    return place - (len(row) - 1) / 2


def _mean(values: Sequence[float], own: float) -> float:
    return sum(values) / len(values) if values else own


def _beside[K: Hashable](row: Sequence[K], partners: Mapping[K, K]) -> list[K]:
    """The row with each of a pair next to the other."""
    placed: list[K] = []
    for key in row:
        if key not in placed:
            other = partners.get(key)
            placed += [key, other] if other in row and other not in placed else [key]  # type: ignore[list-item]
    return placed
