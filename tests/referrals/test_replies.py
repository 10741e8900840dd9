"""What an outsider holds: the slip's code, which catches slips of the hand."""

import pytest

from panoh.referrals.models import Referral
from panoh.referrals.replies import new_slip, slip_code, tidy_slip


def test_check_figure_is_the_published_one() -> None:
    """572 and its check figure 4 are the example of the dissertation; here with zeros before it."""
    assert tidy_slip("0000005724") == "0000005724"
    assert [figure for figure in "0123456789" if tidy_slip(f"000000572{figure}")] == ["4"]


def test_no_wrong_figure_and_no_swapped_neighbours_pass() -> None:
    for _time in range(200):
        slip = new_slip()
        wrong = [
            slip[:place] + figure + slip[place + 1 :] for place in range(len(slip)) for figure in "0123456789" if figure != slip[place]
        ]
        swapped = [
            slip[:place] + slip[place + 1] + slip[place] + slip[place + 2 :]
            for place in range(len(slip) - 1)
            if slip[place] != slip[place + 1]
        ]
        assert [other for other in [*wrong, *swapped] if tidy_slip(other)] == []
        assert tidy_slip(slip) == slip


@pytest.mark.parametrize("typed", ["000 000 5724", " 000-000-5724 ", "0000005724\n", "000.000.57 24"])
def test_typing_is_forgiven(typed: str) -> None:
    assert tidy_slip(typed) == "0000005724"


@pytest.mark.parametrize("typed", ["", "000000572", "00000057244", "OOO000572О", "٠٠٠٠٠٠٥٧٢٤", "000000572x", "²000005724"])
def test_what_cannot_be_a_slip_is_none(typed: str) -> None:
    assert tidy_slip(typed) is None


def test_every_referral_has_a_slip_that_is_printed_in_groups() -> None:
    row = Referral()
    assert tidy_slip(row.slip) == row.slip
    assert slip_code(row) == f"{row.slip[:3]} {row.slip[3:6]} {row.slip[6:]}"
    assert Referral().slip != row.slip
