"""Codes that are read out over a bad line: what their check character catches."""

from random import Random

import pytest

from panoh.core.ids import ALPHABET, LENGTH, check_character, new_code, tidy_code

CODES = 300


def bodies(seed=20):
    chance = Random(seed)
    for _ in range(CODES):
        body = "".join(chance.choices(ALPHABET, k=LENGTH))
        yield body + check_character(body)


def swaps(code):
    for place in range(len(code) - 1):
        if code[place] != code[place + 1]:
            yield code[:place] + code[place + 1] + code[place] + code[place + 2 :]


def test_one_wrong_character_is_always_noticed():
    passed = [
        (code, place, other)
        for code in bodies()
        for place in range(LENGTH + 1)
        for other in ALPHABET
        if other != code[place] and tidy_code(code[:place] + other + code[place + 1 :])
    ]

    assert passed == []


def test_swapped_neighbours_are_noticed_but_for_one_pair():
    swapped = [(code, wrong) for code in bodies() for wrong in swaps(code)]
    passed = [{a for a, b in zip(code, wrong, strict=True) if a != b} for code, wrong in swapped if tidy_code(wrong)]

    assert all(pair == {"2", "Z"} for pair in passed)
    assert 0 < len(passed) / len(swapped) < 0.01  # two of the 650 ordered pairs


def test_new_code_notices_every_swap():
    passed = [code for code in (new_code().replace("-", "") for _ in range(5 * CODES)) for wrong in swaps(code) if tidy_code(wrong)]

    assert passed == []


@pytest.mark.parametrize("typed", ["2Z34-5678", "2z34 5678"])
def test_code_from_before_is_still_taken_with_the_pair_in_it(typed):
    given = typed + check_character("2Z345678")

    assert tidy_code(given) == "2Z34-5678" + given[-1]
