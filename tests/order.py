"""Which tests of a run are asked and in which order, so that both cores are done at the same time."""

from collections.abc import Iterable, Sequence
from pathlib import Path

# Their modules start browsers and whole instances, and a single test of theirs may take half a minute.
HEAVY = {"journeys", "cli"}


def heavy_first[T](modules: Sequence[tuple[Path, list[T]]], workers: int) -> list[T]:
    """The tests of these modules, the heavy modules first and dealt out among the workers; the others keep their order.

    With `--dist worksteal` each worker begins with its own stretch of the list, all equally long, and whoever is done takes from the end
    of another's: so the end of a run is light, and what a module made for itself is made once.
    """
    heavy = [tests for path, tests in modules if path.parent.name in HEAVY]
    light = [test for path, tests in modules if path.parent.name not in HEAVY for test in tests]
    hands = [[test for tests in heavy[worker::workers] for test in tests] for worker in range(workers)]
    whole = len(light) + sum(len(hand) for hand in hands)
    ordered: list[T] = []
    for worker, hand in enumerate(hands):
        until = whole * (worker + 1) // workers
        ordered += hand
        room = len(light) if worker == workers - 1 else max(0, until - len(ordered))
        ordered, light = ordered + light[:room], light[room:]
    return ordered


def part_of(tests: Iterable[str], part: str) -> set[str]:
    """Of `2/6` every sixth of these tests, from the second on, in whatever order they are asked; without a part all of them."""
    nth, parts = map(int, (part or "1/1").split("/"))
    return set(sorted(tests)[nth - 1 :: parts])
