"""Two numbers of two releases taken from each other: what is too near, what has changed, what lines have in common."""

import pytest

from panoh.reporting.subtraction import ShownNumber, gives_away, has_changed

LEAST = 5
MEN, WOMEN, ALL = frozenset({("sex", "male")}), frozenset({("sex", "female")}), frozenset()
MEDICAL, SOCIAL = frozenset({("help", "medical")}), frozenset({("help", "social")})


def said(number, keys=ALL, counts="persons_admitted", base=1):
    return ShownNumber(counts, keys, number, base)


@pytest.mark.parametrize(
    ("one", "other", "gives"),
    [
        ([said(40)], [said(40)], False),  # the same number twice
        ([said(40)], [said(39, counts="persons_helped")], True),
        ([said(40)], [said(40, counts="persons_helped")], True),  # each of them was helped
        ([said(40)], [said(35, counts="persons_helped")], False),
        ([said(40, base=5)], [said(35, counts="persons_helped")], True),  # 38 at the least
        ([said(40, base=5)], [said(33, counts="persons_helped")], False),
        ([said(40)], [said(37, MEN)], True),  # three women
        ([said(37, MEN)], [said(40)], True),
        ([said(40)], [said(37, MEN), said(40)], False),  # their own table says so, and was looked at
        ([said(40, counts="persons_active")], [said(37, MEN, "persons_closed")], True),
        ([said(40, counts="persons_active")], [said(60, MEN, "persons_closed")], False),  # no part of it
        ([said(40, MEN)], [said(38, WOMEN, "persons_helped")], False),
        ([said(30, MEDICAL), said(20, SOCIAL)], [said(48)], True),  # two had both
        ([said(30, MEDICAL), said(20, SOCIAL)], [said(50)], True),  # nobody had both
        ([said(30, MEDICAL), said(20, SOCIAL)], [said(42)], False),
    ],
)
def test_what_one_table_leaves_of_the_other(one, other, gives):
    assert gives_away(one, other, LEAST) == gives
    assert gives_away(other, one, LEAST) == gives


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        (said(40), said(40), False),
        (said(40), said(41), True),
        (said(40), said(45), False),
        (said(40, base=5), said(42), False),  # 42 is told as 40
        (said(40, base=5), said(43), True),
        (said(40, base=5), said(45, base=5), True),  # one more may do it
        (said(40, base=5), said(50, base=5), False),
        (said(40), said(41, counts="persons_helped"), False),
    ],
)
def test_a_number_that_both_say_is_the_same_or_far_from_it(one, other, changed):
    assert has_changed([one], [other], LEAST) == changed
    assert has_changed([other], [one], LEAST) == changed
