"""The guarantees about safety: all of them, in order, each held by tests that are there."""

from pathlib import Path

import pytest

from panoh.reference import guarantees

ROOT = Path(__file__).resolve().parents[2]
STATES = ("held", "partly", "later")


def test_all_thirty_six_stand_in_order_with_a_state() -> None:
    found = guarantees()
    assert [one["number"] for one in found] == list(range(1, 37))
    assert {one["state"] for one in found} <= set(STATES)


@pytest.mark.parametrize("one", guarantees(), ids=lambda one: str(one["number"]))
def test_a_guarantee_names_tests_that_are_there_or_what_is_missing(one: dict[str, object]) -> None:
    tests = one["tests"]
    assert isinstance(tests, list)
    for test in tests:
        file, name = test.split("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), test
    assert tests or one["state"] != "held"
    assert one["missing"] or one["state"] == "held"
