"""Reliable change: from how many points, and in which direction it is better."""

import pytest

from panoh.instruments.change import moved, reliable_index, threshold
from panoh.instruments.reading import definition


def test_reliable_index_of_the_textbook() -> None:
    assert reliable_index(10, 0.90) == pytest.approx(8.77, abs=0.005)


@pytest.mark.parametrize(
    ("instrument", "key", "before", "after", "verdict"),
    [
        ("phq9", "total", 17, 11, "better"),
        ("phq9", "total", 17, 12, "same"),
        ("phq9", "total", 11, 17, "worse"),
        ("gad7", "total", 12, 8, "better"),
        ("gad7", "total", 12, 9, "same"),
        ("who5", "percent", 16, 32, ""),
        ("pcl5", "total", 40, 25, "better"),
        ("pcl5", "total", 40, 26, "same"),
        ("pcl5", "total", 40, 35, "same"),
        ("pcl5", "total", 25, 40, "worse"),
        ("itq", "ptsd", 16, 4, ""),
    ],
)
def test_a_change_is_called_better_or_worse_only_beyond_chance(
    instrument: str, key: str, before: float, after: float, verdict: str
) -> None:
    one = definition(instrument).by_key[key]

    assert moved(one, before, after, threshold(one)).verdict == verdict


def test_the_units_own_spread_goes_before_what_was_published() -> None:
    one = definition("phq9").by_key["total"]

    assert threshold(one, sd=10, r=0.90) == pytest.approx(8.765, abs=0.001)
    assert threshold(one, sd=10) == 6
