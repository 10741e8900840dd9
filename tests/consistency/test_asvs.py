"""The table of ASVS 5.0: every row is there, and what it names as its proof exists."""

import pytest

from panoh.reference.asvs import STATES, is_there, rows

# The levels of the rows of each section, in order: what the list of 5.0.0 holds.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip


def test_every_row_of_the_list_is_there_with_its_level() -> None:
    whole = [(f"{section}.{place}", int(level)) for section, levels in LEVELS.items() for place, level in enumerate(levels, 1)]
    assert [sum(level == each for _number, level in whole) for each in (1, 2, 3)] == [70, 183, 92]
    assert [(row.number, row.level) for row in rows()] == whole


def test_every_row_is_proved_or_says_why_not() -> None:
    assert [f"{row.number}: {proof}" for row in rows() for proof in row.proof if not is_there(proof)] == []
    assert [row.number for row in rows() if row.state not in STATES or not row.about] == []
    assert [row.number for row in rows() if row.state == "met" and not row.proof] == []
    assert [row.number for row in rows() if row.state != "met" and not row.why] == []


@pytest.mark.parametrize(
    "proof",
    [
        "tests/consistency/test_asvs.py::test_that_nobody_wrote",
        "tests/consistency/test_nowhere.py::test_x",
        "docs/protection.md#Nowhere",
        "docs/nowhere.md",
        "SECURITY.md: words that do not stand there",
    ],
)
def test_a_proof_that_is_not_there_is_missed(proof: str) -> None:
    assert not is_there(proof)
