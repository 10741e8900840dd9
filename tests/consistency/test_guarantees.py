"""The guarantees about safety: all of them, in order, each held by tests that are there."""

import re
from pathlib import Path

import pytest

from panoh.reference import guarantees
from tests.security.conftest import GUIDE
from tests.security.test_without_network import steps

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


def test_what_the_heavy_tests_follow_is_in_the_guide() -> None:
    """They run after a landing alone; a guide that is worded anew is to be noticed before."""
    assert len(steps()) == 4
    text, source = GUIDE.read_text(encoding="utf-8"), (ROOT / "tests/security/test_installed.py").read_text(encoding="utf-8")
    patterns = re.findall(r'said\(r"([^"]+)"\)', source)
    assert len(patterns) >= 9
    assert [pattern for pattern in patterns if len(re.findall(pattern, text)) != 1] == []
