"""What may be a password: any signs, many of them, to the last letter; but not words that are expected here."""

import pytest

from panoh.accounts.models import User
from panoh.accounts.passwords import check_strength, fits_hash, hashed
from panoh.core.errors import Invalid


@pytest.mark.parametrize(
    "password",
    [
        "Panoh-2026-Dushanbe",
        "координатор Хатлон 1",
        "тоҷикистон!тоҷикистон!",
        "admin.admin.admin",
        "Ҳуқуқшинос2026Хуҷанд",
        "p a n o h panoh",
    ],
)
def test_what_is_made_of_words_expected_here_is_no_password(password):
    with pytest.raises(Invalid, match="expected here"):
        check_strength(password, User(username="x"))


@pytest.mark.parametrize(
    "password",
    [
        "snow over dushanbe lorry",
        "координатор любит тёплый хлеб",
        "кабӯтар нони гарм дарё",
        "lowercase letters only",
        "щ" * 64,
        "7 🙂 (!) \\ 5 %s ' 4 ;",
    ],
)
def test_any_signs_and_many_of_them_are_a_password(password):
    check_strength(password, User(username="x"))


def test_a_password_counts_to_its_last_letter_as_it_was_typed():
    long = "Нони гарм ва чой " * 8
    kept = hashed(long)

    assert fits_hash(kept, long)
    for other in (long[:-1], long.strip(), long.lower(), long[:72], f"{long} "):
        assert not fits_hash(kept, other), len(other)
