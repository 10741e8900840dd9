"""The order of a run: every test once, heavy modules whole and at the beginning of what each worker is given."""

from pathlib import Path

import pytest

from tests.order import heavy_first

MODULES = [
    (Path("tests/cases/test_a.py"), [f"a{n}" for n in range(5)]),
    (Path("tests/journeys/test_b.py"), ["b0", "b1"]),
    (Path("tests/people/test_c.py"), [f"c{n}" for n in range(4)]),
    (Path("tests/cli/test_d.py"), ["d0", "d1", "d2"]),
    (Path("tests/journeys/test_e.py"), ["e0"]),
]


def test_each_worker_begins_with_heavy_modules() -> None:
    assert heavy_first(MODULES, 2) == ["b0", "b1", "e0", "a0", "a1", "a2", "a3", "d0", "d1", "d2", "a4", "c0", "c1", "c2", "c3"]


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 40])
def test_no_test_is_lost_or_asked_twice(workers: int) -> None:
    every = [test for _path, tests in MODULES for test in tests]
    assert sorted(heavy_first(MODULES, workers)) == sorted(every)


@pytest.mark.parametrize("module", MODULES[1::2])
def test_a_run_of_heavy_modules_alone_or_of_light_ones_is_whole(module: tuple[Path, list[str]]) -> None:
    assert heavy_first([module], 2) == module[1]
    assert heavy_first(MODULES[:1], 2) == MODULES[0][1]
    assert heavy_first([], 2) == []
