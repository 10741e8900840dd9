"""Which numbers are hidden, held against a program of statistical offices that looks for the least loss (Tau-Argus)."""

import random
from itertools import product

import pytest

from panoh.reporting.disclosure import TOTAL, hidden_cells, with_totals

LEAST = 5
tau = pytest.importorskip("pytauargus")


def by_tau(counts, folder):
    """The cells it finds too small, and those it hides with them, by their place."""
    people = {"down": [], "across": [], "one": []}
    for (row, column), count in counts.items():
        people["down"] += [f"r{row}"] * count
        people["across"] += [f"c{column}"] * count
        people["one"] += [1] * count
    found = tau.protect(
        people, ["down", "across"], response="one", safety_rules=f"FREQ({LEAST},10)", suppress="OPT(1)", workdir=str(folder)
    )
    place = {"Total": TOTAL} | {f"{letter}{n}": n for letter, n in product("rc", range(9))}
    status = {(place[row["down"]], place[row["across"]]): row["status"] for row in found.tables[0].rows}
    return {cell for cell, said in status.items() if said == "U"}, {cell for cell, said in status.items() if said in "UM"}


def test_the_same_numbers_are_too_small_and_little_more_is_hidden_than_must_be(tmp_path, monkeypatch):
    """Tau-Argus hides no number of nobody, so nobody is in these tables nowhere; what it hides at the least is the measure of ours."""
    monkeypatch.chdir(tmp_path)  # its logs go to where one stands
    lost = {"ours": 0, "least": 0}
    for seed in range(12):
        made = random.Random(seed)
        shape = (made.randint(3, 4), made.randint(3, 5))
        counts = {cell: 1 + int(made.expovariate(1 / 15)) for cell in product(*(range(size) for size in shape))}
        whole = with_totals(counts, shape)
        ours = hidden_cells(counts, shape, threshold=LEAST)
        small, theirs = by_tau(counts, tmp_path / str(seed))

        assert small == {cell for cell, count in whole.items() if count < LEAST}, seed
        assert small <= ours, seed
        lost["ours"] += sum(whole[cell] for cell in ours)
        lost["least"] += sum(whole[cell] for cell in theirs)
    assert lost["least"] <= lost["ours"] < 1.5 * lost["least"], lost
